"""Allocations for programs: the keys of the JSON and the columns of the CSV."""

import attrs
import pytest

from eligibility import load_plan
from eligibility.allocation import grounds_of
from eligibility.reporting import allocation_records
from eligibility.reporting.allocation_records import PLACING_COLUMNS, placing_rows
from tests.reporting.plans import POINTS, allocated, commune, register, third
from tests.reporting.samples import ENTRY, through_json

allocation_record = through_json(allocation_records.allocation_record)


@pytest.fixture(scope="module")
def found():
    return allocated(points=POINTS)


def test_record_holds_every_group(found):
    record = allocation_record(found, grounds_of(found, register(found)), "en")
    assert [placing["subject"] for placing in record["awarded"]] == ["07243", "07246", "07600", "07603"]
    assert [placing["rank"] for placing in record["waitlist"]] == [3, 6]
    assert record["changeable"] == "yes"
    assert record["changeable_by"]["entering"] == ["07606"]
    assert record["quota"] == {"at_least": 3, "at_most": 4, "cite": ["92/KH-STTTT"]}
    assert record["register"] == {"name": "x", "title": "Eight communes", "snapshot": "2023-05-07"}
    assert [point["met"] for point in record["deadlines"][0]["points"]] == [True, False, None]
    assert record["choices"]["adopted"] is False
    assert record["choices"]["order"][2]["key"] == {"ratio": "poor_households", "of": "households"}
    assert record["lists"][0]["totals"][0] == {"value": "*", "published": 73, "loaded": 4}
    assert (record["rests_on_assumptions"], record["shortfall"], record["assumed"]) == (False, None, [])


def test_placing_holds_its_reasons_and_grounds(found):
    record = allocation_record(found, grounds_of(found, register(found)), "en")
    placing = record["undetermined"][0]
    assert placing["value"] is None
    assert placing["may_be"] == [True, False]
    assert {missing["attribute"] for missing in placing["missing"]} == {"listed_region", "villages"}
    first = record["awarded"][0]
    assert first["reasons"] == ["awarded 1 of 4; before 07606 Xã F by regional-allowance coefficient"]
    assert (first["value"], first["evidence"], first["assumed"], first["entry"]) == (True, "official", False, ENTRY)
    assert [key["known"] for key in first["keys"]] == [True] * 4


def test_what_is_not_there_is_null(found):
    bare = attrs.evolve(
        found,
        change=lambda: ("no", None),
        deadlines=tuple(
            attrs.evolve(seen, deadline=attrs.evolve(seen.deadline, start=None, end=None)) for seen in found.deadlines
        ),
        plan=attrs.evolve(found.plan, limits=(attrs.evolve(found.choices.limits[0], reason=None),)),
    )
    record = allocation_record(bare, grounds_of(bare, attrs.evolve(register(bare, snapshot=None), title=None)), "vi")
    assert record["changeable_by"] is None
    assert record["register"] == {"name": "x", "title": None, "snapshot": None}
    assert (record["deadlines"][0]["from"], record["deadlines"][0]["to"]) == (None, None)
    assert record["choices"]["limits"][0]["reason"] is None


def test_assumptions_are_listed_with_their_counts():
    loaded = load_plan("92/KH-STTTT", assume=True)
    from eligibility.model import UNKNOWN

    group = (commune("07600", "Xã 0", "220", **third(support_points=UNKNOWN)),)
    found = allocated(group, loaded=loaded)
    (assumed,) = allocation_record(found, grounds_of(found, register(found, group)), "vi")["assumed"]
    assert assumed["subjects"] == [{"subject": "07600", "facts": {"support_points": 0}}]
    assert assumed["compared"] == {"attribute": "region", "value": "III", "instrument": "861/QĐ-TTg"}
    assert assumed["counts"] == [{"province": "Tỉnh Bắc Giang", "counted": 1, "published": 28}]
    (one,) = found.assumed
    quiet = attrs.evolve(one, assumption=attrs.evolve(one.assumption, compare=None), comparisons=())
    unknown = attrs.evolve(one, comparisons=(attrs.evolve(one.comparisons[0], total=None),))
    record = allocation_record(
        attrs.evolve(found, assumed=(quiet, unknown)),
        grounds_of(attrs.evolve(found, assumed=(quiet, unknown)), register(found, group)),
        "vi",
    )
    assert (record["assumed"][0]["compared"], record["assumed"][1]["counts"][0]["published"]) == (None, None)


def test_rows_have_the_columns(found):
    rows = list(placing_rows(found, "en"))
    assert all(len(row) == len(PLACING_COLUMNS) for row in rows)
    assert rows[0][:8] == ("awarded", "1", "07243", "Xã A, Huyện Yên Thế", "yes", "", "official", "no")
    assert rows[-1][:8] == ("undetermined", "", "07612", "Xã H, Huyện Sơn Động", "", "yes|no", "", "no")
