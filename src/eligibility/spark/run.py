"""Runs: a register decided on Spark from files to files, whole under their name or not at all."""

import re
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from io import BytesIO
from math import ceil
from pathlib import Path
from typing import Any, Final

import attrs
import polars as pl
from pyspark import RDD, Broadcast, SparkContext, StorageLevel

from eligibility.communes import short_name
from eligibility.deciding import Tally
from eligibility.deciding.columnar import ChunkedDecisions, decide_register, needed_by
from eligibility.model import AnnexMatch, Law
from eligibility.model.columns import joined
from eligibility.registers import READ_AS_COLUMNS, Covered, about_of, covered, none_named, none_such, of_areas
from eligibility.registers.columnar import FileSource, Findings, Opening
from eligibility.reporting.columnar import Results, dictionary_of, entries
from eligibility.rulefiles import RegisterMetadata
from eligibility.sources import FactError, Place, Problem, Text, no_file
from eligibility.spark import exchange
from eligibility.spark.blocks import Block, File, Filled, Head, Rows
from eligibility.spark.exchange import Choose, Job, Report
from eligibility.spark.storage import Storage, broken

ROWS: Final = 500_000
"""Number of rows, of all tables together, in a bucket of a large register."""
FEW: Final = 10_000
"""Smallest number of rows for which another bucket is made."""
_REMOTE: Final = re.compile("[a-z0-9]+:")
Blocks = RDD[tuple[int, Block]]
"""Blocks, each with the number of its bucket."""
FAULTS: Final = 20
"""Largest number of contradictions between facts that are shown."""


@attrs.frozen
class SparkResults:
    """The tally of the decisions, and the coverage of the lists."""

    tally: Tally
    lists: tuple[Covered, ...]


