"""Files of results, Parquet or CSV: written whole or not at all, with a data dictionary beside."""

import csv
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import attrs
import polars as pl

from eligibility.sources import FactError, Place, Problem, Text

SUFFIXES: Final = (".parquet", ".csv")
"""The suffixes of files of results."""
_HEADINGS: Final = ("column", "type", "title_vi", "title_en", "cite", "null_vi", "null_en", "values_vi", "values_en")


@attrs.frozen
class Entry:
    """The dictionary entry of a column: its title, its legal source, the meaning of an empty cell and of the values."""

    column: str
    title: Text
    cite: str = ""
    null: Text = Text("", "")
    values: Text = Text("", "")


@attrs.define(eq=False)
class Results:
    """Results being written: their chunks are in a folder of another name until the last one is there."""

    path: Path
    entries: Sequence[Entry]
    folder: Path
    count: int = 0
    schema: pl.Schema | None = None

    def add(self, frame: pl.DataFrame) -> None:
        """Write some more rows. The columns are those of the first chunk."""
        if self.schema is None:
            self.schema = frame.schema
        frame = frame.select(self.schema.names()).cast(self.schema)
        with _writable(self.path):
            if self.path.suffix.lower() == ".csv":
                with (self.folder / "rows").open("ab") as stream:
                    frame.write_csv(stream, include_header=not self.count)
            else:
                frame.write_parquet(self.folder / f"{self.count:06}")
        self.count += 1

    def finish(self) -> None:
        """Give the results their name, the dictionary first, so that there are no results without it."""
        if self.schema is None:
            return
        whole = self.folder / "rows"
        if self.path.suffix.lower() != ".csv":
            pl.scan_parquet(sorted(self.folder.iterdir()), glob=False).sink_parquet(whole)
        self.dictionary(self.folder / "columns")
        (self.folder / "columns").replace(dictionary_of(self.path))
        whole.replace(self.path)

    def dictionary(self, path: Path) -> None:
        """Write the data dictionary."""
        entries = {entry.column: entry for entry in self.entries}
        with path.open("w", encoding="utf-8", newline="") as stream:
            rows = csv.writer(stream, lineterminator="\n")
            rows.writerow(_HEADINGS)
            for name, type_ in (self.schema or {}).items():
                entry = entries.get(name, Entry(name, Text(name, name)))
                titled, last = (entry.title.vi, entry.title.en, entry.cite), (entry.values.vi, entry.values.en)
                rows.writerow([name, str(type_), *titled, entry.null.vi, entry.null.en, *last])


def dictionary_of(path: Path) -> Path:
    """The path of the data dictionary of a file of results.

    >>> dictionary_of(Path("out/results.parquet")).as_posix()
    'out/results.columns.csv'
    """
    return path.with_suffix(".columns.csv")


@contextmanager
def results_at(path: str | Path, entries: Sequence[Entry] = ()) -> Iterator[Results]:
    """Results to be written to a Parquet or CSV file, a chunk at a time.

    Where this is left by an error, or the run is killed, there is no new file of this name. Raises `FactError` where
    nothing can be written there.
    """
    target = Path(path)
    if target.suffix.lower() not in SUFFIXES:
        what = Text("kết quả ghi vào tệp .parquet hoặc .csv", "results are written to a .parquet or .csv file")
        raise FactError([Problem(Place(target.as_posix()), what)])
    with _writable(target):
        folder = Path(tempfile.mkdtemp(prefix=f".{target.name}.", suffix=".part", dir=target.parent))
    try:
        results = Results(target, entries, folder)
        yield results
        with _writable(target):
            results.finish()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _writable(path: Path) -> Iterator[None]:
    try:
        yield
    except (OSError, pl.exceptions.PolarsError) as error:
        reason = str(error).partition("\n")[0][:120]
        what = Text(f"không ghi được kết quả ({reason})", f"the results cannot be written ({reason})")
        raise FactError([Problem(Place(path.as_posix()), what)]) from error
