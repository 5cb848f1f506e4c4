"""Durable: the rule sets compiled to productions that durable_rules fires, the second entry beside tracing.

A choice is shown to the engine as one flag for each value that it may have, so that a set of possible values is tested
by comparisons alone; a number as its integer and whether it is known. Ratios, counts, dates and what depends on other
facts reach it as the outcomes that tracing found; so does a condition with too many alternatives (`ALTERNATIVES`).
A production fires where its rule applies by Kleene's logic: its condition holds, no exception applies, and for an
exception a base's condition holds.
"""

import json
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import attrs

from eligibility.conclusions import Conclusion
from eligibility.conditions import (
    AllOf,
    AnyOf,
    Condition,
    Fact,
    Leaf,
    Literal,
    NamedValue,
    Not,
    Op,
    Related,
    Test,
    leaves,
)
from eligibility.engines.firing import Comparison, HostNetwork, Network, Production, network
from eligibility.engines.frames import SUBJECT, Frame, Shape, all_of, facts_seen, slot_value
from eligibility.errors import EngineDisagreement
from eligibility.facts import identity
from eligibility.rulesets import Law, Rule, RuleSet
from eligibility.values import Type
from eligibility.vocabulary import Attribute

ALTERNATIVES = 48
"""Conjunctions that one rule may be expanded to; beyond them its condition is shown as one outcome."""

Conjunction = tuple[Comparison, ...]
Alternatives = list[Conjunction]
ALWAYS: Alternatives = [()]
NEVER: Alternatives = []
_FLIPPED = {"==": "!=", "!=": "==", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}
_SIGNS = {
    Op.IS: "==",
    Op.ONE_OF: "==",
    Op.IS_NOT: "!=",
    Op.NONE_OF: "!=",
    Op.AT_LEAST: ">=",
    Op.AT_MOST: "<=",
    Op.MORE_THAN: ">",
    Op.LESS_THAN: "<",
}


class TooMany(Exception):
    """A condition with more alternatives than the engine is asked to hold."""


def both(one: Alternatives, other: Alternatives) -> Alternatives:
    """The alternatives in which one of each holds."""
    if len(one) * len(other) > ALTERNATIVES:
        raise TooMany
    return [tuple(dict.fromkeys((*a, *b))) for a in one for b in other]


def every(parts: Iterable[Alternatives]) -> Alternatives:
    """The alternatives in which all parts hold."""
    found = ALWAYS
    for part in parts:
        found = both(found, part)
    return found


def either(parts: Iterable[Alternatives]) -> Alternatives:
    """The alternatives of all parts together."""
    found = list(dict.fromkeys(conjunction for part in parts for conjunction in part))
    if len(found) > ALTERNATIVES:
        raise TooMany
    return found


