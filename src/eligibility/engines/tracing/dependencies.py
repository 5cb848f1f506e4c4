"""Dependencies: the facts on which a conclusion still depends, or would depend if they were different."""

from collections.abc import Iterator
from itertools import product
from typing import assert_never

import attrs

from eligibility.engines.frames import PARENT, SUBJECT, Frame, FrameLayout
from eligibility.engines.tracing.tracer import Tracer
from eligibility.model import (
    ENUMERATED,
    AllOf,
    AnyOf,
    Conclusion,
    Condition,
    Count,
    CountOf,
    Fact,
    FactValue,
    Leaf,
    Missing,
    NamedValue,
    Not,
    Op,
    Outcome,
    Ratio,
    Related,
    RuleSet,
    Test,
    conclude,
    identity,
    leaves,
)

FACT, RELATION, QUESTION = "fact", "relation", "question"


def name_of(frame: Frame) -> str:
    """The name of a frame's subject; empty for the member that nobody listed."""
    if frame[SUBJECT] is None:
        return ""
    parent = frame[PARENT]
    return identity(frame[SUBJECT], parent[SUBJECT] if parent else None)


@attrs.frozen(eq=False)
class Dependency:
    """A fact, a relation's completeness, or a question, in the frame where it is read.

    `name` is the attribute's, the relation's, or for a question the rule's, after that of its rule set.
    """

    layout: FrameLayout
    frame: Frame
    name: str
    kind: str

    @property
    def key(self) -> tuple[int, str, str]:
        """The identity of this dependency among those of one subject."""
        return id(self.frame) if self.kind != QUESTION else 0, self.name, self.kind

    @property
    def missing(self) -> Missing:
        """The dependency as data, without its frame."""
        return Missing(name_of(self.frame), self.name, self.kind)


@attrs.frozen
class DependencyFinder:
    """Finds the dependencies of conclusions on frames that a tracer has run.

    With `known`, everything that the rules read, whatever its value; else only what is unknown and may still matter.
    """

    tracer: Tracer
    known: bool = False

    def inputs(self, layout: FrameLayout, frame: Frame, rule_set: RuleSet) -> tuple[Dependency, ...]:
        """The dependencies of a rule set's conclusion on this frame, each once, in the order of reading."""
        dependencies: dict[tuple[int, str, str], Dependency] = {}
        for dependency in self._rules(layout, frame, rule_set):
            dependencies.setdefault(dependency.key, dependency)
        return tuple(dependencies.values())

    def _rules(self, layout: FrameLayout, frame: Frame, rule_set: RuleSet) -> Iterator[Dependency]:
        conclusion: Conclusion = frame[layout.traces[rule_set.name] + 1]
        for position in range(len(rule_set.rules)) if self.known else _mattering(rule_set, conclusion.conditions):
            rule = rule_set.rules[position]
            answer = self.tracer.law.answer(rule_set, rule)
            if not rule.formalised and (answer is None or self.known):
                yield Dependency(layout, frame, f"{rule_set.name} {rule.id}", QUESTION)
            if answer is None or answer.holds or self.known:
                yield from self.under(layout, frame, rule.when)

    def under(self, layout: FrameLayout, frame: Frame, condition: Condition) -> Iterator[Dependency]:
        """The dependencies of an undetermined condition; none of one that is settled, whatever becomes known."""
        if not (
            self.known or self.tracer.outcome(condition, layout, frame) == Outcome.UNDETERMINED or _asks(condition)
        ):
            return
        match condition:
            case AllOf(parts) | AnyOf(parts):
                for part in parts:
                    yield from self.under(layout, frame, part)
            case Not(part):
                yield from self.under(layout, frame, part)
            case Related(_, part):
                assert layout.parent is not None  # the checker has seen to it
                yield from self.under(layout.parent, frame[PARENT], part)
            case Leaf():
                yield from self._leaf(layout, frame, condition)
            case _:
                assert_never(condition)

    def _leaf(self, layout: FrameLayout, frame: Frame, leaf: Leaf) -> Iterator[Dependency]:
        match leaf.observed:
            case CountOf(parts):
                for part in parts:
                    yield from self.under(layout, frame, part)
            case Count(relation, where):
                yield from self._members(layout, frame, relation, where)
            case Fact(name):
                yield from self._fact(layout, frame, name)
            case Ratio(part, whole):
                yield from self._fact(layout, frame, part)
                yield from self._fact(layout, frame, whole)
            case _:
                assert_never(leaf.observed)
        for test in leaf.tests:
            yield from self._operands(layout, frame, test)

    def _members(
        self, layout: FrameLayout, frame: Frame, relation: str, where: Condition | None
    ) -> Iterator[Dependency]:
        slot, member = layout.members[relation]
        if where is not None:
            for inner in frame[slot]:
                yield from self.under(member, inner, where)
        unlisted = frame[slot + 1]
        if self.known or (unlisted is not None and (where is None or self.tracer.outcome(where, member, unlisted))):
            yield Dependency(layout, frame, relation, RELATION)

    def _fact(self, layout: FrameLayout, frame: Frame, name: str) -> Iterator[Dependency]:
        attribute = layout.attributes[name]
        value = frame[layout.slots[name]]
        settled = value is not None and not (attribute.type.finite and value & (value - 1))
        if settled and not self.known:
            return
        rule_set = self.tracer.law.concluding(layout.kind.name, name)
        if rule_set is None:
            yield Dependency(layout, frame, name, FACT)
        else:
            yield from self._rules(layout, frame, rule_set)

    def _operands(self, layout: FrameLayout, frame: Frame, test: Test) -> Iterator[Dependency]:
        for operand in test.operands:
            if isinstance(operand, FactValue):
                yield from self._fact(layout, frame, operand.attribute)
            elif isinstance(operand, NamedValue):
                for variant in self.tracer.law.thresholds[operand.name].variants:
                    yield from self.under(layout, frame, variant.when)


def _asks(condition: Condition) -> bool:
    """True where a condition asks what is known: its outcome may change when something becomes known."""
    return any(test.op is Op.KNOWN for leaf in leaves(condition, members=True) for test in leaf.tests)


def _mattering(rule_set: RuleSet, conditions: tuple[int, ...]) -> tuple[int, ...]:
    """The rules whose condition may still change the conclusion, for some outcomes of the others."""
    asking = [position for position, rule in enumerate(rule_set.rules) if _asks(rule.when)]
    varying = tuple(
        position for position, state in enumerate(conditions) if state == Outcome.UNDETERMINED or position in asking
    )
    if len(varying) > ENUMERATED:
        return varying
    conclusions: dict[tuple[int, ...], object] = {}
    for combination in product((Outcome.NOT_SATISFIED, Outcome.SATISFIED), repeat=len(varying)):
        states = list(conditions)
        for position, state in zip(varying, combination, strict=True):
            states[position] = state
        conclusion = conclude(rule_set, tuple(states))
        conclusions[combination] = (conclusion.mask, bool(conclusion.conflict), conclusion.certain)
    return tuple(
        position
        for index, position in enumerate(varying)
        if any(conclusions[states] != conclusions[_flipped(states, index)] for states in conclusions)
    )


def _flipped(states: tuple[int, ...], index: int) -> tuple[int, ...]:
    return (*states[:index], Outcome.SATISFIED - states[index], *states[index + 1 :])
