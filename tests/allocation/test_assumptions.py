"""Assuming: only where a fact is unknown, only where the condition certainly holds, and marked wherever it is shown."""

import random
from datetime import date
from decimal import Decimal
from pathlib import Path

import attrs
import pytest

from eligibility.allocation import allocate, names_of
from eligibility.allocation.assumptions import assume, met_by
from eligibility.communes import Commune, Village
from eligibility.model import UNKNOWN, AnnexList, Assumption, Evidence, Facts, OneOf, Op, Related, Total
from eligibility.registers import read_register
from eligibility.rulefiles import load_plan, shipped_rules
from eligibility.sources import FactError, Text
from tests.contests import leaf

WHY = Text("vì", "because")


@pytest.fixture(scope="module")
def loaded():
    return load_plan("92/KH-STTTT", assume=True)


def commune(code, allowance, **facts):
    place = {"province": "Tỉnh Bắc Giang", "province_code": "24", "district": "Huyện Sơn Động", "district_code": "220"}
    return Facts.of(Commune(code=code, regional_allowance=allowance, **{**place, **facts}), "official")


def allowances(*values):
    return [Decimal(value) for value in values]


def test_assumption_fills_only_what_is_unknown(loaded):
    (high,) = allowances("0.2")
    given = [
        commune("07606", high),
        commune("07609", high, listed_region="II"),
        commune("07612", high, support_points=1),
    ]
    found, (report,) = assume(loaded, given)
    assert [(one.subject.listed_region, one.subject.new_rural_since, one.subject.support_points) for one in found] == [
        ("III", None, 0),
        ("II", None, 0),
        ("III", None, 1),
    ]
    assert found[1].level("listed_region") is Evidence.OFFICIAL
    assert found[1].level("support_points") is Evidence.ASSUMED
    assert found[0].source("listed_region") == loaded.assumptions[0].reason.vi
    assert [(change.subject, [name for name, _ in change.facts]) for change in report.changes] == [
        ("07606", ["listed_region", "new_rural_since", "support_points"]),
        ("07609", ["new_rural_since", "support_points"]),
        ("07612", ["listed_region", "new_rural_since"]),
    ]
    assert report.changes[0].names == ("Huyện Sơn Động",)


@pytest.mark.parametrize("allowance", [*allowances("0.1", "0.19"), UNKNOWN])
def test_assumption_is_not_made_unless_its_condition_certainly_holds(loaded, allowance):
    given = [commune("07606", allowance)]
    found, (report,) = assume(loaded, given)
    assert (found, report.changes) == (given, ())


def test_assumption_leaves_the_partly_known_and_the_wholly_known_alone(loaded):
    (high,) = allowances("0.5")
    partly = commune("07606", high, listed_region=OneOf.of("I", "II"), new_rural_since=None, support_points=0)
    found, (report,) = assume(loaded, [partly])
    assert (found, report.changes) == ([partly], ())


def test_assumption_is_compared_with_the_published_total(loaded):
    high, low = allowances("0.2", "0.1")
    given = [commune("07606", high), commune("07609", low), commune("07612", high, new_rural_since=date(2023, 1, 1))]
    given.append(commune("30001", high, province="Tỉnh An Giang", listed_region="III"))
    given.append(commune("30002", low, province=UNKNOWN))
    _, (report,) = assume(loaded, given)
    found = {one.area: (one.counted, one.total and one.total.count) for one in report.comparisons}
    assert found == {"": (0, None), "Tỉnh An Giang": (1, None), "Tỉnh Bắc Giang": (1, 28)}
    assert [one.area for one in report.comparisons] == ["", "Tỉnh An Giang", "Tỉnh Bắc Giang"]


def test_published_total_is_the_one_of_its_own_value(loaded):
    totals = (
        Total("Bắc Giang", None, 73, "", Evidence.SECONDARY, "", every=True),
        Total("Bắc Giang", None, 5, "region I", Evidence.SECONDARY, ""),
        Total("Bắc Giang", "II", 9, "", Evidence.SECONDARY, ""),
    )
    listing = AnnexList("861/QĐ-TTg", "listed_region", "commune", ("province", "name"), (), None, totals)
    law = attrs.evolve(loaded.law, listings=(listing,))
    without = (attrs.evolve(loaded.assumptions[0], compare=("listed_region", None, "861/QĐ-TTg")),)
    given = [commune("07606", UNKNOWN, listed_region=None)]
    _, (report,) = assume(attrs.evolve(loaded, law=law, assumptions=without), given)
    assert [(one.counted, one.total) for one in report.comparisons] == [(1, None)]


def test_assumption_without_comparison_reports_none(loaded):
    bare = attrs.evolve(loaded, assumptions=(attrs.evolve(loaded.assumptions[0], compare=None),))
    _, (report,) = assume(bare, [commune("07606", allowances("1")[0])])
    assert (len(report.changes), report.comparisons) == (1, ())


