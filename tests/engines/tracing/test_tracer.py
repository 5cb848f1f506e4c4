"""Tracing against the oracle, what must never change an outcome, and the edges that random laws seldom meet."""

import random
from datetime import date
from decimal import Decimal
from fractions import Fraction

import attrs
import pytest

from eligibility.engines import comparisons, frame_reader, layout_of, walk_frames
from eligibility.engines.tracing import Tracer, tracer
from eligibility.engines.tracing.tracer import candidates
from eligibility.model import (
    UNKNOWN,
    AllOf,
    Answer,
    AnyOf,
    AsOf,
    Attribute,
    Count,
    CountOf,
    Fact,
    Facts,
    FactValue,
    HitPolicy,
    Law,
    Leaf,
    Literal,
    NamedValue,
    Not,
    OneOf,
    Op,
    Otherwise,
    Ratio,
    Related,
    Rule,
    RuleSet,
    Test,
    Threshold,
    Type,
    Variant,
)
from eligibility.registers import Annexes
from eligibility.sources import FactError, Text
from tests import generators, oracle
from tests.sizes import sized

LAWS, FACTS = sized(240, 9_000), 6
BATCHES = 10
WORDS = {0: oracle.NO, 1: oracle.MAYBE, 3: oracle.YES}
NO, MAYBE, YES = 0, 1, 3
Commune, Village, Hamlet = (generators.VOCABULARY[kind].cls for kind in ("commune", "village", "hamlet"))


class Traced:
    """A law compiled for communes."""

    def __init__(self, law):
        self.law, self.layout = law, layout_of(law, "commune")
        self.tracer, self.read = (
            Tracer(law, self.layout),
            frame_reader(law, self.layout, Annexes(law.listings).unlisted),
        )

    def frame(self, facts):
        facts = facts if isinstance(facts, Facts) else Facts.of(facts)
        frame = self.read(facts.subject, None, facts)
        self.tracer.run(frame)
        return frame


def below(layout, node):
    """The subjects of the oracle's tree for which the layout has frames."""
    yield layout, node
    for relation, (_, member) in layout.members.items():
        nodes, ghost = node.members[relation]
        for one in [*nodes, *([ghost] if ghost else [])]:
            yield from below(member, one)


def seen_by_tracing(law, layout, frame):
    found: dict[str, dict] = {}
    for rule_set in law.of(layout.kind.name):
        at = layout.traces[rule_set.name]
        conclusion = frame[at + 1]
        found[rule_set.name] = {
            "leaves": [WORDS[outcome] for outcome in frame[at]],
            "states": [WORDS[state] for state in conclusion.conditions],
            "outcomes": [WORDS[outcome] for outcome in conclusion.outcomes],
        }
        if rule_set.hit_policy is not HitPolicy.COLLECT:
            domain, mask = rule_set.concludes.domain, frame[layout.slots[rule_set.concludes.name]]
            found[rule_set.name] |= {
                "values": list(conclusion.values),
                "conflict": bool(conclusion.conflict),
                "reached": list(conclusion.reached),
                "derived": [value for at, value in enumerate(domain) if mask >> at & 1],
            }
    return found


def seen_by_oracle(law, node):
    found: dict[str, dict] = {}
    for rule_set in law.of(node.kind.name):
        one = node.concluded[rule_set.name]
        found[rule_set.name] = {"leaves": one.trace, "states": one.states, "outcomes": one.outcomes}
        if rule_set.hit_policy is not HitPolicy.COLLECT:
            derived = node.derived[rule_set.concludes.name]
            own = {"values": one.values, "conflict": one.conflict, "reached": one.reached, "derived": derived}
            found[rule_set.name] |= own
    return found


def disagreement(traced, facts):
    """What tracing and the oracle say differently of these facts; None where they agree."""
    root = oracle.decide(traced.law, "commune", facts)
    nodes = list(below(traced.layout, root))
    contradicted = any(node.contradiction for _, node in nodes)
    try:
        frame = traced.frame(facts)
    except FactError as error:
        return None if contradicted else str(error)
    if contradicted:
        return "a contradiction that tracing did not see"
    frames = list(walk_frames(traced.layout, frame))
    assert len(frames) == len(nodes)
    for (layout, one), (_, node) in zip(frames, nodes, strict=True):
        mine, theirs = seen_by_tracing(traced.law, layout, one), seen_by_oracle(traced.law, node)
        if mine != theirs:
            return mine, theirs
    return None


