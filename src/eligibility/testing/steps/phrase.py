"""Wordings: how a step may be said in Vietnamese and in English, and the table of all phrases."""

import re
from collections.abc import Callable
from typing import Final

import attrs

HOLE: Final = re.compile(r'"\{(\w+)\}"|\{(\w+)\}')


@attrs.frozen
class Phrase:
    """One kind of step: given, when or then, its wordings, and what it does to a context."""

    type: str
    wordings: tuple[str, ...]
    patterns: tuple[re.Pattern[str], ...]
    run: Callable[..., None]

    def match(self, text: str) -> dict[str, str] | None:
        """The values in the holes of the wording that a text has, or None."""
        for pattern in self.patterns:
            found = pattern.fullmatch(text)
            if found:
                return found.groupdict()
        return None

    def wording(self, language: str) -> str:
        """How it is said in a language."""
        return self.wordings[0 if language == "vi" else 1]

    @property
    def does(self) -> str:
        """What it does: the first line of its documentation."""
        return (self.run.__doc__ or "").strip().splitlines()[0]


PHRASES: Final[list[Phrase]] = []
"""Every phrase."""


def pattern_of(wording: str) -> str:
    r"""The regular expression of a wording: `"{name}"` is anything in quotes, `{name}` words without quotes.

    >>> pattern_of("a {kind}")
    'a\\ (?P<kind>[^"]+?)'
    """
    parts, at = [], 0
    for hole in HOLE.finditer(wording):
        parts.append(re.escape(wording[at : hole.start()]))
        parts.append(f'"(?P<{hole[1]}>[^"]*)"' if hole[1] else f'(?P<{hole[2]}>[^"]+?)')
        at = hole.end()
    return "".join((*parts, re.escape(wording[at:])))


def phrase(type_: str, vi: str, en: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Make a function a phrase of this type with these wordings."""

    def made(run: Callable[..., None]) -> Callable[..., None]:
        patterns = tuple(re.compile(pattern_of(wording)) for wording in (vi, en))
        PHRASES.append(Phrase(type_, (vi, en), patterns, run))
        return run

    return made
