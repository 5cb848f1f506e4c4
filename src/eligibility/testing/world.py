"""Worlds: what one scenario has said so far, and the laws and plans that it may ask for."""

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import attrs

from eligibility.deciding import decide
from eligibility.decisions import Decision, Decisions
from eligibility.errors import EligibilityError, Place, Problem, Problems
from eligibility.facts import Facts
from eligibility.loading import load_plan, load_rules
from eligibility.plans import LoadedPlan
from eligibility.rulesets import Answer, Law
from eligibility.testing.features import FeatureError, Table
from eligibility.texts import Text, folded, nearest, same
from eligibility.values import UNKNOWN, Evidence, Type
from eligibility.vocabulary import Attribute, SubjectType, Unreadable, written

_DAY = Attribute("", Text("ngày", "date"), Type.DATE)
LEVELS = {"giả định": "assumed", "không nêu": "unstated", "thứ cấp": "secondary", "chính thức": "official"}
"""Levels of evidence in Vietnamese."""


class Expected(AssertionError):
    """An expectation that was not met: what was expected, what was found, and why it is so."""

    def __init__(self, expected: str, found: str, why: str = "") -> None:
        self.expected, self.found, self.why = expected, found, why
        super().__init__(f"{expected} ≠ {found}" + (f"\n{why}" if why else ""))


@attrs.define
class Laws:
    """Laws and plans by number and date, each loaded once. `change` turns a law into another before it is used."""

    root: Path | None = None
    change: Callable[[Law], Law] | None = None
    change_plan: Callable[[LoadedPlan], LoadedPlan] | None = None
    laws: dict[tuple[str, date], Law] = attrs.field(factory=dict)
    plans: dict[tuple[str, date | None, bool], LoadedPlan] = attrs.field(factory=dict)

    def law(self, number: str, day: date) -> Law:
        """The law in force on a day."""
        key = (number, day)
        if key not in self.laws:
            law = load_rules(self._at(number), day)
            self.laws[key] = self.change(law) if self.change else law
        return self.laws[key]

    def plan(self, number: str, day: date | None, assume: bool) -> LoadedPlan:
        """A plan with its law."""
        key = (number, day, assume)
        if key not in self.plans:
            plan = load_plan(self._at(number), day, assume)
            self.plans[key] = self.change_plan(plan) if self.change_plan else plan
        return self.plans[key]

    def _at(self, number: str) -> str | Path:
        from eligibility.rulesets import folder_of

        folder = self.root / folder_of(number) if self.root else None
        return folder if folder is not None and folder.is_dir() else number


@attrs.define
class Draft:
    """A subject as far as a scenario has described it."""

    kind: SubjectType
    values: dict[str, Any] = attrs.field(factory=dict)
    evidence: dict[str, Evidence] = attrs.field(factory=dict)
    answers: dict[str, Any] = attrs.field(factory=dict)
    members: dict[str, list["Draft"]] = attrs.field(factory=dict)
    complete: set[str] = attrs.field(factory=set)

    def facts(self, vocabulary: Mapping[str, SubjectType]) -> Facts:
        """The facts described."""
        members = {name: tuple(one.facts(vocabulary) for one in group) for name, group in self.members.items()}
        fields = dict(self.values)
        fields |= {name: tuple(one.subject for one in group) for name, group in members.items()}
        fields |= {self.kind.relations[name].complete: True for name in self.complete}
        return Facts(self.kind.cls(**fields), dict(self.evidence), {}, dict(self.answers), members)


