"""Rule sets: rules under articles of law, what they conclude, and the rule sets in force on a date."""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from functools import cached_property
from typing import Any, TypeVar

import attrs

from eligibility.model.annexes import AnnexList
from eligibility.model.attributes import Attribute
from eligibility.model.conditions import Condition, Ratio, Threshold, leaves
from eligibility.model.hit_policies import HitPolicy
from eligibility.model.values import Choice, Evidence
from eligibility.model.vocabulary import Vocabulary, vocabulary_of
from eligibility.sources import NOWHERE, Place, Text

Made = TypeVar("Made")


@attrs.frozen
class Citation:
    """A place in an instrument: its number, and the article where one was read.

    >>> str(Citation("861/QĐ-TTg", "Điều 1"))
    '861/QĐ-TTg Điều 1'
    """

    instrument: str
    article: str = ""

    def __str__(self) -> str:
        return f"{self.instrument} {self.article}".strip()


@attrs.frozen
class Period:
    """An effective period: from a day, until a day where it ends, both included."""

    start: date
    end: date | None = None

    def __contains__(self, day: date) -> bool:
        return self.start <= day and (self.end is None or day <= self.end)


@attrs.frozen
class Instrument:
    """A legal document: its number, titles, issuer, dates and relations, and how it was read."""

    number: str
    title: Text
    issuer: Text
    issued: date | None = None
    in_force: Period | None = None
    relations: Mapping[str, tuple[str, ...]] = attrs.field(factory=dict)
    evidence: Evidence = Evidence.SECONDARY
    note: Text | None = None


@attrs.frozen
class Rule:
    """A condition and the value that follows, under the articles it is cited from."""

    id: str
    title: Text
    cite: tuple[Citation, ...]
    when: Condition
    then: Choice
    exception_to: tuple[str, ...] = ()
    formalised: bool = True
    question: Text | None = None
    place: Place = attrs.field(default=NOWHERE, eq=False)


@attrs.frozen
class Otherwise:
    """Conclusion when no rule applies."""

    then: Choice
    cite: tuple[Citation, ...]
    place: Place = attrs.field(default=NOWHERE, eq=False)


@attrs.frozen
class Answer:
    """A planner's answer to a question that the law leaves open: the rule holds or not, by whom and why."""

    holds: bool
    by: str
    on: date | None
    reason: Text
    place: Place = attrs.field(default=NOWHERE, eq=False)


@attrs.frozen
class RuleSet:
    """Rules that conclude one attribute of a kind of subject."""

    instrument: str
    id: str
    title: Text
    subject: str
    concludes: Attribute
    hit_policy: HitPolicy
    rules: tuple[Rule, ...]
    otherwise: Otherwise | None
    labels: Mapping[str, Text] = attrs.field(factory=dict)
    place: Place = attrs.field(default=NOWHERE, eq=False)

    @property
    def name(self) -> str:
        """Unique name among the loaded instruments: number and id."""
        return f"{self.instrument} {self.id}"

    @cached_property
    def index(self) -> Mapping[str, int]:
        """The position of each rule."""
        return {rule.id: position for position, rule in enumerate(self.rules)}

    @cached_property
    def exceptions(self) -> tuple[tuple[int, ...], ...]:
        """For each rule the positions of its exceptions."""
        exceptions: list[list[int]] = [[] for _ in self.rules]
        for position, rule in enumerate(self.rules):
            for base in rule.exception_to:
                exceptions[self.index[base]].append(position)
        return tuple(tuple(positions) for positions in exceptions)

    @cached_property
    def bases(self) -> tuple[tuple[int, ...], ...]:
        """For each rule the positions of the rules that it is an exception to; empty for an ordinary rule."""
        return tuple(tuple(self.index[base] for base in rule.exception_to) for rule in self.rules)

    def then(self, position: int) -> Choice:
        """The value that follows from the rule at this position, or from none of them (-1)."""
        if position >= 0:
            return self.rules[position].then
        return self.otherwise.then if self.otherwise else None


