"""Runner: every scenario gets a result, and none passes that did not run."""

import unicodedata
from pathlib import Path

import pytest

from eligibility.testing.gherkin import FeatureError, feature_of
from eligibility.testing.laws import LawCache
from eligibility.testing.runner import ScenarioResult, Session, bind_features, run, run_features
from tests.testing.builders import LAWS, REGION, feature, outcome

COMMUNE = ("Cho " + REGION, "Và một xã", "| Khu vực ghi trong danh sách | I |", "Khi xét xã đó")
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
    * "Khu vực của xã" là "III"

  @sai @skip
  Kịch bản: Sai
    Thì "Khu vực của xã" là "I"

  @loi
  Kịch bản: Lỗi
    Thì "Khu vực nào đó" là "I"

  Khung kịch bản: Dòng
    Thì "Khu vực của xã" là "<khu vực>"

    @xfail
    Dữ liệu:
      | khu vực |
      | III     |
      | II      |
"""
OUTCOMES = {"Đúng": "passed", "Sai": "failed", "Lỗi": "error", "Dòng [III]": "passed", "Dòng [II]": "failed"}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "khu-vuc.feature"
    path.write_text(FEATURE, encoding="utf-8")
    return path


# ── one scenario ─────────────────────────────────────────────────────────────────────────────────


def test_scenario_passes_where_every_step_is_fulfilled() -> None:
    result, context = outcome(*COMMUNE, 'Thì "Khu vực của xã" là "I"')
    assert (result.outcome, result.step, result.why, result.problems) == ("passed", None, "", ())
    assert context.decisions is not None
    assert context.decisions["region"].value == "I"


def test_scenario_fails_at_the_first_expectation_not_fulfilled() -> None:
    result, _ = outcome(*COMMUNE, 'Thì "Khu vực của xã" là "III"', 'Và "Khu vực của xã" là "I"')
    assert (result.outcome, result.passed) == ("failed", False)
    assert result.step is not None
    assert (result.step.place.line, result.step.sentence) == (8, 'Thì "Khu vực của xã" là "III"')
    assert result.failure is not None
    assert (result.failure.expected, result.failure.found) == ("Khu vực của xã: III", "I")
    assert "861/QĐ-TTg Điều 1" in result.why
    assert result.why in str(result.failure)


@pytest.mark.parametrize(
    ("steps", "language", "words"),
    [
        pytest.param((*COMMUNE, 'Thì "Khu vục của xã" là "III"'), "vi", "xã không có “Khu vục của xã”", id="name"),
        pytest.param(('Cho bộ quy tắc "861/QĐ-TTg" vào ngày 31/02/2023',), "vi", "31/02/2023", id="date"),
        pytest.param(('Cho bộ quy tắc "861/QĐ-TTg" vào ngày 03/06/2021',), "vi", "không có hiệu lực", id="in force"),
        pytest.param(("When that commune is decided",), "en", "no subject has been described", id="English"),
    ],
)
def test_step_that_makes_no_sense_is_an_error_in_the_language_of_the_feature(
    steps: tuple[str, ...], language: str, words: str
) -> None:
    result, _ = outcome(*steps, language=language)
    assert (result.outcome, result.passed, result.failure) == ("error", False, None)
    assert result.problems
    assert words in result.why


def test_step_that_breaks_down_is_an_error() -> None:
    class Broken(LawCache):
        def law(self, *_: object) -> None:  # type: ignore[override]
            raise OSError("no laws")

    result, _ = outcome(*COMMUNE, 'Thì "Khu vực của xã" là "I"', laws=Broken())
    assert result.step is not None
    assert (result.outcome, result.step.place.line, result.problems) == ("error", 4, ())
    assert result.why == "OSError('no laws')"


def test_each_scenario_runs_in_a_context_of_its_own() -> None:
    scenarios = bind_features([feature(*COMMUNE, 'Thì "Khu vực của xã" là "I"'), feature("Khi xét xã đó")])
    assert [run(scenario, LAWS)[0].passed for scenario in scenarios] == [True, False]


def test_every_unknown_step_of_all_features_is_reported_once_before_anything_runs() -> None:
    with pytest.raises(FeatureError) as error:
        bind_features([feature("Khi mưa"), feature("Khi nắng"), feature("Khi mưa")])
    assert len(error.value.problems) == 2


# ── files ────────────────────────────────────────────────────────────────────────────────────────


def test_each_scenario_has_a_result_as_it_comes_whatever_its_tags_mean_to_pytest(file: Path) -> None:
    reported: list[ScenarioResult] = []
    session = run_features([file], report=reported.append, laws=LAWS)
    assert {result.scenario.title: result.outcome for result in session.results} == OUTCOMES
    assert tuple(reported) == session.results
    assert session.code == 3


def test_file_named_twice_runs_once(file: Path) -> None:
    assert len(run_features([file, file.parent], laws=LAWS).results) == len(OUTCOMES)


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(unicodedata.normalize("NFD", FEATURE).encode(), id="NFD"),
        pytest.param(b"\xef\xbb\xbf" + FEATURE.encode(), id="byte-order mark"),
        pytest.param(FEATURE.replace("\n", "\r\n").encode(), id="CRLF"),
    ],
)
def test_other_forms_of_the_same_text_run_alike(file: Path, data: bytes) -> None:
    file.write_bytes(data)
    session = run_features([file], laws=LAWS)
    assert {result.scenario.title: result.outcome for result in session.results} == OUTCOMES


@pytest.mark.parametrize(
    ("tags", "without", "names"),
    [
        ([], [], list(OUTCOMES)),
        (["dung"], [], ["Đúng"]),
        (["khu-vuc"], ["sai", "loi", "xfail"], ["Đúng"]),
        (["dung", "sai"], [], []),
    ],
)
def test_tags_select(file: Path, tags: list[str], without: list[str], names: list[str]) -> None:
    session = run_features([file], tags, without, laws=LAWS)
    assert [result.scenario.title for result in session.results] == names


@pytest.mark.parametrize(
    ("errors", "code"), [([], 0), ([None], 0), ([None, "failed"], 1), (["failed", "error", None], 3)]
)
def test_exit_code_follows_the_worst(errors: list[str | None], code: int) -> None:
    from eligibility.testing.steps import Expected

    scenario = feature_of(FEATURE, Path("a.feature")).scenarios[0]
    kinds: dict[str | None, Exception | None] = {None: None, "failed": Expected("a", "b"), "error": ValueError()}
    assert Session(tuple(ScenarioResult(scenario, error=kinds[kind]) for kind in errors)).code == code


def test_wrong_file_is_refused_before_anything_runs(file: Path) -> None:
    (file.parent / "khác.feature").write_text(FEATURE.replace("Kịch bản", "Trường hợp"), encoding="utf-8")
    reported: list[ScenarioResult] = []
    with pytest.raises(FeatureError):
        run_features([file.parent], report=reported.append)
    assert reported == []
