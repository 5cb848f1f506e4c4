"""Loading: from the number or folder of an instrument and a date to the law in force, or every error in its files."""

import os
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

import attrs

from eligibility.checking.conditions import Scope
from eligibility.checking.instruments import list_entries, read_instruments, read_vocabulary
from eligibility.checking.lists import ListReader
from eligibility.checking.plans import open_plan, read_answers, read_assumptions, read_choices, read_plan
from eligibility.checking.rulesets import (
    File,
    RuleSetReader,
    cited_notes,
    named_values,
    open_file,
    outline,
    thresholds,
)
from eligibility.checking.sheets import Sheet
from eligibility.conditions import Condition, Count, Fact, FactValue, Leaf, NamedValue, Ratio, Related, Threshold, children
from eligibility.documents import Entries, Node, read_document
from eligibility.errors import Place, Problem, RuleError
from eligibility.facts import SUBJECTS
from eligibility.listings import Listing
from eligibility.plans import Assumption, Choices, LoadedPlan
from eligibility.rulesets import Citation, Instrument, Law, Period, RuleSet, folder_of
from eligibility.texts import Text, nearest
from eligibility.vocabulary import Attribute, SubjectType

_DATED = "[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9].yaml"


def shipped_rules() -> Path:
    """The folder of the rules that come with the library."""
    here = Path(__file__).resolve().parent
    return here / "rules" if (here / "rules").is_dir() else here.parents[1] / "rules"


def load_rules(which: str | os.PathLike[str], as_of: date) -> Law:
    """The rule sets of an instrument in force on a date, with those that they use.

    `which` is the number of a shipped instrument, the folder of one, or one rule file. Raises `RuleError` with every
    problem of every file that is needed.

    >>> load_rules("861/QĐ-TTg", date(2023, 7, 5)).rule_sets[0].name
    '861/QĐ-TTg region'
    """
    root, start = _located(which)
    loader = _Loader.at(root, as_of)
    loader.start(start, _folder(which))
    return loader.law()


def load_plan(which: str | os.PathLike[str], as_of: date | None = None, assume: bool = False) -> LoadedPlan:
    """A plan with its law, the planner's choices, and with `assume` the assumptions beside it.

    `as_of` is the date of the plan's file where it is left out. Raises `RuleError`.

    >>> load_plan("92/KH-STTTT").plan.quota.at_most
    4
    """
    root, start = _located(which)
    folder = _folder(which)
    if start is None:
        dated = sorted(path for path in folder.glob(_DATED) if as_of is None or path.stem <= as_of.isoformat())
        if not dated:
            what = Text("không có kế hoạch nào trong thư mục này", "there is no plan in this folder")
            raise RuleError([Problem(Place(_shown(folder, root)), what)])
        start = dated[-1]
    day = as_of or _day_of(start, root)
    loader = _Loader.at(root, day)
    return _PlanLoader(loader, start, assume).load()


def is_plan(path: Path) -> bool:
    """Whether a file, or the files of a folder, hold a plan."""
    files = [path] if path.is_file() else sorted(path.glob(_DATED))
    for file in files[:1]:
        node = read_document(file, str(file))
        return isinstance(node, Entries) and any(key.text in ("plan", "kế hoạch") for key, _ in node.entries)
    return False


def _day_of(path: Path, root: Path) -> date:
    try:
        return date.fromisoformat(path.stem)
    except ValueError:
        what = Text("tên tệp không phải ngày; hãy nêu ngày xét", "the file's name is no date; give an as-of date")
        raise RuleError([Problem(Place(_shown(path, root)), what)]) from None


def _folder(which: str | os.PathLike[str]) -> Path:
    path = Path(which)
    if path.is_dir():
        return path
    return path.parent if path.is_file() else shipped_rules() / folder_of(str(which))


def _located(which: str | os.PathLike[str]) -> tuple[Path, Path | None]:
    """The root of the rules that a name belongs to, and the one file where it names one."""
    path = Path(which)
    file = path if path.is_file() else None
    folder = _folder(which)
    if not folder.is_dir():
        known = [number for number in _numbers() if (shipped_rules() / folder_of(number)).is_dir()]
        what = Text(f"không có “{which}”", f"there is no “{which}”")
        words = ", ".join(known)
        raise RuleError([Problem(Place(str(which)), what, Text(words, words), nearest(str(which), known))])
    near = [parent for parent in (folder.resolve(), folder.resolve().parent) if (parent / "instruments.yaml").is_file()]
    return (near[0] if near else shipped_rules()), file


def _numbers() -> list[str]:
    return list(_instruments(shipped_rules(), [])) if (shipped_rules() / "instruments.yaml").is_file() else []


