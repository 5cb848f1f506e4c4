"""612/QĐ-UBDT: the list of specially difficult villages as issued, and as 497/QĐ-UBDT changed it."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

import eligibility as el
from eligibility import UNKNOWN

NUMBER = "612/QĐ-UBDT"
CHANGED = date(2024, 7, 30)  # the day from which 497/QĐ-UBDT is counted
BEFORE, AFTER = date(2024, 7, 29), date(2024, 7, 31)
EITHER = {True, False}


def said(decision: el.Decision) -> object:
    """The value decided, or the set of those it may be."""
    return decision.value if decision.decided else set(decision.may_be)


def difficult(as_of: date, **facts: Any) -> object:
    return said(el.decide(el.load_rules(NUMBER, as_of), el.Village(**facts))["specially_difficult"])


@pytest.mark.parametrize("as_of", [date(2021, 9, 16), BEFORE, CHANGED, date(2025, 12, 31)], ids=str)
@pytest.mark.parametrize(
    ("listed", "expected"),
    [
        pytest.param(True, True, id="listed"),
        pytest.param(False, False, id="not listed"),
        pytest.param(UNKNOWN, EITHER, id="unknown whether listed"),
    ],
)
def test_village_never_taken_off_is_as_listed(as_of: date, listed: Any, expected: object) -> None:
    assert difficult(as_of, listed_specially_difficult=listed, delisted_on=None) == expected


@pytest.mark.parametrize(
    ("as_of", "delisted", "expected"),
    [
        pytest.param(BEFORE, CHANGED, True, id="the day before it is taken off"),
        pytest.param(CHANGED, CHANGED, False, id="the day it is taken off"),
        pytest.param(AFTER, CHANGED, False, id="the day after it is taken off"),
        pytest.param(CHANGED, AFTER, True, id="taken off later"),
        pytest.param(AFTER, None, True, id="never taken off"),
        pytest.param(AFTER, UNKNOWN, EITHER, id="unknown whether taken off"),
        pytest.param(BEFORE, UNKNOWN, True, id="nobody is taken off before the list is changed"),
    ],
)
def test_listed_village_taken_off_by_date(as_of: date, delisted: Any, expected: object) -> None:
    assert difficult(as_of, listed_specially_difficult=True, delisted_on=delisted) == expected


@pytest.mark.parametrize("delisted", [None, CHANGED, UNKNOWN], ids=["never", "taken off", "unknown"])
def test_village_not_listed_is_not_difficult_whenever_taken_off(delisted: Any) -> None:
    assert difficult(AFTER, listed_specially_difficult=False, delisted_on=delisted) is False


def test_village_taken_off_of_unknown_listing_is_not_difficult() -> None:
    assert difficult(AFTER, delisted_on=CHANGED) is False


def test_village_taken_off_cites_the_amendment() -> None:
    law = el.load_rules(NUMBER, AFTER)
    gone = el.decide(law, el.Village(listed_specially_difficult=True, delisted_on=CHANGED))["specially_difficult"]
    kept = el.decide(law, el.Village(listed_specially_difficult=True, delisted_on=None))["specially_difficult"]
    assert [str(citation) for citation in gone.cite] == ["497/QĐ-UBDT"]
    assert [str(citation) for citation in kept.cite] == ["612/QĐ-UBDT Điều 1"]


@pytest.mark.parametrize("as_of", [date(2021, 9, 15), date(2026, 1, 1)], ids=str)
def test_list_not_in_force_outside_its_period(as_of: date) -> None:
    with pytest.raises(el.RuleError, match=f"not in force on {as_of}"):
        el.load_rules(NUMBER, as_of)


@pytest.mark.parametrize(("as_of", "cited"), [(BEFORE, {NUMBER}), (CHANGED, {NUMBER, "497/QĐ-UBDT"})])
def test_amendment_cited_from_its_day_only(as_of: date, cited: set[str]) -> None:
    (rule_set,) = el.load_rules(NUMBER, as_of).rule_sets
    assert {citation.instrument for rule in rule_set.rules for citation in rule.cite} == cited


# ── the annex ────────────────────────────────────────────────────────────────────────────────────

ROWS = """province,district,commune,name,listed_specially_difficult,evidence,source
Bắc Giang,Sơn Động,Xã Vân Sơn,Thôn Nà Hin,yes,official,test
Bắc Giang,Sơn Động,Xã Vân Sơn,Thôn Khe Ang,yes,official,test
"""
TOTALS = """province,attribute,value,among,count,evidence,source
Bắc Giang,listed_specially_difficult,yes,,2,official,test
Bắc Giang,listed_specially_difficult,yes,region III,2,official,test
"""
COMMUNE = el.Commune(province="Tỉnh Bắc Giang", district="Huyện Sơn Động", name="Xã Vân Sơn")

ELSEWHERE = el.Commune(province="An Giang", district="Tri Tôn", name="Xã Vân Sơn")


@pytest.fixture
def listed(rules: Path) -> Path:
    """The rules with two villages in the annex, complete for Bắc Giang as issued."""
    (rules / "612-qd-ubdt/annex/bac-giang.csv").write_text(ROWS, encoding="utf-8")
    (rules / "612-qd-ubdt/totals.csv").write_text(TOTALS, encoding="utf-8")
    return rules / "612-qd-ubdt"


def test_shipped_annex_names_no_village_so_none_is_decided() -> None:
    law = el.load_rules(NUMBER, BEFORE)
    assert law.listings[0].rows == ()
    found = el.decide(law, el.Village(name="Thôn Nà Hin"), COMMUNE)["specially_difficult"]
    assert said(found) == EITHER
    assert any(total.count == 244 for total in law.listings[0].totals)


@pytest.mark.parametrize(
    ("name", "within", "expected"),
    [
        pytest.param("Thôn Nà Hin", COMMUNE, True, id="listed"),
        pytest.param("Nà Hin", COMMUNE, EITHER, id="without the unit word it may be a neighbour not seen here"),
        pytest.param("Thôn Đồng Chu", COMMUNE, False, id="not in a complete list"),
        pytest.param("Thôn Nà Hin", ELSEWHERE, EITHER, id="of another province"),
        pytest.param(UNKNOWN, COMMUNE, EITHER, id="of unknown name"),
        pytest.param("Thôn Nà Hin", None, EITHER, id="of unknown commune"),
    ],
)
def test_village_looked_up_in_a_complete_list(listed: Path, name: Any, within: Any, expected: object) -> None:
    law = el.load_rules(listed, BEFORE)
    assert said(el.decide(law, el.Village(name=name), within)["specially_difficult"]) == expected


def test_list_as_issued_is_not_complete_after_the_amendment(listed: Path) -> None:
    # What 497/QĐ-UBDT added is not in the annex: a village not in it may have been added since.
    law = el.load_rules(listed, CHANGED)
    assert said(el.decide(law, el.Village(name="Thôn Đồng Chu"), COMMUNE)["specially_difficult"]) == EITHER
    listed_since = el.Village(name="Thôn Nà Hin", delisted_on=None)
    assert said(el.decide(law, listed_since, COMMUNE)["specially_difficult"]) is True


@pytest.mark.parametrize("as_of", [date(2023, 7, 5), date(2024, 8, 1)], ids=str)
def test_totals_among_a_region_do_not_prove_a_list_complete(rules: Path, as_of: date) -> None:
    (rules / "612-qd-ubdt/annex/bac-giang.csv").write_text(ROWS, encoding="utf-8")
    (rules / "612-qd-ubdt/totals.csv").write_text("\n".join(TOTALS.splitlines()[::2]) + "\n", encoding="utf-8")
    law = el.load_rules(rules / "612-qd-ubdt", as_of)
    assert said(el.decide(law, el.Village(name="Thôn Đồng Chu"), COMMUNE)["specially_difficult"]) == EITHER
