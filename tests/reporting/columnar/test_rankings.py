"""A plan's places among a whole register, told and listed: who is awarded is who `allocate` awards."""

import csv
import io
import json

import attrs
import polars as pl
import pytest

from eligibility import Commune, Facts, allocate, load_plan
from eligibility.allocation.columnar import allocate_register
from eligibility.model import Choices, Quota
from eligibility.reporting.columnar.rankings import ranking

PLAN = load_plan("92/KH-STTTT")


def communes(amount=6, **known):
    """Communes of region III in three districts of Bắc Giang."""
    districts = ("220", "221", "222")
    more: list[dict] = [{"district_code": districts[at % 3], "support_points": 0} | known for at in range(amount)]
    return [
        Commune(
            code=f"0{7600 + at}",
            name=f"Xã {at}",
            province_code="24",
            listed_region="III",
            new_rural_since=None,
            **more[at],
        )
        for at in range(amount)
    ]


def told(plan, group, form="table", lang="en", everyone=False, out=None):
    return "".join(ranking(allocate_register(plan, group), form, lang, everyone, out))


def test_awarded_are_told_with_rank_and_reason():
    text = told(PLAN, communes())
    expected = allocate(PLAN, communes())
    assert [line.split()[3] for line in text.splitlines() if line.startswith("  rank ")] == [
        one.subject for one in expected.awarded
    ]
    assert "RESULT: 4 awarded · 2 waiting · " in text
    assert "awarded 1 of 4" in text
    assert "Subjects decided as columns: 6; decided again by both engines, with the same result: 6" in text
    assert "May still change" in text


def test_json_counts_and_names_the_awarded():
    record = json.loads(told(PLAN, communes(), "json"))
    assert record["counts"]["awarded"] == 4
    assert [one["subject"] for one in record["awarded"]] == [one.subject for one in allocate(PLAN, communes()).awarded]
    assert len(record["entered_twice"]) == 6


def test_csv_has_a_row_for_each_subject():
    rows = list(csv.DictReader(io.StringIO(told(PLAN, communes(), "csv"))))
    assert [row["code"] for row in rows if row["awarded"] == "yes"] == ["07600", "07601", "07602", "07603"]


def test_columns_are_written_whole(tmp_path):
    assert "RESULT" in told(PLAN, communes(), out=tmp_path / "places.parquet")
    frame = pl.read_parquet(tmp_path / "places.parquet")
    assert frame["awarded"].sum() == 4
    assert (tmp_path / "places.columns.csv").is_file()
    assert told(PLAN, communes(), "csv", out=tmp_path / "places.csv") == ""


def test_nobody_awarded_is_said_with_its_warnings():
    text = told(PLAN, communes(2, support_points=1))
    assert "SHORTFALL" in text
    assert "AWARDED" not in text


def test_unknown_facts_leave_the_lower_end_open():
    assert "UNKNOWN whether" in told(PLAN, [Commune(code=f"0760{at}", province_code="24") for at in range(5)])


def test_no_order_awards_nobody():
    plan = attrs.evolve(PLAN, choices=Choices())
    assert "Nobody chose an order of priority" in told(plan, communes(9))
    adopted = attrs.evolve(PLAN, choices=attrs.evolve(PLAN.choices, chosen_by="UBND"))
    assert "NOT ADOPTED" in told(PLAN, communes())
    assert "NOT ADOPTED" not in told(adopted, communes())


def test_assumptions_are_marked_in_every_line():
    group = [Facts.of(one, "assumed") for one in communes()]
    text = told(PLAN, group)
    assert "RESTS ON ASSUMPTIONS" in text
    assert all("[ASSUMED]" in line for line in text.splitlines() if line.startswith("  rank "))


@pytest.mark.parametrize("everyone", [True, False])
def test_many_awarded_are_counted_unless_all_are_asked_for(everyone):
    plan = attrs.evolve(
        PLAN,
        plan=attrs.evolve(PLAN.plan, quota=attrs.evolve(PLAN.plan.quota, at_most=30)),
        choices=attrs.evolve(PLAN.choices, limits=()),
    )
    text = told(plan, communes(40), everyone=everyone)
    assert ("… and 10 more (--all)" in text) is not everyone
    assert isinstance(plan.plan.quota, Quota)
