"""Scenarios from a few lines, for tests of what steps do."""

from pathlib import Path

from eligibility.testing.gherkin import Feature, feature_of
from eligibility.testing.laws import LawCache
from eligibility.testing.runner import ScenarioResult, bind_features, run
from eligibility.testing.steps import ScenarioContext

LAWS = LawCache()
"""Loaded once for all tests."""
GROUP = 'bộ quy tắc "03/2023/TT-BTTTT" vào ngày 05/07/2023'
REGION = 'bộ quy tắc "861/QĐ-TTg" vào ngày 05/07/2023'


def feature(*steps: str, language: str = "vi") -> Feature:
    """A feature with one scenario of these steps, each with its keyword; lines that begin with | are tables."""
    heads = ("Tính năng: A", "Kịch bản: B") if language == "vi" else ("Feature: A", "Scenario: B")
    lines = [f"# language: {language}", heads[0], f"  {heads[1]}", *(f"    {step}" for step in steps)]
    return feature_of("\n".join(lines), Path("a.feature"))


def outcome(*steps: str, language: str = "vi", laws: LawCache = LAWS) -> tuple[ScenarioResult, ScenarioContext]:
    """The result of a scenario of these steps, and its context."""
    (scenario,) = bind_features([feature(*steps, language=language)])
    return run(scenario, laws)


def finding(*steps: str, language: str = "vi", laws: LawCache = LAWS) -> str:
    """The failure or the problems of a scenario; empty where it passes."""
    result, _ = outcome(*steps, language=language, laws=laws)
    if result.failure:
        return f"{result.failure.expected} ≠ {result.failure.found}"
    return "\n".join(problem.text(language) for problem in result.problems)
