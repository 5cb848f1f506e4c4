"""Explaining: what tracing saw of one subject, as an explanation, its evidence, and the facts still missing."""

from collections.abc import Callable, Iterator, Mapping

import attrs

from eligibility.conclusions import Conclusion
from eligibility.conditions import (
    AllOf,
    AnyOf,
    AsOf,
    Condition,
    Count,
    CountOf,
    Fact,
    FactValue,
    Leaf,
    Literal,
    NamedValue,
    Not,
    Operand,
    Ratio,
    Related,
    Test,
    leaves,
)
from eligibility.decisions import (
    ExplainedCondition,
    ExplainedLeaf,
    ExplainedMember,
    ExplainedNode,
    ExplainedRule,
    ExplainedTest,
    Explanation,
    Missing,
    Seen,
)
from eligibility.engines.frames import (
    FACTS,
    PARENT,
    SUBJECT,
    Frame,
    Shape,
    all_of,
    copied,
    level,
    slot_value,
    source,
    value_in,
)
from eligibility.engines.tracing import Tracer, candidates
from eligibility.facts import identity
from eligibility.outcomes import NEGATED, Outcome
from eligibility.rulesets import RuleSet
from eligibility.values import UNKNOWN, Choice, Evidence, OneOf, Value
from eligibility.vocabulary import Attribute


def name_of(frame: Frame) -> str:
    """How the subject of a frame is called; empty for the member that nobody listed."""
    if frame[SUBJECT] is None:
        return ""
    parent = frame[PARENT]
    return identity(frame[SUBJECT], parent[SUBJECT] if parent else None)


