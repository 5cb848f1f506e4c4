"""Writing: from a condition tree to the lines of a Python function that evaluates it on frames.

Constants are passed in by name, and never from the file's text. A leaf's outcome gets a name of its own where it is
to be traced; the conditions on members of a relation are written into one expression where that can be done.
"""

from collections.abc import Callable
from fractions import Fraction
from functools import partial
from typing import Any, Final, assert_never

import attrs

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
    Op,
    Operand,
    Ratio,
    Related,
    Test,
)
from eligibility.engines.comparing import (
    CHOSEN,
    REFUSING,
    SIGNS,
    bounded,
    chosen,
    contradiction,
    parts,
    passing,
    sign_of,
)
from eligibility.engines.frames import Shape, slot_value
from eligibility.outcomes import NEGATED
from eligibility.rulesets import Law
from eligibility.values import SCALE, Type, unscaled
from eligibility.vocabulary import Attribute

TABLED: Final = 8
"""Up to so many values of a domain the outcomes of all sets of them are looked up in a table."""


@attrs.frozen
class Fixed:
    """An operand that is the same for every subject."""

    value: Any


@attrs.frozen
class Held:
    """An operand, or what is observed, that stands in a slot."""

    attribute: Attribute
    slot: str


@attrs.frozen
class Share:
    """What is observed where one number stands over another: two names, the first None where it is unknown."""

    part: str
    whole: str


