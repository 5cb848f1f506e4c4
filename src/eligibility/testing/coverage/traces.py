"""Traces: what tracing saw of every frame on which a decision stands, by rule, leaf and threshold."""

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
    children,
    names_in,
    walk,
)
from eligibility.reporting import ID, ConditionFormatter, Measure

SIDES: Final = ("below", "at", "above")
"""Where a value may lie beside a threshold; of a date *below* is the day before."""
Key = tuple[str, str]
"""A rule set: its name and its file."""
Path = tuple[str | int, ...]
"""A rule, or a leaf of it, or a threshold of the leaf."""
Number = Fraction | date


def key_of(rule_set: RuleSet) -> Key:
    """What a rule set is known by, whichever day it was loaded for."""
    return rule_set.name, rule_set.place.file


def within(
    formatter: ConditionFormatter, condition: Condition, path: Path = ()
) -> Iterator[tuple[ConditionFormatter, Leaf, Path]]:
    """Every leaf of a condition with its path: those on members, on the subject above and of variants among them."""
    law = formatter.law
    for kind, leaf, place in walk(condition, formatter.subject, by_kind(law.vocabulary), law.thresholds, path):
        yield ConditionFormatter(law, kind), leaf, place


def labels(law: Law, operand: Operand, measure: Measure) -> Iterator[str]:
    """What the thresholds that an operand may stand for are called."""
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
    """For each outcome of each rule and leaf, and each side of each threshold, the scenarios in which it was seen.

    `now` is the position of the scenario that runs.
    """

    now: int = 0
    seen: dict[tuple[Path, str], dict[int, None]] = attrs.field(factory=lambda: defaultdict(dict))

    def marks(self, path: Path, states: tuple[str, ...]) -> tuple[tuple[int, ...], ...]:
        """The scenarios in which each of these states was seen."""
        return tuple(tuple(self.seen.get((path, state), ())) for state in states)

    def decided(self, program: Program, root: Frame) -> None:
        """Note everything that was seen of a decided subject and its members."""
        own = {id(layout) for layout in program.target.walk()}
        for layout, frame in _listed(program.layout, root):
            if id(layout) in own:
                for rule_set in program.law.of(layout.kind.name):
                    self._rule_set(_Look(program, self), layout, frame, rule_set)

    def _rule_set(self, look: "_Look", layout: FrameLayout, frame: Frame, rule_set: RuleSet) -> None:
        conclusion: Conclusion = frame[layout.traces[rule_set.name] + 1]
        for rule, outcome in zip(rule_set.rules, conclusion.outcomes, strict=True):
            path = (*key_of(rule_set), rule.id)
            self.note(path, Outcome(outcome).key)
            look.at(layout, frame, rule.when, path)

    def note(self, path: Path, state: str) -> None:
        """Note that something was seen in the scenario that runs."""
        self.seen[path, state][self.now] = None


def _listed(layout: FrameLayout, frame: Frame) -> Iterator[tuple[FrameLayout, Frame]]:
    """A frame and those of its members, without the member that nobody listed."""
    yield layout, frame
    for slot, member in layout.members.values():
        for one in frame[slot]:
            yield from _listed(member, one)


@attrs.frozen
class _Look:
    """Looks at the leaves of conditions on frames of one program."""

    program: Program
    traces: Traces

    def at(self, layout: FrameLayout, frame: Frame, condition: Condition, path: Path) -> None:
        """Note the outcomes of all leaves, and the sides of their thresholds."""
        if isinstance(condition, Leaf):
            self._leaf(layout, frame, condition, path)
            if isinstance(condition.observed, Count):
                self._members(layout, frame, condition.observed, path)
                return
        if isinstance(condition, Related):
            assert layout.parent is not None  # the checker has seen to it
            layout, frame = layout.parent, frame[PARENT]
        for at, child in enumerate(children(condition)):
            self.at(layout, frame, child, (*path, at))

    def _members(self, layout: FrameLayout, frame: Frame, count: Count, path: Path) -> None:
        slot, member = layout.members[count.relation]
        if count.where is not None:
            for one in frame[slot]:
                self.at(member, one, count.where, (*path, 0))

    def _leaf(self, layout: FrameLayout, frame: Frame, leaf: Leaf, path: Path) -> None:
        self.traces.note(path, Outcome(self.program.tracer.outcome(leaf, layout, frame)).key)
        for name in names_in(leaf):
            for at, variant in enumerate(self.program.law.thresholds[name].variants):
                self.at(layout, frame, variant.when, (*path, name, at))
        measure = ConditionFormatter(self.program.law, layout.kind.name).measure(leaf)
        number = self._number(layout, frame, leaf)
        for at, test in enumerate(leaf.tests):
            for turn, operand in enumerate(test.operands if test.op.bounds else ()):
                values = self.program.explainer.thresholds(layout, frame, operand)
                side = _side(number, _numeric(values[0])) if len(values) == 1 else None
                if side is not None:
                    self.traces.note((*path, at, turn, _label(operand, values, measure)), side)

    def _number(self, layout: FrameLayout, frame: Frame, leaf: Leaf) -> Number | None:
        """What a leaf observes, where it is known."""
        seen = self.program.explainer.seen
        match leaf.observed:
            case Fact(name):
                return _numeric(seen(layout, frame, name).value)
            case Ratio(part, whole):
                one, all_ = (_numeric(seen(layout, frame, name).value) for name in (part, whole))
                if not isinstance(one, Fraction) or not isinstance(all_, Fraction):
                    return None
                return one / all_ if all_ else one  # 0 of 0 counts as 0
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
    """Where a value lies beside a threshold."""
    if isinstance(number, date) and isinstance(threshold, date):
        if number < threshold:
            return SIDES[0] if number == threshold - timedelta(1) else None
        return SIDES[1] if number == threshold else SIDES[2]
    if isinstance(number, Fraction) and isinstance(threshold, Fraction):
        return SIDES[0] if number < threshold else SIDES[1] if number == threshold else SIDES[2]
    return None
