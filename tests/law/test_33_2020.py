"""33/2020/QĐ-TTg, articles 2 to 6, as boundary tables: below, at and above each threshold, and unknown.

The expectations are read from the law as DOMAIN.md records it, not from the rule file. A set is what a decision may
still be where the facts leave it open.
"""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

import eligibility as el
from eligibility import UNKNOWN, OneOf

NUMBER = "33/2020/QĐ-TTg"
DAY = date(2023, 7, 5)
BEFORE, AFTER = date(2023, 7, 4), date(2023, 7, 6)
LAW = el.load_rules(NUMBER, DAY)

# A commune and a village of which only poverty is left to say: within article 2, every further criterion missed.
COMMUNE: dict[str, Any] = {
    "mekong_delta": False,
    "households": 1_000,
    "minority_households": 500,
    "poor_minority_households": 0,
    "minority_adults": 1_000,
    "illiterate_minority_adults": 0,
    "workers": 1_000,
    "untrained_workers": 0,
    "road_to_district_km": 5,
    "unpaved_road_km": 0,
    "new_rural_since": None,
}
VILLAGE: dict[str, Any] = {
    "households": 1_000,
    "minority_households": 500,
    "poor_minority_households": 0,
    "road": "good",
    "households_off_grid": 0,
}
ILLITERATE: dict[str, Any] = {"illiterate_minority_adults": 200}  # one further criterion met: 20 %
DELTA: dict[str, Any] = {"mekong_delta": True}
DELTA_UNKNOWN: dict[str, Any] = {"mekong_delta": UNKNOWN}
DAMAGED: dict[str, Any] = {"road": "hard"}


def said(decision: el.Decision) -> object:
    """The value decided, or the set of those it may be."""
    return decision.value if decision.decided else set(decision.may_be)


def commune(**facts: Any) -> el.Commune:
    return el.Commune(**{**COMMUNE, **facts})


def village(**facts: Any) -> el.Village:
    return el.Village(**{**VILLAGE, **facts})


def table(*rows: tuple[str, Any, Any]) -> pytest.MarkDecorator:
    """Rows of (sentence, facts, what is decided)."""
    return pytest.mark.parametrize(("facts", "expected"), [pytest.param(*row[1:], id=row[0]) for row in rows])


# ── article 2 ────────────────────────────────────────────────────────────────────────────────────


@table(
    ("just under 15% is outside", {"minority_households": 149}, False),
    ("exactly 15% is inside", {"minority_households": 150}, True),
    ("just over 15% is inside", {"minority_households": 151}, True),
    ("3 of 20 is exactly 15%", {"households": 20, "minority_households": 3}, True),
    (
        "one in a million million short of 15% is outside",
        {"households": 10**12, "minority_households": 15 * 10**10 - 1},
        False,
    ),
    ("a third is inside", {"households": 3, "minority_households": 1}, True),
    ("every household is inside", {"minority_households": 1_000}, True),
    ("none is outside", {"minority_households": 0}, False),
    ("0 of 0 counts as 0 and is outside", {"households": 0, "minority_households": 0}, False),
    ("unknown minority households leave it open", {"minority_households": UNKNOWN}, {True, False}),
    ("unknown households leave it open", {"households": UNKNOWN}, {True, False}),
)
def test_in_scope_decided(facts: dict[str, Any], expected: object) -> None:
    assert said(el.decide(LAW, commune(poor_households=0, **facts))["in_scope"]) == expected
    assert said(el.decide(LAW, village(poor_households=0, **facts))["in_scope"]) == expected


@table(
    ("outside article 2 a poor commune has no region", {"poor_households": 900, "minority_households": 149}, None),
    (
        "outside article 2 a new-rural commune has no region",
        {"new_rural_since": BEFORE, "minority_households": 0},
        None,
    ),
    ("outside article 2 nothing else need be known", {"minority_households": 149, **DELTA_UNKNOWN}, None),
    ("at 15% it has one", {"poor_households": 900, "minority_households": 150}, "III"),
    (
        "of unknown scope it has region III or none",
        {"poor_households": 900, "minority_households": UNKNOWN},
        {"III", None},
    ),
    ("with no household it has none", {"households": 0, "minority_households": 0, "poor_households": 0}, None),
)
def test_region_outside_article_2(facts: dict[str, Any], expected: object) -> None:
    assert said(el.decide(LAW, commune(**facts))["region_by_criteria"]) == expected


