"""Blocks: rows of files on their way through Spark, and tables made of them whose places are those in the files."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from io import BytesIO
from pathlib import Path, PurePosixPath
from tempfile import NamedTemporaryFile
from typing import Final

import attrs
import polars as pl

from eligibility.model import Law
from eligibility.model.columns import Columns, taken
from eligibility.registers.columnar import InputTable, Listed, open_table
from eligibility.sources import Place

LINE: Final = "#line"
"""Column of line numbers: lines of a CSV file, rows counted from one of another."""


@attrs.frozen
class File:
    """A file of the register: the kind of its rows, the name of its table, its own, and its path or what is in it."""

    kind: str
    table: str
    name: str
    source: str | bytes = attrs.field(repr=False)

    def open(self) -> InputTable:
        """The table in it. Raises `FactError` where it is none."""
        if isinstance(self.source, str):
            return open_table(Path(self.source), self.name)
        copy = NamedTemporaryFile(suffix=PurePosixPath(self.name).suffix)  # noqa: SIM115 - it goes with the table
        copy.write(self.source)
        copy.flush()
        table = open_table(Path(copy.name), self.name)
        table.kept = (table.kept, copy)
        return table


@attrs.frozen
class Block:
    """Some rows of a file in its order, from a line on, as Arrow IPC; with `codes`, only their codes and links."""

    kind: str
    file: str
    line: int
    data: bytes = attrs.field(repr=False)
    codes: bool = False

    @classmethod
    def of(cls, kind: str, file: str, rows: pl.DataFrame, codes: bool = False) -> "Block":
        """The block that holds these rows."""
        buffer = BytesIO()
        rows.write_ipc(buffer, compression="lz4")
        return cls(kind, file, rows[LINE][0], buffer.getvalue(), codes)

    def rows(self) -> pl.DataFrame:
        """The rows in it."""
        return pl.read_ipc(self.data)


@attrs.define(slots=False, eq=False)
class Rows(InputTable):
    """Rows of one or more files as a table, whose places are those in the files.

    `files` are the first position and the name of each.
    """

    files: Sequence[tuple[int, str]] = ()

    @classmethod
    def of(cls, head: "Head", blocks: Iterable[Block], codes: bool = False) -> "Rows":
        """The rows of one kind in the blocks, in the order of file and line."""
        kind_blocks = [block for block in blocks if block.kind == head.kind and block.codes == codes]
        kind_blocks.sort(key=lambda block: (block.file, block.line))
        parts, files, height = [], [], 0
        for block in kind_blocks:
            parts.append(block.rows())
            files.append((height, block.file))
            height += len(parts[-1])
        rows = pl.concat(parts) if parts else head.rows.clear()
        return cls.holding(head, rows, height, files)

    @classmethod
    def holding(cls, head: "Head", rows: pl.DataFrame, height: int, files: Sequence[tuple[int, str]] = ()) -> "Rows":
        """The table of these rows, with a height that may differ: a head has rows to show and counts none."""
        schema = {name: type_ for name, type_ in rows.schema.items() if not name.startswith("#")}
        return cls(head.name, Path(head.name), rows.lazy(), schema, height, head.written, None, files)

    def place(self, row: int, heading: str) -> Place:
        """The place of a cell in the file that its row came from."""
        index = bisect_right(self.files, row, key=lambda file: file[0]) - 1
        return Place(self.files[index][1], int(self.read([LINE], row, 1).item()), heading)

    def places(self) -> pl.DataFrame:
        """File and line of every row."""
        starts = [*(start for start, _ in self.files), self.height]
        names = [
            pl.repeat(name, end - start, eager=True) for (start, name), end in zip(self.files, starts[1:], strict=True)
        ]
        file = pl.concat([pl.Series([], dtype=pl.String), *names])
        return pl.DataFrame({"file": file, "line": self.read([LINE])[LINE]})


@attrs.frozen(eq=False)
class Head:
    """The table of one kind of subject: its name, its first rows, and whether every cell of it is a text."""

    kind: str
    name: str
    rows: pl.DataFrame
    written: bool
    height: int


@attrs.frozen(eq=False)
class Filled:
    """The topmost subjects of a kind that lists filled in, and the file and line of each."""

    places: pl.DataFrame
    columns: Columns

    def among(self, law: Law, rows: Rows) -> Listed:
        """The filled subjects that are among these rows, with their positions."""
        index = pl.int_range(len(self.places), dtype=pl.UInt32, eager=True).alias("index")
        row_places = rows.places().with_row_index("position")
        both = row_places.join(self.places.with_columns(index), on=["file", "line"], how="inner").sort("position")
        return Listed(law, both["position"], taken(self.columns, both["index"]), ())
