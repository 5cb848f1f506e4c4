"""What would settle a decision, and what would change it: replayed with real facts, and against every single value."""

import random
from datetime import date, timedelta
from decimal import Decimal

import attrs
import pytest

from eligibility.deciding import changes, decide, trials, unsettled
from eligibility.model import (
    UNKNOWN,
    AllOf,
    Answer,
    AnyOf,
    AsOf,
    Attribute,
    Citation,
    Count,
    Fact,
    Facts,
    FactValue,
    HitPolicy,
    Law,
    Leaf,
    Literal,
    Missing,
    MoreMembers,
    NamedValue,
    NoMoreMembers,
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
    encode,
)
from eligibility.rulefiles import load_rules
from eligibility.sources import FactError, Text
from tests.generators import AS_OF, NUMBER, VOCABULARY, law_and_facts
from tests.sizes import sized
from tests.work import calls

COMMUNE, VILLAGE, HAMLET = (VOCABULARY[kind].cls for kind in ("commune", "village", "hamlet"))
DAY = timedelta(1)


def leaf(attribute, op, *values):
    return Leaf(Fact(attribute), (Test(op, tuple(Literal(value) for value in values)),))


def some(where, op=Op.AT_LEAST, number=1):
    return Leaf(Count("villages", where), (Test(op, (Literal(number),)),))


def law_of(*conditions, subject="commune", thresholds=(), formalised=True, policy=HitPolicy.FIRST):
    rules = tuple(
        Rule(f"r{at}", Text("", ""), (Citation(NUMBER),), when, "xyz"[at], formalised=formalised)
        for at, when in enumerate(conditions)
    )
    concludes = Attribute("own", Text("", ""), Type.CHOICE, choices=("x", "y", "z"), nullable=True)
    known = RuleSet(NUMBER, "set", Text("", ""), subject, concludes, policy, rules, Otherwise(None, ()))
    return Law(NUMBER, AS_OF, (known,), {one.name: one for one in thresholds}, VOCABULARY, {})


def shown(found):
    """The settlings as plain lists: conclusion, then attribute and value of each fact."""
    return [(way.value, {missing.attribute: value for missing, value in way.facts}) for way in found.settlings]


def single(found):
    """The values of the settlings of one fact, by conclusion."""
    return {way.value: way.facts[0][1] for way in found.settlings if len(way.facts) == 1}


# ── one kind of fact after another ───────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("condition", "facts", "yes", "no"),
    [
        (leaf("flag", Op.IS, True), {}, True, False),
        (leaf("region", Op.IS, "III"), {"region": OneOf.of("II", "III")}, "III", "II"),
        (leaf("points", Op.AT_LEAST, 3), {}, 3, 2),
        (leaf("points", Op.MORE_THAN, 3), {}, 4, 3),
        (leaf("road_km", Op.LESS_THAN, Decimal("2.5")), {}, Decimal(1), Decimal("2.5")),
        (leaf("coverage", Op.AT_LEAST, Decimal("0.2")), {}, Decimal("0.2"), Decimal("0.19")),
        (leaf("province", Op.IS, "An Giang"), {}, "An Giang", None),
        (leaf("since", Op.IS, None), {}, None, AS_OF - DAY),
        (Leaf(Fact("since"), (Test(Op.ON_OR_BEFORE, (AsOf(),)),)), {}, AS_OF - DAY, None),
        (leaf("since", Op.AFTER, date(2030, 1, 1)), {}, date(2030, 1, 2), None),
        (Leaf(Fact("points"), (Test(Op.AT_LEAST, (FactValue("households"),)),)), {"households": 7}, 7, 6),
        (Leaf(Fact("households"), (Test(Op.AT_MOST, (FactValue("points"),)),)), {"households": 7}, 7, 6),
        (Leaf(Fact("points"), (Test(Op.AT_LEAST, (NamedValue("v"),)),)), {"flag": True}, 9, 5),
        (
            Leaf(Ratio("poor", "households"), (Test(Op.AT_LEAST, (Literal(Decimal("0.2")),)),)),
            {"households": 50},
            10,
            9,
        ),
        (Leaf(Ratio("poor", "households"), (Test(Op.LESS_THAN, (Literal(Decimal("0.2")),)),)), {"poor": 10}, 51, 10),
        (Leaf(Ratio("poor", "households"), (Test(Op.MORE_THAN, (Literal(Decimal(0)),)),)), {"poor": 10}, 10, None),
    ],
)
def test_value_on_either_side_of_a_threshold_settles(condition, facts, yes, no):
    variant = Threshold("v", Text("", ""), (), 5, (Variant(leaf("flag", Op.IS, True), 9),))
    found = unsettled(law_of(condition, thresholds=[variant]), COMMUNE(**facts), "own")
    assert not found.truncated
    assert single(found).get("x", "nothing") == yes
    assert single(found).get(None, None) == no


