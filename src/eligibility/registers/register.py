"""Registers: subjects and their facts, read from CSV or JSON Lines and completed by the lists of the law."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import attrs

from eligibility.communes import AREA, PLACES, full_name, short_name
from eligibility.model import UNKNOWN, AnnexMatch, AppliedAnnexes, Facts, Law, SubjectType
from eligibility.registers.annex_index import Annexes
from eligibility.registers.annexes import supplement
from eligibility.registers.coverage import Covered, areas, covered
from eligibility.registers.linking import ParentIndex
from eligibility.registers.parsing import Defaults, ParsedSubject, RowParser
from eligibility.registers.rows import RowSource, open_records
from eligibility.registers.table_files import READ_BY_ROWS, TableFiles, inside, outside
from eligibility.rulefiles import RegisterMetadata, read_metadata
from eligibility.sources import FactError, Place, Problem, Problems, Text, read_document


@attrs.frozen
class Register:
    """Subjects with their facts, by kind of subject, and how the annexes matched them.

    A row of a list is *missing* here only where the register has subjects of its area.
    """

    name: str
    facts: Mapping[str, tuple[Facts, ...]]
    matches: tuple[AnnexMatch, ...] = ()
    title: Text | None = None
    snapshot: date | None = None
    source: Text | None = None

    def of(self, subject: str) -> tuple[Facts, ...]:
        """The facts of all subjects of one kind; those that belong to another stand in its `members`."""
        return self.facts.get(subject, ())


def read_register(path: str | Path, law: Law, root: str | Path | None = None) -> Register:
    """The register in a CSV file, a JSON Lines file, or a folder with one file for each kind of subject.

    Where `root` is given, the rules' own folder, the path is one inside it and never leaves it. The lists of the law
    and those that `register.yaml` declares fill in what they know. Raises `FactError` with everything that is wrong.
    """
    return _Reader(law, *located(path, root)).read()


def about_of(path: Path, label: str, law: Law, problems: list[Problem]) -> RegisterMetadata:
    """Read the `register.yaml` of a folder, if there is one; its mistakes are added to the problems."""
    file = path / "register.yaml"
    if not file.is_file():
        return RegisterMetadata()
    if not inside(file, path):
        problems.append(outside(f"{label}/register.yaml"))
        return RegisterMetadata()
    try:
        return read_metadata(path, label, read_document(file, f"{label}/register.yaml"), law, problems)
    except Problems as error:
        problems += error.problems
        return RegisterMetadata()


def located(path: str | Path, root: str | Path | None) -> tuple[Path, str]:
    """The path of a register, and the name to show. Raises `FactError` where it would leave the folder of rules."""
    label = Path(path).as_posix()
    located = Path(path) if root is None else Path(root) / path
    if root is not None and not inside(located, Path(root)):
        what = Text(f"“{label}” ra ngoài thư mục quy tắc", f"“{label}” leaves the folder of rules")
        raise FactError([Problem(Place(label), what)])
    return located, label


def again(kind: SubjectType, identifier: object, first: Place) -> Text:
    """The text that a subject repeats."""
    return Text(f"{kind.title.vi} {identifier} lặp lại ({first})", f"{kind.title.en} {identifier} repeats ({first})")


def kind_of(law: Law, path: Path, headings: Collection[str]) -> SubjectType:
    """The kind of subject of a single file: by its name, or by its headings or first record."""
    kinds = law.vocabulary
    stem = path.stem.lower()
    for kind in kinds.values():
        if stem in (kind.name, f"{kind.name}s"):
            return kind
    concluded = {rule_set.subject for rule_set in law.rule_sets}

    def fit(kind: SubjectType) -> tuple[int, int, bool]:
        columns = RowParser(law, kind, True, Defaults(), []).columns
        fitting = set(headings) & (columns.keys() | kind.relations.keys())
        return len(fitting), len(kind.attributes.keys() & fitting), kind.name in concluded

    last = law.rule_sets[-1].subject if law.rule_sets else next(iter(kinds))
    best = max(kinds.values(), key=fit)
    return best if fit(best)[0] else kinds[last]


@attrs.define
class _Reader:
    law: Law
    path: Path
    shown: str
    problems: list[Problem] = attrs.field(factory=list)

    def read(self) -> Register:
        about = about_of(self.path, self.shown, self.law, self.problems)
        subjects = self.subjects(list(self.sources(about)), about)
        self.attach(subjects)
        tops = {name: group for name, group in subjects.items() if not self.law.vocabulary.parent(name)}
        for name, group in tops.items():
            self.repeated(self.law.vocabulary[name], group)
        self.refuse()
        facts = {
            name: [_facts(self.law, self.law.vocabulary[name], subject) for subject in tops[name]] for name in tops
        }
        filled, matches = self.filled(facts, about)
        self.refuse()
        return Register(self.shown, filled, matches, about.title, about.snapshot, about.source)

    def refuse(self) -> None:
        if self.problems:
            raise FactError(self.problems)

    # ── files ────────────────────────────────────────────────────────────────────────────────────

    def sources(self, about: RegisterMetadata) -> Iterator[tuple[SubjectType, RowSource]]:
        """The tables, each with the kind of subject that its rows are."""
        if not self.path.is_dir():
            if source := self.open(self.path, self.shown):
                yield kind_of(self.law, self.path, source.names()), source
            return
        tables = TableFiles(self.law.vocabulary, self.shown, READ_BY_ROWS, True, about.files, self.problems)
        for path, label, kind in tables.local(self.path):
            if source := self.open(path, label):
                yield kind, source

    def open(self, path: Path, name: str) -> RowSource | None:
        try:
            return open_records(path, name)
        except FactError as error:
            self.problems += error.problems
            return None

    # ── rows ───────────────────────────────────────────────────────────────────────────────────

    def subjects(
        self, sources: list[tuple[SubjectType, RowSource]], about: RegisterMetadata
    ) -> dict[str, list[ParsedSubject]]:
        """The subjects of all rows by their kind."""
        given = {kind.name for kind, _ in sources}
        defaults = Defaults(about.evidence, about.source.vi if about.source else "")
        subjects: dict[str, list[ParsedSubject]] = {}
        for kind, source in sources:
            upper = self.law.vocabulary.parent(kind.name)
            alone = upper is not None and upper[0].name not in given
            parser = RowParser(self.law, kind, alone, defaults, self.problems)
            parser.headings(source)
            headed = bool(source.headings)
            subjects.setdefault(kind.name, []).extend(parser.parse(record, headed) for record in source.records)
            self.problems += source.problems
        return subjects

    def attach(self, subjects: dict[str, list[ParsedSubject]]) -> None:
        """Attach all members to the subjects that they belong to, the deepest kind first."""
        vocabulary = self.law.vocabulary
        doubtful = bool(self.problems)
        for name in sorted(subjects, key=vocabulary.depth, reverse=True):
            todo = name
            while upper := vocabulary.parent(todo):
                kind, relation = upper
                alone = kind.name not in subjects
                owners = ParentIndex(kind, relation, subjects.setdefault(kind.name, []), alone, doubtful, self.problems)
                owners.attach(subjects[todo])
                if not alone:
                    break  # it has its own turn
                todo = kind.name

    def repeated(self, kind: SubjectType, group: Sequence[ParsedSubject]) -> None:
        """Note each subject that repeats, by code, or by names where a code is not known."""
        seen: dict[tuple[str, ...], ParsedSubject] = {}
        by_name = not all("code" in parsed.values for parsed in group)
        for parsed in group:
            for key in _keys(parsed, by_name):
                first = seen.setdefault(key, parsed)
                if first is not parsed and (key[0] == "code" or not _coded(first, parsed)):
                    what = again(kind, parsed.values[key[0]], first.record.at(key[0]))
                    self.problems.append(Problem(parsed.record.at(key[0]), what))
                    break
            for name, members in parsed.members.items():
                self.repeated(self.law.vocabulary[kind.relations[name].subject], members)

    # ── lists ────────────────────────────────────────────────────────────────────────────────────

    def filled(
        self, facts: Mapping[str, list[Facts]], about: RegisterMetadata
    ) -> tuple[dict[str, tuple[Facts, ...]], tuple[AnnexMatch, ...]]:
        """The facts with what the annexes say of them, and the matches."""
        lists = Annexes((*self.law.listings, *about.listings))
        matches: list[AnnexMatch] = []
        filled: dict[str, tuple[Facts, ...]] = {}
        for name, group in facts.items():
            subjects, own_matches, problems = supplement(
                lists, self.law.vocabulary, name, [(subject_facts, None) for subject_facts in group]
            )
            applied = AppliedAnnexes(self.law.listings, tuple(_matches_of(self.law, own_matches)))
            filled[name] = tuple(subject.after(applied) for subject in subjects)
            matches += own_matches
            self.problems += problems
        areas = {
            short_name(area) for group in facts.values() for subject_facts in group if (area := _area(subject_facts))
        }
        return filled, tuple(of_areas(match, areas) for match in matches)


def _matches_of(law: Law, matches: Iterable[AnnexMatch]) -> Iterator[AnnexMatch]:
    """The matches of the law's own annexes, without those of the register."""
    listings = {id(listing) for listing in law.listings}
    return (match for match in matches if id(match.listing) in listings)


