"""Mutants: one thing changed at a time, nothing twice, each with its place and what would have caught it."""

import pickle
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from eligibility.model import AllOf, AnyOf, Count, Fact, Leaf, Literal, Not, Op, Test, Type
from eligibility.reporting import ConditionFormatter, Measure
from eligibility.rulefiles import load_rules
from eligibility.sources import RuleError, Text
from eligibility.testing.edits import LongerPeriod, RuleSetEdit
from eligibility.testing.mutation.conditions import place_of, telling, variations
from eligibility.testing.mutation.files import mutants
from eligibility.testing.mutation.neighbours import neighbours
from eligibility.testing.mutation.rules import without
from tests.testing.folders import rules, rules_and_plan

pytestmark = pytest.mark.slow

RULES = Path(__file__).resolve().parents[3] / "rules"
COMMUNE = ConditionFormatter(load_rules("33/2020/QĐ-TTg", date(2023, 7, 5)), "commune")


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return mutants(rules_and_plan(tmp_path_factory.mktemp("made")))


def keys(found, part: str) -> list[str]:
    return [mutant.key for mutant in found if mutant.part == part]


@pytest.mark.parametrize(
    ("part", "expected"),
    [
        (
            "1-2020-qd-a/2020-01-01 in_force",
            ["from 2020-01-01 → 2020-01-02", "from 2020-01-01 → 2019-12-31", "until 2021-12-31 → 2021-12-30"],
        ),
        # A day earlier it would overlap with the file before it, which the checker refuses.
        ("1-2020-qd-a/2022-01-01 in_force", ["from 2022-01-01 → 2022-01-02"]),
        (
            "1-2020-qd-a/2020-01-01 values/poor",
            [
                *("10% → 11%", "10% → 9%", "20% → 21%", "20% → 19%"),
                *("row from 2021-01-01 dropped", "from 2021-01-01 → 2021-01-02", "from 2021-01-01 → 2020-12-31"),
            ],
        ),
        (
            "1-2020-qd-a/2022-01-01 values/many",
            [
                "100 → 101",
                "100 → 99",
                "variant (mekong_delta is yes) 50 → 51",
                "variant (mekong_delta is yes) 50 → 49",
                "variant (mekong_delta is yes) dropped",
                "variant (mekong_delta is yes) swapped",
                "variant mekong_delta is yes → is no",
                "variant (road_to_district_km more_than 20) 70 → 71",
                "variant (road_to_district_km more_than 20) 70 → 69",
                "variant (road_to_district_km more_than 20) dropped",
                "variant road_to_district_km more_than 20 → at_least 20",
                "variant road_to_district_km more_than 20 → more_than 20.1",
                "variant road_to_district_km more_than 20 → more_than 19.9",
            ],
        ),
        ("1-2020-qd-a/2020-01-01 values/unused", []),
        (
            "1-2020-qd-a/2022-01-01 grade/sized",
            [
                "then a → b",
                "not formalised",
                "rule dropped",
                "dropped: households between 100|100, less_than 5000",
                "households dropped: between 100|100",
                "households between 100|100 → between 99|100",
                "households between 100|100 → between 100|101",
                "households dropped: less_than 5000",
                "households less_than 5000 → at_most 5000",
                "households less_than 5000 → less_than 5001",
                "households less_than 5000 → less_than 4999",
                "dropped: not (name is Xã A)",
                "not dropped: name is Xã A",
                "dropped: count (mekong_delta is yes; support_points at_least 1) at_least 1",
                "dropped: mekong_delta is yes",
                "mekong_delta is yes → is no",
                "dropped: support_points at_least 1",
                "support_points at_least 1 → more_than 1",
                "support_points at_least 1 → at_least 2",
                "support_points at_least 1 → at_least 0",
                "count (mekong_delta is yes; support_points at_least 1) at_least 1 → more_than 1",
                "count (mekong_delta is yes; support_points at_least 1) at_least 1 → at_least 2",
                "count (mekong_delta is yes; support_points at_least 1) at_least 1 → at_least 0",
                "dropped: count villages (not (road is good)) at_most 0",
                "count villages (not (road is good)) at_most 0 → less_than 0",
                "count villages (not (road is good)) at_most 0 → at_most 1",
                "dropped: villages where not (road is good)",
                "not dropped: road is good",
                "road is good → is hard",
            ],
        ),
        (
            "1-2020-qd-a/2022-01-01 grade/sized-too",
            [
                *("then a → b", "not formalised", "rule dropped", "swapped with dated"),
                "households at_least many → more_than many",
            ],
        ),
        (
            "1-2020-qd-a/2022-01-01 grade/dated",
            [
                *("then b → none", "not formalised", "rule dropped"),
                "new_rural_since before 2022-03-01 → on_or_before 2022-03-01",
                "new_rural_since before 2022-03-01 → before 2022-03-02",
                "new_rural_since before 2022-03-01 → before 2022-02-28",
            ],
        ),
        (
            "1-2020-qd-a/2022-01-01 grade/both-bases",
            [
                *("then none → a", "no exception to sized", "no exception to dated", "not formalised"),
                "exception dropped",
                "poor_households more_than minority_households → at_least minority_households",
            ],
        ),
        ("1-2020-qd-a/2022-01-01 grade/otherwise", ["then none → a"]),
        (
            "1-2020-qd-a/2022-01-01 roads/road",
            [
                *("then yes → no", "not formalised", "rule dropped", "dropped: road is_not hard|no_road"),
                "road is_not hard|no_road → is_not no_road",
                "road is_not hard|no_road → is_not hard",
                "dropped: commune: households at_least many",
                "households at_least many → more_than many",
                "dropped: delisted_on after as_of",
                "delisted_on after as_of → on_or_after as_of",
            ],
        ),
        # Findings are collected: they have one value, and nothing otherwise.
        (
            "1-2020-qd-a/2022-01-01 gaps/unknown-size",
            ["not formalised", "rule dropped", "households known no → known yes"],
        ),
        ("1-2020-qd-a/2022-01-01 gaps/otherwise", []),
        ("9-kh-a/2022-03-01 eligible", ["is a → b"]),
        ("9-kh-a/2022-03-01 date", ["2022-03-01 → 2022-03-02", "2022-03-01 → 2022-02-28"]),
        (
            "9-kh-a/2022-03-01 scope",
            ["dropped", "dropped: province_code is 24", "dropped: mekong_delta is no", "mekong_delta is no → is yes"],
        ),
        ("9-kh-a/2022-03-01 quota", ["at_least 1 → 0", "at_most 1 → 2"]),
        ("9-kh-a/2022-03-01 limits/district_code", ["at_most 1 → 2", "at_most 1 → 0", "dropped"]),
        ("9-kh-a/2022-03-01 deadlines/done", ["end 2022-12-31 → 2023-01-01", "end 2022-12-31 → 2022-12-30"]),
        ("9-kh-a/2022-03-01 order/households", ["dropped", "descending flipped", "swapped with the next"]),
        (
            "9-kh-a/2022-03-01 order/grade",
            ["dropped", "descending flipped", "sequence a ↔ b", "sequence b ↔ none"],
        ),
        (
            "9-kh-a/2022-03-01 assume/small",
            [
                *("dropped", "then households 100 → 101", "then households 100 → 99", "then households dropped"),
                *("then listed_region I → II", "then listed_region dropped", "mekong_delta is no → is yes"),
            ],
        ),
    ],
)
def test_every_part_has_these_mutants(made, part, expected) -> None:
    assert keys(made, part) == expected


