"""Listings: which row means which subject; where nothing is sure, nothing is given."""

import unicodedata

import pytest

from eligibility.communes import Commune, Village, full_name, may_be_same_unit, plain_name, short_name
from eligibility.model import UNKNOWN, AnnexList, AnnexMatch, Completeness, Evidence, Facts, OneOf, Row, Total, counted
from eligibility.registers import Annexes, fill, names_of
from eligibility.registers.annex_index import NameIndex, completeness
from eligibility.sources import NOWHERE, FactError, Place, Problem, Text, refuse

OFFICIAL, SECONDARY, ASSUMED = Evidence.OFFICIAL, Evidence.SECONDARY, Evidence.ASSUMED
LAW = "861/QĐ-TTg"


def row(name, value="III", district="Lục Ngạn", province="Bắc Giang", evidence=OFFICIAL):
    return Row((province, district, name), value, evidence, "annex", Place("annex.csv", 2))


def total(count, value="III", province="Bắc Giang", among="", evidence=OFFICIAL):
    return Total(province, None if value == "*" else value, count, among, evidence, "totals", value == "*")


def listing(*rows, totals=(), keys=("province", "district", "name")):
    return AnnexList(LAW, "listed_region", "commune", keys, rows, None, tuple(totals))


def commune(name, district="Huyện Lục Ngạn", province="Tỉnh Bắc Giang", **more):
    return Commune(name=name, district=district, province=province, **more)


def met(rows, subjects, totals=()):
    facts = [Facts.of(subject, "secondary") for subject in subjects]
    found, (match,), problems = fill(
        Annexes((listing(*rows, totals=totals),)), "commune", [(one, None) for one in facts]
    )
    return [one.subject.listed_region for one in found], match, problems


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Xã Cấm Sơn", "Cấm Sơn"),
        ("TT. An Châu", "Thị trấn An Châu"),
        ("TP Bắc Giang", "thành phố Bắc Giang"),
        ("TP.Bắc Giang", "Bắc Giang"),
        ("Xã Bản Xèo", "Bản Xèo"),
        ("Thanh Hòa", "xã Thanh Hoà"),
        ("Xã", "xã"),
        ("XÃ  CẤM SƠN", "Xã Cấm Sơn"),
        (unicodedata.normalize("NFD", "Thị xã Cai Lậy"), "Cai Lậy"),
        ("07615", "07615"),
    ],
)
def test_names_of_one_unit_are_alike(one, other):
    assert may_be_same_unit(one, other)
    assert may_be_same_unit(other, one)
    assert plain_name(one) == plain_name(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Cấm Sơn", "Cẩm Sơn"),
        ("Xã Cấm Sơn", "Cẩm Sơn"),
        ("Biên Sơn", "Biển Sơn"),
        ("Xã Bố Hạ", "Thị trấn Bố Hạ"),
        ("Thị xã Cai Lậy", "Huyện Cai Lậy"),
        ("Xa Lý", "Sa Lý"),
        ("Thôn Chả", "Làng Chả"),
        ("Thôn Làng Chả", "Chả"),
        ("Bản Xèo", "Xã Xèo"),
        ("Tân Sơn", "Tân"),
        ("Xãng Sơn", "ng Sơn"),
    ],
)
def test_names_of_two_units_are_never_alike(one, other):
    assert not may_be_same_unit(one, other)
    assert not may_be_same_unit(other, one)


@pytest.mark.parametrize(
    ("name", "plain"), [("Huyện Yên Thế", "Yên Thế"), ("TX. Cai Lậy", "cai lậy"), ("Xã", "xã"), ("Xãng", "Xãng")]
)
def test_bare_name_has_no_word_for_its_kind(name, plain):
    assert short_name(name) == full_name(plain)


def test_rows_give_their_values_whatever_the_words_for_the_kind():
    values, match, problems = met(
        [row("Xã Cấm Sơn", "III"), row("Phong Vân", "II"), row("Xã Thanh Hoà", "I")],
        [commune("Cấm Sơn"), commune("Xã Phong Vân"), commune("Xã Thanh Hòa"), commune("Xã Tân Sơn")],
    )
    assert values == ["III", "II", "I", UNKNOWN]
    assert (match.matched, match.missing, match.ambiguous, problems) == (3, (), (), [])


