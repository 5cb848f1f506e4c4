"""Scenarios: features, their scenarios and steps, as read."""

from pathlib import Path

import attrs

from eligibility.sources import Place, Problems


class FeatureError(Problems):
    """A feature file that cannot be run as it reads."""


Table = tuple[tuple[str, ...], ...]
Row = tuple[tuple[str, str], ...]


@attrs.frozen
class Step:
    """One step: what it is (given, when, then), its text, and its table where it has one."""

    type: str
    keyword: str
    text: str
    table: Table
    place: Place

    @property
    def sentence(self) -> str:
        """The step as the file writes it."""
        return f"{self.keyword} {self.text}".strip()


@attrs.frozen
class Scenario:
    """One scenario, or one row of an outline, with the steps of its background before its own."""

    feature: str
    rule: str
    name: str
    row: Row
    steps: tuple[Step, ...]
    tags: frozenset[str]
    language: str
    place: Place

    @property
    def title(self) -> str:
        """Its name, with the values of the row."""
        return self.name if not self.row else f"{self.name} [{' · '.join(value for _, value in self.row)}]"

    @property
    def lang(self) -> str:
        """The language of messages on it: `vi`, or `en` for a feature in any other language."""
        return "vi" if self.language == "vi" else "en"


@attrs.frozen
class Feature:
    """A feature file."""

    path: Path
    name: str
    language: str
    description: str
    scenarios: tuple[Scenario, ...]
