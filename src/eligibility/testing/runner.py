"""Running: scenarios in process, their steps bound once; what `--mutate` and the coverage of the law run on."""

import contextlib
import io
import os
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import attrs
import pytest
from pytest_bdd.parser import Step as BddStep
from pytest_bdd.scenario import scenario_wrapper_template_registry

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
    """What came of a scenario: passed, failed at a step, or an error of the feature at a step."""

    scenario: Scenario
    step: Step | None = None
    failure: Expected | None = None
    problems: tuple[Problem, ...] = ()

    @property
    def passed(self) -> bool:
        """Whether every step did what it says."""
        return self.step is None


def bind_features(features: Iterable[Feature]) -> tuple[BoundScenario, ...]:
    """All scenarios with their steps bound. Raises `FeatureError` with every step that matches nothing."""
    problems: list[Problem] = []
    found: list[BoundScenario] = []
    for feature in features:
        for scenario in feature.scenarios:
            try:
                found.append(BoundScenario(scenario, bind(scenario)))
            except FeatureError as error:
                problems += error.problems
    if problems:
        raise FeatureError(dict.fromkeys(problems))
    return tuple(found)


def run(one: BoundScenario, laws: LawCache) -> tuple[ScenarioResult, ScenarioContext]:
    """Run one scenario in a context of its own."""
    context = ScenarioContext(laws, "vi" if one.scenario.language == "vi" else "en")
    for bound in one.steps:
        try:
            bound.run(context)
        except Expected as failure:
            return ScenarioResult(one.scenario, bound.step, failure), context
        except FeatureError as error:
            return ScenarioResult(one.scenario, bound.step, problems=error.problems), context
    return ScenarioResult(one.scenario), context


def run_all(scenarios: Iterable[BoundScenario], laws: LawCache) -> Iterator[ScenarioResult]:
    """Run scenarios one after another."""
    for one in scenarios:
        yield run(one, laws)[0]


@attrs.frozen
class Result:
    """What came of one scenario: `passed`, `failed` (an expectation was not met) or `error` (a step makes no sense)."""

    scenario: Scenario
    outcome: str
    step: str = ""
    line: int = 0
    expected: str = ""
    found: str = ""
    why: str = ""
    problems: tuple[Problem, ...] = ()


@attrs.frozen
class Session:
    """The results of a run, and pytest's own report in JUnit's form where it was asked for."""

    results: tuple[Result, ...]
    junit: str = ""

    @property
    def code(self) -> int:
        """The exit code: 0 all passed, 1 a scenario failed, 3 a step makes no sense."""
        outcomes = {result.outcome for result in self.results}
        return 3 if "error" in outcomes else 1 if "failed" in outcomes else 0


def wanted(scenario: Scenario, tags: Sequence[str], without: Sequence[str]) -> bool:
    """Whether a scenario has all these tags and none of those."""
    return set(tags) <= scenario.tags and not scenario.tags & set(without)


def run_session(
    paths: Sequence[str | Path],
    tags: Sequence[str] = (),
    without: Sequence[str] = (),
    junit: bool = False,
    heard: Callable[[Result], None] = lambda _: None,
) -> Session:
    """Run features by pytest-bdd; `heard` is told of each result as it comes.

    Raises `FeatureError` before anything runs where a file would not run as it reads.
    """
    every = bind_features(read_features(paths))
    if empty := [one.scenario for one in every if all(bound.step.type != "then" for bound in one.steps)]:
        raise FeatureError(_nothing(scenario) for scenario in empty)
    chosen = [one for one in every if wanted(one.scenario, tags, without)]
    listener = _Listener(chosen, _aloud(heard))
    with tempfile.TemporaryDirectory() as scratch:
        report = Path(scratch) / "junit.xml"
        arguments = [
            *(str(path) for path in dict.fromkeys(one.scenario.place.file for one in chosen)),
            *(f"-pno:{name}" for name in _WITHOUT),
            *("-p", "pytest_bdd.plugin", "-p", "eligibility.testing.plugin", "-c", os.devnull, "--rootdir", os.curdir),
            *((f"--junitxml={report}",) if junit else ()),
        ]
        if chosen:
            _pytest(arguments, listener)
        text = report.read_text(encoding="utf-8") if report.exists() else ""
    return Session(tuple(listener.results), text)