# ── article 3 (1) ────────────────────────────────────────────────────────────────────────────────


@table(
    ("just under 20%", {"poor_households": 199}, "II"),
    ("exactly 20%", {"poor_households": 200}, "III"),
    ("just over 20%", {"poor_households": 201}, "III"),
    ("everybody poor", {"poor_households": 1_000}, "III"),
    ("1 of 5 is exactly 20%", {"households": 5, "minority_households": 5, "poor_households": 1}, "III"),
    ("unknown poor households", {"poor_households": UNKNOWN}, {"I", "II", "III"}),
    ("in the delta just under 15%", {**DELTA, "poor_households": 149}, "II"),
    ("in the delta exactly 15%", {**DELTA, "poor_households": 150}, "III"),
    ("in the delta just over 15%", {**DELTA, "poor_households": 151}, "III"),
    ("in the delta unknown poor households", {**DELTA, "poor_households": UNKNOWN}, {"I", "II", "III"}),
    ("delta unknown and 20%: both thresholds agree", {**DELTA_UNKNOWN, "poor_households": 200}, "III"),
    ("delta unknown and just under 20%: they disagree", {**DELTA_UNKNOWN, "poor_households": 199}, {"II", "III"}),
    ("delta unknown and 15%: they disagree", {**DELTA_UNKNOWN, "poor_households": 150}, {"II", "III"}),
    ("delta unknown and just under 15%: both agree", {**DELTA_UNKNOWN, "poor_households": 149}, "II"),
)
def test_region_by_poor_share_decided(facts: dict[str, Any], expected: object) -> None:
    assert said(el.decide(LAW, commune(**facts))["region_by_criteria"]) == expected


MANY: dict[str, Any] = {"households": 2_000, "minority_households": 1_000, "poor_households": 200}  # 10 % are poor


@table(
    ("150 poor minority households are not enough", {**DELTA, "poor_minority_households": 150}, "II"),
    ("151 are", {**DELTA, "poor_minority_households": 151}, "III"),
    ("an unknown number leaves it open", {**DELTA, "poor_minority_households": UNKNOWN}, {"II", "III"}),
    ("outside the delta 151 do not count", {"poor_minority_households": 151}, "II"),
    ("outside the delta an unknown number does not matter", {"poor_minority_households": UNKNOWN}, "II"),
    ("delta unknown and 151 leaves it open", {**DELTA_UNKNOWN, "poor_minority_households": 151}, {"II", "III"}),
    ("delta unknown and 150 settles", {**DELTA_UNKNOWN, "poor_minority_households": 150}, "II"),
)
def test_region_by_poor_minority_households_decided(facts: dict[str, Any], expected: object) -> None:
    assert said(el.decide(LAW, commune(**{**MANY, **facts}))["region_by_criteria"]) == expected


def test_region_where_articles_3_and_4_both_hold_is_iii() -> None:
    # No source says which article prevails; the rule file says in its notes that it reads article 3 first.
    few = commune(**DELTA, households=2_000, poor_households=199, poor_minority_households=151)
    assert said(el.decide(LAW, few)["region_by_criteria"]) == "III"
    assert any("article 3 and article 4" in text.en for _, text in LAW.notes)


# ── article 3 (2) ────────────────────────────────────────────────────────────────────────────────


