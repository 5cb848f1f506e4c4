"""Plugin: a folder that holds nothing but features is enough for pytest."""

import os
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest

from eligibility.testing import plugin
from eligibility.testing.runner import run_features

pytestmark = pytest.mark.slow

SRC = Path(__file__).resolve().parents[2] / "src"
FEATURE = """# language: vi
@khu-vực
Tính năng: Khu vực

  @nhanh @skip
  Kịch bản: Xã khu vực III
    Cho bộ quy tắc "861/QĐ-TTg" vào ngày 05/07/2023
    Và một xã
      | Khu vực ghi trong danh sách                        | III      |
      | Ngày công nhận đạt chuẩn nông thôn mới có hiệu lực | không có |
    Khi xét xã đó
    Thì "Khu vực của xã" là "III"

  Khung kịch bản: Mỗi khu vực
    Cho bộ quy tắc "861/QĐ-TTg" vào ngày 05/07/2023
    Và một xã
      | Khu vực ghi trong danh sách                        | <khu vực> |
      | Ngày công nhận đạt chuẩn nông thôn mới có hiệu lực | không có  |
    Khi xét xã đó
    Thì "Khu vực của xã" là "<khu vực>"

    @skip @hàng
    Dữ liệu:
      | khu vực |
      | I       |
      | II      |
"""