def _keys(parsed: ParsedSubject, by_name: bool) -> Iterator[tuple[str, ...]]:
    """The ways in which a subject can be told from others: its code; its names from the area down."""
    values = parsed.values
    if isinstance(code := values.get("code"), str):
        yield "code", code
    if by_name and isinstance(name := values.get("name"), str):
        place = [values.get(name) for name in PLACES]
        yield "name", *(short_name(unit) if isinstance(unit, str) else "" for unit in place), full_name(name)


def _coded(subject: ParsedSubject, other: ParsedSubject) -> bool:
    return "code" in subject.values and "code" in other.values


def _facts(law: Law, kind: SubjectType, parsed: ParsedSubject) -> Facts:
    """The facts of a parsed subject, with its members."""
    members: dict[str, tuple[Facts, ...]] = {}
    fields: dict[str, Any] = dict(parsed.values)
    for name, relation in kind.relations.items():
        if group := parsed.members.get(name):
            inner = law.vocabulary[relation.subject]
            members[name] = tuple(_facts(law, inner, member) for member in group)
            fields[name] = tuple(member.subject for member in members[name])
    subject = kind.cls(**fields, **parsed.complete)
    return Facts(subject, parsed.evidence, parsed.sources, parsed.answers, members)


def _area(facts: Facts) -> str | None:
    area = getattr(facts.subject, AREA, UNKNOWN)
    return area if isinstance(area, str) else None


def of_areas(match: AnnexMatch, areas: set[str]) -> AnnexMatch:
    """The match without the rows of areas of which the register knows nothing."""
    if not areas or AREA not in match.listing.keys:
        return match
    place = match.listing.keys.index(AREA)
    return attrs.evolve(match, missing=tuple(row for row in match.missing if short_name(row.names[place]) in areas))


def lists_of(register: Register) -> tuple[Covered, ...]:
    """The rows and totals of each annex for each area of a register."""
    everybody = (facts for group in register.facts.values() for facts in group)
    return tuple(covered(register.matches, areas(everybody)))
