"""Productions: the rule sets on one kind of subject, compiled to the comparisons that durable_rules is right about.

What the engine is shown of a frame are cells, integers and texts under short names:

- `m…`: the bits of the values that a choice may have, compared where exactly one value passes;
- `b…_…`: one of these bits, compared where several values pass: none of those that fail may be possible;
- `h…` and `a…`: whether a number or text is known, and the number or text;
- `p…_…`: the outcome that tracing found for a leaf: ratios, counts, dates, and what depends on other facts;
- `c…_…` and `o…_…`: the outcome that tracing found for a whole condition or rule that has too many alternatives.

A production fires where its rule applies by Kleene's logic: its condition holds, no exception applies, and for an
exception a base's condition holds.
"""

import json
import re
from collections.abc import Iterable, Iterator
from functools import partial
from typing import Any, Final, assert_never

import attrs

from eligibility.engines.durable.subset import ATTRIBUTES_A_KIND, Comparison, Production
from eligibility.engines.frames import FrameLayout, slot_value
from eligibility.model import (
    AllOf,
    AnyOf,
    Attribute,
    Condition,
    Fact,
    Law,
    Leaf,
    Literal,
    NamedValue,
    Not,
    Op,
    Related,
    RuleSet,
    Test,
    Type,
    leaves,
)

ALTERNATIVES: Final = 12
"""Conjunctions that one rule may be expanded to; beyond them its condition is shown as one outcome."""

RULES_A_KIND: Final = 100
"""Rules that are shown the same cells: even if each needs one of its own, the engine has room for them."""

TABLED: Final = 8
"""A choice of up to so many values is shown as text made beforehand for each set of them."""

Conjunction = tuple[Comparison, ...]
Alternatives = list[Conjunction]
ALWAYS: Final[Alternatives] = [()]
NEVER: Final[Alternatives] = []
_FLIPPED: Final = {"==": "!=", "!=": "==", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}
_SIGNS: Final = {
    Op.IS: "==",
    Op.ONE_OF: "==",
    Op.IS_NOT: "!=",
    Op.NONE_OF: "!=",
    Op.AT_LEAST: ">=",
    Op.AT_MOST: "<=",
    Op.MORE_THAN: ">",
    Op.LESS_THAN: "<",
}
_READ: Final = re.compile(r"f\[\d+\](?:\.\w+)?(?:\[\d+\])?")
_CHOSEN: Final = (Op.IS, Op.IS_NOT, Op.ONE_OF, Op.NONE_OF)


class TooMany(Exception):
    """A condition with more alternatives than the engine is asked to hold."""


def both(one: Alternatives, other: Alternatives) -> Alternatives:
    """The alternatives in which one of each holds."""
    return _held(tuple(dict.fromkeys((*a, *b))) for a in one for b in other)


def every(parts: Iterable[Alternatives]) -> Alternatives:
    """The alternatives in which all parts hold."""
    found = ALWAYS
    for part in parts:
        found = both(found, part)
    return found


def either(parts: Iterable[Alternatives]) -> Alternatives:
    """The alternatives of all parts together."""
    return _held(conjunction for part in parts for conjunction in part)


def _held(conjunctions: Iterable[Conjunction]) -> Alternatives:
    """The conjunctions that can come true, without those that hold only where a shorter one does."""
    found: dict[frozenset[Comparison], Conjunction] = {}
    for conjunction in conjunctions:
        terms = frozenset(conjunction)
        if _impossible(terms) or any(shorter <= terms for shorter in found):
            continue
        found = {longer: one for longer, one in found.items() if not terms <= longer}
        found[terms] = conjunction
        if len(found) > ALTERNATIVES:
            raise TooMany
    return list(found.values())


def _impossible(terms: frozenset[Comparison]) -> bool:
    """Whether two comparisons want one cell to be two things."""
    equal = [term.attribute for term in terms if term.op == "=="]
    return len(set(equal)) < len(equal)