@attrs.frozen
class Explainer:
    """Explains frames that a tracer has run."""

    tracer: Tracer
    ghosts: Mapping[tuple[str, str], Callable[[Frame], Frame]]

    def conclusion(self, shape: Shape, frame: Frame, rule_set: RuleSet) -> Conclusion:
        """What the rule set concluded on this frame."""
        found: Conclusion = frame[shape.traces[rule_set.name] + 1]
        return found

    def explain(self, shape: Shape, frame: Frame, rule_set: RuleSet) -> Explanation:
        """Why the rule set concludes what it concludes on this frame."""
        basis: dict[str, Explanation] = {}
        for rule in rule_set.rules:
            for name in _own_derived(rule.when):
                known = self.tracer.law.concluding(shape.kind.name, name)
                if known and known.name not in basis:
                    own = self.explain(shape, frame, known)
                    basis |= {found.rule_set.name: found for found in own.basis}
                    basis[known.name] = attrs.evolve(own, basis=())
        conclusion = self.conclusion(shape, frame, rule_set)
        attribute = rule_set.concludes
        held = value_in(attribute, frame[shape.slots[attribute.name]])
        return Explanation(
            name_of(frame),
            rule_set,
            _values(attribute, held),
            tuple(rule_set.rules[at].id for at in conclusion.conflict),
            tuple(self._rule(shape, frame, rule_set, at) for at in range(len(rule_set.rules))),
            _otherwise(conclusion),
            self._answer(frame, attribute),
            tuple(basis.values()),
            law=self.tracer.law,
        )

    def _answer(self, frame: Frame, attribute: Attribute) -> Seen | None:
        facts = frame[FACTS]
        if facts is None or attribute.name not in facts.answers:
            return None
        name = attribute.name
        return Seen(name_of(frame), name, facts.answers[name], level(frame, name), source(frame, name))

    def _rule(self, shape: Shape, frame: Frame, rule_set: RuleSet, at: int) -> ExplainedRule:
        conclusion = self.conclusion(shape, frame, rule_set)
        rule = rule_set.rules[at]
        excepted = tuple(rule_set.rules[e].id for e in rule_set.exceptions[at] if conclusion.outcomes[e])
        condition = self.condition(shape, frame, rule.when)
        answer = self.tracer.law.answers.get(f"{rule_set.name} {rule.id}")
        return ExplainedRule(rule, Outcome(conclusion.outcomes[at]), condition, excepted, answer)

    def condition(self, shape: Shape, frame: Frame, condition: Condition) -> ExplainedCondition:
        """A condition with the outcomes of all its parts."""
        match condition:
            case AllOf(parts) | AnyOf(parts):
                found = tuple(self.condition(shape, frame, part) for part in parts)
                return ExplainedNode(self._outcome(shape, frame, condition), _word(condition), found)
            case Not(part):
                inner = self.condition(shape, frame, part)
                return ExplainedNode(Outcome(NEGATED[inner.outcome]), "not", (inner,))
            case Related(relation, part):
                assert shape.parent is not None
                inner = self.condition(shape.parent, frame[PARENT], part)
                return ExplainedNode(inner.outcome, relation, (inner,))
            case Leaf():
                return self._leaf(shape, frame, condition)

    def _outcome(self, shape: Shape, frame: Frame, condition: Condition) -> Outcome:
        return Outcome(self.tracer.outcome(condition, shape, frame))

    def _leaf(self, shape: Shape, frame: Frame, leaf: Leaf) -> ExplainedLeaf:
        outcome = self._outcome(shape, frame, leaf)
        tests = tuple(self._test(shape, frame, leaf, test) for test in leaf.tests)
        observed = leaf.observed
        match observed:
            case Fact(name):
                return ExplainedLeaf(outcome, observed, (self.seen(shape, frame, name),), tests)
            case Ratio(part, whole):
                both = (self.seen(shape, frame, part), self.seen(shape, frame, whole))
                return ExplainedLeaf(outcome, observed, both, tests)
            case CountOf(conditions):
                parts = tuple(self.condition(shape, frame, part) for part in conditions)
                low = sum(part.outcome is Outcome.SATISFIED for part in parts)
                high = sum(part.outcome is not Outcome.NOT_SATISFIED for part in parts)
                return ExplainedLeaf(outcome, observed, (), tests, (low, high), parts=parts)
            case Count():
                members = tuple(self._members(shape, frame, observed))
                bounds = self.bounds(members)
                return ExplainedLeaf(outcome, observed, (), tests, bounds, members)

    def _members(self, shape: Shape, frame: Frame, count: Count) -> Iterator[ExplainedMember]:
        slot, member = shape.members[count.relation]
        ghost = [] if frame[slot + 1] is None else [frame[slot + 1]]
        for one in (*frame[slot], *ghost):
            why = self.condition(member, one, count.where) if count.where else None
            yield ExplainedMember(name_of(one), why.outcome if why else Outcome.SATISFIED, why)

    def bounds(self, members: tuple[ExplainedMember, ...]) -> tuple[int, int | None]:
        """How many members count at least, and at most; None where nobody has listed them all."""
        listed = [member for member in members if member.subject]
        low = sum(member.outcome is Outcome.SATISFIED for member in listed)
        high = sum(member.outcome is not Outcome.NOT_SATISFIED for member in listed)
        more = any(not member.subject and member.outcome is not Outcome.NOT_SATISFIED for member in members)
        return low, None if more else high

    def seen(self, shape: Shape, frame: Frame, name: str) -> Seen:
        """A fact, or a derived value, as a leaf sees it."""
        value = value_in(shape.attributes[name], frame[shape.slots[name]])
        return Seen(name_of(frame), name, value, level(frame, name), source(frame, name))

    def _test(self, shape: Shape, frame: Frame, leaf: Leaf, test: Test) -> ExplainedTest:
        thresholds = tuple(self.thresholds(shape, frame, operand) for operand in test.operands)
        named = tuple(_called(operand) for operand in test.operands)
        return ExplainedTest(test.op, thresholds, named)

    def thresholds(self, shape: Shape, frame: Frame, operand: Operand) -> tuple[Value, ...]:
        """Every value that an operand may have; none where it is unknown."""
        match operand:
            case Literal(value):
                return (value,)
            case AsOf():
                return (self.tracer.law.as_of,)
            case FactValue(name):
                value = value_in(shape.attributes[name], frame[shape.slots[name]])
                return () if value is UNKNOWN or isinstance(value, OneOf) else (value,)
            case NamedValue(name):
                threshold = self.tracer.law.thresholds[name]
                states = tuple(self.tracer.outcome(v.when, shape, frame) for v in threshold.variants)
                return candidates(states, tuple(v.value for v in threshold.variants), threshold.value)

    def evidence(self, root: Frame, shape: Shape, frame: Frame, rule_set: RuleSet) -> Evidence:
        """The evidence of the strongest sufficient proof: the highest level at which the decision still stands when
        every weaker fact is taken as unknown."""
        path = _path(self.tracer.shape, root, frame)
        held = frame[shape.slots[rule_set.concludes.name]]
        levels = sorted({one for one in self._levels(root)}, reverse=True)
        for least in (Evidence.OFFICIAL, *levels):
            copy = copied(self.tracer.shape, root)
            self._erase(copy, least)
            self.tracer.run(copy)
            found = _at(copy, path)
            if found[shape.slots[rule_set.concludes.name]] == held:
                return least
        return Evidence.ASSUMED

    def _levels(self, root: Frame) -> Iterator[Evidence]:
        for _, frame in all_of(self.tracer.shape, root):
            facts = frame[FACTS]
            yield from (Evidence.UNSTATED,) if facts is None else (*facts.evidence.values(), facts.level("*"))

    def _erase(self, root: Frame, least: Evidence) -> None:
        """Take as unknown what is known on weaker evidence: facts, answers, and that a relation is complete."""
        for shape, frame in list(all_of(self.tracer.shape, root)):
            for name, slot in shape.slots.items():
                if name in shape.kind.attributes and level(frame, name) < least:
                    frame[slot] = slot_value(shape.attributes[name], UNKNOWN)
            facts = frame[FACTS]
            if facts is not None and facts.answers:
                answers = {name: value for name, value in facts.answers.items() if facts.level(name) >= least}
                frame[FACTS] = attrs.evolve(facts, answers=answers)
            for relation, (slot, _) in shape.members.items():
                complete = shape.kind.relations[relation].complete
                if frame[slot + 1] is None and level(frame, complete) < least:
                    frame[slot + 1] = self.ghosts[shape.kind.name, relation](frame)

    def missing(self, shape: Shape, frame: Frame, rule_set: RuleSet) -> tuple[Missing, ...]:
        """The unknown facts still in play."""
        return tuple(dict.fromkeys(self._open(shape, frame, rule_set)))

    def _open(self, shape: Shape, frame: Frame, rule_set: RuleSet) -> Iterator[Missing]:
        conclusion = self.conclusion(shape, frame, rule_set)
        for at, rule in enumerate(rule_set.rules):
            if conclusion.conditions[at] != Outcome.UNDETERMINED:
                continue
            near = (at, *rule_set.exceptions[at], *rule_set.bases[at])
            if all(conclusion.outcomes[one] != Outcome.UNDETERMINED for one in near):
                continue
            answer = self.tracer.law.answers.get(f"{rule_set.name} {rule.id}")
            if not rule.formalised and not answer:
                yield Missing(name_of(frame), f"{rule_set.name} {rule.id}", "question")
            yield from self._unknown(shape, frame, rule.when)

    def _unknown(self, shape: Shape, frame: Frame, condition: Condition) -> Iterator[Missing]:
        """The unknown facts under a condition that is itself undetermined."""
        if self.tracer.outcome(condition, shape, frame) != Outcome.UNDETERMINED:
            return
        match condition:
            case AllOf(parts) | AnyOf(parts) | Leaf(CountOf(parts)):
                for part in parts:
                    yield from self._unknown(shape, frame, part)
            case Not(part):
                yield from self._unknown(shape, frame, part)
            case Related(_, part):
                assert shape.parent is not None
                yield from self._unknown(shape.parent, frame[PARENT], part)
            case Leaf(observed, tests):
                yield from self._observed(shape, frame, observed)
                for test in tests:
                    yield from self._operands(shape, frame, test)

    def _observed(self, shape: Shape, frame: Frame, observed: object) -> Iterator[Missing]:
        match observed:
            case Fact(name):
                yield from self._fact(shape, frame, name)
            case Ratio(part, whole):
                yield from self._fact(shape, frame, part)
                yield from self._fact(shape, frame, whole)
            case Count(relation, where):
                slot, member = shape.members[relation]
                for one in frame[slot] if where else ():
                    yield from self._unknown(member, one, where)  # type: ignore[arg-type]
                ghost = frame[slot + 1]
                if ghost is not None and (where is None or self.tracer.outcome(where, member, ghost)):
                    yield Missing(name_of(frame), relation, "relation")

    def _fact(self, shape: Shape, frame: Frame, name: str) -> Iterator[Missing]:
        attribute = shape.attributes[name]
        held = frame[shape.slots[name]]
        settled = held is not None and not (attribute.type.finite and held & (held - 1))
        if settled:
            return
        known = self.tracer.law.concluding(shape.kind.name, name)
        if known is None:
            yield Missing(name_of(frame), name)
        else:
            yield from self._open(shape, frame, known)

    def _operands(self, shape: Shape, frame: Frame, test: Test) -> Iterator[Missing]:
        for operand in test.operands:
            if isinstance(operand, FactValue):
                yield from self._fact(shape, frame, operand.attribute)
            elif isinstance(operand, NamedValue):
                for variant in self.tracer.law.thresholds[operand.name].variants:
                    yield from self._unknown(shape, frame, variant.when)


