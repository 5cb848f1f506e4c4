"""Keywords: the words of Gherkin in a language, and the one that a misspelt or foreign word means."""

import re
from functools import lru_cache
from typing import Final

import attrs
from gherkin.dialect import Dialect

from eligibility.sources import Text, closest, without_marks

_LANGUAGE = re.compile(r"\s*#\s*language\s*:\s*([A-Za-z-]+)\s*\Z")
_HEADED = re.compile(r"([^\W\d_][\w ]{0,40}?)\s*:(?!\S)")
_HEADINGS = ("feature", "background", "rule", "scenario", "scenario_outline", "examples")
_STEPS = ("given", "when", "then", "and", "but")
_MISTAKEN: Final = {"vi": {"vi du": "Dữ liệu", "cac vi du": "Dữ liệu", "bang": "Dữ liệu", "du lieu mau": "Dữ liệu"}}
"""Words that people write and that are not keywords, without marks."""


@attrs.frozen
class Keywords:
    """The keywords of one language: each word beside the one to write instead."""

    language: str
    headings: dict[str, str]
    steps: dict[str, str]

    @classmethod
    def of(cls, language: str) -> "Keywords":
        """The keywords of a language; an English one means that of the same role."""
        return _keywords(language)

    @property
    def expected(self) -> Text:
        """The headings of the language, for a message."""
        words = ", ".join(f"{word}:" for word in dict.fromkeys(self.headings.values()))
        return Text(words, words)

    @property
    def examples(self) -> str:
        """The heading of the rows of an outline."""
        return f"{self.headings['examples']}:"

    def heading(self, line: str) -> tuple[str, str | None] | None:
        """The word before a colon that begins a line, and the keyword meant by it; None where there is no such word."""
        match = _HEADED.match(line)
        if not match:
            return None
        word = without_marks(match[1])
        meant = self.headings.get(word) or _MISTAKEN.get(self.language, {}).get(word)
        if meant is None:
            near = closest(word, self.headings)
            meant = self.headings[near] if near else None
        return match[1], f"{meant}:" if meant else None

    def step(self, line: str) -> str | None:
        """The keyword of a step that a line begins with, in whatever capitals and marks."""
        plain = without_marks(line)
        return next((word for start, word in self.steps.items() if plain.startswith(f"{start} ")), None)


@lru_cache
def _keywords(language: str) -> Keywords:
    dialect, english = Dialect.for_name(language), Dialect.for_name("en")
    assert dialect is not None  # an unknown language was refused
    assert english is not None
    return Keywords(language, _meant(dialect, english, _HEADINGS), _meant(dialect, english, _STEPS))


def _meant(dialect: Dialect, english: Dialect, roles: tuple[str, ...]) -> dict[str, str]:
    """Every word without marks, with the word to write: its own spelling, or that of its role in this language."""
    meant: dict[str, str] = {}
    for role in roles:
        words = [word.strip() for word in getattr(dialect, f"{role}_keywords") if word.strip() != "*"]
        meant |= {without_marks(word): word for word in words if without_marks(word) not in meant}
        for word in getattr(english, f"{role}_keywords"):
            meant.setdefault(without_marks(word.strip()), words[-1])
    meant.pop("*", None)
    return meant


def language_of(text: str) -> str | None:
    """The language that the first line of a feature file states; None where it states none that is known."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    match = _LANGUAGE.match(first)
    return match[1] if match and Dialect.for_name(match[1]) else None