def test_two_unknown_halves_of_a_ratio_settle_together():
    condition = Leaf(Ratio("poor", "households"), (Test(Op.AT_LEAST, (Literal(Decimal("0.2")),)),))
    found = unsettled(law_of(condition), COMMUNE(), "own")
    assert shown(found) == [("x", {"poor": 20, "households": 100}), (None, {"poor": 19, "households": 100})]


def test_part_is_never_more_than_its_whole_even_where_no_rule_reads_that():
    condition = leaf("poor", Op.AT_LEAST, 7)
    assert single(unsettled(law_of(condition), COMMUNE(households=9), "own")) == {"x": 7, None: 6}
    assert single(unsettled(law_of(condition), COMMUNE(households=6), "own")) == {None: 6}
    above = unsettled(law_of(leaf("households", Op.AT_MOST, 3)), COMMUNE(poor=5), "own")
    assert shown(above) == []


def test_part_of_nothing_is_not_proposed():
    ratio = Leaf(Ratio("unpaved_km", "road_km"), (Test(Op.MORE_THAN, (Literal(Decimal("0.5")),)),))
    found = unsettled(law_of(ratio), COMMUNE(unpaved_km=Decimal(3)), "own")
    assert all(values["road_km"] for _, values in shown(found))


def test_fact_above_the_subject_settles():
    law = law_of(Related("commune", leaf("flag", Op.IS, True)), subject="village")
    found = unsettled(law, VILLAGE(name="An"), "own", COMMUNE(code="07615"))
    assert found.settlings[0].facts == ((Missing("07615", "flag"), True),)


# ── relations ────────────────────────────────────────────────────────────────────────────────────


def test_relation_settles_by_being_complete_or_by_one_more_that_counts():
    found = unsettled(law_of(some(leaf("listed", Op.IS, True))), COMMUNE(), "own")
    assert shown(found) == [
        ("x", {"villages": MoreMembers(1, (("listed", True),))}),
        (None, {"villages": NoMoreMembers()}),
    ]


def test_member_that_counts_is_found_through_what_is_concluded_of_it():
    both = AllOf((leaf("listed", Op.IS, True), leaf("households", Op.AT_LEAST, 3)))
    inner = law_of(both, subject="village").rule_sets[0]
    inner = attrs.evolve(inner, id="inner", concludes=attrs.evolve(inner.concludes, name="b"))
    law = law_of(some(leaf("b", Op.IS, "x")))
    law = attrs.evolve(law, rule_sets=(inner, *law.rule_sets))
    (way, _) = unsettled(law, COMMUNE(), "own").settlings
    more = way.facts[0][1]
    assert isinstance(more, MoreMembers)
    assert dict(more.facts) == {"listed": True, "households": 3}


def test_so_many_members_as_are_needed():
    law = law_of(some(leaf("listed", Op.IS, True), number=3))
    found = unsettled(law, COMMUNE(villages=(VILLAGE(listed=True),)), "own")
    assert shown(found)[0] == ("x", {"villages": MoreMembers(2, (("listed", True),))})


def test_exact_count_needs_the_relation_to_be_complete():
    law = law_of(some(None, Op.IS, 2))
    found = unsettled(law, COMMUNE(villages=(VILLAGE(),)), "own")
    assert shown(found)[0] == ("x", {"villages": MoreMembers(1, (), complete=True)})


def test_member_that_cannot_count_leaves_only_completeness():
    never = AllOf(
        (leaf("listed", Op.IS, True), Related("commune", leaf("flag", Op.IS, True)), AnyOf((leaf("poor", Op.IS, 1),)))
    )
    found = unsettled(law_of(some(never)), COMMUNE(), "own")
    assert (None, {"villages": NoMoreMembers()}) in shown(found)
    assert not any(isinstance(value, MoreMembers) for _, values in shown(found) for value in values.values())


def test_unknown_fact_of_a_listed_member_settles():
    villages = (VILLAGE(name="An"), VILLAGE(name="Yên", listed=False))
    subject = COMMUNE(code="07615", villages=villages, villages_complete=True)
    found = unsettled(law_of(some(leaf("listed", Op.IS, True))), subject, "own")
    assert [way.facts for way in found.settlings] == [
        ((Missing("07615/An", "listed"), True),),
        ((Missing("07615/An", "listed"), False),),
    ]


# ── questions ────────────────────────────────────────────────────────────────────────────────────


def test_question_settles_by_yes_or_no():
    law = law_of(leaf("flag", Op.IS, True), formalised=False)
    found = unsettled(law, COMMUNE(flag=True), "own")
    assert [(way.value, way.facts[0][0].kind, way.facts[0][1]) for way in found.settlings] == [
        ("x", "question", True),
        (None, "question", False),
    ]
    assert unsettled(law, COMMUNE(flag=True), "own") == found


