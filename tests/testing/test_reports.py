"""Reports: what a run, the coverage of the law and its mutation look like."""

import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from eligibility import testing
from eligibility.cli import main
from eligibility.sources import Place, Problem, Text
from eligibility.testing import commands, reports
from eligibility.testing.coverage import LawCoverage, measure
from eligibility.testing.gherkin import FeatureError, Scenario, Step, read_features
from eligibility.testing.laws import LawCache
from eligibility.testing.mutation import MutationReport, mutate
from eligibility.testing.runner import ScenarioResult, Session, bind_features
from eligibility.testing.steps import Expected

pytestmark = pytest.mark.slow

FEATURE = """# language: vi
Tính năng: Khu vực của xã
  Kịch bản: Xã khu vực III
    Cho bộ quy tắc "861/QĐ-TTg" vào ngày 05/07/2023
    Và một xã
      | Khu vực ghi trong danh sách | III      |
      | new_rural_since             | không có |
    Khi xét xã đó
    Thì "Khu vực của xã" là "{value}"
"""
SCENARIO = Scenario("Tính năng", "", "Tên", (), (), frozenset({"nhãn"}), "vi", Place("a.feature", 3))
STEP = Step("then", "Thì", "x", (), Place("a.feature", 5))
PROBLEM = Problem(Place("a.feature", 5), Text("sai", "wrong"))
PASSED = ScenarioResult(SCENARIO)
FAILED = ScenarioResult(SCENARIO, STEP, Expected("III", "I", "vì A\nvì\x0b B"))
ERROR = ScenarioResult(SCENARIO, STEP, FeatureError([PROBLEM]))


class Bar:
    """Counts instead of drawing."""

    def __init__(self) -> None:
        self.length, self.steps = 1, 0

    def update(self, n_steps: int) -> None:
        self.steps += n_steps


@pytest.fixture
def shown() -> list[str]:
    return []


@pytest.fixture
def feature(tmp_path: Path) -> Path:
    path = tmp_path / "khu-vuc.feature"
    path.write_text(FEATURE.format(value="III"), encoding="utf-8")
    return path


def test_passed_scenario_is_one_line() -> None:
    assert list(reports.result_lines(PASSED, "vi")) == ["✓ Tính năng › Tên"]


@pytest.mark.parametrize(("lang", "words"), [("vi", ("cần", "được")), ("en", ("expected", "found"))])
def test_failed_scenario_says_step_expected_and_found(lang: str, words: tuple[str, str]) -> None:
    assert list(reports.result_lines(FAILED, lang)) == [
        "✗ Tính năng › Tên",
        "    a.feature:5: Thì x",
        f"    {words[0]}: III",
        f"    {words[1]}: I",
        "      vì A",
        "      vì",
        "       B",
    ]


def test_scenario_in_error_says_its_problems() -> None:
    assert list(reports.result_lines(ERROR, "en"))[-1] == "    a.feature:5: wrong"
    broken = ScenarioResult(SCENARIO, STEP, OSError("no laws"))
    assert list(reports.result_lines(broken, "en"))[-1] == "    OSError('no laws')"


@pytest.mark.parametrize(
    ("result", "lang", "line"),
    [
        (FAILED, "vi", "0 kịch bản đạt, 1 không đạt"),
        (ERROR, "vi", "0 kịch bản đạt, 0 không đạt, 1 lỗi"),
        (PASSED, "en", "1 scenarios passed, 0 failed"),
        (ERROR, "en", "0 scenarios passed, 0 failed, 1 in error"),
    ],
)
def test_summary_counts(result: ScenarioResult, lang: str, line: str) -> None:
    assert reports.summary(Session((result,)), lang) == line


def test_record_has_the_step_and_what_it_expected_and_found() -> None:
    record = reports.session_record(Session((PASSED, FAILED, ERROR)), "en")
    assert {outcome: record[outcome] for outcome in reports.MARKS} == {"passed": 1, "failed": 1, "error": 1}
    passed, failed, error = record["scenarios"]
    assert "step" not in passed
    assert (failed["step"], failed["step_line"], failed["expected"], failed["found"]) == ("Thì x", 5, "III", "I")
    assert (error["expected"], error["why"], error["problems"]) == ("", "a.feature:5: sai", ["a.feature:5: wrong"])


def test_junit_has_every_scenario() -> None:
    suite = ET.fromstring(reports.junit(Session((PASSED, FAILED, ERROR)))).find("testsuite")
    assert suite is not None
    assert (suite.get("tests"), suite.get("failures"), suite.get("errors")) == ("3", "2", "0")
    assert [(case.get("classname"), case.get("name")) for case in suite] == [("a.feature", "Tên")] * 3
    passed, failed, error = (case.find("failure") for case in suite)
    assert passed is None
    assert failed is not None
    assert (failed.get("message") or "").startswith("III ≠ I")
    assert failed.text is not None
    assert failed.text.splitlines()[:2] == ["    a.feature:5: Thì x", "    cần: III"]
    assert error is not None
    assert error.get("message") == "a.feature:5: wrong"