@attrs.define
class _Compiler:
    """Compiles the rule sets on one kind of subject; `cells` are what the engine is shown of a frame."""

    law: Law
    shape: Shape
    kind: str
    cells: dict[str, str] = attrs.field(factory=dict)

    def productions(self, rule_set: RuleSet) -> Iterator[Production]:
        """The productions of one rule set, several for a rule with alternatives."""
        for position, rule in enumerate(rule_set.rules):
            name = f"{rule_set.name} {rule.id}"
            try:
                found = self.applies(rule_set, position, True)
            except TooMany:
                found = [(self._state(rule_set, position, -1, 3),)]
            yield from (Production(name, self.kind, conjunction) for conjunction in found)

    def applies(self, rule_set: RuleSet, position: int, wanted: bool) -> Alternatives:
        """The alternatives in which a rule applies, or certainly does not."""
        parts = [self._condition(rule_set, position, wanted)]
        parts += [self.applies(rule_set, exception, not wanted) for exception in rule_set.exceptions[position]]
        bases = [self._condition(rule_set, base, wanted) for base in rule_set.bases[position]]
        if bases:
            parts.append(either(bases) if wanted else every(bases))
        return every(parts) if wanted else either(parts)

    def _condition(self, rule_set: RuleSet, position: int, wanted: bool) -> Alternatives:
        rule: Rule = rule_set.rules[position]
        answer = self.law.answers.get(f"{rule_set.name} {rule.id}")
        if not rule.formalised and not (answer and answer.holds):
            if answer:
                return NEVER if wanted else ALWAYS
            if wanted:
                return NEVER
        first = sum(len(list(leaves(before.when))) for before in rule_set.rules[:position])
        at = self.shape.traces[rule_set.name]
        indexes = {id(leaf): first + index for index, leaf in enumerate(leaves(rule.when))}
        try:
            return self._tree(rule.when, wanted, at, indexes)
        except TooMany:
            return [(self._state(rule_set, position, 0, 3 if wanted else 0),)]

    def _state(self, rule_set: RuleSet, position: int, which: int, outcome: int) -> Comparison:
        """The outcome that tracing found for a rule (-1) or its condition (0)."""
        at = self.shape.traces[rule_set.name] + 1
        name = f"{'o' if which else 'c'}{at}_{position}"
        fires = f"3 if {position} in f[{at}].fires else 0"
        self.cells[name] = fires if which else f"f[{at}].conditions[{position}]"
        return Comparison(name, "==", outcome)

    def _tree(self, condition: Condition, wanted: bool, at: int, indexes: dict[int, int]) -> Alternatives:
        match condition:
            case AllOf(parts) | AnyOf(parts):
                found = (self._tree(part, wanted, at, indexes) for part in parts)
                return every(found) if isinstance(condition, AllOf) is wanted else either(found)
            case Not(part):
                return self._tree(part, not wanted, at, indexes)
            case Related(_, part):
                return self._seen(part, wanted, at, indexes)
            case Leaf():
                plain = self._plain(condition, wanted)
                return self._outcome(indexes[id(condition)], wanted, at) if plain is None else plain

    def _seen(self, condition: Condition, wanted: bool, at: int, indexes: dict[int, int]) -> Alternatives:
        """A condition on the subject above: all its leaves are shown as tracing found them."""
        match condition:
            case AllOf(parts) | AnyOf(parts):
                found = (self._seen(part, wanted, at, indexes) for part in parts)
                return every(found) if isinstance(condition, AllOf) is wanted else either(found)
            case Not(part):
                return self._seen(part, not wanted, at, indexes)
            case Related(_, part):
                return self._seen(part, wanted, at, indexes)
            case Leaf():
                return self._outcome(indexes[id(condition)], wanted, at)

    def _outcome(self, index: int, wanted: bool, at: int) -> Alternatives:
        name = f"p{at}_{index}"
        self.cells[name] = f"f[{at}][{index}]"
        return [(Comparison(name, "==", 3 if wanted else 0),)]

    def _plain(self, leaf: Leaf, wanted: bool) -> Alternatives | None:
        """The comparisons of a leaf that the engine can make itself, or None."""
        if not isinstance(leaf.observed, Fact):
            return None
        attribute = self.shape.attributes[leaf.observed.attribute]
        if attribute.type is Type.DATE or any(test.op is Op.KNOWN for test in leaf.tests):
            return None
        operands = [self._operands(test, attribute) for test in leaf.tests]
        if any(values is None for values in operands):
            return None
        slot = self.shape.slots[attribute.name]
        if attribute.type.finite:
            return None if attribute.type is Type.CHOICE and _ordered(leaf) else self._choice(leaf, attribute, slot, wanted)
        tests = [
            self._number(test, values or [], slot, wanted) for test, values in zip(leaf.tests, operands, strict=True)
        ]
        text = attribute.type in (Type.TEXT, Type.CODE)
        self.cells[f"h{slot}"] = f"0 if f[{slot}] is None else 1"
        self.cells[f"a{slot}"] = f"dumps(f[{slot}] or '')" if text else f"f[{slot}] or 0"
        known: Alternatives = [(Comparison(f"h{slot}", "==", 1),)]
        return both(known, every(tests) if wanted else either(tests))

    def _operands(self, test: Test, attribute: Attribute) -> list[Any] | None:
        found = []
        for operand in test.operands:
            match operand:
                case Literal(value):
                    found.append(value if attribute.type.finite else slot_value(attribute, value))
                case NamedValue(name) if not self.law.thresholds[name].variants:
                    found.append(slot_value(attribute, self.law.thresholds[name].value))
                case _:
                    return None
        return found

    def _choice(self, leaf: Leaf, attribute: Attribute, slot: int, wanted: bool) -> Alternatives:
        against = []
        for bit, value in enumerate(attribute.domain):
            if all(_passes(test, value) for test in leaf.tests) is not wanted:
                name = f"a{slot}_{bit}"
                self.cells[name] = f"f[{slot}] >> {bit} & 1"
                against.append(Comparison(name, "==", 0))
        return [tuple(against)] if len(against) < len(attribute.domain) else NEVER

    def _number(self, test: Test, values: list[Any], slot: int, wanted: bool) -> Alternatives:
        name = f"a{slot}"
        if test.op is Op.BETWEEN:
            low, high = Comparison(name, ">=", values[0]), Comparison(name, "<=", values[1])
            return [(low, high)] if wanted else [(_flipped(low),), (_flipped(high),)]
        comparisons = [Comparison(name, _SIGNS[test.op], value) for value in values]
        comparisons = comparisons if wanted else [_flipped(comparison) for comparison in comparisons]
        conjoined = (test.op in (Op.IS_NOT, Op.NONE_OF)) is wanted
        return [tuple(comparisons)] if conjoined else [(comparison,) for comparison in comparisons]


