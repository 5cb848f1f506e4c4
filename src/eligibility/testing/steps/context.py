"""Drafts: subjects as far as a scenario has described them."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any, Final

import attrs

from eligibility.allocation import names_of
from eligibility.communes import alike
from eligibility.deciding import decide
from eligibility.model import (
    UNKNOWN,
    Allocation,
    Attribute,
    Decision,
    Decisions,
    Evidence,
    Facts,
    Law,
    LoadedPlan,
    Placing,
    Relation,
    SubjectType,
    Type,
    Unreadable,
    written,
)
from eligibility.sources import EligibilityError, Place, Problem, Problems, Text, nearest, same
from eligibility.testing.gherkin import FeatureError, Table
from eligibility.testing.laws import LawCache
from eligibility.testing.steps.names import Names


@attrs.define
class Draft:
    """A subject as far as a scenario has described it; `within` is what it belongs to."""

    kind: SubjectType
    values: dict[str, Any] = attrs.field(factory=dict)
    evidence: dict[str, Evidence] = attrs.field(factory=dict)
    answers: dict[str, Any] = attrs.field(factory=dict)
    members: dict[str, list["Draft"]] = attrs.field(factory=dict)
    complete: set[str] = attrs.field(factory=set)
    within: "Draft | None" = None

    def add(self, more: "Draft") -> None:
        """Say of this subject what another draft of the same kind says."""
        self.values |= more.values
        self.evidence |= more.evidence
        self.answers |= more.answers
        self.complete |= more.complete

    def facts(self) -> Facts:
        """The facts described."""
        if not self.members and not self.complete:
            made: Callable[..., Any] = self.kind.cls
            subject = _subject(made, tuple(self.values.items()))
            return Facts(subject, dict(self.evidence), {}, dict(self.answers))
        members = {name: tuple(one.facts() for one in group) for name, group in self.members.items()}
        fields = dict(self.values)
        for name, group in members.items():
            fields[name] = tuple(one.subject for one in group)
        for name in self.complete:
            fields[self.kind.relations[name].complete] = True
        return Facts(self.kind.cls(**fields), dict(self.evidence), {}, dict(self.answers), members)


@lru_cache(maxsize=65_536)
def _subject(cls: Callable[..., Any], values: tuple[tuple[str, Any], ...]) -> Any:  # noqa: ANN401 - of any class
    """An object of a class with these values, which is checked when it is made; the same one each time."""
    return cls(**dict(values))


__all__ = ["LEVELS", "Draft", "Expected", "LawCache", "ScenarioContext", "is_called", "shown"]

_DAY = Attribute("", Text("ngày", "date"), Type.DATE)
LEVELS: Final = {"giả định": "assumed", "không nêu": "unstated", "thứ cấp": "secondary", "chính thức": "official"}
"""Levels of evidence in Vietnamese."""


class Expected(AssertionError):
    """An expectation that was not met: what was expected, what was found, and why it is so."""

    def __init__(self, expected: str, found: str, why: str = "") -> None:
        self.expected, self.found, self.why = expected, found, why
        super().__init__(f"{expected} ≠ {found}" + (f"\n{why}" if why else ""))


@attrs.define
class ScenarioContext:
    """What one scenario has said so far."""

    laws: LawCache
    language: str
    place: Place = attrs.field(factory=lambda: Place(""))
    law: Law | None = None
    loaded: LoadedPlan | None = None
    draft: Draft | None = None
    group: list[Draft] = attrs.field(factory=list)
    facts: list[Facts] = attrs.field(factory=list)
    points: list[Draft] = attrs.field(factory=list)
    answers: dict[str, bool | None] = attrs.field(factory=dict)
    decisions: Decisions | None = None
    everyone: list[Decisions] = attrs.field(factory=list)
    allocation: Allocation | None = None
    known: Names | None = None

    def say(self, vi: str, en: str) -> str:
        """One of two texts, by the feature's language."""
        return vi if self.language == "vi" else en

    def wrong(self, vi: str, en: str, near: str | None = None) -> FeatureError:
        """A step that asks for something that is not there."""
        return FeatureError([Problem(self.place, Text(vi, en), None, near)])

    def day(self, text: str) -> date:
        """A date as a step writes it."""
        try:
            return _day(text)
        except Unreadable as error:
            raise FeatureError([error.at(self.place)]) from None

    def number(self, text: str) -> int:
        """A count as a step writes it."""
        if not (text.isascii() and text.isdigit()):
            raise self.wrong(f"“{text}” không phải một số", f"“{text}” is no number")
        return int(text)

    def rules(self) -> Law:
        """The law of this scenario, with its answers."""
        if self.law is None:
            raise self.wrong("chưa nêu bộ quy tắc hay kế hoạch nào", "no rules and no plan have been named")
        return self.laws.answered(self.law, self.answers) if self.answers else self.law

    def plan(self) -> LoadedPlan:
        """The plan of this scenario, under the law with its answers."""
        if self.loaded is None:
            raise self.wrong("chưa nêu kế hoạch nào", "no plan has been named")
        law = self.rules()
        return self.loaded if law is self.loaded.law else attrs.evolve(self.loaded, law=law)

    @property
    def names(self) -> Names:
        """The names of the law of this scenario."""
        known, law = self.known, self.rules()
        if known is None or known.law is not law:
            known = self.known = Names.of(law, self.language)
        return known

    def current(self) -> Draft:
        """The subject that the scenario speaks of."""
        if self.draft is None:
            raise self.wrong("chưa nêu đối tượng nào", "no subject has been described")
        return self.draft

    def kind(self, word: str) -> SubjectType:
        """The kind of subject that a word means."""
        return self.names.kind(word, self.place)

    def named(self, word: str, kind: SubjectType) -> None:
        """Refuse a step that speaks of another kind of subject than this one."""
        if self.kind(word).name != kind.name:
            title = kind.title.in_(self.language).lower()
            raise self.wrong(f"đang nói về {title}, không phải {word}", f"this is about a {title}, not a {word}", title)

    def level(self, word: str) -> Evidence:
        """The level of evidence that a word means."""
        try:
            return Evidence.named(LEVELS.get(word.casefold(), word))
        except ValueError:
            words = list(LEVELS) if self.language == "vi" else [level.key for level in Evidence]
            raise self.wrong(f"không có bằng chứng “{word}”", f"no evidence “{word}”", nearest(word, words)) from None

    def chosen(self, word: str, options: Mapping[str, Any]) -> Any:  # noqa: ANN401 - whatever the options are
        """What one of the words of a phrase stands for; half of the words are Vietnamese, half English."""
        if word not in options:
            half = len(options) // 2
            words = [*options][:half] if self.language == "vi" else [*options][half:]
            listed = ", ".join(words)
            what = Text(f"không hiểu “{word}”", f"“{word}” is not understood")
            raise FeatureError([Problem(self.place, what, Text(listed, listed), nearest(word, words))])
        return options[word]

    def put(self, draft: Draft, title: str, text: str) -> None:
        """One fact of a subject as a step or a table states it."""
        heading = self.names.heading(draft.kind, title, self.place)
        if heading.relation is not None:
            if self.names.value(draft.kind, _YES_NO, text, self.place) is True:
                draft.complete.add(heading.relation.name)
        elif heading.attribute is None:
            draft.evidence["*"] = self.level(text)
        else:
            said = draft.answers if heading.derived else draft.values
            said[heading.attribute.name] = value = self.names.value(draft.kind, heading.attribute, text, self.place)
            if value is UNKNOWN:
                del said[heading.attribute.name]

    def described(self, kind: SubjectType, table: Table) -> Draft:
        """The subject of a table with a title and a value in each row."""
        found: Draft | None = self.names.filled.get((kind.name, table))
        if found is None:
            found = Draft(kind)
            for row in table:
                if len(row) != 2:
                    vi, en = "bảng này có hai cột: tên và giá trị", "this table has two columns: title and value"
                    raise self.wrong(vi, en)
                if [same(other[0]) for other in table].count(same(row[0])) > 1:
                    raise self.wrong(f"“{row[0]}” lặp lại trong bảng", f"“{row[0]}” repeats in the table")
                self.put(found, *row)
            self.names.filled[kind.name, table] = found
        draft = Draft(kind)
        draft.add(found)
        return draft

    def rows(self, kind: SubjectType, table: Table) -> list[Draft]:
        """The subjects of a table with one heading for each attribute."""
        if len(table) < 2:
            raise self.wrong("bảng cần dòng tiêu đề và ít nhất một dòng", "a table needs headings and at least one row")
        drafts = []
        for row in table[1:]:
            draft = Draft(kind)
            for title, text in zip(table[0], row, strict=True):
                self.put(draft, title, text)
            drafts.append(draft)
        return drafts

    def above(self, kind: SubjectType) -> tuple[SubjectType, Relation] | None:
        """The kind of subject that one of this kind belongs to, and by which relation."""
        return self.rules().vocabulary.parent(kind.name)

    def attach(self, drafts: Sequence[Draft], upper: SubjectType, relation: Relation) -> None:
        """Give each of these subjects to the one that it names by its code."""
        by_code = {draft.values.get("code"): draft for draft in self.group if draft.kind.name == upper.name}
        title = upper.title.in_(self.language).lower()
        for draft in drafts:
            code = draft.values.get(f"{relation.back}_code")
            if code is None or code not in by_code:
                raise self.wrong(f"không có {title} mang mã {code or '?'}", f"no {title} has the code {code or '?'}")
            by_code[code].members.setdefault(relation.name, []).append(draft)

    def everybody(self) -> list[Facts]:
        """The facts of all subjects of the register and of the tables."""
        return [*self.facts, *(self.settled(draft.facts) for draft in self.group)]

    def one_of(self, word: str) -> Facts:
        """Of these subjects the one with this code or name."""
        called = [(facts, _code(facts), names_of(facts)[:1]) for facts in self.everybody()]
        found = [facts for facts, code, names in called if is_called(word, code, names)]
        if len(found) != 1:
            raise self._not_one(word, len(found), [name for _, code, names in called for name in (code, *names)])
        return found[0]

    def _not_one(self, word: str, found: int, names: Sequence[str]) -> FeatureError:
        vi, en = ("có nhiều", "there are several") if found else ("không có", "there is no")
        return self.wrong(f"{vi} “{word}”", f"{en} “{word}”", None if found else nearest(word, names))

    def allocate(self) -> None:
        """Allocate the plan's places."""
        from eligibility.allocation import allocate

        loaded, facts = self.plan(), self.everybody()
        points = [self.settled(draft.facts) for draft in self.points]
        self.allocation = self.settled(lambda: allocate(loaded, facts, points))

    def decide(self) -> None:
        """Decide the subject described."""
        draft = self.current()
        within = draft.within
        self.decided(draft.kind, self.settled(draft.facts), self.settled(within.facts) if within else None)

    def decided(self, kind: SubjectType, facts: Facts, within: Facts | None = None) -> None:
        """Decide a subject, and speak of it from now on."""
        law = self.rules()
        if self.draft is None or self.draft.kind.name != kind.name:
            self.draft = Draft(kind)
        self.decisions = self.settled(lambda: decide(law, facts, within))
        self.everyone.append(self.decisions)

    def settled(self, work: Callable[[], Any]) -> Any:  # noqa: ANN401 - what the work gives
        """The result of some work; what is wrong with the facts is an error of the feature."""
        try:
            return work()
        except Problems as error:
            raise FeatureError([self._here(problem) for problem in error.problems]) from None
        except EligibilityError as error:
            raise self.wrong(str(error), str(error)) from None

    def _here(self, problem: Problem) -> Problem:
        """A problem of a rule file or of facts, told where the step stands."""
        where = ": ".join(part for part in (str(problem.place),) if part)
        what = Text(f"{where}: {problem.what.vi}", f"{where}: {problem.what.en}") if where else problem.what
        return attrs.evolve(problem, place=self.place, what=what)

    def decision(self, title: str) -> Decision:
        """The decision on the attribute that a title means."""
        if self.decisions is None:
            raise self.wrong("chưa xét đối tượng nào", "nothing has been decided")
        return self.decision_of(self.decisions, self.current().kind, title)

    def decision_of(self, decisions: Decisions, kind: SubjectType, title: str) -> Decision:
        """Of these decisions the one on the attribute that a title means."""
        heading = self.names.attribute(kind, title, self.place)
        if not heading.derived or heading.attribute is None:
            raise self.wrong(f"“{title}” không phải kết luận", f"“{title}” is not concluded")
        return decisions[heading.attribute.name]

    def allocated(self) -> Allocation:
        """The allocation made."""
        if self.allocation is None:
            raise self.wrong("chưa phân bổ", "nothing has been allocated")
        return self.allocation

    def placing(self, word: str) -> Placing:
        """The place in the allocation of the subject with this code or name."""
        found = [one for one in self.allocated().placings() if is_called(word, one.subject, one.names[:1])]
        if len(found) != 1:
            placings = self.allocated().placings()
            raise self._not_one(word, len(found), [name for one in placings for name in (one.subject, *one.names[:1])])
        return found[0]


_YES_NO = Attribute("", Text("có hay không", "yes or no"), Type.YES_NO)


@lru_cache(maxsize=1_024)
def _day(text: str) -> date:
    found = _DAY.read(text)
    if not isinstance(found, date):
        raise _DAY.no(text)
    return found


def _code(facts: Facts) -> str:
    code = getattr(facts.subject, "code", UNKNOWN)
    return code if isinstance(code, str) else ""


def is_called(word: str, code: str, names: Sequence[str]) -> bool:
    """Whether a subject is called so: by its code, by its name, or by its name without the word for its kind."""
    return word == code or any(alike(word, name) for name in names)


def shown(decision: Decision) -> str:
    """A decision in a few words."""
    if decision.decided:
        return written(decision.value)
    return "? " + "|".join(written(value) for value in decision.may_be)