@attrs.define
class World:
    """What one scenario has said so far."""

    laws: Laws
    language: str
    place: Place = attrs.field(factory=lambda: Place(""))
    law: Law | None = None
    loaded: LoadedPlan | None = None
    draft: Draft | None = None
    group: list[Draft] = attrs.field(factory=list)
    facts: list[Facts] = attrs.field(factory=list)
    points: list[Draft] = attrs.field(factory=list)
    answers: dict[str, Answer] = attrs.field(factory=dict)
    decisions: Decisions | None = None
    allocation: Any = None

    def wrong(self, vi: str, en: str, near: str | None = None) -> FeatureError:
        """A step that asks for something that is not there."""
        return FeatureError([Problem(self.place, Text(vi, en), None, near)])

    def day(self, text: str) -> date:
        """A date as a step writes it."""
        try:
            found = _DAY.read(text)
        except Unreadable as error:
            raise FeatureError([error.at(self.place)]) from None
        if not isinstance(found, date):
            raise self.wrong("thiếu ngày", "a date is missing")
        return found

    def rules(self) -> Law:
        """The law of this scenario."""
        if self.law is None:
            raise self.wrong("chưa nêu bộ quy tắc hay kế hoạch nào", "no rules and no plan have been named")
        return self.law

    def current(self) -> Draft:
        """The subject that the scenario speaks of."""
        if self.draft is None:
            raise self.wrong("chưa nêu đối tượng nào", "no subject has been described")
        return self.draft

    def kind(self, word: str) -> SubjectType:
        """The kind of subject that a word means."""
        found = self.kind_or_none(word)
        if found is None:
            kinds = self.rules().vocabulary.values()
            names = [kind.title.in_(self.language).lower() for kind in kinds]
            raise self.wrong(f"không có đối tượng “{word}”", f"no subject “{word}”", nearest(word, names))
        return found

    def kind_or_none(self, word: str) -> SubjectType | None:
        """The kind of subject that a word means, if any; English may say it in the plural."""
        for kind in self.rules().vocabulary.values():
            names = {same(kind.title.vi), same(kind.title.en), kind.name}
            if same(word) in names or same(word.removesuffix("s")) in names:
                return kind
        return None

    def attribute(self, kind: SubjectType, word: str) -> tuple[Attribute, bool]:
        """The attribute that a title or name means, and whether rules conclude it."""
        derived = {rule_set.concludes.name: rule_set.concludes for rule_set in self.rules().of(kind.name)}
        for name, attribute in (*kind.attributes.items(), *derived.items()):
            if word == name or same(word) in (same(attribute.title.vi), same(attribute.title.en)):
                return attribute, name in derived
        titles = [one.title.in_(self.language) for one in (*kind.attributes.values(), *derived.values())]
        raise self.wrong(
            f"{kind.title.vi.lower()} không có “{word}”", f"a {kind.title.en.lower()} has no “{word}”", nearest(word, titles)
        )

    def value(self, kind: SubjectType, attribute: Attribute, text: str) -> Any:
        """The value that a text means, or the label of one."""
        rule_set = self.rules().concluding(kind.name, attribute.name)
        for word, label in (rule_set.labels if rule_set else {}).items():
            if same(text) in (same(label.vi), same(label.en)):
                return attribute.read(word)
        try:
            return attribute.read(text)
        except Unreadable as error:
            raise FeatureError([error.at(self.place)]) from None

    def level(self, word: str) -> Evidence:
        """The level of evidence that a word means."""
        try:
            return Evidence.named(LEVELS.get(word.casefold(), word))
        except ValueError:
            words = list(LEVELS) if self.language == "vi" else [level.key for level in Evidence]
            raise self.wrong(f"không có bằng chứng “{word}”", f"no evidence “{word}”", nearest(word, words)) from None

    def put(self, draft: Draft, title: str, text: str) -> None:
        """One fact of a subject as a step or a table states it."""
        if folded(title) in ("bang chung", "evidence"):
            draft.evidence["*"] = self.level(text)
            return
        for relation in draft.kind.relations.values():
            if title == relation.complete:
                draft.complete |= {relation.name} if text in ("yes", "có") else set()
                return
        attribute, derived = self.attribute(draft.kind, title)
        value = self.value(draft.kind, attribute, text)
        if derived:
            draft.answers[attribute.name] = value
        elif value is not UNKNOWN:
            draft.values[attribute.name] = value

    def rows(self, kind: SubjectType, table: Table) -> list[Draft]:
        """The subjects of a table with one heading for each attribute."""
        if len(table) < 2:  # noqa: PLR2004
            raise self.wrong("bảng cần một dòng tiêu đề và ít nhất một dòng", "a table needs headings and at least one row")
        drafts = []
        for row in table[1:]:
            draft = Draft(kind)
            for title, text in zip(table[0], row, strict=True):
                self.put(draft, title, text)
            drafts.append(draft)
        return drafts

    def decide(self) -> None:
        """Decide the subject described."""
        law = self.rules()
        if self.answers:
            law = attrs.evolve(law, answers={**law.answers, **self.answers})
        self.decisions = self.settled(lambda: decide(law, self.current().facts(law.vocabulary)))

    def settled(self, work: Callable[[], Any]) -> Any:
        """The result of some work; what is wrong with the facts is an error of the feature."""
        try:
            return work()
        except Problems as error:
            raise FeatureError([attrs.evolve(problem, place=self.place) for problem in error.problems]) from None
        except EligibilityError as error:
            raise self.wrong(str(error), str(error)) from None

    def decision(self, title: str) -> Decision:
        """The decision on the attribute that a title means."""
        if self.decisions is None:
            raise self.wrong("chưa xét đối tượng nào", "nothing has been decided")
        attribute, derived = self.attribute(self.current().kind, title)
        if not derived:
            raise self.wrong(f"“{title}” không phải kết luận", f"“{title}” is not concluded")
        return self.decisions[attribute.name]


def shown(decision: Decision) -> str:
    """A decision in a few words."""
    if decision.decided:
        return written(decision.value)
    return "? " + "|".join(written(value) for value in decision.may_be)