def _shown(path: Path, root: Path) -> str:
    """A path as messages name it: from the rules' root, or as it was given."""
    try:
        return (Path(root.name) / path.resolve().relative_to(root.resolve())).as_posix()
    except ValueError:
        return path.as_posix()


def _instruments(root: Path, problems: list[Problem]) -> dict[str, Instrument]:
    path = root / "instruments.yaml"
    node = read_document(path, _shown(path, root))
    sheet = Sheet.of(_shown(path, root), node, {})
    found = read_instruments(sheet, node)
    problems += sheet.problems
    return found


@attrs.define
class _Loader:
    """What is read so far."""

    root: Path
    as_of: date
    instruments: Mapping[str, Instrument]
    problems: list[Problem]
    vocabulary: dict[str, SubjectType]
    files: dict[str, tuple[File, Path]] = attrs.field(factory=dict)

    @classmethod
    def at(cls, root: Path, as_of: date) -> "_Loader":
        problems: list[Problem] = []
        instruments = _instruments(root, problems)
        loader = cls(root, as_of, instruments, problems, dict(SUBJECTS))
        loader.declare(root)
        return loader

    def sheet(self, path: Path) -> tuple[Sheet, Node] | None:
        shown = _shown(path, self.root)
        try:
            node = read_document(path, shown)
        except RuleError as error:
            self.problems += error.problems
            return None
        return Sheet.of(shown, node, self.instruments), node

    def declare(self, folder: Path) -> None:
        path = folder / "vocabulary.yaml"
        if path.is_file() and (opened := self.sheet(path)):
            self.vocabulary = read_vocabulary(*opened, self.vocabulary)
            self.problems += opened[0].problems

    def start(self, file: Path | None, folder: Path) -> None:
        """Read one file, or the one in force in a folder, and what it uses."""
        found = self.open(file) if file else self.in_force(folder, Place(_shown(folder, self.root)))
        if found and file and found.in_force and self.as_of not in found.in_force:
            self._not_in_force(Place(found.sheet.name), found.number, [found.in_force])
        self.refuse()

    def open(self, path: Path) -> File | None:
        opened = self.sheet(path)
        if opened is None:
            return None
        file = open_file(*opened)
        if file.number in self.files:
            return self.files[file.number][0]
        if path.parent.resolve() != self.root.resolve():
            self.declare(path.parent)
        self.files[file.number] = (file, path.parent)
        for attribute, (number, place) in file.uses.items():
            self._use(file, attribute, number, place)
        return file

    def _use(self, file: File, attribute: str, number: str, place: Place) -> None:
        if number in self.files:
            return
        folder = self.root / folder_of(number)
        if not folder.is_dir():
            file.sheet.wrong(
                place, f"{number} chưa có thư mục quy tắc", f"{number} has no folder of rules"
            )
            return
        self.in_force(folder, place)

    def in_force(self, folder: Path, place: Place) -> File | None:
        """The file of a folder that is in force; two at once, or none, is a problem."""
        periods: list[tuple[Period, Path, Place]] = []
        for path in sorted(folder.glob(_DATED)):
            opened = self.sheet(path)
            if opened is None:
                continue
            quiet = attrs.evolve(opened[0], problems=[])
            file = open_file(quiet, opened[1])
            if file.in_force is None:
                self.problems += quiet.problems
                continue
            self._named_for(path, file)
            periods.append((file.in_force, path, file.fields.at("in_force")))
        self._overlaps(periods)
        current = [path for period, path, _ in periods if self.as_of in period]
        if not current:
            if periods or not self.problems:
                self._not_in_force(place, folder.name, [period for period, _, _ in periods])
            return None
        return self.open(current[-1])

    def _named_for(self, path: Path, file: File) -> None:
        if file.in_force and file.in_force.start.isoformat() != path.stem:
            what = Text(
                f"tệp mang tên {path.stem} nhưng có hiệu lực từ {file.in_force.start}",
                f"the file is named {path.stem} but in force from {file.in_force.start}",
            )
            self.problems.append(Problem(file.fields.at("in_force"), what))

    def _overlaps(self, periods: list[tuple[Period, Path, Place]]) -> None:
        ordered = sorted(periods, key=lambda entry: entry[0].start)
        for (earlier, path, _), (later, _, place) in zip(ordered, ordered[1:], strict=False):
            if later.start in earlier:
                what = Text(
                    f"hiệu lực chồng lên tệp {path.name}", f"the effective period overlaps that of {path.name}"
                )
                self.problems.append(Problem(place, what))

    def _not_in_force(self, place: Place, name: str, periods: list[Period]) -> None:
        shown = ", ".join(f"{period.start} – {period.end or ''}".strip() for period in periods)
        what = Text(f"{name} không có hiệu lực vào {self.as_of}", f"{name} is not in force on {self.as_of}")
        self.problems.append(Problem(place, what, Text(shown, shown) if shown else None))

    def refuse(self) -> None:
        found = [*self.problems, *(problem for file, _ in self.files.values() for problem in file.sheet.problems)]
        if found:
            unique = dict.fromkeys(found)
            raise RuleError(sorted(unique, key=lambda problem: (problem.place.file, problem.place.line, str(problem.place.column))))

    def law(self, answers: Node | None = None, extra: Sheet | None = None) -> Law:
        """The law of all files read, checked as a whole."""
        for file, _ in self.files.values():
            outline(file, self.vocabulary)
        self._one_conclusion()
        named = {number: named_values(file) for number, (file, _) in self.files.items()}
        rule_sets: list[RuleSet] = []
        values: dict[str, Threshold] = {}
        listings: list[Listing] = []
        notes: list[tuple[Citation, Text]] = []
        for number, (file, folder) in self.files.items():
            types = {name: entry.type for name, entry in named[number].items()}
            scope = Scope(self.vocabulary, self._derived(file), types, owner=number)
            rule_sets += RuleSetReader(file, scope).read()
            values |= thresholds(file, named[number], scope, self.as_of)
            listings += self._listings(file, folder)
            notes += cited_notes(file.sheet, file.fields.get("notes"))
        self._fitting(rule_sets, values)
        self.refuse()
        ordered = self._ordered(rule_sets, values)
        self.refuse()
        number = next(iter(self.files), "")
        return Law(
            number,
            self.as_of,
            tuple(ordered),
            values,
            self.vocabulary,
            self.instruments,
            tuple(listings),
            notes=tuple(notes),
        )

    def _listings(self, file: File, folder: Path) -> list[Listing]:
        entries = list_entries(file.sheet, file.fields.get("annexes"), self.vocabulary)
        reader = ListReader(file.sheet, folder, _shown(folder, self.root), file.number, self.vocabulary)
        return [reader.read(entry) for entry in entries]

    def _one_conclusion(self) -> None:
        seen: dict[tuple[str, str], Place] = {}
        for file, _ in self.files.values():
            for about in file.outlines:
                key = (about.subject, about.attribute.name)
                if key in seen:
                    file.sheet.wrong(
                        about.place,
                        f"“{key[1]}” của {key[0]} đã được kết luận ở {seen[key]}",
                        f"“{key[1]}” of {key[0]} is concluded at {seen[key]} already",
                    )
                seen.setdefault(key, about.place)

    def _derived(self, file: File) -> dict[str, dict[str, Attribute]]:
        """The derived attributes that a file may speak of: its own and those it uses."""
        derived: dict[str, dict[str, Attribute]] = {}
        for about in file.outlines:
            derived.setdefault(about.subject, {})[about.attribute.name] = about.attribute
        for name, (number, place) in file.uses.items():
            if number not in self.files:
                continue
            others = self.files[number][0].outlines
            found = [about for about in others if about.attribute.name == name]
            if not found:
                names = [about.attribute.name for about in others]
                file.sheet.wrong(
                    place,
                    f"{number} không kết luận “{name}”",
                    f"{number} does not conclude “{name}”",
                    Text(", ".join(names), ", ".join(names)),
                    nearest(name, names),
                )
            for about in found:
                derived.setdefault(about.subject, {})[name] = about.attribute
        return derived

    def _fitting(self, rule_sets: list[RuleSet], values: Mapping[str, Threshold]) -> None:
        """A named value whose variants speak of attributes that the subject of a rule does not have."""
        for rule_set in rule_sets:
            file = self.files[rule_set.instrument][0]
            scope = Scope(self.vocabulary, self._derived(file))
            for subject, leaf in _leaves(rule_set, scope):
                for name in _named(leaf):
                    for variant in values[name].variants if name in values else ():
                        if any(missing for missing in _unfit(variant.when, subject, scope)):
                            file.sheet.wrong(
                                leaf.place,
                                f"“{values[name].name}” có trường hợp không dùng được cho {subject}",
                                f"“{values[name].name}” has a variant that does not fit {subject}",
                            )

    def _ordered(self, rule_sets: list[RuleSet], values: Mapping[str, Threshold]) -> list[RuleSet]:
        """The rule sets, each after those that it needs; a circle is a problem."""
        concluding = {(found.subject, found.concludes.name): found for found in rule_sets}
        ordered: list[RuleSet] = []
        state: dict[str, int] = {}

        def visit(rule_set: RuleSet, chain: tuple[str, ...]) -> None:
            if state.get(rule_set.name) == 1:
                path = " → ".join((*chain[chain.index(rule_set.name) :], rule_set.name))
                self.problems.append(Problem(rule_set.place, Text(f"kết luận vòng tròn: {path}", f"a circle: {path}")))
                return
            if rule_set.name in state:
                return
            state[rule_set.name] = 1
            scope = Scope(self.vocabulary, self._derived(self.files[rule_set.instrument][0]))
            for key in sorted(_needs(rule_set, scope, values)):
                if key in concluding:
                    visit(concluding[key], (*chain, rule_set.name))
            state[rule_set.name] = 2
            ordered.append(rule_set)

        for rule_set in rule_sets:
            visit(rule_set, ())
        return ordered


