"""Columnar: decides a whole register at once, on polars, a nullable Boolean column for each leaf and each rule.

Two bits a node and a subject are the trace: true is satisfied, false is not, null is undetermined. Members are
counted by their bits: how many are set before a subject's first member, and how many before the next one's.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from functools import cached_property, reduce
from operator import and_, or_
from typing import Any, Final, assert_never

import attrs
import nanoarrow
import numpy as np
import polars as pl

from eligibility.columns.tables import Columns
from eligibility.engines.expressions import Call, Column, Constant, Expression
from eligibility.engines.frames import Shape
from eligibility.engines.tabulating import Found, Gather, Keep, Named, Path, Step, Tabulator, Tally
from eligibility.listings import Complete, Lists, bare
from eligibility.rulesets import Law
from eligibility.values import Choice

_COMPARED: Final[Mapping[str, Callable[[Any, Any], Any]]] = {
    "==": lambda left, right: left == right,
    "!=": lambda left, right: left != right,
    ">=": lambda left, right: left >= right,
    "<=": lambda left, right: left <= right,
    ">": lambda left, right: left > right,
    "<": lambda left, right: left < right,
    "+": lambda left, right: left + right,
    "*": lambda left, right: left * right,
    "//": lambda left, right: left // right,
    "bits": lambda left, right: left & right,
}


def translated(expression: Expression) -> pl.Expr:
    """An expression as polars has it."""
    match expression:
        case Column(name):
            return pl.col(name)
        case Constant(None):
            return pl.lit(None)
        case Constant(value):
            return pl.lit(value)
        case Call("&", parts):
            return reduce(and_, map(_outcome, parts))
        case Call("|", parts):
            return reduce(or_, map(_outcome, parts))
        case Call("~", (part,)):
            return ~translated(part)
        case Call("sure", (part,)):
            return translated(part).fill_null(value=False)
        case Call("may", (part,)):
            return translated(part).fill_null(value=True)
        case Call("null", (part,)):
            return translated(part).is_null()
        case Call("number", (part,)):
            return translated(part).cast(pl.Int64)
        case Call("wide", (part,)):
            return translated(part).cast(pl.Int128)
        case Call("if", (condition, one, other)):
            return pl.when(translated(condition)).then(translated(one)).otherwise(translated(other))
        case Call(sign, (left, right)):
            found: pl.Expr = _COMPARED[sign](translated(left), translated(right))
            return found
        case _:
            raise AssertionError(expression)


def _outcome(part: Expression) -> pl.Expr:
    return pl.lit(None, dtype=pl.Boolean) if part == Constant(None) else translated(part)


@attrs.frozen
class Plan:
    """The steps of a law for registers that have the same columns, in batches that run at once."""

    batches: tuple[tuple[Step, ...], ...]
    found: Mapping[tuple[Path, str], Found]
    faults: tuple[tuple[Path, str], ...]


@attrs.frozen(eq=False)
class Traced:
    """A register with all outcomes: the tables by path, and where in them the results of each rule set stand."""

    columns: Columns
    tables: Mapping[Path, pl.DataFrame]
    plan: Plan

    def named(self, named: Named) -> pl.Series:
        """The column of an outcome."""
        path, held = named
        if isinstance(held, Column):
            return self.tables[path][held.name]
        return pl.repeat(held.value, self.tables[path].height, dtype=pl.Boolean, eager=True)

    def faulty(self) -> Iterator[tuple[Path, int]]:
        """The rows whose facts contradict each other or the rules."""
        for path, name in self.plan.faults:
            for at in self.tables[path][name].arg_true():
                yield path, at


class ColumnarEngine:
    """A law compiled for whole registers of the topmost kind of subject. Safe in threads."""

    def __init__(self, law: Law, shape: Shape) -> None:
        self.law = law
        self.shape = shape
        self.complete = _complete(law, shape)
        self._plans: dict[object, Plan] = {}

    @cached_property
    def wanted(self) -> Mapping[str, Collection[str]]:
        """By kind of subject the facts that are read."""
        return wanted(self.shape)

    def plan(self, present: Mapping[Path, Collection[str]]) -> Plan:
        """The steps for registers with these columns."""
        key = tuple(sorted((path, tuple(sorted(names))) for path, names in present.items()))
        if key not in self._plans:
            absent: dict[str, dict[str, Choice]] = {}
            for kind, gives in self.complete:
                absent.setdefault(kind, {})[gives] = next(iter(self.complete[kind, gives].values())).absent
            written = Tabulator(self.law, self.shape, present, absent).write()
            self._plans[key] = Plan(_batches(written.steps), written.found, tuple(written.faults))
        return self._plans[key]

    def run(self, columns: Columns) -> Traced:
        """Every rule set on every subject."""
        columns = self._completed(columns)
        groups = dict(_paths(columns))
        plan = self.plan({path: group.table.columns for path, group in groups.items()})
        tables = {path: group.table for path, group in groups.items()}
        offsets = {path: _Offsets(_offsets(columns, path)) for path in groups if path}
        for batch in plan.batches:
            added: dict[Path, list[pl.Expr | pl.Series]] = {}
            for step in batch:
                added.setdefault(step.table, []).extend(_run(step, tables, offsets))
            for path, columns_ in added.items():
                tables[path] = tables[path].with_columns(columns_)
        return Traced(columns, tables, plan)

    def _completed(self, columns: Columns) -> Columns:
        """The same with a column for each list that is complete for some province: whether it is so for this one's."""
        if not self.complete or "province" not in columns.table.columns:
            return columns
        names = columns.table["province"].unique().drop_nulls()
        added = []
        for (kind, gives), complete in self.complete.items():
            own = [name for name in names if bare(name) in complete]
            holds = pl.col("province").is_in(own).fill_null(value=False)
            added.append(holds.alias(f"complete {gives} of {kind}"))
        return attrs.evolve(columns, table=columns.table.with_columns(added))


