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
    """What came of a scenario."""
    (one,) = bind_features([feature(*steps, language=language)])
    return run(one, laws)


def found(*steps: str, language: str = "vi", laws: LawCache = LAWS) -> str:
    """Nothing where a scenario passes; else what it found, or its problems."""
    verdict, _ = outcome(*steps, language=language, laws=laws)
    if verdict.failure:
        return f"{verdict.failure.expected} ≠ {verdict.failure.found}"
    return "\n".join(problem.text(language) for problem in verdict.problems)