@attrs.define
class Writer:
    """Writes the lines of one function of a frame."""

    law: Law
    names: dict[str, Any]
    traced: bool = True
    lines: list[str] = attrs.field(factory=list)
    count: int = 0
    shared: dict[tuple[object, ...], tuple[str, ...]] = attrs.field(factory=dict)

    def constant(self, value: object) -> str:
        """The name, or the number itself, by which the lines know a value."""
        if type(value) is int:
            return repr(value)
        name = f"K{len(self.names)}"
        self.names[name] = value
        return name

    def call(self, function: Callable[..., Any], *arguments: str) -> str:
        """The call of a function."""
        self.names[function.__name__] = function
        return f"{function.__name__}({', '.join(arguments)})"

    def name(self, letter: str, expression: str) -> str:
        """A new name for the value of an expression."""
        self.count += 1
        self.lines.append(f"    {letter}{self.count} = {expression}")
        return f"{letter}{self.count}"

    def once(self, key: tuple[object, ...], write: Callable[[], tuple[str, ...]]) -> tuple[str, ...]:
        """The names of what was written for this key, written now if it was not."""
        if key not in self.shared:
            self.shared[key] = write()
        return self.shared[key]

    def condition(self, condition: Condition, shape: Shape, var: str, trace: list[str]) -> str:
        """Write a condition: the expression of its outcome comes back, the names of its leaves go into the trace."""
        match condition:
            case AllOf(inner):
                return self._all([self.condition(part, shape, var, trace) for part in inner])
            case AnyOf(inner):
                return self._joined(" | ", [self.condition(part, shape, var, trace) for part in inner], "0")
            case Not(part):
                self.names["NEGATED"] = NEGATED
                return self._short(f"NEGATED[{self.condition(part, shape, var, trace)}]")
            case Related(_, part):
                assert shape.parent is not None  # the checker has seen to it
                return self.condition(part, shape.parent, f"{var}[0]", trace)
            case Leaf():
                if not self.traced:
                    return self._leaf(condition, shape, var, trace)
                names = self.once((condition, var), lambda: self._traced(condition, shape, var))
                trace += names
                return names[0]
            case _:
                assert_never(condition)

    def _traced(self, leaf: Leaf, shape: Shape, var: str) -> tuple[str, ...]:
        trace: list[str] = []
        return (self.name("l", self._leaf(leaf, shape, var, trace)), *trace)

    def _all(self, outcomes: list[str]) -> str:
        return self._joined(" & ", outcomes, "3")

    def _joined(self, sign: str, outcomes: list[str], empty: str) -> str:
        return self._short(f"({sign.join(outcomes)})") if len(outcomes) > 1 else outcomes[0] if outcomes else empty

    def _short(self, expression: str) -> str:
        # Python nests parentheses no deeper than 200.
        return self.name("t", expression) if len(expression) > 1_000 else expression

    def _leaf(self, leaf: Leaf, shape: Shape, var: str, trace: list[str]) -> str:
        """The expression of a leaf's outcome, after the lines that it needs."""
        observed = leaf.observed
        match observed:
            case Fact(name):
                held = Held(shape.attributes[name], f"{var}[{shape.slots[name]}]")
                if held.attribute.type.finite:
                    return self._choice(leaf.tests, held)
                return self._all([self._test(test, held, shape, var) for test in leaf.tests])
            case Ratio(part, whole):
                share = Share(*self.once((observed, var), lambda: self._ratio(part, whole, shape, var)))
                return self._all([self._test(test, share, shape, var) for test in leaf.tests])
            case Count():
                low, high = self._members(observed, shape, var)
            case CountOf(inner):
                names = [self.condition(part, shape, var, trace) for part in inner]
                seen = self.name("s", f"({''.join(f'{name}, ' for name in names)})")
                low = self.name("n", f"{seen}.count(3)")
                high = self.name("h", f"{low} + {seen}.count(1)")
            case _:
                assert_never(observed)
        return self._all([self._counted(test, low, high, shape, var) for test in leaf.tests])

    # ── choices ──────────────────────────────────────────────────────────────────────────────────

    def _choice(self, tests: tuple[Test, ...], held: Held) -> str:
        several = f"{held.slot} & ({held.slot} - 1)"  # whether more than one bit is set
        known = [f"({3 - _yes(test)} if {several} else {_yes(test)})" for test in tests if test.op is Op.KNOWN]
        others = [test for test in tests if test.op is not Op.KNOWN]
        if not others:
            return self._all(known)
        domain = held.attribute.domain
        bits = passing(others, domain)
        if len(domain) > TABLED:
            return self._all([self.call(chosen, str(bits), held.slot), *known])
        table = tuple(chosen(bits, values) for values in range(1 << len(domain)))
        return self._all([f"{self.constant(table)}[{held.slot}]", *known])

    # ── numbers, dates, texts and ratios ─────────────────────────────────────────────────────────

    def _test(self, test: Test, observed: Held | Share, shape: Shape, var: str) -> str:
        """The outcome of one test: that of its operands, each compared by itself."""
        unknown = f"{observed.part if isinstance(observed, Share) else observed.slot} is None"
        if test.op is Op.KNOWN:
            return f"({3 - _yes(test)} if {unknown} else {_yes(test)})"
        literals = [operand.value for operand in test.operands if isinstance(operand, Literal)]
        if isinstance(observed, Held) and test.op in CHOSEN and len(test.operands) == len(literals) > 1:
            values = tuple(slot_value(observed.attribute, value) for value in literals)
            within = "not in" if test.op in REFUSING else "in"
            return f"(1 if {unknown} else 3 if {observed.slot} {within} {self.constant(values)} else 0)"
        outcomes = []
        for op, operand in parts(test.op, test.operands):
            write = partial(self._compared, op, observed, unknown)
            outcomes.append(self._varied(operand, shape, var, write))
        return self._joined(sign_of(test.op), outcomes, "3")

    def _varied(self, operand: Operand, shape: Shape, var: str, write: Callable[[Fixed | Held], str]) -> str:
        """The outcome with an operand: where a named value has variants, with each of them that may apply."""
        match operand:
            case Literal(value):
                return write(Fixed(value))
            case AsOf():
                return write(Fixed(self.law.as_of))
            case FactValue(name):
                return write(Held(shape.attributes[name], f"{var}[{shape.slots[name]}]"))
            case NamedValue(name):
                threshold = self.law.thresholds[name]
                outcome = write(Fixed(threshold.value))
                for variant in reversed(threshold.variants):
                    (state,) = self.once(("state", variant.when, var), partial(self._state, variant.when, shape, var))
                    other = self.name("t", outcome)
                    own = self.name("t", write(Fixed(variant.value)))
                    outcome = f"({own} if {state} == 3 or {own} == {other} else 1 if {state} else {other})"
                return outcome
            case _:
                assert_never(operand)

    def _state(self, when: Condition, shape: Shape, var: str) -> tuple[str, ...]:
        return (self.name("v", self.condition(when, shape, var, [])),)

    def _compared(self, op: Op, observed: Held | Share, unknown: str, operand: Fixed | Held) -> str:
        if isinstance(operand, Held):
            unknown += f" or {operand.slot} is None"
        left, right = self._sides(observed, operand)
        outcome = f"1 if {unknown} else 3 if {left} {SIGNS[op]} {right} else 0"
        if isinstance(observed, Held) and observed.attribute.type is Type.DATE and op not in CHOSEN:
            if operand == Fixed(None):
                return "0"  # nothing is before or after none, nor none before or after anything
            none = f" or {operand.slot} == 0" if isinstance(operand, Held) else ""
            outcome = f"0 if {observed.slot} == 0{none} else {outcome}"
        return f"({outcome})"

    def _sides(self, observed: Held | Share, operand: Fixed | Held) -> tuple[str, str]:
        """Both sides of a comparison in the same unit, without a division."""
        if isinstance(observed, Share):
            if isinstance(operand, Held):
                return f"{observed.part} * {SCALE}", f"{observed.whole} * {operand.slot}"
            share = Fraction(operand.value)
            return f"{observed.part} * {share.denominator}", f"{observed.whole} * {share.numerator}"
        if isinstance(operand, Held):
            mine, theirs = _scales(observed.attribute, operand.attribute)
            return observed.slot + mine, operand.slot + theirs
        return observed.slot, self.constant(slot_value(observed.attribute, operand.value))

    def _ratio(self, part: str, whole: str, shape: Shape, var: str) -> tuple[str, ...]:
        """The names of both numbers in one unit; the first is None where one of them is unknown."""
        mine, yours = _scales(shape.attributes[part], shape.attributes[whole])
        held = f"{var}[{shape.slots[part]}]", f"{var}[{shape.slots[whole]}]"
        a = self.name("a", f"None if {held[0]} is None or {held[1]} is None else {held[0]}{mine}")
        b = self.name("b", f"{held[1]} and {held[1]}{yours} or 1")  # 0 of 0 counts as 0
        shown = held[0] if shape.attributes[part].type is Type.COUNT else self.call(unscaled, held[0])
        error = self.call(contradiction, repr(part), repr(whole), shown)
        self.lines.append(f"    if {a} and not {held[1]}: raise {error}")
        return a, b

    # ── counts ───────────────────────────────────────────────────────────────────────────────────

    def _members(self, count: Count, shape: Shape, var: str) -> tuple[str, str]:
        """The names of how many members certainly satisfy a condition, and of how many may: None where it is open."""
        slot, member = shape.members[count.relation]
        listed, ghost = f"{var}[{slot}]", f"{var}[{slot + 1}]"
        if count.where is None:
            low = self.name("n", f"len({listed})")
            return low, self.name("h", f"{low} if {ghost} is None else None")
        where = Writer(self.law, self.names, traced=False)
        outcome = where.condition(count.where, member, "m", [])
        if where.lines:
            outcome = f"{self._function(where.lines, outcome, count.relation)}(m)"
        seen = self.name("s", f"[{outcome} for m in {listed}]")
        low = self.name("n", f"{seen}.count(3)")
        closed = f"{ghost} is None or [{outcome} for m in ({ghost},)] == [0]"
        return low, self.name("h", f"{low} + {seen}.count(1) if {closed} else None")

    def _function(self, lines: list[str], outcome: str, relation: str) -> str:
        name = f"w{len(self.names)}"
        source = "\n".join([f"def {name}(m):", *lines, f"    return {outcome}"])
        exec(compile(source, f"<members of {relation}>", "exec"), self.names)  # noqa: S102
        return name

    def _counted(self, test: Test, low: str, high: str, shape: Shape, var: str) -> str:
        match test:
            case Test(Op.KNOWN):
                return f"({_yes(test)} if {low} == {high} else {3 - _yes(test)})"
            case Test(Op.AT_LEAST, (Literal(int(number)),)):
                return f"(3 if {low} >= {number} else 1 if {high} is None or {high} >= {number} else 0)"
            case Test(Op.AT_MOST, (Literal(int(number)),)):
                return f"(0 if {low} > {number} else 1 if {high} is None or {high} > {number} else 3)"
            case _:
                return self._bounded(test, low, high, (shape, var), ())

    def _bounded(self, test: Test, low: str, high: str, at: tuple[Shape, str], found: tuple[str, ...]) -> str:
        """The outcome of a count's test: all operands are needed at once, as several together may leave no gap."""
        if len(found) == len(test.operands):
            operands = f"({''.join(f'{operand}, ' for operand in found)})"
            return self.call(bounded, self.constant(test.op), low, high, operands)

        def write(operand: Fixed | Held) -> str:
            return self._bounded(test, low, high, at, (*found, self._number(operand)))

        return self._varied(test.operands[len(found)], *at, write)

    def _number(self, operand: Fixed | Held) -> str:
        if isinstance(operand, Fixed):
            number = Fraction(operand.value)
            return self.constant(int(number) if number.denominator == 1 else number)
        if operand.attribute.type is Type.COUNT:
            return operand.slot
        self.names["Fraction"] = Fraction
        return f"(None if {operand.slot} is None else Fraction({operand.slot}, {SCALE}))"


def _yes(test: Test) -> int:
    """The outcome of a test of being known where the value is."""
    return 3 if test.operands == (Literal(True),) else 0


def _scales(one: Attribute, other: Attribute) -> tuple[str, str]:
    """What a count has to be multiplied with beside a quantity, which is held in millionths."""
    counts = one.type is Type.COUNT, other.type is Type.COUNT
    return f" * {SCALE}" if counts == (True, False) else "", f" * {SCALE}" if counts == (False, True) else ""
