"""Stories: features as people read them, an outline told once with its rows, each row with what came of it."""

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import PurePath

import attrs
from gherkin.gherkin_line import GherkinLine

from eligibility.model import folder_of
from eligibility.sources import Place
from eligibility.testing.gherkin import Feature, Scenario, Step, Table, feature_text
from eligibility.testing.runner import ScenarioResult


@attrs.frozen
class ToldStep:
    """A step with its parameters still open."""

    keyword: str
    text: str
    table: Table

    @property
    def pieces(self) -> tuple[str, ...]:
        """Its text, the parameters apart."""
        return tuple(re.split(r"(<[^<>]+>)", self.text))


@attrs.frozen
class ToldRow:
    """One row of an outline, or a plain scenario: its values, what came of it, and the position in the run."""

    id: str
    at: int
    values: tuple[str, ...]
    verdict: ScenarioResult

    @property
    def passed(self) -> bool:
        """Whether every step did what it says."""
        return self.verdict.passed


@attrs.frozen
class Story:
    """A scenario with all its rows."""

    id: str
    name: str
    rule: str
    place: Place
    tags: tuple[str, ...]
    head: tuple[str, ...]
    steps: tuple[ToldStep, ...]
    rows: tuple[ToldRow, ...]

    @property
    def passed(self) -> int:
        """How many of its rows passed."""
        return sum(row.passed for row in self.rows)


@attrs.frozen
class ToldFeature:
    """A feature: what all its scenarios begin with, then each of them."""

    id: str
    feature: Feature
    background: tuple[ToldStep, ...]
    stories: tuple[Story, ...]

    @property
    def passed(self) -> int:
        """How many of its scenarios passed, each row one."""
        return sum(story.passed for story in self.stories)

    @property
    def total(self) -> int:
        """How many scenarios it has."""
        return sum(len(story.rows) for story in self.stories)

    @property
    def by_rule(self) -> tuple[tuple[str, tuple[Story, ...]], ...]:
        """Its scenarios under the rules that it names, in their order."""
        found: dict[str, list[Story]] = {}
        for story in self.stories:
            found.setdefault(story.rule, []).append(story)
        return tuple((rule, tuple(stories)) for rule, stories in found.items())


def short(place: Place) -> str:
    """Where something stands, without what differs from machine to machine: its folder, file and line."""
    return ":".join((*("/".join(PurePath(place.file).parts[-2:]),), *((str(place.line),) if place.line else ())))


def tell(features: Iterable[Feature], verdicts: Sequence[ScenarioResult]) -> tuple[ToldFeature, ...]:
    """The features with what came of their scenarios, which ran in this order."""
    told: list[ToldFeature] = []
    taken: dict[str, int] = {}
    at = 0
    for feature in features:
        own = tuple(enumerate(verdicts[at : at + len(feature.scenarios)], start=at))
        at += len(own)
        name = folder_of("-".join((*feature.path.parent.parts[-1:], feature.path.stem)))
        taken[name] = taken.get(name, 0) + 1
        told.append(_feature(feature, own, name if taken[name] == 1 else f"{name}--{taken[name]}"))
    return tuple(told)


def _feature(feature: Feature, own: Sequence[tuple[int, ScenarioResult]], name: str) -> ToldFeature:
    lines = feature_text(feature.path).splitlines()
    shared = _shared(feature.scenarios)
    grouped: dict[str, list[tuple[int, ScenarioResult]]] = {}
    for at, verdict in own:
        grouped.setdefault(verdict.scenario.name, []).append((at, verdict))
    stories = tuple(_story(rows, lines, len(shared), name) for rows in grouped.values())
    background = tuple(ToldStep(step.keyword, step.text, step.table) for step in shared)
    return ToldFeature(f"f-{name}", feature, background, stories)


def _shared(scenarios: Sequence[Scenario]) -> tuple[Step, ...]:
    """The steps with which all scenarios of a feature begin: its background, where it has several scenarios."""
    if len({scenario.name for scenario in scenarios}) < 2:
        return ()
    first = scenarios[0].steps
    count = 0
    while count < len(first) and all(first[count] in scenario.steps[count : count + 1] for scenario in scenarios):
        count += 1
    return first[:count]


def _story(rows: Sequence[tuple[int, ScenarioResult]], lines: Sequence[str], begin: int, name: str) -> Story:
    scenarios = [verdict.scenario for _, verdict in rows]
    first = scenarios[0]
    alike = list(zip(*(scenario.steps[begin:] for scenario in scenarios), strict=True))
    told = tuple(
        ToldRow(f"s-{name}-{verdict.scenario.place.line}", at, _values(verdict.scenario), verdict)
        for at, verdict in rows
    )
    return Story(
        f"s-{name}-{first.place.line}" if not first.row else f"o-{name}-{first.place.line}",
        first.name,
        first.rule,
        first.place,
        tuple(sorted(first.tags)),
        tuple(column for column, _ in first.row),
        tuple(_step(steps, lines) for steps in alike),
        told,
    )


def _values(scenario: Scenario) -> tuple[str, ...]:
    return tuple(value for _, value in scenario.row)


def _step(steps: Sequence[Step], lines: Sequence[str]) -> ToldStep:
    """A step as it is written, where the rows fill it in differently."""
    first = steps[0]
    text, table = first.text, first.table
    if any(step.text != text for step in steps):
        text = lines[first.place.line - 1].strip().removeprefix(first.keyword).strip()
    if any(step.table != table for step in steps):
        table = tuple(_cells(lines[first.place.line :], len(table)))
    return ToldStep(first.keyword, text, table)


def _cells(lines: Sequence[str], count: int) -> Iterator[tuple[str, ...]]:
    """The cells of a table as they are written: so many rows, with nothing but comments between them."""
    rows = [line for line in lines if line.lstrip().startswith("|")][:count]
    for row in rows:
        yield tuple(cell["text"] for cell in GherkinLine(row, 1).table_cells)


def mentioned(feature: Feature, numbers: Iterable[str]) -> str | None:
    """The first of these instruments that a step of the feature speaks of."""
    known = tuple(numbers)
    texts = (step.text for scenario in feature.scenarios for step in scenario.steps)
    return next((number for text in texts for number in known if f'"{number}"' in text), None)