@attrs.frozen
class Law:
    """The rule sets in force on a date, in the order in which they conclude, with their lists and vocabulary.

    `as_of` is the one date of every evaluation. `compiler`, where given, compiles the law in place of the default.
    `memo` contains what was made from it by `cached`. Neither is compared or pickled.
    """

    number: str
    as_of: date
    rule_sets: tuple[RuleSet, ...]
    thresholds: Mapping[str, Threshold]
    vocabulary: Vocabulary = attrs.field(converter=vocabulary_of)
    instruments: Mapping[str, Instrument]
    listings: tuple[AnnexList, ...] = ()
    answers: Mapping[str, Answer] = attrs.field(factory=dict)
    notes: tuple[tuple[Citation, Text], ...] = ()
    compiler: Callable[..., Any] | None = attrs.field(default=None, eq=False, repr=False)
    memo: dict[object, Any] = attrs.field(factory=dict, init=False, eq=False, repr=False)

    def cached(self, make: Callable[..., Made], *args: object) -> Made:
        """`make(law, *args)`, made once for this law and shared by all threads."""
        key = (make, *args)
        made: Made | None = self.memo.get(key)
        return self.memo.setdefault(key, make(self, *args)) if made is None else made

    def answered(self, answers: Mapping[str, bool | None]) -> "Law":
        """The law with these answers to what it leaves open (None: no answer), made once."""
        return self.cached(_answered, *sorted(answers.items())) if answers else self

    def answer(self, rule_set: RuleSet, rule: Rule) -> Answer | None:
        """The answer to the question that a rule leaves open."""
        return self.answers.get(f"{rule_set.name} {rule.id}")

    def of(self, subject: str) -> tuple[RuleSet, ...]:
        """The rule sets that conclude something of this kind of subject, in their order."""
        return tuple(rule_set for rule_set in self.rule_sets if rule_set.subject == subject)

    def concluding(self, subject: str, attribute: str) -> RuleSet | None:
        """The rule set that concludes this attribute, or None where it is a fact."""
        concluding = (rule_set for rule_set in self.of(subject) if rule_set.concludes.name == attribute)
        return next(concluding, None)

    def attribute(self, subject: str, name: str) -> Attribute | None:
        """The attribute of this name, a fact's or a derived one."""
        rule_set = self.concluding(subject, name)
        return rule_set.concludes if rule_set else self.vocabulary[subject].attributes.get(name)

    def __getstate__(self) -> dict[str, Any]:
        names = [field.name for field in attrs.fields(Law) if field.eq]
        return {name: getattr(self, name) for name in names}

    def __setstate__(self, state: dict[str, Any]) -> None:
        for name, value in {**state, "compiler": None, "memo": {}}.items():
            object.__setattr__(self, name, value)


def _answered(law: Law, *answers: tuple[str, bool | None]) -> Law:
    given = {name: None if holds is None else Answer(holds, "", None, Text("", "")) for name, holds in answers}
    kept = {**law.answers, **given}
    return attrs.evolve(law, answers={name: answer for name, answer in kept.items() if answer is not None})


def ratios(law: Law) -> Iterator[Ratio]:
    """The ratios that rules and named values ask for, of whatever kind of subject."""
    conditions = [rule.when for rule_set in law.rule_sets for rule in rule_set.rules]
    conditions += [variant.when for threshold in law.thresholds.values() for variant in threshold.variants]
    for condition in conditions:
        for leaf in leaves(condition, members=True):
            if isinstance(leaf.observed, Ratio):
                yield leaf.observed


def folder_of(number: str) -> str:
    """The name of an instrument's folder.

    >>> folder_of("03/2023/TT-BTTTT"), folder_of("612/QĐ-UBDT")
    ('03-2023-tt-btttt', '612-qd-ubdt')
    """
    return re.sub(r"[^a-z0-9]+", "-", number.lower().replace("đ", "d")).strip("-")