def test_shipped_law_has_mutants_of_every_file() -> None:
    found = mutants(RULES)
    assert {mutant.place.file for mutant in found} == {
        path.relative_to(RULES.parent).as_posix()
        for path in RULES.glob("*/*.yaml")
        if path.name[0].isdigit() or path.name in ("choices.yaml", "assume.yaml")
    }
    assert keys(found, "92-kh-stttt/2023-07-05 per_subject") == ["dropped"]
    answers = "92-kh-stttt/2023-07-05 answers/03/2023/TT-BTTTT support-group former-region"
    assert keys(found, answers) == ["answered otherwise", "not answered"]
    assert "formalised" in keys(found, "03-2023-tt-btttt/2023-05-30 support-group/former-region")


def test_mutants_stand_somewhere_say_what_they_are_and_are_told_apart(made) -> None:
    assert len({mutant.id for mutant in made}) == len(made)
    assert list(made) == sorted(made, key=lambda mutant: mutant.place.order)
    for mutant in made:
        assert mutant.place.line
        assert all((mutant.what.vi, mutant.what.en, mutant.hint.vi, mutant.hint.en, mutant.touches)), mutant.id


def test_no_mutant_is_the_law_itself(made) -> None:
    changed = [mutant for mutant in made if isinstance(mutant.edit, RuleSetEdit)]
    assert changed
    assert all(mutant.edit.before != mutant.edit.after for mutant in changed)