def _complete(law: Law, shape: Shape) -> dict[tuple[str, str], Mapping[str, Complete]]:
    """By kind of subject and attribute the provinces for which the list that gives it is complete."""
    lists = Lists(law.listings)
    return {
        (one.kind.name, index.listing.gives): complete
        for one in shape.walk()
        for index, complete in lists.of(one.kind.name)
        if complete and index.listing.gives in one.slots
    }


def wanted(shape: Shape) -> dict[str, set[str]]:
    """By kind of subject the attributes that are read, and those that say whether a relation is complete."""
    found: dict[str, set[str]] = {}
    for one in shape.walk():
        names = found.setdefault(one.kind.name, set())
        names |= one.slots.keys()
        names |= {one.kind.relations[relation].complete for relation in one.members}
    return found


def _paths(columns: Columns, path: Path = ()) -> Iterator[tuple[Path, Columns]]:
    yield path, columns
    for name, group in columns.members.items():
        yield from _paths(group.columns, (*path, name))


def _offsets(columns: Columns, path: Path) -> pl.Series:
    for name in path[:-1]:
        columns = columns.members[name].columns
    return columns.members[path[-1]].offsets


def _batches(steps: list[Step]) -> tuple[tuple[Step, ...], ...]:
    """The steps in batches of which each needs only what stands in those before it."""
    levels: dict[tuple[Path, str], int] = {}
    batches: dict[int, list[Step]] = {}
    for step in steps:
        level = 1 + max((levels.get(read, -1) for read in _reads(step)), default=-1)
        for name in (step.low, step.more) if isinstance(step, Tally) else (step.name,):
            levels[step.table, name] = level
        batches.setdefault(level, []).append(step)
    return tuple(tuple(batches[level]) for level in sorted(batches))


