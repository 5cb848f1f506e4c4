"""What is said of a decision: its outcomes, its evidence and what is missing, each against an independent count."""

import random
from datetime import date
from itertools import product

import attrs
import pytest

from eligibility.engines import (
    PARENT,
    copy_frame,
    frame_reader,
    layout_of,
    link_parents,
    unlisted_members,
    walk_frames,
)
from eligibility.engines.tracing import DependencyFinder, EvidenceEvaluator, Explainer, Tracer, name_of
from eligibility.model import (
    UNKNOWN,
    AllOf,
    AnnexList,
    Answer,
    AnyOf,
    Attribute,
    Citation,
    Count,
    CountOf,
    Evidence,
    ExplainedLeaf,
    ExplainedNode,
    Fact,
    Facts,
    FactValue,
    HitPolicy,
    Law,
    Leaf,
    Literal,
    Missing,
    NamedValue,
    Not,
    OneOf,
    Op,
    Otherwise,
    Outcome,
    Ratio,
    Related,
    Row,
    Rule,
    RuleSet,
    Test,
    Threshold,
    Total,
    Type,
    Variant,
    decode,
    encode,
)
from eligibility.registers import Annexes
from eligibility.sources import FactError, Text
from tests import oracle
from tests.generators import AS_OF, NUMBER, VOCABULARY, law_and_facts, random_value
from tests.sizes import sized

LEVELS = tuple(Evidence)
COMMUNE, VILLAGE = VOCABULARY["commune"].cls, VOCABULARY["village"].cls
YES = (Op.IS, True)


def leaf(attribute, op, *values):
    return Leaf(Fact(attribute), (Test(op, tuple(Literal(value) for value in values)),))


def counted(where, op=Op.AT_LEAST, number=1):
    return Leaf(Count("villages", where), (Test(op, (Literal(number),)),))


def rule(name, when, then, exception_to=(), **more):
    return Rule(name, Text("", ""), (Citation(NUMBER),), when, then, exception_to, **more)


def rule_set(*rules, name="a", subject="commune", policy=HitPolicy.FIRST):
    concludes = Attribute(name, Text("", ""), Type.CHOICE, choices=("x", "y", "z"), nullable=True)
    return RuleSet(NUMBER, name, Text("", ""), subject, concludes, policy, rules, Otherwise(None, ()))


def law_of(*rule_sets, **more):
    return Law(NUMBER, AS_OF, rule_sets, more.pop("thresholds", {}), VOCABULARY, {}, **more)


class Decided:
    """Facts of a commune as tracing decides them."""

    def __init__(self, law, facts):
        self.law = law
        facts = facts if isinstance(facts, Facts) else Facts.of(facts)
        self.layout = layout_of(law, "commune")
        self.lists = Annexes(law.listings)
        self.frame = frame_reader(law, self.layout, self.lists.unlisted)(facts.subject, None, facts)
        self.tracer = Tracer(law, self.layout)
        self.tracer.run(self.frame)
        link_parents(self.layout, self.frame)

    def places(self):
        """Every rule set with each frame that it was decided for."""
        for layout, frame in walk_frames(self.layout, self.frame):
            for known in self.law.of(layout.kind.name):
                yield known, layout, frame

    def missing(self, known=None, layout=None, frame=None):
        inputs = DependencyFinder(self.tracer).inputs(
            layout or self.layout, frame or self.frame, known or self.law.rule_sets[-1]
        )
        return [one.missing for one in inputs]

    def names(self):
        return [one.attribute for one in self.missing()]

    def evidence(self, known=None, layout=None, frame=None):
        weigher = EvidenceEvaluator(self.tracer, unlisted_members(self.layout, self.lists.unlisted))
        return weigher.evidence(self.frame, layout or self.layout, frame or self.frame, known or self.law.rule_sets[-1])

    def explain(self, known=None):
        return Explainer(self.tracer).explain(self.layout, self.frame, known or self.law.rule_sets[-1])


