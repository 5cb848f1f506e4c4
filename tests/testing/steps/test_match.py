"""Phrases: each step says exactly one, in either language; what says none is refused with the nearest wording."""

import re
from pathlib import Path

import pytest

from eligibility.sources import Place
from eligibility.testing.gherkin import FeatureError, read_features
from eligibility.testing.steps import bind, find
from eligibility.testing.steps.match import wordings
from eligibility.testing.steps.phrase import HOLE, PHRASES, pattern_of
from tests.testing.builders import feature

ROOT = Path(__file__).resolve().parents[3]
SAMPLES = {"day": "05/07/2023", "count": "12", "kind": "xã", "upper": "xã", "list": "chờ", "outcome": "được áp dụng"}


def sample(wording: str) -> str:
    """A step with this wording."""
    return HOLE.sub(lambda hole: f'"{hole[1]}"' if hole[1] else SAMPLES[hole[2]], wording)


def matching(type_: str, text: str) -> list[str]:
    return [known.wordings[0] for known in PHRASES if known.type == type_ and known.match(text) is not None]


@pytest.mark.parametrize(
    ("known", "wording"),
    [pytest.param(known, wording, id=wording) for known in PHRASES for wording in known.wordings],
)
def test_wording_says_one_phrase_only(known, wording: str) -> None:
    assert matching(known.type, sample(wording)) == [known.wordings[0]]


def test_no_step_of_the_shipped_features_says_two_phrases() -> None:
    steps = {(s.type, s.text) for f in read_features([ROOT / "features"]) for one in f.scenarios for s in one.steps}
    assert [step for step in sorted(steps) if len(matching(*step)) != 1] == []


def test_every_phrase_is_used_by_the_shipped_features_or_named_here() -> None:
    said = {
        found[0].wordings[0]
        for one in read_features([ROOT / "features"])
        for scenario in one.scenarios
        for step in scenario.steps
        if (found := find(step.type, step.text))
    }
    assert {known.wordings[0] for known in PHRASES} - said == {'"{title}" mâu thuẫn'}  # the shipped law has none


def test_wordings_unique_with_the_same_holes_in_both_languages() -> None:
    for language in ("vi", "en"):
        texts = [(type_, wording) for type_, wording, _ in wordings(language)]
        assert len(set(texts)) == len(texts)
    for known in PHRASES:
        vi, en = (sorted(hole.group() for hole in HOLE.finditer(wording)) for wording in known.wordings)
        assert vi == en


def test_wordings_listed_by_type_with_what_they_do() -> None:
    types = [type_ for type_, _, _ in wordings("vi")]
    assert types == sorted(types, key=("given", "when", "then").index)
    assert all(does.endswith(".") for _, _, does in wordings("en"))


@pytest.mark.parametrize(
    ("text", "holes"),
    [
        pytest.param('"Số hộ" là "5"', {"title": "Số hộ", "text": "5"}, id="Vietnamese"),
        pytest.param('"Households" is "5"', {"title": "Households", "text": "5"}, id="English"),
        pytest.param('"Số hộ" là ""', {"title": "Số hộ", "text": ""}, id="empty value"),
    ],
)
def test_holes_filled(text: str, holes: dict[str, str]) -> None:
    found = find("given", text)
    assert found is not None
    assert found[1] == holes


def test_pattern_takes_signs_literally() -> None:
    assert re.fullmatch(pattern_of('a. "{b}"'), 'a. "x"')
    assert not re.fullmatch(pattern_of('a. "{b}"'), 'ab "x"')


@pytest.mark.parametrize(
    ("step", "near"),
    [
        pytest.param(
            'Cho bộ quy tắc "861/QĐ-TTg" ngày 05/07/2023', 'bộ quy tắc "{number}" vào ngày {day}', id="a word less"
        ),
        pytest.param("Khi xet xa do", "xét {kind} đó", id="without marks"),
        pytest.param('Thì "Khu vực" chưa xác định!', '"{title}" chưa xác định', id="a sign more"),
        pytest.param("Khi danh bạ của kế hoạch", "danh bạ của kế hoạch", id="under another keyword"),
    ],
)
def test_unknown_step_refused_with_the_nearest_wording(step: str, near: str) -> None:
    with pytest.raises(FeatureError) as error:
        bind(feature("Cho một xã", step).scenarios[0])
    (problem,) = error.value.problems
    assert (problem.place, problem.suggestion) == (Place("a.feature", 5), near)
    assert "docs/kich-ban.md" in problem.text("vi")


def test_unknown_step_in_english_suggests_english() -> None:
    with pytest.raises(FeatureError, match=r'did you mean "\{title\}" is undetermined\?'):
        bind(feature('Then "Region" undetermined', language="en").scenarios[0])


def test_step_like_nothing_gets_no_suggestion() -> None:
    with pytest.raises(FeatureError) as error:
        bind(feature("Khi mưa to gió lớn", "Khi !").scenarios[0])
    assert [problem.suggestion for problem in error.value.problems] == [None, None]


def test_bound_step_keeps_its_place() -> None:
    (bound,) = bind(feature("Khi phân bổ").scenarios[0])
    assert bound.step.place == Place("a.feature", 4)
    assert bound.phrase.does.startswith("Allocate")