@attrs.define
class Compiler:
    """Compiles the rule sets on one kind of subject.

    `cells` are by name the Python expressions of what the engine is shown of a frame `f`; `choices` are the attributes
    of those that stand for a choice's values, by slot.
    """

    law: Law
    layout: FrameLayout
    kind: str
    cells: dict[str, str] = attrs.field(factory=dict)
    choices: dict[int, Attribute] = attrs.field(factory=dict)

    def productions(self, rule_set: RuleSet, positions: Iterable[int]) -> Iterator[Production]:
        """The productions of some rules of a rule set, several for a rule with alternatives."""
        for position in positions:
            before = dict(self.cells)
            try:
                found = self.applies(rule_set, position, True)
            except TooMany:
                found = None
            if found is None or len(self.cells) > ATTRIBUTES_A_KIND - RULES_A_KIND:
                self.cells = before
                found = [(self._state(rule_set, position, "o", 3),)]
            name = f"{rule_set.name} {rule_set.rules[position].id}"
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
        rule = rule_set.rules[position]
        answer = self.law.answers.get(f"{rule_set.name} {rule.id}")
        if not rule.formalised and answer is None and wanted:
            return NEVER  # what the law leaves open never certainly holds
        if not rule.formalised and answer is not None and not answer.holds:
            return NEVER if wanted else ALWAYS
        first = sum(len(list(leaves(before.when))) for before in rule_set.rules[:position])
        at = self.layout.traces[rule_set.name]
        indexes = {id(leaf): first + index for index, leaf in enumerate(leaves(rule.when))}
        try:
            return self._tree(rule.when, wanted, at, indexes)
        except TooMany:
            return [(self._state(rule_set, position, "c", 3 if wanted else 0),)]

    def _state(self, rule_set: RuleSet, position: int, letter: str, outcome: int) -> Comparison:
        """The outcome that tracing found for a rule (`o`) or its condition (`c`)."""
        at = self.layout.traces[rule_set.name] + 1
        name = f"{letter}{at}_{position}"
        fires = f"3 if {position} in f[{at}].fires else 0"
        self.cells[name] = fires if letter == "o" else f"f[{at}].conditions[{position}]"
        return Comparison(name, "==", outcome)

    def _tree(
        self, condition: Condition, wanted: bool, at: int, indexes: dict[int, int], own: bool = True
    ) -> Alternatives:
        """The alternatives in which a condition is satisfied, or certainly is not.

        The leaves of a subject above (not `own`) are shown as tracing found them.
        """
        match condition:
            case AllOf(parts) | AnyOf(parts):
                found = (self._tree(part, wanted, at, indexes, own) for part in parts)
                return every(found) if isinstance(condition, AllOf) is wanted else either(found)
            case Not(part):
                return self._tree(part, not wanted, at, indexes, own)
            case Related(_, part):
                return self._tree(part, wanted, at, indexes, False)
            case Leaf():
                plain = self._plain(condition, wanted) if own else None
                return self._outcome(indexes[id(condition)], wanted, at) if plain is None else plain
            case _:
                assert_never(condition)

    def _outcome(self, index: int, wanted: bool, at: int) -> Alternatives:
        name = f"p{at}_{index}"
        self.cells[name] = f"f[{at}][{index}]"
        return [(Comparison(name, "==", 3 if wanted else 0),)]

    def _plain(self, leaf: Leaf, wanted: bool) -> Alternatives | None:
        """The comparisons of a leaf that the engine can make itself, or None."""
        if not isinstance(leaf.observed, Fact) or any(test.op is Op.KNOWN for test in leaf.tests):
            return None
        attribute = self.layout.attributes[leaf.observed.attribute]
        operands = [self._operands(test, attribute) for test in leaf.tests]
        if attribute.type is Type.DATE or None in operands:
            return None
        slot = self.layout.slots[attribute.name]
        if attribute.type.finite:
            chosen = all(test.op in _CHOSEN for test in leaf.tests)
            return self._choice(leaf, attribute, slot, wanted) if chosen else None
        tests = [
            self._number(test, values or [], slot, wanted) for test, values in zip(leaf.tests, operands, strict=True)
        ]
        text = attribute.type in (Type.TEXT, Type.CODE)
        self.cells[f"h{slot}"] = f"0 if f[{slot}] is None else 1"
        self.cells[f"a{slot}"] = f'dumps(f[{slot}] or "")' if text else f"f[{slot}] or 0"
        known: Alternatives = [(Comparison(f"h{slot}", "==", 1),)]
        return both(known, every(tests) if wanted else either(tests))

    def _operands(self, test: Test, attribute: Attribute) -> list[Any] | None:
        """The operands as slots hold them, or None where they are not the same for every subject."""
        found = []
        for operand in test.operands:
            match operand:
                case Literal(value):
                    found.append(value if attribute.type.finite else slot_value(attribute, value))
                case NamedValue(name) if not self.law.thresholds[name].variants:
                    found.append(slot_value(attribute, self.law.thresholds[name].value))
                case _:
                    return None
        if not attribute.type.finite and not all(type(value) in (int, str) for value in found):
            return None  # a count against part of a whole
        return found

    def _choice(self, leaf: Leaf, attribute: Attribute, slot: int, wanted: bool) -> Alternatives:
        failing = []
        for bit, value in enumerate(attribute.domain):
            if all(_passes(test, value) for test in leaf.tests) is not wanted:
                failing.append(bit)
        if len(failing) == len(attribute.domain):
            return NEVER
        self.choices[slot] = attribute
        if len(failing) == len(attribute.domain) - 1:
            only = next(bit for bit in range(len(attribute.domain)) if bit not in failing)
            self.cells[f"m{slot}"] = f"f[{slot}]"
            return [(Comparison(f"m{slot}", "==", 1 << only),)]
        self.cells |= {f"b{slot}_{bit}": f"f[{slot}] >> {bit} & 1" for bit in failing}
        return [tuple(Comparison(f"b{slot}_{bit}", "==", 0) for bit in failing)]

    def _number(self, test: Test, values: list[Any], slot: int, wanted: bool) -> Alternatives:
        name = f"a{slot}"
        if test.op is Op.BETWEEN:
            low, high = Comparison(name, ">=", values[0]), Comparison(name, "<=", values[1])
            return [(low, high)] if wanted else [(_flipped(low),), (_flipped(high),)]
        comparisons = [Comparison(name, _SIGNS[test.op], value) for value in values]
        comparisons = comparisons if wanted else [_flipped(comparison) for comparison in comparisons]
        conjoined = (test.op in (Op.IS_NOT, Op.NONE_OF)) is wanted
        alternatives: list[Alternatives] = [[(comparison,)] for comparison in comparisons]
        return every(alternatives) if conjoined else either(alternatives)


