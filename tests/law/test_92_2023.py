"""92/KH-STTTT: what the plan says, what the planner chose and what may be assumed, each kept apart; every citation."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import attrs
import pytest

import eligibility as el
from eligibility.model import Citation, Law
from eligibility.rulefiles import shipped_rules

NUMBER = "92/KH-STTTT"
LOADED = el.load_plan(NUMBER)
PLAN, CHOICES = LOADED.plan, LOADED.choices
QUESTION = "03/2023/TT-BTTTT support-group former-region"
FOLDERS = ["33/2020/QĐ-TTg", "861/QĐ-TTg", "612/QĐ-UBDT", "03/2023/TT-BTTTT"]


# ── what the plan says ───────────────────────────────────────────────────────────────────────────


def test_plan_loaded_as_of_its_own_date() -> None:
    assert (PLAN.number, LOADED.law.as_of) == (NUMBER, date(2023, 7, 5))
    assert el.load_plan(NUMBER, date(2024, 8, 1)).law.as_of == date(2024, 8, 1)


def test_plan_not_loaded_before_its_date() -> None:
    with pytest.raises(el.RuleError):
        el.load_plan(NUMBER, date(2023, 7, 4))


def test_quota_is_three_to_four_points() -> None:
    assert (PLAN.quota.at_least, PLAN.quota.at_most) == (3, 4)
    assert [str(citation) for citation in PLAN.quota.cite] == [NUMBER]


def test_each_commune_gets_one_point_at_most() -> None:
    assert PLAN.per_subject is not None
    assert PLAN.per_subject.at_most == 1
    assert {citation.instrument for citation in PLAN.per_subject.cite} == {NUMBER, "03/2023/TT-BTTTT"}


def test_plan_is_for_communes_eligible_under_the_circular() -> None:
    assert (PLAN.subject, PLAN.attribute, PLAN.value) == ("commune", "eligible", True)
    concluding = LOADED.law.concluding("commune", "eligible")
    assert concluding is not None
    assert concluding.name == "03/2023/TT-BTTTT eligible"


def test_plan_sets_no_limit_and_no_order_of_its_own() -> None:
    assert PLAN.limits == ()
    assert not hasattr(PLAN, "order")


@pytest.mark.parametrize(
    ("province_code", "named"),
    [
        pytest.param("24", True, id="Bắc Giang before 2025-07-01"),
        pytest.param("27", False, id="Bắc Ninh before 2025-07-01"),
    ],
)
def test_scope_is_bac_giang(rules: Path, province_code: str, named: bool) -> None:
    # Asked of the law itself: the scope as the condition of a rule.
    path = rules / "03-2023-tt-btttt/2023-05-30.yaml"
    rule = '{id: here, cite: 92/KH-STTTT, when: {province_code: "24"}, then: yes}'
    otherwise = "otherwise: {then: no, cite: 92/KH-STTTT}"
    scope = f"\n  - {{id: scope, subject: commune, concludes: scope, rules: [{rule}], {otherwise}}}\n\nnotes:"
    path.write_text(path.read_text(encoding="utf-8").replace("\nnotes:", scope, 1), encoding="utf-8")
    law = el.load_rules(rules / "03-2023-tt-btttt", date(2023, 7, 5))
    (here,) = next(rule_set.rules for rule_set in law.rule_sets if rule_set.id == "scope")
    assert PLAN.scope == here.when
    assert el.decide(law, el.Commune(province_code=province_code))["scope"].value is named


@pytest.mark.parametrize(
    ("day", "met"),
    [
        pytest.param(date(2023, 6, 30), False, id="the day before quarter III"),
        pytest.param(date(2023, 7, 1), True, id="the first day of quarter III"),
        pytest.param(date(2023, 12, 31), True, id="the last day of quarter IV"),
        pytest.param(date(2024, 1, 1), False, id="the day after quarter IV"),
    ],
)
def test_deadline_is_quarters_iii_and_iv(day: date, met: bool) -> None:
    (deadline,) = PLAN.deadlines
    assert [str(citation) for citation in deadline.cite] == [NUMBER]
    assert deadline.met(day) is met


@pytest.mark.parametrize(
    "word",
    ["supervision and evaluation", "investment, management and operation", "People's Committees", "report", "order"],
)
def test_plan_notes_what_bears_on_no_conclusion(word: str) -> None:
    assert any(word in text.en for _, text in PLAN.notes)


def test_plan_names_the_register_of_2023() -> None:
    assert PLAN.register == "units/2023-05-07"
    register = el.read_register(PLAN.register, LOADED.law, Path(LOADED.root))
    assert len(register.of("commune")) == 209


# ── what the planner chose ───────────────────────────────────────────────────────────────────────


def test_choices_are_adopted_by_nobody() -> None:
    assert CHOICES.chosen_by == ""
    assert CHOICES.chosen_on is None


def test_order_is_the_planners_and_ends_with_the_code() -> None:
    keys = [(key.attribute, key.whole, key.descending) for key in CHOICES.order]
    assert keys == [
        ("support_group", None, False),
        ("regional_allowance", None, True),
        ("poor_households", "households", True),
        ("code", None, False),
    ]
    assert CHOICES.order[0].sequence == ("region_iii", "difficult_village")


def test_every_choice_has_its_reason_and_cites_no_law() -> None:
    reasons = [*(key.reason for key in CHOICES.order), *(limit.reason for limit in CHOICES.limits)]
    assert all(reason and reason.vi and reason.en for reason in reasons)
    assert [(limit.by, limit.at_most, limit.cite) for limit in CHOICES.limits] == [("district_code", 2, ())]


def test_open_question_answered_by_the_planner_so_that_villages_still_count() -> None:
    ((rule, answer),) = LOADED.law.answers.items()
    assert (rule, answer.holds, answer.by) == (QUESTION, False, "")
    assert "1184" in answer.reason.en


@pytest.mark.parametrize(
    ("holds", "eligible"),
    [pytest.param("no", True, id="its villages still count"), pytest.param("yes", False, id="they no longer count")],
)
def test_former_region_decided_by_the_answer(rules: Path, holds: str, eligible: bool) -> None:
    path = rules / "92-kh-stttt/choices.yaml"
    text = path.read_text(encoding="utf-8")
    assert "holds: no" in text
    path.write_text(text.replace("holds: no", f"holds: {holds}"), encoding="utf-8")
    law = el.load_plan(rules / "92-kh-stttt").law
    former = el.Commune(
        listed_region="III",
        new_rural_since=date(2022, 12, 31),
        support_points=0,
        villages=(el.Village(listed_specially_difficult=True),),
    )
    assert el.decide(law, former)["eligible"].value is eligible


def test_former_region_undetermined_without_choices(rules: Path) -> None:
    (rules / "92-kh-stttt/choices.yaml").unlink()
    loaded = el.load_plan(rules / "92-kh-stttt")
    assert loaded.law.answers == {}
    assert loaded.choices.order == ()


# ── what may be assumed ──────────────────────────────────────────────────────────────────────────


def test_assumptions_read_on_request_only() -> None:
    assert LOADED.assumptions == ()
    (assumption,) = el.load_plan(NUMBER, assume=True).assumptions
    assert assumption.then == {"listed_region": "III", "new_rural_since": None, "support_points": 0}
    assert assumption.compare == ("region", "III", "861/QĐ-TTg")
    assert assumption.reason.vi != assumption.reason.en


# ── citations ────────────────────────────────────────────────────────────────────────────────────


def citations(thing: Any) -> Iterator[Citation]:
    """Every citation anywhere inside."""
    if isinstance(thing, Citation):
        yield thing
    elif isinstance(thing, tuple | list):
        for part in thing:
            yield from citations(part)
    elif isinstance(thing, dict):
        for part in thing.values():
            yield from citations(part)
    elif attrs.has(type(thing)):
        for field in attrs.fields(type(thing)):
            if field.name not in ("memo", "vocabulary"):
                yield from citations(getattr(thing, field.name))


def laws() -> list[Any]:
    days = (date(2023, 7, 5), date(2024, 8, 1))
    return [*(el.load_rules(number, day) for number in FOLDERS for day in days), el.load_plan(NUMBER, assume=True)]


@pytest.mark.parametrize("loaded", laws(), ids=lambda loaded: f"{getattr(loaded, 'number', NUMBER)}")
def test_citations_resolve_in_the_table_of_instruments(loaded: Any) -> None:
    law: Law = getattr(loaded, "law", loaded)
    cited = list(citations(loaded))
    assert cited
    assert {citation.instrument for citation in cited} <= set(law.instruments)
    assert not any("," in citation.article for citation in cited)


@pytest.mark.parametrize("loaded", laws(), ids=lambda loaded: f"{getattr(loaded, 'number', NUMBER)}")
def test_rules_cite_no_instrument_that_is_not_yet_in_force(loaded: Any) -> None:
    law: Law = getattr(loaded, "law", loaded)
    cited = {citation for rule_set in law.rule_sets for rule in rule_set.rules for citation in rule.cite}
    assert cited
    for citation in cited:
        instrument = law.instruments[citation.instrument]
        first = instrument.in_force.start if instrument.in_force else instrument.issued
        assert first is not None
        assert first <= law.as_of, citation


def test_rule_files_in_force_as_their_instruments_are() -> None:
    law = LOADED.law
    for number in FOLDERS:
        period = law.instruments[number].in_force
        assert period is not None
        with pytest.raises(el.RuleError):
            el.load_rules(number, date.fromordinal(period.start.toordinal() - 1))


def test_instruments_hold_every_document_of_the_domain() -> None:
    documents = {
        *("1719/QĐ-TTg", "33/2020/QĐ-TTg", "861/QĐ-TTg", "612/QĐ-UBDT", "03/2023/TT-BTTTT", "39/2021/QĐ-TTg"),
        *("18/2023/QĐ-TTg", "379/KH-UBND", "103/KH-STTTT", "11/KH-STTTT", "92/KH-STTTT", "698/QĐ-TTg", "497/QĐ-UBDT"),
        *("1658/NQ-UBTVQH15", "272/2025/NĐ-CP", "60/QĐ-BDTTG", "104/QĐ-BDTTG", "37/QĐ-TTg", "389/UBDT-CSDT"),
        "06/2026/TT-BGDĐT",
    }
    assert sorted(LOADED.law.instruments) == sorted(documents)


@pytest.mark.parametrize(
    ("number", "issued"),
    [
        ("1719/QĐ-TTg", date(2021, 10, 14)),
        ("33/2020/QĐ-TTg", date(2020, 11, 12)),
        ("861/QĐ-TTg", date(2021, 6, 4)),
        ("612/QĐ-UBDT", date(2021, 9, 16)),
        ("03/2023/TT-BTTTT", None),
        ("379/KH-UBND", date(2022, 6, 21)),
        ("92/KH-STTTT", date(2023, 7, 5)),
        ("698/QĐ-TTg", date(2024, 7, 19)),
        ("497/QĐ-UBDT", date(2024, 7, 30)),
        ("37/QĐ-TTg", date(2024, 1, 11)),
        ("272/2025/NĐ-CP", date(2025, 10, 16)),
        ("60/QĐ-BDTTG", date(2026, 1, 29)),
        ("104/QĐ-BDTTG", date(2026, 2, 27)),
    ],
)
def test_instrument_issued_as_the_domain_says(number: str, issued: date | None) -> None:
    assert LOADED.law.instruments[number].issued == (issued or date(2023, 5, 30))


def test_shipped_rules_are_the_ones_read() -> None:
    assert Path(LOADED.root).resolve() == shipped_rules().resolve()
