"""Mistakes in tables of any size: the first of each kind are shown and the rest counted."""

from collections.abc import Callable

import attrs
import polars as pl

from eligibility.sources import FactError, Place, Problem, Text

SHOWN = 5
"""Places of one kind of mistake in one column that are shown, at most."""


@attrs.define(eq=False)
class _Many:
    shown: list[Problem] = attrs.field(factory=list)
    count: int = 0


@attrs.define(eq=False)
class Findings:
    """The mistakes found so far: single ones, and the first of each kind with their number."""

    problems: list[Problem] = attrs.field(factory=list)
    many: dict[tuple[str, str, str], _Many] = attrs.field(factory=dict)

    def __bool__(self) -> bool:
        return bool(self.problems) or bool(self.many)

    def wrong(self, place: Place, what: Text, expected: Text | None = None, near: str | None = None) -> None:
        """Note something that is wrong once."""
        self.problems.append(Problem(place, what, expected, near))

    def note(self, key: tuple[str, str, str], rows: pl.Series, problem: Callable[[int], Problem]) -> None:
        """Note rows of which the same is wrong: the key is their file, heading and what it is."""
        if len(rows):
            many = self.many.setdefault(key, _Many())
            many.shown += map(problem, rows.head(SHOWN - len(many.shown)))
            many.count += len(rows)

    def add(self, other: "Findings") -> None:
        """Add what was found in other rows of the same tables; the first places by file and line stay shown."""
        self.problems += other.problems
        for key, more in other.many.items():
            many = self.many.setdefault(key, _Many())
            many.shown = sorted([*many.shown, *more.shown], key=lambda problem: problem.place.order)[:SHOWN]
            many.count += more.count

    def refuse(self) -> None:
        """Raise all of it, where anything is wrong."""
        if self:
            problems = [*self.problems, *(problem for many in self.many.values() for problem in _problems_of(many))]
            raise FactError(dict.fromkeys(problems))


def _problems_of(many: _Many) -> list[Problem]:
    rest = many.count - len(many.shown)
    return [*many.shown, Problem(many.shown[-1].place, more_like(rest))] if rest else many.shown


def more_like(count: int) -> Text:
    """The text that more rows have the same mistake."""
    return Text(f"và {count} dòng nữa như vậy", f"and {count} more rows like this")
