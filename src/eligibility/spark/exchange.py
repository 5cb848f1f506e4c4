"""Exchange: what workers do. Files are split into blocks by the key of the topmost subject, and buckets are decided.

A block is some rows of one file as Arrow, with the line or row by which people know each. All blocks of a topmost
subject, its members' too, meet in one bucket; a bucket is a small register, which the columnar reader opens and the
columnar engine decides.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any, Final

import attrs
import numpy as np
import polars as pl

from eligibility.deciding import Tally
from eligibility.deciding.columnar import NAMING, ChunkedDecisions, DecidedRegister, chosen, hashes
from eligibility.model import Law
from eligibility.model.columns import Columns, Wanted, taken
from eligibility.registers import Defaults, kind_of
from eligibility.registers.columnar import (
    CHUNK,
    SHOWN,
    Field,
    Findings,
    InputTable,
    Level,
    Opening,
    OwnerLinks,
    lists_for,
    read_cells,
    spoken_of,
)
from eligibility.rulefiles import RegisterMetadata
from eligibility.sources import FactError, Problem
from eligibility.spark.blocks import LINE, Block, File, Filled, Head, Rows

KEY: Final = "#key"
"""The column of the code by which a row deeper than two levels is brought to its bucket."""
CODE, OWNER, BUCKET = "#code", "#owner", "#bucket"
HASHED: Final = 1_000
"""Number of subjects, over all buckets, that are decided again because of the hash of their code."""


@attrs.frozen(eq=False)
class Job:
    """The input of all tasks, broadcast once: law, register metadata, attributes to read, heads, filled subjects."""

    law: Law
    shown: str
    about: RegisterMetadata
    wanted: Wanted
    main: str = ""
    buckets: int = 1
    heads: Mapping[str, Head] = attrs.field(factory=dict)
    filled: Mapping[str, Filled] = attrs.field(factory=dict)

    def opening(self) -> Opening:
        """The opening of the register, or of a part of it."""
        return Opening(self.law, self.shown, self.wanted)

    def level(self, kind: str, table: InputTable) -> Level:
        """A table with the columns of it that are read; its headings were found right before."""
        return self.opening().level(self.law.vocabulary[kind], table, Defaults())


@attrs.define(eq=False)
class Report:
    """Everything about a bucket but its decisions: findings, tally, areas, schema, and a sample of subjects.

    `samples` are the subjects to decide again, by topmost kind; `uncoded` the kinds of which some have no code.
    """

    findings: Findings
    problems: Sequence[Problem] = ()
    tally: Tally = attrs.field(factory=Tally)
    areas: Mapping[str, None] = attrs.field(factory=dict)
    schema: Mapping[str, Any] | None = None
    samples: dict[str, Columns] = attrs.field(factory=dict)
    uncoded: set[str] = attrs.field(factory=set)


# ── files ────────────────────────────────────────────────────────────────────────────────────────


def head(job: Job, file: File) -> tuple[File, Head | tuple[Problem, ...], list[Block]]:
    """A file with the head of its table, or with the problems that keep it from being read.

    The topmost subjects of whom, or of whose members, lists may speak come with it.
    """
    try:
        table = file.open()
        rows = numbered(table, [*table.schema], 0, SHOWN)
        kind = file.kind or kind_of(job.law, Path(job.shown), table.schema).name
        file = attrs.evolve(file, kind=kind, source="")
        spoken = [] if job.law.vocabulary.depth(kind) else _chosen_of(file, table, job.level(kind, table), _spoken, job)
    except FactError as error:
        return attrs.evolve(file, source=""), error.problems, []
    return file, Head(kind, file.table, rows, table.written, table.height), spoken


def numbered(table: InputTable, headings: Iterable[str], start: int, length: int) -> pl.DataFrame:
    """Rows from a position on with the line of each."""
    rows = table.read([*dict.fromkeys(headings)], start, length)
    lines: Any = table.lines[start : start + len(rows)] if table.written else range(start + 1, start + len(rows) + 1)
    return rows.with_columns(pl.Series(LINE, lines, dtype=pl.UInt32))


def texts(field: Field | None, table: InputTable, rows: pl.DataFrame) -> pl.Series:
    """The codes in a column as texts, null where there is none."""
    if field is None:
        return pl.repeat(None, len(rows), dtype=pl.String, eager=True)
    return read_cells(field, table, rows, pl.int_range(len(rows), eager=True), Findings())


def split(job: Job, file: File) -> Iterator[tuple[int, Block]]:
    """The rows of a file in blocks, each with the number of its bucket."""
    table = file.open()
    level = job.level(file.kind, table)
    links = [field for field in (level.code, level.link) if field is not None]
    headings = [*level.headings, *(heading for field in links for heading in field.headings)]
    deep = job.law.vocabulary.depth(file.kind) > 1
    for start in range(0, table.height, CHUNK):
        rows = numbered(table, headings, start, CHUNK)
        keys = texts(level.link or level.code, table, rows)
        yield from scattered(job, file.kind, file.name, rows.with_columns(keys.alias(KEY)) if deep else rows, keys)
        if level.link and level.code:
            member_codes = texts(level.code, table, rows)
            codes = rows.select(level.code.heading, LINE, member_codes.alias(CODE), keys.alias(OWNER))
            yield from scattered(job, file.kind, file.name, codes, member_codes, codes=True)


def scattered(
    job: Job, kind: str, file: str, rows: pl.DataFrame, keys: pl.Series, codes: bool = False
) -> Iterator[tuple[int, Block]]:
    """Rows in blocks by the buckets of their keys; those without a key in any."""
    numbers = (hashes(keys) >> np.uint64(32)) % np.uint64(job.buckets)
    numbers = np.where(keys.is_null(), np.arange(len(keys)) % job.buckets, numbers)
    numbered_rows = rows.with_columns(pl.Series(BUCKET, numbers, dtype=pl.UInt32)).sort(BUCKET, maintain_order=True)
    start = 0
    for number, length in numbered_rows[BUCKET].rle().struct.unnest().select("value", "len").iter_rows():
        yield number, Block.of(kind, file, numbered_rows.slice(start, length).drop(BUCKET), codes)
        start += length


def lifted(job: Job, blocks: Iterable[Block]) -> Iterator[tuple[int, Block]]:
    """Replace the key of rows by that of their parents one level up, and scatter them again by it."""
    rows, owners = [], [pl.DataFrame(schema={CODE: pl.String, OWNER: pl.String})]
    for block in blocks:
        if block.codes:
            owners.append(block.rows().select(CODE, OWNER))
        else:
            rows.append(block)
    above = pl.concat(owners).drop_nulls(CODE).unique(CODE, maintain_order=True)
    for block in rows:
        part = block.rows().join(above, left_on=KEY, right_on=CODE, how="left", maintain_order="left")
        part = part.drop(KEY).rename({OWNER: KEY})
        yield from scattered(job, block.kind, block.file, part, part[KEY])


# ── rows that the driver asks for ────────────────────────────────────────────────────────────────


Choose = Callable[[Job, Level], pl.Series]
"""The positions of some rows of a file."""


def gathered(job: Job, choose: Choose, file: File) -> list[Block]:
    """Some rows of a file, with every column that may be read."""
    table = file.open()
    return _chosen_of(file, table, job.level(file.kind, table), choose, job)


def _chosen_of(file: File, table: InputTable, level: Level, choose: Choose, job: Job) -> list[Block]:
    positions = choose(job, level)
    if not len(positions):
        return []
    headings = [heading for field in level.every for heading in field.headings]
    return [Block.of(file.kind, file.name, numbered(table, headings, 0, table.height)[positions])]


def everybody(_: Job, level: Level) -> pl.Series:
    """All rows."""
    return pl.int_range(level.table.height, eager=True)


def _spoken(job: Job, level: Level) -> pl.Series:
    lists = lists_for(job.law, (*job.law.listings, *job.about.listings), level.kind.name, job.wanted)
    return spoken_of(job.law, lists, level)[0]


def members_of(codes: pl.Series, _: Job, level: Level) -> pl.Series:
    """The rows that belong to subjects of these codes."""
    assert level.link is not None
    links = texts(level.link, level.table, level.table.read(level.link.headings))
    return links.is_in(codes.implode()).fill_null(value=False).arg_true()


def codes(job: Job, kind: str, rows: Rows) -> pl.Series:
    """The codes of subjects."""
    level = job.level(kind, rows)
    return texts(level.code, rows, rows.read(level.code.headings if level.code else [LINE]))


def namesakes(job: Job, kind: str, rows: Rows) -> Mapping[tuple[str, str, str], Any]:
    """Findings about topmost subjects that are given twice by name, where some of them have no code."""
    opening = attrs.evolve(job, wanted={kind: NAMING}).opening()
    key = (rows.name, "name", "again")
    with opening.collecting():
        opening.source(job.about, [(kind, rows)], {})
    return {key: opening.findings.many[key]} if key in opening.findings.many else {}


# ── buckets ──────────────────────────────────────────────────────────────────────────────────────


def decided(job: Job, blocks: Sequence[Block]) -> tuple[Report, bytes]:
    """A bucket decided: what is known of it, and its decisions as a Parquet file, empty where there are none."""
    opening = job.opening()
    report, frames = Report(opening.findings), []
    tables = {kind: Rows.of(head, blocks) for kind, head in job.heads.items()}
    try:
        filled = {kind: subjects.among(job.law, tables[kind]) for kind, subjects in job.filled.items()}
        chunked = ChunkedDecisions(job.law, opening.source(job.about, tables.items(), filled), double=False)
        lasts = {top: kind for kind, top in chunked.kinds.items()}
        for register in chunked.chunks(CHUNK, lambda _: None):
            if register.subject in lasts.values():
                _sample(job, register, report)
            if register.subject == job.main and len(register):
                frames.append(register.frame())
        report.tally, report.areas = chunked.tally, chunked.areas
    except FactError as error:
        report.problems = () if opening.findings else error.problems
    _check_codes(job, blocks, tables, report)
    buffer = BytesIO()
    if frames:
        frame = pl.concat(frames)
        report.schema = frame.schema
        frame.write_parquet(buffer)
    return report, buffer.getvalue()


def _sample(job: Job, register: DecidedRegister, report: Report) -> None:
    columns = register.traced.columns
    sample = chosen(register.traced, register.tops, max(1, HASHED // job.buckets))
    report.samples[columns.kind.name] = taken(columns, pl.Series(sample.positions, dtype=pl.UInt32))


def _check_codes(job: Job, blocks: Sequence[Block], tables: Mapping[str, Rows], report: Report) -> None:
    """Note members whose code is given twice, wherever the subjects that they belong to are.

    Names of topmost subjects are compared elsewhere, over all buckets, where some of these have no code.
    """
    many = report.findings.many
    for kind, head in job.heads.items():
        key = (head.name, "code", "again")
        if not job.law.vocabulary.depth(kind):
            many.pop((head.name, "name", "again"), None)
            report.uncoded |= {kind} if codes(job, kind, tables[kind]).has_nulls() else set()
            continue
        many.pop(key, None)
        rows = Rows.of(head, blocks, codes=True)
        if rows.height:
            opening = job.opening()
            level = opening.level(job.law.vocabulary[kind], rows, Defaults())
            assert level.code is not None  # else there would be no codes
            links = OwnerLinks(job.law, opening.findings)
            links.repeated(level, links.codes(level, level.code))
            many |= {key: opening.findings.many[key]} if key in opening.findings.many else {}
