"""Errors: what is wrong, where, what was expected, and the nearest name; all of it at once."""

from collections.abc import Iterable, Mapping, Sequence

import attrs

from eligibility.sources.text import Text


@attrs.frozen
class Place:
    """A place in a file: its line, and a column (a number in a text, a heading in a table).

    >>> str(Place("communes.csv", 7, "code"))
    'communes.csv:7:code'
    """

    file: str
    line: int = 0
    column: int | str = 0

    def __str__(self) -> str:
        return ":".join(str(part) for part in (self.file, self.line, self.column) if part)

    @property
    def order(self) -> tuple[str, int, int]:
        """Sort key; the headings of one row stay in the order in which they were found."""
        return self.file, self.line, self.column if isinstance(self.column, int) else 0


NOWHERE = Place("")


@attrs.frozen
class Problem:
    """One thing that is wrong."""

    place: Place
    what: Text
    expected: Text | None = None
    suggestion: str | None = None

    def text(self, lang: str = "vi") -> str:
        """The problem in one line: *where: what; expected; suggestion*."""
        where = str(self.place)
        parts = [f"{where}: {self.what.in_(lang)}" if where else self.what.in_(lang)]
        if self.expected:
            parts.append(Text("cần ", "expected ").in_(lang) + self.expected.in_(lang))
        if self.suggestion:
            parts.append(Text("có phải là ", "did you mean ").in_(lang) + f"{self.suggestion}?")
        return "; ".join(parts)


class EligibilityError(Exception):
    """The root of every error that this library raises."""


class Problems(EligibilityError):
    """Several problems found at once; `problems` holds them all, in order of place."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(problems, key=lambda problem: problem.place.order))
        super().__init__(self.problems)

    def text(self, lang: str = "vi") -> str:
        """All problems, one a line."""
        return "\n".join(problem.text(lang) for problem in self.problems)

    def __str__(self) -> str:
        return self.text("en")


class RuleError(Problems):
    """A rule file, plan or list that cannot be used."""


class FactError(Problems):
    """Facts that contradict their own vocabulary or the law's lists."""

    def of(self, subject: str) -> "FactError":
        """The same error with the name of the subject whose facts it is about."""
        return FactError(
            attrs.evolve(problem, place=attrs.evolve(problem.place, file=subject)) for problem in self.problems
        )


class EngineDisagreement(EligibilityError):
    """The two engines found different rules to apply: nothing is decided."""

    def __init__(
        self, subject: str, fired: tuple[str, ...], traced: tuple[str, ...], facts: Mapping[str, object]
    ) -> None:
        self.subject, self.fired, self.traced, self.facts = subject, fired, traced, facts
        super().__init__(subject, fired, traced, facts)

    def __str__(self) -> str:
        return (
            f"the engines disagree about {self.subject}; durable_rules fired {list(self.fired)}, "
            f"tracing found {list(self.traced)}; facts: {dict(self.facts)}"
        )


class Unavailable(EligibilityError):
    """A part that this call needs is not installed; the message says what to install."""


def no_file(name: str) -> Problem:
    """The problem of a file that does not exist or cannot be read."""
    what = Text("không có tệp này, hoặc không đọc được", "there is no such file, or it cannot be read")
    return Problem(Place(name), what)


def refuse(problems: Sequence[Problem]) -> None:
    """Raise the problems where there are any."""
    if problems:
        raise FactError(problems)
