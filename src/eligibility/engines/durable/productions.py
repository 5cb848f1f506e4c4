"""Productions: the rule sets on one kind of subject, compiled to the comparisons that durable_rules is right about.

The engine is shown cells of a frame, integers and texts under short names:

- `m…`: the bits of the values that a choice may have, compared where exactly one value passes;
- `b…_…`: one of these bits, compared where several values pass: none of those that fail may be possible;
- `h…` and `a…`: whether a number or text is known, and the number or text;
- `p…_…`: the outcome that tracing found for a leaf: ratios, counts, dates, and what depends on other facts;
- `c…_…` and `o…_…`: the outcome that tracing found for a whole condition or rule that has too many alternatives.

A production fires where its rule applies by Kleene's logic: its condition holds, no exception applies, and for an
exception a base's condition holds.
"""

import json
from collections.abc import Iterable, Iterator
from functools import partial, reduce
from typing import Any, Final, assert_never

import attrs

from eligibility.engines.comparisons import passing
from eligibility.engines.durable.subset import ATTRIBUTES_A_KIND, Comparison, Production
from eligibility.engines.frames import FrameLayout
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
    encode,
    leaves,
)

ALTERNATIVES: Final = 12
"""The largest number of conjunctions of one rule; beyond it the condition is shown as one outcome."""

RULES_A_KIND: Final = 100
"""The largest number of rules that are shown the same cells: the engine has room for one cell of each."""

TABLED: Final = 8
"""A choice of up to so many values is shown by a table of texts, one for each set of values."""

Conjunction = tuple[Comparison, ...]
Alternatives = list[Conjunction]
ALWAYS: Final[Alternatives] = [()]
NEVER: Final[Alternatives] = []


class TooMany(Exception):
    """A condition has more alternatives than `ALTERNATIVES`."""


def both(left: Alternatives, right: Alternatives) -> Alternatives:
    """The alternatives in which one of each side holds."""
    return _reduced(tuple(dict.fromkeys((*first, *second))) for first in left for second in right)


def every(conjuncts: Iterable[Alternatives]) -> Alternatives:
    """The alternatives in which all conjuncts hold."""
    return reduce(both, conjuncts, ALWAYS)


def either(disjuncts: Iterable[Alternatives]) -> Alternatives:
    """The alternatives of all disjuncts together."""
    return _reduced(conjunction for disjunct in disjuncts for conjunction in disjunct)


def _reduced(conjunctions: Iterable[Conjunction]) -> Alternatives:
    """The conjunctions that are possible, without those that imply a shorter one."""
    kept: dict[frozenset[Comparison], Conjunction] = {}
    for conjunction in conjunctions:
        terms = frozenset(conjunction)
        if _impossible(terms) or any(shorter <= terms for shorter in kept):
            continue
        kept = {longer: other for longer, other in kept.items() if not terms <= longer}
        kept[terms] = conjunction
        if len(kept) > ALTERNATIVES:
            raise TooMany
    return list(kept.values())


def _impossible(terms: frozenset[Comparison]) -> bool:
    """True where two comparisons want one cell to be two things."""
    equal = [term.attribute for term in terms if term.op == "=="]
    return len(set(equal)) < len(equal)


@attrs.frozen
class Cell:
    """A part of a frame that the engine is shown: the subscripts that read it, and a template that shows it."""

    read: str
    shown: str = "{}"

    def expression(self, frame: str) -> str:
        """The Python expression of the cell for this frame."""
        return self.shown.format(frame + self.read)


@attrs.frozen
class ChoiceCell:
    """The bits of the values that a choice may have, or one `bit` of them."""

    attribute: Attribute
    slot: int
    bit: int | None = None

    @property
    def read(self) -> str:
        """The subscript that reads the slot."""
        return f"[{self.slot}]"

    def expression(self, frame: str) -> str:
        """The Python expression of the cell for this frame."""
        return frame + self.read if self.bit is None else f"{frame}{self.read} >> {self.bit} & 1"

    def of(self, values: int) -> int:
        """The content of the cell for a choice that may have the values with these bits."""
        return values if self.bit is None else values >> self.bit & 1


