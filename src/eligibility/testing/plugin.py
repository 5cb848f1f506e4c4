"""Plugin: the phrases as pytest-bdd steps, and feature files as tests without a line of Python.

Named as a `pytest11` entry point, so that a folder of `.feature` files is enough. `eligibility_features = false` in
pytest's configuration leaves feature files to others.
"""

import tempfile
import types
from pathlib import Path
from typing import Any

import pytest
from pytest_bdd import given, then, when
from pytest_bdd.parsers import StepParser

from eligibility.errors import Place
from eligibility.testing.features import FeatureError, feature_text, read_feature
from eligibility.testing.phrases import PHRASES, Phrase
from eligibility.testing.running import ready
from eligibility.testing.world import Laws, World

_SCRATCH: pytest.StashKey["tempfile.TemporaryDirectory[str]"] = pytest.StashKey()


class _Parser(StepParser):
    """Lets pytest-bdd match a step with a phrase."""

    def __init__(self, phrase: Phrase) -> None:
        super().__init__(phrase.wordings[0])
        self.phrase = phrase

    def is_matching(self, name: str) -> bool:
        return self.phrase.match(name) is not None

    def parse_arguments(self, name: str) -> dict[str, Any] | None:
        holes = self.phrase.match(name)
        return None if holes is None else {"holes": holes}


def _step(phrase: Phrase) -> Any:
    def step(eligibility_world: World, holes: dict[str, str], datatable: Any = ()) -> None:
        phrase.run(eligibility_world, tuple(tuple(row) for row in datatable), **holes)

    return step


for _phrase in PHRASES:
    {"given": given, "when": when, "then": then}[_phrase.type](_Parser(_phrase))(_step(_phrase))


@pytest.fixture(scope="session")
def eligibility_laws() -> Laws:
    """The laws and plans of a session, each loaded once. Override it to test rules of your own folder."""
    return Laws()


@pytest.fixture
def eligibility_world(eligibility_laws: Laws) -> World:
    """What a scenario has said so far."""
    return World(eligibility_laws, "vi")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let a project leave its feature files to others."""
    parser.addini("eligibility_features", "run .feature files with the steps of eligibility", "bool", default=True)


def pytest_bdd_before_scenario(request: pytest.FixtureRequest, feature: Any) -> None:
    """Speak the feature's language."""
    world: World = request.getfixturevalue("eligibility_world")
    world.language = "vi" if feature.language == "vi" else "en"


def pytest_bdd_before_step(request: pytest.FixtureRequest, feature: Any, step: Any) -> None:
    """Know where a step stands."""
    world: World = request.getfixturevalue("eligibility_world")
    world.place = Place(feature.rel_filename, step.line_number)


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
            ready([read_feature(self.path)])
        except FeatureError as error:
            raise self.CollectError(error.text("vi")) from None
        module = types.ModuleType(f"eligibility_feature_{abs(hash(self.path))}")
        module.__file__ = str(self.path)
        source = f"from pytest_bdd import scenarios\nscenarios({str(self._readable())!r})"
        exec(compile(source, str(self.path), "exec"), module.__dict__)  # noqa: S102 - pytest-bdd fills its caller
        return module

    def _readable(self) -> Path:
        """The file, or a copy in the form that pytest-bdd can read: composed, without a byte-order mark."""
        text = feature_text(self.path)
        if self.path.read_bytes() == text.encode():
            return self.path
        scratch = self.config.stash.setdefault(_SCRATCH, tempfile.TemporaryDirectory())
        copy = Path(scratch.name) / self.path.name
        copy.write_text(text, encoding="utf-8")
        return copy


def pytest_unconfigure(config: pytest.Config) -> None:
    """Leave no copies behind."""
    if scratch := config.stash.get(_SCRATCH, None):
        scratch.cleanup()


