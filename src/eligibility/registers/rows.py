"""Records: the rows of a register, from CSV or JSON Lines, as texts by heading before they are values."""

import json
from collections.abc import Iterator, Mapping
from itertools import chain
from pathlib import Path
from typing import Any

import attrs

from eligibility.registers.table_files import JSON_LINES
from eligibility.sources import Place, Problem, Text, no_file, normalized, read_table

LONGEST = 4_000_000
"""Bytes of a JSON line at most."""


@attrs.frozen
class Record:
    """One subject as written: the text under each heading, and the records of its members by relation.

    `within` is the heading under which a member stands in the record that it belongs to (`members[2]`).
    """

    file: str
    line: int
    cells: Mapping[str, str]
    members: Mapping[str, tuple["Record", ...]] = attrs.field(factory=dict)
    within: str = ""

    def at(self, heading: str) -> Place:
        """The place of the value under a heading."""
        return Place(self.file, self.line, f"{self.within}.{heading}" if self.within else heading)


@attrs.define
class RowSource:
    """A file of records: its headings where they are known before its rows, and what is wrong with its form."""

    name: str
    headings: tuple[str, ...]
    records: Iterator[Record]
    problems: list[Problem]

    def names(self) -> tuple[str, ...]:
        """The headings, or what the first record of JSON Lines names; that record is still among the records."""
        first = None if self.headings else next(self.records, None)
        if first is None:
            return self.headings
        self.records = chain((first,), self.records)
        return (*first.cells, *first.members)


def open_records(path: Path, name: str) -> RowSource:
    """The records of a CSV file, or of a JSON Lines file (`.jsonl`, `.ndjson`).

    Raises `FactError` where a CSV file has no row of headings that can be used. What is wrong further down is added
    to `problems` while the records are taken.
    """
    if path.suffix.lower() in JSON_LINES:
        problems: list[Problem] = []
        return RowSource(name, (), _json_lines(path, name, problems), problems)
    table = read_table(path, name)
    records = (Record(name, line.number, line.cells) for line in table.lines)
    return RowSource(name, table.headings, records, table.problems)


def _json_lines(path: Path, name: str, problems: list[Problem]) -> Iterator[Record]:
    has_content = False
    try:
        with path.open("rb") as stream:
            for number, line in enumerate(iter(lambda: stream.readline(LONGEST + 1), b""), 1):
                has_content = has_content or bool(line.strip())
                if (text := _decoded(line, Place(name, number), problems)) is None:
                    return
                if text.strip():
                    yield from _JsonLine(name, number, problems).records(text)
    except OSError:
        problems.append(no_file(name))
        return
    if not has_content:
        problems.append(Problem(Place(name, 1), Text("tệp trống", "the file is empty")))


def _decoded(line: bytes, place: Place, problems: list[Problem]) -> str | None:
    """The text of a line; None, with the reason, where nothing after it can be trusted either."""
    if len(line) > LONGEST:
        problems.append(Problem(place, Text(f"dòng dài hơn {LONGEST} byte", f"a line of over {LONGEST} bytes")))
        return None
    try:
        return line.decode("utf-8-sig" if place.line == 1 else "utf-8")
    except UnicodeDecodeError:
        what = Text("tệp không phải là UTF-8", "the file is not UTF-8")
        problems.append(Problem(place, what, Text("JSON Lines mã UTF-8", "JSON Lines in UTF-8")))
        return None


class _Pairs(list[tuple[str, Any]]):
    """A JSON object as its pairs in order of writing, repeated keys and all."""


_PLAIN = Text("chữ, số, true, false hoặc null", "a text, a number, true, false or null")
_OBJECT = Text("một đối tượng JSON {…}", "a JSON object {…}")


def _constant(word: str) -> float:
    return float(word)  # NaN or an infinity: refused where its heading is known


@attrs.frozen
class _JsonLine:
    """One line of JSON, and what is wrong with it."""

    file: str
    line: int
    problems: list[Problem]

    def records(self, text: str) -> Iterator[Record]:
        try:
            document = json.loads(
                text, parse_constant=_constant, parse_float=str, parse_int=str, object_pairs_hook=_Pairs
            )
        except json.JSONDecodeError as error:
            vi, en = f"không phải JSON từ ký tự thứ {error.colno}", f"not JSON from character {error.colno}"
            self.wrong("", vi, en, Text("mỗi dòng một đối tượng JSON", "one JSON object on each line"))
        except RecursionError:
            self.wrong("", "JSON lồng quá sâu", "JSON nested too deeply")
        else:
            if isinstance(document, _Pairs):
                yield self.record(document, "")
            else:
                self.wrong("", "dòng này không phải một đối tượng", "this line is no object", _OBJECT)

    def record(self, pairs: _Pairs, within: str) -> Record:
        """The record that an object describes; texts, members, and evidence and source by attribute."""
        cells: dict[str, str] = {}
        members: dict[str, tuple[Record, ...]] = {}
        for key, value in self.unique(pairs, within):
            column = f"{within}.{key}" if within else key
            if isinstance(value, _Pairs) and key in ("evidence", "source"):
                for name, word in self.unique(value, column):
                    cells[f"{name}:{key}"] = self.text(word, f"{column}.{name}")
            elif isinstance(value, list) and not isinstance(value, _Pairs):
                members[key] = tuple(self.members(value, column))
            else:
                cells[key] = self.text(value, column)
        return Record(self.file, self.line, cells, members, within)

    def members(self, values: list[Any], column: str) -> Iterator[Record]:
        for position, value in enumerate(values, 1):
            within = f"{column}[{position}]"
            if isinstance(value, _Pairs):
                yield self.record(value, within)
            else:
                self.wrong(within, "gặp một giá trị", "found a plain value", _OBJECT)

    def unique(self, pairs: _Pairs, within: str) -> Iterator[tuple[str, Any]]:
        """The pairs with their keys composed (NFC); a key that repeats is a problem."""
        seen: set[str] = set()
        for key, value in ((normalized(key), value) for key, value in pairs):
            if key in seen:
                column = f"{within}.{key}" if within else key
                self.wrong(column, f"“{key[:60]}” lặp lại", f"“{key[:60]}” repeats")
            seen.add(key)
            yield key, value

    def text(self, value: Any, column: str) -> str:  # noqa: ANN401 - whatever stood there
        if isinstance(value, str):
            return normalized(value)
        if isinstance(value, bool):
            return "yes" if value else "no"
        if isinstance(value, float):
            self.wrong(column, f"{value} không phải số", f"{value} is not a number")
        elif value is not None:
            self.wrong(column, "gặp một danh sách hoặc đối tượng", "found a list or an object", _PLAIN)
        return ""

    def wrong(self, column: str, vi: str, en: str, expected: Text | None = None) -> None:
        self.problems.append(Problem(Place(self.file, self.line, column), Text(vi, en), expected))