def test_value_given_has_the_evidence_and_source_of_its_row():
    facts = Facts.of(commune("Cấm Sơn"), {"name": "official"}, sources={"name": "units"})
    ((found,), _, _) = fill(Annexes((listing(row("Cấm Sơn", evidence=ASSUMED)),)), "commune", [(facts, None)])
    assert (found.level("listed_region"), found.source("listed_region")) == (ASSUMED, "annex")
    assert (found.level("name"), found.source("name")) == (OFFICIAL, "units")
    assert facts.subject.listed_region is UNKNOWN


def test_name_in_two_districts_is_told_apart_by_the_district():
    values, match, _ = met(
        [row("Xã Phúc Sơn", "III", "Sơn Động"), row("Xã Phúc Sơn", "I", "Tân Yên")],
        [commune("Phúc Sơn", "Huyện Tân Yên"), commune("Phúc Sơn", "Huyện Sơn Động"), commune("Phúc Sơn", "Lục Nam")],
    )
    assert values == ["I", "III", UNKNOWN]
    assert match.matched == 2


def test_names_that_differ_by_marks_give_nothing_and_are_not_absent():
    values, match, _ = met([row("Cẩm Sơn", "III")], [commune("Cấm Sơn"), commune("Tân Sơn")], [total(1), total(1, "*")])
    assert values == [UNKNOWN, None]
    assert [one.names[-1] for one in match.missing] == ["Cẩm Sơn"]


@pytest.mark.parametrize(
    ("rows", "names", "values", "missing", "ambiguous"),
    [
        # An Châu stands twice in a list; the register knows only the town.
        (["An Châu", "Thị trấn An Châu"], ["Thị trấn An Châu"], [1], [], [0]),
        (["An Châu", "Thị trấn An Châu"], ["An Châu"], [0], [], [1]),
        (["An Châu", "Thị trấn An Châu"], ["Xã An Châu", "TT An Châu"], [0, 1], [], []),
        (["An Châu", "An Châu"], ["Thị trấn An Châu"], [None], [], [0, 1]),
        (["Bố Hạ"], ["Xã Bố Hạ", "Thị trấn Bố Hạ"], [None, None], [], [0]),
        (["Xã Bố Hạ", "Thị trấn Bố Hạ"], ["Thị trấn Bố Hạ", "Xã Bố Hạ"], [1, 0], [], []),
        (["Xã Bố Hạ", "Thị trấn Bố Hạ"], ["Bố Hạ"], [None], [], [0, 1]),
        (["Thị trấn Bố Hạ"], ["Xã Bố Hạ"], [None], [0], []),
        (["Thị trấn Bố Hạ"], ["Bố Hạ", "Thị trấn Bố Hạ"], [None, 0], [], []),
        (["Bố Hạ"], ["Xã Bố Hạ", "Xã Bố Hạ"], [None, None], [], [0]),
    ],
)
def test_names_that_are_not_clear_are_refused_and_reported(rows, names, values, missing, ambiguous):
    regions = ["I", "II"]
    rows = [row(name, regions[position]) for position, name in enumerate(rows)]
    found, match, _ = met(rows, [commune(name) for name in names])
    assert found == [UNKNOWN if value is None else regions[value] for value in values]
    assert match == AnnexMatch(
        match.listing,
        sum(value is not None for value in values),
        tuple(rows[at] for at in missing),
        tuple(rows[at] for at in ambiguous),
    )


@pytest.mark.parametrize(
    ("names", "values"),
    [
        (["Xã Bố Hạ", "Thị trấn Bố Hạ"], [None, "III"]),
        (["Xã Bố Hạ"], [UNKNOWN]),
        (["Bố Hạ", "Thị trấn Bố Hạ"], [UNKNOWN, "III"]),
    ],
)
def test_commune_beside_the_town_of_its_name_is_absent_only_where_the_town_is_accounted_for(names, values):
    found, _, _ = met([row("Thị trấn Bố Hạ")], [commune(name) for name in names], [total(1, "*")])
    assert found == values


def test_order_of_the_register_changes_nothing():
    rows = [row("Xã Bố Hạ", "I"), row("Thị trấn Bố Hạ", "II"), row("Cấm Sơn", "III")]
    subjects = [commune(name) for name in ("Thị trấn Bố Hạ", "Xã Bố Hạ", "Xã Cấm Sơn", "Xã Tân Sơn")]
    values, _, _ = met(rows, subjects)
    again, _, _ = met(rows[::-1], subjects[::-1])
    assert values == again[::-1] == ["II", "I", "III", UNKNOWN]