def test_mutants_are_the_same_each_time_and_travel(tmp_path, made) -> None:
    again = mutants(rules_and_plan(tmp_path))
    own = [mutant for mutant in made if not isinstance(mutant.edit, LongerPeriod)]
    assert [mutant.id for mutant in again] == [mutant.id for mutant in made]
    assert pickle.loads(pickle.dumps(own)) == own


def test_rule_that_says_one_thing_twice_has_two_mutants(tmp_path) -> None:
    folder = rules(tmp_path)
    path = folder / "1-2020-qd-a/2022-01-01.yaml"
    text = path.read_text(encoding="utf-8").replace(
        "{mekong_delta: yes}, {support", "{any: [{mekong_delta: yes}, {mekong_delta: yes}]}, {support"
    )
    path.write_text(text, encoding="utf-8")
    own = [mutant.key for mutant in mutants(folder) if mutant.key.startswith("mekong_delta is yes → is no")]
    assert own == ["mekong_delta is yes → is no", "mekong_delta is yes → is no (2)"]


def test_only_named_instruments_are_changed(tmp_path) -> None:
    found = mutants(rules_and_plan(tmp_path), frozenset({"9/KH-A", "7/QĐ-Z"}))
    assert {mutant.part.split("/")[0] for mutant in found} == {"9-kh-a"}


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        ("1-2020-qd-a/2022-01-01.yaml", "instrument:", "instrument: ["),
        ("1-2020-qd-a/2020-01-01.yaml", "until: 2021-12-31", "until: 2022-12-31"),
        ("1-2020-qd-a/2020-01-01.yaml", "from: 2021-01-01", "from: 2021-02-30"),
        ("9-kh-a/2022-03-01.yaml", "at_most: 1", "at_most: one"),
    ],
)
def test_wrong_rules_are_refused(tmp_path, name, before, after) -> None:
    path = rules_and_plan(tmp_path) / name
    path.write_text(path.read_text(encoding="utf-8").replace(before, after, 1), encoding="utf-8")
    with pytest.raises(RuleError):
        mutants(tmp_path / "rules")


def test_plan_with_less_in_it_has_fewer_mutants(tmp_path) -> None:
    folder = rules_and_plan(tmp_path)
    law, plan = folder / "1-2020-qd-a/2022-01-01.yaml", folder / "9-kh-a/2022-03-01.yaml"
    sole = """  - id: sole
    subject: commune
    concludes: sole
    rules:
      - {id: always, cite: 1/2020/QĐ-A, when: {households: {at_least: 1}}, then: a}
    otherwise: {then: a, cite: 1/2020/QĐ-A}
"""
    law.write_text(law.read_text(encoding="utf-8") + sole, encoding="utf-8")
    lines = plan.read_text(encoding="utf-8").replace("1/2020/QĐ-A grade", "1/2020/QĐ-A sole").splitlines()
    plan.write_text("\n".join(line for line in lines if not line.startswith("scope")), encoding="utf-8")
    (folder / "9-kh-a/assume.yaml").unlink()
    found = mutants(folder, frozenset({"9/KH-A"}))
    parts = {mutant.part.partition(" ")[2] for mutant in found}
    assert parts == {"date", "quota", "limits/district_code", "deadlines/done", "order/households", "order/grade"}


def test_rules_are_not_touched(tmp_path) -> None:
    folder = rules_and_plan(tmp_path)
    before = {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in folder.rglob("*.yaml")}
    mutants(folder)
    assert {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in folder.rglob("*.yaml")} == before


def test_dropped_base_takes_its_exceptions_along(tmp_path) -> None:
    law = load_rules(rules(tmp_path) / "1-2020-qd-a", date(2022, 1, 1))
    known = next(rule_set for rule_set in law.rule_sets if rule_set.id == "grade").rules
    left = {rule.id: rule.exception_to for rule in without(known, {"sized"})}
    assert left == {"sized-too": (), "dated": (), "both-bases": ("dated",)}
    assert [rule.id for rule in without(known, {"sized", "dated"})] == ["sized-too"]


