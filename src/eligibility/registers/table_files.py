"""Table files: their suffixes, and the files of a register's folder that are tables, for every reader of registers."""

from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import Final

import attrs

from eligibility.model import SubjectType, Vocabulary
from eligibility.sources import Place, Problem, Text, closest, no_file

JSON_LINES: Final = (".jsonl", ".ndjson")
TYPED: Final = (".parquet", ".arrow", ".ipc", ".feather")
"""Suffixes of tables whose columns have types."""
READ_BY_ROWS: Final = (".csv", *JSON_LINES)
READ_AS_COLUMNS: Final = (".csv", *TYPED)
SUFFIXES: Final = (".csv", *JSON_LINES, *TYPED)
"""Suffixes of the tables that some reader reads."""
_UNREAD: Final = (".tsv", ".json", ".xlsx", ".xls", ".ods")
"""Suffixes of tables that no reader reads."""


@attrs.frozen
class TableFiles:
    """The tables in the folder of a register, for a reader of tables with these suffixes; mistakes are noted.

    `skipped` are files with another purpose. Where `several` may have the same kind of subject, their rows are joined.
    """

    vocabulary: Vocabulary
    label: str
    suffixes: tuple[str, ...]
    several: bool
    skipped: Collection[str]
    problems: list[Problem]

    def named(self, names: Iterable[str]) -> Iterator[tuple[str, SubjectType]]:
        """The tables among files of these names, in their order, each with the kind of subject that its rows are."""
        kinds = {f"{kind.name}s": kind for kind in self.vocabulary.values()}
        words = ", ".join(f"{stem}.csv" for stem in kinds)
        expected, seen = Text(words, words), set[str]()
        for path in map(Path, sorted(names)):
            suffix = path.suffix.lower()
            if suffix not in (*SUFFIXES, *_UNREAD) or path.name in self.skipped or path.name.startswith("."):
                continue
            if path.stem not in kinds or suffix in _UNREAD:
                near = closest(path.stem, kinds)
                what = Text("tệp không rõ là bảng của đối tượng nào", "a file that is no table of a subject")
                self.wrong(path.name, what, expected, near and near + (suffix if suffix in SUFFIXES else ".csv"))
            elif suffix not in self.suffixes:
                self.wrong(path.name, _OTHER_READER[suffix in TYPED])
            elif path.stem in seen and not self.several:
                self.wrong(path.name, Text("bảng thứ hai của cùng loại", "a second table of the same kind"))
            else:
                yield path.name, kinds[path.stem]
            seen.add(path.stem)
        if not seen:
            what = Text("thư mục không có bảng nào", "no table in this folder")
            self.problems.append(Problem(Place(self.label), what, expected))

    def local(self, folder: Path) -> Iterator[tuple[Path, str, SubjectType]]:
        """The tables of a folder on this machine with their names to show; none outside it is followed."""
        for name, kind in self.named(path.name for path in folder.iterdir()):
            file, label = folder / name, f"{self.label}/{name}"
            if not file.is_file():  # a folder, whose links may lead anywhere, or a link that leads nowhere
                self.problems.append(no_file(label))
            elif not inside(file, folder):
                self.problems.append(outside(label))
            else:
                yield file, label, kind

    def wrong(self, name: str, what: Text, expected: Text | None = None, near: str | None = None) -> None:
        """Note something that is wrong with a file."""
        self.problems.append(Problem(Place(f"{self.label}/{name}"), what, expected, near))


_OTHER_READER: Final = (
    Text("JSON Lines được xét từng đối tượng, không theo cột", "JSON Lines is decided one by one, not as columns"),
    Text("Parquet và Arrow được xét theo cột (--engine columnar)", "Parquet and Arrow are decided as columns"),
)


def inside(path: Path, folder: Path) -> bool:
    """Report whether a path lies in a folder, links followed."""
    return path.resolve().is_relative_to(folder.resolve())


def outside(label: str) -> Problem:
    """The problem of a file that leads out of its folder."""
    return Problem(Place(label), Text("tệp ở ngoài thư mục", "the file lies outside the folder"))
