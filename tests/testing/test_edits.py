"""Edits: a law or plan with one change, in memory; what does not hold the thing to change stays itself."""

from datetime import date
from pathlib import Path

import pytest

from eligibility.deciding import Program, program_for
from eligibility.sources import RuleError
from eligibility.testing.edits import LongerPeriod, PlanEdit, ShorterPeriod, edited_plan
from eligibility.testing.laws import LawCache
from eligibility.testing.mutation.files import mutants
from eligibility.testing.overlay import InstrumentedProgram, LawOverlay
from tests.testing.folders import rules_and_plan

NUMBER, PLAN = "1/2020/QĐ-A", "9/KH-A"
EARLY, LATE = date(2021, 6, 1), date(2022, 6, 1)


@pytest.fixture(scope="module")
def root(tmp_path_factory) -> Path:
    return rules_and_plan(tmp_path_factory.mktemp("edits"))


@pytest.fixture(scope="module")
def lender(root) -> LawOverlay:
    return LawOverlay(root, lender=LawCache(root))


@pytest.fixture(scope="module")
def edits(root):
    return {mutant.id: mutant.edit for mutant in mutants(root)}


def under(lender: LawOverlay, edit) -> LawOverlay:
    return LawOverlay(lender.root, lender=lender, edit=edit)


def test_rule_set_is_changed_where_it_stands(lender, edits) -> None:
    laws = under(lender, edits["1-2020-qd-a/2022-01-01 grade/dated: rule dropped"])
    own = next(one for one in laws.law(NUMBER, LATE).rule_sets if one.id == "grade")
    assert [rule.id for rule in own.rules] == ["sized", "sized-too", "both-bases"]
    assert laws.law(NUMBER, EARLY) is lender.law(NUMBER, EARLY)
    assert laws.plan(PLAN, None, False).law.rule_sets == laws.law(NUMBER, LATE).rule_sets


def test_threshold_is_changed_where_it_counts(lender, edits) -> None:
    laws = under(lender, edits["1-2020-qd-a/2020-01-01 values/poor: 20% → 21%"])
    before = lender.law(NUMBER, EARLY).thresholds[f"{NUMBER} poor"]
    assert str(laws.law(NUMBER, EARLY).thresholds[f"{NUMBER} poor"].value) == "0.21"
    assert str(before.value) == "0.2"
    assert laws.law(NUMBER, date(2020, 6, 1)) is lender.law(NUMBER, date(2020, 6, 1))
    assert laws.law(NUMBER, LATE) is lender.law(NUMBER, LATE)


@pytest.mark.parametrize(
    ("key", "day", "value"),
    [
        ("row from 2021-01-01 dropped", EARLY, "0.1"),
        ("from 2021-01-01 → 2021-01-02", date(2021, 1, 1), "0.1"),
        ("from 2021-01-01 → 2021-01-02", date(2021, 1, 2), "0.2"),
        ("from 2021-01-01 → 2020-12-31", date(2020, 12, 31), "0.2"),
        ("from 2021-01-01 → 2020-12-31", date(2020, 12, 30), "0.1"),
    ],
)
def test_row_begins_on_another_day(lender, edits, key, day, value) -> None:
    law = under(lender, edits[f"1-2020-qd-a/2020-01-01 values/poor: {key}"]).law(NUMBER, day)
    assert str(law.thresholds[f"{NUMBER} poor"].value) == value


def test_row_of_another_instrument_s_day_changes_nothing(lender, edits) -> None:
    edit = edits["1-2020-qd-a/2020-01-01 values/poor: from 2021-01-01 → 2021-01-02"]
    law = lender.law(NUMBER, LATE)
    assert edit.law(law) is law


@pytest.mark.parametrize(
    ("key", "day"),
    [("from 2020-01-01 → 2020-01-02", date(2020, 1, 1)), ("until 2021-12-31 → 2021-12-30", date(2021, 12, 31))],
)
def test_file_is_not_in_force_on_a_day_taken_away(lender, edits, key, day) -> None:
    laws = under(lender, edits[f"1-2020-qd-a/2020-01-01 in_force: {key}"])
    for _ in range(2):  # the second time from memory
        with pytest.raises(RuleError):
            laws.law(NUMBER, day)
    assert laws.law(NUMBER, EARLY) is lender.law(NUMBER, EARLY)


def test_other_laws_of_that_day_are_still_in_force(lender) -> None:
    law = lender.law(NUMBER, LATE)
    assert ShorterPeriod("elsewhere.yaml", LATE).law(law) is law


def test_file_is_in_force_on_a_day_more(lender, edits) -> None:
    edit = edits["1-2020-qd-a/2020-01-01 in_force: from 2020-01-01 → 2019-12-31"]
    laws = under(lender, edit)
    day = date(2019, 12, 31)
    with pytest.raises(RuleError):  # its named value has no row that early
        laws.law(NUMBER, day)
    with pytest.raises(RuleError):
        lender.law(NUMBER, day)
    assert laws.law(NUMBER, EARLY) is lender.law(NUMBER, EARLY)


