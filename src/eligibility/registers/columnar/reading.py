"""Reading: registers of any size as columns, whole or in chunks, from CSV, Parquet and Arrow files."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import attrs
import polars as pl

from eligibility.model import AnnexMatch, AppliedAnnexes, Attribute, Law, SubjectType, Type
from eligibility.model.columns import Columns, Wanted
from eligibility.registers.columnar.annexes import Listed, listed
from eligibility.registers.columnar.cells import NONE, Field, cell_text, expected, fits
from eligibility.registers.columnar.files import InputTable, open_table
from eligibility.registers.columnar.levels import CHUNK, Level
from eligibility.registers.columnar.owners import OwnerLinks
from eligibility.registers.columnar.problems import SHOWN, Findings
from eligibility.registers.parsing import EVERYTHING, Defaults, InputColumn, RowParser, Store
from eligibility.registers.register import about_of, kind_of, located
from eligibility.registers.table_files import READ_AS_COLUMNS, TableFiles
from eligibility.rulefiles import RegisterMetadata
from eligibility.sources import FactError, Place, Problem, Text


@attrs.frozen(eq=False)
class FileSource:
    """A register that was opened: its subjects by kind, the topmost ones, and how many rows each table has."""

    law: Law
    about: RegisterMetadata
    levels: Mapping[str, Level]
    findings: Findings
    filled: Mapping[str, Listed]

    @property
    def matches(self) -> tuple[AnnexMatch, ...]:
        """The matches of the annexes."""
        return tuple(match for subjects in self.filled.values() for match in subjects.matches)

    @property
    def counts(self) -> Mapping[str, int]:
        """The number of rows of the table of each kind of subject."""
        return {name: level.table.height for name, level in self.levels.items()}

    @property
    def unread(self) -> tuple[str, ...]:
        """The columns with values that nobody wanted: they are not read, and not checked."""
        headings: dict[str, None] = {}
        for level in self.levels.values():
            read = {field.heading for field in (*level.fields, level.code, level.link) if field is not None}
            headings |= dict.fromkeys(field.heading for field in level.every if field.heading not in read)
        return tuple(headings)

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of subject that are a part of no other."""
        return tuple(name for name, level in self.levels.items() if level.link is None)

    def whole(self, kind: str | None = None) -> Columns:
        """All subjects of a topmost kind at once."""
        (columns,) = self.chunks(max(1, self.top(kind).table.height), kind)
        return columns

    def chunks(self, size: int = CHUNK, kind: str | None = None) -> Iterator[Columns]:
        """The subjects of a topmost kind, so many at a time, in the order of the file.

        Raises `FactError` at the end where anything in any chunk was wrong: from the first such chunk on, none comes.
        """
        level, applied = self.top(kind), AppliedAnnexes(self.law.listings, self.matches)
        for start in range(0, max(1, level.table.height), size):
            columns = level.columns(start, size)
            if not self.findings:
                filled = self.filled.get(level.kind.name)
                yield attrs.evolve(filled.among(columns, start) if filled else columns, annexes=applied)
        self.findings.refuse()

    def top(self, kind: str | None) -> Level:
        """The level of a kind; where none is named, of that which the law's last rule set speaks of, or the first."""
        concluded = [rule_set.subject for rule_set in self.law.rule_sets[-1:]]
        wanted = kind or next(map(self.law.vocabulary.root, concluded), "")
        return self.levels.get(wanted) or self.levels[self.kinds[0]]


def open_columns(
    path: str | Path, law: Law, wanted: Wanted | None = None, root: str | Path | None = None
) -> FileSource:
    """The register in a file, or in a folder with one file for each kind of subject, ready to be read as columns.

    Members are found by the code of the subject that they belong to. Where it is said what is wanted, no other column
    is read but codes. Where `root` is given, the rules' own folder, the path is one inside it and never leaves it.
    Raises `FactError` with everything that is wrong, where headings, types, codes or links are.
    """
    place, label = located(path, root)
    opening = Opening(law, label, wanted)
    about = about_of(place, label, law, opening.findings.problems)
    return opening.source(about, opening.tables(place, about))


