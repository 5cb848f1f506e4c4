"""Running: scenarios in process, their steps bound once; what `--mutate` and the coverage of the law run on."""

from collections.abc import Iterable, Iterator

import attrs

from eligibility.errors import Problem
from eligibility.testing.features import Feature, FeatureError, Scenario, Step
from eligibility.testing.phrases import Bound, bind
from eligibility.testing.world import Expected, Laws, World


@attrs.frozen
class Ready:
    """A scenario with its steps bound."""

    scenario: Scenario
    steps: tuple[Bound, ...]


@attrs.frozen
class Verdict:
    """What came of a scenario: passed, failed at a step, or an error of the feature at a step."""

    scenario: Scenario
    step: Step | None = None
    failure: Expected | None = None
    problems: tuple[Problem, ...] = ()

    @property
    def passed(self) -> bool:
        """Whether every step did what it says."""
        return self.step is None


def ready(features: Iterable[Feature]) -> tuple[Ready, ...]:
    """All scenarios with their steps bound. Raises `FeatureError` with every step that matches nothing."""
    problems: list[Problem] = []
    found: list[Ready] = []
    for feature in features:
        for scenario in feature.scenarios:
            try:
                found.append(Ready(scenario, bind(scenario)))
            except FeatureError as error:
                problems += error.problems
    if problems:
        raise FeatureError(dict.fromkeys(problems))
    return tuple(found)


def run(one: Ready, laws: Laws) -> tuple[Verdict, World]:
    """Run one scenario in a world of its own."""
    world = World(laws, "vi" if one.scenario.language == "vi" else "en")
    for bound in one.steps:
        try:
            bound.run(world)
        except Expected as failure:
            return Verdict(one.scenario, bound.step, failure), world
        except FeatureError as error:
            return Verdict(one.scenario, bound.step, problems=error.problems), world
    return Verdict(one.scenario), world


def run_all(scenarios: Iterable[Ready], laws: Laws) -> Iterator[Verdict]:
    """Run scenarios one after another."""
    for one in scenarios:
        yield run(one, laws)[0]
