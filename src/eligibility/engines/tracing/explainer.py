"""Explanations: the trace of one subject, as data without words."""

from collections.abc import Iterator
from typing import assert_never

import attrs

from eligibility.engines.frames import FACTS, PARENT, Frame, FrameLayout, evidence_of, members_of, source_of
from eligibility.engines.tracing.dependencies import name_of
from eligibility.engines.tracing.tracer import Tracer, candidates
from eligibility.model import (
    NEGATED,
    UNKNOWN,
    AllOf,
    AnyOf,
    AsOf,
    Attribute,
    Conclusion,
    Condition,
    Count,
    CountOf,
    ExplainedCondition,
    ExplainedLeaf,
    ExplainedMember,
    ExplainedNode,
    ExplainedRule,
    ExplainedTest,
    Explanation,
    Fact,
    FactValue,
    Leaf,
    Literal,
    NamedValue,
    Not,
    OneOf,
    Operand,
    Outcome,
    Ratio,
    Related,
    RuleSet,
    Seen,
    Test,
    Value,
    decode,
    values_of,
    walk,
)


@attrs.frozen
class Explainer:
    """Explains frames that a tracer has run."""

    tracer: Tracer

    def explain(self, layout: FrameLayout, frame: Frame, rule_set: RuleSet) -> Explanation:
        """The explanation of a rule set's conclusion on this frame."""
        conclusion: Conclusion = frame[layout.traces[rule_set.name] + 1]
        attribute = rule_set.concludes
        return Explanation(
            name_of(frame),
            rule_set,
            values_of(frame[layout.slots[attribute.name]], attribute.domain),
            tuple(rule_set.rules[position].id for position in conclusion.conflict),
            tuple(self._rule(layout, frame, rule_set, position) for position in range(len(rule_set.rules))),
            _otherwise(conclusion),
            self._answer(frame, attribute),
            self._basis(layout, frame, tuple(rule.when for rule in rule_set.rules)),
            law=self.tracer.law,
        )

    def _basis(self, layout: FrameLayout, frame: Frame, conditions: tuple[Condition, ...]) -> tuple[Explanation, ...]:
        """The explanations of the derived attributes that conditions read, of this subject or one above it."""
        explanations: dict[tuple[str, str], Explanation] = {}
        for condition in conditions:
            for read_layout, read_frame, name in self._read(layout, frame, condition):
                rule_set = self.tracer.law.concluding(read_layout.kind.name, name)
                if rule_set is not None and (name_of(read_frame), rule_set.name) not in explanations:
                    whole = self.explain(read_layout, read_frame, rule_set)
                    for explanation in (*whole.basis, attrs.evolve(whole, basis=())):
                        explanations.setdefault((explanation.subject, explanation.rule_set.name), explanation)
        return tuple(explanations.values())

    def _read(
        self, layout: FrameLayout, frame: Frame, condition: Condition
    ) -> Iterator[tuple[FrameLayout, Frame, str]]:
        """The attributes that a condition reads, each with the frame of its subject; not those of members."""

        def inner(subject: tuple[FrameLayout, Frame], node: Related | Count) -> tuple[FrameLayout, Frame] | None:
            layout, frame = subject
            if isinstance(node, Count):
                return None
            assert layout.parent is not None  # the checker has seen to it
            return layout.parent, frame[PARENT]

        for subject, leaf, _ in walk(condition, (layout, frame), inner, self.tracer.law.thresholds):
            if isinstance(leaf.observed, Fact):
                yield (*subject, leaf.observed.attribute)

    def _answer(self, frame: Frame, attribute: Attribute) -> Seen | None:
        facts = frame[FACTS]
        if facts is None or attribute.name not in facts.answers:
            return None
        name = attribute.name
        return Seen(name_of(frame), name, facts.answers[name], evidence_of(frame, name), source_of(frame, name))

    def _rule(self, layout: FrameLayout, frame: Frame, rule_set: RuleSet, position: int) -> ExplainedRule:
        conclusion: Conclusion = frame[layout.traces[rule_set.name] + 1]
        rule = rule_set.rules[position]
        excepted = tuple(rule_set.rules[e].id for e in rule_set.exceptions[position] if conclusion.outcomes[e])
        condition = self.condition(layout, frame, rule.when)
        answer = self.tracer.law.answer(rule_set, rule)
        return ExplainedRule(rule, Outcome(conclusion.outcomes[position]), condition, excepted, answer)

    def condition(self, layout: FrameLayout, frame: Frame, condition: Condition) -> ExplainedCondition:
        """A condition with the outcomes of all its parts."""
        match condition:
            case AllOf(parts) | AnyOf(parts):
                inners = tuple(self.condition(layout, frame, part) for part in parts)
                word = "all" if isinstance(condition, AllOf) else "any"
                return ExplainedNode(self._outcome(layout, frame, condition), word, inners)
            case Not(part):
                inner = self.condition(layout, frame, part)
                return ExplainedNode(Outcome(NEGATED[inner.outcome]), "not", (inner,))
            case Related(relation, part):
                assert layout.parent is not None  # the checker has seen to it
                inner = self.condition(layout.parent, frame[PARENT], part)
                return ExplainedNode(inner.outcome, relation, (inner,))
            case Leaf():
                return self._leaf(layout, frame, condition)
            case _:
                assert_never(condition)

    def _outcome(self, layout: FrameLayout, frame: Frame, condition: Condition) -> Outcome:
        return Outcome(self.tracer.outcome(condition, layout, frame))

    def _leaf(self, layout: FrameLayout, frame: Frame, leaf: Leaf) -> ExplainedLeaf:
        outcome = self._outcome(layout, frame, leaf)
        tests = tuple(self._test(layout, frame, test) for test in leaf.tests)
        observed = leaf.observed
        match observed:
            case Fact(name):
                return ExplainedLeaf(outcome, observed, (self.seen(layout, frame, name),), tests)
            case Ratio(part, whole):
                both = (self.seen(layout, frame, part), self.seen(layout, frame, whole))
                return ExplainedLeaf(outcome, observed, both, tests)
            case CountOf(conditions):
                parts = tuple(self.condition(layout, frame, part) for part in conditions)
                return ExplainedLeaf(outcome, observed, (), tests, _bounds([p.outcome for p in parts]), parts=parts)
            case Count():
                members = tuple(self._members(layout, frame, observed))
                bounds = self.bounds(members)
                return ExplainedLeaf(outcome, observed, (), tests, bounds, members)
            case _:
                assert_never(observed)

    def _members(self, layout: FrameLayout, frame: Frame, count: Count) -> Iterator[ExplainedMember]:
        slot, member = layout.members[count.relation]
        for inner in members_of(frame, slot):
            if count.where is None:
                yield ExplainedMember(name_of(inner), Outcome.SATISFIED, None)
            else:
                why = self.condition(member, inner, count.where)
                yield ExplainedMember(name_of(inner), why.outcome, why, self._basis(member, inner, (count.where,)))

    def bounds(self, members: tuple[ExplainedMember, ...]) -> tuple[int, int | None]:
        """The least and the greatest number of members that count; None where nobody has listed them all."""
        low, high = _bounds([member.outcome for member in members if member.subject])
        more = any(not member.subject and member.outcome is not Outcome.NOT_SATISFIED for member in members)
        return low, None if more else high

    def seen(self, layout: FrameLayout, frame: Frame, name: str) -> Seen:
        """A fact, or a derived value, with its evidence and source."""
        value = decode(layout.attributes[name], frame[layout.slots[name]])
        return Seen(name_of(frame), name, value, evidence_of(frame, name), source_of(frame, name))

    def _test(self, layout: FrameLayout, frame: Frame, test: Test) -> ExplainedTest:
        thresholds = tuple(self.thresholds(layout, frame, operand) for operand in test.operands)
        named = tuple(_called(operand) for operand in test.operands)
        return ExplainedTest(test.op, thresholds, named)

    def thresholds(self, layout: FrameLayout, frame: Frame, operand: Operand) -> tuple[Value, ...]:
        """Every value that an operand may have; none where it is unknown."""
        match operand:
            case Literal(value):
                return (value,)
            case AsOf():
                return (self.tracer.law.as_of,)
            case FactValue(name):
                value = decode(layout.attributes[name], frame[layout.slots[name]])
                return () if value is UNKNOWN or isinstance(value, OneOf) else (value,)
            case NamedValue(name):
                threshold = self.tracer.law.thresholds[name]
                states = tuple(self.tracer.outcome(v.when, layout, frame) for v in threshold.variants)
                return candidates(states, tuple(v.value for v in threshold.variants), threshold.value)
            case _:
                assert_never(operand)


def _bounds(outcomes: list[Outcome]) -> tuple[int, int]:
    """The numbers of outcomes that are certainly satisfied, and of those that may be."""
    return outcomes.count(Outcome.SATISFIED), len(outcomes) - outcomes.count(Outcome.NOT_SATISFIED)


def _otherwise(conclusion: Conclusion) -> Outcome:
    if -1 not in conclusion.reached:
        return Outcome.NOT_SATISFIED
    return Outcome.SATISFIED if conclusion.reached == (-1,) else Outcome.UNDETERMINED


def _called(operand: Operand) -> str:
    match operand:
        case NamedValue(name):
            return name.rpartition(" ")[2]
        case FactValue(name):
            return name
        case AsOf():
            return "as_of"
        case Literal():
            return ""
        case _:
            assert_never(operand)
