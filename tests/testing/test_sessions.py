"""Sessions: features run by pytest-bdd, a result each, and nothing of pytest in what people see."""

import os
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from eligibility.testing.gherkin import FeatureError, feature_of
from eligibility.testing.runner import Result, Session, run_session

FEATURE = """# language: vi
@khu-vuc
Tính năng: Khu vực

  Bối cảnh:
    Cho bộ quy tắc "861/QĐ-TTg" vào ngày 05/07/2023
    Và một xã
      | Khu vực ghi trong danh sách                        | III      |
      | Ngày công nhận đạt chuẩn nông thôn mới có hiệu lực | không có |
    Khi xét xã đó

  @dung
  Kịch bản: Đúng
    Thì "Khu vực của xã" là "III"

  @sai
  Kịch bản: Sai
    Thì "Khu vực của xã" là "I"

  @loi
  Kịch bản: Lỗi
    Thì "Khu vực nào đó" là "I"
"""


ANYONE = feature_of(FEATURE, Path("a.feature")).scenarios[0]


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "khu-vuc.feature"
    path.write_text(FEATURE, encoding="utf-8")
    return path


def test_each_scenario_has_a_result_as_it_comes(file) -> None:
    heard: list[Result] = []
    session = run_session([file], heard=heard.append)
    assert [(one.scenario.name, one.outcome) for one in session.results] == [
        ("Đúng", "passed"),
        ("Sai", "failed"),
        ("Lỗi", "error"),
    ]
    assert tuple(heard) == session.results
    assert session.code == 3
    assert session.junit == ""


def test_failure_says_step_expected_found_and_why(file) -> None:
    (result,) = run_session([file], ["sai"]).results
    assert (result.step, result.line) == ('Thì "Khu vực của xã" là "I"', 18)
    assert (result.expected, result.found) == ("Khu vực của xã: I", "III")
    assert "861/QĐ-TTg" in result.why


def test_error_says_what_is_wrong_in_the_feature_s_language(file) -> None:
    (result,) = run_session([file], ["loi"]).results
    assert result.problems[0].place.line == result.line == 22
    assert "không có “Khu vực nào đó”" in result.why


@pytest.mark.parametrize(
    ("tags", "without", "names"),
    [
        ([], [], ["Đúng", "Sai", "Lỗi"]),
        (["dung"], [], ["Đúng"]),
        (["khu-vuc"], ["sai", "loi"], ["Đúng"]),
        (["dung", "sai"], [], []),
    ],
)
def test_tags_choose(file, tags, without, names) -> None:
    assert [one.scenario.name for one in run_session([file], tags, without).results] == names


@pytest.mark.parametrize(("outcomes", "code"), [((), 0), (("passed",), 0), (("passed", "failed"), 1), (("error",), 3)])
def test_exit_code_follows_the_worst(outcomes, code) -> None:
    assert Session(tuple(Result(ANYONE, outcome) for outcome in outcomes)).code == code


def test_junit_has_every_scenario(file) -> None:
    session = run_session([file], junit=True)
    suite = ET.fromstring(session.junit).find("testsuite")
    assert suite is not None
    assert (suite.get("tests"), suite.get("failures")) == ("3", "2")


def test_nothing_is_printed_and_the_environment_is_as_before(file, capsys, monkeypatch) -> None:
    monkeypatch.setenv("PYTEST_ADDOPTS", "--exitfirst")
    monkeypatch.delenv("PYTEST_PLUGINS", raising=False)
    own = {"PYTEST_VERSION", "PYTEST_CURRENT_TEST"}  # of the pytest around this test
    before = {name: value for name, value in os.environ.items() if name not in own}
    assert len(run_session([file]).results) == 3
    assert capsys.readouterr() == ("", "")
    assert {name: value for name, value in os.environ.items() if name not in own} == before


def test_wrong_file_is_refused_before_anything_runs(file, tmp_path) -> None:
    (tmp_path / "khác.feature").write_text(FEATURE.replace("Kịch bản", "Trường hợp"), encoding="utf-8")
    heard: list[Result] = []
    with pytest.raises(FeatureError):
        run_session([tmp_path], heard=heard.append)
    assert heard == []


def test_scenario_that_did_not_run_is_never_passed_over(file, monkeypatch) -> None:
    monkeypatch.setattr(pytest, "main", lambda *_args, **_more: 5)
    with pytest.raises(RuntimeError, match="pytest ran 0 of 3"):
        run_session([file])


def test_what_fails_before_the_first_step_is_an_error(file, tmp_path) -> None:
    conftest = "import pytest\n@pytest.fixture\ndef eligibility_laws():\n    raise OSError('no laws')\n"
    (tmp_path / "conftest.py").write_text(conftest, encoding="utf-8")
    (result,) = run_session([file], ["dung"]).results
    assert (result.outcome, result.step) == ("error", "")
    assert "no laws" in result.why


def test_what_a_step_did_not_foresee_is_an_error(file, tmp_path) -> None:
    conftest = "import pytest\n@pytest.fixture\ndef eligibility_laws():\n    return None\n"
    (tmp_path / "conftest.py").write_text(conftest, encoding="utf-8")
    (result,) = run_session([file], ["dung"]).results
    assert (result.outcome, result.line, result.problems) == ("error", 6, ())
    assert "AttributeError" in result.why