def decided_randomly(rng, amount):
    found = 0
    while found < amount:
        law, facts = law_and_facts(rng)
        try:
            one = Decided(law, attrs.evolve(facts, answers={}))
        except FactError:
            continue
        found += 1
        yield one


# ── evidence ─────────────────────────────────────────────────────────────────────────────────────


def items(facts, kind, read, path=()):
    """Everything that is known and read, as a path of relations and positions, and a name."""
    for name in VOCABULARY[kind].attributes:
        if (kind, name) in read and getattr(facts.subject, name) is not UNKNOWN:
            yield path, name
    for relation in VOCABULARY[kind].relations.values():
        if getattr(facts.subject, relation.complete):
            yield path, relation.complete
        for at, member in enumerate(facts.members[relation.name]):
            yield from items(member, relation.subject, read, (*path, (relation.name, at)))


def without(facts, erased, path=()):
    """The same facts with some taken as unknown."""
    change = {name: UNKNOWN for at, name in erased if at == path and not name.endswith("_complete")}
    change |= {name: False for at, name in erased if at == path and name.endswith("_complete")}
    members = {
        relation: tuple(without(one, erased, (*path, (relation, at))) for at, one in enumerate(group))
        for relation, group in facts.members.items()
    }
    inner = {relation: tuple(one.subject for one in group) for relation, group in members.items()}
    return attrs.evolve(facts, subject=attrs.evolve(facts.subject, **change, **inner), members=members)


def level_of(facts, item):
    path, name = item
    for relation, at in path:
        facts = facts.members[relation][at]
    return facts.level(name)


def valued(rng, facts):
    """The same facts, each with evidence of its own, and beside the objects the facts of all members."""
    relations = [name.removesuffix("_complete") for name in dir(facts.subject) if name.endswith("_complete")]
    members = {}
    for relation in relations:
        group = facts.members.get(relation) or tuple(Facts(one) for one in getattr(facts.subject, relation))
        members[relation] = tuple(valued(rng, one) for one in group)
    names = [field.name for field in attrs.fields(type(facts.subject))]
    return attrs.evolve(facts, evidence={name: rng.choice(LEVELS) for name in names}, members=members, answers={})


def strongest_proof(law, facts, known, read):
    """The weakest level in the best of all sets of facts that suffice, by trying every set."""
    every = list(items(facts, "commune", read))
    whole = oracle.decide(law, "commune", facts).concluded[known.name].values
    best = None
    for keep in product((True, False), repeat=len(every)):
        kept = [item for item, yes in zip(every, keep, strict=True) if yes]
        weakest = min((level_of(facts, item) for item in kept), default=Evidence.OFFICIAL)
        if best is not None and weakest <= best:
            continue
        left = without(facts, {item for item, yes in zip(every, keep, strict=True) if not yes})
        if oracle.decide(law, "commune", left).concluded[known.name].values == whole:
            best = weakest
    return best


@pytest.mark.slow
def test_evidence_is_that_of_the_strongest_sufficient_proof():
    rng = random.Random(5)
    found = 0
    while found < sized(60, 2_400):
        law, facts = law_and_facts(rng)
        law = attrs.evolve(law, listings=())  # that a list is complete has a test of its own
        facts = valued(rng, facts)
        known = [one for one in law.of("commune") if one.hit_policy is not HitPolicy.COLLECT]
        try:
            one = Decided(law, facts)
        except FactError:
            continue
        read = {(layout.kind.name, name) for layout, _ in walk_frames(one.layout, one.frame) for name in layout.slots}
        if len(list(items(facts, "commune", read))) > 9:
            continue
        for each in known:
            conclusion = one.frame[one.layout.traces[each.name] + 1]
            if conclusion.settled:
                found += 1
                assert one.evidence(each) == strongest_proof(law, facts, each, read)


@pytest.mark.parametrize("listed", [Evidence.SECONDARY, Evidence.OFFICIAL])
def test_completeness_of_a_list_is_a_fact_too(listed):
    row = Row(("Bắc Giang", "An"), True, Evidence.OFFICIAL, "annex")
    total = Total("Bắc Giang", True, 1, "", listed, "totals")
    listing = AnnexList(NUMBER, "listed", "village", ("province", "name"), (row,), False, (total,))
    law = law_of(rule_set(rule("r", counted(leaf("listed", *YES)), "x")), listings=(listing,))
    facts = Facts.of(COMMUNE(province="Bắc Giang"), "official")
    assert Decided(law, facts).evidence() == listed