def test_given_answer_is_what_could_have_been_otherwise():
    law = law_of(leaf("flag", Op.IS, True), formalised=False)
    law = attrs.evolve(law, answers={f"{NUMBER} set r0": Answer(True, "", None, Text("", ""))})
    assert shown(changes(law, COMMUNE(flag=True), "own")) == [
        (None, {f"{NUMBER} set r0": False}),
        (None, {"flag": False}),
    ]


# ── limits ───────────────────────────────────────────────────────────────────────────────────────


def test_settled_decision_has_nothing_that_settles_it():
    assert unsettled(law_of(leaf("flag", Op.IS, True)), COMMUNE(flag=True), "own").settlings == ()


def test_findings_are_not_settled():
    law = law_of(leaf("flag", Op.IS, True), policy=HitPolicy.COLLECT)
    assert unsettled(law, COMMUNE(), "own").settlings == ()


def test_set_with_fewer_facts_to_the_same_conclusion_stands_alone():
    law = law_of(leaf("flag", Op.IS, True), leaf("points", Op.AT_LEAST, 1))
    found = unsettled(law, COMMUNE(), "own")
    assert shown(found) == [
        ("x", {"flag": True}),
        ("y", {"flag": False, "points": 1}),
        (None, {"flag": False, "points": 0}),
    ]


def test_at_most_five_sets():
    several = AnyOf(
        tuple(leaf(name, Op.IS, 1) for name in ("points", "households", "poor"))
        + tuple(leaf(name, Op.IS, Decimal(1)) for name in ("road_km", "unpaved_km", "coverage", "target"))
    )
    found = unsettled(law_of(several), COMMUNE(), "own")
    assert len(found.settlings) == 5
    assert all(len(way.facts) == 1 for way in found.settlings)


def test_search_that_is_cut_says_so(monkeypatch):
    law = law_of(AllOf((leaf("flag", Op.IS, True), leaf("points", Op.AT_LEAST, 1))))
    assert not unsettled(law, COMMUNE(), "own").truncated
    monkeypatch.setattr(trials, "EVALUATIONS", 2)
    assert unsettled(law, COMMUNE(), "own").truncated


def test_members_of_which_the_same_is_known_are_not_all_tried():
    law = law_of(some(leaf("listed", Op.IS, True)))
    found = unsettled(law, COMMUNE(villages=tuple(VILLAGE(name="An") for _ in range(4))), "own")
    assert found.truncated
    assert len([way for way in found.settlings if way.facts[0][0].attribute == "listed"]) == 2


def test_search_is_the_same_every_time():
    rules = load_rules("03/2023/TT-BTTTT", date(2023, 7, 5))
    commune = rules.vocabulary["commune"].cls(code="07615")
    assert unsettled(rules, commune, "eligible") == unsettled(rules, commune, "eligible")


def test_search_does_not_grow_with_alike_villages():
    rules = load_rules("03/2023/TT-BTTTT", date(2023, 7, 5))
    commune, village = (rules.vocabulary[kind].cls for kind in ("commune", "village"))

    def subject(count):
        return commune(code="07615", villages=tuple(village(name=f"Thôn {n}") for n in range(count)))

    def work(count):
        return calls(lambda: unsettled(rules, subject(count), "eligible"))

    found = unsettled(rules, subject(30), "eligible")
    assert work(40) < 2 * work(10)
    assert shown(found)[0] == (False, {"support_points": 1})
    assert shown(found)[2] == (True, {"listed_region": "III", "new_rural_since": None, "support_points": 0})


# ── what would have to be different ──────────────────────────────────────────────────────────────


def test_one_known_fact_that_would_have_to_be_different():
    law = law_of(AllOf((leaf("flag", Op.IS, True), leaf("points", Op.IS, 0))))
    assert shown(changes(law, COMMUNE(flag=True, points=1), "own")) == [("x", {"points": 0})]
    assert shown(changes(law, COMMUNE(flag=True, points=0), "own")) == [
        (None, {"flag": False}),
        (None, {"points": 1}),
    ]


def test_two_known_facts_that_would_have_to_be_different():
    law = law_of(AllOf((leaf("flag", Op.IS, True), leaf("points", Op.IS, 0))))
    assert shown(changes(law, COMMUNE(flag=False, points=1), "own")) == [("x", {"flag": True, "points": 0})]


def test_wanted_conclusion_is_the_only_one_sought():
    law = law_of(leaf("region", Op.IS, "I"), leaf("region", Op.IS, "II"))
    assert shown(changes(law, COMMUNE(region="III"), "own", to="y")) == [("y", {"region": "II"})]
    assert {value for value, _ in shown(changes(law, COMMUNE(region="III"), "own"))} == {"x", "y"}