@table(
    ("just under 15% it is too few poor", {**ILLITERATE, "poor_households": 149}, "II"),
    ("exactly 15% and one more criterion", {**ILLITERATE, "poor_households": 150}, "III"),
    ("just over 15% and one more criterion", {**ILLITERATE, "poor_households": 151}, "III"),
    ("just under 20% and one more criterion", {**ILLITERATE, "poor_households": 199}, "III"),
    ("exactly 15% and no more criterion", {"poor_households": 150}, "II"),
    ("unknown poor households", {**ILLITERATE, "poor_households": UNKNOWN}, {"I", "II", "III"}),
    ("in the delta just under 12%", {**ILLITERATE, **DELTA, "poor_households": 119}, "II"),
    ("in the delta exactly 12%", {**ILLITERATE, **DELTA, "poor_households": 120}, "III"),
    ("in the delta just over 12%", {**ILLITERATE, **DELTA, "poor_households": 121}, "III"),
    ("in the delta just under 15%", {**ILLITERATE, **DELTA, "poor_households": 149}, "III"),
    ("in the delta 12% and no more criterion", {**DELTA, "poor_households": 120}, "II"),
    ("delta unknown just under 12%: both agree", {**ILLITERATE, **DELTA_UNKNOWN, "poor_households": 119}, "II"),
    ("delta unknown and 12%: they disagree", {**ILLITERATE, **DELTA_UNKNOWN, "poor_households": 120}, {"II", "III"}),
    (
        "delta unknown just under 15%: they disagree",
        {**ILLITERATE, **DELTA_UNKNOWN, "poor_households": 149},
        {"II", "III"},
    ),
    # By paragraph (1) in the delta, by (2) outside it: which one is not known, the region is.
    ("delta unknown and 15%: either paragraph", {**ILLITERATE, **DELTA_UNKNOWN, "poor_households": 150}, "III"),
    ("delta unknown just under 20%: either paragraph", {**ILLITERATE, **DELTA_UNKNOWN, "poor_households": 199}, "III"),
    ("delta unknown and 20%: both agree", {**ILLITERATE, **DELTA_UNKNOWN, "poor_households": 200}, "III"),
)
def test_region_by_poor_share_and_one_more_criterion_decided(facts: dict[str, Any], expected: object) -> None:
    assert said(el.decide(LAW, commune(**facts))["region_by_criteria"]) == expected


@table(
    ("exactly 60% of the poor are minority", {"poor_minority_households": 108}, "II"),
    ("just over 60%", {"poor_minority_households": 109}, "III"),
    ("all of them", {"poor_minority_households": 180}, "III"),
    ("unknown", {"poor_minority_households": UNKNOWN}, {"II", "III"}),
)
def test_region_by_minority_among_the_poor_decided(facts: dict[str, Any], expected: object) -> None:
    assert said(el.decide(LAW, commune(poor_households=180, **facts))["region_by_criteria"]) == expected


@table(
    ("just under 20% cannot read and write", {"illiterate_minority_adults": 199}, "II"),
    ("exactly 20%", {"illiterate_minority_adults": 200}, "III"),
    ("just over 20%", {"illiterate_minority_adults": 201}, "III"),
    ("unknown", {"illiterate_minority_adults": UNKNOWN}, {"II", "III"}),
    ("of unknown adults", {"minority_adults": UNKNOWN, "illiterate_minority_adults": 200}, {"II", "III"}),
    ("0 of 0 counts as 0", {"minority_adults": 0, "illiterate_minority_adults": 0}, "II"),
)
def test_region_by_illiteracy_decided(facts: dict[str, Any], expected: object) -> None:
    assert said(el.decide(LAW, commune(poor_households=180, **facts))["region_by_criteria"]) == expected


@table(
    ("just under 80% are untrained", {"untrained_workers": 799}, "II"),
    ("exactly 80%", {"untrained_workers": 800}, "II"),
    ("just over 80%", {"untrained_workers": 801}, "III"),
    ("unknown", {"untrained_workers": UNKNOWN}, {"II", "III"}),
    ("0 of 0 counts as 0", {"workers": 0, "untrained_workers": 0}, "II"),
)
def test_region_by_untrained_workers_decided(facts: dict[str, Any], expected: object) -> None:
    assert said(el.decide(LAW, commune(poor_households=180, **facts))["region_by_criteria"]) == expected


@table(
    ("exactly 20 km, all unpaved", {"road_to_district_km": 20, "unpaved_road_km": 20}, "II"),
    (
        "just over 20 km, all unpaved",
        {"road_to_district_km": Decimal("20.1"), "unpaved_road_km": Decimal("20.1")},
        "III",
    ),
    ("30 km, exactly half unpaved", {"road_to_district_km": 30, "unpaved_road_km": 15}, "II"),
    ("30 km, just over half unpaved", {"road_to_district_km": 30, "unpaved_road_km": Decimal("15.000001")}, "III"),
    ("30 km, just under half unpaved", {"road_to_district_km": 30, "unpaved_road_km": Decimal("14.9")}, "II"),
    ("30 km, unknown how much unpaved", {"road_to_district_km": 30, "unpaved_road_km": UNKNOWN}, {"II", "III"}),
    ("20 km settles it without the unpaved part", {"road_to_district_km": 20, "unpaved_road_km": UNKNOWN}, "II"),
    ("unknown length", {"road_to_district_km": UNKNOWN, "unpaved_road_km": 15}, {"II", "III"}),
    ("0 of 0 km counts as 0", {"road_to_district_km": 0, "unpaved_road_km": 0}, "II"),
)
def test_region_by_road_decided(facts: dict[str, Any], expected: object) -> None:
    assert said(el.decide(LAW, commune(poor_households=180, **facts))["region_by_criteria"]) == expected