def test_subject_of_unknown_name_or_district_gets_nothing_and_is_not_absent():
    subjects = [Commune(), Commune(name="Cấm Sơn"), Commune(name="Cấm Sơn", province="Bắc Giang")]
    values, match, _ = met([row("Cấm Sơn")], subjects, [total(1, "*")])
    assert values == [UNKNOWN] * 3
    assert (match.matched, len(match.missing)) == (0, 1)


@pytest.mark.parametrize(
    ("totals", "complete"),
    [
        ([total(2, "*")], True),
        ([total(1, "*")], False),
        ([total(3, "*")], False),
        ([], False),
        ([total(1, "III"), total(1, "II")], True),
        ([total(1, "III"), total(2, "II")], False),
        ([total(0, "III"), total(1, "II")], False),
        ([total(1, "III")], False),
        ([total(1, "III"), total(1, "II"), total(0, "I")], True),
        ([total(1, "III"), total(1, "II"), total(9, "I", "Việt Nam")], False),
        ([total(2, "*"), total(1, "III")], True),
        ([total(2, "*"), total(2, "III")], False),
        ([total(2, "*"), total(7, "III", among="region I")], True),
        ([total(2, "*", among="region I")], False),
        ([total(2, "*", "Tỉnh Bắc Giang")], True),
        ([total(2, "*", "Bắc Ninh")], False),
    ],
)
def test_list_is_complete_for_a_province_only_where_all_totals_add_up(totals, complete):
    rows = [row("Cấm Sơn", "III"), row("Phong Vân", "II")]
    assert (short_name("Bắc Giang") in completeness(listing(*rows, totals=totals))) is complete
    values, _, _ = met(rows, [commune("Tân Sơn"), commune("Cấm Sơn")], totals)
    assert values == [None if complete else UNKNOWN, "III"]


def test_list_with_one_subject_twice_is_not_complete():
    assert not completeness(listing(row("Cấm Sơn"), row("xã Cấm Sơn"), row("Xã cấm sơn"), totals=[total(3, "*")]))


def test_list_that_is_complete_for_one_province_says_nothing_of_another():
    values, _, _ = met([row("Cấm Sơn")], [commune("Tân Sơn"), commune("Tân Sơn", province="Bắc Ninh")], [total(1, "*")])
    assert values == [None, UNKNOWN]


def test_empty_list_of_a_total_of_none_is_complete():
    values, _, _ = met([], [commune("Tân Sơn")], [total(0, "*")])
    assert values == [None]


def test_list_without_provinces_is_never_complete():
    assert completeness(listing(Row(("07615",), "III", OFFICIAL, ""), totals=[total(1, "*")], keys=("code",))) == {}


@pytest.mark.parametrize(
    ("of_total", "of_row", "weakest"), [(OFFICIAL, SECONDARY, SECONDARY), (ASSUMED, OFFICIAL, ASSUMED)]
)
def test_completeness_stands_on_the_weakest_of_totals_and_rows(of_total, of_row, weakest):
    one = listing(
        row("Cấm Sơn", evidence=of_row), totals=[total(1, "*", evidence=of_total), total(1, evidence=OFFICIAL)]
    )
    assert completeness(one) == {short_name("Bắc Giang"): Completeness(None, weakest, "totals")}
    ((found,), _, _) = fill(Annexes((one,)), "commune", [(Facts(commune("Tân Sơn")), None)])
    assert (found.level("listed_region"), found.source("listed_region")) == (weakest, "totals")


def test_total_counts_rows_of_its_value_or_every_row():
    rows = [row("A", "I"), row("B", "I"), row("C", "II")]
    assert [counted(total(0, value), rows) for value in ("I", "II", "III", "*")] == [2, 1, 0, 3]