def run_pytest(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run pytest in a folder with our plugin and pytest-bdd's alone."""
    environment = {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTHONPATH": str(SRC), "PYTHONUTF8": "1"}
    plugins = ("-p", "pytest_bdd.plugin", "-p", "eligibility.testing.plugin")
    command = (sys.executable, "-m", "pytest", *plugins, "-p", "no:cacheprovider", "--rootdir", str(folder), *arguments)
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


@pytest.fixture
def inner(pytester_path, monkeypatch):
    """Pytest within this process, so that what the plugin does is seen."""

    def run(*arguments: str) -> pytest.ExitCode:
        monkeypatch.chdir(pytester_path)
        monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
        monkeypatch.setenv("PYTEST_ADDOPTS", "")
        options = ("-p", "no:terminal", "-p", "no:cacheprovider", "-p", "pytest_bdd.plugin")
        code = pytest.main(
            [*options, "-p", "eligibility.testing.plugin", "--rootdir", str(pytester_path), *arguments],
            plugins=[listener],
        )
        return pytest.ExitCode(code)

    listener = Listener()
    run.listener = listener  # type: ignore[attr-defined]
    return run


class Listener:
    """Keeps what came of each test."""

    def __init__(self) -> None:
        self.outcomes: list[str] = []
        self.errors: list[str] = []

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.when == "call" or report.outcome != "passed":
            self.outcomes.append(report.outcome)
            if report.failed:
                self.errors.append(report.longreprtext)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed:
            self.errors.append(report.longreprtext)


@pytest.fixture
def pytester_path(tmp_path):
    return tmp_path


def test_folder_of_features_alone_runs_under_plain_pytest(tmp_path) -> None:
    (tmp_path / "khu-vuc.feature").write_text(FEATURE, encoding="utf-8")
    done = run_pytest(tmp_path, "-q")
    assert "3 passed" in done.stdout, done.stdout + done.stderr
    assert done.returncode == 0
    assert list(tmp_path.iterdir()) == [tmp_path / "khu-vuc.feature"]


def test_entry_point_names_the_plugin() -> None:
    import tomllib

    project = tomllib.loads((SRC.parent / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["entry-points"]["pytest11"] == {"eligibility": plugin.__name__}


@pytest.mark.parametrize("arguments", [(), ("--strict-markers",)])
def test_scenarios_run_whatever_their_tags_mean_to_pytest(inner, pytester_path, arguments) -> None:
    (pytester_path / "a.feature").write_text(FEATURE, encoding="utf-8")
    assert inner(*arguments) == pytest.ExitCode.OK
    assert inner.listener.outcomes == ["passed", "passed", "passed"]


def test_tags_select(inner, pytester_path) -> None:
    (pytester_path / "a.feature").write_text(FEATURE, encoding="utf-8")
    assert inner("-m", "nhanh") == pytest.ExitCode.OK
    assert inner.listener.outcomes == ["passed"]
    inner.listener.outcomes.clear()
    inner("-m", "hàng")
    assert inner.listener.outcomes == ["passed", "passed"]


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(unicodedata.normalize("NFD", FEATURE).encode(), id="NFD"),
        pytest.param(b"\xef\xbb\xbf" + FEATURE.encode(), id="byte-order mark"),
        pytest.param(FEATURE.replace("\n", "\r\n").encode(), id="CRLF"),
    ],
)
def test_other_forms_of_the_same_text_run_alike(inner, pytester_path, data) -> None:
    for folder, text in (("a", data), ("b", data.replace(b"III", b"II"))):
        (pytester_path / folder).mkdir()
        (pytester_path / folder / "x.feature").write_bytes(text)
    assert inner() == pytest.ExitCode.OK, inner.listener.errors
    assert inner.listener.outcomes == ["passed"] * 6
    assert sorted(path.name for path in pytester_path.rglob("*")) == ["a", "b", "x.feature", "x.feature"]


def test_feature_that_would_lose_a_step_is_refused_in_collecting(inner, pytester_path) -> None:
    (pytester_path / "a.feature").write_text(FEATURE.replace("Dữ liệu", "Ví dụ"), encoding="utf-8")
    assert inner() == pytest.ExitCode.INTERRUPTED
    assert inner.listener.outcomes == []
    assert any("a.feature:" in error and "Dữ liệu:" in error for error in inner.listener.errors)


def test_problem_of_a_step_stands_where_the_step_does(inner, pytester_path) -> None:
    text = FEATURE.replace('là "III"\n\n', 'là "IV"\n\n')
    (pytester_path / "a.feature").write_bytes(unicodedata.normalize("NFD", text).encode())
    assert inner("-m", "nhanh") == pytest.ExitCode.TESTS_FAILED
    assert "a.feature:12" in inner.listener.errors[0]
    assert str(pytester_path) not in inner.listener.errors[0].splitlines()[-1]


def test_scenarios_end_as_they_do_in_process(inner, pytester_path) -> None:
    text = FEATURE.replace('là "III"\n\n', 'là "I"\n\n').replace("| II      |", "| II |\n      | IV |")
    (pytester_path / "a.feature").write_text(text, encoding="utf-8")
    session = run_features([pytester_path])
    assert inner() == pytest.ExitCode.TESTS_FAILED
    assert [result.outcome for result in session.results] == ["failed", "passed", "passed", "error"]
    assert inner.listener.outcomes == ["passed" if result.passed else "failed" for result in session.results]
    failed, error = inner.listener.errors
    assert session.results[0].why.splitlines()[-1] in failed
    assert session.results[3].problems[0].what.en in error


def test_project_may_leave_its_features_to_others(inner, pytester_path) -> None:
    (pytester_path / "pytest.ini").write_text("[pytest]\neligibility_features = false\n", encoding="utf-8")
    (pytester_path / "a.feature").write_text(FEATURE, encoding="utf-8")
    assert inner("-c", "pytest.ini") == pytest.ExitCode.NO_TESTS_COLLECTED


def test_scenarios_that_a_project_binds_itself_are_left_alone(inner, pytester_path) -> None:
    (pytester_path / "own.feature").write_text("Feature: Own\n  Scenario: Own\n    Given something\n", encoding="utf-8")
    (pytester_path / "pytest.ini").write_text("[pytest]\neligibility_features = false\n", encoding="utf-8")
    (pytester_path / "test_own.py").write_text(
        "from pytest_bdd import given, scenarios\n"
        "scenarios('own.feature')\n"
        "@given('something')\n"
        "def something(request):\n"
        "    assert 'eligibility_world' not in request.node.funcargs\n",
        encoding="utf-8",
    )
    assert inner("-c", "pytest.ini") == pytest.ExitCode.OK
    assert inner.listener.outcomes == ["passed"]


def test_step_without_holes_and_unknown_step_are_told_apart() -> None:
    parser = plugin._Parser("when")
    assert parser.is_matching("phân bổ")
    assert (parser.parse_arguments("phân bổ") or {})["holes"] == {}
    assert not parser.is_matching("làm gì đó")
    assert parser.parse_arguments("làm gì đó") is None


def test_path_is_shown_from_the_working_directory(tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert plugin.relative(tmp_path / "a" / "b.feature") == "a/b.feature"
    assert plugin.relative(tmp_path.parent) == tmp_path.parent.as_posix()
