"""A register decided whole says what is said of each of its subjects alone."""

import random
from datetime import date

import attrs
import pytest

import eligibility
from eligibility import Commune, Facts, Village, load_rules, render
from eligibility.deciding import decide
from eligibility.deciding.columnar import decide_register, heading
from eligibility.deciding.columnar.register import FAULTS
from eligibility.engines.columnar import IndexedRegister
from eligibility.model import (
    UNKNOWN,
    AllOf,
    Attribute,
    Condition,
    Evidence,
    Fact,
    HitPolicy,
    Leaf,
    Literal,
    Op,
    Otherwise,
    Outcome,
    Related,
    Rule,
    RuleSet,
    Test,
    Type,
    format_value,
)
from eligibility.model.columns import columns_of
from eligibility.sources import FactError, Text, Unavailable
from tests import generators
from tests.sizes import seeds

pytestmark = pytest.mark.slow

OUTCOME = {True: Outcome.SATISFIED, None: Outcome.UNDETERMINED, False: Outcome.NOT_SATISFIED}


def with_evidence(rng, facts):
    """The same facts, some of them said to stand on evidence."""
    names = [*attrs.fields_dict(type(facts.subject)), "*"]
    levels = {name: rng.choice(list(Evidence)) for name in rng.sample(names, rng.randint(0, 4))}
    members = {
        relation: tuple(with_evidence(rng, one) for one in facts.members.get(relation, ()))
        for relation in facts.members
    }
    levels |= dict.fromkeys(facts.answers, Evidence.SECONDARY)
    return attrs.evolve(facts, evidence=levels, members=members)


def group_of(rng, law, amount):
    found: list = []
    while len(found) < amount:
        facts = with_evidence(rng, generators.random_facts(rng, law))
        try:
            decide(law, facts)
        except FactError:
            continue
        found.append(facts)
    return found


@pytest.mark.parametrize("seed", seeds(20, 120))
def test_register_says_what_is_said_of_each(seed):
    rng = random.Random(seed)
    law = generators.random_law(rng)
    group = group_of(rng, law, 6)
    register = decide_register(law, group)
    frame = register.frame()
    for row, facts in zip(frame.iter_rows(named=True), group, strict=True):
        for attribute, decision in decide(law, facts).items():
            for rule in decision.rule_set.rules:
                assert OUTCOME[row[heading(decision.rule_set, rule)]] == decision.outcomes[rule.id]
            if decision.rule_set.hit_policy is HitPolicy.COLLECT:
                continue
            value = row[attribute]
            value = format_value(value) if isinstance(value, bool) else value
            assert value == (format_value(decision.value) if decision.decided else None)
            may_be = row[f"{attribute}:may_be"]
            assert sorted(may_be.split("|") if may_be else ()) == sorted(map(format_value, decision.may_be))
            assert row[f"{attribute}:conflict"] == bool(decision.conflict)
            assert row[f"{attribute}:evidence"] == (decision.evidence.key if decision.evidence is not None else None)


LAW = load_rules("03/2023/TT-BTTTT", date(2023, 7, 5))
KNOWN: dict = {"new_rural_since": None, "support_points": 0, "villages_complete": True}


def communes():
    """Three communes, one of them with two villages; of the last little is known."""
    villages = (Village(name="Đồng", listed_specially_difficult=True), Village(name="Bãi", delisted_on=None))
    return [
        Commune(code="07603", name="Xã Hương Sơn", listed_region="III", **KNOWN),
        Commune(code="07606", name="Xã Nghĩa Hưng", listed_region="II", villages=villages, **KNOWN),
        Commune(name="Xã Đông Sơn", district="Yên Thế"),
    ]


def test_frame_has_codes_values_and_rules():
    frame = decide_register(LAW, communes()).frame()
    assert frame["code"].to_list() == ["07603", "07606", "Yên Thế/Xã Đông Sơn"]
    assert frame["eligible"].to_list() == [True, True, None]
    assert frame["eligible:may_be"].to_list() == [None, None, "yes|no"]
    assert frame["support_group"].to_list() == ["region_iii", "difficult_village", None]
    assert frame["eligible/has-a-point"].to_list() == [False, False, None]
    assert frame["eligible:evidence"].to_list() == ["unstated", "unstated", None]
    assert decide_register(LAW, communes()).frame(rules=False, evidence=False).width < frame.width


def test_explanation_is_that_of_the_subject_alone():
    register = decide_register(LAW, communes())
    for code, commune in zip(register.codes, communes(), strict=True):
        assert render(register.explain(code)["eligible"]) == render(decide(LAW, commune)["eligible"])