def _flipped(comparison: Comparison) -> Comparison:
    return comparison._replace(op=_FLIPPED[comparison.op])


def _passes(test: Test, value: object) -> bool:
    options = [operand.value for operand in test.operands if isinstance(operand, Literal)]
    found = any(option == value and type(option) is type(value) for option in options)
    return found == (test.op in (Op.IS, Op.ONE_OF))


def reads(compiler: Compiler, frame: str) -> list[str]:
    """What the cells read of a frame: where this is the same, the engine is shown the same."""
    found = (read for cell in compiler.cells.values() for read in _READ.findall(cell))
    return [read.replace("f[", f"{frame}[") for read in dict.fromkeys(found)]


def text_of(compiler: Compiler, frame: str, names: dict[str, Any]) -> str:
    """The expression of the text that the engine is shown of a frame, the same cells in the same order for each.

    `names` takes up what the expression needs: for a choice, a text for every set of values that it may have.
    """
    names["dumps"] = partial(json.dumps, ensure_ascii=False)
    parts = [f'"kind":"{compiler.kind}"']
    left = dict(compiler.cells)
    for slot, attribute in compiler.choices.items():
        own = {name: cell for name, cell in left.items() if name == f"m{slot}" or name.startswith(f"b{slot}_")}
        if own and len(attribute.domain) <= TABLED:
            left = {name: cell for name, cell in left.items() if name not in own}
            table = f"T{slot}_{compiler.kind}"
            names[table] = tuple(_shown(own, slot, mask) for mask in range(1 << len(attribute.domain)))
            parts.append(f"{{{table}[{frame}[{slot}]]}}")
    parts += [f'"{name}":{{{cell.replace("f[", f"{frame}[")}}}' for name, cell in left.items()]
    return "f'" + ",".join(parts) + "'"


def _shown(cells: dict[str, str], slot: int, mask: int) -> str:
    return ",".join(f'"{name}":{eval(cell, {"f": {slot: mask}})}' for name, cell in cells.items())  # noqa: S307