def test_completeness_of_a_relation_is_a_fact_too():
    law = law_of(rule_set(rule("r", counted(leaf("listed", *YES)), "x")))
    levels = {"*": "official", "villages_complete": "secondary"}
    village = Facts.of(VILLAGE(listed=False), "official")
    facts = Facts.of(COMMUNE(villages=(village.subject,), villages_complete=True), levels, villages=(village,))
    assert Decided(law, facts).evidence() == Evidence.SECONDARY
    assert Decided(law, Facts.of(COMMUNE(villages_complete=True), "assumed")).evidence() == Evidence.ASSUMED


def test_decision_that_needs_no_fact_is_official():
    assert Decided(law_of(rule_set(rule("r", AllOf(()), "x"))), COMMUNE()).evidence() == Evidence.OFFICIAL


def test_answer_has_its_own_evidence():
    law = law_of(rule_set(rule("r", leaf("flag", *YES), "x")))
    facts = Facts.of(COMMUNE(), {"a": "secondary"}, answers={"a": "x"})
    assert Decided(law, facts).evidence() == Evidence.SECONDARY


# ── what is missing ──────────────────────────────────────────────────────────────────────────────


def known_slots(layout, frame):
    for name, slot in layout.slots.items():
        if name in layout.kind.attributes:
            held = frame[slot]
            yield name, slot, held is not None and not (layout.attributes[name].domain and held & (held - 1))


def completed(rng, one, copy):
    """Fill every unknown fact of a copy_frame frame at random, and close every relation; the facts that were filled."""
    filled = []
    for layout, frame in list(walk_frames(one.layout, copy)):
        for slot, _ in layout.members.values():
            frame[slot + 1] = None
    for layout, frame in walk_frames(one.layout, copy):
        for name, slot, known in known_slots(layout, frame):
            if not known:
                filled.append((layout, frame, name, slot))
                frame[slot] = guess(rng, layout.attributes[name], frame[slot])
    return filled


def guess(rng, attribute, held):
    if attribute.domain:
        return rng.choice([1 << at for at in range(len(attribute.domain)) if held >> at & 1])
    return encode(attribute, random_value(rng, attribute))


def results(one, copy, known, layout, frame):
    try:
        one.tracer.run(copy)
    except FactError:
        return None
    found = frame[layout.traces[known.name] + 1]
    return found.mask, found.certain, bool(found.conflict)


@pytest.mark.slow
def test_every_fact_that_may_still_matter_is_listed():
    rng = random.Random(3)
    witnesses = 0
    for one in decided_randomly(rng, sized(250, 5_000)):
        for known, layout, frame in one.places():
            place = [held for _, held in walk_frames(one.layout, one.frame)].index(frame)
            listed = {(name_of(i.frame), i.name) for i in DependencyFinder(one.tracer).inputs(layout, frame, known)}
            for _ in range(6):
                copy = copy_frame(one.layout, one.frame)
                own = [held for _, held in walk_frames(one.layout, copy)][place]
                filled = completed(rng, one, copy)
                if not filled or name_of(frame) == "":
                    break
                other, at, name, slot = rng.choice(filled)
                first = results(one, copy, known, layout, own)
                at[slot] = guess(rng, other.attributes[name], (1 << len(other.attributes[name].domain)) - 1)
                if one_of_its_values(one, copy, at, name, other) and first is not None:
                    second = results(one, copy, known, layout, own)
                    if second is not None and second != first:
                        witnesses += 1
                        assert (name_of(at), name) in listed, (known, name)
    assert witnesses > 20