@pytest.mark.parametrize(
    ("known", "says", "kept", "evidence", "contradicts"),
    [
        ("III", "III", "III", SECONDARY, False),
        ("II", "III", "II", SECONDARY, True),
        (None, "III", None, SECONDARY, True),
        (OneOf.of("I", "II"), "III", OneOf.of("I", "II"), SECONDARY, True),
        (OneOf.of("I", "III"), "III", "III", OFFICIAL, False),
        ("III", OneOf.of("II", "III"), "III", SECONDARY, False),
        (OneOf.of("I", "II"), OneOf.of("II", "III"), "II", SECONDARY, False),
        (OneOf.of("I", "II", "III"), OneOf.of("II", "III"), OneOf.of("II", "III"), OFFICIAL, False),
    ],
)
def test_known_fact_is_never_replaced_and_a_contradiction_is_reported(known, says, kept, evidence, contradicts):
    facts = Facts.of(commune("Cấm Sơn", listed_region=known), "secondary", sources={"*": "press"})
    ((found,), (match,), problems) = fill(Annexes((listing(row("Cấm Sơn", says)),)), "commune", [(facts, None)])
    assert found.subject.listed_region == kept
    assert found.level("listed_region") is evidence
    assert bool(problems) is contradicts
    assert match.matched == 1
    assert all("Cấm Sơn" in one.what.en and LAW in one.what.vi and one.place.line == 2 for one in problems)


def test_value_that_takes_both_to_know_names_both_sources():
    facts = Facts.of(commune("Cấm Sơn", listed_region=OneOf.of("I", "II")), "secondary", sources={"*": "press"})
    ((found,), _, _) = fill(Annexes((listing(row("Cấm Sơn", OneOf.of("II", "III"))),)), "commune", [(facts, None)])
    assert found.source("listed_region") == "press; annex"


def test_absence_that_contradicts_a_known_fact_is_reported():
    values, _, (problem,) = met(
        [row("Cấm Sơn")], [commune("Tân Sơn", listed_region=OneOf.of("II", "I"))], [total(1, "*")]
    )
    assert values == [OneOf.of("I", "II")]
    assert problem.place == NOWHERE
    assert problem.what.en == "Huyện Lục Ngạn/Tân Sơn: listed_region is I|II in the facts but none by 861/QĐ-TTg"


def test_second_list_that_says_otherwise_is_reported():
    both = Annexes((listing(row("Cấm Sơn", "II")), listing(row("Cấm Sơn", "III"))))
    ((found,), matches, problems) = fill(both, "commune", [(Facts(commune("Cấm Sơn")), None)])
    assert found.subject.listed_region == "II"
    assert ([match.matched for match in matches], len(problems)) == ([1, 1], 1)


def test_village_is_named_by_its_commune_and_province():
    villages = AnnexList(
        "612/QĐ-UBDT",
        "listed_specially_difficult",
        "village",
        ("province", "commune", "name"),
        (Row(("Bắc Giang", "Xã Cấm Sơn", "Thôn Đồng"), True, OFFICIAL, ""),),
        False,
        (Total("Bắc Giang", True, 1, "", OFFICIAL, ""),),
    )
    above, lists = Facts(commune("Cấm Sơn")), Annexes((villages,))
    assert names_of(villages, Facts(Village(name="Đồng")), above) == ("Tỉnh Bắc Giang", "Cấm Sơn", "Đồng")
    assert names_of(villages, Facts(Village(name="Đồng")), None) is None
    group = [(Facts(Village(name=name)), above) for name in ("Đồng", "Thôn Đông", "Thôn Hạ")] + [
        (Facts(Village(name="Hạ")), None)
    ]
    found, _, problems = fill(lists, "village", group)
    assert [one.subject.listed_specially_difficult for one in found] == [True, False, False, UNKNOWN]
    assert (fill(lists, "commune", [(above, None)]), problems) == (([above], [], []), [])


def test_index_tells_rows_near_named_and_in_full():
    index = NameIndex(listing(row("Xã Bố Hạ"), row("Bố Hạ"), row("Cấm Sơn")))
    names = ("Bắc Giang", "Lục Ngạn", "xã bố hạ")
    assert list(index.near(names)) == [0, 1]
    assert [index.named(at, names) for at in range(3)] == [True, True, False]
    assert [index.in_full(at, names) for at in range(3)] == [True, False, False]


def test_problems_are_raised_and_no_problems_are_not():
    refuse([])
    with pytest.raises(FactError, match="wrong"):
        refuse([Problem(NOWHERE, Text("sai", "wrong"))])
