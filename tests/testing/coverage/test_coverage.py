"""Coverage of the law: every outcome and every side of every threshold is counted where it was seen, and no other."""

import json
from datetime import date
from pathlib import Path

import pytest

from eligibility.model import AsOf, NamedValue, Type
from eligibility.reporting import Measure
from eligibility.rulefiles import load_rules
from eligibility.sources import Text
from eligibility.testing.coverage import LawCoverage, measure
from eligibility.testing.coverage.traces import labels
from eligibility.testing.gherkin import feature_of, read_features
from eligibility.testing.laws import LawCache
from eligibility.testing.runner import bind_features
from eligibility.testing.steps import ScenarioContext
from tests.testing.folders import rules

ROOT = Path(__file__).resolve().parents[3]
EARLY = 'bộ quy tắc "1/2020/QĐ-A" vào ngày 2021-06-01'
LATE = 'bộ quy tắc "1/2020/QĐ-A" vào ngày 2022-06-01'


@pytest.fixture
def laws(tmp_path) -> LawCache:
    return LawCache(rules(tmp_path))


def scenarios(*given: tuple[str, ...], kind: str = "xã"):
    lines = ["# language: vi", "Tính năng: A"]
    for at, steps in enumerate(given):
        lines += [f"  Kịch bản: {at}", *(f"    {step}" for step in steps), f"    Khi xét {kind} đó"]
    return bind_features([feature_of("\n".join(lines), Path("a.feature"))])


def commune(day: str, *facts: str) -> tuple[str, ...]:
    return (f"Cho {day}", "Và một xã", *facts)


def rows(found: LawCoverage, place: str = "", lang: str = "en") -> list[tuple[str, str, tuple[int, int, int]]]:
    return [(what, words, marks) for where, what, words, marks in found.rows(lang) if where.endswith(place)]


def poor(number: int) -> tuple[str, ...]:
    return commune(EARLY, "| Số hộ | 100 |", f"| Số hộ nghèo | {number} |")


def test_ratio_is_seen_below_at_and_above(laws) -> None:
    found = measure(scenarios(poor(19), poor(20), poor(21), poor(90), commune(EARLY)), laws)
    assert rows(found, "2020-01-01.yaml:15") == [
        ("rule", "poor", (3, 1, 1)),
        ("leaf", "the ratio Poor households/Households at least poor (20%)", (3, 1, 1)),
        ("boundary", "the ratio Poor households/Households at least 20%", (1, 1, 2)),
    ]


def test_nothing_of_nothing_counts_as_nothing(laws) -> None:
    found = measure(scenarios(commune(EARLY, "| Số hộ | 0 |", "| Số hộ nghèo | 0 |")), laws)
    assert rows(found, "2020-01-01.yaml:15")[-1][2] == (1, 0, 0)


def test_each_row_of_a_named_value_is_a_boundary(laws) -> None:
    early = commune(EARLY.replace("2021-06-01", "2020-06-01"), "| Số hộ | 100 |", "| Số hộ nghèo | 10 |")
    found = measure(scenarios(poor(19), early), laws)
    boundaries = {words: marks for what, words, marks in rows(found, "2020-01-01.yaml:15") if what == "boundary"}
    assert boundaries == {
        "the ratio Poor households/Households at least 20%": (1, 0, 0),
        "the ratio Poor households/Households at least 10%": (0, 1, 0),
    }


@pytest.mark.parametrize(
    ("day", "marks"),
    [
        ("2022-02-27", (0, 0, 0)),
        ("2022-02-28", (1, 0, 0)),
        ("2022-03-01", (0, 1, 0)),
        ("2022-03-02", (0, 0, 1)),
        ("không có", (0, 0, 0)),
    ],
)
def test_date_is_seen_the_day_before_the_day_and_after(laws, day, marks) -> None:
    fact = f"| Ngày công nhận đạt chuẩn nông thôn mới có hiệu lực | {day} |"
    found = measure(scenarios(commune(LATE, fact)), laws)
    assert rows(found, "2022-01-01.yaml:37")[-1] == (
        "boundary",
        "Recognised as new-rural since before 2022-03-01",
        marks,
    )


def test_members_count_and_the_member_nobody_listed_does_not(laws) -> None:
    village = ("Và các thôn của xã đó", "| Đường đến trung tâm xã |", "| good |", "| hard |")
    found = measure(scenarios(commune(LATE, *village), commune(LATE)), laws)
    leaf = "Road to the commune's centre is good"
    assert [marks for _, words, marks in rows(found) if words == leaf] == [(1, 1, 0)]
    counted = [marks for what, words, marks in rows(found) if what == "boundary" and "villages" in words]
    assert counted == [(0, 0, 0), (0, 0, 0)]  # both counts are open: nobody said that the list is complete
    assert [marks for what, words, marks in rows(found) if words == "road" and what == "rule"] == [(1, 0, 1)]


