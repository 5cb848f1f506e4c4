"""Windows: the steps of a law over one table that holds the subjects of every kind.

A row is a subject of some kind. A top subject and all that belongs to it share a key, so what goes from members to
their subject (a tally) and from a subject to its members (what they gather) is an aggregate over the rows with one
key: the table is shuffled by the topmost key once, and never joined.
"""

from collections.abc import Iterable, Iterator, Mapping
from functools import reduce
from typing import Final, assert_never

import attrs
from pyspark.sql import (
    Column as Clause,
    DataFrame,
    Window,
    WindowSpec,
    functions as F,  # noqa: N812 - as all of Spark's own documents call it
)

from eligibility.engines.columnar import (
    Call,
    ColumnRef,
    Constant,
    Expression,
    GroupCount,
    Join,
    OutcomeRef,
    Select,
    Step,
    TablePath,
)
from eligibility.spark.expressions import clause, outcome

KIND: Final = "~kind"
"""The column that tells by a number in which table of the law a row stands."""


def key(depth: int) -> str:
    """The column of the keys of the subjects so far below the topmost."""
    return f"~key {depth}"


@attrs.frozen(eq=False)
class Level:
    """The subjects of one kind: their facts by name, and the keys of those that they belong to and, last, their own.

    Those that nothing belongs to need no key of their own.
    """

    frame: DataFrame
    facts: Mapping[str, Clause]
    keys: tuple[Clause, ...]


@attrs.frozen(eq=False)
class Stack:
    """The table of all kinds, and in which of its columns each column of each kind stands."""

    frame: DataFrame
    paths: tuple[TablePath, ...]
    columns: Mapping[tuple[TablePath, str], str]

    @classmethod
    def of(cls, levels: Mapping[TablePath, Level]) -> "Stack":
        """The table of these subjects."""
        names = [(path, name) for path, level in levels.items() for name in level.facts]
        columns = {one: f"c{at}" for at, one in enumerate(names)}
        frames = [
            level.frame.select(
                F.lit(number).alias(KIND),
                *(one.alias(key(depth)) for depth, one in enumerate(level.keys)),
                *(fact.alias(columns[path, name]) for name, fact in level.facts.items()),
            )
            for number, (path, level) in enumerate(levels.items())
        ]
        whole = reduce(lambda one, other: one.unionByName(other, allowMissingColumns=True), frames)
        return cls(whole, tuple(levels), columns)

    def outcome(self, named: OutcomeRef) -> Clause:
        """The outcome of each row, null where undetermined; it means something in the rows of its own kind."""
        path, held = named
        return outcome(held, lambda name: self.column(path, name))

    def column(self, path: TablePath, name: str) -> Clause:
        """A column of one kind."""
        return F.col(self.columns[path, name])

    def holds(self, path: TablePath) -> Clause:
        """Whether a row is a subject of this kind."""
        return F.col(KIND) == self.paths.index(path)

    def together(self, path: TablePath) -> WindowSpec:
        """The rows of a subject of this kind and of all that belongs to it."""
        return Window.partitionBy(*(key(depth) for depth in range(len(path) + 1)))

    def run(self, steps: Iterable[Step]) -> "Stack":
        """The same with the columns that the steps make."""
        stack = self
        for stage in staged(steps, self.columns):
            new = [pair for step in stage for pair in stack.made(step)]
            columns = {one: f"c{at}" for at, (one, _) in enumerate(new, start=len(stack.columns))}
            added = (held.alias(columns[one]) for one, held in new)
            stack = Stack(stack.frame.select("*", *added), self.paths, {**stack.columns, **columns})
        return stack

    def made(self, step: Step) -> Iterator[tuple[tuple[TablePath, str], Clause]]:
        """The columns that a step makes."""
        match step:
            case Select(table, name, expression):
                yield (table, name), clause(expression, lambda one: self.column(table, one))
            case Join(table, name, source):
                above = table[:-1]
                held = F.when(self.holds(above), self.column(above, source))
                yield (table, name), F.max(held).over(self.together(above))  # there is one such row
            case GroupCount(table, relation, counted, low, more):
                path = (*table, relation)
                found = self.outcome((path, counted))
                for name, one in ((low, F.coalesce(found, F.lit(False))), (more, found.isNull())):
                    number = (self.holds(path) & one).cast("bigint")
                    yield (table, name), F.sum(number).over(self.together(table))
            case _:
                assert_never(step)


def staged(steps: Iterable[Step], facts: Iterable[tuple[TablePath, str]]) -> Iterator[list[Step]]:
    """The steps in stages: what one needs is made in those before; what goes between kinds waits until it must."""
    made, rest = set(facts), [(step, {*_needed(step)}) for step in steps]
    while rest:
        ready = [step for step, needed in rest if needed <= made]
        stage: list[Step] = [step for step in ready if isinstance(step, Select)]
        stage = stage or ready
        assert stage, rest
        yield stage
        done = {*map(id, stage)}
        made.update((step.table, name) for step in stage for name in _making(step))
        rest = [(step, needed) for step, needed in rest if id(step) not in done]


def _making(step: Step) -> tuple[str, ...]:
    return (step.low, step.more) if isinstance(step, GroupCount) else (step.name,)


def _needed(step: Step) -> Iterator[tuple[TablePath, str]]:
    match step:
        case Select(table, _, expression):
            yield from ((table, name) for name in _names(expression))
        case Join(table, _, source):
            yield table[:-1], source
        case GroupCount(table, relation, counted):
            yield from (((*table, relation), name) for name in _names(counted))
        case _:
            assert_never(step)


def _names(expression: Expression) -> Iterator[str]:
    match expression:
        case ColumnRef(name):
            yield name
        case Call(_, parts):
            for part in parts:
                yield from _names(part)
        case Constant():
            pass
        case _:
            assert_never(expression)
