"""Plugin: the phrases as pytest-bdd steps, and feature files as tests without a line of Python.

Named as a `pytest11` entry point, so that a folder of `.feature` files is enough. `eligibility_features = false` in
pytest's configuration leaves feature files to others. Override the fixture `eligibility_laws` to test rules of your
own folder.
"""

import tempfile
import types
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Final

import pytest
from pytest_bdd import given, then, when
from pytest_bdd.parser import Feature as BddFeature, Step as BddStep
from pytest_bdd.parsers import StepParser

from eligibility.sources import Place
from eligibility.testing.gherkin import Feature, FeatureError, feature_of, feature_text
from eligibility.testing.laws import LawCache
from eligibility.testing.runner import bind_features
from eligibility.testing.steps import Phrase, ScenarioContext, find

_SCRATCH: pytest.StashKey["tempfile.TemporaryDirectory[str]"] = pytest.StashKey()
_PYTESTS: Final = frozenset(("skip", "skipif", "xfail", "usefixtures", "parametrize", "filterwarnings"))
"""Tags by which pytest would skip a scenario or reverse its result: here they are only tags."""


class _Parser(StepParser):
    """Matches every step of one type that a phrase describes.

    One definition for each type, not one for each phrase: pytest-bdd tries all definitions for every step.
    """

    def __init__(self, type_: str) -> None:
        super().__init__(f"a phrase of {__name__} ({type_})")
        self.type = type_

    def is_matching(self, name: str) -> bool:
        return find(self.type, name) is not None

    def parse_arguments(self, name: str) -> dict[str, Any] | None:
        match = find(self.type, name)
        return None if match is None else {"phrase": match[0], "holes": match[1]}


def _step(
    eligibility_world: ScenarioContext, phrase: Phrase, holes: dict[str, str], datatable: Sequence[Sequence[str]] = ()
) -> None:
    phrase.run(eligibility_world, tuple(tuple(row) for row in datatable), **holes)


for _type, _defined in (("given", given), ("when", when), ("then", then)):
    _defined(_Parser(_type))(_step)


@pytest.fixture(scope="session")
def eligibility_laws() -> LawCache:
    """The laws and plans of a session, each loaded once. Override it to test rules of your own folder."""
    return LawCache()


@pytest.fixture
def eligibility_world(eligibility_laws: LawCache) -> ScenarioContext:
    """The context of one scenario."""
    return ScenarioContext(eligibility_laws, "vi")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option by which a project leaves its feature files to others."""
    parser.addini("eligibility_features", "run .feature files with the steps of eligibility", "bool", default=True)


def pytest_bdd_before_scenario(request: pytest.FixtureRequest, feature: BddFeature) -> None:
    """Set the language and the file of the context."""
    context = _context(request)
    if context is not None:
        context.language = "vi" if feature.language == "vi" else "en"
        context.place = Place(relative(request.node.path))


def pytest_bdd_before_step(request: pytest.FixtureRequest, step: BddStep) -> None:
    """Set the line of the step in the context."""
    context = _context(request)
    if context is not None:
        context.place = Place(context.place.file, step.line_number)


def _context(request: pytest.FixtureRequest) -> ScenarioContext | None:
    """The context of a scenario collected here, None for one that a project binds itself."""
    if request.node.getparent(FeatureFile) is None:
        return None
    context: ScenarioContext = request.getfixturevalue("eligibility_world")
    return context


def relative(path: Path) -> str:
    """The path from the working directory if it lies below, else the path itself."""
    folder = Path.cwd()
    return (path.relative_to(folder) if path.is_relative_to(folder) else path).as_posix()


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> "FeatureFile | None":
    """Collect a feature file as a module of tests."""
    if file_path.suffix != ".feature" or not parent.config.getini("eligibility_features"):
        return None
    module: FeatureFile = FeatureFile.from_parent(parent, path=file_path)
    return module


class FeatureFile(pytest.Module):
    """A feature file as a module of pytest."""

    def _getobj(self) -> types.ModuleType:
        try:
            text = feature_text(self.path)
            feature = feature_of(text, Path(relative(self.path)))
            bind_features([feature])
        except FeatureError as error:
            raise self.CollectError(error.text("vi")) from None
        self._declare(feature)
        module = types.ModuleType(f"eligibility_feature_{abs(hash(self.path))}")
        module.__file__ = str(self.path)
        source = f"from pytest_bdd import scenarios\nscenarios({str(self._readable(text))!r})"
        exec(compile(source, str(self.path), "exec"), module.__dict__)  # noqa: S102 - pytest-bdd fills its caller
        for function in vars(module).values():
            if isinstance(function, types.FunctionType) and hasattr(function, "pytestmark"):
                function.pytestmark = [_plain(mark) for mark in _tags_only(function.pytestmark)]
        return module

    def _declare(self, feature: Feature) -> None:
        """Declare the tags as marks, for `--strict-markers`."""
        for tag in sorted({tag for scenario in feature.scenarios for tag in scenario.tags}):
            self.config.addinivalue_line("markers", f"{tag}: a tag of {feature.path.name}")

    def _readable(self, text: str) -> Path:
        """The file, or a copy in the form that pytest-bdd can read: composed, without a byte-order mark."""
        if self.path.read_bytes() == text.encode():
            return self.path
        if _SCRATCH not in self.config.stash:
            self.config.stash[_SCRATCH] = tempfile.TemporaryDirectory()
        scratch = self.config.stash[_SCRATCH].name
        copy = Path(tempfile.mkdtemp(dir=scratch)) / self.path.name  # pytest-bdd reads a path only once
        copy.write_text(text, encoding="utf-8")
        return copy


def _tags_only(marks: Iterable[pytest.Mark]) -> list[pytest.Mark]:
    """The marks without the tags that mean something else to pytest."""
    return [mark for mark in marks if mark.args or mark.kwargs or mark.name not in _PYTESTS]


def _plain(mark: pytest.Mark) -> pytest.Mark:
    """The mark; of one that contains the rows of an outline, the rows without such tags too."""
    if mark.name == "parametrize":
        rows = mark.args[1]
        rows[:] = [row._replace(marks=_tags_only(getattr(tag, "mark", tag) for tag in row.marks)) for row in rows]
    return mark


def pytest_unconfigure(config: pytest.Config) -> None:
    """Remove the copies of feature files."""
    if scratch := config.stash.get(_SCRATCH, None):
        scratch.cleanup()
