"""Records: the rows of a register, from CSV or JSON Lines, as texts by heading before they are values."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NoReturn

import attrs

from eligibility.errors import FactError, Place, Problem
from eligibility.tables import read_table
from eligibility.texts import Text, normal

LONGEST = 4_000_000
"""Characters of a JSON line at most."""


@attrs.frozen
class Record:
    """One subject as written: the text under each heading, and the records of its members by relation."""

    file: str
    line: int
    cells: Mapping[str, str]
    members: Mapping[str, tuple["Record", ...]] = attrs.field(factory=dict)

    def at(self, heading: str) -> Place:
        """Where the value under a heading stands."""
        return Place(self.file, self.line, heading)


@attrs.define
class Source:
    """A file of records: its headings where they are known before its rows, and what is wrong with its form."""

    name: str
    headings: tuple[str, ...]
    records: Iterator[Record]
    problems: list[Problem]


def open_records(path: Path, name: str) -> Source:
    """The records of a CSV file, or of a JSON Lines file (`.jsonl`, `.ndjson`)."""
    if path.suffix.lower() in (".jsonl", ".ndjson"):
        problems: list[Problem] = []
        return Source(name, (), _json_lines(path, name, problems), problems)
    table = read_table(path, name)
    records = (Record(name, line.number, line.cells) for line in table.lines)
    return Source(name, table.headings, records, table.problems)


def _json_lines(path: Path, name: str, problems: list[Problem]) -> Iterator[Record]:
    number = 0
    try:
        with path.open(encoding="utf-8-sig") as stream:
            while line := stream.readline(LONGEST + 1):
                number += 1
                if len(line) > LONGEST:
                    what = Text(f"dòng dài hơn {LONGEST} ký tự", f"a line of over {LONGEST} characters")
                    raise FactError([*problems, Problem(Place(name, number), what)])
                if line.strip():
                    yield from _record(line, name, number, problems)
    except UnicodeDecodeError:
        what = Text("tệp không phải là UTF-8", "the file is not UTF-8")
        problems.append(Problem(Place(name, number + 1), what))
    except OSError:
        what = Text("không có tệp này, hoặc không đọc được", "there is no such file, or it cannot be read")
        problems.append(Problem(Place(name), what))
    if not number and not problems:
        problems.append(Problem(Place(name, 1), Text("tệp trống", "the file is empty")))


class _Bad(ValueError):
    """Something that JSON allows and a register does not."""


def _record(line: str, name: str, number: int, problems: list[Problem]) -> Iterator[Record]:
    try:
        found = json.loads(line, parse_constant=_no_number, parse_float=str, parse_int=str, object_pairs_hook=_pairs)
        yield _of(found, name, number)
    except (ValueError, RecursionError) as error:
        what = Text(f"dòng JSON không đọc được: {error}", f"the JSON line cannot be read: {error}")
        problems.append(Problem(Place(name, number), what))


def _no_number(word: str) -> NoReturn:
    raise _Bad(f"{word} is no number")


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise _Bad(f"“{key}” repeats")
        found[normal(key)] = value
    return found


def _of(found: Any, name: str, number: int) -> Record:
    if not isinstance(found, dict):
        raise _Bad("a JSON object is expected on each line")
    cells: dict[str, str] = {}
    members: dict[str, tuple[Record, ...]] = {}
    for key, value in found.items():
        if isinstance(value, list):
            members[key] = tuple(_of(one, name, number) for one in value)
        elif isinstance(value, dict):  # evidence and source by attribute
            cells |= {f"{attribute}:{key}": _text(word) for attribute, word in value.items()}
        else:
            cells[key] = _text(value)
    return Record(name, number, cells, members)


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if value is None:
        return ""
    if isinstance(value, str):
        return normal(value)
    raise _Bad("a text, a number, true, false or null is expected")