def test_shipped_file_is_in_force_on_a_day_more() -> None:
    root = Path(__file__).resolve().parents[2] / "rules"
    path = root / "612-qd-ubdt" / "2024-07-30.yaml"
    law = LongerPeriod(root, path, date(2026, 1, 1)).read("612/QĐ-UBDT")
    assert {rule_set.place.file for rule_set in law.rule_sets} == {"rules/612-qd-ubdt/2024-07-30.yaml"}
    used = LongerPeriod(root, path, date(2023, 7, 5)).read("03/2023/TT-BTTTT")
    assert {"rules/861-qd-ttg/2021-06-04.yaml", "rules/612-qd-ubdt/2024-07-30.yaml"} < {
        rule_set.place.file for rule_set in used.rule_sets
    }


def test_longer_period_changes_no_plan(lender, edits) -> None:
    edit = edits["1-2020-qd-a/2020-01-01 in_force: from 2020-01-01 → 2019-12-31"]
    loaded = lender.plan(PLAN, None, False)
    assert edited_plan(edit, loaded) is loaded


def test_plan_choices_and_assumptions_are_changed(lender, edits) -> None:
    plan = under(lender, edits["9-kh-a/2022-03-01 quota: at_most 1 → 2"]).plan(PLAN, None, False)
    assert (plan.plan.quota.at_most, plan.law.memo is lender.plan(PLAN, None, False).law.memo) == (2, True)
    choices = under(lender, edits["9-kh-a/2022-03-01 order/households: dropped"]).plan(PLAN, None, False).choices
    assert [key.attribute for key in choices.order] == ["grade"]
    laws = under(lender, edits["9-kh-a/2022-03-01 assume/small: then households dropped"])
    assert [dict(one.then) for one in laws.plan(PLAN, None, True).assumptions] == [{"listed_region": "I"}]
    assert laws.plan(PLAN, None, False).assumptions == ()
    assert under(lender, edits["9-kh-a/2022-03-01 assume/small: dropped"]).plan(PLAN, None, True).assumptions == ()


def test_plan_is_decided_for_another_day(lender, edits) -> None:
    laws = under(lender, edits["9-kh-a/2022-03-01 date: 2022-03-01 → 2022-03-02"])
    assert laws.plan(PLAN, None, True).law.as_of == date(2022, 3, 2)
    assert laws.law(NUMBER, LATE) is lender.law(NUMBER, LATE)


def test_answers_are_turned_round_and_taken_back() -> None:
    root = Path(__file__).resolve().parents[2] / "rules"
    found = {
        mutant.key: mutant.edit for mutant in mutants(root, frozenset({"92/KH-STTTT"})) if "answers" in mutant.part
    }
    lender = LawOverlay(root, lender=LawCache(root))
    flipped = under(lender, found["answered otherwise"]).plan("92/KH-STTTT", None, False)
    assert [answer.holds for answer in flipped.law.answers.values()] == [True]
    assert not under(lender, found["not answered"]).plan("92/KH-STTTT", None, False).law.answers


@pytest.mark.parametrize("part", ["quota", "date", "answers"])
def test_other_plans_stay_themselves(lender, edits, part) -> None:
    shipped = Path(__file__).resolve().parents[2] / "rules"
    every = [*mutants(shipped, frozenset({"92/KH-STTTT"}))]
    edit = next(mutant.edit for mutant in every if f" {part}" in mutant.part)
    loaded = lender.plan(PLAN, None, False)
    assert edited_plan(edit, loaded) is loaded


def test_borrowed_laws_have_a_memory_of_their_own(root) -> None:
    laws = LawCache(root)
    borrowed = LawOverlay(root, lender=laws)
    assert borrowed.law(NUMBER, LATE) == laws.law(NUMBER, LATE)
    assert borrowed.law(NUMBER, LATE).memo is not laws.law(NUMBER, LATE).memo
    assert laws.law(NUMBER, LATE).compiler is None


@pytest.mark.parametrize("double", [True, False])
def test_borrowed_laws_are_decided_singly_or_doubly(root, double) -> None:
    law = LawOverlay(root, lender=LawCache(root), double=double).law(NUMBER, LATE)
    program = program_for(law, "commune")
    assert program.double is (double and Program(law, "commune").double)


def test_answered_law_is_compiled_in_the_same_way() -> None:
    lender = LawOverlay(None, lender=LawCache())
    law = lender.law("03/2023/TT-BTTTT", date(2023, 7, 5))
    question = "03/2023/TT-BTTTT support-group former-region"
    assert law.answered({}) is law
    assert type(program_for(law.answered({question: True}), "commune")) is InstrumentedProgram


def test_register_is_read_once_for_all_who_borrow() -> None:
    lender = LawOverlay(None, lender=LawCache())
    plan = lender.plan("92/KH-STTTT", None, False)
    edit = PlanEdit(plan.plan.place.file, plan=plan.plan)
    other = under(lender, edit)
    assert other.register(plan.plan.register, other.plan("92/KH-STTTT", None, False).law) is lender.register(
        plan.plan.register, plan.law
    )