def test_assumption_is_never_made_on_an_assumption(loaded):
    first = attrs.evolve(loaded.assumptions[0], compare=None)
    second = Assumption("two", "commune", leaf("listed_region", Op.IS, "III"), {"mekong_delta": False}, WHY)
    third = Assumption("three", "commune", first.when, {"listed_region": "I"}, WHY)
    given = [commune("07606", allowances("1")[0]), commune("07609", UNKNOWN, listed_region="III")]
    found, reports = assume(attrs.evolve(loaded, assumptions=(first, second, third)), given)
    assert [one.subject.mekong_delta for one in found] == [UNKNOWN, False]
    assert [one.subject.listed_region for one in found] == ["III", "III"]
    assert [len(report.changes) for report in reports] == [1, 1, 0]


def test_assumption_on_members_reaches_them(loaded):
    of_village = Assumption(
        "road", "village", Related("commune", leaf("support_points", Op.IS, 0)), {"delisted_on": None}, WHY
    )
    villages = (Village(name="Thôn Một"), Village(name="Thôn Hai", delisted_on=date(2023, 1, 1)))
    given = [
        commune("07606", UNKNOWN, support_points=0, villages=villages),
        commune("07609", UNKNOWN, villages=villages),
    ]
    found, (report,) = assume(attrs.evolve(loaded, assumptions=(of_village,)), given)
    known = [[member.subject.delisted_on for member in one.members["villages"]] for one in found]
    assert known == [[None, date(2023, 1, 1)], [UNKNOWN, date(2023, 1, 1)]]
    assert [(change.subject, change.names) for change in report.changes] == [("Thôn Một", ("Thôn Một",))]
    assert report.comparisons == ()


def test_assumption_that_contradicts_a_known_fact_is_refused(loaded):
    many = Assumption("many", "commune", leaf("support_points", Op.IS, 0), {"poor_households": 9}, WHY)
    with pytest.raises(FactError):
        assume(attrs.evolve(loaded, assumptions=(many,)), [commune("07606", UNKNOWN, support_points=0, households=5)])


def test_listed_commune_is_not_assumed_over(loaded):
    own = commune("07615", allowances("1")[0], name="Thị trấn An Châu", district="Huyện Sơn Động")
    found = allocate(loaded, [own])
    assert found.undetermined[0].facts.subject.listed_region == "II"
    assert names_of(own) == ("Thị trấn An Châu", "Huyện Sơn Động")


# ── Bắc Giang ────────────────────────────────────────────────────────────────────────────────────


def register(loaded):
    return read_register(Path(loaded.root) / loaded.plan.register, loaded.law, Path(loaded.root)).of("commune")


def test_bac_giang_on_official_facts_awards_nobody():
    loaded = load_plan("92/KH-STTTT")
    found = allocate(loaded, register(loaded))
    assert (len(found.awarded), len(found.waitlist), len(found.excluded), len(found.undetermined)) == (0, 0, 0, 209)
    assert (found.shortfall, found.findings, found.assumed) == ("not yet known", True, ())
    assert (found.changeable, found.on_assumptions, found.adopted) == ("yes", False, False)
    assert {match.listing.gives: (match.matched, len(match.missing)) for match in found.matches} == {
        "listed_region": (4, 16),
        "listed_specially_difficult": (0, 0),
    }


def test_bac_giang_under_assumptions_awards_four(loaded):
    found = allocate(loaded, register(loaded))
    (report,) = found.assumed
    (compared,) = report.comparisons
    assert (len(report.changes), compared.area, compared.counted) == (32, "Tỉnh Bắc Giang", 32)
    assert compared.total
    assert compared.total.count == 28
    districts = [placing.facts.subject.district_code for placing in found.awarded]
    assert len(districts) == 4
    assert max(map(districts.count, districts)) == 2
    assert len(found.waitlist) == 28
    assert {placing.evidence for placing in (*found.awarded, *found.waitlist)} == {Evidence.ASSUMED}
    assert (found.shortfall, found.findings, found.changeable) == (None, False, "yes")


def test_bac_giang_does_not_depend_on_the_order_of_the_register(loaded):
    rows = list(register(loaded))
    found = allocate(loaded, rows)
    random.Random(0).shuffle(rows)
    assert allocate(loaded, rows) == found


def test_rows_behind_an_assumption_are_counted_with_the_names_that_are_gone(loaded):
    register = read_register(loaded.plan.register, loaded.law, shipped_rules())
    found = {match.listing.gives: met_by(loaded.law, loaded.assumptions[0], match) for match in register.matches}
    rows, gone = found["regional_allowance"]
    assert len(rows) == 37
    assert [row.names[-1] for row in gone] == ["Thạch Sơn", "Phúc Thắng", "Quế Sơn", "Bồng Am", "Thanh Sơn"]
    assert found["listed_region"] == ((), ())
    assert found["listed_specially_difficult"] == ((), ())
