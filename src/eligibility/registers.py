"""Registers: the list of subjects and their facts, read from CSV or JSON Lines, and completed by the lists of the law."""

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import attrs

from eligibility.checking.instruments import evidence as read_evidence
from eligibility.checking.instruments import list_entries
from eligibility.checking.lists import ListReader
from eligibility.checking.sheets import Fields, Sheet
from eligibility.documents import read_document
from eligibility.errors import FactError, Place, Problem, Problems
from eligibility.facts import Facts
from eligibility.listings import Listing, Lists, Match, bare, fill
from eligibility.records import Record, Source, open_records
from eligibility.rulesets import Law
from eligibility.texts import Text, nearest
from eligibility.values import UNKNOWN, Evidence, Given
from eligibility.vocabulary import Attribute, Relation, SubjectType, Unreadable, exceeding

_REMEMBERED = 10_000
_COMPLETE = {"yes": True, "có": True, "no": False, "không": False, "": False}


@attrs.frozen
class Register:
    """Subjects with their facts, by kind of subject, and how the lists met them."""

    name: str
    facts: Mapping[str, tuple[Facts, ...]]
    matches: tuple[Match, ...] = ()
    title: Text | None = None
    snapshot: date | None = None
    source: Text | None = None

    def of(self, subject: str) -> tuple[Facts, ...]:
        """The facts of all subjects of one kind; those that belong to another stand in its `members`."""
        return self.facts.get(subject, ())


@attrs.frozen
class About:
    """What `register.yaml` says of the tables beside it."""

    title: Text | None = None
    snapshot: date | None = None
    evidence: Evidence = Evidence.UNSTATED
    source: Text | None = None
    listings: tuple[Listing, ...] = ()
    files: tuple[str, ...] = ()


def read_register(path: str | Path, law: Law, root: Path | None = None) -> Register:
    """The register in a CSV file, a JSON Lines file, or a folder with one file for each kind of subject.

    A path that does not exist is looked for under `root`, the rules' own folder. The lists of the law and those that
    `register.yaml` declares fill in what they know. Raises `FactError` with everything that is wrong.
    """
    found = Path(path)
    if not found.exists() and root is not None and (root / path).resolve().is_relative_to(root.resolve()):
        found = root / path
    reader = _Reader(law, found, Path(path).as_posix())
    return reader.read()


@attrs.define
class _Draft:
    """A subject whose values are read, before its members are known."""

    record: Record
    values: dict[str, Given]
    evidence: dict[str, Evidence]
    sources: dict[str, str]
    answers: dict[str, Any]
    complete: dict[str, bool]
    members: dict[str, list["_Draft"]] = attrs.field(factory=dict)


