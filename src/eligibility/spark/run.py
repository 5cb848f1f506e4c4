"""Runs: a register decided on Spark from files to files, whole under their name or not at all."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property
from typing import Any, Final

import attrs
from py4j.protocol import Py4JError
from pyspark.errors import PySparkException
from pyspark.sql import (
    DataFrame,
    SparkSession,
    functions as F,  # noqa: N812 - as all of Spark's own documents call it
)

from eligibility.engines import FrameLayout
from eligibility.engines.columnar import TablePath
from eligibility.model import Choice, HitPolicy, Law, SubjectType, format_value
from eligibility.registers import Annexes, none_such
from eligibility.sources import NOWHERE, FactError, Place, Problem, Text, refuse
from eligibility.spark.cells import Wrong
from eligibility.spark.engine import SparkEngine, Whole
from eligibility.spark.parquet import COLUMNAR, Opened, Watch, opened
from eligibility.spark.windows import Level, key

Tallies = Mapping[str, tuple[Counter[Choice | str], int]]
"""By attribute how often it has each value, under ``?`` how often none, and how many contradictions there are."""
TOPS: Final = "~tops"
"""The column that tells how many topmost subjects have the key of a row."""


@attrs.frozen
class Folder:
    """A folder or file anywhere that Spark reads and writes."""

    session: SparkSession
    name: str

    @cached_property
    def path(self) -> Any:  # noqa: ANN401 - an object of Java
        """Its name, as Java knows it."""
        jvm: Any = self.session._jvm  # noqa: SLF001 - Spark has no other way to files
        return jvm.org.apache.hadoop.fs.Path(self.name)

    @cached_property
    def _files(self) -> Any:  # noqa: ANN401 - an object of Java
        return self.path.getFileSystem(self.session._jsc.hadoopConfiguration())  # noqa: SLF001

    def exists(self) -> bool:
        """Whether it is there."""
        return bool(self._files.exists(self.path))

    def remove(self) -> None:
        """Remove it with all that is in it."""
        self._files.delete(self.path, True)

    def rename(self, other: "Folder") -> None:
        """Give it another name; `FactError` where that cannot be."""
        if not self._files.rename(self.path, other.path):
            _refuse(other.name, Text("không đặt được tên cho kết quả", "the results cannot be given their name"))


@attrs.frozen(eq=False)
class Run:
    """One run: the register at `facts` decided to `out`."""

    session: SparkSession
    law: Law
    layout: FrameLayout
    subject: str
    facts: str
    out: str
    progress: Callable[[Text], None]

    def decide(self) -> Tallies:
        """Decide, write, and count what was written."""
        if self.layout.kind.name != self.subject:
            what = f"Spark không xét riêng {self.subject}", f"Spark decides no {self.subject} by itself"
            _refuse(self.facts, Text(*what), COLUMNAR)
        whole, part = Folder(self.session, self.out), Folder(self.session, f"{self.out}.part")
        if whole.exists():
            _refuse(self.out, Text("đã có kết quả ở đây", "there is something here already"))
        self.progress(Text("Đọc đầu bảng", "Reading the headings"))
        tables = self.tables()
        self.progress(Text("Xét", "Deciding"))
        results, watches = self.watched(tables)
        try:
            with broken(self.facts):
                _write(results, part.name)
            refuse([problem for place, watch in watches for problem in watch.problems(place)])
            self.progress(Text("Đếm", "Counting"))
            counts = self.counted(results, part.name)
            part.rename(whole)
        finally:
            part.remove()
        return counts

    # ── reading ──────────────────────────────────────────────────────────────────────────────────

    def tables(self) -> dict[TablePath, tuple[str, Opened]]:
        """The tables that there are; refused where their headings or types are wrong, or lists speak of them."""
        found: dict[TablePath, tuple[str, Opened]] = {}
        problems: list[Problem] = []
        for path, layout, place in self.places():
            if len(path) > 1:
                what = Text("Spark chỉ đọc hai cấp đối tượng", "Spark reads subjects and their parts only")
                problems.append(Problem(Place(place), what, COLUMNAR))
                continue
            with broken(place):
                frame = self.session.read.parquet(place)
            table, wrong = opened(self.law, layout.kind, place, frame, self.wanted(layout))
            found[path] = place, table
            problems += wrong
        refuse(problems)
        self.unlisted(*found[()])
        return found

    def places(self) -> Iterator[tuple[TablePath, FrameLayout, str]]:
        """Where the table of each kind of subject is; of the parts there may be none."""
        if self.facts.endswith(".parquet"):
            yield (), self.layout, self.facts
            return
        for path, layout in _walk(self.layout):
            place = f"{self.facts}/{layout.kind.name}s.parquet"
            if not path or Folder(self.session, place).exists():
                yield path, layout, place

    def wanted(self, layout: FrameLayout) -> set[str]:
        """The headings that are read."""
        names = {name for name in layout.slots if self.law.concluding(layout.kind.name, name) is None}
        names.update(layout.kind.relations[relation].complete for relation in layout.members)
        return names | ({"province"} if self.law.listings and "province" in layout.kind.attributes else set())

    def unlisted(self, place: str, table: Opened) -> None:
        """Refuse a register of which the lists of the law speak: names are met one by one, not here."""
        lists = Annexes(self.law.listings)
        with broken(place):
            spoken = sorted(name for name in table.provinces() if lists.speak_of(name))
        if spoken or lists.speak_of(None):
            names = ", ".join(spoken[:3])
            vi, en = f"danh sách của luật có nói về sổ này {names}", f"lists of the law speak of this register {names}"
            what = Text(f"{vi.rstrip()}; Spark không đối chiếu tên", f"{en.rstrip()}; Spark meets no names")
            _refuse(place, what, COLUMNAR)

    # ── deciding ─────────────────────────────────────────────────────────────────────────────────

    def watched(self, tables: Mapping[TablePath, tuple[str, Opened]]) -> tuple[DataFrame, list[tuple[str, Watch]]]:
        """The decisions, and what counts all that is wrong while they are made."""
        levels: dict[TablePath, Level] = {}
        watches: list[tuple[str, Watch]] = []
        for path, (place, table) in tables.items():
            with broken(place):
                words = table.words()
            levels[path], watch = table.level(words)
            watches.append((place, watch))
        engine = SparkEngine(self.law, self.layout)
        whole = engine.run(levels)
        stack = whole.stack
        tops = F.sum(stack.holds(()).cast("int")).over(stack.together(()))
        frame = stack.frame.select("*", tops.alias(TOPS))
        for path, (place, table) in tables.items():
            watch = Watch((_orphan(whole, path, self.layout.kind),) if path else _twice(whole, table.kind))
            watches.append((place, watch))
            frame = watch.over(frame)
        return engine.results(attrs.evolve(whole, stack=attrs.evolve(stack, frame=frame))), watches

    def counted(self, results: DataFrame, place: str) -> Tallies:
        """How often what was written holds each value, and contradicts itself."""
        reader = self.session.read.schema(results.schema)
        frame = reader.csv(place, header=True) if self.out.endswith(".csv") else reader.parquet(place)
        types = dict(results.dtypes)
        concluded = [one.concludes for one in self.law.of(self.subject) if one.hit_policy is not HitPolicy.COLLECT]
        cells = [F.lit(0)]
        for one in concluded:
            words = [value if types[one.name] == "boolean" else format_value(value) for value in one.domain]
            cells += [F.count_if(F.col(one.name) == F.lit(word)) for word in words]
            cells += [F.count_if(F.col(one.name).isNull()), F.count_if(F.col(f"{one.name}:conflict"))]
        row = frame.agg(*cells).first()
        assert row is not None  # an aggregate of all rows is one row
        counts = iter(row[1:])
        return {
            one.name: (Counter({value: next(counts) for value in (*one.domain, "?")}), next(counts))
            for one in concluded
        }


def _walk(layout: FrameLayout, path: TablePath = ()) -> Iterator[tuple[TablePath, FrameLayout]]:
    yield path, layout
    for relation, (_, member) in layout.members.items():
        yield from _walk(member, (*path, relation))


def _twice(whole: Whole, kind: SubjectType) -> tuple[Wrong, ...]:
    """Subjects given more than once, and facts that contradict each other."""
    top, code = whole.stack.holds(()), F.col(key(0))

    def again(shown: str) -> Problem:
        return Problem(NOWHERE, Text(f"{kind.title.vi} {shown} lặp lại", f"{kind.title.en} {shown} repeats"))

    def nothing(shown: str) -> Problem:
        vi, en = f"{shown}: có phần của một tổng bằng 0", f"{shown}: there is a part of what is 0 as a whole"
        return Problem(NOWHERE, Text(vi, en))

    twice = top & (F.col(TOPS) > 1) & code.isNotNull()
    return Wrong("code", twice, code, again), Wrong("", whole.faulty(), code, nothing)


def _orphan(whole: Whole, path: TablePath, kind: SubjectType) -> Wrong:
    """Members whose subject is nowhere."""
    code = F.col(key(0))
    rows = whole.stack.holds(path) & (F.col(TOPS) == 0) & code.isNotNull()

    def astray(shown: str) -> Problem:
        what = none_such(kind)
        return Problem(NOWHERE, Text(f"{shown}: {what.vi}", f"{shown}: {what.en}"))

    return Wrong(f"{kind.name}_code", rows, code, astray)


def _write(results: DataFrame, place: str) -> None:
    writer = results.write.mode("overwrite")
    if place.endswith(".csv.part"):
        writer.csv(place, header=True)
    else:
        writer.parquet(place)


@contextmanager
def broken(place: str) -> Iterator[None]:
    """Say of what Spark cannot read, or stops at, why it does so."""
    try:
        yield
    except (PySparkException, Py4JError) as error:
        reason = str(error).strip().partition("\n")[0][:200]
        what = Text(f"Spark không đọc hoặc không xét được ({reason})", f"Spark cannot read or decide this ({reason})")
        raise FactError([Problem(Place(place), what)]) from None


def _refuse(place: str, what: Text, expected: Text | None = None) -> None:
    raise FactError([Problem(Place(place), what, expected)])