@pytest.mark.parametrize("batch", range(BATCHES))
def test_tracing_agrees_with_oracle(batch):
    for seed in range(batch, LAWS, BATCHES):
        rng = random.Random(seed)
        traced = Traced(generators.random_law(rng))
        for number in range(FACTS):
            facts = generators.random_facts(rng, traced.law)
            assert disagreement(traced, facts) is None, (seed, number)


def test_law_and_facts_depend_on_seed_only():
    one, two = (generators.law_and_facts(random.Random(7)) for _ in range(2))
    assert one == two


def refined(before, after):
    """Whether nothing that was settled is different, and no value has become possible."""
    for name, old in before.items():
        new = after[name]
        for kind in ("leaves", "states", "outcomes"):
            if any(a not in (oracle.MAYBE, b) for a, b in zip(old[kind], new[kind], strict=True)):
                return False
        if "values" in old and not set(new["values"]) <= set(old["values"]):
            return False
        if old.get("conflict") and not new["conflict"]:
            return False
    return True


def without_answers(facts):
    members = {name: tuple(without_answers(one) for one in some) for name, some in facts.members.items()}
    return attrs.evolve(facts, answers={}, members=members)


@pytest.mark.parametrize("share", [0.2, 1.0])
def test_settled_outcome_stays_when_facts_are_found_out(share):
    tried = 0
    for seed in range(LAWS // 3):
        rng = random.Random(f"monotone {seed}")
        law = generators.random_law(rng)
        traced = Traced(law)
        facts = without_answers(generators.random_facts(rng, law))
        more = generators.completed(rng, facts, share=share, more=not law.listings)
        try:
            before, after = traced.frame(facts), traced.frame(more)
        except FactError:  # a part of nothing
            continue
        collecting = {rule_set.name for rule_set in law.rule_sets if rule_set.hit_policy is HitPolicy.COLLECT}
        pairs = zip(listed_below(traced.layout, before), listed_below(traced.layout, after), strict=False)
        for (path, layout, old), (same_path, _, new) in pairs:
            if path != same_path:
                break  # a member that nobody had listed came in between: those behind it are compared no more
            mine, theirs = seen_by_tracing(law, layout, old), seen_by_tracing(law, layout, new)
            known = {name: seen for name, seen in mine.items() if name not in collecting}  # `known` is not monotone
            assert refined(known, theirs), seed
            tried += 1
    assert tried > LAWS // 5


def listed_below(layout, frame, path=()):
    yield path, layout, frame
    for slot, member in layout.members.values():
        for number, one in enumerate(frame[slot]):
            yield from listed_below(member, one, (*path, (slot, number)))


def test_conclusion_stays_when_villages_change_places():
    for seed in range(LAWS // 4):
        rng = random.Random(f"order {seed}")
        law, facts = generators.law_and_facts(rng)
        traced = Traced(law)
        subject = attrs.evolve(facts.subject, villages=facts.subject.villages[::-1])
        members = {name: some[::-1] for name, some in facts.members.items()}
        turned = attrs.evolve(facts, subject=subject, members=members)
        try:
            before = seen_by_tracing(law, traced.layout, traced.frame(facts))
        except FactError:
            with pytest.raises(FactError):
                traced.frame(turned)
            continue
        assert before == seen_by_tracing(law, traced.layout, traced.frame(turned)), seed


# ── the edges ────────────────────────────────────────────────────────────────────────────────────


def law_of(*rules, policy=HitPolicy.FIRST, thresholds=(), subject="commune", otherwise=False, **more):
    concludes = Attribute("derived", Text("", ""), Type.YES_NO)
    rule_set = RuleSet("1/QĐ", "set", Text("", ""), subject, concludes, policy, rules, Otherwise(otherwise, ()))
    known = {threshold.name: threshold for threshold in thresholds}
    return Law("1/QĐ", generators.AS_OF, (rule_set,), known, generators.VOCABULARY, {}, **more)


def rule(when, then=True, name="r", **more):
    return Rule(name, Text("", ""), (), when, then, **more)


def state(condition, commune, thresholds=(), policy=HitPolicy.FIRST):
    """The state of the only rule, which the oracle finds too."""
    traced = Traced(law_of(rule(condition), thresholds=thresholds, policy=policy))
    assert disagreement(traced, commune if isinstance(commune, Facts) else Facts.of(commune)) is None
    frame = traced.frame(commune)
    conclusion = frame[traced.layout.traces["1/QĐ set"] + 1]
    return conclusion.conditions[0]


def leaf(attribute, op, *operands):
    return Leaf(Fact(attribute), (Test(op, tuple(operand(value) for value in operands)),))


def operand(value):
    return value if isinstance(value, Literal | NamedValue | FactValue | AsOf) else Literal(value)


DAY = generators.AS_OF


@pytest.mark.parametrize(
    ("condition", "values", "expected"),
    [
        (AllOf(()), {}, YES),
        (AnyOf(()), {}, NO),
        (Not(AnyOf(())), {}, YES),
        (Leaf(CountOf(()), (Test(Op.AT_MOST, (Literal(0),)),)), {}, YES),
        (leaf("name", Op.IS, "An", "Yên"), {"name": "Yên"}, YES),
        (leaf("name", Op.IS_NOT, "An", "Yên"), {"name": "Yên"}, NO),
        (leaf("name", Op.IS_NOT, "An"), {}, MAYBE),
        (leaf("code", Op.NONE_OF, "07615"), {"code": "07616"}, YES),
        (leaf("coverage", Op.AT_LEAST, Decimal("0.2")), {"coverage": Decimal("0.2")}, YES),
        (leaf("coverage", Op.MORE_THAN, FactValue("target")), {"coverage": Decimal("0.2")}, MAYBE),
        (leaf("points", Op.IS, FactValue("households"), 3), {"points": 3}, YES),
        (leaf("points", Op.IS_NOT, FactValue("households"), 3), {"points": 3}, NO),
        (leaf("points", Op.BETWEEN, 2, FactValue("households")), {"points": 1}, NO),
        (leaf("points", Op.AT_LEAST, FactValue("road_km")), {"points": 2, "road_km": Decimal("2.000001")}, NO),
        (leaf("road_km", Op.AT_LEAST, FactValue("points")), {"points": 2, "road_km": Decimal("2.000001")}, YES),
        (leaf("since", Op.ON_OR_BEFORE, AsOf()), {"since": DAY}, YES),
        (leaf("since", Op.BEFORE, AsOf()), {"since": DAY}, NO),
        (leaf("since", Op.ON_OR_AFTER, AsOf()), {"since": date(2023, 7, 4)}, NO),
        (leaf("since", Op.AFTER, AsOf()), {"since": None}, NO),
        (Not(leaf("since", Op.ON_OR_BEFORE, AsOf())), {"since": None}, YES),
        (leaf("since", Op.IS, None), {"since": None}, YES),
        (leaf("since", Op.AFTER, None), {"since": DAY}, NO),
        (leaf("since", Op.AFTER, FactValue("until")), {"since": None}, NO),
        (leaf("since", Op.AFTER, FactValue("until")), {"until": None}, NO),
        (leaf("since", Op.AFTER, FactValue("until")), {"since": DAY}, MAYBE),
        (leaf("since", Op.BETWEEN, AsOf(), FactValue("until")), {"since": DAY, "until": DAY}, YES),
        (leaf("allowance", Op.AT_LEAST, Decimal("0.5")), {"allowance": None}, NO),
        (leaf("allowance", Op.AT_LEAST, Decimal("0.5")), {"allowance": OneOf.of(Decimal("0.3"), None)}, NO),
        (leaf("allowance", Op.BETWEEN, Decimal("0.3"), Decimal("0.5")), {"allowance": Decimal("0.5")}, YES),
        (leaf("region", Op.ONE_OF, "II", "III"), {"region": OneOf.of("II", "III")}, YES),
        (leaf("region", Op.ONE_OF, "II", "III"), {"region": OneOf.of("I", "III")}, MAYBE),
        (leaf("region", Op.NONE_OF, "II", "III"), {"region": OneOf.of("II", "III")}, NO),
        (leaf("region", Op.IS, None), {"region": None}, YES),
    ],
)
def test_outcome_of_a_condition(condition, values, expected):
    assert state(condition, Commune(**values)) == expected


@pytest.mark.parametrize(
    ("part", "whole", "expected"),
    [(0, 0, NO), (0, 5, NO), (1, 5, YES), (1, 6, NO), (UNKNOWN, 5, MAYBE), (1, UNKNOWN, MAYBE)],
)
def test_outcome_of_a_ratio_of_counts(part, whole, expected):
    share = Leaf(Ratio("poor", "households"), (Test(Op.AT_LEAST, (Literal(Decimal("0.2")),)),))
    assert state(share, Commune(poor=part, households=whole)) == expected


@pytest.mark.parametrize(("km", "points", "expected"), [("0.5", 1, YES), ("0.5", 2, NO), ("0.500001", 1, NO)])
def test_ratio_of_quantity_and_count_is_in_one_unit(km, points, expected):
    both = [
        Leaf(Ratio(*pair), (Test(Op.IS, (Literal(value),)),))
        for pair, value in ((("road_km", "points"), Decimal("0.5")), (("points", "road_km"), Decimal(2)))
    ]
    for condition in both:
        assert state(condition, Commune(road_km=Decimal(km), points=points)) == expected


def test_part_of_nothing_is_refused():
    traced = Traced(law_of(rule(Leaf(Ratio("points", "road_km"), (Test(Op.AT_LEAST, (Literal(Decimal(1)),)),)))))
    with pytest.raises(FactError, match="points is 3 while road_km is 0"):
        traced.frame(Commune(points=3, road_km=0))
    traced = Traced(law_of(rule(Leaf(Ratio("road_km", "points"), (Test(Op.AT_LEAST, (Literal(Decimal(1)),)),)))))
    with pytest.raises(FactError, match=r"road_km is 1\.5 while points is 0"):
        traced.frame(Commune(points=0, road_km=Decimal("1.5")))


@pytest.mark.parametrize(
    ("flag", "poor", "expected"),
    [(True, 17, YES), (False, 17, NO), (False, 20, YES), (UNKNOWN, 17, MAYBE), (UNKNOWN, 20, YES), (UNKNOWN, 14, NO)],
)
def test_named_value_with_variant_settles_where_all_agree(flag, poor, expected):
    variant = Variant(leaf("flag", Op.IS, True), Decimal("0.15"))
    threshold = Threshold("poor_share", Text("", ""), (), Decimal("0.2"), (variant,))
    share = Leaf(Ratio("poor", "households"), (Test(Op.AT_LEAST, (NamedValue("poor_share"),)),))
    assert state(share, Commune(flag=flag, poor=poor, households=100), (threshold,)) == expected


@pytest.mark.parametrize(("flags", "expected"), [((True, True), 1), ((False, True), 2), ((False, False), 3)])
def test_named_value_takes_first_variant_that_holds(flags, expected):
    variants = (Variant(leaf("flag", Op.IS, True), 1), Variant(leaf("region", Op.IS, "I"), 2))
    commune = Commune(flag=flags[0], region="I" if flags[1] else "II", points=expected)
    threshold = Threshold("limit", Text("", ""), (), 3, variants)
    assert state(leaf("points", Op.IS, NamedValue("limit")), commune, (threshold,)) == YES


def villages(*flags, complete=False):
    return {"villages": tuple(Village(flag=flag) for flag in flags), "villages_complete": complete}


FLAGGED = leaf("flag", Op.IS, True)


@pytest.mark.parametrize(
    ("op", "operands", "values", "expected"),
    [
        (Op.AT_LEAST, (1,), villages(), MAYBE),
        (Op.AT_LEAST, (1,), villages(complete=True), NO),
        (Op.AT_LEAST, (1,), villages(True), YES),
        (Op.AT_MOST, (1,), villages(True, complete=True), YES),
        (Op.AT_MOST, (1,), villages(True), MAYBE),
        (Op.AT_MOST, (1,), villages(True, UNKNOWN, complete=True), MAYBE),
        (Op.AT_MOST, (0,), villages(True), NO),
        (Op.IS, (1, 2), villages(True, UNKNOWN, complete=True), YES),
        (Op.IS_NOT, (1,), villages(True, UNKNOWN, complete=True), MAYBE),
        (Op.BETWEEN, (2, 3), villages(True, UNKNOWN, complete=True), MAYBE),
        (Op.MORE_THAN, (FactValue("points"),), {**villages(True), "points": 0}, YES),
        (Op.MORE_THAN, (FactValue("points"),), villages(True), MAYBE),
        (Op.LESS_THAN, (FactValue("road_km"),), {**villages(True, complete=True), "road_km": Decimal("1.5")}, YES),
        (Op.LESS_THAN, (FactValue("road_km"),), villages(True, complete=True), MAYBE),
        (Op.LESS_THAN, (NamedValue("limit"),), villages(True, complete=True), YES),
    ],
)
def test_outcome_of_a_count_of_members(op, operands, values, expected):
    threshold = Threshold("limit", Text("", ""), (), Decimal("1.5"))
    tests = (Test(op, tuple(operand(value) for value in operands)),)
    assert state(Leaf(Count("villages", FLAGGED), tests), Commune(**values), (threshold,)) == expected


def test_every_member_is_judged_by_what_none_may_fail():
    every = Leaf(Count("villages", Not(FLAGGED), "every"), (Test(Op.AT_MOST, (Literal(0),)),))
    assert [
        state(every, Commune(**villages(*flags, complete=True))) for flags in ((True, True), (True, False), ())
    ] == [
        YES,
        NO,
        YES,
    ]


def test_members_of_unlisted_member_are_open():
    """Nobody listed the village, so nobody listed its hamlets: it may well have two."""
    two = Leaf(Count("hamlets", None), (Test(Op.AT_LEAST, (Literal(2),)),))
    some = Leaf(Count("villages", two), (Test(Op.AT_LEAST, (Literal(1),)),))
    assert state(some, Commune()) == MAYBE
    assert state(some, Commune(villages_complete=True)) == NO


def test_members_beside_facts_are_taken_only_where_given():
    some = Leaf(Count("villages", FLAGGED), (Test(Op.AT_LEAST, (Literal(1),)),))
    commune = Commune(**villages(True))
    assert state(some, Facts.of(commune)) == YES
    assert state(some, Facts.of(commune, villages=[Facts.of(Village(flag=True))])) == YES
    assert state(some, Facts(commune, members={"others": (Facts.of(Village(flag=False)),)})) == YES


def test_condition_deeper_than_python_nests_is_written():
    deep = FLAGGED
    for _ in range(100):
        deep = AllOf((AnyOf((deep, FLAGGED)), FLAGGED))
    some = Leaf(Count("villages", deep), (Test(Op.AT_LEAST, (Literal(1),)),))
    traced = Traced(law_of(rule(deep), rule(some, name="s")))
    frame = traced.frame(Commune(flag=True, **villages(True)))
    assert frame[traced.layout.traces["1/QĐ set"] + 1].conditions == (YES, YES)


@pytest.mark.parametrize(
    ("observed", "wish", "values", "expected"),
    [
        (Fact("points"), True, {}, NO),
        (Fact("points"), False, {}, YES),
        (Fact("points"), True, {"points": 0}, YES),
        (Fact("region"), True, {"region": OneOf.of("I", "II")}, NO),
        (Fact("region"), True, {"region": None}, YES),
        (Fact("region"), False, {}, YES),
        (Ratio("poor", "households"), True, {"poor": 1}, NO),
        (Ratio("poor", "households"), True, {"poor": 1, "households": 2}, YES),
        (Count("villages", FLAGGED), True, villages(True), NO),
        (Count("villages", FLAGGED), True, villages(True, complete=True), YES),
        (CountOf((FLAGGED,)), False, {}, YES),
    ],
)
def test_known_differs_from_unknown(observed, wish, values, expected):
    condition = Leaf(observed, (Test(Op.KNOWN, (Literal(wish),)),))
    assert state(condition, Commune(**values), policy=HitPolicy.COLLECT) == expected


def test_known_is_combined_with_other_tests():
    tests = (Test(Op.KNOWN, (Literal(True),)), Test(Op.IS, (Literal("I"),)))
    assert state(Leaf(Fact("region"), tests), Commune(region="II"), policy=HitPolicy.COLLECT) == NO
    assert state(Leaf(Fact("region"), tests), Commune(region="I"), policy=HitPolicy.COLLECT) == YES


def test_choice_of_many_values_needs_no_table():
    words = tuple(f"w{number}" for number in range(40))
    many = attrs.evolve(generators.VOCABULARY["commune"].attributes["region"], choices=words)
    commune = generators.VOCABULARY["commune"]
    commune = attrs.evolve(commune, attributes={**commune.attributes, "region": many}, cls=Wide)
    law = law_of(rule(leaf("region", Op.ONE_OF, "w1", "w39")))
    traced = Traced(attrs.evolve(law, vocabulary={**law.vocabulary, "commune": commune}))
    at = traced.layout.traces["1/QĐ set"] + 1
    wide = [Wide("w39"), Wide("w2"), Wide(UNKNOWN), Wide(OneOf.of("w1", "w39"))]
    assert [traced.frame(one)[at].conditions[0] for one in wide] == [YES, NO, MAYBE, YES]


@attrs.frozen
class Wide:
    """A subject of which only the region and the villages are given."""

    region: object
    villages: tuple["Wide", ...] = ()
    villages_complete: bool = True


def test_conditions_on_members_take_no_names_from_what_is_around_them():
    """Choices of many values are given to generated functions by name; these once clashed."""
    words = tuple(f"w{number}" for number in range(40))
    many = attrs.evolve(generators.VOCABULARY["commune"].attributes["region"], choices=words)
    kinds = {
        kind: attrs.evolve(
            generators.VOCABULARY[kind],
            attributes={**generators.VOCABULARY[kind].attributes, "region": many},
            cls=Wide,
        )
        for kind in ("commune", "village")
    }
    inside = AllOf(tuple(leaf("region", Op.IS_NOT, f"w{number}") for number in range(6)))
    some = Leaf(Count("villages", inside), (Test(Op.AT_LEAST, (Literal(1),)),))
    around = tuple(leaf("region", Op.IS_NOT, f"w{number}") for number in range(20, 30))
    law = law_of(rule(AllOf((some, *around))))
    traced = Traced(attrs.evolve(law, vocabulary={**law.vocabulary, **kinds}))
    at = traced.layout.traces["1/QĐ set"] + 1
    for region in words:
        frame = traced.frame(Wide("w39", (Wide(region),)))
        assert frame[at].conditions[0] == (NO if region in words[:6] else YES), region


def test_village_reads_what_it_belongs_to():
    law = law_of(rule(Related("commune", FLAGGED)), subject="village")
    some = Leaf(Count("villages", leaf("derived", Op.IS, True)), (Test(Op.AT_LEAST, (Literal(2),)),))
    concludes = Attribute("top", Text("", ""), Type.YES_NO)
    top = RuleSet(
        "1/QĐ", "top", Text("", ""), "commune", concludes, HitPolicy.UNIQUE, (rule(some),), Otherwise(False, ())
    )
    traced = Traced(attrs.evolve(law, rule_sets=(*law.rule_sets, top)))
    for flag, expected in ((True, (True,)), (False, (False,)), (UNKNOWN, (True, False))):
        frame = traced.frame(Commune(flag=flag, **villages(False, False)))
        assert frame[traced.layout.traces["1/QĐ top"] + 1].values == expected


def counting_derived(number):
    """Villages derive from their flag; communes count those for which it is yes."""
    law = law_of(rule(FLAGGED), subject="village")
    some = Leaf(Count("villages", leaf("derived", Op.IS, True)), (Test(Op.AT_LEAST, (Literal(number),)),))
    concludes = Attribute("top", Text("", ""), Type.YES_NO)
    rules, otherwise = (rule(some),), Otherwise(False, ())
    top = RuleSet("1/QĐ", "top", Text("", ""), "commune", concludes, HitPolicy.UNIQUE, rules, otherwise)
    return Traced(attrs.evolve(law, rule_sets=(*law.rule_sets, top)))


def test_members_are_counted_by_what_was_just_concluded_of_them():
    """All by one tracer: what it keeps of one commune must not be taken for another's."""
    traced = counting_derived(2)
    at = traced.layout.traces["1/QĐ top"] + 1
    for flags, complete, expected in (
        ((True, True, False), True, YES),
        ((True, UNKNOWN, False), True, MAYBE),
        ((UNKNOWN, UNKNOWN), True, MAYBE),
        ((True, False), True, NO),
        ((UNKNOWN, False), True, NO),
        ((True, False), False, MAYBE),
        ((True, True), False, YES),
        ((), True, NO),
    ):
        members = tuple(Village(flag=flag) for flag in flags)
        frame = traced.frame(Commune(villages=members, villages_complete=complete))
        assert frame[at].conditions == (expected,), (flags, complete)


# ── what the law leaves open ─────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("flag", "holds", "expected"),
    [
        (True, None, MAYBE),
        (False, None, NO),
        (UNKNOWN, None, MAYBE),
        (True, True, YES),
        (True, False, NO),
        (False, True, NO),
    ],
)
def test_rule_not_formalised_waits_for_an_answer(flag, holds, expected):
    given = {} if holds is None else {"1/QĐ set r": Answer(holds, "somebody", None, Text("", ""))}
    traced = Traced(law_of(rule(FLAGGED, formalised=False), answers=given))
    assert disagreement(traced, Facts.of(Commune(flag=flag))) is None
    assert traced.frame(Commune(flag=flag))[traced.layout.traces["1/QĐ set"] + 1].conditions == (expected,)


def test_answer_is_taken_where_the_rules_leave_the_value_open():
    traced = Traced(law_of(rule(FLAGGED)))
    slot = traced.layout.slots["derived"]
    assert traced.frame(Facts.of(Commune(), answers={"derived": False}))[slot] == 0b10
    assert traced.frame(Facts.of(Commune(), answers={"derived": OneOf.of(True, False)}))[slot] == 0b11
    assert traced.frame(Facts.of(Commune(), answers={"other": True}))[slot] == 0b11


@pytest.mark.parametrize(("flag", "answer"), [(True, True), (True, False), (UNKNOWN, "I")])
def test_answer_against_the_rules_is_refused(flag, answer):
    traced = Traced(law_of(rule(FLAGGED)))
    with pytest.raises(FactError, match="derived"):
        traced.frame(Facts.of(Commune(flag=flag), answers={"derived": answer}))


def test_answer_where_records_are_collected_is_refused():
    traced = Traced(law_of(rule(FLAGGED), policy=HitPolicy.COLLECT))
    with pytest.raises(FactError, match="derived"):
        traced.frame(Facts.of(Commune(), answers={"derived": True}))


def test_answer_that_no_rule_reaches_is_refused():
    traced = Traced(law_of(rule(FLAGGED, then=False), policy=HitPolicy.ANY))
    with pytest.raises(FactError, match="as no and may not be given as yes"):
        traced.frame(Facts.of(Commune(), answers={"derived": True}))


def test_conclusions_are_forgotten_when_too_many(monkeypatch):
    monkeypatch.setattr(tracer, "REMEMBERED", 1)
    traced = Traced(law_of(rule(FLAGGED)))
    at = traced.layout.traces["1/QĐ set"] + 1
    assert [traced.frame(Commune(flag=flag))[at].conditions for flag in (True, False, True)] == [(YES,), (NO,), (YES,)]


def test_outcome_of_any_condition_is_that_of_rules():
    traced = Traced(law_of(rule(FLAGGED)))
    frame = traced.frame(Commune(flag=UNKNOWN))
    assert [traced.tracer.outcome(FLAGGED, traced.layout, frame) for _ in range(2)] == [MAYBE, MAYBE]


# ── comparing ────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("op", "below_", "at", "above"),
    [
        (Op.IS, False, True, False),
        (Op.IS_NOT, True, False, True),
        (Op.AT_LEAST, False, True, True),
        (Op.AT_MOST, True, True, False),
        (Op.MORE_THAN, False, False, True),
        (Op.LESS_THAN, True, False, False),
    ],
)
def test_compared_answers_at_the_boundary(op, below_, at, above):
    assert [comparisons.compared(op, number, Decimal("2.5")) for number in (2, Fraction(5, 2), 3)] == [
        below_,
        at,
        above,
    ]


def test_judged_needs_no_operand_that_cannot_matter():
    assert comparisons.judged(Op.NONE_OF, 1, (None, 2)) == MAYBE
    assert comparisons.judged(Op.NONE_OF, 1, (None, 1)) == NO
    assert comparisons.judged(Op.ONE_OF, 1, (None, 1)) == YES


def test_bounded_looks_between_fractions():
    assert comparisons.bounded(Op.BETWEEN, 0, 9, (Fraction(5, 2), Fraction(7, 2))) == MAYBE
    assert comparisons.bounded(Op.IS, 0, 9, (Fraction(5, 2),)) == NO
    assert comparisons.bounded(Op.AT_LEAST, 3, None, (Fraction(5, 2),)) == YES


def test_chosen_values_pass_together():
    test = Test(Op.ONE_OF, (Literal(True),))
    assert comparisons.passing((test,), (True, False, None)) == 0b001
    assert [comparisons.chosen(0b001, held) for held in (0b001, 0b011, 0b010)] == [YES, MAYBE, NO]


def test_candidates_end_with_the_variant_that_certainly_holds():
    assert candidates((0, 1, 3, 1), (1, 2, 3, 4), 5) == (2, 3)
    assert candidates((0, 1), (1, 2), 5) == (2, 5)