@attrs.define
class Opening:
    """A register on its way from tables to a `FileSource`, and what is wrong with it so far."""

    law: Law
    shown: str
    wanted: Wanted | None
    findings: Findings = attrs.field(factory=Findings)

    def source(
        self,
        about: RegisterMetadata,
        tables: Iterable[tuple[str, InputTable]],
        filled: Mapping[str, Listed] | None = None,
    ) -> FileSource:
        """The register in these tables, each given with the kind of subject that its rows are.

        `filled` are the subjects of which lists speak, where they were filled in before. Raises `FactError`.
        """
        defaults = Defaults(about.evidence, about.source.vi if about.source else "")
        kinds = self.law.vocabulary
        levels = {name: self.level(kinds[name], table, defaults) for name, table in tables}
        levels = {name: levels[name] for name in kinds if name in levels and self.is_needed(name)}
        with self.collecting():
            OwnerLinks(self.law, self.findings).attach(levels)
        if filled is None:
            filled = {} if self.findings else self.filled(about, levels)
        if self.findings:
            self.examine(levels)
        self.findings.refuse()
        return FileSource(self.law, about, levels, self.findings, filled)

    def filled(self, about: RegisterMetadata, levels: Mapping[str, Level]) -> dict[str, Listed]:
        """The topmost subjects of which lists speak, filled in, by their kind."""
        filled: dict[str, Listed] = {}
        for name, level in levels.items():
            if level.link is None:
                with self.collecting():
                    subjects = listed(self.law, (*self.law.listings, *about.listings), level, self.wanted)
                    filled |= {name: subjects} if subjects else {}
        return filled

    @contextmanager
    def collecting(self) -> Iterator[None]:
        """Note what a file is refused for, and go on."""
        try:
            yield
        except FactError as error:
            self.findings.problems += error.problems

    def is_needed(self, kind: str) -> bool:
        """True where a kind of subject is wanted, or one that is a part of it."""
        vocabulary = self.law.vocabulary
        wanted = vocabulary if self.wanted is None else self.wanted
        return kind in wanted or any(kind == upper.name for name in wanted for upper, _ in vocabulary.ancestors(name))

    def examine(self, levels: Mapping[str, Level]) -> None:
        """Read all that has not been read, only to see what else is wrong."""
        for level in levels.values():
            level.fields = [field for field in level.fields if field not in (level.code, level.link)]
            with self.collecting():
                for _ in level.parts(0, level.table.height):
                    pass

    # ── files ────────────────────────────────────────────────────────────────────────────────────

    def tables(self, path: Path, about: RegisterMetadata) -> Iterator[tuple[str, InputTable]]:
        """The tables of a file or a folder, each with the kind of subject that its rows are."""
        if not path.is_dir():
            if path.suffix.lower() not in READ_AS_COLUMNS:
                what = Text("tệp không rõ là bảng của đối tượng nào", "a file that is no table of a subject")
                suffixes = ", ".join(READ_AS_COLUMNS)
                raise FactError([Problem(Place(self.shown), what, Text(suffixes, suffixes))])
            table = open_table(path, self.shown)
            yield kind_of(self.law, path, table.schema).name, table
            return
        for file, label, kind in self.files(about).local(path):
            with self.collecting():
                yield kind.name, open_table(file, label)

    def files(self, about: RegisterMetadata) -> TableFiles:
        """The tables of a folder."""
        problems = self.findings.problems
        return TableFiles(self.law.vocabulary, self.shown, READ_AS_COLUMNS, False, about.files, problems)

    # ── headings ─────────────────────────────────────────────────────────────────────────────────

    def level(self, kind: SubjectType, table: InputTable, defaults: Defaults) -> Level:
        """The table of a kind of subject, with those of its columns that are read."""
        parser = RowParser(self.law, kind, False, defaults, self.findings.problems)
        fields: dict[str, Field] = {}
        nullable = [] if table.written else [name for name, attribute in kind.attributes.items() if _none(attribute)]
        companions = {f"{name}{NONE}" for name in nullable}
        for heading in table.schema:
            if (column := parser.columns.get(heading)) is not None:
                none = f"{heading}{NONE}" in companions & table.schema.keys()
                field = Field(heading, column, _attribute(self.law, kind, column), none)
                if self.is_typed(field, table):
                    fields[heading] = field
            elif heading not in companions:
                parser.unknown(heading, Place(table.name, int(table.written), heading))
            elif (beside := heading.removesuffix(NONE)) not in table.schema:
                what = Text(f"cột “{heading}” cần cột “{beside}” bên cạnh", f"“{heading}” needs “{beside}” beside it")
                self.findings.wrong(Place(table.name, 0, heading), what)
        read = [field for field in fields.values() if self.is_read(kind, field)]
        upper = self.law.vocabulary.parent(kind.name)
        link = fields.get(f"{upper[0].name}_code") if upper else None
        return Level(kind, table, read, [*fields.values()], defaults, self.findings, fields.get("code"), link)

    def is_typed(self, field: Field, table: InputTable) -> bool:
        """True where a column has a type that can store its values; where not, note it with the first rows."""
        wrong = [heading for heading in field.headings[1:] if table.schema[heading] not in (pl.Boolean, pl.Null)]
        if not table.written and not fits(field, table.schema[field.heading]):
            wrong.append(field.heading)
        for heading in wrong:
            with self.collecting():
                cells = table.read([heading], 0, SHOWN)[heading]
                first = ", ".join(cell_text(cells, position)[:40] for position in range(len(cells)))
                vi, en = f"kiểu {table.schema[heading]} (các dòng đầu: {first})", f"the type {table.schema[heading]}"
                needed = expected(field) if heading == field.heading else Text("Boolean", "Boolean")
                what = Text(f"{heading}: {vi}", f"{heading}: {en} (first rows: {first})")
                self.findings.wrong(Place(table.name, 0, heading), what, needed)
        return not wrong

    def is_read(self, kind: SubjectType, field: Field) -> bool:
        """True where a column will be read; evidence of rows, completeness and answers always are."""
        store, name = field.column.store, field.column.name
        if self.wanted is None or store in (Store.COMPLETE, Store.ANSWERS, Store.LINK):
            return store is not Store.LINK
        is_wanted = name in self.wanted.get(kind.name, ()) or (
            name == "code" and not self.law.vocabulary.parent(kind.name)
        )
        if store is Store.VALUES:
            return is_wanted
        return is_wanted or name == EVERYTHING or self.law.concluding(kind.name, name) is not None


def _none(attribute: Attribute) -> bool:
    return attribute.nullable and attribute.type is Type.DATE


def _attribute(law: Law, kind: SubjectType, column: InputColumn) -> Attribute | None:
    """The attribute whose values a column holds."""
    match column.store:
        case Store.VALUES:
            return kind.attributes[column.name]
        case Store.ANSWERS:
            return law.attribute(kind.name, column.name)
        case Store.LINK:
            upper = law.vocabulary.parent(kind.name)
            assert upper is not None  # else there are no links
            return upper[0].attributes[column.name]
        case Store.COMPLETE:
            return Attribute(column.name, Text("", ""), Type.YES_NO)
        case _:
            return None
