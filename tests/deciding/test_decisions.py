"""Deciding: one subject or a stream of them, in its place, with what lists and answers say of it."""

import copy
import gc
import pickle
import random
import shutil
import threading
import tracemalloc
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from multiprocessing import get_context
from pathlib import Path

import attrs
import pytest

from eligibility.communes import Commune, Site, Village
from eligibility.deciding import BATCH, Program, decide, decide_many, program_for
from eligibility.deciding.program import kind_of
from eligibility.engines.durable import driver
from eligibility.model import (
    UNKNOWN,
    AnnexList,
    Attribute,
    Citation,
    Count,
    Evidence,
    Fact,
    Facts,
    HitPolicy,
    Law,
    Leaf,
    Literal,
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
)
from eligibility.rulefiles import load_rules, shipped_rules
from eligibility.sources import EngineDisagreement, FactError, Text
from tests.generators import AS_OF, NUMBER, VOCABULARY, law_and_facts

COMMUNE, VILLAGE, HAMLET = (VOCABULARY[kind].cls for kind in ("commune", "village", "hamlet"))
DAY = date(2023, 7, 5)


@pytest.fixture(scope="module")
def rules():
    return load_rules("03/2023/TT-BTTTT", DAY)


def leaf(attribute, op, *values):
    return Leaf(Fact(attribute), (Test(op, tuple(Literal(value) for value in values)),))


def rule_set(name, subject, when, policy=HitPolicy.FIRST):
    rule = Rule("r", Text("", ""), (Citation(NUMBER, "Điều 1"),), when, "x")
    concludes = Attribute(name, Text("", ""), Type.CHOICE, choices=("x", "y", "z"))
    return RuleSet(NUMBER, name, Text("", ""), subject, concludes, policy, (rule,), Otherwise("y", (Citation(NUMBER),)))


def law_of(*rule_sets, **more):
    return Law(NUMBER, AS_OF, rule_sets, more.pop("thresholds", {}), VOCABULARY, {}, **more)


def told(error):
    return error.value.text("en")


# ── one subject ──────────────────────────────────────────────────────────────────────────────────


def test_commune_has_a_decision_for_every_derived_attribute(rules):
    decisions = decide(rules, Commune(code="07615", listed_region="III", new_rural_since=None, support_points=0))
    assert list(decisions) == ["region", "support_group", "eligible"]
    assert len(decisions) == 3
    assert decisions.subject == decisions["eligible"].subject == "07615"
    eligible = decisions["eligible"]
    assert (eligible.attribute, eligible.decided, eligible.value, eligible.may_be) == ("eligible", True, True, ())
    assert eligible.outcomes == {"in-a-group": Outcome.SATISFIED, "has-a-point": Outcome.NOT_SATISFIED}
    assert (eligible.conflict, eligible.findings, eligible.missing) == ((), (), ())
    assert [str(cited) for cited in eligible.cite] == ["03/2023/TT-BTTTT", "39/2021/QĐ-TTg Phụ lục X"]
    assert eligible.evidence is Evidence.UNSTATED
    assert eligible.law is rules
    assert eligible.explanation.subject == "07615"


def test_undetermined_decision_says_what_it_may_be_and_what_is_missing(rules):
    eligible = decide(rules, Commune(code="07615"))["eligible"]
    assert (eligible.decided, eligible.value, eligible.may_be, eligible.evidence) == (False, None, (True, False), None)
    assert "support_points" in {missing.attribute for missing in eligible.missing}


def test_facts_and_bare_objects_are_decided_alike(rules):
    subject = Commune(code="07615", listed_region="III", new_rural_since=None, support_points=0)
    assert decide(rules, Facts.of(subject, "official"))["eligible"].evidence is Evidence.OFFICIAL
    assert decide(rules, Facts.of(subject))["eligible"].value is decide(rules, subject)["eligible"].value


def test_entry_is_single_where_the_engine_is_missing(rules, monkeypatch):
    monkeypatch.setattr(driver, "available", lambda: False)
    law = attrs.evolve(rules)
    subject = Commune(listed_region="III", new_rural_since=None)
    assert decide(law, subject)["region"].entry == "single"
    monkeypatch.undo()
    assert decide(rules, subject)["region"].entry == ("double" if driver.available() else "single")


@pytest.mark.skipif(not driver.available(), reason="durable_rules cannot be imported here")
def test_difference_between_the_engines_is_an_error(rules):
    program = Program(rules, "commune")
    run = program.run

    def wrongly(frame):
        run(frame)
        at = program.target.traces["861/QĐ-TTg region"] + 1
        frame[at] = attrs.evolve(frame[at], fires=())

    program.run = wrongly
    law = attrs.evolve(rules, compiler=lambda *_: program)
    with pytest.raises(EngineDisagreement, match="07615"):
        decide(law, Commune(code="07615", listed_region="III", new_rural_since=None))


