"""Corpora: the folder with all rules, its documents, and the instruments that may be cited in them."""

from pathlib import Path
from typing import TYPE_CHECKING

import attrs

from eligibility.model import Instrument
from eligibility.rulefiles.annexes import is_inside
from eligibility.rulefiles.instruments import read_instruments
from eligibility.rulefiles.reader import FileReader
from eligibility.sources import Entries, Node, Place, Problem, RuleError, Text, english_keyword, language, read_document

if TYPE_CHECKING:
    pass

DATED = "[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9].yaml"


@attrs.define
class Corpus:
    """The root of rules, and its documents as far as they were read, each once."""

    root: Path
    instruments: dict[str, Instrument] = attrs.field(factory=dict)
    problems: list[Problem] = attrs.field(factory=list)
    documents: dict[Path, Node | RuleError] = attrs.field(factory=dict)

    @classmethod
    def at(cls, root: Path) -> "Corpus":
        """The corpus with the instruments that it knows; what is wrong with their table is noted."""
        corpus = cls(root.resolve())
        opened = corpus.open(corpus.root / "instruments.yaml", corpus.problems)
        if opened:
            instruments = read_instruments(*opened)
            corpus.problems += opened[0].problems
            corpus.instruments = {} if corpus.problems else instruments  # no citation is blamed for a wrong table
        return corpus

    def shown(self, path: Path) -> str:
        """A path as messages name it: from the root, or as it was given."""
        for candidate in (path.absolute(), path.resolve()):
            if candidate.is_relative_to(self.root):
                return (Path(self.root.name) / candidate.relative_to(self.root)).as_posix()
        return path.as_posix()

    def open(self, path: Path, problems: list[Problem]) -> tuple[FileReader, Node] | None:
        """A document and a new reader for it; None, and why, where it cannot be read."""
        if path not in self.documents:
            self.documents[path] = self._read(path)
        node = self.documents[path]
        if isinstance(node, RuleError):
            problems += node.problems
            return None
        return FileReader.of(self.shown(path), node, self.instruments), node

    def _read(self, path: Path) -> Node | RuleError:
        try:
            return read_document(path, self.shown(path))
        except RuleError as error:
            return error

    def dated(self, folder: Path, problems: list[Problem]) -> list[Path]:
        """The files of a folder that are named by a date; a link out of the folder is no file of it."""
        paths = []
        for path in sorted(folder.glob(DATED)):
            if is_inside(folder, path.name):
                paths.append(path)
                continue
            vi, en = "liên kết này ra ngoài thư mục", "this link leaves the folder"
            problems.append(Problem(Place(self.shown(path)), Text(vi, en)))
        return paths


def has_keyword(node: Node, keyword: str) -> bool:
    """True where a document has this keyword at its top level: `plan` makes it a plan."""
    if not isinstance(node, Entries):
        return False
    lang = language(key.text for key, _ in node.entries)
    return any(english_keyword(key.text, lang) == keyword for key, _ in node.entries)


def shipped_rules() -> Path:
    """The folder of the rules that are shipped with the package."""
    here = Path(__file__).resolve().parents[1]
    return here / "rules" if (here / "rules").is_dir() else here.parents[1] / "rules"
