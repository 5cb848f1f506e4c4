"""Verdicts: in process every scenario ends as it does under pytest-bdd, with the same step, values and problems."""

from pathlib import Path

import pytest

from eligibility.testing.gherkin import read_features
from eligibility.testing.laws import LawCache
from eligibility.testing.runner import Result, ScenarioResult, bind_features, run_all, run_session

MIXED = """# language: vi
@chung
Tính năng: Đủ loại kết cục

  Bối cảnh:
    Cho bộ quy tắc "861/QĐ-TTg" vào ngày 05/07/2023

  Quy tắc: Điều 1

    Kịch bản: đạt, có dấu sao
      Cho một xã
        | Khu vực ghi trong danh sách                        | III        |
        | Ngày công nhận đạt chuẩn nông thôn mới có hiệu lực | không có   |
      * "Mã xã" là "07615"
      Khi xét xã đó
      Thì "Khu vực của xã" là "III"
      * "Khu vực của xã" là "III"

    @skip @xfail
    Kịch bản: không đạt dù mang thẻ của pytest
      Cho một xã
        | Khu vực ghi trong danh sách | II |
        | Ngày công nhận đạt chuẩn nông thôn mới có hiệu lực | 2023-07-05 |
      Khi xét xã đó
      Thì "Khu vực của xã" là "II"
      Và "Khu vực của xã" là "I"

    Kịch bản: sai tên dữ kiện
      Cho một xã
        | Khu vực nào đó | II |
      Khi xét xã đó
      Thì "Khu vực của xã" là "II"

    Kịch bản: sai ngày
      Cho bộ quy tắc "861/QĐ-TTg" vào ngày 31/02/2023
      Cho một xã
      Khi xét xã đó
      Thì "Khu vực của xã" là "II"

    Kịch bản: chưa có hiệu lực
      Cho bộ quy tắc "861/QĐ-TTg" vào ngày 03/06/2021
      Cho một xã
      Khi xét xã đó
      Thì "Khu vực của xã" là "II"

    Khung kịch bản: các khu vực
      Cho một xã
        | Khu vực ghi trong danh sách                        | <khu vực> |
        | Ngày công nhận đạt chuẩn nông thôn mới có hiệu lực | không có  |
      Khi xét xã đó
      Thì "Khu vực của xã" là "<kết luận>"

      @xfail
      Dữ liệu:
        | khu vực | kết luận |
        | I       | I        |
        | II      | III      |
        | IV      | IV       |
"""
ENGLISH = """# language: en
Feature: Outcomes in English

  Scenario: wrong subject
    Given the rules of "861/QĐ-TTg" on 2023-07-05
    And a commune
      | Region in the list | III |
    When that commune is decided
    Then "The commune's region" is "II"
"""


def ended(verdict: ScenarioResult) -> tuple[object, ...]:
    if verdict.passed:
        return (verdict.scenario.title, "passed")
    assert verdict.step is not None
    failure = verdict.failure
    shown = (failure.expected, failure.found, failure.why) if failure else ()
    outcome = "failed" if failure else "error"
    return (verdict.scenario.title, outcome, verdict.step.place.line, *shown, verdict.problems)


def resulted(result: Result) -> tuple[object, ...]:
    if result.outcome == "passed":
        return (result.scenario.title, "passed")
    shown = (result.expected, result.found, result.why) if result.outcome == "failed" else ()
    return (result.scenario.title, result.outcome, result.line, *shown, result.problems)


def both(paths: list[Path]) -> tuple[list[tuple[object, ...]], list[tuple[object, ...]]]:
    verdicts = run_all(bind_features(read_features(paths)), LawCache())
    return [ended(verdict) for verdict in verdicts], [resulted(result) for result in run_session(paths).results]


@pytest.mark.parametrize("form", ["plain", "NFD", "byte-order mark", "CRLF"])
def test_every_verdict_is_the_same(tmp_path, monkeypatch, form) -> None:
    import unicodedata

    text = {
        "plain": MIXED,
        "NFD": unicodedata.normalize("NFD", MIXED),
        "byte-order mark": "\ufeff" + MIXED,
        "CRLF": MIXED.replace("\n", "\r\n"),
    }[form]
    (tmp_path / "mixed.feature").write_bytes(text.encode())
    (tmp_path / "en.feature").write_text(ENGLISH, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    in_process, underneath = both([Path("mixed.feature"), Path("en.feature")])
    assert underneath == in_process
    outcomes = [one[1] for one in in_process]
    assert outcomes == ["passed", "failed", "error", "error", "error", "passed", "failed", "error", "failed"]


def test_every_verdict_on_shipped_features_is_the_same() -> None:
    root = Path(__file__).resolve().parents[2] / "features"
    in_process, underneath = both([root / "861-qd-ttg", root / "612-qd-ubdt"])
    assert underneath == in_process