# ── a subject in its place ───────────────────────────────────────────────────────────────────────

DELTA = rule_set("own", "village", Related("commune", leaf("flag", Op.IS, True)))


def test_village_is_decided_within_its_commune():
    law = law_of(DELTA)
    assert decide(law, VILLAGE(name="An"), COMMUNE(code="07615", flag=True))["own"].value == "x"
    assert decide(law, VILLAGE(name="An"), Facts.of(COMMUNE(flag=False)))["own"].value == "y"
    assert decide(law, VILLAGE(name="An"), COMMUNE(code="07615")).subject == "07615/An"


def test_village_alone_is_undetermined_where_its_commune_matters():
    assert decide(law_of(DELTA), VILLAGE(name="An"))["own"].may_be == ("x", "y")
    assert decide(law_of(rule_set("own", "village", leaf("flag", Op.IS, True))), VILLAGE(flag=True))["own"].value == "x"


def test_village_keeps_its_neighbours():
    counted = Leaf(Count("villages", leaf("flag", Op.IS, True)), (Test(Op.AT_LEAST, (Literal(2),)),))
    law = law_of(
        rule_set("many", "commune", counted), rule_set("own", "village", Related("commune", leaf("many", Op.IS, "x")))
    )
    one, other = VILLAGE(name="An", flag=True), VILLAGE(name="Yên", flag=True)
    whole = COMMUNE(code="07615", villages=(other, one), villages_complete=True)
    assert decide(law, one, whole)["own"].value == "x"
    assert decide(law, VILLAGE(name="An", flag=True), whole)["own"].value == "x"
    assert decide(law, VILLAGE(name="An", flag=False), whole)["own"].value == "y"
    assert decide(law, one, COMMUNE(villages=(other,)))["own"].value == "x"
    with pytest.raises(FactError, match="not among the villages"):
        decide(law, VILLAGE(name="Ấn"), whole)
    with pytest.raises(FactError, match="not among the villages"):
        decide(law, VILLAGE(), COMMUNE(villages_complete=True))


def test_hamlet_is_decided_within_its_village():
    law = law_of(rule_set("own", "hamlet", Related("village", leaf("flag", Op.IS, True))))
    assert decide(law, HAMLET(name="Xóm"), VILLAGE(name="An", flag=True))["own"].value == "x"
    assert decide(law, HAMLET(name="Xóm"))["own"].may_be == ("x", "y")


def test_subject_in_the_wrong_place_is_refused():
    law = law_of(DELTA, rule_set("b", "commune", leaf("flag", Op.IS, True)))
    with pytest.raises(FactError, match="belongs to a commune"):
        decide(law, VILLAGE(), VILLAGE())
    with pytest.raises(FactError, match="belongs to nothing"):
        decide(law, COMMUNE(code="07615"), COMMUNE())


def test_relations_beside_those_whose_facts_are_given_are_read_from_the_object():
    counted = Leaf(Count("villages", None), (Test(Op.AT_LEAST, (Literal(1),)),))
    law = law_of(rule_set("own", "commune", counted))
    assert decide(law, Facts.of(COMMUNE(villages=(VILLAGE(),)), "official"))["own"].value == "x"


@pytest.mark.parametrize("subject", [3, "07615", None, Facts.of("07615")])
def test_what_is_no_subject_is_refused(rules, subject):
    with pytest.raises(FactError, match="is not a subject"):
        decide(rules, subject)


def test_kind_of_a_subject_is_found_by_its_class(rules):
    assert kind_of(rules, Site()) == "site"
    assert kind_of(rules, Facts.of(Village())) == "village"
    more = attrs.evolve(rules.vocabulary["commune"], cls=attrs.make_class("Commune", []))
    law = attrs.evolve(rules, vocabulary={**rules.vocabulary, "commune": more})
    assert kind_of(law, Commune()) == "commune"


# ── lists ────────────────────────────────────────────────────────────────────────────────────────


def listing(*names, complete=True, keys=("province", "name"), gives="flag", of="commune"):
    rows = tuple(Row(("Bắc Giang", name)[-len(keys) :], True, Evidence.OFFICIAL, "annex") for name in names)
    total = Total("Bắc Giang", True, len(rows) if complete else 99, "", Evidence.SECONDARY, "totals")
    return AnnexList(NUMBER, gives, of, keys, rows, False, (total,))


