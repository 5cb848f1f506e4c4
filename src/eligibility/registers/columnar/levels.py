"""Levels: the table of one kind of subject, read in chunks, and how its rows stand to those above and below it."""

from collections.abc import Iterator
from functools import partial
from typing import Final

import attrs
import polars as pl

from eligibility.model import SCALE, UNKNOWN, Evidence, SubjectType, Type, excesses, wholes_of
from eligibility.model.columns import Columns, Members, column, ranges, value_at
from eligibility.registers.columnar.cells import Field, read_cells
from eligibility.registers.columnar.files import InputTable
from eligibility.registers.columnar.links import Order
from eligibility.registers.columnar.problems import Findings
from eligibility.registers.parsing import EVERYTHING, Defaults, Store, unproved
from eligibility.sources import Problem

CHUNK: Final = 1_000_000
"""Rows of a table that are read at a time."""
_ROW: Final = "#row"


@attrs.define(eq=False)
class Level:
    """One kind of subject: its table, the columns of it that are read, and the levels below by relation."""

    kind: SubjectType
    table: InputTable
    fields: list[Field]
    every: list[Field]  # those that are not read too
    defaults: Defaults
    findings: Findings
    code: Field | None = None
    link: Field | None = None
    order: Order | None = None
    below: dict[str, "Level"] = attrs.field(factory=dict)
    sorted: pl.DataFrame | None = None

    def columns(self, start: int, length: int) -> Columns:
        """Subjects from a position on, in the order of their owners, with their members."""
        members: dict[str, Members] = {}
        for relation, lower in self.below.items():
            assert lower.order is not None
            offsets = lower.order.offsets.slice(start, length + 1)
            first, last = int(offsets[0]), int(offsets[-1])
            if last > first:
                members[relation] = Members(offsets - first, lower.columns(first, last - first))
        return Columns(self.kind, self.rows(start, length), members)

    def rows(self, start: int, length: int) -> pl.DataFrame:
        """Rows from a position on, in the order of their owners."""
        rows = self.order.rows if self.order else None
        if rows is None:
            return pl.concat(self.parts(start, length))
        if self.sorted is None:
            parts = [*self.parts(0, self.table.height)]
            # One column after another: all of them twice would be too much of a large table.
            taken = [pl.concat([part.drop_in_place(name) for part in parts]).gather(rows) for name in parts[0].columns]
            self.sorted = pl.DataFrame(taken)
        return self.sorted.slice(start, length)

    def parts(self, start: int, length: int) -> Iterator[pl.DataFrame]:
        """Rows of the file from a position on, a chunk at a time."""
        end = min(start + length, self.table.height)
        for position in range(start, max(end, start + 1), CHUNK):
            yield self.read(position, min(CHUNK, end - position))

    def read(self, start: int, length: int) -> pl.DataFrame:
        """Rows of the file from a position on; mistakes are noted."""
        chunk = self.table.read(self.headings, start, length)
        return self.understood(chunk, pl.int_range(start, start + length, eager=True))

    def texts(self, name: str) -> pl.Series:
        """The whole column of a text, or of a code; unknown everywhere where the file has none."""
        parts = [pl.Series(name, [], dtype=pl.String)]
        for field in [field for field in self.every if field.heading == name]:
            for start in range(0, self.table.height, CHUNK):
                chunk = self.table.read(field.headings, start, CHUNK)
                rows = pl.int_range(start, start + len(chunk), eager=True)
                parts.append(read_cells(field, self.table, chunk, rows, Findings()))
        return pl.concat(parts) if len(parts) > 1 else pl.repeat(None, self.table.height, dtype=pl.String, eager=True)

    @property
    def headings(self) -> list[str]:
        """The headings that are read."""
        return [heading for field in self.fields for heading in field.headings]

    def understood(self, chunk: pl.DataFrame, rows: pl.Series) -> pl.DataFrame:
        """The values of the rows of the file at these positions; mistakes are noted."""
        series = [read_cells(field, self.table, chunk, rows, self.findings) for field in self.fields]
        frame = pl.DataFrame(series) if series else self.nothing(len(rows))
        frame = frame.with_columns(self.unsaid(frame))
        self.contradictions(frame, rows)
        self.unproved(frame, rows)
        return frame

    def picked(self, positions: pl.Series) -> Columns:
        """The subjects at these positions alone, in the order of those that they belong to, with their members."""
        rows = self.order.rows.gather(positions) if self.order and self.order.rows is not None else positions
        parts: list[pl.DataFrame] = []
        for start in range(0, max(1, self.table.height), CHUNK):
            chunk_rows = rows.filter(rows.is_between(start, start + CHUNK - 1)).sort()
            if len(chunk_rows) or not parts:
                chunk = self.table.read(self.headings, start, CHUNK)[chunk_rows - start]
                parts.append(self.understood(chunk, chunk_rows).with_columns(chunk_rows.cast(pl.Int64).alias(_ROW)))
        sought = rows.cast(pl.Int64).alias(_ROW).to_frame()
        table = sought.join(pl.concat(parts), on=_ROW, how="left", maintain_order="left").drop(_ROW)
        members: dict[str, Members] = {}
        for relation, lower in self.below.items():
            assert lower.order is not None
            offsets, below = ranges(lower.order.offsets, positions)
            if len(below):
                members[relation] = Members(offsets, lower.picked(below))
        return Columns(self.kind, table, members)

    def nothing(self, height: int) -> pl.DataFrame:
        """Rows of which nothing is read: still so many of them."""
        attribute = next(iter(self.kind.attributes.values()))
        return pl.DataFrame([column(attribute, [UNKNOWN]).new_from_index(0, height)])

    def unsaid(self, rows: pl.DataFrame) -> Iterator[pl.Expr]:
        """Evidence and source of the rows that state none of their own."""
        for heading, default in (
            (f"{EVERYTHING}:evidence", int(self.defaults.evidence)),
            (f"{EVERYTHING}:source", self.defaults.source),
        ):
            if default not in (int(Evidence.UNSTATED), ""):
                type_ = pl.UInt8 if isinstance(default, int) else pl.String
                value = pl.lit(default, dtype=type_)
                yield (pl.col(heading).fill_null(value) if heading in rows.columns else value).alias(heading)

    # ── what must hold between the values of one row ─────────────────────────────────────────────

    def contradictions(self, rows: pl.DataFrame, file_rows: pl.Series) -> None:
        """Note the parts that are more than a whole."""
        attributes = self.kind.attributes
        for name in [name for name in attributes if name in rows.columns]:
            wholes = [whole for whole in wholes_of(attributes, name) if whole in rows.columns]
            if wholes:
                more = pl.any_horizontal(self.amount(name) > self.amount(whole) for whole in wholes)
                positions = rows.select(more.fill_null(value=False)).to_series().arg_true()
                self.findings.note(
                    (self.table.name, name, "part"), positions, partial(self.more_than, rows, file_rows, name)
                )

    def amount(self, name: str) -> pl.Expr:
        """A number as whole millionths, whatever it counts."""
        return pl.col(name) * (SCALE if self.kind.attributes[name].type is Type.COUNT else 1)

    def more_than(self, rows: pl.DataFrame, file_rows: pl.Series, name: str, position: int) -> Problem:
        """The problem of a part that is more than its whole in this row."""
        attributes, row = self.kind.attributes, rows.row(position, named=True)
        contradictions = excesses(attributes, lambda key: value_at(attributes[key], row.get(key)))
        return Problem(self.table.place(file_rows[position], name), dict(contradictions)[name])

    def unproved(self, rows: pl.DataFrame, file_rows: pl.Series) -> None:
        """Note the answers of which nobody says on what evidence."""
        level = [pl.lit(int(Evidence.UNSTATED), dtype=pl.UInt8)]
        if f"{EVERYTHING}:evidence" in rows.columns:
            level.insert(0, pl.col(f"{EVERYTHING}:evidence"))
        for field in self.fields:
            if field.column.store is Store.ANSWERS:
                name = field.name
                own_level = [pl.col(f"{name}:evidence")] if f"{name}:evidence" in rows.columns else []
                answered = pl.col(name).is_not_null() if field.unknown is None else pl.col(name) != field.unknown
                wrong = answered & (pl.coalesce(*own_level, *level) == int(Evidence.UNSTATED))
                positions = rows.select(wrong).to_series().arg_true()
                self.findings.note(
                    (self.table.name, name, "answer"), positions, partial(self.unproved_at, file_rows, name)
                )

    def unproved_at(self, file_rows: pl.Series, name: str, position: int) -> Problem:
        """The problem of an answer without evidence in this row."""
        return unproved(name, self.table.place(file_rows[position], name))