def _own_derived(condition: Condition) -> Iterator[str]:
    """The attributes of the same subject that a condition reads."""
    for leaf in leaves(condition):
        if isinstance(leaf.observed, Fact):
            yield leaf.observed.attribute


def _values(attribute: Attribute, held: object) -> tuple[Choice, ...]:
    if held is UNKNOWN:
        return attribute.domain
    if isinstance(held, OneOf):
        return tuple(value for value in attribute.domain if value in held.options)
    return (held,)  # type: ignore[return-value]


def _otherwise(conclusion: Conclusion) -> Outcome:
    if -1 not in conclusion.reached:
        return Outcome.NOT_SATISFIED
    return Outcome.SATISFIED if conclusion.reached == (-1,) else Outcome.UNDETERMINED


def _word(condition: AllOf | AnyOf) -> str:
    return "all" if isinstance(condition, AllOf) else "any"


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


Path = tuple[tuple[int, int], ...]


def _path(shape: Shape, root: Frame, wanted: Frame) -> Path:
    """The way from the root's frame to another: slots and positions; positions of -1 are members nobody listed."""
    found = _search(shape, root, wanted)
    assert found is not None
    return found


def _search(shape: Shape, frame: Frame, wanted: Frame) -> Path | None:
    if frame is wanted:
        return ()
    for slot, member in shape.members.values():
        for position, one in enumerate(frame[slot]):
            rest = _search(member, one, wanted)
            if rest is not None:
                return ((slot, position), *rest)
    return None


def _at(root: Frame, path: Path) -> Frame:
    """The frame at the end of a way."""
    frame = root
    for slot, position in path:
        frame = frame[slot][position]
    return frame