def one_of_its_values(one, copy, frame, name, layout):
    """Whether a value is one that a partly known choice may have."""
    place = [held for _, held in walk_frames(one.layout, copy) if held is frame]
    before = next(
        (held for kind, held in walk_frames(one.layout, one.frame) if kind is layout and held[1] is frame[1] and place),
        None,
    )
    domain = layout.attributes[name].domain
    return before is not None and (not domain or before[layout.slots[name]] & frame[layout.slots[name]])


def test_relation_that_may_still_matter_is_listed():
    law = law_of(rule_set(rule("r", counted(leaf("listed", *YES)), "x")))
    assert Decided(law, COMMUNE()).missing() == [Missing("?", "villages", "relation")]
    assert Decided(law, COMMUNE(villages_complete=True)).missing() == []
    assert Decided(law_of(rule_set(rule("r", counted(None), "x"))), COMMUNE()).names() == ["villages"]
    village = VILLAGE(name="An")
    both = Decided(law, COMMUNE(code="07615", villages=(village,)))
    assert both.missing() == [Missing("07615/An", "listed"), Missing("07615", "villages", "relation")]


def test_settled_part_is_not_listed():
    law = law_of(rule_set(rule("r", AllOf((leaf("flag", *YES), leaf("points", Op.AT_LEAST, 1))), "x")))
    assert Decided(law, COMMUNE(flag=False)).names() == []
    assert Decided(law, COMMUNE(flag=True)).names() == ["points"]
    assert Decided(law, COMMUNE()).names() == ["flag", "points"]


def test_rule_behind_one_that_holds_is_not_listed():
    law = law_of(rule_set(rule("r", leaf("flag", *YES), "x"), rule("s", leaf("points", Op.AT_LEAST, 1), "y")))
    assert Decided(law, COMMUNE(flag=True)).names() == []


def test_exception_to_a_rule_that_fails_is_not_listed():
    exception = rule("s", leaf("points", Op.AT_LEAST, 1), "y", ("r",))
    law = law_of(rule_set(rule("r", leaf("flag", *YES), "x"), exception))
    assert Decided(law, COMMUNE(flag=False)).names() == []
    assert Decided(law, COMMUNE(flag=True)).names() == ["points"]


def test_base_whose_place_an_exception_takes_is_listed():
    # The exception takes the place of its first base that holds, which is before or after the rule between them.
    first, between = rule("b", leaf("points", Op.AT_LEAST, 1), "z"), rule("m", AllOf(()), "y")
    last, exception = rule("c", AllOf(()), "z"), rule("e", AllOf(()), "x", ("b", "c"))
    one = Decided(law_of(rule_set(first, between, last, exception)), COMMUNE())
    assert one.names() == ["points"]


def test_more_undetermined_rules_than_can_be_tried_are_all_listed():
    rules = [rule(f"r{n}", leaf("points", Op.AT_LEAST, n + 1), "x") for n in range(13)]
    assert Decided(law_of(rule_set(*rules)), COMMUNE()).names() == ["points"]


def test_question_is_listed_until_it_is_answered():
    open_rule = rule("q", leaf("flag", *YES), "x", formalised=False)
    law = law_of(rule_set(open_rule))
    assert Decided(law, COMMUNE(flag=True)).missing() == [Missing("?", f"{NUMBER} a q", "question")]
    assert Decided(law, COMMUNE(flag=False)).missing() == []
    no = attrs.evolve(law, answers={f"{NUMBER} a q": Answer(False, "", None, Text("", ""))})
    assert Decided(no, COMMUNE()).missing() == []
    yes = attrs.evolve(law, answers={f"{NUMBER} a q": Answer(True, "", None, Text("", ""))})
    assert Decided(yes, COMMUNE()).names() == ["flag"]


def test_what_asks_whether_something_is_known_is_listed():
    known = Leaf(Fact("points"), (Test(Op.KNOWN, (Literal(False),)),))
    law = law_of(rule_set(rule("r", known, "x"), policy=HitPolicy.COLLECT))
    assert Decided(law, COMMUNE()).names() == ["points"]
    assert Decided(law, COMMUNE(points=1)).names() == []
    law = law_of(rule_set(rule("r", known, "x", formalised=False), policy=HitPolicy.COLLECT))
    law = attrs.evolve(law, answers={f"{NUMBER} a r": Answer(False, "", None, Text("", ""))})
    assert Decided(law, COMMUNE()).names() == []