def _leaves(rule_set: RuleSet, scope: Scope) -> Iterator[tuple[str, Leaf]]:
    for rule in rule_set.rules:
        yield from _leaves_of(rule.when, rule_set.subject, scope)


def _leaves_of(condition: Condition, subject: str, scope: Scope) -> Iterator[tuple[str, Leaf]]:
    """Every leaf with the kind of subject that it is about."""
    if isinstance(condition, Related):
        yield from _leaves_of(condition.part, scope.above(subject, condition.relation) or subject, scope)
        return
    if isinstance(condition, Leaf):
        yield subject, condition
        if isinstance(condition.observed, Count):
            subject = scope.vocabulary[subject].relations[condition.observed.relation].subject
    for child in children(condition):
        yield from _leaves_of(child, subject, scope)


def _named(leaf: Leaf) -> Iterator[str]:
    for test in leaf.tests:
        yield from (operand.name for operand in test.operands if isinstance(operand, NamedValue))


def _names(leaf: Leaf) -> Iterator[str]:
    if isinstance(leaf.observed, Fact):
        yield leaf.observed.attribute
    elif isinstance(leaf.observed, Ratio):
        yield from (leaf.observed.part, leaf.observed.whole)
    for test in leaf.tests:
        yield from (operand.attribute for operand in test.operands if isinstance(operand, FactValue))