@table(
    (
        "one criterion met, all others unknown",
        {
            "poor_minority_households": UNKNOWN,
            "untrained_workers": UNKNOWN,
            "road_to_district_km": UNKNOWN,
            **ILLITERATE,
        },
        "III",
    ),
    ("three missed and one unknown", {"untrained_workers": UNKNOWN}, {"II", "III"}),
    ("a poor share of 20% needs none of them", {"poor_households": 200, "untrained_workers": UNKNOWN}, "III"),
    ("a poor share of 14.9% is not saved by any", {"poor_households": 149, "untrained_workers": UNKNOWN}, "II"),
)
def test_region_settled_by_partly_known_facts(facts: dict[str, Any], expected: object) -> None:
    assert said(el.decide(LAW, commune(**{"poor_households": 180, **facts}))["region_by_criteria"]) == expected


# ── articles 4 and 5, and new-rural recognition ──────────────────────────────────────────────────


@table(
    ("just under 10% poor", {"poor_households": 99}, "I"),
    ("exactly 10%", {"poor_households": 100}, "II"),
    ("just over 10%", {"poor_households": 101}, "II"),
    ("nobody poor", {"poor_households": 0}, "I"),
    ("nobody poor, delta unknown", {"poor_households": 0, **DELTA_UNKNOWN}, "I"),
    ("just under 10%, recognition unknown", {"poor_households": 99, "new_rural_since": UNKNOWN}, "I"),
    ("exactly 10%, recognition unknown", {"poor_households": 100, "new_rural_since": UNKNOWN}, {"I", "II"}),
    ("recognised, poor households unknown", {"poor_households": UNKNOWN, "new_rural_since": BEFORE}, "I"),
    ("not recognised, poor households unknown", {"poor_households": UNKNOWN}, {"I", "II", "III"}),
    ("nothing known but article 2", {"poor_households": UNKNOWN, "new_rural_since": UNKNOWN}, {"I", "II", "III"}),
)
def test_region_i_and_ii_decided(facts: dict[str, Any], expected: object) -> None:
    assert said(el.decide(LAW, commune(**facts))["region_by_criteria"]) == expected


@table(
    ("recognised on the day", DAY, "I"),
    ("recognised the day before", BEFORE, "I"),
    ("recognised the day after", AFTER, "III"),
    ("recognised long ago", date(2015, 1, 1), "I"),
    ("not recognised", None, "III"),
    ("not known whether", UNKNOWN, {"I", "III"}),
)
@pytest.mark.parametrize("poor", [{"poor_households": 200}, {"poor_households": 180, **ILLITERATE}], ids=["(1)", "(2)"])
def test_region_iii_barred_by_recognition(poor: dict[str, Any], facts: Any, expected: object) -> None:
    found = el.decide(LAW, commune(**poor, new_rural_since=facts))
    assert said(found["region_by_criteria"]) == expected


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [
        pytest.param(BEFORE, "III", id="the day before recognition"),
        pytest.param(DAY, "I", id="the day of recognition"),
        pytest.param(AFTER, "I", id="the day after recognition"),
    ],
)
def test_region_changes_on_the_day_of_recognition(as_of: date, expected: object) -> None:
    law = el.load_rules(NUMBER, as_of)
    found = el.decide(law, commune(poor_households=500, new_rural_since=DAY))
    assert said(found["region_by_criteria"]) == expected


def test_region_of_a_commune_of_which_nothing_is_known_is_open() -> None:
    found = el.decide(LAW, el.Commune())
    assert said(found["region_by_criteria"]) == {"I", "II", "III", None}
    assert said(found["in_scope"]) == {True, False}


# ── article 6 ────────────────────────────────────────────────────────────────────────────────────


def difficult(commune_facts: dict[str, Any], **facts: Any) -> object:
    within = el.Commune(**{"mekong_delta": False, **commune_facts})
    return said(el.decide(LAW, village(**facts), within)["specially_difficult_by_criteria"])


