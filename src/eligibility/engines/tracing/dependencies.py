"""Missing: which facts a conclusion still depends on, or could be made to depend on if they were different."""

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
    """How the subject of a frame is called; empty for the member that nobody listed."""
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
        """What tells it from every other."""
        return id(self.frame) if self.kind != QUESTION else 0, self.name, self.kind

    @property
    def missing(self) -> Missing:
        """The same without its frame."""
        return Missing(name_of(self.frame), self.name, self.kind)


@attrs.frozen
class DependencyFinder:
    """Finds what the conclusions on frames that a tracer has run depend on.

    With `known`, everything that the rules read, whatever its value; else only what is unknown and still in play.
    """

    tracer: Tracer
    known: bool = False

    def inputs(self, layout: FrameLayout, frame: Frame, rule_set: RuleSet) -> tuple[Dependency, ...]:
        """What a rule set's conclusion on this frame depends on, each once, in the order in which rules read it."""
        found: dict[tuple[int, str, str], Dependency] = {}
        for one in self._rules(layout, frame, rule_set):
            found.setdefault(one.key, one)
        return tuple(found.values())

    def _rules(self, layout: FrameLayout, frame: Frame, rule_set: RuleSet) -> Iterator[Dependency]:
        conclusion: Conclusion = frame[layout.traces[rule_set.name] + 1]
        for at in range(len(rule_set.rules)) if self.known else _mattering(rule_set, conclusion.conditions):
            rule = rule_set.rules[at]
            answer = self.tracer.law.answers.get(f"{rule_set.name} {rule.id}")
            if not rule.formalised and (answer is None or self.known):
                yield Dependency(layout, frame, f"{rule_set.name} {rule.id}", QUESTION)
            if answer is None or answer.holds or self.known:
                yield from self.under(layout, frame, rule.when)

    def under(self, layout: FrameLayout, frame: Frame, condition: Condition) -> Iterator[Dependency]:
        """What an undetermined condition depends on; nothing of one that is settled, whatever becomes known."""
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
            case Fact() | Ratio() as observed:
                yield from self._facts(layout, frame, observed)
            case _:
                assert_never(leaf.observed)
        for test in leaf.tests:
            yield from self._operands(layout, frame, test)

    def _facts(self, layout: FrameLayout, frame: Frame, observed: Fact | Ratio) -> Iterator[Dependency]:
        names = (observed.attribute,) if isinstance(observed, Fact) else (observed.part, observed.whole)
        for name in names:
            yield from self._fact(layout, frame, name)

    def _members(
        self, layout: FrameLayout, frame: Frame, relation: str, where: Condition | None
    ) -> Iterator[Dependency]:
        slot, member = layout.members[relation]
        if where is not None:
            for one in frame[slot]:
                yield from self.under(member, one, where)
        ghost = frame[slot + 1]
        if self.known or (ghost is not None and (where is None or self.tracer.outcome(where, member, ghost))):
            yield Dependency(layout, frame, relation, RELATION)

    def _fact(self, layout: FrameLayout, frame: Frame, name: str) -> Iterator[Dependency]:
        attribute = layout.attributes[name]
        held = frame[layout.slots[name]]
        settled = held is not None and not (attribute.type.finite and held & (held - 1))
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
    """Whether a condition asks what is known: its outcome may change when something becomes known."""
    return any(test.op is Op.KNOWN for leaf in leaves(condition, members=True) for test in leaf.tests)


def _mattering(rule_set: RuleSet, conditions: tuple[int, ...]) -> tuple[int, ...]:
    """The rules whose condition may still change the conclusion, in some way in which the others turn out."""
    asking = [at for at, rule in enumerate(rule_set.rules) if _asks(rule.when)]
    varying = tuple(at for at, state in enumerate(conditions) if state == Outcome.UNDETERMINED or at in asking)
    if len(varying) > ENUMERATED:
        return varying
    seen: dict[tuple[int, ...], object] = {}
    for turn in product((Outcome.NOT_SATISFIED, Outcome.SATISFIED), repeat=len(varying)):
        states = list(conditions)
        for at, state in zip(varying, turn, strict=True):
            states[at] = state
        found = conclude(rule_set, tuple(states))
        seen[turn] = (found.mask, bool(found.conflict), found.certain)
    return tuple(
        at for place, at in enumerate(varying) if any(seen[turn] != seen[_flipped(turn, place)] for turn in seen)
    )


def _flipped(turn: tuple[int, ...], place: int) -> tuple[int, ...]:
    return (*turn[:place], Outcome.SATISFIED - turn[place], *turn[place + 1 :])
