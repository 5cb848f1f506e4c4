"""Checking of laws: the files in force on a date, those that they use, and all of their rule sets together."""

from datetime import date
from itertools import pairwise
from pathlib import Path

import attrs

from eligibility.communes import SUBJECTS
from eligibility.model import AnnexList, Citation, Law, Period, RuleSet, Threshold, Vocabulary, folder_of
from eligibility.rulefiles.annexes import AnnexReader
from eligibility.rulefiles.corpus import Corpus, has_keyword
from eligibility.rulefiles.dependencies import (
    FileDependencies,
    check_circular_values,
    check_concluded_once,
    check_variants,
    derived_attributes,
    sort_rule_sets,
)
from eligibility.rulefiles.instrument_files import InstrumentFile, open_file, read_headers
from eligibility.rulefiles.instruments import annex_entries
from eligibility.rulefiles.named_values import named_values, read_values
from eligibility.rulefiles.rulesets import RuleSetReader, cited_notes
from eligibility.rulefiles.scope import Scope
from eligibility.rulefiles.vocabulary import read_vocabulary
from eligibility.sources import Place, Problem, Text


@attrs.define
class LawReader:
    """Reads the law of a corpus on a date. Without a date a file is read alone, without the files that it uses."""

    corpus: Corpus
    as_of: date | None
    problems: list[Problem] = attrs.field(factory=list)
    vocabulary: Vocabulary = SUBJECTS
    declared: set[Path] = attrs.field(factory=set)
    files: dict[str, tuple[InstrumentFile, Path]] = attrs.field(factory=dict)
    todo: list[tuple[str, Place]] = attrs.field(factory=list)

    @property
    def found(self) -> list[Problem]:
        """Every problem of the corpus and of the files read so far, each once."""
        files = [problem for file, _ in self.files.values() for problem in file.reader.problems]
        return list(dict.fromkeys([*self.corpus.problems, *self.problems, *files]))

    def _report(self, place: Place, vi: str, en: str, expected: str = "") -> None:
        self.problems.append(Problem(place, Text(vi, en), Text(expected, expected) if expected else None))

    # ── files ────────────────────────────────────────────────────────────────────────────────────

    def declare(self, folder: Path) -> None:
        """Read what the root of the corpus and a folder declare beside their rules."""
        for place in (self.corpus.root, folder.resolve()):
            path = place / "vocabulary.yaml"
            if place in self.declared or not path.is_file():
                continue
            self.declared.add(place)
            opened = self.corpus.open(path, self.problems)
            if opened:
                self.vocabulary = read_vocabulary(*opened, self.vocabulary)
                self.problems += opened[0].problems

    def start(self, path: Path) -> None:
        """Read one file, and those in force that it uses."""
        file = self._opened(path)
        if file is None:
            return
        self._named(path, file)
        if self.as_of and file.in_force and self.as_of not in file.in_force:
            self._not_in_force(Place(file.reader.name), file.number, [file.in_force])
        self._add(file, path)
        self._follow()

    def in_force(self, folder: Path, place: Place) -> None:
        """Read the file of a folder that is in force, and those that it uses."""
        self._current(folder, place)
        self._follow()

    def _current(self, folder: Path, place: Place) -> None:
        files = self.dated(folder)
        periods = [file.in_force for file, _ in files if file.in_force]
        current = [(file, path) for file, path in files if file.in_force and self.as_of and self.as_of in file.in_force]
        if current:
            self._add(*current[-1])
        elif files and len(periods) == len(files):
            self._not_in_force(place, files[0][0].number or folder.name, periods)

    def _add(self, file: InstrumentFile, path: Path) -> None:
        self.files[file.number] = file, path.parent
        self.declare(path.parent)
        self.todo += file.uses.values()

    def _follow(self) -> None:
        """Read what the files read so far use."""
        while self.todo:
            number, place = self.todo.pop(0)
            folder = self.corpus.root / folder_of(number)
            if self.as_of is None or number in self.files:
                continue
            if folder.is_dir():
                self._current(folder, place)
            else:
                self._report(place, f"chưa có quy tắc của {number}", f"there are no rules of {number}")

    def dated(self, folder: Path) -> list[tuple[InstrumentFile, Path]]:
        """The files of a folder, checked for their names and for periods that overlap."""
        paths = self.corpus.dated(folder, self.problems)
        if not paths:
            vi, en = "thư mục không có tệp quy tắc nào mang tên ngày", "the folder has no rule file named by a date"
            self._report(Place(self.corpus.shown(folder)), vi, en, "2023-05-30.yaml")
        files = [(file, path) for path in paths if (file := self._opened(path))]
        for file, path in files:
            self._named(path, file)
            if file.in_force is None:
                self.problems += file.reader.problems
        dated = sorted((file.in_force.start, path, file) for file, path in files if file.in_force)
        for (_, before, earlier), (start, _, later) in pairwise(dated):
            if earlier.in_force and start in earlier.in_force:
                vi, en = f"hiệu lực chồng lên tệp {before.name}", f"the effective period overlaps that of {before.name}"
                self._report(later.fields.at("in_force"), vi, en)
        return files

    def _opened(self, path: Path) -> InstrumentFile | None:
        opened = self.corpus.open(path, self.problems)
        if opened is None:
            return None
        reader, node = opened
        if has_keyword(node, "plan") and not has_keyword(node, "instrument"):
            vi, en = "tệp này là một kế hoạch, không phải quy tắc", "this file is a plan, not rules"
            self._report(Place(reader.name), vi, en, "eligibility allocate")
            return None
        return open_file(reader, node)

    def _named(self, path: Path, file: InstrumentFile) -> None:
        """A file is named by its first day, and its folder by its number."""
        if file.in_force and path.match("[0-9]*-[0-9]*-[0-9]*.yaml") and file.in_force.start.isoformat() != path.stem:
            start = file.in_force.start
            vi = f"tệp mang tên {path.stem} nhưng có hiệu lực từ {start}"
            self._report(file.fields.at("in_force"), vi, f"the file is named {path.stem} but in force from {start}")
        folder = path.parent.resolve()
        if file.number and folder.parent == self.corpus.root and folder.name != folder_of(file.number):
            vi, en = f"{file.number} nằm trong thư mục {folder.name}", f"{file.number} is in the folder {folder.name}"
            self._report(file.fields.at("instrument"), vi, en, folder_of(file.number))

    def _not_in_force(self, place: Place, name: str, periods: list[Period]) -> None:
        words = ", ".join(f"{period.start} – {period.end or ''}".strip() for period in periods)
        vi, en = f"{name} không có hiệu lực vào {self.as_of}", f"{name} is not in force on {self.as_of}"
        self._report(place, vi, en, words)

    # ── the whole ────────────────────────────────────────────────────────────────────────────────

    def law(self) -> Law:
        """The law of all files read. It can be relied on only where nothing was `found`."""
        files = {number: file for number, (file, _) in self.files.items()}
        for file in files.values():
            read_headers(file, self.vocabulary)
        check_concluded_once(list(files.values()))
        rule_sets: list[RuleSet] = []
        values: dict[str, Threshold] = {}
        reaches: dict[str, FileDependencies] = {}
        for number, file in files.items():
            named = named_values(file)
            types = {name: entry.type for name, entry in named.items()}
            scope = Scope(self.vocabulary, derived_attributes(file, files), types, number, file.broken)
            read_sets = RuleSetReader(file, scope).read()
            read = read_values(file, named, scope, self.as_of)
            reaches[number] = FileDependencies(scope, read.thresholds)
            check_variants(file, read_sets, reaches[number], read.subjects)
            check_circular_values(file, read.thresholds, reaches[number], read.subjects)
            rule_sets += read_sets
            values |= read.thresholds
        listings, notes = self._listings(), self._notes()
        ordered = rule_sets if self.found else sort_rule_sets(rule_sets, reaches, self.problems)
        number, day = next(iter(files), ""), self.as_of or date.min
        instruments = self.corpus.instruments
        return Law(number, day, tuple(ordered), values, self.vocabulary, instruments, listings, notes=notes)

    def _listings(self) -> tuple[AnnexList, ...]:
        listings: list[AnnexList] = []
        for file, folder in self.files.values():
            entries = annex_entries(file.reader, file.fields.get("annexes"), self.vocabulary)
            lists = AnnexReader(file.reader, folder, self.corpus.shown(folder), file.number, self.vocabulary)
            listings += [lists.read(entry) for entry in entries]
        return tuple(listings)

    def _notes(self) -> tuple[tuple[Citation, Text], ...]:
        files = [file for file, _ in self.files.values()]
        return tuple(note for file in files for note in cited_notes(file.reader, file.fields.get("notes")))
