"""Survivors: accepted with a reason in both languages, or refused."""

from pathlib import Path

import pytest

from eligibility.testing.gherkin import FeatureError
from eligibility.testing.mutation import read_survivors, survivors_near
from eligibility.testing.mutation.accepted import NAME

pytestmark = pytest.mark.slow

REASON = "{vi: Tương đương, en: Equivalent}"


def written(folder: Path, text: str) -> Path:
    path = folder / NAME
    path.write_text(text, encoding="utf-8")
    return path


def test_list_is_read(tmp_path) -> None:
    (one,) = read_survivors(written(tmp_path, f'"a b: c": {REASON}\n'))
    assert (one.id, one.reason.vi, one.reason.en, one.place.line) == ("a b: c", "Tương đương", "Equivalent", 1)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("- a", 1),
        ("a: because", 1),
        ("a: {vi: Vì}", 1),
        ('a: {vi: "", en: Because}', 1),
        ("a: {vi: [Vì], en: Because}", 1),
        (f"a: {REASON}\na: {REASON}\n", 2),
        ("a: [", 1),
    ],
)
def test_wrong_list_is_refused(tmp_path, text, line) -> None:
    with pytest.raises(FeatureError) as caught:
        read_survivors(written(tmp_path, text))
    assert caught.value.problems[0].place.line == line


def test_list_is_found_beside_features_and_above_them(tmp_path) -> None:
    inner = tmp_path / "features" / "a"
    inner.mkdir(parents=True)
    file = inner / "a.feature"
    file.touch()
    assert survivors_near([inner, file]) is None
    path = written(tmp_path / "features", f"a: {REASON}")
    assert survivors_near([tmp_path / "features"]) == survivors_near([inner]) == survivors_near([file]) == path


def test_shipped_list_can_be_read() -> None:
    assert read_survivors(Path(__file__).resolve().parents[3] / "features" / NAME)
