"""Tables: CSV files as rows of texts, each cell with its place. Bounded, and nothing guessed.

A reader of another format stands beside this one; `open_records` of the registers' `rows` and `open_table` of their
columnar `files` choose by the suffix.
"""

import csv
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TextIO

import attrs

from eligibility.sources.problems import FactError, Place, Problem, no_file
from eligibility.sources.text import Text, normalized

LONGEST = 100_000
"""Characters of a line at most."""


@attrs.frozen
class CsvRow:
    """One row of a table: its line in the file, and the text of each heading's cell."""

    number: int
    cells: dict[str, str]


@attrs.define
class CsvTable:
    """A CSV file being read: its name, its headings, and the problems of its form."""

    name: str
    headings: tuple[str, ...]
    lines: Iterator[CsvRow]
    problems: list[Problem]

    def place(self, line: CsvRow, heading: str) -> Place:
        """The place of a cell."""
        return Place(self.name, line.number, heading)


def read_table(path: Path, name: str, problems: list[Problem] | None = None) -> CsvTable:
    """The table in a CSV file: UTF-8, commas, one row of headings.

    Problems further down are added as they are met, to a list of the caller's where there is one.
    """
    problems = [] if problems is None else problems
    rows = _rows(path, name, problems)
    head = next(rows, None)
    headings = tuple(normalized(cell) for cell in head[1]) if head else ()
    if not any(headings):
        what = Text("tệp trống, không có dòng tiêu đề", "the file is empty: no row of headings")
        raise FactError(problems or [Problem(Place(name, 1), what)])
    if len(headings) == 1 and (";" in headings[0] or "\t" in headings[0]):
        what = Text("các cột phải cách nhau bằng dấu phẩy", "columns must be separated by commas")
        raise FactError([Problem(Place(name, 1), what)])
    seen: set[str] = set()
    for position, heading in enumerate(headings, start=1):
        if heading in seen or not heading:
            what = Text(f"tiêu đề “{heading}” lặp lại", f"the heading “{heading}” repeats")
            empty = Text("tiêu đề còn trống", "the heading is empty")
            problems.append(Problem(Place(name, 1, position), what if heading else empty))
        seen.add(heading)
    return CsvTable(name, headings, _lines(rows, headings, name, problems), problems)


def _lines(
    rows: Iterator[tuple[int, list[str]]], headings: Sequence[str], name: str, problems: list[Problem]
) -> Iterator[CsvRow]:
    for number, cells in rows:
        if not any(cells):
            continue
        if len(cells) != len(headings):
            what = Text(
                f"{len(cells)} ô cho {len(headings)} cột; chữ có dấu phẩy phải đặt trong ngoặc kép",
                f"{len(cells)} cells for {len(headings)} columns; put a text with a comma in quotes",
            )
            column = headings[-1] if len(cells) > len(headings) else headings[len(cells)]
            problems.append(Problem(Place(name, number, column), what))
            continue
        yield CsvRow(number, {heading: normalized(cell) for heading, cell in zip(headings, cells, strict=True)})


def _rows(path: Path, name: str, problems: list[Problem]) -> Iterator[tuple[int, list[str]]]:
    number = 0
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            reader = csv.reader(_bounded(stream, name), strict=True)
            for cells in reader:
                yield number + 1, cells
                number = reader.line_num
    except FactError as error:
        problems.extend(error.problems)
    except UnicodeDecodeError:
        what = Text("tệp không phải là UTF-8", "the file is not UTF-8")
        expected = Text("CSV mã UTF-8 (trong Excel: CSV UTF-8)", "CSV in UTF-8 (in Excel: CSV UTF-8)")
        problems.append(Problem(Place(name, _undecodable(path), 1), what, expected))
    except csv.Error as error:
        what = Text(f"dòng CSV không đọc được: {error}", f"the CSV line cannot be read: {error}")
        expected = Text("chữ có dấu phẩy đặt trong ngoặc kép", "put a text with a comma in quotes")
        problems.append(Problem(Place(name, number + 1, 1), what, expected))
    except OSError:
        problems.append(no_file(name))


def _bounded(stream: TextIO, name: str) -> Iterator[str]:
    """The lines of a file, none longer than `LONGEST`: a longer one is refused before it is held."""
    number = 0
    while line := stream.readline(LONGEST + 1):
        number += 1
        if len(line) > LONGEST:
            column = line.count(",") + 1
            what = Text(
                f"dòng dài hơn {LONGEST} ký tự ở cột {column}",
                f"a line of over {LONGEST} characters at column {column}",
            )
            raise FactError([Problem(Place(name, number, column), what)])
        yield line


def _undecodable(path: Path) -> int:
    """The first line that is not UTF-8."""
    number = 1
    with path.open("rb") as stream:
        while (line := stream.readline(4 * LONGEST)) and _decodes(line):
            number += 1
    return number


def _decodes(line: bytes) -> bool:
    try:
        line.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    return True
