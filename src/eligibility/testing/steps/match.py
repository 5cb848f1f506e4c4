"""Match: the phrase of each step, found and bound, or the wording nearest to it."""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

import attrs

from eligibility.sources import Problem, Text, without_marks
from eligibility.testing.gherkin import FeatureError, Scenario, Step
from eligibility.testing.steps.context import ScenarioContext
from eligibility.testing.steps.phrase import HOLE, PHRASES, Phrase

LIKE: Final = 0.25
"""The least share of common words at which a wording is suggested."""


@attrs.frozen
class BoundStep:
    """A step with its phrase and the values in the holes."""

    step: Step
    phrase: Phrase
    holes: dict[str, str]

    def run(self, context: ScenarioContext) -> None:
        """Run the step."""
        context.place = self.step.place
        self.phrase.run(context, self.step.table, **self.holes)


def bind(scenario: Scenario) -> tuple[BoundStep, ...]:
    """The steps of a scenario with their phrases. Raises `FeatureError` where a step matches none."""
    problems: list[Problem] = []
    steps = []
    for step in scenario.steps:
        match = find(step.type, step.text)
        if match is None:
            problems.append(_unknown(step, scenario.language))
        else:
            steps.append(BoundStep(step, *match))
    if problems:
        raise FeatureError(problems)
    return tuple(steps)


@lru_cache(maxsize=65_536)
def find(type_: str, text: str) -> tuple[Phrase, dict[str, str]] | None:
    """The phrase of this type that a text matches, with the values in its holes."""
    for phrase in PHRASES:
        if phrase.type == type_ and (holes := phrase.match(text)) is not None:
            return phrase, holes
    return None


def _unknown(step: Step, language: str) -> Problem:
    what = Text(f"không hiểu bước “{step.text}”", f"the step “{step.text}” is not understood")
    expected = Text(
        "một trong các mẫu câu ở docs/kich-ban.md, kể cả dấu ngoặc kép", "one of the wordings, quotation marks included"
    )
    return Problem(step.place, what, expected, _nearest(step, language))


def _nearest(step: Step, language: str) -> str | None:
    """The wording most like a step: of the step's type, unless one of another type has exactly its words."""

    def likeness(phrase: Phrase) -> float:
        return max(_likeness(step.text, wording) for wording in phrase.wordings)

    nearest = max((phrase for phrase in PHRASES if phrase.type == step.type), key=likeness)
    other = max((phrase for phrase in PHRASES if phrase.type != step.type), key=likeness)
    if likeness(other) == 1 > likeness(nearest):
        nearest = other
    return nearest.wording(language) if likeness(nearest) >= LIKE else None


def _likeness(text: str, wording: str) -> float:
    """The share of common words among all, quoted values and holes left out."""
    words = _words(re.sub(r'"[^"]*"', "", text))
    others = _words(HOLE.sub("", wording))
    return len(words & others) / (len(words | others) or 1)


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", without_marks(text)))


def wordings(language: str) -> Sequence[tuple[str, str, str]]:
    """Every wording in a language with its type and what it does, for the reference."""
    ordered = sorted(PHRASES, key=lambda phrase: ("given", "when", "then").index(phrase.type))
    return [(phrase.type, phrase.wording(language), phrase.does) for phrase in ordered]
