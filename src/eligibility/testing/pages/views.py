"""Views of features for a page: an outline is one scenario with its rows, each row with its result."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import PurePath

import attrs
from gherkin.gherkin_line import GherkinLine

from eligibility.model import folder_of
from eligibility.sources import Place
from eligibility.testing.gherkin import Feature, Scenario, Step, Table, feature_text
from eligibility.testing.runner import ScenarioResult


@attrs.frozen
class StepView:
    """A step with its parameters still open."""

    keyword: str
    text: str
    table: Table

    @property
    def pieces(self) -> tuple[str, ...]:
        """Its text, the parameters apart."""
        return tuple(re.split(r"(<[^<>]+>)", self.text))


@attrs.frozen
class RowView:
    """One row of an outline, or a plain scenario: its values, its result, and its position in the run."""

    id: str
    position: int
    values: tuple[str, ...]
    result: ScenarioResult


@attrs.frozen
class ScenarioView:
    """A scenario with all its rows."""

    id: str
    name: str
    rule: str
    place: Place
    head: tuple[str, ...]
    steps: tuple[StepView, ...]
    rows: tuple[RowView, ...]

    @property
    def passed(self) -> int:
        """The number of its rows that passed."""
        return sum(row.result.passed for row in self.rows)


@attrs.frozen
class FeatureView:
    """A feature: the steps with which all its scenarios begin, then each scenario."""

    id: str
    feature: Feature
    background: tuple[StepView, ...]
    scenarios: tuple[ScenarioView, ...]

    @property
    def passed(self) -> int:
        """The number of its scenarios that passed, each row one."""
        return sum(scenario.passed for scenario in self.scenarios)

    @property
    def total(self) -> int:
        """The number of its scenarios, each row one."""
        return sum(len(scenario.rows) for scenario in self.scenarios)

    @property
    def by_rule(self) -> tuple[tuple[str, tuple[ScenarioView, ...]], ...]:
        """Its scenarios under the rules that it names, in their order."""
        rules: dict[str, list[ScenarioView]] = {}
        for scenario in self.scenarios:
            rules.setdefault(scenario.rule, []).append(scenario)
        return tuple((rule, tuple(scenarios)) for rule, scenarios in rules.items())


def short(place: Place) -> str:
    """A place by its folder, file and line, without the part that differs from machine to machine."""
    return ":".join((*("/".join(PurePath(place.file).parts[-2:]),), *((str(place.line),) if place.line else ())))


def build_views(features: Iterable[Feature], results: Sequence[ScenarioResult]) -> tuple[FeatureView, ...]:
    """The views of features with the results of their scenarios, which ran in this order."""
    views: list[FeatureView] = []
    taken: Counter[str] = Counter()
    positioned = [*enumerate(results)]
    for feature in features:
        name = folder_of("-".join((*feature.path.parent.parts[-1:], feature.path.stem)))
        taken[name] += 1
        unique = name if taken[name] == 1 else f"{name}--{taken[name]}"
        views.append(_feature(feature, positioned[: len(feature.scenarios)], unique))
        del positioned[: len(feature.scenarios)]
    return tuple(views)


def _feature(feature: Feature, results: Sequence[tuple[int, ScenarioResult]], name: str) -> FeatureView:
    lines = feature_text(feature.path).splitlines()
    shared = _shared(feature.scenarios)
    outlines: dict[str, list[tuple[int, ScenarioResult]]] = {}
    for position, result in results:
        outlines.setdefault(result.scenario.name, []).append((position, result))
    scenarios = tuple(_scenario(rows, lines, len(shared), name) for rows in outlines.values())
    background = tuple(StepView(step.keyword, step.text, step.table) for step in shared)
    return FeatureView(f"f-{name}", feature, background, scenarios)


def _shared(scenarios: Sequence[Scenario]) -> tuple[Step, ...]:
    """The steps with which all scenarios of a feature begin: its background, where it has several scenarios."""
    if len({scenario.name for scenario in scenarios}) < 2:
        return ()
    first = scenarios[0].steps
    count = 0
    while count < len(first) and all(first[count] in scenario.steps[count : count + 1] for scenario in scenarios):
        count += 1
    return first[:count]


def _scenario(rows: Sequence[tuple[int, ScenarioResult]], lines: Sequence[str], begin: int, name: str) -> ScenarioView:
    scenarios = [result.scenario for _, result in rows]
    first = scenarios[0]
    steps = zip(*(scenario.steps[begin:] for scenario in scenarios), strict=True)
    return ScenarioView(
        f"{'o' if first.row else 's'}-{name}-{first.place.line}",
        first.name,
        first.rule,
        first.place,
        tuple(column for column, _ in first.row),
        tuple(_step(variants, lines) for variants in steps),
        tuple(_row(position, result, name) for position, result in rows),
    )


def _row(position: int, result: ScenarioResult, name: str) -> RowView:
    cells = tuple(cell for _, cell in result.scenario.row)
    return RowView(f"s-{name}-{result.scenario.place.line}", position, cells, result)


def _step(steps: Sequence[Step], lines: Sequence[str]) -> StepView:
    """A step as it is written, where the rows fill it in differently."""
    first = steps[0]
    text, table = first.text, first.table
    if any(step.text != text for step in steps):
        text = lines[first.place.line - 1].strip().removeprefix(first.keyword).strip()
    if any(step.table != table for step in steps):
        table = tuple(_cells(lines[first.place.line :], len(table)))
    return StepView(first.keyword, text, table)


def _cells(lines: Sequence[str], count: int) -> Iterator[tuple[str, ...]]:
    """The cells of a table as they are written: so many rows, with nothing but comments between them."""
    rows = [line for line in lines if line.lstrip().startswith("|")][:count]
    for row in rows:
        yield tuple(cell["text"] for cell in GherkinLine(row, 1).table_cells)


def mentioned(feature: Feature, numbers: Iterable[str]) -> str | None:
    """The first of these instruments to which a step of the feature refers."""
    candidates = tuple(numbers)
    texts = (step.text for scenario in feature.scenarios for step in scenario.steps)
    return next((number for text in texts for number in candidates if f'"{number}"' in text), None)