@table(
    ("just under 20%", ({}, {"poor_households": 199}), False),
    ("exactly 20%", ({}, {"poor_households": 200}), True),
    ("just over 20%", ({}, {"poor_households": 201}), True),
    ("unknown poor households", ({}, {"poor_households": UNKNOWN}), {True, False}),
    ("in the delta just under 15%", (DELTA, {"poor_households": 149}), False),
    ("in the delta exactly 15%", (DELTA, {"poor_households": 150}), True),
    ("in the delta just over 15%", (DELTA, {"poor_households": 151}), True),
    ("delta unknown and 20%: both agree", (DELTA_UNKNOWN, {"poor_households": 200}), True),
    ("delta unknown and just under 20%: they disagree", (DELTA_UNKNOWN, {"poor_households": 199}), {True, False}),
    ("delta unknown and 15%: they disagree", (DELTA_UNKNOWN, {"poor_households": 150}), {True, False}),
    ("delta unknown and just under 15%: both agree", (DELTA_UNKNOWN, {"poor_households": 149}), False),
    ("outside article 2 poverty does not count", ({}, {"poor_households": 900, "minority_households": 149}), False),
    ("at 15% minority it does", ({}, {"poor_households": 900, "minority_households": 150}), True),
    ("scope unknown", ({}, {"poor_households": 900, "minority_households": UNKNOWN}), {True, False}),
    ("scope unknown but nobody poor", ({}, {"poor_households": 0, "minority_households": UNKNOWN}), False),
    ("no household", ({}, {"households": 0, "minority_households": 0, "poor_households": 0}), False),
)
def test_village_by_poor_share_decided(facts: tuple[dict[str, Any], dict[str, Any]], expected: object) -> None:
    assert difficult(facts[0], **facts[1]) == expected


@table(
    ("30 poor minority households are not enough", (DELTA, {"poor_minority_households": 30}), False),
    ("31 are", (DELTA, {"poor_minority_households": 31}), True),
    ("an unknown number leaves it open", (DELTA, {"poor_minority_households": UNKNOWN}), {True, False}),
    ("outside the delta 31 do not count", ({}, {"poor_minority_households": 31}), False),
    ("delta unknown and 31 leaves it open", (DELTA_UNKNOWN, {"poor_minority_households": 31}), {True, False}),
    ("delta unknown and 30 settles", (DELTA_UNKNOWN, {"poor_minority_households": 30}), False),
)
def test_village_by_poor_minority_households_decided(
    facts: tuple[dict[str, Any], dict[str, Any]], expected: object
) -> None:
    assert difficult(facts[0], **{"poor_households": 100, **facts[1]}) == expected


@table(
    ("just under 15% it is too few poor", ({}, {"poor_households": 149, **DAMAGED}), False),
    ("exactly 15% and one more criterion", ({}, {"poor_households": 150, **DAMAGED}), True),
    ("just under 20% and one more criterion", ({}, {"poor_households": 199, **DAMAGED}), True),
    ("15% and no more criterion", ({}, {"poor_households": 150}), False),
    ("in the delta just under 12%", (DELTA, {"poor_households": 119, **DAMAGED}), False),
    ("in the delta exactly 12%", (DELTA, {"poor_households": 120, **DAMAGED}), True),
    ("in the delta just under 15%", (DELTA, {"poor_households": 149, **DAMAGED}), True),
    ("delta unknown just under 12%: both agree", (DELTA_UNKNOWN, {"poor_households": 119, **DAMAGED}), False),
    ("delta unknown and 12%: they disagree", (DELTA_UNKNOWN, {"poor_households": 120, **DAMAGED}), {True, False}),
    ("delta unknown and 15%: either paragraph", (DELTA_UNKNOWN, {"poor_households": 150, **DAMAGED}), True),
    ("delta unknown just under 20%: either paragraph", (DELTA_UNKNOWN, {"poor_households": 199, **DAMAGED}), True),
    ("delta unknown and 20%: both agree", (DELTA_UNKNOWN, {"poor_households": 200, **DAMAGED}), True),
)
def test_village_by_poor_share_and_one_more_criterion_decided(
    facts: tuple[dict[str, Any], dict[str, Any]], expected: object
) -> None:
    assert difficult(facts[0], **facts[1]) == expected