@pytest.mark.parametrize(
    ("measure", "value", "near"),
    [
        (Measure(Text("", ""), Type.COUNT), 0, [1]),
        (Measure(Text("", ""), Type.COUNT), 3, [4, 2]),
        (Measure(Text("", ""), Type.QUANTITY, Decimal("0.1")), Decimal(20), [Decimal("20.1"), Decimal("19.9")]),
        (Measure(Text("", ""), Type.QUANTITY, Decimal("0.1")), 20, [Decimal("20.1"), Decimal("19.9")]),
        (Measure(Text("", ""), Type.SHARE, Decimal("0.01")), Decimal(0), [Decimal("0.01")]),
        (Measure(Text("", ""), Type.DATE), date(2022, 3, 1), [date(2022, 3, 2), date(2022, 2, 28)]),
        (Measure(Text("", ""), Type.TEXT), "A", []),
        (Measure(Text("", ""), Type.DATE), None, []),
        (Measure(Text("", ""), Type.CHOICE, domain=("a", "b")), "a", []),
        (Measure(Text("", ""), Type.CHOICE, domain=(Decimal(1), Decimal(3), None)), Decimal(1), [Decimal(3)]),
        (Measure(Text("", ""), Type.CHOICE, domain=(Decimal(1), Decimal(3))), Decimal(3), [Decimal(1)]),
    ],
)
def test_smallest_difference_is_that_of_the_measure(measure, value, near) -> None:
    assert [*neighbours(measure, value)] == near


@pytest.mark.parametrize(
    ("op", "value", "other", "tells"),
    [
        (Op.AT_LEAST, 150, 151, 150),
        (Op.AT_LEAST, 150, 149, 149),
        (Op.MORE_THAN, 150, 151, 151),
        (Op.MORE_THAN, 150, 149, 150),
        (Op.AT_MOST, 150, 151, 151),
        (Op.LESS_THAN, 150, 151, 150),
        (Op.IS, 150, 151, 150),
    ],
)
def test_hint_names_the_value_that_passes_one_of_both(op, value, other, tells) -> None:
    assert telling(op, value, other) == tells


def test_hint_reads_aloud(made) -> None:
    by_id = {mutant.id: mutant for mutant in made}
    one = by_id["1-2020-qd-a/2022-01-01 grade/sized-too: households at_least many → more_than many"]
    assert one.what.vi == "Quy tắc “sized-too”: Số hộ: “ít nhất many (100 / 50 / 70)” thành “hơn many (100 / 50 / 70)”"
    assert one.hint.en == "a scenario of a commune with Households of exactly many (100 / 50 / 70)"
    two = by_id["1-2020-qd-a/2022-01-01 roads/road: dropped: commune: households at_least many"]
    assert two.what.en == "Rule “road”: condition dropped: Commune: Households at least many (100 / 50 / 70)"
    three = by_id["1-2020-qd-a/2020-01-01 poor/poor: poor_households/households at_least poor → more_than poor"]
    assert three.hint.vi == "một kịch bản về xã có tỷ lệ Số hộ nghèo/Số hộ đúng poor (10%)"


def leaf(name: str, *tests: Test) -> Leaf:
    return Leaf(Fact(name), tests)


YES = leaf("mekong_delta", Test(Op.IS, (Literal(True),)))


@pytest.mark.parametrize(
    ("condition", "becomes"),
    [
        (AllOf((YES,)), [AllOf((leaf("mekong_delta", Test(Op.IS, (Literal(False),))),))]),
        (AnyOf((YES, YES)), [AnyOf((leaf("mekong_delta", Test(Op.IS, (Literal(False),))), YES)) for _ in range(1)]),
        (leaf("name", Test(Op.IS, (Literal("Xã A"),))), []),
        (
            leaf("mekong_delta", Test(Op.KNOWN, (Literal(True),))),
            [leaf("mekong_delta", Test(Op.KNOWN, (Literal(False),)))],
        ),
        (
            Leaf(Count("villages", None), (Test(Op.IS, (Literal(0),)),)),
            [Leaf(Count("villages", None), (Test(Op.IS, (Literal(1),)),))],
        ),
        (
            Leaf(Fact("households"), (Test(Op.BETWEEN, (Literal(5), Literal(6))),)),
            [
                leaf("households", Test(Op.BETWEEN, (Literal(low), Literal(high))))
                for low, high in ((6, 6), (4, 6), (5, 7), (5, 5))
            ],
        ),
    ],
)
def test_condition_varies_in_one_thing(condition, becomes) -> None:
    found = [one.becomes for one in variations(COMMUNE, condition)]
    assert found[: len(becomes)] == becomes
    assert len(found) == len(becomes) or isinstance(condition, AnyOf)


def test_condition_without_parts_stands_nowhere() -> None:
    assert not place_of(AllOf(())).line
    assert not place_of(Not(AnyOf(()))).line