_WITHOUT = (
    *("terminal", "cacheprovider", "doctest", "faulthandler", "logging", "monkeypatch", "pastebin", "recwarn"),
    *("setuponly", "setupplan", "stepwise", "subtests", "tmpdir", "unittest", "threadexception", "unraisableexception"),
    *("capture", "warnings", "legacypath"),
)
"""Plugins of pytest that no scenario needs: pytest-bdd looks at every fixture that there is for every step."""
_SETTINGS = {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTEST_ADDOPTS": "", "PYTEST_PLUGINS": ""}
"""With our plugins alone, whatever a developer has set for pytest."""


def _nothing(scenario: Scenario) -> Problem:
    """That a scenario expects nothing: it would pass whatever the law says."""
    name = scenario.title
    return Problem(
        scenario.place, Text(f"kịch bản “{name}” không mong đợi điều gì", f"the scenario “{name}” expects nothing")
    )


def _aloud(heard: Callable[[Result], None]) -> Callable[[Result], None]:
    """Let a listener speak where the caller speaks, though pytest is silenced around it."""
    out = sys.stdout

    def told(result: Result) -> None:
        with contextlib.redirect_stdout(out):
            heard(result)

    return told


def _pytest(arguments: list[str], listener: "_Listener") -> None:
    """Run pytest, silent."""
    before = {name: os.environ.get(name) for name in _SETTINGS}
    os.environ |= _SETTINGS
    try:
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()) as said:
            code = pytest.main(arguments, plugins=[listener])
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
    if len(listener.results) != len(listener.chosen):
        # Nothing is reported as passed that did not run.
        raise RuntimeError(f"pytest ran {len(listener.results)} of {len(listener.chosen)} ({code}): {said.getvalue()}")


class _Listener:
    """Hears pytest and makes results of it."""

    def __init__(self, chosen: Sequence[BoundScenario], heard: Callable[[Result], None]) -> None:
        self.heard = heard
        self.chosen = {_key(one.scenario): one.scenario for one in chosen}
        self.results: list[Result] = []
        self._error: tuple[BddStep, BaseException] | None = None
        self._now: Scenario | None = None

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Leave out what was not chosen."""
        items[:] = [item for item in items if self._scenario(item) is not None]

    def _scenario(self, item: pytest.Item) -> Scenario | None:
        """The scenario that an item runs, if it was chosen."""
        assert isinstance(item, pytest.Function)
        template = scenario_wrapper_template_registry.get(item.obj)
        assert template is not None  # nothing but features was given to pytest
        row: Any = item.callspec.params["_pytest_bdd_example"] if hasattr(item, "callspec") else {}
        return self.chosen.get((item.path.resolve(), template.name, tuple(sorted(row.items()))))

    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        """Note which scenario runs now."""
        self._now, self._error = self._scenario(item), None

    def pytest_bdd_step_error(self, step: BddStep, exception: BaseException) -> None:
        """Note the step that went wrong, and how."""
        self._error = (step, exception)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Make a result of a finished scenario."""
        if self._now is None or not (report.when == "call" or report.failed):
            return
        result = self._result(self._now, report)
        self._now = None
        self.results.append(result)
        self.heard(result)

    def _result(self, scenario: Scenario, report: pytest.TestReport) -> Result:
        if report.passed:
            return Result(scenario, "passed")
        if self._error is None:
            return Result(scenario, "error", why=report.longreprtext)
        step, error = self._error
        said = f"{step.keyword} {step.name}".strip()
        if isinstance(error, Expected):
            return Result(scenario, "failed", said, step.line_number, error.expected, error.found, error.why)
        problems = error.problems if isinstance(error, FeatureError) else ()
        why = (
            error.text("vi" if scenario.language == "vi" else "en") if isinstance(error, FeatureError) else repr(error)
        )
        return Result(scenario, "error", said, step.line_number, why=why, problems=problems)


def _key(scenario: Scenario) -> tuple[Path, str, tuple[tuple[str, str], ...]]:
    return Path(scenario.place.file).resolve(), scenario.name, tuple(sorted(scenario.row))