def _flipped(comparison: Comparison) -> Comparison:
    return comparison._replace(op=_FLIPPED[comparison.op])


def _ordered(leaf: Leaf) -> bool:
    return any(test.op not in (Op.IS, Op.IS_NOT, Op.ONE_OF, Op.NONE_OF) for test in leaf.tests)


def _passes(test: Test, value: object) -> bool:
    options = [operand.value for operand in test.operands if isinstance(operand, Literal)]
    found = any(option == value and type(option) is type(value) for option in options)
    return found == (test.op in (Op.IS, Op.ONE_OF))


Body = Callable[[Frame], str]


class DurableEngine:
    """The productions of a law for frames of one shape, and their network on one thread."""

    def __init__(self, law: Law, shape: Shape) -> None:
        self.shape = shape
        self._bodies: dict[int, Body] = {}
        self._traced: dict[int, tuple[tuple[int, RuleSet], ...]] = {}
        self._names: dict[tuple[str, tuple[int, ...]], tuple[str, ...]] = {}
        productions: list[Production] = []
        kinds: dict[str, tuple[str, ...]] = {}
        for number, member in enumerate(shape.walk()):
            rule_sets = law.of(member.kind.name)
            if rule_sets:
                compiler = _Compiler(law, member, f"k{number}")
                for rule_set in rule_sets:
                    productions += compiler.productions(rule_set)
                kinds[compiler.kind] = tuple(compiler.cells)
                self._bodies[id(member)] = _body(compiler)
                self._traced[id(member)] = tuple((member.traces[known.name] + 1, known) for known in rule_sets)
        self._network: Network | HostNetwork = network(productions, kinds)

    def check(self, roots: Iterable[Frame]) -> None:
        """Fire the frames that tracing has decided; `EngineDisagreement` where other rules apply."""
        seen: list[tuple[str, Shape, Frame]] = []
        for root in roots:
            for shape, frame in all_of(self.shape, root):
                body = self._bodies.get(id(shape))
                if body is not None and frame[SUBJECT] is not None:
                    seen.append((body(frame), shape, frame))
        bodies = list(dict.fromkeys(body for body, _, _ in seen))
        fired = dict(zip(bodies, self._network.fire(bodies), strict=True))
        for body, shape, frame in seen:
            traced = self._expected(shape, frame)
            if fired[body] != traced:
                subject = identity(frame[SUBJECT], frame[0] and frame[0][SUBJECT])
                raise EngineDisagreement(subject, fired[body], traced, facts_seen(shape, frame))

    def _expected(self, shape: Shape, frame: Frame) -> tuple[str, ...]:
        found: tuple[str, ...] = ()
        for at, rule_set in self._traced[id(shape)]:
            conclusion: Conclusion = frame[at]
            if conclusion.fires:
                key = (rule_set.name, conclusion.fires)
                if key not in self._names:
                    self._names[key] = tuple(f"{rule_set.name} {rule_set.rules[p].id}" for p in conclusion.fires)
                found += self._names[key]
        return found


def _body(compiler: _Compiler) -> Body:
    """A function that writes what the engine is shown of a frame, in the same order for every frame."""
    cells = "".join(f',"{name}":{{{cell}}}' for name, cell in compiler.cells.items())
    source = f"def body(f):\n    return f'\"kind\":\"{compiler.kind}\"{cells}'"
    names: dict[str, Any] = {"dumps": _text}
    exec(compile(source.replace("or ''", 'or ""'), "<body>", "exec"), names)  # noqa: S102
    body: Body = names["body"]
    return body


def _text(text: str) -> str:
    """A text as the engine compares it: unescaped."""
    return json.dumps(text, ensure_ascii=False)
