"""Plugin: the phrases as pytest-bdd steps, and feature files as tests without a line of Python.

Named as a `pytest11` entry point, so that a folder of `.feature` files is enough. `eligibility_features = false` in
pytest's configuration leaves feature files to others. Override the fixture `eligibility_laws` to test rules of your
own folder.
"""

import tempfile
import types
from collections.abc import Iterable, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any, Final

import pytest
from pytest_bdd import given, then, when
from pytest_bdd.parser import Feature as BddFeature, Step as BddStep
from pytest_bdd.parsers import StepParser

from eligibility.sources import NOWHERE, Place
from eligibility.testing.gherkin import Feature, FeatureError, Step, feature_of, feature_text
from eligibility.testing.laws import LawCache
from eligibility.testing.runner import bind_features
from eligibility.testing.steps import Phrase, ScenarioContext, find

_SCRATCH: pytest.StashKey["tempfile.TemporaryDirectory[str]"] = pytest.StashKey()
_DEFINITIONS: pytest.StashKey[dict[str, tuple[Any, ...]]] = pytest.StashKey()
_PYTESTS: Final = frozenset(("skip", "skipif", "xfail", "usefixtures", "parametrize", "filterwarnings"))
"""Tags by which pytest would leave a scenario out, or turn its verdict round: here they are only tags."""


class _Parser(StepParser):
    """Lets pytest-bdd match every step of a type that a phrase says.

    One definition for each type and not one for each phrase: pytest-bdd asks all definitions about every step.
    """

    def __init__(self, type_: str) -> None:
        super().__init__(f"a phrase of {__name__} ({type_})")
        self.type = type_

    def is_matching(self, name: str) -> bool:
        return self._found(name) is not None

    def parse_arguments(self, name: str) -> dict[str, Any] | None:
        found = self._found(name)
        return None if found is None else {"phrase": found[0], "holes": found[1]}

    def _found(self, name: str) -> tuple[Phrase, dict[str, str]] | None:
        return find(Step(self.type, "", name, (), NOWHERE))


def _step(
    eligibility_world: ScenarioContext, phrase: Phrase, holes: dict[str, str], datatable: Sequence[Sequence[str]] = ()
) -> None:
    phrase.run(eligibility_world, tuple(tuple(row) for row in datatable), **holes)


for _type, _defined in (("given", given), ("when", when), ("then", then)):
    _defined(_Parser(_type))(_step)


# pytest-bdd asks every definition of a session about every step. The steps of our files are known to say one of our
# phrases before anything runs, so that who defines a step follows from its type.
_bdd: Any = import_module("pytest_bdd.scenario")  # the package's own `scenario` is a function
_find_definitions = _bdd.find_fixturedefs_for_step


def _find_ours(step: BddStep, fixturemanager: Any, node: pytest.Item) -> Iterable[Any]:  # noqa: ANN401 - pytest's own
    if node.getparent(FeatureFile) is None:
        theirs: Iterable[Any] = _find_definitions(step, fixturemanager, node)
        return theirs
    known = node.config.stash.setdefault(_DEFINITIONS, {})
    if step.type not in known:
        known[step.type] = tuple(_find_definitions(step, fixturemanager, node))
    return known[step.type]


_bdd.find_fixturedefs_for_step = _find_ours


@pytest.fixture(scope="session")
def eligibility_laws() -> LawCache:
    """The laws and plans of a session, each loaded once. Override it to test rules of your own folder."""
    return LawCache()


@pytest.fixture
def eligibility_world(eligibility_laws: LawCache) -> ScenarioContext:
    """What a scenario has said so far."""
    return ScenarioContext(eligibility_laws, "vi")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let a project leave its feature files to others."""
    parser.addini("eligibility_features", "run .feature files with the steps of eligibility", "bool", default=True)


def pytest_bdd_before_scenario(request: pytest.FixtureRequest, feature: BddFeature) -> None:
    """Speak the feature's language, and know its file."""
    context = _context(request)
    if context is not None:
        context.language = "vi" if feature.language == "vi" else "en"
        context.place = Place(shown(request.node.path))


def pytest_bdd_before_step(request: pytest.FixtureRequest, step: BddStep) -> None:
    """Know where a step stands."""
    context = _context(request)
    if context is not None:
        context.place = Place(context.place.file, step.line_number)


def _context(request: pytest.FixtureRequest) -> ScenarioContext | None:
    """The context of a scenario of ours; scenarios that a project binds itself are none of our business."""
    if request.node.getparent(FeatureFile) is None:
        return None
    context: ScenarioContext = request.getfixturevalue("eligibility_world")
    return context


def shown(path: Path) -> str:
    """A path as people know it: from the working directory where it lies below."""
    here = Path.cwd()
    return (path.relative_to(here) if path.is_relative_to(here) else path).as_posix()


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> "FeatureFile | None":
    """Every feature file is a module of tests."""
    if file_path.suffix != ".feature" or not parent.config.getini("eligibility_features"):
        return None
    found: FeatureFile = FeatureFile.from_parent(parent, path=file_path)
    return found


class FeatureFile(pytest.Module):
    """A feature file as pytest sees it."""

    def _getobj(self) -> types.ModuleType:
        try:
            text = feature_text(self.path)
            feature = feature_of(text, Path(shown(self.path)))
            bind_features([feature])
        except FeatureError as error:
            raise self.CollectError(error.text("vi")) from None
        self._declare(feature)
        module = types.ModuleType(f"eligibility_feature_{abs(hash(self.path))}")
        module.__file__ = str(self.path)
        source = f"from pytest_bdd import scenarios\nscenarios({str(self._readable(text))!r})"
        exec(compile(source, str(self.path), "exec"), module.__dict__)  # noqa: S102 - pytest-bdd fills its caller
        for found in vars(module).values():
            if isinstance(found, types.FunctionType) and hasattr(found, "pytestmark"):
                found.pytestmark = [_plain(mark) for mark in _tags_only(found.pytestmark)]
        return module

    def _declare(self, feature: Feature) -> None:
        """Make tags known to pytest, which may be told to refuse marks that nobody declared."""
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
    """The marks without those that are a tag and mean something else to pytest."""
    return [mark for mark in marks if mark.args or mark.kwargs or mark.name not in _PYTESTS]


def _plain(mark: pytest.Mark) -> pytest.Mark:
    """The mark that holds the rows of an outline, its rows freed in the same way."""
    if mark.name == "parametrize":
        rows = mark.args[1]
        rows[:] = [row._replace(marks=_tags_only(getattr(one, "mark", one) for one in row.marks)) for row in rows]
    return mark


def pytest_unconfigure(config: pytest.Config) -> None:
    """Leave no copies behind."""
    if scratch := config.stash.get(_SCRATCH, None):
        scratch.cleanup()