def test_unknown_code_is_refused_with_the_nearest():
    with pytest.raises(FactError, match=r"07607.*07606"):
        decide_register(LAW, communes()).explain("07607")


def test_tally_counts_values_and_conflicts():
    counts, conflicts = decide_register(LAW, communes()).tally("eligible")
    assert (counts[True], counts[False], counts["?"], conflicts) == (2, 0, 1, 0)


def test_register_decided_again_reads_its_columns_once():
    index = IndexedRegister(columns_of(LAW, LAW.vocabulary["commune"], communes()))
    first, second = decide_register(LAW, index), decide_register(LAW, index)
    assert first.frame().equals(second.frame())
    assert first.traced.offsets is second.traced.offsets


def test_members_are_decided_in_their_place():
    law = load_rules("612/QĐ-UBDT", date(2023, 7, 5))
    register = decide_register(law, communes(), "village")
    assert register.codes.to_list() == ["07606/Đồng", "07606/Bãi"]
    assert register.frame()["specially_difficult"].to_list() == [True, None]
    own, within = register.facts("07606/Bãi")
    assert within is not None
    assert (own.subject.name, within.subject.code) == ("Bãi", "07606")
    assert register.explain("07606/Đồng")["specially_difficult"].value is True


def test_decisions_on_the_way_are_at_hand():
    villages = decide_register(LAW, communes()).of("village")
    assert villages is not None
    assert villages.frame()["specially_difficult"].to_list() == [True, None]
    assert decide_register(LAW, communes()).of("site") is None


def test_register_without_members_has_no_village_to_decide():
    register = decide_register(LAW, communes()[:1], "village")
    assert len(register) == 0
    assert register.frame().is_empty()


def test_communes_without_villages_are_decided_where_rules_look_up_from_villages():
    law = load_rules("33/2020/QĐ-TTg", date(2023, 7, 5))
    found = decide_register(law, [Commune(code="00001", mekong_delta=True)])
    assert found.frame().height == 1


def test_empty_register_decides_nothing():
    assert decide_register(LAW, [], "commune").frame().height == 0


def test_refused_answers_are_all_told():
    facts = [Facts.of(commune, "official", answers={"eligible": False}) for commune in communes()[:2]]
    with pytest.raises(FactError) as error:
        decide_register(LAW, facts)
    assert len(error.value.problems) == 2


def answered(amount):
    """Communes of which a village's answer says otherwise than the list."""
    village = Facts.of(
        Village(name="Đồng", listed_specially_difficult=True), "official", answers={"specially_difficult": False}
    )
    group = [Commune(code=f"{at:05}", villages=(village.subject,)) for at in range(amount)]
    return [Facts.of(commune, "official", villages=[village]) for commune in group]


def test_contradictions_of_members_are_told_for_the_first_subjects():
    with pytest.raises(FactError) as error:
        decide_register(LAW, columns_of(LAW, LAW.vocabulary["commune"], answered(30)))
    assert len(error.value.problems) == FAULTS


def test_outcomes_of_the_subject_above_are_gathered_once():
    law = generators.random_law(random.Random(1))
    flagged = Leaf(Fact("flag"), (Test(Op.IS, (Literal(True),)),))
    parts: tuple[Condition, ...] = (flagged, AllOf((flagged,)))
    rules = [Rule(f"r{at}", Text("", ""), (), Related("commune", when), True) for at, when in enumerate(parts)]
    concludes = Attribute("above", Text("", ""), Type.YES_NO)
    otherwise = Otherwise(False, ())
    above = RuleSet("1/QĐ", "above", Text("", ""), "village", concludes, HitPolicy.ANY, tuple(rules), otherwise)
    law = attrs.evolve(law, rule_sets=(above,), thresholds={}, answers={})
    commune, village = (generators.VOCABULARY[kind].cls for kind in ("commune", "village"))
    group = [commune(flag=flag, villages=(village(),)) for flag in (True, False, UNKNOWN)]
    assert decide_register(law, group, "village").frame()["above"].to_list() == [True, False, None]


def test_missing_extra_is_one_sentence(monkeypatch):
    def missing(_):
        raise ImportError(name="polars")

    monkeypatch.delitem(vars(eligibility), "decide_register", raising=False)
    monkeypatch.setattr(eligibility, "import_module", missing)
    with pytest.raises(Unavailable, match=r"polars is missing: pip install 'eligibility\[columnar\]'"):
        _ = eligibility.decide_register
    monkeypatch.delitem(vars(eligibility), "decide", raising=False)
    with pytest.raises(ImportError):
        _ = eligibility.decide
