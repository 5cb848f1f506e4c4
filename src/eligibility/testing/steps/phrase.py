"""Phrases: how a step may be worded in Vietnamese and in English, and the table of all phrases."""

import re
from collections.abc import Callable
from typing import Final

import attrs

HOLE: Final = re.compile(r'"\{(\w+)\}"|\{(\w+)\}')


@attrs.frozen
class Phrase:
    """One kind of step: given, when or then, its wordings, and the function that runs it in a context."""

    type: str
    wordings: tuple[str, ...]
    patterns: tuple[re.Pattern[str], ...]
    run: Callable[..., None]

    def match(self, text: str) -> dict[str, str] | None:
        """The values in the holes of the wording that a text has, or None."""
        matches = (pattern.fullmatch(text) for pattern in self.patterns)
        return next((match.groupdict() for match in matches if match), None)

    def wording(self, language: str) -> str:
        """The wording in a language."""
        return self.wordings[0 if language == "vi" else 1]

    @property
    def does(self) -> str:
        """The first line of its documentation."""
        return (self.run.__doc__ or "").strip().splitlines()[0]


PHRASES: Final[list[Phrase]] = []
"""Every phrase."""


def pattern_of(wording: str) -> str:
    r"""The regular expression of a wording: `"{name}"` is anything in quotes, `{name}` words without quotes.

    >>> pattern_of("a {kind}")
    'a\\ (?P<kind>[^"]+?)'
    """
    parts, start = [], 0
    for hole in HOLE.finditer(wording):
        parts.append(re.escape(wording[start : hole.start()]))
        parts.append(f'"(?P<{hole[1]}>[^"]*)"' if hole[1] else f'(?P<{hole[2]}>[^"]+?)')
        start = hole.end()
    return "".join((*parts, re.escape(wording[start:])))


def phrase(type_: str, vi: str, en: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Decorate a function as a phrase of this type with these wordings."""

    def add(run: Callable[..., None]) -> Callable[..., None]:
        patterns = tuple(re.compile(pattern_of(wording)) for wording in (vi, en))
        PHRASES.append(Phrase(type_, (vi, en), patterns, run))
        return run

    return add
