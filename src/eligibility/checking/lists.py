"""Checking of lists: annexes, totals and published tables in CSV, which give one attribute of the subjects they name."""

from collections.abc import Iterator
from pathlib import Path, PurePosixPath

import attrs

from eligibility.checking.instruments import ListEntry
from eligibility.checking.sheets import Sheet
from eligibility.errors import FactError, Place
from eligibility.listings import Listing, Row, Total, bare
from eligibility.tables import Line, Table, read_table
from eligibility.texts import Text, nearest
from eligibility.values import UNKNOWN, Choice, Evidence
from eligibility.vocabulary import Attribute, SubjectType, Unreadable

_COMMON = ("evidence", "source")
_TOTALS = ("province", "attribute", "value", "among", "count", "evidence", "source")


def inside(folder: Path, name: str) -> bool:
    """Whether a relative path, its links followed, stays inside a folder."""
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or "\\" in name or ":" in name:
        return False
    return (folder / name).resolve().is_relative_to(folder.resolve())


@attrs.frozen
class ListReader:
    """Reads the lists of one folder; what is wrong is noted on the sheet that declares them."""

    sheet: Sheet
    folder: Path
    shown: str
    owner: str
    vocabulary: dict[str, SubjectType]

    def read(self, entry: ListEntry) -> Listing:
        """One list with its totals."""
        kind = self.vocabulary[entry.of]
        attribute = kind.attributes[entry.gives]
        keys: tuple[str, ...] = ()
        rows: list[Row] = []
        for name in self._files(entry):
            table = self._table(name)
            if table is None:
                continue
            found = tuple(heading for heading in table.headings if heading not in (entry.gives, *_COMMON))
            keys = keys or found
            self._headings(table, entry, kind, found, keys)
            rows += [row for line in table.lines if (row := self._row(table, line, entry, attribute, keys))]
            self.sheet.problems += table.problems
        self._repeated(rows)
        totals = tuple(self._totals(entry, attribute)) if entry.totals else ()
        return Listing(self.owner, entry.gives, entry.of, keys, tuple(rows), entry.absent, totals)

    def _files(self, entry: ListEntry) -> list[str]:
        folder, _, pattern = entry.file.rpartition("/")
        plain = entry.file.replace("*", "x")
        if not inside(self.folder, plain) or "*" in folder:
            self.sheet.wrong(entry.place, f"“{entry.file}” ra ngoài thư mục", f"“{entry.file}” leaves the folder")
            return []
        if "*" not in pattern:
            return [entry.file]
        found = sorted((self.folder / folder).glob(pattern)) if (self.folder / folder).is_dir() else []
        names = [f"{folder}/{path.name}".lstrip("/") for path in found]
        return [name for name in names if inside(self.folder, name)]

    def _table(self, name: str) -> Table | None:
        try:
            return read_table(self.folder / name, f"{self.shown}/{name}")
        except FactError as error:
            self.sheet.problems += error.problems
            return None

    def _headings(
        self, table: Table, entry: ListEntry, kind: SubjectType, found: tuple[str, ...], keys: tuple[str, ...]
    ) -> None:
        above = [k for k in self.vocabulary.values() if any(r.subject == entry.of for r in k.relations.values())]
        upper = [name for k in above for name in (*k.attributes, k.name)]
        allowed = (*kind.attributes, *upper, entry.gives, *_COMMON)
        for heading in found:
            if heading not in allowed:
                self.sheet.wrong(
                    Place(table.name, 1, heading), f"cột lạ “{heading}”", f"unknown column “{heading}”", None, nearest(heading, allowed)
                )
        if entry.gives not in table.headings:
            self.sheet.wrong(Place(table.name, 1), f"thiếu cột “{entry.gives}”", f"no column “{entry.gives}”")
        if found != keys:
            words = ", ".join(keys)
            self.sheet.wrong(
                Place(table.name, 1), "các tệp của một danh sách phải cùng cột", "the files of a list share their columns", Text(words, words)
            )

    def _row(
        self, table: Table, line: Line, entry: ListEntry, attribute: Attribute, keys: tuple[str, ...]
    ) -> Row | None:
        place = Place(table.name, line.number, entry.gives)
        names = tuple(line.cells.get(key, "") for key in keys)
        if not all(names):
            self.sheet.wrong(place, "dòng không nêu đủ tên", "the row does not name its subject")
            return None
        value = self._value(line.cells.get(entry.gives, ""), attribute, place)
        if value is UNKNOWN:
            return None
        level = self._level(line.cells.get("evidence", ""), entry.evidence, place)
        return Row(names, value, level, line.cells.get("source") or entry.source, place)  # type: ignore[arg-type]

    def _value(self, text: str, attribute: Attribute, place: Place) -> object:
        try:
            value = attribute.read(text)
        except Unreadable as error:
            self.sheet.unreadable(error, place)
            return UNKNOWN
        if value is UNKNOWN:
            self.sheet.unreadable(attribute.no(text), place)
        return value

    def _level(self, word: str, default: Evidence, place: Place) -> Evidence:
        try:
            return Evidence.named(word) if word else default
        except ValueError:
            words = ", ".join(level.key for level in Evidence)
            self.sheet.wrong(
                attrs.evolve(place, column="evidence"), f"“{word}”", f"“{word}”", Text(words, words)
            )
            return default

    def _repeated(self, rows: list[Row]) -> None:
        seen: dict[tuple[str, ...], Place] = {}
        for row in rows:
            if row.names in seen:
                shown = ", ".join(row.names)
                self.sheet.wrong(
                    row.place, f"{shown} lặp lại ({seen[row.names]})", f"{shown} repeats ({seen[row.names]})"
                )
            seen.setdefault(row.names, row.place)

    def _totals(self, entry: ListEntry, attribute: Attribute) -> Iterator[Total]:
        if not inside(self.folder, entry.totals):
            self.sheet.wrong(entry.place, f"“{entry.totals}” ra ngoài thư mục", f"“{entry.totals}” leaves the folder")
            return
        table = self._table(entry.totals)
        if table is None:
            return
        for heading in table.headings:
            if heading not in _TOTALS:
                words = ", ".join(_TOTALS)
                self.sheet.wrong(
                    Place(table.name, 1, heading),
                    f"cột lạ “{heading}”",
                    f"unknown column “{heading}”",
                    Text(words, words),
                    nearest(heading, _TOTALS),
                )
        for line in table.lines:
            if line.cells.get("attribute") == entry.gives:
                yield self._total(table, line, attribute)
        self.sheet.problems += table.problems

    def _total(self, table: Table, line: Line, attribute: Attribute) -> Total:
        place = Place(table.name, line.number, "count")
        word, number = line.cells.get("value", ""), line.cells.get("count", "")
        value: Choice = None
        if word != "*":
            value = self._value(word, attribute, attrs.evolve(place, column="value"))  # type: ignore[assignment]
        if not (number.isascii() and number.isdigit()):
            self.sheet.wrong(place, f"“{number}” không phải số đếm", f"“{number}” is no count")
        level = self._level(line.cells.get("evidence", ""), Evidence.UNSTATED, place)
        counted = int(number) if number.isascii() and number.isdigit() else 0
        cells = line.cells
        return Total(
            bare(cells.get("province", "")), value, counted, cells.get("among", ""), level, cells.get("source", ""), word == "*"
        )