def test_unknown_fact_is_filled_in_from_a_list():
    law = law_of(rule_set("own", "commune", leaf("flag", Op.IS, True)), listings=(listing("Xã An"),))
    found = decide(law, COMMUNE(province="Bắc Giang", name="Xã An"))["own"]
    assert (found.value, found.evidence) == ("x", Evidence.OFFICIAL)
    assert decide(law, Facts.of(COMMUNE(province="Bắc Giang", name="Xã An"), "assumed"))["own"].value == "x"
    absent = decide(law, COMMUNE(province="Bắc Giang", name="Xã Khác"))["own"]
    assert (absent.value, absent.evidence) == ("y", Evidence.SECONDARY)
    assert decide(law, COMMUNE(province="An Giang", name="Xã An"))["own"].may_be == ("x", "y")
    assert decide(law, COMMUNE(name="Xã An"))["own"].may_be == ("x", "y")


def test_row_that_may_mean_a_neighbour_gives_nothing():
    law = law_of(rule_set("own", "commune", leaf("flag", Op.IS, True)), listings=(listing("An"),))
    assert decide(law, COMMUNE(province="Bắc Giang", name="Xã An"))["own"].may_be == ("x", "y")
    assert decide(law, COMMUNE(province="Bắc Giang", name="An"))["own"].value == "x"


def test_list_by_code_needs_no_province():
    law = law_of(rule_set("own", "commune", leaf("flag", Op.IS, True)), listings=(listing("07615", keys=("code",)),))
    assert decide(law, COMMUNE(code="07615"))["own"].value == "x"
    assert decide(law, COMMUNE(code="07616"))["own"].may_be == ("x", "y")
    empty = attrs.evolve(law, listings=(listing(keys=("code",)),))
    assert decide(empty, COMMUNE(code="07615"))["own"].may_be == ("x", "y")


def test_villages_are_filled_in_from_a_list():
    counted = Leaf(Count("villages", leaf("flag", Op.IS, True)), (Test(Op.AT_LEAST, (Literal(1),)),))
    known = listing("An", of="village")
    law = law_of(rule_set("own", "commune", counted), listings=(known,))
    village = VILLAGE(name="An")
    for subject in (
        COMMUNE(province="Bắc Giang", villages=(village,)),
        Facts.of(COMMUNE(province="Bắc Giang", villages=(village,)), villages=(Facts.of(village),)),
    ):
        assert decide(law, subject)["own"].value == "x"


def test_contradiction_with_a_list_is_refused():
    law = law_of(rule_set("own", "commune", leaf("flag", Op.IS, True)), listings=(listing("Xã An"),))
    with pytest.raises(FactError) as caught:
        decide(law, COMMUNE(code="07615", province="Bắc Giang", name="Xã An", flag=False))
    assert "07615" in told(caught)


def test_whether_lists_speak_of_a_province_is_not_kept_for_ever(monkeypatch):
    monkeypatch.setattr("eligibility.registers.annex_index.PLACES", 3)
    law = law_of(rule_set("own", "commune", leaf("flag", Op.IS, True)), listings=(listing("Xã An"),))
    for number in range(9):
        decide(law, COMMUNE(province=f"Tỉnh {number}"))
    assert len(program_for(law, "commune").annexes._concerned) <= 3


# ── answers ──────────────────────────────────────────────────────────────────────────────────────


def test_answer_is_taken_where_the_rules_leave_the_value_open():
    law = law_of(rule_set("own", "commune", leaf("flag", Op.IS, True)))
    found = decide(law, Facts.of(COMMUNE(code="07615"), "secondary", answers={"own": "x"}))["own"]
    assert (found.value, found.evidence) == ("x", Evidence.SECONDARY)
    partly = decide(law, Facts.of(COMMUNE(), "secondary", answers={"own": OneOf.of("x", "z")}))["own"]
    assert partly.value == "x"


@pytest.mark.parametrize("facts", [{"flag": True}, {"flag": False}])
def test_answer_where_the_rules_conclude_is_refused_by_name(facts):
    law = law_of(rule_set("own", "commune", leaf("flag", Op.IS, True)))
    with pytest.raises(FactError) as caught:
        decide(law, Facts.of(COMMUNE(code="07615", **facts), "official", answers={"own": "y"}))
    assert told(caught).startswith("07615:own: ")


@pytest.mark.parametrize("answer", ["z", "w"])
def test_answer_that_cannot_be_is_refused_by_name(answer):
    law = law_of(rule_set("own", "commune", leaf("flag", Op.IS, True)))
    with pytest.raises(FactError, match="07615:own"):
        decide(law, Facts.of(COMMUNE(code="07615"), "official", answers={"own": answer}))


