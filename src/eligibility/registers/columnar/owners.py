"""The owner of each row of a register's tables, and the subjects that repeat."""

from collections.abc import Mapping
from functools import partial

import attrs
import polars as pl

from eligibility.communes import PLACES
from eligibility.model import Law, Relation, SubjectType
from eligibility.registers.columnar.cells import Field, read_cells
from eligibility.registers.columnar.files import InputTable
from eligibility.registers.columnar.levels import CHUNK, Level
from eligibility.registers.columnar.links import keys, namesakes, order, ordered, positions, repeated
from eligibility.registers.columnar.problems import Findings
from eligibility.registers.linking import none_named, none_such
from eligibility.registers.register import again
from eligibility.sources import Place, Problem, Text


@attrs.frozen
class OwnerLinks:
    """Links the tables of a register to those of their owners; mistakes are noted."""

    law: Law
    findings: Findings

    def attach(self, levels: Mapping[str, Level]) -> None:
        """Find the owner of each row, the topmost kind first; note the subjects that repeat."""
        codes_of: dict[str, pl.Series] = {}
        for level in sorted(levels.values(), key=lambda level: self.law.vocabulary.depth(level.kind.name)):
            upper, owners, codes = self.law.vocabulary.parent(level.kind.name), None, None
            if upper:
                owners = self.place(level, levels.get(upper[0].name), upper, codes_of.get(upper[0].name))
            if level.code:
                codes = self.codes(level, level.code)
                self.repeated(level, codes)
                rows = level.order.rows if level.order else None
                codes_of[level.kind.name] = codes if rows is None else codes.gather(rows)
            if owners is not None or not upper:
                self.namesakes(level, owners, codes)

    def codes(self, level: Level, field: Field) -> pl.Series:
        """The codes in a column as keys."""
        assert field.attribute is not None
        parts = [keys(pl.Series([], dtype=pl.String), field.attribute)]
        for start in range(0, level.table.height, CHUNK):
            chunk = level.table.read(field.headings, start, CHUNK)
            rows = pl.int_range(start, start + len(chunk), eager=True)
            parts.append(keys(read_cells(field, level.table, chunk, rows, self.findings), field.attribute))
        return pl.concat(parts)

    def repeated(self, level: Level, codes: pl.Series) -> None:
        """Note the subjects whose code repeats."""

        def problem(row: int) -> Problem:
            first = (codes == codes[row]).arg_true()[0]
            attribute = level.kind.attributes["code"]
            what = again(level.kind, str(codes[row]).zfill(attribute.width), level.table.place(first, "code"))
            return Problem(level.table.place(row, "code"), what)

        self.findings.note((level.table.name, "code", "again"), repeated(codes), problem)

    def namesakes(self, level: Level, owners: pl.Series | None, codes: pl.Series | None) -> None:
        """Note the subjects of one owner, or the topmost ones, whose name repeats, where names are read."""
        table, height = level.table, level.table.height
        coded = pl.repeat(value=False, n=height, eager=True, dtype=pl.Boolean) if codes is None else codes.is_not_null()
        if coded.all() or not any(field.heading == "name" for field in level.fields):
            return
        names, upper = level.texts("name"), pl.repeat(0, height, eager=True) if owners is None else owners
        places = [level.texts(name) for name in PLACES if name in level.kind.attributes]
        if codes is not None:
            names = names.scatter(repeated(codes), None)  # these have been noted
        rows = namesakes(upper, coded, places, names)
        first = dict(rows.iter_rows())

        def problem(row: int) -> Problem:
            return Problem(table.place(row, "name"), again(level.kind, names[row], table.place(first[row], "name")))

        self.findings.note((table.name, "name", "again"), rows["row"], problem)

    def place(
        self, level: Level, owner: Level | None, upper: tuple[SubjectType, Relation], owners: pl.Series | None
    ) -> pl.Series | None:
        """Find the owner of each row and return its key; note the rows that name none, or one that does not exist."""
        kind, relation = upper
        heading, name = f"{kind.name}_code", level.table.name
        if owner is None:
            what = Text(f"thiếu bảng {kind.name}s bên cạnh", f"the table {kind.name}s is missing beside it")
            self.findings.wrong(Place(name), what)
            return None
        for field, table, column in ((level.link, level.table, heading), (owner.code, owner.table, "code")):
            if field is None and column not in table.schema:
                self.findings.wrong(
                    Place(table.name), Text(f"thiếu cột “{column}”", f"the column “{column}” is missing")
                )
        if level.link is None or owners is None:
            return None
        links = self.codes(level, level.link)
        level.order = ordered(owners, links)
        if level.order is None:
            rows = positions(owners, links)
            if rows.null_count():
                self.astray(level, kind, links, rows, (owner.table.name, "code", "read") in self.findings.many)
                return None
            level.order = order(len(owners), rows)
        owner.below[relation.name] = level
        return links

    def astray(self, level: Level, kind: SubjectType, links: pl.Series, owners: pl.Series, doubtful: bool) -> None:
        """Note the rows that name no owner, and, where all owners could be read, those whose owner does not exist."""
        name, heading = level.table.name, f"{kind.name}_code"
        read = (name, heading, "read") in self.findings.many
        for what, rows, certain in (
            (none_named(kind), links.is_null(), not read),
            (none_such(kind), links.is_not_null() & owners.is_null(), not doubtful),
        ):
            if certain:
                self.findings.note(
                    (name, heading, what.en), rows.arg_true(), partial(_problem, level.table, heading, what)
                )


def _problem(table: InputTable, heading: str, what: Text, row: int) -> Problem:
    return Problem(table.place(row, heading), what)