@attrs.define
class ProductionCompiler:
    """Compiles the rule sets on one kind of subject; `cells` are by name the parts of a frame that they compare."""

    law: Law
    layout: FrameLayout
    kind: str
    cells: dict[str, Cell | ChoiceCell] = attrs.field(factory=dict)

    def productions(self, rule_set: RuleSet, positions: Iterable[int]) -> Iterator[Production]:
        """The productions of some rules of a rule set, several for a rule with alternatives."""
        for position in positions:
            before = dict(self.cells)
            try:
                alternatives = self.applies(rule_set, position, True)
            except TooMany:
                alternatives = None
            if alternatives is None or len(self.cells) > ATTRIBUTES_A_KIND - RULES_A_KIND:
                self.cells = before
                alternatives = [(self._outcome_of_rule(rule_set, position),)]
            name = f"{rule_set.name} {rule_set.rules[position].id}"
            yield from (Production(name, self.kind, conjunction) for conjunction in alternatives)

    def applies(self, rule_set: RuleSet, position: int, wanted: bool) -> Alternatives:
        """The alternatives in which a rule applies, or certainly does not."""
        terms = [self._condition(rule_set, position, wanted)]
        terms += [self.applies(rule_set, exception, not wanted) for exception in rule_set.exceptions[position]]
        bases = [self._condition(rule_set, base, wanted) for base in rule_set.bases[position]]
        if bases:
            terms.append(either(bases) if wanted else every(bases))
        return every(terms) if wanted else either(terms)

    def _condition(self, rule_set: RuleSet, position: int, wanted: bool) -> Alternatives:
        rule = rule_set.rules[position]
        answer = self.law.answer(rule_set, rule)
        if not rule.formalised and answer is None and wanted:
            return NEVER  # what the law leaves open never certainly holds
        if not rule.formalised and answer is not None and not answer.holds:
            return NEVER if wanted else ALWAYS
        first = sum(len(list(leaves(before.when))) for before in rule_set.rules[:position])
        trace = self.layout.traces[rule_set.name]
        indexes = {id(leaf): first + index for index, leaf in enumerate(leaves(rule.when))}
        try:
            return self._tree(rule.when, wanted, trace, indexes)
        except TooMany:
            return [(self._outcome_of_condition(rule_set, position, wanted),)]

    def _outcome_of_rule(self, rule_set: RuleSet, position: int) -> Comparison:
        """A comparison with the outcome that tracing found for a rule: it applies."""
        slot = self.layout.traces[rule_set.name] + 1
        return self._compare(f"o{slot}_{position}", Cell(f"[{slot}].fires", f"3 if {position} in {{}} else 0"), "==", 3)

    def _outcome_of_condition(self, rule_set: RuleSet, position: int, wanted: bool) -> Comparison:
        """A comparison with the outcome that tracing found for a rule's condition."""
        slot = self.layout.traces[rule_set.name] + 1
        cell = Cell(f"[{slot}].conditions[{position}]")
        return self._compare(f"c{slot}_{position}", cell, "==", 3 if wanted else 0)

    def _compare(self, name: str, cell: Cell | ChoiceCell, sign: str, literal: int | str) -> Comparison:
        """A comparison with a cell, which is added to those that the engine is shown."""
        self.cells[name] = cell
        return Comparison(name, sign, literal)

    def _tree(
        self, condition: Condition, wanted: bool, trace: int, indexes: dict[int, int], here: bool = True
    ) -> Alternatives:
        """The alternatives in which a condition is satisfied, or certainly is not.

        The leaves of a subject above (not `here`) are shown as tracing found them.
        """
        match condition:
            case AllOf(inner) | AnyOf(inner):
                alternatives = (self._tree(part, wanted, trace, indexes, here) for part in inner)
                return every(alternatives) if isinstance(condition, AllOf) is wanted else either(alternatives)
            case Not(part):
                return self._tree(part, not wanted, trace, indexes, here)
            case Related(_, part):
                return self._tree(part, wanted, trace, indexes, False)
            case Leaf():
                compared = self._compared(condition, wanted) if here else None
                if compared is not None:
                    return compared
                index = indexes[id(condition)]
                cell = Cell(f"[{trace}][{index}]")
                return [(self._compare(f"p{trace}_{index}", cell, "==", 3 if wanted else 0),)]
            case _:
                assert_never(condition)

    def _compared(self, leaf: Leaf, wanted: bool) -> Alternatives | None:
        """The comparisons of a leaf that the engine can make itself, or None."""
        if not isinstance(leaf.observed, Fact) or any(test.op is Op.KNOWN for test in leaf.tests):
            return None
        attribute = self.layout.attributes[leaf.observed.attribute]
        operands = [self._operands(test, attribute) for test in leaf.tests]
        if attribute.type is Type.DATE or None in operands:
            return None
        slot = self.layout.slots[attribute.name]
        if attribute.type.finite:
            chosen = all(test.op.chooses for test in leaf.tests)
            return self._choice(leaf, attribute, slot, wanted) if chosen else None
        template = 'dumps({} or "")' if attribute.type in (Type.TEXT, Type.CODE) else "{} or 0"
        cell = Cell(f"[{slot}]", template)
        tests = [
            self._number(test, values or [], cell, f"a{slot}", wanted)
            for test, values in zip(leaf.tests, operands, strict=True)
        ]
        presence = self._compare(f"h{slot}", Cell(f"[{slot}]", "0 if {} is None else 1"), "==", 1)
        return both([(presence,)], every(tests) if wanted else either(tests))

    def _operands(self, test: Test, attribute: Attribute) -> list[Any] | None:
        """The operands, encoded, or None where they are not the same for every subject."""
        values = []
        for operand in test.operands:
            match operand:
                case Literal(value):
                    values.append(value if attribute.type.finite else encode(attribute, value))
                case NamedValue(name) if not self.law.thresholds[name].variants:
                    values.append(encode(attribute, self.law.thresholds[name].value))
                case _:
                    return None
        if not attribute.type.finite and not all(type(value) in (int, str) for value in values):
            return None  # a count against part of a whole
        return values

    def _choice(self, leaf: Leaf, attribute: Attribute, slot: int, wanted: bool) -> Alternatives:
        passes = passing(leaf.tests, attribute.domain)
        failing = [bit for bit in range(len(attribute.domain)) if bool(passes >> bit & 1) is not wanted]
        if len(failing) == len(attribute.domain):
            return NEVER
        if len(failing) == len(attribute.domain) - 1:
            (only,) = set(range(len(attribute.domain))) - set(failing)
            return [(self._compare(f"m{slot}", ChoiceCell(attribute, slot), "==", 1 << only),)]
        return [tuple(self._compare(f"b{slot}_{bit}", ChoiceCell(attribute, slot, bit), "==", 0) for bit in failing)]

    def _number(self, test: Test, values: list[Any], cell: Cell, name: str, wanted: bool) -> Alternatives:
        alternatives: list[Alternatives] = []
        for op, value in test.op.parts(values):
            sign = (op if wanted else op.complement).sign
            alternatives.append([(self._compare(name, cell, sign, value),)])
        conjoined = test.op.conjoined is wanted
        return every(alternatives) if conjoined else either(alternatives)