def test_who_the_subject_is_stays():
    law = law_of(AnyOf((leaf("province", Op.IS, "An Giang"), leaf("code", Op.IS, "07615"))))
    assert shown(changes(law, COMMUNE(province="Bắc Giang", code="07616"), "own")) == []


def test_complete_relation_could_have_one_more():
    law = law_of(some(leaf("listed", Op.IS, True)))
    found = changes(law, COMMUNE(code="07615", villages_complete=True), "own")
    assert shown(found) == [("x", {"villages": MoreMembers(1, (("listed", True),))})]
    partly = changes(law, COMMUNE(code="07615", villages=(VILLAGE(listed=True),)), "own")
    assert shown(partly) == []


def test_unknown_facts_are_left_alone():
    law = law_of(AnyOf((leaf("flag", Op.IS, True), leaf("points", Op.IS, 1))))
    assert shown(changes(law, COMMUNE(flag=True), "own")) == []
    found = changes(law, COMMUNE(points=0), "own")
    assert shown(found) == [("x", {"points": 1})]


def test_answer_of_the_register_that_a_change_would_contradict_is_no_way():
    law = law_of(AllOf((leaf("flag", Op.IS, True), leaf("points", Op.IS, 1))))
    facts = Facts.of(COMMUNE(flag=True), "official", answers={"own": "x"})
    assert shown(changes(law, facts, "own")) == []


# ── random laws ──────────────────────────────────────────────────────────────────────────────────


def with_values(subject, values):
    """The object with what a settling says of it; None where it is about something else or cannot be."""
    if any(missing.kind != "fact" for missing, _ in values):
        return None
    try:
        return attrs.evolve(subject, **{missing.attribute: value for missing, value in values})
    except FactError:
        return None


@pytest.mark.slow
def test_settlings_of_random_laws_hold_when_decided_again_and_miss_no_single_fact(monkeypatch):
    monkeypatch.setattr(trials, "LEAVES", 6_000)
    rng = random.Random(2)
    replayed = singles = 0
    while replayed < sized(20, 800) or singles < sized(5, 200):
        law, facts = law_and_facts(rng)
        law = attrs.evolve(law, listings=())
        subject = attrs.evolve(facts.subject, villages=(), code="07615")
        for rule_set in law.of("commune"):
            name = rule_set.concludes.name
            try:
                decision = decide(law, subject)[name]
                found = unsettled(law, subject, name)
            except FactError:
                continue
            for way in found.settlings:
                assert way.value in decision.may_be
                again = with_values(subject, way.facts)
                if again is not None:
                    replayed += 1
                    assert decide(law, again)[name].value == way.value
            if decision.decided or found.truncated or len({way.facts[0][0] for way in found.settlings}) > 4:
                continue
            sets = [{missing.attribute for missing, _ in way.facts} for way in found.settlings]
            for value, attribute in values_of_one_fact(law, subject, decision):
                again = attrs.evolve(subject, **{attribute: value})
                if decide(law, again)[name].decided:
                    singles += 1
                    assert {attribute} in sets or len(sets) >= 5


def values_of_one_fact(law, subject, decision):
    for missing in decision.missing:
        attribute = VOCABULARY["commune"].attributes.get(missing.attribute)
        if attribute is not None and attribute.domain and missing.subject == "07615":
            now = getattr(subject, missing.attribute)
            for value in attribute.domain if now is UNKNOWN else sorted(now.options, key=str):
                yield value, missing.attribute


@pytest.mark.slow
def test_changes_of_random_laws_hold_when_decided_again(monkeypatch):
    monkeypatch.setattr(trials, "LEAVES", 6_000)
    rng = random.Random(4)
    replayed = 0
    while replayed < sized(15, 600):
        law, facts = law_and_facts(rng)
        law = attrs.evolve(law, listings=())
        subject = attrs.evolve(facts.subject, villages=(), code="07615")
        for rule_set in law.of("commune"):
            name = rule_set.concludes.name
            try:
                decision = decide(law, subject)[name]
                found = changes(law, subject, name)
            except FactError:
                continue
            for way in found.settlings:
                assert not decision.decided or way.value != decision.value
                again = with_values(subject, way.facts)
                if again is not None:
                    replayed += 1
                    assert decide(law, again)[name].value == way.value


def test_slots_of_a_negation_are_tried_too():
    law = law_of(Not(leaf("since", Op.ON_OR_BEFORE, AS_OF)))
    assert single(unsettled(law, COMMUNE(), "own")) == {"x": None, None: AS_OF - DAY}
    assert encode(VOCABULARY["commune"].attributes["since"], None) == 0