@table(
    ("exactly 60% of the poor are minority", {"poor_minority_households": 108}, False),
    ("just over 60%", {"poor_minority_households": 109}, True),
    ("an unknown number of the poor are minority", {"poor_minority_households": UNKNOWN}, {True, False}),
    ("a good road", {"road": "good"}, False),
    ("a road that is hard to travel", {"road": "hard"}, True),
    ("no road", {"road": "no_road"}, True),
    ("a hard road or none, whichever", {"road": OneOf.of("hard", "no_road")}, True),
    ("a good road or a hard one", {"road": OneOf.of("good", "hard")}, {True, False}),
    ("an unknown road", {"road": UNKNOWN}, {True, False}),
    ("exactly 30% off the grid", {"households_off_grid": 300}, False),
    ("just over 30% off the grid", {"households_off_grid": 301}, True),
    ("no grid at all", {"households_off_grid": 1_000}, True),
    ("unknown how many off the grid", {"households_off_grid": UNKNOWN}, {True, False}),
    ("no road, whatever else is unknown", {"road": "no_road", "households_off_grid": UNKNOWN}, True),
)
def test_village_by_one_more_criterion_decided(facts: dict[str, Any], expected: object) -> None:
    assert difficult({}, poor_households=180, **facts) == expected


@pytest.mark.parametrize("since", [BEFORE, DAY, AFTER, None, UNKNOWN], ids=str)
def test_village_not_barred_by_recognition_of_its_commune(since: Any) -> None:
    assert difficult({"new_rural_since": since}, poor_households=200) is True


def test_village_of_unknown_commune_settles_where_both_thresholds_agree() -> None:
    assert said(el.decide(LAW, village(poor_households=200))["specially_difficult_by_criteria"]) is True
    assert said(el.decide(LAW, village(poor_households=150))["specially_difficult_by_criteria"]) == {True, False}


# ── citations and evidence ───────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("facts", "cited"),
    [
        pytest.param({"minority_households": 149}, "Điều 2", id="outside under article 2"),
        pytest.param({"poor_households": 200}, "Điều 3", id="III under article 3"),
        pytest.param({"poor_households": 99}, "Điều 4", id="I under article 4"),
        pytest.param({"poor_households": 100}, "Điều 5", id="II under article 5"),
    ],
)
def test_region_cites_its_article(facts: dict[str, Any], cited: str) -> None:
    found = el.decide(LAW, commune(**facts))["region_by_criteria"]
    assert [str(citation) for citation in found.cite] == [f"{NUMBER} {cited}"]


@pytest.mark.parametrize(
    ("facts", "levels", "expected"),
    [
        pytest.param(
            {"poor_households": 200}, {"poor_households": "secondary"}, "secondary", id="as weak as what must hold"
        ),
        pytest.param(
            {"poor_households": 200}, {"workers": "assumed"}, "official", id="not weakened by what was not needed"
        ),
        pytest.param(
            {"minority_households": 149, "poor_households": 200},
            {"poor_households": "assumed"},
            "official",
            id="outside article 2 poverty is not looked at",
        ),
        pytest.param(
            {"poor_households": 180, "untrained_workers": 801, **ILLITERATE},
            {"illiterate_minority_adults": "secondary"},
            "official",
            id="as strong as the strongest of two criteria that both hold",
        ),
        pytest.param({"poor_households": 99}, {"new_rural_since": "secondary"}, "official", id="I by poverty alone"),
        pytest.param(
            {"poor_households": 100},
            {"new_rural_since": "secondary"},
            "secondary",
            id="II needs every I and III to fail",
        ),
    ],
)
def test_region_evidence_is_that_of_its_strongest_proof(
    facts: dict[str, Any], levels: dict[str, str], expected: str
) -> None:
    found = el.decide(LAW, el.Facts.of(commune(**facts), {"*": "official", **levels}))["region_by_criteria"]
    assert found.evidence is not None
    assert found.evidence.key == expected


def test_region_undetermined_has_no_evidence_and_says_what_is_missing() -> None:
    found = el.decide(LAW, el.Facts.of(commune(poor_households=UNKNOWN), "official"))["region_by_criteria"]
    assert found.evidence is None
    assert "poor_households" in {missing.attribute for missing in found.missing}


def test_criteria_not_in_force_before_their_first_day() -> None:
    assert el.load_rules(NUMBER, date(2020, 12, 31)).as_of == date(2020, 12, 31)
    with pytest.raises(el.RuleError, match="not in force on 2020-12-30"):
        el.load_rules(NUMBER, date(2020, 12, 30))
