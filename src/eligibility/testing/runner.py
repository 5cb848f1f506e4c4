"""Runner: scenarios run in this process, their steps bound once; tests, coverage and mutation all run on it."""

import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import attrs

from eligibility.sources import Problem, Text
from eligibility.testing.gherkin import Feature, FeatureError, Scenario, Step, read_features
from eligibility.testing.laws import LawCache
from eligibility.testing.steps import BoundStep, Expected, ScenarioContext, bind


@attrs.frozen
class BoundScenario:
    """A scenario with its steps bound."""

    scenario: Scenario
    steps: tuple[BoundStep, ...]


@attrs.frozen
class ScenarioResult:
    """The result of a scenario; if it did not pass, the step at which it stopped and the error raised there.

    The error is an `Expected` where the step was not fulfilled, a `FeatureError` where it makes no sense, and anything
    else where the step broke down. `seconds` is what the run took.
    """

    scenario: Scenario
    step: Step | None = None
    error: Exception | None = None
    seconds: float = attrs.field(default=0.0, eq=False)

    @property
    def outcome(self) -> str:
        """`passed`, `failed` (an expectation was not fulfilled) or `error`."""
        return "passed" if self.error is None else "failed" if self.failure else "error"

    @property
    def passed(self) -> bool:
        """True where every step was fulfilled."""
        return self.error is None

    @property
    def failure(self) -> Expected | None:
        """The expectation that was not fulfilled."""
        return self.error if isinstance(self.error, Expected) else None

    @property
    def problems(self) -> tuple[Problem, ...]:
        """The problems of a step that makes no sense."""
        return self.error.problems if isinstance(self.error, FeatureError) else ()

    @property
    def why(self) -> str:
        """The explanation of a failure or error, in the language of the feature."""
        match self.error:
            case None:
                return ""
            case Expected(why=why):
                return why
            case FeatureError():
                return self.error.text(self.scenario.lang)
            case _:
                return repr(self.error)


def bind_features(features: Iterable[Feature]) -> tuple[BoundScenario, ...]:
    """All scenarios with their steps bound. Raises `FeatureError` with every step that matches no phrase."""
    problems: list[Problem] = []
    scenarios: list[BoundScenario] = []
    for feature in features:
        for scenario in feature.scenarios:
            try:
                scenarios.append(BoundScenario(scenario, bind(scenario)))
            except FeatureError as error:
                problems += error.problems
    if problems:
        raise FeatureError(dict.fromkeys(problems))
    return tuple(scenarios)


def run(bound: BoundScenario, laws: LawCache) -> tuple[ScenarioResult, ScenarioContext]:
    """Run one scenario in a fresh context, up to the first step that fails."""
    context = ScenarioContext(laws, bound.scenario.lang)
    start = time.perf_counter()
    for step in bound.steps:
        try:
            step.run(context)
        except Exception as error:  # noqa: BLE001 - whatever a step raises is its result
            return ScenarioResult(bound.scenario, step.step, error, time.perf_counter() - start), context
    return ScenarioResult(bound.scenario, seconds=time.perf_counter() - start), context


@attrs.frozen
class Session:
    """The results of a run of features."""

    results: tuple[ScenarioResult, ...]

    @property
    def code(self) -> int:
        """The exit code: 0 all passed, 1 a scenario failed, 3 a step makes no sense."""
        outcomes = {result.outcome for result in self.results}
        return 3 if "error" in outcomes else 1 if "failed" in outcomes else 0


def run_features(
    paths: Sequence[str | Path],
    tags: Sequence[str] = (),
    without: Sequence[str] = (),
    report: Callable[[ScenarioResult], None] = lambda _: None,
    laws: LawCache | None = None,
) -> Session:
    """Run the scenarios that have all of `tags` and none of `without`; `report` receives each result as it comes.

    A scenario of a file that is named twice runs once. Raises `FeatureError` before anything runs if any of the files
    would not run as it reads.
    """
    scenarios = bind_features(read_features(paths))
    if empty := [bound.scenario for bound in scenarios if all(step.phrase.type != "then" for step in bound.steps)]:
        raise FeatureError(map(_expects_nothing, empty))
    laws = laws or LawCache()
    results = []
    for bound in {
        _key(bound.scenario): bound for bound in scenarios if _selected(bound.scenario, tags, without)
    }.values():
        results.append(run(bound, laws)[0])
        report(results[-1])
    return Session(tuple(results))


def _selected(scenario: Scenario, tags: Sequence[str], without: Sequence[str]) -> bool:
    return set(tags) <= scenario.tags and scenario.tags.isdisjoint(without)


def _key(scenario: Scenario) -> object:
    return Path(scenario.place.file).resolve(), scenario.name, scenario.row


def _expects_nothing(scenario: Scenario) -> Problem:
    """A scenario without an expectation would pass whatever the law says."""
    name = scenario.title
    what = Text(f"kịch bản “{name}” không mong đợi điều gì", f"the scenario “{name}” expects nothing")
    return Problem(scenario.place, what)