@pytest.mark.parametrize(
    ("condition", "facts", "names"),
    [
        (Leaf(Ratio("poor", "households"), (Test(Op.AT_LEAST, (Literal(1),)),)), {"poor": 1}, ["households"]),
        (Leaf(Fact("points"), (Test(Op.AT_LEAST, (FactValue("households"),)),)), {"points": 1}, ["households"]),
        (Leaf(Fact("points"), (Test(Op.AT_LEAST, (NamedValue("v"),)),)), {"points": 2}, ["flag"]),
        (
            Leaf(CountOf((leaf("flag", *YES), leaf("points", Op.IS, 1))), (Test(Op.IS, (Literal(2),)),)),
            {"points": 1},
            ["flag"],
        ),
        (Not(leaf("flag", *YES)), {}, ["flag"]),
        (AnyOf((leaf("flag", *YES), leaf("points", Op.IS, 1))), {"points": 2}, ["flag"]),
        (leaf("region", Op.IS, "I"), {"region": OneOf.of("I", "II")}, ["region"]),
    ],
)
def test_unknown_fact_under_every_kind_of_condition_is_listed(condition, facts, names):
    threshold = Threshold("v", Text("", ""), (), 1, (Variant(leaf("flag", *YES), 3),))
    law = law_of(rule_set(rule("r", condition, "x")), thresholds={"v": threshold})
    one = Decided(law, COMMUNE(**facts))
    assert one.names() == names
    everything = DependencyFinder(one.tracer, known=True).inputs(one.layout, one.frame, law.rule_sets[0])
    assert set(names) <= {each.name for each in everything}


def test_facts_of_the_subject_above_and_behind_what_is_derived_are_listed():
    up = rule_set(rule("r", Related("commune", leaf("b", Op.IS, "x")), "x"), subject="village")
    derived = rule_set(rule("s", leaf("flag", *YES), "x"), name="b")
    law = law_of(derived, up)
    layout = layout_of(law, "village")
    frame = frame_reader(law, layout)(COMMUNE(code="07615", villages=(VILLAGE(name="An"),)), None, None)
    tracer = Tracer(law, layout)
    tracer.run(frame)
    slot, member = layout.members["villages"]
    inner = frame[slot][0]
    assert inner[PARENT] is frame
    assert [one.missing for one in DependencyFinder(tracer).inputs(member, inner, up)] == [Missing("07615", "flag")]
    explanation = Explainer(tracer).explain(member, inner, up)
    assert [(one.subject, one.rule_set.name) for one in explanation.basis] == [("07615", f"{NUMBER} b")]


# ── explanations ─────────────────────────────────────────────────────────────────────────────────


def leaf_outcomes(node):
    """The outcomes of the leaves of one subject's tree, in the order of writing."""
    if isinstance(node, ExplainedLeaf):
        yield node.outcome
    for part in node.parts:
        yield from leaf_outcomes(part)


def consistent(node):
    """Whether every node's outcome is what its parts make it."""
    parts = [part.outcome for part in node.parts]
    if isinstance(node, ExplainedNode):
        low, high = min(parts, default=3), max(parts, default=0)
        made = {"all": low, "any": high, "not": {0: 3, 1: 1, 3: 0}.get(parts[0] if parts else 1)}
        assert node.outcome == made.get(node.word, parts[0] if parts else None), node
    for part in node.parts:
        consistent(part)


@pytest.mark.slow
def test_explanation_has_the_outcomes_of_the_engine():
    for one in decided_randomly(random.Random(8), sized(100, 4_000)):
        for known, layout, frame in one.places():
            at = layout.traces[known.name]
            conclusion = frame[at + 1]
            explanation = Explainer(one.tracer).explain(layout, frame, known)
            assert [rule.outcome for rule in explanation.rules] == list(conclusion.outcomes)
            seen = [outcome for rule in explanation.rules for outcome in leaf_outcomes(rule.condition)]
            assert seen == list(frame[at])
            assert explanation.law is one.law
            for explained, state in zip(explanation.rules, conclusion.conditions, strict=True):
                consistent(explained.condition)
                if explained.rule.formalised:
                    assert explained.condition.outcome == state
            assert explanation.values == conclusion.values


