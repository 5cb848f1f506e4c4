"""861/QĐ-TTg: from the region in the list to the region on a day, and what a complete list says of those not in it."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

import eligibility as el
from eligibility import UNKNOWN, OneOf

NUMBER = "861/QĐ-TTg"
DAY = date(2023, 7, 5)
BEFORE, AFTER = date(2023, 7, 4), date(2023, 7, 6)
LAW = el.load_rules(NUMBER, DAY)
ANY = {"I", "II", "III", None}


def said(decision: el.Decision) -> object:
    """The value decided, or the set of those it may be."""
    return decision.value if decision.decided else set(decision.may_be)


@pytest.mark.parametrize(
    ("listed", "since", "expected"),
    [
        pytest.param("I", None, "I", id="listed I, not new-rural"),
        pytest.param("I", DAY, "I", id="listed I, new-rural: still I"),
        pytest.param("I", UNKNOWN, "I", id="listed I, recognition unknown: I either way"),
        pytest.param("II", None, "II", id="listed II, not new-rural"),
        pytest.param("II", BEFORE, "I", id="listed II, recognised the day before"),
        pytest.param("II", DAY, "I", id="listed II, recognised on the day"),
        pytest.param("II", AFTER, "II", id="listed II, recognised the day after"),
        pytest.param("II", UNKNOWN, {"I", "II"}, id="listed II, recognition unknown"),
        pytest.param("III", None, "III", id="listed III, not new-rural"),
        pytest.param("III", BEFORE, "I", id="listed III, recognised the day before"),
        pytest.param("III", DAY, "I", id="listed III, recognised on the day"),
        pytest.param("III", AFTER, "III", id="listed III, recognised the day after"),
        pytest.param("III", UNKNOWN, {"I", "III"}, id="listed III, recognition unknown"),
        pytest.param(None, None, None, id="not in the list, not new-rural"),
        pytest.param(None, DAY, None, id="not in the list, new-rural: still outside"),
        pytest.param(None, UNKNOWN, None, id="not in the list, recognition unknown"),
        pytest.param(UNKNOWN, None, ANY, id="list unknown, not new-rural"),
        pytest.param(UNKNOWN, DAY, {"I", None}, id="list unknown, new-rural: I or outside"),
        pytest.param(UNKNOWN, UNKNOWN, ANY, id="nothing known"),
        pytest.param(OneOf.of("I", "II", None), None, {"I", "II", None}, id="not III"),
        pytest.param(OneOf.of("I", "II", None), DAY, {"I", None}, id="not III, new-rural"),
    ],
)
def test_region_decided(listed: Any, since: Any, expected: object) -> None:
    assert said(el.decide(LAW, el.Commune(listed_region=listed, new_rural_since=since))["region"]) == expected


@pytest.mark.parametrize(
    ("listed", "since", "possible"),
    [
        pytest.param(OneOf.of("II", "III"), DAY, {"I"}, id="II or III, new-rural"),
        pytest.param(OneOf.of("II", "III"), None, {"II", "III"}, id="II or III, not new-rural"),
        pytest.param(OneOf.of("I", "II"), UNKNOWN, {"I", "II"}, id="I or II, recognition unknown"),
    ],
)
def test_region_of_partly_known_listing_may_be_whatever_is_possible(
    listed: Any, since: Any, possible: set[str]
) -> None:
    # Each of the three rules turns out by itself (LANGUAGE.md, meaning 3): `none` is not excluded, III and II are.
    found = said(el.decide(LAW, el.Commune(listed_region=listed, new_rural_since=since))["region"])
    assert possible <= found <= possible | {None}  # type: ignore[operator]


@pytest.mark.parametrize(
    ("as_of", "expected"), [(BEFORE, "III"), (DAY, "I"), (AFTER, "I")], ids=["day before", "day of", "day after"]
)
def test_region_changes_on_the_day_of_recognition(as_of: date, expected: str) -> None:
    found = el.decide(el.load_rules(NUMBER, as_of), el.Commune(listed_region="III", new_rural_since=DAY))
    assert found["region"].value == expected


@pytest.mark.parametrize(
    ("facts", "level"),
    [
        pytest.param({"listed_region": "secondary"}, "secondary", id="as weak as the list"),
        pytest.param({"new_rural_since": "assumed"}, "assumed", id="as weak as the recognition"),
        pytest.param({"name": "assumed"}, "official", id="not as weak as the name"),
    ],
)
def test_region_evidence_is_that_of_list_and_recognition(facts: dict[str, str], level: str) -> None:
    commune = el.Commune(name="Xã An Lạc", listed_region="III", new_rural_since=None)
    found = el.decide(LAW, el.Facts.of(commune, {"*": "official", **facts}))["region"].evidence
    assert found is not None
    assert found.key == level


def test_region_i_does_not_rest_on_the_recognition() -> None:
    facts = el.Facts.of(
        el.Commune(listed_region="I", new_rural_since=None), {"*": "official", "new_rural_since": "assumed"}
    )
    assert el.decide(LAW, facts)["region"].evidence is el.Evidence.OFFICIAL


@pytest.mark.parametrize(
    ("facts", "cited"),
    [
        pytest.param(
            {"listed_region": "III", "new_rural_since": None}, ["861/QĐ-TTg Điều 1"], id="the list: article 1"
        ),
        pytest.param(
            {"listed_region": "III", "new_rural_since": DAY}, ["861/QĐ-TTg"], id="its new-rural clause: no number"
        ),
        pytest.param({"listed_region": None}, ["861/QĐ-TTg Điều 1"], id="outside the list: article 1"),
    ],
)
def test_region_cites_what_was_read(facts: dict[str, Any], cited: list[str]) -> None:
    assert [str(citation) for citation in el.decide(LAW, el.Commune(**facts))["region"].cite] == cited


@pytest.mark.parametrize("as_of", [date(2021, 6, 4), date(2024, 7, 19), date(2025, 12, 31)], ids=str)
def test_list_in_force_from_its_issue_until_the_end_of_2025(as_of: date) -> None:
    assert el.load_rules(NUMBER, as_of).rule_sets[0].concludes.name == "region"


@pytest.mark.parametrize("as_of", [date(2021, 6, 3), date(2026, 1, 1)], ids=str)
def test_list_not_in_force_on_other_days(as_of: date) -> None:
    with pytest.raises(el.RuleError, match=f"not in force on {as_of}"):
        el.load_rules(NUMBER, as_of)


# ── the annex ────────────────────────────────────────────────────────────────────────────────────

LISTED: dict[str, Any] = {"province": "Bắc Giang", "district": "Sơn Động", "name": "Thị trấn An Châu"}
ABSENT: dict[str, Any] = {"province": "Tỉnh Bắc Giang", "district": "Huyện Sơn Động", "name": "Xã Vân Sơn"}
HEADER = "province,attribute,value,among,count,evidence,source\n"
COMPLETE = "".join(
    f"Bắc Giang,listed_region,{value},,{count},secondary,test\n"
    for value, count in {"I": 3, "II": 1, "III": 0, "*": 4}.items()
)


def region(law: el.Law, **facts: Any) -> el.Decision:
    return el.decide(law, el.Commune(**facts))["region"]


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        pytest.param(LISTED, "II", id="as the annex writes it"),
        pytest.param(
            {**LISTED, "province": "Tỉnh Bắc Giang", "district": "Huyện Sơn Động"}, "II", id="with unit words"
        ),
        pytest.param({**LISTED, "district": "Lục Ngạn"}, ANY, id="not of another district"),
        pytest.param({**LISTED, "name": "Xã An Châu"}, ANY, id="not a commune of the town's name"),
        pytest.param({"province": "An Giang", "district": "Tri Tôn", "name": "Xã An Tức"}, "III", id="An Giang"),
        pytest.param({"name": "Thị trấn An Châu"}, ANY, id="not by its name alone"),
    ],
)
def test_region_found_in_the_annex(facts: dict[str, str], expected: object) -> None:
    assert said(region(LAW, **facts, new_rural_since=None)) == expected


def test_region_from_the_annex_is_secondary() -> None:
    facts = el.Facts.of(el.Commune(**LISTED, new_rural_since=None), "official")
    assert el.decide(LAW, facts)["region"].evidence is el.Evidence.SECONDARY


def test_region_of_a_commune_absent_from_an_incomplete_list_is_unknown() -> None:
    assert said(region(LAW, **ABSENT, new_rural_since=None)) == ANY


def test_region_of_a_commune_absent_from_a_complete_list_is_none(rules: Path) -> None:
    (rules / "861-qd-ttg/totals.csv").write_text(HEADER + COMPLETE, encoding="utf-8")
    law = el.load_rules(rules / "861-qd-ttg", DAY)
    decision = region(law, **ABSENT)
    assert (decision.decided, decision.value) == (True, None)
    assert decision.evidence is el.Evidence.SECONDARY
    assert said(region(law, **{**ABSENT, "province": "An Giang"})) == ANY
    assert said(region(law, **LISTED, new_rural_since=None)) == "II"


@pytest.mark.parametrize(
    "totals",
    [
        pytest.param(COMPLETE.replace(",I,,3,", ",I,,4,"), id="a region short of a row"),
        pytest.param(COMPLETE.replace(",*,,4,", ",*,,5,"), id="the whole short of a row"),
        pytest.param(COMPLETE.replace("Bắc Giang", "An Giang"), id="totals of another province"),
        pytest.param("Bắc Giang,listed_region,II,,1,secondary,test\n", id="totals that count one region only"),
        pytest.param("", id="no totals"),
    ],
)
def test_list_not_reconciled_is_not_complete(rules: Path, totals: str) -> None:
    (rules / "861-qd-ttg/totals.csv").write_text(HEADER + totals, encoding="utf-8")
    law = el.load_rules(rules / "861-qd-ttg", DAY)
    assert said(region(law, **ABSENT, new_rural_since=None)) == ANY


def test_facts_contradicting_the_annex_are_refused() -> None:
    with pytest.raises(el.FactError) as found:
        region(LAW, **LISTED, listed_region="III")
    (problem,) = found.value.problems
    assert str(problem.place) == "rules/861-qd-ttg/annex/bac-giang.csv:5:listed_region"
    assert "III" in problem.text("vi")
    assert "II by 861/QĐ-TTg" in problem.text("en")


def test_published_totals_of_the_country_and_of_bac_giang_stand_in_the_rules() -> None:
    (listing,) = LAW.listings
    totals = {(total.area, "*" if total.every else total.value): total.count for total in listing.totals}
    country = {("I"): 1_673, ("II"): 210, ("III"): 1_551, ("*"): 3_434}
    province = {("I"): 36, ("II"): 9, ("III"): 28, ("*"): 73}
    assert sorted(totals.values()) == sorted([*country.values(), *province.values()])
    assert len(listing.rows) == 20