def reads(compiler: ProductionCompiler, frame: str) -> list[str]:
    """Expressions of all that the cells read of a frame: where they are equal, the engine is shown the same."""
    return [frame + read for read in dict.fromkeys(cell.read for cell in compiler.cells.values())]


def text_of(compiler: ProductionCompiler, frame: str, names: dict[str, Any]) -> str:
    """The expression of the text that the engine is shown of a frame, the same cells in the same order for each.

    `names` takes up what the expression needs: for a choice, a text for every set of values that it may have.
    """
    names["dumps"] = partial(json.dumps, ensure_ascii=False)
    choices: dict[int, dict[str, ChoiceCell]] = {}
    fields = []
    for name, cell in compiler.cells.items():
        if isinstance(cell, ChoiceCell) and len(cell.attribute.domain) <= TABLED:
            choices.setdefault(cell.slot, {})[name] = cell
        else:
            fields.append(f'"{name}":{{{cell.expression(frame)}}}')
    tables = []
    for slot, cells in choices.items():
        table = f"T{slot}_{compiler.kind}"
        (domain,) = {cell.attribute.domain for cell in cells.values()}
        names[table] = tuple(
            ",".join(f'"{name}":{cell.of(values)}' for name, cell in cells.items())
            for values in range(1 << len(domain))
        )
        tables.append(f"{{{table}[{frame}[{slot}]]}}")
    return "f'" + ",".join([f'"kind":"{compiler.kind}"', *tables, *fields]) + "'"
