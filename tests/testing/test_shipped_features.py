"""The shipped features: every scenario of features/ passes, in process."""

from pathlib import Path

import pytest

from eligibility.testing.gherkin import read_features
from eligibility.testing.laws import LawCache
from eligibility.testing.runner import bind_features, run

ROOT = Path(__file__).resolve().parents[2]
FEATURES = read_features([ROOT / "features"])
LAWS = LawCache()


@pytest.mark.parametrize(
    "one",
    [
        pytest.param(one, id=f"{Path(one.scenario.place.file).name}:{one.scenario.title}")
        for one in bind_features(FEATURES)
    ],
)
def test_scenario_passes(one) -> None:
    verdict, _ = run(one, LAWS)
    assert verdict.passed, verdict.failure or "\n".join(problem.text() for problem in verdict.problems)


def test_every_instrument_with_rules_has_features() -> None:
    folders = {path.parent.name for path in (ROOT / "rules").glob("*/[0-9]*.yaml")}
    assert {one.path.parent.name for one in FEATURES} == folders


def test_names_of_rules_and_features_are_said_once() -> None:
    names = [one.name for one in FEATURES]
    assert len(set(names)) == len(names)