def test_explanation_shows_what_was_seen_against_what():
    condition = Leaf(
        Fact("points"),
        (
            Test(Op.AT_LEAST, (NamedValue("v"),)),
            Test(Op.LESS_THAN, (FactValue("households"),)),
            Test(Op.IS, (Literal(3),)),
        ),
    )
    threshold = Threshold("v", Text("", ""), (), 1, (Variant(leaf("b", Op.IS, "x"), 3),))
    derived = rule_set(rule("s", leaf("flag", *YES), "x"), name="b")
    law = law_of(derived, rule_set(rule("r", condition, "x")), thresholds={"v": threshold})
    one = Decided(law, Facts.of(COMMUNE(code="07615", points=2), "secondary", sources={"points": "report"}))
    explanation = one.explain()
    (found,) = [rule.condition for rule in explanation.rules]
    assert [(s.subject, s.attribute, s.value, s.evidence, s.source) for s in found.seen] == [
        ("07615", "points", 2, Evidence.SECONDARY, "report")
    ]
    assert [test.thresholds for test in found.tests] == [((3, 1),), ((),), ((3,),)]
    assert [test.named for test in found.tests] == [("v",), ("households",), ("",)]
    assert [basis.rule_set.name for basis in explanation.basis] == [f"{NUMBER} b"]


def test_explanation_of_members_shows_what_each_rests_on():
    inner = rule_set(rule("s", leaf("flag", *YES), "x"), name="b", subject="village")
    law = law_of(inner, rule_set(rule("r", AllOf((counted(leaf("b", Op.IS, "x")), counted(None))), "x")))
    villages = (VILLAGE(name="An", flag=True), VILLAGE(name="Yên"))
    whole = Decided(law, COMMUNE(code="07615", villages=villages)).explain()
    with_where, plain = whole.rules[0].condition.parts
    assert with_where.bounds == (1, None)
    assert plain.bounds == (2, None)
    assert [member.subject for member in with_where.members] == ["07615/An", "07615/Yên", ""]
    assert [member.basis[0].values for member in with_where.members] == [("x",), ("x", None), ("x", None)]
    assert [member.why for member in plain.members] == [None, None, None]
    closed = Decided(law, COMMUNE(villages=villages, villages_complete=True)).explain()
    assert closed.rules[0].condition.parts[0].bounds == (1, 2)


def test_explanation_says_which_exceptions_stand_in_the_way_and_what_was_answered():
    exception = rule("e", leaf("points", Op.AT_LEAST, 1), "y", ("r",))
    law = law_of(rule_set(rule("r", leaf("flag", *YES), "x"), exception))
    facts = Facts.of(COMMUNE(flag=True), "official", answers={"a": "y"})
    explanation = Decided(law, facts).explain()
    assert explanation.rules[0].excepted_by == ("e",)
    assert explanation.answered is not None
    assert explanation.answered.value == "y"
    assert explanation.values == ("y",)
    assert explanation.otherwise is Outcome.NOT_SATISFIED
    assert Decided(law, COMMUNE(flag=False)).explain().otherwise is Outcome.SATISFIED
    assert Decided(law, COMMUNE()).explain().otherwise is Outcome.UNDETERMINED


def test_explanation_shows_the_date_and_partly_known_operands():
    condition = Leaf(Fact("since"), (Test(Op.BEFORE, (Literal(date(2020, 1, 1)),)),))
    one = Decided(law_of(rule_set(rule("r", condition, "x"))), COMMUNE(since=None))
    (test,) = one.explain().rules[0].condition.tests
    assert test.thresholds == ((date(2020, 1, 1),),)
    assert decode(one.layout.attributes["since"], one.frame[one.layout.slots["since"]]) is None
