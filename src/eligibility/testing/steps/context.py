"""Scenario context: the law, the subjects and the decisions of one scenario, and how its steps refer to them."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any, Final, TypeVar

import attrs

from eligibility.allocation import allocate, names_of
from eligibility.communes import may_be_same_unit
from eligibility.deciding import decide
from eligibility.model import (
    UNKNOWN,
    Allocation,
    Attribute,
    Decision,
    Decisions,
    Evidence,
    Facts,
    InvalidValue,
    Law,
    LoadedPlan,
    Placement,
    Relation,
    SubjectType,
    Type,
    format_value,
)
from eligibility.sources import EligibilityError, Place, Problem, Problems, Text, closest, spelling_key
from eligibility.testing.gherkin import FeatureError, Table
from eligibility.testing.laws import LawCache
from eligibility.testing.steps.names import Names
from eligibility.testing.steps.subjects import DescribedSubject

T = TypeVar("T")

LEVELS: Final = {"giả định": "assumed", "không nêu": "unstated", "thứ cấp": "secondary", "chính thức": "official"}
"""Levels of evidence in Vietnamese."""
_DATE: Final = Attribute("", Text("ngày", "date"), Type.DATE)
_YES_NO: Final = Attribute("", Text("có hay không", "yes or no"), Type.YES_NO)


class Expected(AssertionError):
    """An expectation that is not fulfilled: what was expected, what was found, and why it is so."""

    def __init__(self, expected: str, found: str, why: str = "") -> None:
        self.expected, self.found, self.why = expected, found, why
        super().__init__(f"{expected} ≠ {found}" + (f"\n{why}" if why else ""))


@attrs.define
class ScenarioContext:
    """The state of one scenario, from step to step."""

    laws: LawCache
    language: str
    place: Place = attrs.field(factory=lambda: Place(""))
    law: Law | None = None
    loaded: LoadedPlan | None = None
    subject: DescribedSubject | None = None
    group: list[DescribedSubject] = attrs.field(factory=list)
    facts: list[Facts] = attrs.field(factory=list)
    delivered: list[DescribedSubject] = attrs.field(factory=list)
    answers: dict[str, bool | None] = attrs.field(factory=dict)
    decisions: Decisions | None = None
    all_decisions: list[Decisions] = attrs.field(factory=list)
    allocation: Allocation | None = None
    _names: Names | None = None

    def say(self, vi: str, en: str) -> str:
        """The text in the language of the feature."""
        return vi if self.language == "vi" else en

    def wrong(self, vi: str, en: str, near: str | None = None) -> FeatureError:
        """The error of the step that runs, for the caller to raise."""
        return FeatureError([Problem(self.place, Text(vi, en), None, near)])

    def settled(self, work: Callable[[], Any]) -> Any:  # noqa: ANN401 - what the work returns
        """The result of `work`; any error of rules, facts or engines becomes one of the step."""
        try:
            return work()
        except Problems as error:
            raise FeatureError(map(self._at_step, error.problems)) from None
        except EligibilityError as error:
            raise self.wrong(str(error), str(error)) from None

    def _at_step(self, problem: Problem) -> Problem:
        """A problem elsewhere, reported at the step with its own place in the text."""
        place, what = str(problem.place), problem.what
        if place:
            what = Text(f"{place}: {what.vi}", f"{place}: {what.en}")
        return attrs.evolve(problem, place=self.place, what=what)

    # ── words of a step ──────────────────────────────────────────────────────────────────────────

    def day(self, text: str) -> date:
        """The date that a step writes."""
        try:
            return _day(text)
        except InvalidValue as error:
            raise FeatureError([error.at(self.place)]) from None

    def number(self, text: str) -> int:
        """The count that a step writes."""
        if not (text.isascii() and text.isdigit()):
            raise self.wrong(f"“{text}” không phải một số", f"“{text}” is not a number")
        return int(text)

    def level(self, word: str) -> Evidence:
        """The level of evidence that a word means."""
        try:
            return Evidence.named(LEVELS.get(word.casefold(), word))
        except ValueError:
            words = list(LEVELS) if self.language == "vi" else [level.key for level in Evidence]
            raise self.wrong(f"không có bằng chứng “{word}”", f"no evidence “{word}”", closest(word, words)) from None

    def chosen(self, word: str, options: Mapping[str, Any]) -> Any:  # noqa: ANN401 - whatever the options are
        """The option that a word means; the first half of the words is Vietnamese, the second English."""
        if word not in options:
            half = len(options) // 2
            words = [*options][:half] if self.language == "vi" else [*options][half:]
            expected = ", ".join(words)
            what = Text(f"không hiểu “{word}”", f"“{word}” is not understood")
            raise FeatureError([Problem(self.place, what, Text(expected, expected), closest(word, words))])
        return options[word]

    def words_of(self, option: object, options: Mapping[str, Any]) -> str:
        """The word for an option in the language of the feature."""
        return self.say(*(word for word, value in options.items() if value is option))

    def kind(self, word: str) -> SubjectType:
        """The kind of subject that a word means."""
        return self.names.kind(word, self.place)

    def check_kind(self, word: str, kind: SubjectType) -> None:
        """Refuse a step about another kind of subject than this one."""
        if self.kind(word).name != kind.name:
            title = kind.title.in_(self.language).lower()
            raise self.wrong(f"đang nói về {title}, không phải {word}", f"this is about a {title}, not a {word}", title)

    # ── the law ──────────────────────────────────────────────────────────────────────────────────

    def rules(self) -> Law:
        """The law of this scenario, with its answers."""
        if self.law is None:
            raise self.wrong("chưa nêu bộ quy tắc hay kế hoạch nào", "no rules and no plan have been named")
        return self.law.answered(self.answers)

    def plan(self) -> LoadedPlan:
        """The plan of this scenario, under the law with its answers."""
        if self.loaded is None:
            raise self.wrong("chưa nêu kế hoạch nào", "no plan has been named")
        law = self.rules()
        return self.loaded if law is self.loaded.law else attrs.evolve(self.loaded, law=law)

    @property
    def names(self) -> Names:
        """The names of the law of this scenario."""
        names, law = self._names, self.rules()
        if names is None or names.law is not law:
            names = self._names = law.cached(Names, self.language)
        return names

    # ── subjects ─────────────────────────────────────────────────────────────────────────────────

    def current(self) -> DescribedSubject:
        """The subject described last."""
        if self.subject is None:
            raise self.wrong("chưa nêu đối tượng nào", "no subject has been described")
        return self.subject

    def put(self, subject: DescribedSubject, title: str, text: str) -> None:
        """Add one fact as a step or a table states it; a fact that is unknown is removed."""
        kind = subject.kind
        heading = self.names.heading(kind, title, self.place)
        if heading.relation is not None:
            if self.names.value(kind, _YES_NO, text, self.place) is True:
                subject.complete.add(heading.relation.name)
        elif heading.attribute is None:
            subject.evidence["*"] = self.level(text)
        else:
            values = subject.answers if heading.derived else subject.values
            value = self.names.value(kind, heading.attribute, text, self.place)
            if value is UNKNOWN:
                values.pop(heading.attribute.name, None)
            else:
                values[heading.attribute.name] = value

    def described(self, kind: SubjectType, table: Table) -> DescribedSubject:
        """The subject of a table with a title and a value in each row."""
        template = self.names.tables.get((kind.name, table))
        if template is None:
            template = self.names.tables[kind.name, table] = self._template(kind, table)
        subject = DescribedSubject(kind)
        subject.add(template)
        return subject

    def _template(self, kind: SubjectType, table: Table) -> DescribedSubject:
        subject = DescribedSubject(kind)
        for row in table:
            if len(row) != 2:
                vi, en = "bảng này có hai cột: tên và giá trị", "this table has two columns: title and value"
                raise self.wrong(vi, en)
            if [spelling_key(other[0]) for other in table].count(spelling_key(row[0])) > 1:
                raise self.wrong(f"“{row[0]}” lặp lại trong bảng", f"“{row[0]}” repeats in the table")
            self.put(subject, *row)
        return subject

    def rows(self, kind: SubjectType, table: Table) -> list[DescribedSubject]:
        """The subjects of a table with one heading for each attribute."""
        if len(table) < 2:
            raise self.wrong("bảng cần dòng tiêu đề và ít nhất một dòng", "a table needs headings and at least one row")
        subjects = []
        for row in table[1:]:
            subject = DescribedSubject(kind)
            for title, text in zip(table[0], row, strict=True):
                self.put(subject, title, text)
            subjects.append(subject)
        return subjects

    def attach(self, members: Sequence[DescribedSubject], parent: SubjectType, relation: Relation) -> None:
        """Add each member to the subject of the group that it names by its code."""
        by_code = {subject.values.get("code"): subject for subject in self.group if subject.kind.name == parent.name}
        title = parent.title.in_(self.language).lower()
        for member in members:
            code = member.values.get(f"{relation.back}_code")
            if code is None or code not in by_code:
                raise self.wrong(f"không có {title} mang mã {code or '?'}", f"no {title} has the code {code or '?'}")
            by_code[code].members.setdefault(relation.name, []).append(member)

    def everybody(self) -> list[Facts]:
        """The facts of all subjects of the register and of the tables."""
        return [*self.facts, *(self.settled(subject.facts) for subject in self.group)]

    def facts_named(self, word: str) -> Facts:
        """The facts of the one of these subjects with this code or name."""
        named = [(_code(facts), names_of(facts)[:1], facts) for facts in self.everybody()]
        return self._only(word, named)

    def _only(self, word: str, named: Sequence[tuple[str, tuple[str, ...], T]]) -> T:
        """The one of these, each with its code and names, that a word means."""
        matches = [item for code, names, item in named if is_called(word, code, names)]
        if len(matches) == 1:
            return matches[0]
        if matches:
            raise self.wrong(f"có nhiều “{word}”", f"there are several “{word}”")
        words = [word for code, names, _ in named for word in (code, *names)]
        raise self.wrong(f"không có “{word}”", f"there is no “{word}”", closest(word, words))

    # ── decisions and the allocation ─────────────────────────────────────────────────────────────

    def decide_current(self) -> None:
        """Decide the subject described."""
        subject = self.current()
        within = self.settled(subject.within.facts) if subject.within else None
        self.decide(subject.kind, self.settled(subject.facts), within)

    def decide(self, kind: SubjectType, facts: Facts, within: Facts | None = None) -> None:
        """Decide a subject, to which the following steps refer."""
        law = self.rules()
        if self.subject is None or self.subject.kind.name != kind.name:
            self.subject = DescribedSubject(kind)
        self.decisions = self.settled(lambda: decide(law, facts, within))
        self.all_decisions.append(self.decisions)

    def decision(self, title: str) -> Decision:
        """The decision on the attribute that a title means."""
        if self.decisions is None:
            raise self.wrong("chưa xét đối tượng nào", "nothing has been decided")
        return self.decision_among(self.decisions, self.current().kind, title)

    def decision_among(self, decisions: Decisions, kind: SubjectType, title: str) -> Decision:
        """The one of these decisions that is on the attribute that a title means."""
        heading = self.names.attribute(kind, title, self.place)
        if not heading.derived or heading.attribute is None:
            raise self.wrong(f"“{title}” không phải kết luận", f"“{title}” is not concluded")
        return decisions[heading.attribute.name]

    def allocate(self) -> None:
        """Allocate the plan's places."""
        loaded, facts = self.plan(), self.everybody()
        delivered = [self.settled(subject.facts) for subject in self.delivered]
        self.allocation = self.settled(lambda: allocate(loaded, facts, delivered))

    def allocated(self) -> Allocation:
        """The allocation made."""
        if self.allocation is None:
            raise self.wrong("chưa phân bổ", "nothing has been allocated")
        return self.allocation

    def placing(self, word: str) -> Placement:
        """The place in the allocation of the subject with this code or name."""
        named = [(placing.subject, placing.names[:1], placing) for placing in self.allocated().placings()]
        return self._only(word, named)


@lru_cache(maxsize=1_024)
def _day(text: str) -> date:
    day = _DATE.read(text)
    if not isinstance(day, date):
        raise _DATE.invalid(text)
    return day


def _code(facts: Facts) -> str:
    code = getattr(facts.subject, "code", UNKNOWN)
    return code if isinstance(code, str) else ""


def is_called(word: str, code: str, names: Sequence[str]) -> bool:
    """True where a word is the code, a name, or a name without the word for its kind."""
    return word == code or any(may_be_same_unit(word, name) for name in names)


def decision_text(decision: Decision) -> str:
    """A decision in a few words."""
    if decision.decided:
        return format_value(decision.value)
    return "? " + "|".join(format_value(value) for value in decision.may_be)