def _reads(step: Step) -> Iterator[tuple[Path, str]]:
    match step:
        case Keep(table, _, expression):
            yield from ((table, name) for name in _names(expression))
        case Gather(table, _, source):
            yield table[:-1], source
        case Tally(table, relation, outcome):
            if isinstance(outcome, Column):
                yield (*table, relation), outcome.name
        case _:
            assert_never(step)


def _names(expression: Expression) -> Iterator[str]:
    if isinstance(expression, Column):
        yield expression.name
    elif isinstance(expression, Call):
        for part in expression.parts:
            yield from _names(part)


def _run(
    step: Step, tables: Mapping[Path, pl.DataFrame], offsets: Mapping[Path, "_Offsets"]
) -> Iterator[pl.Expr | pl.Series]:
    match step:
        case Keep(_, name, expression):
            yield translated(expression).alias(name)
        case Gather(table, name, source):
            yield tables[table[:-1]][source].gather(offsets[table].owners).alias(name)
        case Tally(table, relation, outcome, low, more):
            path = (*table, relation)
            yield from offsets[path].tallied(tables[path], outcome, low, more)
        case _:
            assert_never(step)


class _Offsets:
    """Where the members of each subject begin, ready for counting."""

    def __init__(self, offsets: pl.Series) -> None:
        self.starts = offsets.cast(pl.Int64).to_numpy()

    @cached_property
    def owners(self) -> pl.Series:
        """For each member the position of its subject."""
        return pl.Series(np.repeat(np.arange(len(self.starts) - 1, dtype=np.uint32), np.diff(self.starts)))

    @cached_property
    def words(self) -> Any:  # noqa: ANN401 - an array
        """For each start the word of 64 bits that it falls into."""
        return self.starts >> 6

    @cached_property
    def masks(self) -> Any:  # noqa: ANN401 - an array
        """For each start the bits of its word that stand before it."""
        return (np.uint64(1) << (self.starts & 63).astype(np.uint64)) - np.uint64(1)

    def tallied(self, table: pl.DataFrame, outcome: Column | Constant, low: str, more: str) -> Iterator[pl.Series]:
        """How many members of each subject satisfy, and how many are undetermined."""
        if isinstance(outcome, Constant):
            yield pl.Series(more if outcome.value is None else low, np.diff(self.starts))
            return
        values, valid = bits(table[outcome.name])
        yield pl.Series(low, self.counted(values if valid is None else values & valid))
        if valid is None:
            yield pl.repeat(0, len(self.starts) - 1, dtype=pl.Int64, eager=True).alias(more)
        else:
            yield pl.Series(more, self.counted(~valid))

    def counted(self, words: Any) -> Any:  # noqa: ANN401 - arrays
        """How many bits are set between each start and the next."""
        before = np.zeros(len(words) + 1, dtype=np.int64)
        np.cumsum(np.bitwise_count(words), out=before[1:])
        ranks = before[self.words]
        ranks += np.bitwise_count(words[self.words] & self.masks)
        return np.diff(ranks)


def bits(series: pl.Series) -> tuple[Any, Any | None]:
    """The bits of a Boolean column in words of 64, and those of its validity where some value is null.

    The last word is one that no value stands in; bits past the last value mean nothing.
    """
    (chunk,) = nanoarrow.c_array_stream(series.rechunk())
    view = chunk.view()

    def words(buffer: Any) -> Any:  # noqa: ANN401 - a buffer, an array
        held = np.zeros(len(series) // 64 + 1, dtype=np.uint64)
        octets = np.frombuffer(buffer, np.uint8)
        if view.offset:  # a slice of a longer column
            own = np.unpackbits(octets, bitorder="little")[view.offset : view.offset + len(series)]
            octets = np.packbits(own, bitorder="little")
        length = (len(series) + 7) // 8
        held.view(np.uint8)[:length] = octets[:length]
        return held

    return words(view.buffer(1)), words(view.buffer(0)) if series.null_count() else None
