"""Columnar: decides a whole register at once, two bits for each leaf and each rule of each subject.

These bits are the trace. `all` is &, `any` is |, on 64 subjects at a time; members are counted by how many bits are
set before a subject's first member and before the next one's.
"""

from collections.abc import Collection, Iterator, Mapping
from functools import cached_property, reduce
from typing import Any, assert_never

import attrs
import numpy as np
import polars as pl

from eligibility.engines.columnar.bits import (
    Bits,
    Held,
    Numbers,
    Offsets,
    Texts,
    Wide,
    both_known,
    column,
    compared,
    constant,
    product,
    read,
    short,
    unpacked,
)
from eligibility.engines.columnar.compiler import ColumnCompiler
from eligibility.engines.columnar.expressions import (
    Call,
    ColumnRef,
    Constant,
    DerivedColumns,
    Expression,
    GroupCount,
    Join,
    OutcomeRef,
    Select,
    Step,
    TablePath,
)
from eligibility.engines.frames import FrameLayout
from eligibility.model import COMPARISONS, Choice, Condition, Law
from eligibility.model.columns import Columns


@attrs.frozen
class Plan:
    """The steps of a law for registers that have the same columns."""

    steps: tuple[Step, ...]
    found: Mapping[tuple[TablePath, str], DerivedColumns]
    faults: tuple[tuple[TablePath, str], ...]