def test_answer_of_a_member_is_refused_by_the_members_name():
    law = law_of(rule_set("own", "village", leaf("flag", Op.IS, True)))
    law = attrs.evolve(
        law,
        rule_sets=(
            *law.rule_sets,
            rule_set(
                "many", "commune", Leaf(Count("villages", leaf("own", Op.IS, "x")), (Test(Op.AT_LEAST, (Literal(1),)),))
            ),
        ),
    )
    members = [
        Facts.of(VILLAGE(name="An"), "official", answers={"own": "x"}),
        Facts.of(VILLAGE(name="Bé", flag=True), "official", answers={"own": "x"}),
        Facts.of(VILLAGE(name="Yên"), "official", answers={"own": "x"}),
    ]
    whole = COMMUNE(code="07615", villages=tuple(member.subject for member in members))
    with pytest.raises(FactError, match="07615/Bé:own"):
        decide(law, Facts.of(whole, villages=members))


def test_answer_to_what_the_law_does_not_conclude_is_refused(rules):
    with pytest.raises(FactError) as caught:
        decide(rules, Facts.of(Commune(code="07615"), "official", answers={"regoin": "III"}))
    assert told(caught) == (
        "07615:regoin: the law does not conclude this; expected region, support_group, eligible; did you mean region?"
    )
    village = Village(name="An")
    whole = Commune(code="07615", villages=(village,))
    with pytest.raises(FactError, match="An:region: the law does not conclude this"):
        decide(rules, Facts.of(whole, villages=[Facts.of(village, "official", answers={"region": "III"})]))


def test_answer_without_evidence_is_refused():
    law = law_of(
        rule_set("own", "commune", leaf("flag", Op.IS, True)), rule_set("b", "village", leaf("flag", Op.IS, True))
    )
    with pytest.raises(FactError, match=r"07615:own: .*must state its evidence"):
        decide(law, Facts.of(COMMUNE(code="07615"), answers={"own": "x"}))
    inner = Facts.of(VILLAGE(name="An"), answers={"b": "x"})
    with pytest.raises(FactError, match="must state its evidence"):
        decide(law, Facts.of(COMMUNE(villages=(inner.subject,)), villages=[inner]))


def test_part_of_nothing_is_refused_by_name():
    ratio = Leaf(Ratio("unpaved_km", "road_km"), (Test(Op.AT_LEAST, (Literal(1),)),))
    law = law_of(rule_set("own", "commune", ratio))
    with pytest.raises(FactError, match="07615:unpaved_km"):
        decide(law, COMMUNE(code="07615", unpaved_km=1, road_km=0))
    variant = Threshold("v", Text("", ""), (), 5, (Variant(ratio, 9),))
    assert decide(attrs.evolve(law, thresholds={"v": variant}), COMMUNE(unpaved_km=0, road_km=0))["own"].value == "y"


def test_error_about_no_subject_is_passed_on(monkeypatch):
    law = law_of(rule_set("own", "commune", leaf("flag", Op.IS, True)))
    program = program_for(law, "commune")

    def fail(frame):
        raise FactError([])

    program.run = fail
    with pytest.raises(FactError):
        decide(law, COMMUNE())


# ── many subjects ────────────────────────────────────────────────────────────────────────────────


def communes(amount, seed=1):
    rng = random.Random(seed)
    for number in range(amount):
        villages = tuple(
            Village(name=f"Thôn {n}", listed_specially_difficult=rng.choice((True, False, UNKNOWN))) for n in range(4)
        )
        yield Commune(
            code=f"{number % 100_000:05}",
            listed_region=rng.choice(("I", "II", "III", None, UNKNOWN)),
            new_rural_since=rng.choice((None, date(2021, 5, 5), UNKNOWN)),
            support_points=rng.choice((0, 1, UNKNOWN)),
            villages=villages,
            villages_complete=rng.random() < 0.5,
        )


def outcome(decisions):
    return [(name, one.value, one.may_be) for name, one in decisions.items()]


def test_many_are_decided_as_one_by_one(rules):
    many = [outcome(decisions) for decisions in decide_many(rules, communes(3 * BATCH + 7))]
    assert many == [outcome(decide(rules, one)) for one in communes(3 * BATCH + 7)]
    assert many == [outcome(decisions) for decisions in decide_many(rules, communes(3 * BATCH + 7), "commune")]


def test_many_are_a_stream(rules):
    taken = []

    def endless() -> Iterator[Commune]:
        for one in communes(10 * BATCH):
            taken.append(one.code)
            yield one

    stream = decide_many(rules, endless())
    next(stream)
    assert len(taken) <= BATCH + 1


