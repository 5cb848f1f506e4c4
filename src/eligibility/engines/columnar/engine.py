"""Columnar: decides a whole register at once, two bits for each leaf and each rule of each subject.

These bits are the trace. `all` is &, `any` is |, on 64 subjects at a time; members are counted by how many bits are
set before a subject's first member and before the next one's.
"""

from collections.abc import Collection, Iterator, Mapping
from typing import assert_never

import attrs
import numpy as np
import polars as pl

from eligibility.engines.columnar.bits import Bits, Numbers, Offsets, column, unpacked
from eligibility.engines.columnar.compiler import ColumnCompiler
from eligibility.engines.columnar.expressions import ColumnRef, Constant
from eligibility.engines.columnar.scopes import Absent
from eligibility.engines.columnar.steps import GroupCount, Join, OutcomeRef, Plan, Select, Step, TablePath
from eligibility.engines.columnar.tables import Table
from eligibility.engines.frames import FrameLayout
from eligibility.model import Condition, Law
from eligibility.model.columns import Columns


class IndexedRegister:
    """A register to be decided any number of times: its facts as bits and numbers, its members by offsets."""

    def __init__(self, columns: Columns) -> None:
        self.columns = columns
        self.facts = {path: Table(group.table) for path, group in _paths(columns)}
        self.offsets = {path: Offsets(_offsets(columns, path)) for path in self.facts if path}
        for table in self.facts.values():
            for name in table.facts.columns:
                if ":" not in name:  # evidence and sources are not facts
                    table.column(name)


@attrs.frozen(eq=False)
class TracedRegister:
    """A register with all outcomes: the tables by path, and the plan that says where in them the results are."""

    columns: Columns
    tables: Mapping[TablePath, Table]
    offsets: Mapping[TablePath, Offsets]
    plan: Plan
    certain: Collection[str] = ()

    def bits(self, outcome: OutcomeRef) -> Bits:
        """An outcome of every subject of a table, or of every member."""
        path, reference = outcome
        return self.tables[path].outcome(reference)

    def column(self, outcome: OutcomeRef) -> pl.Series:
        """An outcome as a column of polars, null where undetermined."""
        return column(self.bits(outcome), len(self.tables[outcome[0]]))

    def faulty(self) -> Iterator[tuple[TablePath, int]]:
        """The rows whose facts may contradict each other or the rules."""
        for path, name in self.plan.faults:
            words = self.bits((path, ColumnRef(name))).sure
            for row in np.flatnonzero(unpacked(words, len(self.tables[path]))):
                yield path, int(row)


class ColumnarEngine:
    """A law compiled for whole registers of the topmost kind of subject. Safe in threads.

    `absent` contains by kind and attribute the value of a member that nobody listed, where that is certain: in the
    rows for which the column `complete ATTRIBUTE of KIND`, handed to `run`, is true.
    """

    def __init__(self, law: Law, layout: FrameLayout, absent: Absent | None = None) -> None:
        self.law = law
        self.layout = layout
        self.absent = absent or {}
        self._plans: dict[object, Plan] = {}

    def plan(self, present: Mapping[TablePath, Collection[str]]) -> Plan:
        """The steps for registers with these columns."""
        key = tuple(sorted((path, tuple(sorted(names))) for path, names in present.items()))
        if key not in self._plans:
            self._plans[key] = self._compiler(present).plan()
        return self._plans[key]

    def _compiler(self, present: Mapping[TablePath, Collection[str]]) -> ColumnCompiler:
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
        tables[()].columns.update(certain)
        plan = self.plan(_present(tables, certain))
        for step in plan.steps:
            _run(step, tables, index.offsets)
        return TracedRegister(index.columns, tables, index.offsets, plan, tuple(certain))

    def asked(self, traced: TracedRegister, condition: Condition) -> Bits:
        """The outcome of one more condition for every topmost subject of a register, such as a plan's scope.

        The engine's layout has to hold what the condition reads.
        """
        tables = {path: table.below() for path, table in traced.tables.items()}
        steps, outcome = self._compiler(_present(tables, traced.certain)).asked(condition)
        for step in steps:
            _run(step, tables, traced.offsets)
        return tables[()].outcome(outcome)


def _present(tables: Mapping[TablePath, Table], certain: Collection[str]) -> Mapping[TablePath, Collection[str]]:
    """The columns that each table has."""
    present = {path: table.facts.columns for path, table in tables.items()}
    return {**present, (): [*present[()], *certain]}


def columns_read(layout: FrameLayout) -> dict[str, set[str]]:
    """By kind of subject the attributes that are read, and those that say whether a relation is complete."""
    names_by_kind: dict[str, set[str]] = {}
    for part in layout.walk():
        names = names_by_kind.setdefault(part.kind.name, set())
        names.update(part.slots)
        names.update(part.kind.relations[relation].complete for relation in part.members)
    return names_by_kind


def _paths(columns: Columns, path: TablePath = ()) -> Iterator[tuple[TablePath, Columns]]:
    yield path, columns
    for name, group in columns.members.items():
        yield from _paths(group.columns, (*path, name))


def _offsets(columns: Columns, path: TablePath) -> pl.Series:
    for name in path[:-1]:
        columns = columns.members[name].columns
    return columns.members[path[-1]].offsets


def _run(step: Step, tables: Mapping[TablePath, Table], offsets: Mapping[TablePath, Offsets]) -> None:
    columns = tables[step.table].columns
    match step:
        case Select(table, name, expression):
            data = tables[table].value(expression)
            assert isinstance(data, Bits | Numbers), step
            columns[name] = data
        case Join(table, name, source):
            above, counts = tables[table[:-1]], offsets[table].counts
            outcome = above.outcome(ColumnRef(source))
            sure, may = (np.repeat(unpacked(words, len(above)), counts) for words in (outcome.sure, outcome.may))
            columns[name] = Bits(Bits.of(sure).sure, Bits.of(may).sure)
        case GroupCount(table, relation, counted, low, more):
            path = (*table, relation)
            columns[low], columns[more] = _counts(tables[path], offsets[path], counted)
        case _:
            assert_never(step)


def _counts(members: Table, offsets: Offsets, counted: ColumnRef | Constant) -> tuple[Numbers, Numbers]:
    """The numbers of each subject's members that satisfy, and of those that are undetermined."""
    zeros = Numbers(np.zeros(len(offsets.counts), dtype=np.int32))
    if isinstance(counted, Constant):
        return (zeros, Numbers(offsets.counts)) if counted.value is None else (Numbers(offsets.counts), zeros)
    outcome = members.outcome(counted)
    low = Numbers(offsets.counted(outcome.sure))
    return low, zeros if outcome.plain else Numbers(offsets.counted(outcome.may & ~outcome.sure))