@attrs.define(eq=False, slots=False)
class Table:
    """The facts of one kind of subject and what was worked out of them, by name."""

    facts: pl.DataFrame
    held: dict[str, Held] = attrs.field(factory=dict)
    index: "Table | None" = None

    def __len__(self) -> int:
        return self.facts.height

    def column(self, name: str) -> Held:
        """A column; one of facts is read once."""
        if name not in self.held:
            self.held[name] = self.index.column(name) if self.index else read(self.facts[name])
        return self.held[name]

    @cached_property
    def twice(self) -> tuple[str, ...]:
        """The codes that are given to more than one subject; looked for once in the same facts."""
        if self.index:
            return self.index.twice
        given = self.facts["code"].drop_nulls() if "code" in self.facts.columns else pl.Series([], dtype=pl.String)
        numbers = short(given)
        if numbers is not None and (numbers[1:] > numbers[:-1]).all():
            return ()  # most registers are in the order of their codes
        return tuple(given.filter(given.is_duplicated()).unique(maintain_order=True))

    def below(self) -> "Table":
        """A table of the same facts, to work something out of them."""
        return Table(self.facts, {}, self)

    def outcome(self, expression: Expression) -> Bits:
        """An outcome of every subject."""
        found = self.value(expression)
        if isinstance(found, Bits):
            return found
        assert found in (True, False, None), found
        return constant(found, len(self))  # type: ignore[arg-type] # one of these three

    def value(self, expression: Expression) -> Held | int | str | None:
        """The value of an expression: a whole column, or what is the same everywhere."""
        match expression:
            case ColumnRef(name):
                return self.column(name)
            case Constant(value):
                return value
            case Call("&", parts):
                found = [self.outcome(part) for part in parts]
                sure, may = (reduce(np.bitwise_and, side) for side in _sides(found))
                return Bits(sure, sure if _plain(found) else may)
            case Call("|", parts):
                found = [self.outcome(part) for part in parts]
                sure, may = (reduce(np.bitwise_or, side) for side in _sides(found))
                return Bits(sure, sure if _plain(found) else may)
            case Call("~", (part,)):
                own = self.outcome(part)
                sure = ~own.may
                return Bits(sure, sure if _plain([own]) else ~own.sure)
            case Call("sure", (part,)):
                own = self.outcome(part)
                return Bits(own.sure, own.sure)
            case Call("may", (part,)):
                own = self.outcome(part)
                return Bits(own.may, own.may)
            case Call("null", (part,)):
                words = self._unknown(part)
                return Bits(words, words)
            case Call("if", (condition, one, other)):
                return self._chosen(self.outcome(condition), one, other)
            case Call("bits", (part, Constant(int(wanted)))):
                own_ = self._numbers(part)
                return Numbers(own_.held & own_.held.dtype.type(wanted))
            case Call("number", (part,)):
                return Numbers(unpacked(self.outcome(part).sure, len(self)).astype(np.int64))
            case Call("wide", (part,)):
                held = self._numbers(part)
                return Wide(np.zeros(len(self), dtype=np.uint64), held.held.astype(np.uint64), held.known)
            case Call(sign, (left, right)) if sign in COMPARISONS:
                return self._compared(left, sign, right)
            case Call(sign, parts):
                return self._reckoned(sign, *map(self.value, parts))
            case _:
                assert_never(expression)

    def _compared(self, left: Expression, sign: str, right: Expression) -> Bits:
        one, other = self.value(left), self.value(right)
        assert one is not None, left
        assert other is not None, right
        return compared(one, sign, other)

    def _numbers(self, expression: Expression) -> Numbers:
        found = self.value(expression)
        assert isinstance(found, Numbers), expression
        return found

    def _unknown(self, expression: Expression) -> Any:  # noqa: ANN401 - an array
        found = self.value(expression)
        if isinstance(found, Bits):
            return found.may & ~found.sure
        if isinstance(found, Texts):
            return Bits.of(found.held.is_null().to_numpy()).sure
        assert isinstance(found, Numbers | Wide), expression
        return constant(value=False, length=len(self)).sure if found.known is None else ~found.known

    def _chosen(self, condition: Bits, one: Expression, other: Expression) -> Numbers:
        """One number or another; None is an unknown one."""
        flags = unpacked(condition.sure, len(self))
        sides = []
        known = []
        for part, words in ((one, condition.sure), (other, ~condition.sure)):
            if isinstance(part, Constant):
                sides.append(np.int64(part.value or 0))
                known.append(~words if part.value is None else None)
            else:
                held = self._numbers(part)
                sides.append(held.held)
                known.append(None if held.known is None else held.known | ~words)
        return Numbers(np.where(flags, *sides), both_known(*known))

    def _reckoned(self, sign: str, left: Any, right: Any) -> Held:  # noqa: ANN401 - held, or a number
        if isinstance(left, Wide):
            return product(left, right)
        one, other = (side.held if isinstance(side, Numbers) else side for side in (left, right))
        known = both_known(*(side.known if isinstance(side, Numbers) else None for side in (left, right)))
        if sign == "*":  # counts of members are held in 32 bits
            return Numbers(np.multiply(one, other, dtype=np.int64), known)
        return Numbers(one + other if sign == "+" else one // other, known)


def _sides(found: list[Bits]) -> tuple[list[Any], list[Any]]:
    return [one.sure for one in found], [one.may for one in found]


def _plain(found: list[Bits]) -> bool:
    return all(one.sure is one.may for one in found)


class IndexedRegister:
    """A register ready to be decided, as often as one likes: its facts as bits and numbers, its members by offsets."""

    def __init__(self, columns: Columns) -> None:
        self.columns = columns
        self.facts = {path: Table(group.table) for path, group in _paths(columns)}
        self.offsets = {path: Offsets(_offsets(columns, path)) for path in self.facts if path}
        for table in self.facts.values():
            for name in table.facts.columns:
                if ":" not in name:  # what is said beside a fact is no fact
                    table.column(name)


@attrs.frozen(eq=False)
class TracedRegister:
    """A register with all outcomes: the tables by path, and where in them the results of each rule set stand."""

    columns: Columns
    tables: Mapping[TablePath, Table]
    offsets: Mapping[TablePath, Offsets]
    plan: Plan
    certain: Collection[str] = ()

    def bits(self, named: OutcomeRef) -> Bits:
        """An outcome of every subject of a table, or of every member."""
        path, held = named
        return self.tables[path].outcome(held)

    def column(self, named: OutcomeRef) -> pl.Series:
        """The same as a column of polars, null where undetermined."""
        return column(self.bits(named), len(self.tables[named[0]]))

    def faulty(self) -> Iterator[tuple[TablePath, int]]:
        """The rows whose facts may contradict each other or the rules."""
        for path, name in self.plan.faults:
            words = self.bits((path, ColumnRef(name))).sure
            for at in np.flatnonzero(unpacked(words, len(self.tables[path]))):
                yield path, int(at)


class ColumnarEngine:
    """A law compiled for whole registers of the topmost kind of subject. Safe in threads.

    `absent` says by kind and attribute which value is certain of a member that nobody listed, where that is certain:
    in the rows for which the column `complete ATTRIBUTE of KIND`, handed to `run`, is true.
    """

    def __init__(self, law: Law, layout: FrameLayout, absent: Mapping[str, Mapping[str, Choice]] | None = None) -> None:
        self.law = law
        self.layout = layout
        self.absent = absent or {}
        self._plans: dict[object, Plan] = {}

    def plan(self, present: Mapping[TablePath, Collection[str]]) -> Plan:
        """The steps for registers with these columns."""
        key = tuple(sorted((path, tuple(sorted(names))) for path, names in present.items()))
        if key not in self._plans:
            written = self._tabulator(present).write()
            self._plans[key] = Plan(tuple(written.steps), written.found, tuple(written.faults))
        return self._plans[key]

    def _tabulator(self, present: Mapping[TablePath, Collection[str]]) -> ColumnCompiler:
        return ColumnCompiler(self.law, self.layout, present, self.absent)

    def run(
        self, register: Columns | IndexedRegister, complete: Mapping[str, pl.Series] | None = None
    ) -> TracedRegister:
        """Every rule set on every subject.

        `complete` are Boolean columns of the topmost subjects, without null, by the name that `absent` gives them.
        """
        index = register if isinstance(register, IndexedRegister) else IndexedRegister(register)
        tables = {path: table.below() for path, table in index.facts.items()}
        certain = {name: Bits.of(holds.to_numpy()) for name, holds in (complete or {}).items()}
        tables[()].held.update(certain)
        present = _present(tables, certain)
        plan = self.plan(present)
        for step in plan.steps:
            _run(step, tables, index.offsets)
        return TracedRegister(index.columns, tables, index.offsets, plan, tuple(certain))

    def asked(self, traced: TracedRegister, condition: Condition) -> Bits:
        """The outcome of one more condition for every topmost subject of a register: what a plan's scope asks.

        The engine's layout has to hold what the condition reads.
        """
        tables = {path: table.below() for path, table in traced.tables.items()}
        written = self._tabulator(_present(tables, traced.certain))
        expression = written.asked(condition)
        for step in written.steps:
            _run(step, tables, traced.offsets)
        return tables[()].outcome(expression)


def _present(tables: Mapping[TablePath, Table], certain: Collection[str]) -> Mapping[TablePath, Collection[str]]:
    """The columns that each table has."""
    present = {path: table.facts.columns for path, table in tables.items()}
    return {**present, (): [*present[()], *certain]}


def columns_read(layout: FrameLayout) -> dict[str, set[str]]:
    """By kind of subject the attributes that are read, and those that say whether a relation is complete."""
    found: dict[str, set[str]] = {}
    for one in layout.walk():
        names = found.setdefault(one.kind.name, set())
        names.update(one.slots)
        names.update(one.kind.relations[relation].complete for relation in one.members)
    return found


def _paths(columns: Columns, path: TablePath = ()) -> Iterator[tuple[TablePath, Columns]]:
    yield path, columns
    for name, group in columns.members.items():
        yield from _paths(group.columns, (*path, name))


def _offsets(columns: Columns, path: TablePath) -> pl.Series:
    for name in path[:-1]:
        columns = columns.members[name].columns
    return columns.members[path[-1]].offsets


def _run(step: Step, tables: Mapping[TablePath, Table], offsets: Mapping[TablePath, Offsets]) -> None:
    held = tables[step.table].held
    match step:
        case Select(table, name, expression):
            found = tables[table].value(expression)
            assert isinstance(found, Bits | Numbers), step
            held[name] = found
        case Join(table, name, source):
            above, counts = tables[table[:-1]], offsets[table].counts
            own = above.outcome(ColumnRef(source))
            sure, may = (np.repeat(unpacked(words, len(above)), counts) for words in (own.sure, own.may))
            held[name] = Bits(Bits.of(sure).sure, Bits.of(may).sure)
        case GroupCount(table, relation, outcome, low, more):
            path = (*table, relation)
            held[low], held[more] = _tallied(tables[path], offsets[path], outcome)
        case _:
            assert_never(step)


def _tallied(members: Table, offsets: Offsets, outcome: ColumnRef | Constant) -> tuple[Numbers, Numbers]:
    """How many members of each subject satisfy, and how many are undetermined."""
    none = Numbers(np.zeros(len(offsets.counts), dtype=np.int32))
    if isinstance(outcome, Constant):
        return (none, Numbers(offsets.counts)) if outcome.value is None else (Numbers(offsets.counts), none)
    found = members.outcome(outcome)
    low = Numbers(offsets.counted(found.sure))
    return low, none if _plain([found]) else Numbers(offsets.counted(found.may & ~found.sure))
