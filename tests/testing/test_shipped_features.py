"""The shipped features: every scenario passes, and every instrument with rules has its features."""

from pathlib import Path

from eligibility.testing.gherkin import read_features
from eligibility.testing.reports import result_lines
from eligibility.testing.runner import run_features
from tests.testing.builders import LAWS

ROOT = Path(__file__).resolve().parents[2]
FEATURES = read_features([ROOT / "features"])


def test_every_scenario_passes() -> None:
    session = run_features([ROOT / "features"], laws=LAWS)
    assert [line for result in session.results if not result.passed for line in result_lines(result, "en")] == []
    assert len(session.results) == sum(len(feature.scenarios) for feature in FEATURES)


def test_every_instrument_with_rules_has_features() -> None:
    folders = {path.parent.name for path in (ROOT / "rules").glob("*/[0-9]*.yaml")}
    assert {feature.path.parent.name for feature in FEATURES} == folders


def test_names_of_features_are_unique() -> None:
    names = [feature.name for feature in FEATURES]
    assert len(set(names)) == len(names)