def test_complete_count_is_seen_at_its_threshold(laws) -> None:
    village = ("Và các thôn của xã đó", "| Đường đến trung tâm xã |", "| good |", "Và danh sách thôn đã đầy đủ")
    found = measure(scenarios(commune(LATE, *village)), laws)
    counted = {words: marks for what, words, marks in rows(found) if what == "boundary" and "villages" in words}
    assert counted == {"the number of villages at most 0": (0, 1, 0), "the number of villages at least 2": (1, 0, 0)}


def test_variant_is_a_boundary_and_its_condition_a_leaf(laws) -> None:
    facts = ("| Số hộ | 50 |", "| Thuộc đồng bằng sông Cửu Long | có |")
    found = measure(scenarios(commune(LATE, *facts), commune(LATE, "| Số hộ | 50 |")), laws)
    assert rows(found, "2022-01-01.yaml:33") == [
        ("leaf", "Households at least many (100 / 50 / 70)", (1, 0, 1)),
        ("boundary", "Households at least 100", (0, 0, 0)),
        ("boundary", "Households at least 50", (0, 1, 0)),
        ("boundary", "Households at least 70", (0, 0, 0)),
    ]
    assert ("leaf", "In the Mekong Delta is yes", (1, 0, 1)) in rows(found, "2022-01-01.yaml:10")


def test_other_fact_is_a_boundary(laws) -> None:
    facts = ("| Số hộ nghèo | 3 |", "| Số hộ dân tộc thiểu số | 2 |")
    found = measure(scenarios(commune(LATE, *facts)), laws)
    assert rows(found, "2022-01-01.yaml:42")[-1][2] == (0, 0, 1)
    assert rows(found, "2022-01-01.yaml:42")[-1][1] == "Poor households more than minority_households"


def test_subject_above_is_seen_but_not_decided(laws) -> None:
    found = measure(scenarios((f"Cho {LATE}", "Và một thôn", "| Đường đến trung tâm xã | good |"), kind="thôn"), laws)
    assert [marks for what, words, marks in rows(found) if words == "road" and what == "rule"] == [(1, 0, 0)]
    assert [marks for what, words, marks in rows(found) if words == "sized" and what == "rule"] == [(0, 0, 0)]
    assert [row for row in found.gaps("en") if row[2] == "sized"]


def test_coverage_is_json_with_what_is_missing(laws) -> None:
    found = measure(scenarios(poor(19)), laws)
    own = json.loads(json.dumps(found.as_dict()))
    assert own["scenarios"] == 1
    (rule_set,) = own["rule_sets"]
    assert (rule_set["rule_set"], rule_set["file"]) == ("1/2020/QĐ-A poor", "rules/1-2020-qd-a/2020-01-01.yaml")
    (leaf,) = rule_set["rules"][0]["leaves"]
    assert (leaf["satisfied"], leaf["not_satisfied"], leaf["undetermined"]) == (0, 1, 0)
    assert leaf["boundaries"][0]["missing"] == ["at", "above"]
    assert found.rule_sets[0].rules[0].scenarios == (0,)
    assert [verdict.passed for verdict in found.results] == [True]


def test_named_value_that_a_day_does_not_know_has_no_boundaries(laws) -> None:
    law = load_rules(laws.root / "1-2020-qd-a", date(2022, 6, 1))
    measured = Measure(Text("", ""), Type.COUNT)
    assert [*labels(law, NamedValue("gone"), measured)] == []
    assert [*labels(law, AsOf(), measured)] == ["as_of"]


def test_step_that_breaks_down_is_not_covered_up(laws, monkeypatch) -> None:
    def broken(*_: object) -> None:
        raise OSError("a step that breaks down")

    monkeypatch.setattr(ScenarioContext, "decide", broken)
    with pytest.raises(OSError, match="a step that breaks down"):
        measure(scenarios(poor(19)), laws)


def test_shipped_features_touch_every_rule_and_boundary() -> None:
    found = measure(
        bind_features(read_features([ROOT / "features" / "861-qd-ttg", ROOT / "features" / "612-qd-ubdt"])), LawCache()
    )
    assert {one.name for one in found.rule_sets} == {"861/QĐ-TTg region", "612/QĐ-UBDT specially-difficult"}
    assert len(found.rule_sets) == 3  # one of them in two files
    assert not [row for row in found.gaps("vi") if row[1] != "leaf"]