def test_subjects_of_several_kinds_are_decided_in_their_order(rules):
    mixed = [Commune(listed_region="I"), Village(listed_specially_difficult=True), Site(), Commune(listed_region="II")]
    assert [list(found) for found in decide_many(rules, mixed)] == [
        ["region", "support_group", "eligible"],
        ["specially_difficult"],
        ["suitable"],
        ["region", "support_group", "eligible"],
    ]


def test_random_laws_decide_many_as_one_by_one():
    rng = random.Random(6)
    for _ in range(30):
        law, _ = law_and_facts(rng)
        group = [attrs.evolve(law_and_facts(rng)[1], answers={}) for _ in range(5)]
        try:
            single = [outcome(decide(law, one)) for one in group]
        except FactError:
            continue
        assert [outcome(found) for found in decide_many(law, group)] == single


def test_threads_decide_on_one_law_at_once(rules):
    group = list(communes(300))
    expected = [outcome(decide(rules, one)) for one in group]
    law = attrs.evolve(rules)
    found = {}

    def work(number):
        found[number] = [outcome(decide(law, one)) for one in group]

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [found[number] for number in range(4)] == [expected] * 4


@pytest.mark.slow
def test_law_travels_to_other_processes(rules):
    again = pickle.loads(pickle.dumps(rules))
    assert again == rules
    assert again.memo == {}
    group = list(communes(8))
    with ProcessPoolExecutor(2, get_context("spawn")) as pool:
        found = list(pool.map(_decided, [rules] * 8, group))
    assert found == [outcome(decide(rules, one)) for one in group]


@pytest.mark.slow
def test_law_and_facts_of_a_declared_subject_travel_to_other_processes(tmp_path):
    root = Path(shutil.copytree(shipped_rules(), tmp_path / "rules"))
    (root / "vocabulary.yaml").write_text(
        "subjects: {village: {attributes: {market: {type: yes_no}}}, commune: {attributes: {river: {type: yes_no}}}}\n",
        encoding="utf-8",
    )
    law = load_rules(root / "861-qd-ttg", date(2023, 7, 5))
    commune, village = (law.vocabulary[name].cls for name in ("commune", "village"))
    one = commune(
        code="07615", river=True, listed_region="III", new_rural_since=None, villages=(village(market=False),)
    )
    assert pickle.loads(pickle.dumps(one)) == copy.deepcopy(one) == one
    with ProcessPoolExecutor(1, get_context("spawn")) as pool:
        assert pool.submit(_decided, law, one).result() == outcome(decide(law, one))
        assert pool.submit(_again, one).result() == one


def _again(subject):
    return attrs.evolve(subject, river=True)


def _decided(law, subject):
    return outcome(decide(law, subject))


@pytest.mark.slow
def test_memory_does_not_grow(rules):
    for one in communes(1_000):
        decide(rules, one)
    gc.collect()
    tracemalloc.start()
    try:
        before = tracemalloc.get_traced_memory()[0]
        for one in communes(1_000, seed=2):
            decide(rules, one)
        gc.collect()
        assert tracemalloc.get_traced_memory()[0] - before < 100_000
    finally:
        tracemalloc.stop()


def test_decisions_leave_nothing_to_the_garbage_collector():
    counted = Leaf(Count("villages", leaf("flag", Op.IS, True)), (Test(Op.AT_LEAST, (Literal(1),)),))
    law = law_of(rule_set("own", "commune", counted))
    commune = COMMUNE(villages=(VILLAGE(),))
    decide(law, commune)
    gc.collect()
    gc.disable()
    try:
        decide(law, commune)
        assert gc.collect() == 0
    finally:
        gc.enable()


@pytest.mark.skipif(not driver.available(), reason="durable_rules cannot be imported here")
def test_what_looks_the_same_is_fired_once_unless_nothing_is_remembered(monkeypatch):
    law = load_rules("861/QĐ-TTg", date(2023, 7, 5))
    decide(law, Commune(listed_region="I"))
    engine = program_for(law, "commune")._local.engine
    fired = []
    real = engine._network.fire

    def heard(shown):
        fired.append(shown)
        return real(shown)

    monkeypatch.setattr(engine._network, "fire", heard)
    decide(law, Commune(code="07615", listed_region="I"))
    assert fired == []
    decide(law, Commune(listed_region="II"))
    assert len(fired) == 1
    engine.remembers = False
    decide(law, Commune(listed_region="III"))
    decide(law, Commune(listed_region="II"))
    assert len(fired) == 3
