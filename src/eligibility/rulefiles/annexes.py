"""Checking of lists: annexes, totals and published tables in CSV that give one attribute of the subjects they name."""

from collections.abc import Iterator
from pathlib import Path, PurePosixPath

import attrs

from eligibility.communes import AREA, short_name
from eligibility.model import UNKNOWN, AnnexList, Attribute, Evidence, InvalidValue, OneOf, Row, Total, Type, Vocabulary
from eligibility.rulefiles.instruments import AnnexEntry
from eligibility.rulefiles.reader import FileReader, joined_names
from eligibility.sources import CsvRow, CsvTable, FactError, Place, Text, read_table, spelling_key

_COMMON = ("evidence", "source")
_TOTALS = (AREA, "attribute", "value", "among", "count", "evidence", "source")
_NEEDED = (AREA, "attribute", "value", "count")
_COUNT = Attribute("count", Text("số đếm", "count"), Type.COUNT)


def is_inside(folder: Path, name: str) -> bool:
    """True where a relative path, its links followed, stays inside a folder."""
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or "\\" in name or ":" in name or not name.isprintable():
        return False
    if len(name) > 1_000 or any(len(part.encode()) > 255 for part in path.parts):
        return False  # no file can have such a name
    try:
        return (folder / name).resolve().is_relative_to(folder.resolve())
    except (OSError, RuntimeError):  # a name that is too long, a link to itself
        return False


