"""Streams: a register's decisions as a list, as JSON and as CSV."""

import json

import pytest

from eligibility import Commune, Facts
from eligibility.deciding import Tally, decided_subjects
from eligibility.registers import Register
from eligibility.reporting import streams

TEXT = """\
1/QĐ · ngày xét 05/07/2023

07615 · Xã An
  ? Mức của xã    chưa xác định
  ! Xã được chọn  MÂU THUẪN: a, b
  · Điều cần xem  ✓ Có tên; ? Xa

07616
  · Mức của xã    Mức thấp [không nêu nguồn]
  · Xã được chọn  không [không nêu nguồn]
  · Điều cần xem  —

TỔNG HỢP
  Mức của xã: 1 Mức thấp · 1 chưa xác định
  Xã được chọn: 1 không · 1 chưa xác định
  ! 1 kết luận mâu thuẫn
"""


@pytest.fixture(scope="module")
def register():
    one = Commune(code="07615", name="Xã An", households=9, support_points=2)
    other = Commune(
        code="07616",
        households=9,
        poor_households=0,
        listed_region="I",
        support_points=0,
        villages_complete=True,
        road_to_district_km=1,
        new_rural_since=None,
    )
    return Register("x", {"commune": (Facts(one), Facts(other))})


def test_list_shows_each_subject_and_a_summary(law, register):
    tally = Tally()
    stream = tally.of(decided_subjects(law, register))
    lines = list(streams.decisions_text(law, stream, tally, "vi", 80))
    assert "\n".join(lines) + "\n" == TEXT
    assert tally.conflicts == 1


def test_list_in_english_says_the_same(law, register):
    tally = Tally()
    lines = list(streams.decisions_text(law, tally.of(decided_subjects(law, register)), tally, "en", 80))
    assert lines[0] == "1/QĐ · as of 2023-07-05"
    assert "  ! The commune fits     CONFLICT: a, b" in lines
    assert lines[-1] == "  ! 1 conflict"


def test_value_that_may_be_some_shows_which(law):
    register = Register("x", {"commune": (Facts(Commune(code="07615", support_points=0, new_rural_since=None)),)})
    lines = list(streams.decisions_text(law, decided_subjects(law, register), Tally(), "vi", 80))
    assert any("chưa xác định; có thể là: " in line for line in lines)


def test_json_is_one_object_with_a_line_for_each_decision(law, register):
    text = "".join(streams.decisions_json(law, decided_subjects(law, register), "vi"))
    record = json.loads(text)
    assert {key: record[key] for key in ("as_of", "law", "instruments")} == {
        "as_of": "2023-07-05",
        "law": "1/QĐ",
        "instruments": ["1/QĐ"],
    }
    assert len(record["decisions"]) == 6 == text.count("\n")
    assert record["decisions"][0]["names"] == ["Xã An"]
    empty = Register("x", {})
    assert json.loads("".join(streams.decisions_json(law, decided_subjects(law, empty), "vi")))["decisions"] == []


def test_csv_quotes_what_needs_it():
    lines = list(streams.csv_lines(("a", "b"), [("x,y", None), ("ở", 3)]))
    assert lines == ["a,b\n", '"x,y",\n', "ở,3\n"]