@attrs.define
class _Reader:
    law: Law
    path: Path
    shown: str
    problems: list[Problem] = attrs.field(factory=list)
    cache: dict[tuple[str, str, str], Given] = attrs.field(factory=dict)

    def read(self) -> Register:
        about = self._about() if self.path.is_dir() else About()
        drafts: dict[str, list[_Draft]] = {}
        for kind, source in self._sources(about):
            self._headings(kind, source)
            drafts.setdefault(kind.name, []).extend(
                draft for record in source.records if (draft := self._draft(kind, record, about))
            )
            self.problems += source.problems
        roots = self._related(drafts)
        self.refuse()
        facts = {name: [self._facts(self.law.vocabulary[name], draft) for draft in group] for name, group in roots.items()}
        self.refuse()
        filled, matches = self._filled(facts, about)
        self.refuse()
        return Register(self.shown, filled, matches, about.title, about.snapshot, about.source)

    def refuse(self) -> None:
        if self.problems:
            raise FactError(self.problems)

    def wrong(self, place: Place, vi: str, en: str, expected: Text | None = None, near: str | None = None) -> None:
        self.problems.append(Problem(place, Text(vi, en), expected, near))

    def _about(self) -> About:
        path = self.path / "register.yaml"
        if not path.is_file():
            return About()
        try:
            node = read_document(path, f"{self.shown}/register.yaml")
        except Problems as error:
            self.problems += error.problems
            return About()
        sheet = Sheet.of(f"{self.shown}/register.yaml", node, self.law.instruments)
        fields = Fields.of(sheet, node, ("register",), ("snapshot", "evidence", "source", "lists"))
        entries = list_entries(sheet, fields.get("lists"), self.law.vocabulary)
        reader = ListReader(sheet, self.path, self.shown, self.shown, dict(self.law.vocabulary))
        listings = tuple(reader.read(entry) for entry in entries)
        about = About(
            sheet.title(fields.get("register"), ""),
            sheet.day(fields.get("snapshot")),
            read_evidence(sheet, fields, Evidence.UNSTATED),
            sheet.title(fields.get("source"), "") if "source" in fields else None,
            listings,
            tuple(entry.file for entry in entries),
        )
        self.problems += sheet.problems
        return about

    def _sources(self, about: About) -> Iterator[tuple[SubjectType, Source]]:
        if not self.path.is_dir():
            source = self._open(self.path, self.shown)
            if source:
                yield self._kind_of(source), source
            return
        names = {f"{kind.name}s": kind for kind in self.law.vocabulary.values()}
        found = sorted(path for path in self.path.iterdir() if path.suffix.lower() in (".csv", ".jsonl", ".ndjson"))
        for path in found:
            if path.name in about.files:
                continue
            if path.stem not in names:
                words = ", ".join(f"{name}.csv" for name in names)
                near = nearest(path.stem, names)
                place = Place(f"{self.shown}/{path.name}")
                self.wrong(place, "tệp không rõ là của đối tượng nào", "a file of no subject", Text(words, words), near)
            elif source := self._open(path, f"{self.shown}/{path.name}"):
                yield names[path.stem], source
        if not found:
            words = ", ".join(f"{name}.csv" for name in names)
            self.wrong(Place(self.shown), "thư mục không có bảng nào", "no table in this folder", Text(words, words))

    def _open(self, path: Path, name: str) -> Source | None:
        try:
            return open_records(path, name)
        except FactError as error:
            self.problems += error.problems
            return None

    def _kind_of(self, source: Source) -> SubjectType:
        """The kind of subject of a single file: by its name, or by its headings."""
        kinds = self.law.vocabulary
        stem = self.path.stem.lower()
        for kind in kinds.values():
            if stem in (kind.name, f"{kind.name}s"):
                return kind
        headings = {heading.partition(":")[0] for heading in source.headings}
        concluded = {rule_set.subject for rule_set in self.law.rule_sets}

        def fit(kind: SubjectType) -> tuple[int, bool]:
            return len(headings & set(self._known(kind))), kind.name in concluded

        last = self.law.rule_sets[-1].subject if self.law.rule_sets else "commune"
        best = max(kinds.values(), key=fit)
        return best if fit(best)[0] else kinds[last]

    def _known(self, kind: SubjectType) -> tuple[str, ...]:
        """The headings that a table of this kind of subject may have."""
        derived = [rule_set.concludes.name for rule_set in self.law.of(kind.name)]
        complete = [relation.complete for relation in kind.relations.values()]
        upper = self._above(kind)
        links = [upper[0].name, *(name for name in upper[0].attributes)] if upper else []
        return (*kind.attributes, *derived, *complete, *links, "evidence", "source")

    def _above(self, kind: SubjectType) -> tuple[SubjectType, Relation] | None:
        for upper in self.law.vocabulary.values():
            for relation in upper.relations.values():
                if relation.subject == kind.name:
                    return upper, relation
        return None

    def _headings(self, kind: SubjectType, source: Source) -> None:
        for heading in source.headings:
            self._heading(kind, heading, Place(source.name, 1, heading))

    def _heading(self, kind: SubjectType, heading: str, place: Place) -> bool:
        known = self._known(kind)
        name, _, aspect = heading.partition(":")
        if name in known and aspect in ("", "evidence", "source"):
            return True
        vi, en = f"cột lạ “{heading[:60]}”", f"unknown column “{heading[:60]}”"
        self.wrong(place, vi, en, None, nearest(name, known))
        return False

    def _draft(self, kind: SubjectType, record: Record, about: About) -> _Draft | None:
        draft = _Draft(record, {}, {"*": about.evidence}, {}, {}, {})
        if about.source:
            draft.sources["*"] = about.source.vi
        before = len(self.problems)
        for heading, text in record.cells.items():
            if text:
                self._cell(kind, draft, heading, text)
        for name, records in record.members.items():
            self._nested(kind, draft, name, records, about)
        self._answers(draft)
        if len(self.problems) == before:
            values = draft.values
            for name, what in exceeding(kind.attributes, lambda name: values.get(name, UNKNOWN)):
                self.problems.append(Problem(record.at(name), what))
        return draft if len(self.problems) == before else None

    def _cell(self, kind: SubjectType, draft: _Draft, heading: str, text: str) -> None:
        name, _, aspect = heading.partition(":")
        place = draft.record.at(heading)
        if aspect == "evidence" or heading == "evidence":
            self._level(draft, name if aspect else "*", text, place)
        elif aspect == "source" or heading == "source":
            draft.sources[name if aspect else "*"] = text
        elif name in (relation.complete for relation in kind.relations.values()):
            if text not in _COMPLETE:
                self.wrong(place, f"“{text[:60]}”", f"“{text[:60]}”", Text("yes, no", "yes, no"))
            draft.complete[name] = _COMPLETE.get(text, False)
        elif name in kind.attributes:
            draft.values[name] = self._value(kind.name, kind.attributes[name], text, place)
        elif rule_set := self.law.concluding(kind.name, name):
            draft.answers[name] = self._value(kind.name, rule_set.concludes, text, place)
        elif not draft.record.members and not self._above(kind):
            self._heading(kind, heading, place)

    def _value(self, kind: str, attribute: Attribute, text: str, place: Place) -> Given:
        key = (kind, attribute.name, text)
        if key in self.cache:
            return self.cache[key]
        try:
            value = attribute.read(text)
        except Unreadable as error:
            self.problems.append(error.at(place))
            return UNKNOWN
        if len(self.cache) < _REMEMBERED:
            self.cache[key] = value
        return value

    def _level(self, draft: _Draft, name: str, text: str, place: Place) -> None:
        try:
            draft.evidence[name] = Evidence.named(text)
        except ValueError:
            words = ", ".join(level.key for level in Evidence)
            near = nearest(text, [level.key for level in Evidence])
            self.wrong(place, f"“{text[:60]}”", f"“{text[:60]}”", Text(words, words), near)

    def _nested(
        self, kind: SubjectType, draft: _Draft, name: str, records: tuple[Record, ...], about: About
    ) -> None:
        if name not in kind.relations:
            self._heading(kind, name, draft.record.at(name))
            return
        member = self.law.vocabulary[kind.relations[name].subject]
        found = [self._draft(member, record, about) for record in records]
        draft.members[name] = [one for one in found if one]

    def _answers(self, draft: _Draft) -> None:
        """A derived attribute may be given as an answer only, with its evidence."""
        for name, value in list(draft.answers.items()):
            if value is UNKNOWN:
                del draft.answers[name]
            elif draft.evidence.get(name, draft.evidence["*"]) is Evidence.UNSTATED:
                self.wrong(
                    draft.record.at(name),
                    f"“{name}” do bộ quy tắc kết luận; chỉ được ghi như một câu trả lời có nêu bằng chứng",
                    f"“{name}” is concluded by a rule set; it may only be given as an answer with evidence",
                    Text(f"cột {name}:evidence", f"a column {name}:evidence"),
                )

    def _related(self, drafts: dict[str, list[_Draft]]) -> dict[str, list[_Draft]]:
        """The subjects that belong to no other, with those that belong to them."""
        roots = dict(drafts)
        for kind in self.law.vocabulary.values():
            upper = self._above(kind)
            if upper and kind.name in roots:
                members = roots.pop(kind.name)
                self._attach(kind, members, upper, roots)
        for name, group in roots.items():
            self._repeated(self.law.vocabulary[name], group)
        return roots

    def _attach(
        self,
        kind: SubjectType,
        members: list[_Draft],
        upper: tuple[SubjectType, Relation],
        roots: dict[str, list[_Draft]],
    ) -> None:
        above, relation = upper
        alone = above.name not in roots
        owners: dict[tuple[str, ...], _Draft] = {}
        for owner in roots.setdefault(above.name, []):
            owners |= {key: owner for key in _keys(owner.values)}
        for member in members:
            link = self._link(above, kind, member)
            owner_found = next((owners[key] for key in _keys(link) if key in owners), None)
            if owner_found is None and alone and link:
                owner_found = _Draft(member.record, link, {"*": member.evidence["*"]}, {}, {}, {})
                owners |= {key: owner_found for key in _keys(link)}
                roots[above.name].append(owner_found)
            if owner_found is None:
                title = above.title
                self.wrong(
                    member.record.at(f"{above.name}_code" if f"{above.name}_code" in member.values else above.name),
                    f"không có {title.vi.lower()} nào như dòng này nêu",
                    f"no {title.en.lower()} is the one that this row names",
                )
                continue
            owner_found.members.setdefault(relation.name, []).append(member)

    def _link(self, above: SubjectType, kind: SubjectType, member: _Draft) -> dict[str, Given]:
        """What a row says of the subject that it belongs to."""
        found: dict[str, Given] = {}
        code = member.values.get(f"{above.name}_code", UNKNOWN)
        if code is not UNKNOWN:
            found["code"] = code
        for heading, text in member.record.cells.items():
            name = "name" if heading == above.name else heading
            if name in above.attributes and (heading not in kind.attributes) and text:
                attribute = above.attributes[name]
                found[name] = self._value(above.name, attribute, text, member.record.at(heading))
        return found

    def _repeated(self, kind: SubjectType, group: list[_Draft]) -> None:
        if "name" not in kind.attributes:
            return
        seen: dict[tuple[str, ...], Place] = {}
        for draft in group:
            for key in _keys(draft.values)[:1]:
                at = draft.record.at("code" if key[0] == "code" else "name")
                if key in seen:
                    shown = "/".join(key[1:])
                    vi, en = f"{kind.title.vi} {shown} lặp lại", f"{kind.title.en} {shown} repeats"
                    self.wrong(at, f"{vi} ({seen[key]})", f"{en} ({seen[key]})")
                seen.setdefault(key, at)
            for name, members in draft.members.items():
                self._repeated(self.law.vocabulary[kind.relations[name].subject], members)

    def _facts(self, kind: SubjectType, draft: _Draft) -> Facts:
        members: dict[str, tuple[Facts, ...]] = {}
        fields: dict[str, Any] = dict(draft.values)
        for name, relation in kind.relations.items():
            inner = self.law.vocabulary[relation.subject]
            members[name] = tuple(self._facts(inner, one) for one in draft.members.get(name, []))
            fields[name] = tuple(one.subject for one in members[name])
            fields[relation.complete] = draft.complete.get(relation.complete, False)
        try:
            subject = kind.cls(**fields)
        except FactError as error:
            self.problems += [attrs.evolve(p, place=draft.record.at(str(p.place.column))) for p in error.problems]
            subject = kind.cls()
        answers = draft.answers
        kept = {name: group for name, group in members.items() if group}
        return Facts(subject, draft.evidence, draft.sources, answers, kept)

    def _filled(
        self, facts: dict[str, list[Facts]], about: About
    ) -> tuple[dict[str, tuple[Facts, ...]], tuple[Match, ...]]:
        lists = Lists((*self.law.listings, *about.listings))
        matches: list[Match] = []
        filled: dict[str, tuple[Facts, ...]] = {}
        for name, group in facts.items():
            own, found, problems = fill(lists, name, [(one, None) for one in group])
            matches += found
            self.problems += problems
            for relation in self.law.vocabulary[name].relations.values():
                own = self._filled_members(lists, relation, own, matches)
            filled[name] = tuple(own)
        return filled, tuple(matches)

    def _filled_members(
        self, lists: Lists, relation: Relation, owners: list[Facts], matches: list[Match]
    ) -> list[Facts]:
        pairs = [(member, owner) for owner in owners for member in owner.members.get(relation.name, ())]
        found, met, problems = fill(lists, relation.subject, pairs)
        matches += met
        self.problems += problems
        rest = iter(found)
        changed = []
        for owner in owners:
            own = tuple(next(rest) for _ in owner.members.get(relation.name, ()))
            if own:
                change: Any = {relation.name: tuple(one.subject for one in own)}
                subject = attrs.evolve(owner.subject, **change)
                owner = attrs.evolve(owner, subject=subject, members={**owner.members, relation.name: own})
            changed.append(owner)
        return changed


def _keys(values: Mapping[str, Given]) -> list[tuple[str, ...]]:
    """The ways in which a subject can be told from others: its code, or its names from the district down."""
    found: list[tuple[str, ...]] = []
    if isinstance(code := values.get("code", UNKNOWN), str):
        found.append(("code", code))
    if isinstance(name := values.get("name", UNKNOWN), str):
        district = values.get("district", UNKNOWN)
        found.append(("name", bare(district) if isinstance(district, str) else "", name.casefold()))
    return found


