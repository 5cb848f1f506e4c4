"""Phrases: the step that a phrase says, found and bound. One table of phrases for every runner."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

import attrs

from eligibility.sources import Problem, Text, folded
from eligibility.testing.gherkin import FeatureError, Scenario, Step
from eligibility.testing.steps import given, then, then_allocated
from eligibility.testing.steps.context import ScenarioContext
from eligibility.testing.steps.phrase import HOLE, PHRASES, Phrase, pattern_of, phrase

__all__ = [
    "PHRASES",
    "BoundStep",
    "Phrase",
    "bind",
    "find",
    "given",
    "pattern_of",
    "phrase",
    "then",
    "then_allocated",
    "wordings",
]


@attrs.frozen
class BoundStep:
    """A step with the phrase that it says."""

    step: Step
    phrase: Phrase
    holes: dict[str, str]

    def run(self, context: ScenarioContext) -> None:
        """Do what the step says."""
        context.place = self.step.place
        self.phrase.run(context, self.step.table, **self.holes)


def bind(scenario: Scenario) -> tuple[BoundStep, ...]:
    """The steps of a scenario with their phrases. Raises `FeatureError` where a step matches none."""
    problems: list[Problem] = []
    bound = []
    for step in scenario.steps:
        found = find(step)
        if found is None:
            problems.append(_unknown(step, scenario.language))
        else:
            bound.append(BoundStep(step, *found))
    if problems:
        raise FeatureError(problems)
    return tuple(bound)


def find(step: Step) -> tuple[Phrase, dict[str, str]] | None:
    """The phrase that a step says, and what stands in its holes."""
    return _find(step.type, step.text)


@lru_cache(maxsize=65_536)
def _find(type_: str, text: str) -> tuple[Phrase, dict[str, str]] | None:
    for known in PHRASES:
        if known.type == type_:
            holes = known.match(text)
            if holes is not None:
                return known, holes
    return None


def _unknown(step: Step, language: str) -> Problem:
    """What is wrong with a step that matches no wording, and the wording most like it."""
    what = Text(f"không hiểu bước “{step.text}”", f"the step “{step.text}” is not understood")
    expected = Text(
        "một trong các mẫu câu ở docs/kich-ban.md, kể cả dấu ngoặc kép", "one of the wordings, quotation marks included"
    )
    return Problem(step.place, what, expected, _nearest(step, language))


def _nearest(step: Step, language: str) -> str | None:
    """The wording most like a step that matches none, of its own type where there is one."""
    own: list[tuple[float, str]] = []
    others: list[tuple[float, str]] = []
    for known in PHRASES:
        likeness = max(_likeness(step.text, wording) for wording in known.wordings)
        (own if known.type == step.type else others).append((likeness, known.wording(language)))
    best = max(own, key=lambda one: one[0])
    other = max(others, key=lambda one: one[0])
    found = other if other[0] > best[0] and other[0] == 1 else best
    return found[1] if found[0] >= 0.25 else None


def _likeness(text: str, wording: str) -> float:
    words = set(_words(re.sub(r'"[^"]*"', "", text)))
    own = set(_words(HOLE.sub("", wording)))
    return len(words & own) / (len(words | own) or 1)


def _words(text: str) -> Iterator[str]:
    yield from re.findall(r"\w+", folded(text))


def wordings(language: str) -> Sequence[tuple[str, str, str]]:
    """Every wording in a language with its type and what it does, for the reference."""
    ordered = sorted(PHRASES, key=lambda known: ("given", "when", "then").index(known.type))
    return [(known.type, known.wording(language), known.does) for known in ordered]