@attrs.frozen
class AnnexReader:
    """Reads the lists of one folder; what is wrong is noted on the reader that declares them."""

    reader: FileReader
    folder: Path
    shown: str
    owner: str
    vocabulary: Vocabulary

    def read(self, entry: AnnexEntry) -> AnnexList:
        """One list with its totals."""
        attribute = self.vocabulary[entry.of].attributes[entry.gives]
        tables = [table for name in self._files(entry) if (table := self._table(name))]
        keys = _keys(tables[0], entry) if tables else ()
        rows: list[Row] = []
        for table in tables:
            if self._headings(table, entry, keys):
                rows += [row for line in table.lines if (row := self._row(table, line, entry, attribute, keys))]
            self.reader.problems += table.problems
        self._repeated(rows)
        totals = tuple(self._totals(entry, attribute)) if entry.totals else ()
        return AnnexList(self.owner, entry.gives, entry.of, keys, tuple(rows), entry.absent, totals)

    # ── files ────────────────────────────────────────────────────────────────────────────────────

    def _files(self, entry: AnnexEntry) -> list[str]:
        folder, _, pattern = entry.file.rpartition("/")
        if not self._stays(entry.file.replace("*", "x"), entry.place):
            return []
        if "*" not in pattern:
            return [entry.file] if self._exists(entry.file, entry.place) else []
        start, _, end = pattern.partition("*")
        place = self.folder / folder
        file_names = sorted(path.name for path in place.iterdir()) if place.is_dir() else []
        names = [f"{folder}/{name}".lstrip("/") for name in file_names if name.startswith(start) and name.endswith(end)]
        if not names:
            self._exists(entry.file, entry.place)
        return [name for name in names if self._stays(name, entry.place)]

    def _stays(self, name: str, place: Place) -> bool:
        if is_inside(self.folder, name):
            return True
        expected = Text("đường dẫn bên trong thư mục của tệp này", "a path inside the folder of this file")
        self.reader.report(place, f"“{name[:100]}” ra ngoài thư mục", f"“{name[:100]}” leaves the folder", expected)
        return False

    def _exists(self, name: str, place: Place) -> bool:
        if (self.folder / name).is_file():
            return True
        self.reader.report(place, f"không có tệp {self.shown}/{name}", f"there is no file {self.shown}/{name}")
        return False

    def _table(self, name: str) -> CsvTable | None:
        try:
            return read_table(self.folder / name, f"{self.shown}/{name}")
        except FactError as error:
            self.reader.problems += error.problems
            return None

    # ── rows ─────────────────────────────────────────────────────────────────────────────────────

    def _headings(self, table: CsvTable, entry: AnnexEntry, keys: tuple[str, ...]) -> bool:
        """True where the rows under these headings can be read."""
        upper = [name for kind, _ in self.vocabulary.owners(entry.of) for name in (*kind.attributes, kind.name)]
        before = len(self.reader.problems)
        self._note_unknown(table, (*self.vocabulary[entry.of].attributes, *upper, *_COMMON))
        self._has(table, (entry.gives,))
        own_keys = _keys(table, entry)
        if not own_keys:
            self.reader.report(Place(table.name, 1), "không cột nào nêu tên đối tượng", "no column names the subject")
        if own_keys != keys:
            words = ", ".join((*keys, entry.gives))
            vi, en = "các tệp của một danh sách phải có cùng các cột", "the files of a list have the same columns"
            self.reader.report(Place(table.name, 1), vi, en, Text(words, words))
        return len(self.reader.problems) == before and not table.problems

    def _note_unknown(self, table: CsvTable, allowed: tuple[str, ...]) -> None:
        for heading in table.headings:
            if heading and heading not in allowed:
                words, near = joined_names(allowed), self.reader.suggest(heading, allowed)
                place = Place(table.name, 1, heading)
                text = f"“{heading[:60]}”"
                self.reader.report(place, f"cột lạ {text}", f"unknown column {text}", Text(words, words), near)

    def _has(self, table: CsvTable, needed: tuple[str, ...]) -> bool:
        missing = [heading for heading in needed if heading not in table.headings]
        for heading in missing:
            self.reader.report(Place(table.name, 1), f"thiếu cột “{heading}”", f"the column “{heading}” is missing")
        return not missing

    def _row(
        self, table: CsvTable, line: CsvRow, entry: AnnexEntry, attribute: Attribute, keys: tuple[str, ...]
    ) -> Row | None:
        names = tuple(line.cells[key] for key in keys)
        for key, name in zip(keys, names, strict=True):
            if not name:
                text = f"ô “{key}” còn trống", f"the cell “{key}” is empty"
                self.reader.report(table.place(line, key), *text)
        place = table.place(line, entry.gives)
        value = self._value(line.cells[entry.gives], attribute, place)
        if value is UNKNOWN or not all(names):
            return None
        level = self._level(line.cells.get("evidence", ""), entry.evidence, table.place(line, "evidence"))
        return Row(names, value, level, line.cells.get("source") or entry.source, place)  # type: ignore[arg-type]

    def _value(self, text: str, attribute: Attribute, place: Place) -> object:
        try:
            value = attribute.read(text)
        except InvalidValue as error:
            self.reader.report_invalid(error, place)
            return UNKNOWN
        if value is UNKNOWN:
            self.reader.report_invalid(attribute.invalid(text), place)
        return value

    def _level(self, word: str, default: Evidence, place: Place) -> Evidence:
        try:
            return Evidence.named(word) if word else default
        except ValueError:
            levels = [level.key for level in Evidence]
            words, near = joined_names(levels), self.reader.suggest(word, levels)
            vi, en = f"“{word[:60]}” không phải mức bằng chứng", f"“{word[:60]}” is not a level of evidence"
            self.reader.report(place, vi, en, Text(words, words), near)
            return default

    def _repeated(self, rows: list[Row]) -> None:
        seen: dict[tuple[str, ...], Place] = {}
        for row in rows:
            names = tuple(spelling_key(name) for name in row.names)
            if names in seen:
                words = ", ".join(row.names)
                self.reader.report(row.place, f"{words} lặp lại ({seen[names]})", f"{words} repeats ({seen[names]})")
            seen.setdefault(names, row.place)

    # ── totals ───────────────────────────────────────────────────────────────────────────────────

    def _totals(self, entry: AnnexEntry, attribute: Attribute) -> Iterator[Total]:
        name, place = entry.totals, entry.totals_place
        table = self._table(name) if self._stays(name, place) and self._exists(name, place) else None
        if table is None:
            return
        self._note_unknown(table, _TOTALS)
        seen: dict[tuple[str, ...], int] = {}
        for line in table.lines if self._has(table, _NEEDED) else ():
            if self._counts(table, line, entry) and not self._counted_twice(table, line, seen):
                yield self._total(table, line, attribute)
        self.reader.problems += table.problems

    def _counts(self, table: CsvTable, line: CsvRow, entry: AnnexEntry) -> bool:
        """True where a total counts the attribute of the list; it may count another of the same subject."""
        name, facts = line.cells["attribute"], self.vocabulary[entry.of].attributes
        if name not in facts:
            words, near = joined_names(facts), self.reader.suggest(name, facts)
            vi, en = f"không có dữ kiện “{name[:60]}”", f"there is no fact “{name[:60]}”"
            self.reader.report(table.place(line, "attribute"), vi, en, Text(words, words), near)
        return name == entry.gives

    def _counted_twice(self, table: CsvTable, line: CsvRow, seen: dict[tuple[str, ...], int]) -> bool:
        key = (short_name(line.cells[AREA]), line.cells["value"], line.cells.get("among", ""))
        first = seen.setdefault(key, line.number)
        if first != line.number:
            place = table.place(line, "count")
            self.reader.report(place, f"tổng số này đã có ở dòng {first}", f"this total is already on line {first}")
        return first != line.number

    def _total(self, table: CsvTable, line: CsvRow, attribute: Attribute) -> Total:
        cells, every = line.cells, line.cells["value"] == "*"
        value = None if every else self._value(cells["value"], attribute, table.place(line, "value"))
        if isinstance(value, OneOf):
            self.reader.report_invalid(attribute.invalid(cells["value"]), table.place(line, "value"))
        count = self._value(cells["count"], _COUNT, table.place(line, "count"))
        level = self._level(cells.get("evidence", ""), Evidence.UNSTATED, table.place(line, "evidence"))
        area, among, source = short_name(cells[AREA]), cells.get("among", ""), cells.get("source", "")
        if not area:
            self.reader.report(table.place(line, AREA), f"ô “{AREA}” còn trống", f"the cell “{AREA}” is empty")
        number = count if isinstance(count, int) else 0
        return Total(area, value, number, among, level, source, every)  # type: ignore[arg-type]


def _keys(table: CsvTable, entry: AnnexEntry) -> tuple[str, ...]:
    """The headings by which the rows name their subjects."""
    return tuple(heading for heading in table.headings if heading not in (entry.gives, *_COMMON))