def test_rows_are_aligned_and_cut() -> None:
    assert list(reports.table_lines([("a", "xxx"), ("bbb", "y" * 9)], 9)) == ["a    xxx", "bbb  yyy…"]
    assert list(reports.table_lines([], 9)) == []


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_coverage_names_what_no_scenario_tries(feature: Path, lang: str) -> None:
    lines = list(reports.coverage_lines(measure(bind_features(read_features([feature])), LawCache()), lang, 100))
    assert lines[0].startswith("0/4 ")
    assert any("861-qd-ttg" in line for line in lines[4:])


def test_coverage_without_gaps_is_three_lines() -> None:
    assert len(list(reports.coverage_lines(LawCoverage((), ()), "vi", 80))) == 3


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_mutation_names_survivors_failures_and_problems(feature: Path, lang: str) -> None:
    found = mutate(bind_features(read_features([feature])), sample=12)
    assert any(line.startswith("✗ rules/861-qd-ttg") for line in reports.mutation_lines(found, lang))
    odd = MutationReport((), 0, (PASSED,), (PROBLEM,))
    assert list(reports.mutation_lines(odd, lang))[1:] == ["! a.feature:3: Tên", f"! {PROBLEM.text(lang)}"]


@pytest.mark.parametrize(("value", "code"), [("III", 0), ("I", 1), ("IV", 3)])
@pytest.mark.parametrize("form", ["table", "json", "junit"])
def test_scenarios_are_run_and_shown(feature: Path, shown: list[str], value: str, code: int, form: str) -> None:
    feature.write_text(FEATURE.format(value=value), encoding="utf-8")
    assert commands.scenarios([str(feature)], (), (), form, "vi", shown.extend) == code
    text = "".join(shown)
    assert {"table": {0: "✓ ", 1: "✗ ", 3: "! "}[code], "json": '"outcome"', "junit": "<testsuite"}[form] in text


@pytest.mark.parametrize("form", ["table", "json"])
def test_coverage_and_mutation_are_shown(feature: Path, shown: list[str], form: str) -> None:
    assert commands.coverage([str(feature)], form, "vi", shown.extend) == 0
    bar = Bar()
    report = commands.mutation([str(feature)], 1, 5, bar)
    assert (bar.steps, commands.tell_mutation(report, form, "vi", shown.extend)) == (5, 1)
    assert ("mutants" if form == "json" else "thay đổi của luật") in "".join(shown)


def test_accepted_survivors_beside_the_features_are_read(feature: Path) -> None:
    (feature.parent / "survivors.yaml").write_text('"x: y": {vi: vì, en: why}\n', encoding="utf-8")
    assert commands.mutation([str(feature)], 1, 1, Bar()).problems


def test_mutation_that_leaves_nothing_exits_with_zero(shown: list[str]) -> None:
    assert commands.tell_mutation(MutationReport((), 0), "table", "vi", shown.extend) == 0


def run(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> object:
    """The exit code of `eligibility test …`."""
    monkeypatch.setattr("sys.argv", ["eligibility", "test", *arguments, "--lang", "vi"])
    with pytest.raises(SystemExit) as exit_:
        main()
    return exit_.value.code


@pytest.mark.parametrize(
    ("options", "code", "said"),
    [
        ((), 0, "1 kịch bản đạt"),
        (("--coverage",), 0, "ngưỡng"),
        (("--mutate", "--sample", "3"), 1, "thay đổi của luật"),
    ],
)
def test_command_runs_features(
    feature: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    options: tuple[str, ...],
    code: int,
    said: str,
) -> None:
    assert run(monkeypatch, str(feature), *options) == code
    assert said in capsys.readouterr().out


def test_command_without_the_extra_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "eligibility.testing.commands", None)
    monkeypatch.delattr(testing, "commands", raising=False)
    assert run(monkeypatch) == 3
    assert "eligibility[testing]" in capsys.readouterr().err


def test_command_with_nothing_to_run_is_an_error(
    feature: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, str(feature), "--tag", "nosuch") == 3
    assert "không có kịch bản nào để chạy" in capsys.readouterr().err


def test_title_twice_in_a_table_is_an_error(feature: Path, shown: list[str]) -> None:
    text = FEATURE.format(value="II").replace(
        "| new_rural", "| listed_region | II |\n      | listed_region | II |\n      | new_rural"
    )
    feature.write_text(text, encoding="utf-8")
    assert commands.scenarios([str(feature)], (), (), "table", "vi", shown.extend) == 3
    assert "“listed_region” lặp lại trong bảng" in "".join(shown)


def test_file_that_is_one_comment_is_an_error(feature: Path, shown: list[str]) -> None:
    feature.write_bytes("# language: vi\rTính năng: một dòng".encode())
    with pytest.raises(FeatureError, match="the file contains no feature"):
        commands.scenarios([str(feature)], (), (), "table", "vi", shown.extend)


def test_scenario_that_expects_nothing_is_refused(feature: Path, shown: list[str]) -> None:
    feature.write_text(FEATURE.partition("    Thì")[0], encoding="utf-8")
    with pytest.raises(FeatureError, match="the scenario “Xã khu vực III” expects nothing"):
        commands.scenarios([str(feature)], (), (), "table", "vi", shown.extend)
