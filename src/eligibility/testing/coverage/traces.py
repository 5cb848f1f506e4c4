"""Traces: what tracing saw of every frame that was decided, by rule, leaf and threshold."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Final, assert_never

import attrs

from eligibility.deciding import Program
from eligibility.engines import PARENT, Frame, FrameLayout
from eligibility.model import (
    AsOf,
    Conclusion,
    Condition,
    Count,
    CountOf,
    ExplainedLeaf,
    Fact,
    FactValue,
    Law,
    Leaf,
    Literal,
    NamedValue,
    Operand,
    Outcome,
    Ratio,
    Related,
    RuleSet,
    Value,
    by_kind,
    walk,
)
from eligibility.reporting import ID, ConditionFormatter, Measure

SIDES: Final = ("below", "at", "above")
"""The positions of a value beside a threshold; of a date *below* is the day before."""
Key = tuple[str, str]
"""A rule set: its name and its file."""
Path = tuple[str | int, ...]
"""A rule, or a leaf of it, or a threshold of the leaf."""
Number = Fraction | date
Subject = tuple[FrameLayout, Frame]


def key_of(rule_set: RuleSet) -> Key:
    """The identity of a rule set, whichever day it was loaded for."""
    return rule_set.name, rule_set.place.file


def within(
    formatter: ConditionFormatter, condition: Condition, path: Path = ()
) -> Iterator[tuple[ConditionFormatter, Leaf, Path]]:
    """Every leaf of a condition with its path: those on members, on the subject above and of variants among them."""
    law = formatter.law
    for kind, leaf, leaf_path in walk(condition, formatter.subject, by_kind(law.vocabulary), law.thresholds, path):
        yield ConditionFormatter(law, kind), leaf, leaf_path


def labels(law: Law, operand: Operand, measure: Measure) -> Iterator[str]:
    """The names of the thresholds that an operand may stand for."""
    if isinstance(operand, NamedValue):
        threshold = law.thresholds.get(operand.name)
        values = (threshold.value, *(variant.value for variant in threshold.variants)) if threshold else ()
        yield from (measure.shown(value, ID) for value in values)
    else:
        yield _label(operand, (), measure)


def _label(operand: Operand, values: tuple[Value, ...], measure: Measure) -> str:
    match operand:
        case Literal(value):
            return measure.shown(value, ID)
        case FactValue(name):
            return name
        case AsOf():
            return "as_of"
        case NamedValue():
            return measure.shown(values[0], ID)
        case _:
            assert_never(operand)


@attrs.define
class Traces:
    """The scenarios in which each outcome of each rule and leaf, and each side of each threshold, was seen.

    `now` is the position of the scenario that runs.
    """

    now: int = 0
    seen: dict[tuple[Path, str], dict[int, None]] = attrs.field(factory=lambda: defaultdict(dict))

    def marks(self, path: Path, states: tuple[str, ...]) -> tuple[tuple[int, ...], ...]:
        """The scenarios in which each of these states was seen."""
        return tuple(tuple(self.seen.get((path, state), ())) for state in states)

    def note(self, path: Path, state: str) -> None:
        """Note that something was seen in the scenario that runs."""
        self.seen[path, state][self.now] = None

    def decided(self, program: Program, root: Frame) -> None:
        """Note everything that was seen of a decided subject and its members."""
        layouts = {id(layout) for layout in program.target.walk()}
        observer = _Observer(program, self)
        for layout, frame in _listed(program.layout, root):
            if id(layout) in layouts:
                for rule_set in program.law.of(layout.kind.name):
                    observer.rule_set(layout, frame, rule_set)


def _listed(layout: FrameLayout, frame: Frame) -> Iterator[Subject]:
    """A frame and those of its members, without the member that nobody listed."""
    yield layout, frame
    for slot, member_layout in layout.members.values():
        for member in frame[slot]:
            yield from _listed(member_layout, member)


def _owner(subject: Subject, condition: Related | Count) -> Subject | None:
    """The subject above for a `Related`; nothing for a `Count`, whose members are observed one by one."""
    layout, frame = subject
    if isinstance(condition, Count):
        return None
    assert layout.parent is not None  # the checker has seen to it
    return layout.parent, frame[PARENT]


@attrs.frozen
class _Observer:
    """Observes the rules and leaves on the frames of one program."""

    program: Program
    traces: Traces

    def rule_set(self, layout: FrameLayout, frame: Frame, rule_set: RuleSet) -> None:
        """Note the outcomes of all rules, and of their leaves."""
        conclusion: Conclusion = frame[layout.traces[rule_set.name] + 1]
        for rule, outcome in zip(rule_set.rules, conclusion.outcomes, strict=True):
            path = (*key_of(rule_set), rule.id)
            self.traces.note(path, Outcome(outcome).key)
            self.condition(layout, frame, rule.when, path)

    def condition(self, layout: FrameLayout, frame: Frame, condition: Condition, path: Path) -> None:
        """Note the outcomes of all leaves, and the sides of their thresholds."""
        thresholds = self.program.law.thresholds
        for subject, leaf, leaf_path in walk(condition, (layout, frame), _owner, thresholds, path):
            self._leaf(*subject, leaf, leaf_path)
            if isinstance(leaf.observed, Count) and leaf.observed.where is not None:
                slot, member_layout = subject[0].members[leaf.observed.relation]
                for member in subject[1][slot]:
                    self.condition(member_layout, member, leaf.observed.where, (*leaf_path, 0))

    def _leaf(self, layout: FrameLayout, frame: Frame, leaf: Leaf, path: Path) -> None:
        self.traces.note(path, Outcome(self.program.tracer.outcome(leaf, layout, frame)).key)
        measure = ConditionFormatter(self.program.law, layout.kind.name).measure(leaf)
        number = self._number(layout, frame, leaf)
        for position, test in enumerate(leaf.tests):
            for turn, operand in enumerate(test.operands if test.op.bounds else ()):
                values = self.program.explainer.thresholds(layout, frame, operand)
                side = _side(number, _numeric(values[0])) if len(values) == 1 else None
                if side is not None:
                    self.traces.note((*path, position, turn, _label(operand, values, measure)), side)

    def _number(self, layout: FrameLayout, frame: Frame, leaf: Leaf) -> Number | None:
        """The number or date that a leaf observes, where it is known."""
        seen = self.program.explainer.seen
        match leaf.observed:
            case Fact(name):
                return _numeric(seen(layout, frame, name).value)
            case Ratio(part, whole):
                parts, wholes = (_numeric(seen(layout, frame, name).value) for name in (part, whole))
                if not isinstance(parts, Fraction) or not isinstance(wholes, Fraction):
                    return None
                return parts / wholes if wholes else parts  # 0 of 0 counts as 0
            case Count() | CountOf():
                explained = self.program.explainer.condition(layout, frame, leaf)
                assert isinstance(explained, ExplainedLeaf)
                assert explained.bounds is not None
                low, high = explained.bounds
                return Fraction(low) if low == high else None
            case _:
                assert_never(leaf.observed)


def _numeric(value: object) -> Number | None:
    """A number or a date to compare; None for anything else."""
    if isinstance(value, date):
        return value
    return Fraction(value) if isinstance(value, int | Decimal) and not isinstance(value, bool) else None


def _side(number: Number | None, threshold: Number | None) -> str | None:
    """The side of a threshold on which a value is; None if that is unknown, or earlier than the day before."""
    if isinstance(number, date) and isinstance(threshold, date):
        if number < threshold - timedelta(1):
            return None
        return SIDES[(number >= threshold) + (number > threshold)]
    if isinstance(number, Fraction) and isinstance(threshold, Fraction):
        return SIDES[(number >= threshold) + (number > threshold)]
    return None