def _needs(rule_set: RuleSet, scope: Scope, values: Mapping[str, Threshold]) -> set[tuple[str, str]]:
    """The attributes, by subject, that a rule set reads."""
    found: set[tuple[str, str]] = set()
    todo = list(_leaves(rule_set, scope))
    while todo:
        subject, leaf = todo.pop()
        found |= {(subject, name) for name in _names(leaf)}
        for name in _named(leaf):
            for variant in values[name].variants:
                todo += _leaves_of(variant.when, subject, scope)
    return found


def _unfit(condition: Condition, subject: str, scope: Scope) -> Iterator[str]:
    if isinstance(condition, Related):
        above = scope.above(subject, condition.relation)
        if above is None:
            yield condition.relation
        else:
            yield from _unfit(condition.part, above, scope)
        return
    if isinstance(condition, Leaf):
        known = scope.attributes(subject)
        yield from (name for name in _names(condition) if name not in known)
        return
    for child in children(condition):
        yield from _unfit(child, subject, scope)


@attrs.frozen
class _PlanLoader:
    """Reads a plan, the choices and the assumptions beside it, and the law that it needs."""

    loader: _Loader
    path: Path
    assume: bool

    def load(self) -> LoadedPlan:
        loader = self.loader
        opened = loader.sheet(self.path)
        loader.refuse()
        assert opened is not None
        sheet, node = opened
        fields, number, eligible = open_plan(sheet, node)
        if eligible:
            loader.in_force(loader.root / folder_of(eligible), fields.at("eligible"))
        loader.problems += sheet.problems
        loader.refuse()
        law = loader.law()
        choices_at = self._beside("choices.yaml")
        if choices_at:
            law = attrs.evolve(law, answers=read_answers(*choices_at, law))
        plan = read_plan(sheet, fields, number, law)
        choices = read_choices(*choices_at, plan, law) if choices_at and plan else Choices()
        assumed_at = self._beside("assume.yaml") if self.assume else None
        assumed: tuple[Assumption, ...] = read_assumptions(*assumed_at, number, law) if assumed_at else ()
        for found in (opened, choices_at, assumed_at):
            loader.problems += found[0].problems if found else []
        loader.refuse()
        assert plan is not None
        return LoadedPlan(plan, law, choices, assumed, str(loader.root))

    def _beside(self, name: str) -> tuple[Sheet, Node] | None:
        path = self.path.parent / name
        if not path.is_file():
            return None
        opened = self.loader.sheet(path)
        self.loader.refuse()
        return opened


