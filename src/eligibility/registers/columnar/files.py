"""Files: tables of any size in CSV, Parquet or Arrow IPC, opened so that their rows can be read from any of them on."""

import csv
import shutil
import tempfile
import weakref
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import attrs
import polars as pl

from eligibility.registers.columnar.problems import SHOWN, more_like
from eligibility.sources import FactError, Place, Problem, Text, no_file, normalized, read_table, refuse

IN_MEMORY: Final = 64_000_000
"""A CSV file of more bytes is turned into a temporary Parquet file: there is no way into the middle of a CSV file."""
_BROKEN: Final = (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError)


@attrs.define(slots=False, eq=False)
class InputTable:
    """A table that was opened: its rows by position, and the line or row by which people know each."""

    name: str
    path: Path
    frame: pl.LazyFrame
    schema: Mapping[str, Any]
    height: int
    written: bool  # as texts, every column
    kept: object = None  # what goes when this goes

    def read(self, headings: Sequence[str], start: int = 0, length: int | None = None) -> pl.DataFrame:
        """These columns of so many rows from a position on. Raises `FactError` where the file is broken there."""
        with broken(self.name):
            return self.frame.select(headings).slice(start, length).collect()

    def place(self, row: int, heading: str) -> Place:
        """The place of a cell: its line in a CSV file, else the number of its row, counted from one."""
        return Place(self.name, self.lines[row] if self.written else row + 1, heading)

    @cached_property
    def lines(self) -> Sequence[int]:
        """The line of each record of a CSV file."""
        with self.path.open(encoding="utf-8-sig", newline="") as stream:
            numbers, reader = [], csv.reader(stream)
            number = 0
            for cells in reader:
                if any(map(normalized, cells)):
                    numbers.append(number + 1)
                number = reader.line_num
        return numbers[1:]


@contextmanager
def broken(name: str) -> Iterator[None]:
    """Raise `FactError` where a file cannot be read on."""
    try:
        yield
    except FileNotFoundError:
        raise FactError([no_file(name)]) from None
    except _BROKEN as error:
        reason = str(error).strip().partition("\n")[0][:120]
        what = Text(f"tệp hỏng hoặc bị cắt cụt ({reason})", f"the file is broken or cut short ({reason})")
        raise FactError([Problem(Place(name), what)]) from None


def open_table(path: Path, name: str) -> InputTable:
    """The table in a file. Raises `FactError` where it is none."""
    suffix = path.suffix.lower()
    if suffix == ".csv":
        return _csv(path, name)
    if path.is_file() and not path.stat().st_size:
        raise FactError([Problem(Place(name), Text("tệp trống", "the file is empty"))])
    with broken(name):
        frame = pl.scan_parquet(path, glob=False) if suffix == ".parquet" else _ipc(path)
        schema = dict(frame.collect_schema())
        return InputTable(name, path, frame, schema, frame.select(pl.len()).collect().item(), written=False)


def _ipc(path: Path) -> pl.LazyFrame:
    with path.open("rb") as stream:
        file = stream.read(6) == b"ARROW1"
    return pl.scan_ipc(path, glob=False) if file else pl.read_ipc_stream(path).lazy()


# ── CSV ──────────────────────────────────────────────────────────────────────────────────────────


def _csv(path: Path, name: str) -> InputTable:
    """A CSV file: every cell a text. What is wrong with its form is said by the reader of registers."""
    head = read_table(path, name)
    if head.problems:
        raise FactError(head.problems)
    headings = [*head.headings]
    frame = pl.scan_csv(path, infer_schema=False, new_columns=headings, glob=False)
    frame = frame.filter(pl.any_horizontal(pl.all().str.strip_chars().str.len_bytes() > 0))
    kept = None
    try:
        if path.stat().st_size > IN_MEMORY:
            kept = _Temporary()
            whole = kept.folder / "table.parquet"
            frame.sink_parquet(whole, compression="lz4")
            frame = pl.scan_parquet(whole, glob=False)
        else:
            frame = frame.collect().lazy()
    except _BROKEN:
        problems = _misshapen(path, name)
        what = Text("tệp CSV không đọc được", "the CSV file cannot be read")
        raise FactError(problems or [Problem(Place(name), what)]) from None
    last = pl.col(headings[-1])
    if frame.select(last.is_null().any()).collect().item() and _short(path, len(headings)):
        refuse(_misshapen(path, name))
    height = frame.select(pl.len()).collect().item()
    return InputTable(name, path, frame, dict.fromkeys(headings, pl.String()), height, written=True, kept=kept)


def _short(path: Path, width: int) -> bool:
    """True where some line may have fewer cells than there are headings: these would be read as unknown."""
    line = pl.col("line")
    lines = pl.scan_csv(
        path, has_header=False, separator="\0", quote_char=None, infer_schema=False, new_columns=["line"], glob=False
    )
    fewer = (line.str.count_matches(",", literal=True) < width - 1) & (line.str.strip_chars() != "")
    return bool(lines.select((fewer | line.str.contains('"', literal=True)).any()).collect().item())


class _Temporary:
    """A folder that goes when this does."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="eligibility-"))
        weakref.finalize(self, shutil.rmtree, self.folder, ignore_errors=True)


class _First(list[Problem]):
    """The first few problems, and how many more there were."""

    more = 0

    def append(self, problem: Problem) -> None:
        if len(self) < SHOWN:
            super().append(problem)
        else:
            self.more += 1


def _misshapen(path: Path, name: str) -> list[Problem]:
    """The mistakes in the form of a CSV file."""
    problems = _First()
    for _ in read_table(path, name, problems).lines:
        pass
    return [*problems, *(Problem(problems[-1].place, more_like(problems.more)) for _ in range(problems.more > 0))]