@attrs.frozen(eq=False)
class Run:
    """One run: the register at `facts` decided to `out`."""

    context: SparkContext
    law: Law
    facts: str
    out: str
    progress: Callable[[Text], None]

    def decide(self) -> SparkResults:
        """Decide, write, and count what was written."""
        if Storage(self.context, self.out).exists():
            _refuse(self.out, Text("đã có kết quả ở đây", "there is something here already"))
        self.progress(Text("Đọc đầu bảng", "Reading the headings"))
        with broken(self.facts):
            job, files, source, spoken = self.opened()
        self.progress(Text("Xét", "Deciding"))
        with broken(self.facts):
            filled, matches, problems = self.filled(job, files, source, spoken)
            job = attrs.evolve(job, filled=filled)
            decided = self.decided(job, files).collect()
            reports = [report for report, _ in decided]
            self.refuse(job, files, reports, problems)
        tally, areas = self.agreed(source, reports)
        self.progress(Text("Ghi", "Writing"))
        with broken(self.out):
            self.write(job, [data for _, data in decided if data], reports)
        area_names = {short_name(name) for name in areas}
        return SparkResults(tally, tuple(covered([of_areas(match, area_names) for match in matches], areas)))

    # ── reading ──────────────────────────────────────────────────────────────────────────────────

    def opened(self) -> tuple[Job, list[File], FileSource, list[Block]]:
        """Open the register without its rows: the job of the workers, the files that they read, its levels.

        With them come the topmost subjects of which lists may speak. Raises `FactError` where files, headings or
        types are wrong.
        """
        register = Storage(self.context, self.facts)
        if not register.exists():
            raise FactError([no_file(self.facts)])
        opening = Opening(self.law, self.facts, needed_by(self.law))
        about = self.about(register, opening.findings.problems)
        job = Job(self.law, self.facts, about, opening.wanted or {})
        files, kinds, spoken = [*self.files(register, opening, about)], {}, []
        heads: dict[str, Head] = {}
        for file, head, blocks in self.rows(files).map(partial(exchange.head, job)).collect():
            if not isinstance(head, Head):
                opening.findings.problems += head
                continue
            first = heads.setdefault(head.kind, attrs.evolve(head, height=0))
            if first.rows.schema != head.rows.schema:
                what = Text("cột hoặc kiểu khác các tệp khác", "columns or types other than in the other files")
                opening.findings.wrong(Place(file.name), what)
            heads[head.kind] = attrs.evolve(first, height=first.height + head.height)
            kinds[file.name] = head.kind
            spoken += blocks
        files = [attrs.evolve(file, kind=kinds.get(file.name, "")) for file in files]
        source = opening.source(about, ((kind, Rows.holding(head, head.rows, 0)) for kind, head in heads.items()))
        heads = {kind: heads[kind] for kind in source.levels}
        job = attrs.evolve(job, heads=heads, main=ChunkedDecisions(self.law, source).main)
        height = sum(head.height for head in heads.values())
        buckets = max(ceil(height / ROWS), min(ceil(height / FEW), self.context.defaultParallelism), 1)
        return attrs.evolve(job, buckets=buckets), [file for file in files if file.kind in heads], source, spoken

    def about(self, register: Storage, problems: list[Problem]) -> RegisterMetadata:
        """The metadata in `register.yaml`; copied to this machine from a store."""
        if register.local is not None or not register.is_folder():
            return about_of(register.local or Path(self.facts), self.facts, self.law, problems)
        with tempfile.TemporaryDirectory(prefix="eligibility-") as folder:
            for name, child in register.children().items():
                if name.endswith((".yaml", ".csv")) and not child.is_folder():
                    child.get(Path(folder) / name)
            return about_of(Path(folder), self.facts, self.law, problems)

    def files(self, register: Storage, opening: Opening, about: RegisterMetadata) -> Iterator[File]:
        """The files of each table, which may be a folder of them."""
        if Path(self.facts).suffix.lower() in READ_AS_COLUMNS or not register.is_folder():
            tables = [("", self.facts, register)]
        else:
            children = register.children()
            kinds = opening.files(about).named(children)
            tables = [(kind.name, f"{self.facts}/{name}", children[name]) for name, kind in kinds]
        for kind, table_name, table in tables:
            parts = (
                {f"{table_name}/{name}": part for name, part in table.children().items()} if table.is_folder() else None
            )
            for name, part in ({table_name: table} if parts is None else parts).items():
                yield File(kind, table_name, name, str(part.local or part.name))

    def rows(self, files: Sequence[File]) -> "RDD[File]":
        """Distribute files: by path, or with their content where only Hadoop reaches them."""
        by_source = {str(file.source): file for file in files}
        if not any(map(_REMOTE.match, by_source)):
            return self.context.parallelize(files, max(1, len(files)))
        contents = self.context.binaryFiles(",".join(by_source))
        return contents.map(lambda pair: attrs.evolve(by_source[pair[0]], source=pair[1]))

    def gathered(self, job: Job, files: Sequence[File], kind: str, choose: Choose) -> list[Block]:
        """Some rows of a kind."""
        kind_files = [file for file in files if file.kind == kind]
        return self.rows(kind_files).flatMap(partial(exchange.gathered, job, choose)).collect()

    # ── lists ────────────────────────────────────────────────────────────────────────────────────

    def filled(
        self, job: Job, files: Sequence[File], source: FileSource, blocks: list[Block]
    ) -> tuple[dict[str, Filled], Sequence[AnnexMatch], Sequence[Problem]]:
        """Fill in the subjects that lists may refer to: these, the matches of the lists, and problems."""
        for kind in sorted(source.levels, key=self.law.vocabulary.depth):
            parent = self.law.vocabulary.parent(kind)
            if parent and blocks:
                rows = Rows.of(job.heads[parent[0].name], blocks)
                choose = partial(exchange.members_of, exchange.codes(job, parent[0].name, rows))
                blocks += self.gathered(job, files, kind, choose)
        tables = {kind: Rows.of(head, blocks) for kind, head in job.heads.items()}
        try:
            filled_source = job.opening().source(job.about, tables.items(), None if source.filled else {})
        except FactError as error:
            return {}, (), error.problems
        filled = {
            kind: Filled(tables[kind].places()[listed.positions], listed.columns)
            for kind, listed in filled_source.filled.items()
        }
        return filled, filled_source.matches, []

    # ── deciding ─────────────────────────────────────────────────────────────────────────────────

    def decided(self, job: Job, files: Sequence[File]) -> "RDD[tuple[Report, bytes]]":
        """Report and decisions of each bucket."""
        shared = self.context.broadcast(job)
        vocabulary = self.law.vocabulary
        blocks = self.rows(files).flatMap(lambda file: exchange.split(shared.value, file))
        for kind in sorted(job.heads, key=vocabulary.depth):
            for owner, _ in [*vocabulary.ancestors(kind)][:-1]:
                blocks = self.lifted(shared, blocks, kind, owner.name)

        def decide(pairs: Iterable[tuple[int, Block]]) -> Iterator[tuple[Report, bytes]]:
            bucket = [block for _, block in pairs]
            if bucket:
                yield exchange.decided(shared.value, bucket)

        return blocks.partitionBy(job.buckets, int).mapPartitions(decide)

    def lifted(self, shared: Broadcast[Job], blocks: Blocks, kind: str, owner: str) -> Blocks:
        """All blocks, those of one kind with the key of the level above its owner."""
        blocks = blocks.persist(StorageLevel.DISK_ONLY)

        def meet(pair: tuple[int, Block]) -> bool:
            return (pair[1].kind, pair[1].codes) in ((kind, False), (owner, True))

        def stay(pair: tuple[int, Block]) -> bool:
            return (pair[1].kind, pair[1].codes) != (kind, False)

        def lift(pairs: Iterable[tuple[int, Block]]) -> Iterator[tuple[int, Block]]:
            return exchange.lifted(shared.value, (block for _, block in pairs))

        meeting = blocks.filter(meet).partitionBy(shared.value.buckets, int)
        return blocks.filter(stay).union(meeting.mapPartitions(lift))

    def refuse(self, job: Job, files: Sequence[File], reports: Sequence[Report], problems: Sequence[Problem]) -> None:
        """Raise `FactError` with all that is wrong in any bucket, as one reader of all rows would say it."""
        findings = merged(job, (report.findings for report in reports))
        for kind in {kind for report in reports for kind in report.uncoded}:
            rows = Rows.of(job.heads[kind], self.gathered(job, files, kind, exchange.everybody))
            findings.many |= exchange.namesakes(job, kind, rows)
        faults = dict.fromkeys(problem for report in reports for problem in report.problems)
        findings.problems += problems or (() if findings else [*faults][:FAULTS])
        findings.refuse()

    def agreed(self, source: FileSource, reports: Sequence[Report]) -> tuple[Tally, list[str]]:
        """The sum of what was decided, and the areas; a sample of the subjects is decided again one by one.

        Raises `EngineDisagreement` where one is decided otherwise.
        """
        tally, areas = Tally(), {name for report in reports for name in report.areas}
        for report in reports:
            for name, counts in report.tally.values.items():
                tally.values.setdefault(name, Counter()).update(counts)
            tally.conflicts += report.tally.conflicts
        lasts = {top: kind for kind, top in ChunkedDecisions(self.law, source).kinds.items()}
        for top, kind in lasts.items():
            samples = [report.samples[top] for report in reports if top in report.samples]
            if samples:
                decide_register(self.law, joined(self.law, samples), kind)
        return tally, sorted(areas)

    # ── writing ──────────────────────────────────────────────────────────────────────────────────

    def write(self, job: Job, results: Iterable[bytes], reports: Sequence[Report]) -> None:
        """Write the decisions and what their columns hold, then give them their name."""
        part = Storage(self.context, f"{self.out}.part")
        above, slash, name = self.out.rpartition("/")
        schema: Any = next((report.schema for report in reports if report.schema), pl.Schema({"code": pl.String}))
        folder = Path(tempfile.mkdtemp(prefix="eligibility-"))
        try:
            rows = folder / "rows"
            rows.mkdir()
            for number, data in enumerate(results):
                if name.endswith(".csv"):
                    pl.read_parquet(BytesIO(data)).write_csv(rows / f"part-{number:05}.csv")
                else:
                    (rows / f"part-{number:05}.parquet").write_bytes(data)
            written = Results(Path(name), [*entries(self.law.of(job.main))], folder, schema=schema)
            written.dictionary(folder / "columns")
            part.put(rows)
            Storage(self.context, f"{above}{slash}{dictionary_of(Path(name)).name}").put(folder / "columns")
            part.rename(Storage(self.context, self.out))
        finally:
            part.remove()
            shutil.rmtree(folder)


def merged(job: Job, each: Iterable[Findings]) -> Findings:
    """Findings of all buckets, without rows that only seem to have no subject because a code cannot be read."""
    findings = Findings()
    for other in each:
        findings.add(other)
    for kind, head in job.heads.items():
        if parent := job.law.vocabulary.parent(kind):
            owner, link = parent[0], f"{parent[0].name}_code"
            if (job.heads[owner.name].name, "code", "read") in findings.many:
                findings.many.pop((head.name, link, none_such(owner).en), None)
            if (head.name, link, "read") in findings.many:
                findings.many.pop((head.name, link, none_named(owner).en), None)
    return findings


def _refuse(place: str, what: Text) -> None:
    raise FactError([Problem(Place(place), what)])
