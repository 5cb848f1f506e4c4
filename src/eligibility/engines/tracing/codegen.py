"""Writing: from a condition tree to the lines of a Python function that evaluates it on frames.

Constants are passed in by name, and never from the file's text. A leaf's outcome gets a name of its own where it is
to be traced; the conditions on members of a relation are written into one expression where that can be done.
"""

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from functools import partial
from typing import Any, Final, assert_never

import attrs

from eligibility.engines.comparisons import (
    CHOSEN,
    REFUSING,
    SIGNS,
    bounded,
    choosing,
    contradiction,
    parts,
    scale_beside,
    sign_of,
)
from eligibility.engines.frames import FrameLayout, slot_value
from eligibility.model import (
    NEGATED,
    SCALE,
    AllOf,
    AnyOf,
    AsOf,
    Attribute,
    Condition,
    Count,
    CountOf,
    Fact,
    FactValue,
    Law,
    Leaf,
    Literal,
    NamedValue,
    Not,
    Op,
    Operand,
    Ratio,
    Related,
    Test,
    Type,
    children,
    unscaled,
)

TABLED: Final = 8
"""Up to so many values of a domain the outcomes of all sets of them are looked up in a table."""

MAYBE: Final = 28
"""Members are counted in one number: below this bit those that certainly count, above it those that may."""

COUNTED: Final = (0, 1 << MAYBE, 0, 1)
"""What a member adds to this number by its outcome."""


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


@attrs.frozen
class Between:
    """A count, as expressions: a lower bound, an upper one of those listed, and whether there may be more."""

    low: str
    high: str
    more: str


@attrs.define
class Writer:
    """Writes the lines of one function of a frame."""

    law: Law
    names: dict[str, Any]
    traced: bool = True
    indent: str = "    "
    lines: list[str] = attrs.field(factory=list)
    count: int = 0
    shared: dict[tuple[object, ...], tuple[str, ...]] = attrs.field(factory=dict)
    ends: dict[str, tuple[str, str]] = attrs.field(factory=dict)

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

    def line(self, text: str) -> None:
        """Write a line, inside the loops that are open."""
        self.lines.append(self.indent + text)

    def new(self, letter: str) -> str:
        """A name that nothing has yet."""
        self.count += 1
        return f"{letter}{self.count}"

    def name(self, letter: str, expression: str) -> str:
        """A new name for the value of an expression."""
        name = self.new(letter)
        self.line(f"{name} = {expression}")
        return name

    def given(self, letter: str, value: object) -> str:
        """A new name for a value that is passed in."""
        name = self.new(letter)
        self.names[name] = value
        return name

    def loop(self, listed: str, ghost: str, write: Callable[[str], None]) -> None:
        """Write the same lines for each listed member, and for the one that nobody listed."""
        one, start = self.new("m"), len(self.lines) + 1
        self.line(f"for {one} in {listed}:")
        self.indent += "    "
        write(one)
        body = self.lines[start:]
        self.line(f"# {one}")
        self.ends[listed] = one, self.lines[-1]
        self.indent = self.indent[:-4]
        self.line(f"{one} = {ghost}")
        self.line(f"if {one} is not None:")
        self.lines += body

    def once(self, key: tuple[object, ...], write: Callable[[], tuple[str, ...]]) -> tuple[str, ...]:
        """The names of what was written for this key, written now if it was not."""
        if key not in self.shared:
            self.shared[key] = write()
        return self.shared[key]

    def condition(self, condition: Condition, layout: FrameLayout, var: str, trace: list[str]) -> str:
        """Write a condition: the expression of its outcome comes back, the names of its leaves go into the trace."""
        match condition:
            case AllOf(inner):
                return self._all([self.condition(part, layout, var, trace) for part in inner])
            case AnyOf(inner):
                return self._joined(" | ", [self.condition(part, layout, var, trace) for part in inner], "0")
            case Not(part):
                self.names["NEGATED"] = NEGATED
                return self._short(f"NEGATED[{self.condition(part, layout, var, trace)}]")
            case Related(_, part):
                assert layout.parent is not None  # the checker has seen to it
                return self.condition(part, layout.parent, f"{var}[0]", trace)
            case Leaf():
                if not self.traced:
                    return self._leaf(condition, layout, var, trace)
                names = self.once((condition, var), lambda: self._traced(condition, layout, var))
                trace += names
                return names[0]
            case _:
                assert_never(condition)

    def inputs(self, condition: Condition, layout: FrameLayout, var: str) -> Iterator[tuple[str, int]]:
        """What all leaves follow from, with its bits: slots of choices, and outcomes that are written now."""
        match condition:
            case Related(_, part):
                assert layout.parent is not None  # the checker has seen to it
                yield from self.inputs(part, layout.parent, f"{var}[0]")
            case Leaf(Fact(name)) if _tabled(layout.attributes[name]):
                yield f"{var}[{layout.slots[name]}]", len(layout.attributes[name].domain)
            case Leaf():
                trace: list[str] = []
                self.condition(condition, layout, var, trace)
                yield from ((outcome, 2) for outcome in trace)
            case _:
                for part in children(condition):
                    yield from self.inputs(part, layout, var)

    def _traced(self, leaf: Leaf, layout: FrameLayout, var: str) -> tuple[str, ...]:
        trace: list[str] = []
        return (self.name("l", self._leaf(leaf, layout, var, trace)), *trace)

    def _all(self, outcomes: list[str]) -> str:
        return self._joined(" & ", outcomes, "3")

    def _joined(self, sign: str, outcomes: list[str], empty: str) -> str:
        return self._short(f"({sign.join(outcomes)})") if len(outcomes) > 1 else outcomes[0] if outcomes else empty

    def _short(self, expression: str) -> str:
        # Python nests parentheses no deeper than 200.
        return self.name("t", expression) if len(expression) > 1_000 else expression

    def _leaf(self, leaf: Leaf, layout: FrameLayout, var: str, trace: list[str]) -> str:
        """The expression of a leaf's outcome, after the lines that it needs."""
        observed = leaf.observed
        match observed:
            case Fact(name):
                held = Held(layout.attributes[name], f"{var}[{layout.slots[name]}]")
                if held.attribute.type.finite:
                    return self._choice(leaf.tests, held)
                return self._all([self._test(test, held, layout, var) for test in leaf.tests])
            case Ratio(part, whole):
                share = Share(*self.once((observed, var), lambda: self._ratio(part, whole, layout, var)))
                return self._all([self._test(test, share, layout, var) for test in leaf.tests])
            case Count():
                number = self._members(observed, layout, var)
            case CountOf(inner):
                names = [self.condition(part, layout, var, trace) for part in inner]
                seen = self.name("s", f"({''.join(f'{name}, ' for name in names)})")
                low = self.name("n", f"{seen}.count(3)")
                number = Between(low, f"{low} + {seen}.count(1)", "False")
            case _:
                assert_never(observed)
        return self._all([self._counted(test, number, layout, var) for test in leaf.tests])

    # ── choices ──────────────────────────────────────────────────────────────────────────────────

    def _choice(self, tests: tuple[Test, ...], held: Held) -> str:
        if _tabled(held.attribute):
            return f"{self._table(tests, held.attribute)}[{held.slot}]"
        return f"{self.given('chosen', choosing(tests, held.attribute.domain))}({held.slot})"

    def _table(self, tests: tuple[Test, ...], attribute: Attribute, means: Sequence[int] = (0, 1, 2, 3)) -> str:
        """The name of a table of what the outcome means, for each set of values that a choice may have."""
        outcome, domain = choosing(tests, attribute.domain), attribute.domain
        return self.constant(tuple(means[outcome(values)] for values in range(1 << len(domain))))

    # ── numbers, dates, texts and ratios ─────────────────────────────────────────────────────────

    def _test(self, test: Test, observed: Held | Share, layout: FrameLayout, var: str) -> str:
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
            outcomes.append(self._varied(operand, layout, var, write))
        return self._joined(sign_of(test.op), outcomes, "3")

    def _varied(self, operand: Operand, layout: FrameLayout, var: str, write: Callable[[Fixed | Held], str]) -> str:
        """The outcome with an operand: where a named value has variants, with each of them that may apply."""
        match operand:
            case Literal(value):
                return write(Fixed(value))
            case AsOf():
                return write(Fixed(self.law.as_of))
            case FactValue(name):
                return write(Held(layout.attributes[name], f"{var}[{layout.slots[name]}]"))
            case NamedValue(name):
                threshold = self.law.thresholds[name]
                outcome = write(Fixed(threshold.value))
                for variant in reversed(threshold.variants):
                    (state,) = self.once(("state", variant.when, var), partial(self._state, variant.when, layout, var))
                    other = self.name("t", outcome)
                    own = self.name("t", write(Fixed(variant.value)))
                    outcome = f"({own} if {state} == 3 or {own} == {other} else 1 if {state} else {other})"
                return outcome
            case _:
                assert_never(operand)

    def _state(self, when: Condition, layout: FrameLayout, var: str) -> tuple[str, ...]:
        return (self.name("v", self.condition(when, layout, var, [])),)

    def _compared(self, op: Op, observed: Held | Share, unknown: str, operand: Fixed | Held) -> str:
        if isinstance(operand, Held):
            unknown += f" or {operand.slot} is None"
        left, right = self._sides(observed, operand)
        passes = f"{left} {SIGNS[op]} {right}"
        if isinstance(observed, Held) and observed.attribute.type is Type.DATE and op not in CHOSEN:
            if operand == Fixed(None):
                return "0"  # nothing is before or after none, nor none before or after anything
            if isinstance(operand, Held):
                return f"(0 if {left} == 0 or {right} == 0 else 1 if {unknown} else 3 if {passes} else 0)"
            passes = f"{left} and {passes}"
        return f"(1 if {unknown} else 3 if {passes} else 0)"

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

    def _ratio(self, part: str, whole: str, layout: FrameLayout, var: str) -> tuple[str, ...]:
        """The names of both numbers in one unit; the first is None where one of them is unknown."""
        mine, yours = _scales(layout.attributes[part], layout.attributes[whole])
        held = f"{var}[{layout.slots[part]}]", f"{var}[{layout.slots[whole]}]"
        a = self.name("a", f"None if {held[0]} is None or {held[1]} is None else {held[0]}{mine}")
        b = self.name("b", f"{held[1]} and {held[1]}{yours} or 1")  # 0 of 0 counts as 0
        shown = held[0] if layout.attributes[part].type is Type.COUNT else self.call(unscaled, held[0])
        error = self.call(contradiction, repr(part), repr(whole), shown)
        self.line(f"if {a} and not {held[1]}: raise {error}")
        return a, b

    # ── counts ───────────────────────────────────────────────────────────────────────────────────

    def _members(self, count: Count, layout: FrameLayout, var: str) -> Between:
        """How many members satisfy a condition."""
        slot, member = layout.members[count.relation]
        listed, ghost = f"{var}[{slot}]", f"{var}[{slot + 1}]"
        if count.where is None:
            low = self.name("n", f"len({listed})")
            return Between(low, low, f"{ghost} is not None")
        one, seen = self.new("m"), self.new("s")
        where = Writer(self.law, self.names, traced=False, count=self.count)
        outcome = where.condition(count.where, member, one, [])
        if where.lines:
            outcome = self._function(where.lines, outcome, count.relation, one)
        who, end = one, ""
        match count.where:
            case Leaf(Fact(name), tests) if _tabled(member.attributes[name]):
                who, end = self.ends.get(listed, (one, ""))
                adds = f"{self._table(tests, member.attributes[name], COUNTED)}[{who}[{member.slots[name]}]]"
            case _:
                adds = f"{self.constant(COUNTED)}[{outcome}]"
        if end:  # a loop over these members has just been written: what they are counted by stands there
            self.lines.insert(self.lines.index(end), end.replace(f"# {who}", f"{seen} += {adds}"))
            self.lines.insert(0, f"    {seen} = 0")
        else:
            self.line(f"{seen} = 0")
            self.line(f"for {one} in {listed}: {seen} += {adds}")
        low = self.name("n", f"{seen} & {(1 << MAYBE) - 1}")
        self.line(f"{one} = {ghost}")
        return Between(low, f"{low} + ({seen} >> {MAYBE})", f"{one} is not None and {outcome} != 0")

    def _function(self, lines: list[str], outcome: str, relation: str, one: str) -> str:
        """The call of a function of this one member, in which the outcome is worked out by these lines."""
        name = f"w{len(self.names)}"
        source = "\n".join([f"def {name}({one}):", *lines, f"    return {outcome}"])
        exec(compile(source, f"<members of {relation}>", "exec"), self.names)  # noqa: S102
        return f"{name}({one})"

    def _counted(self, test: Test, counted: Between, layout: FrameLayout, var: str) -> str:
        low, high, more = counted.low, counted.high, counted.more
        match test:
            case Test(Op.KNOWN):
                return f"({3 - _yes(test)} if {more} or {low} != {high} else {_yes(test)})"
            case Test(Op.AT_LEAST, (Literal(int(number)),)):
                return f"(3 if {low} >= {number} else 1 if {more} or {high} >= {number} else 0)"
            case Test(Op.AT_MOST, (Literal(int(number)),)):
                return f"(0 if {low} > {number} else 1 if {more} or {high} > {number} else 3)"
            case _:
                return self._bounded(test, low, self.name("h", f"None if {more} else {high}"), (layout, var), ())

    def _bounded(self, test: Test, low: str, high: str, at: tuple[FrameLayout, str], found: tuple[str, ...]) -> str:
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


def _tabled(attribute: Attribute) -> bool:
    """Whether the outcomes of all sets of its values are looked up in a table."""
    return attribute.type.finite and len(attribute.domain) <= TABLED


def _yes(test: Test) -> int:
    """The outcome of a test of being known where the value is."""
    return 3 if test.operands == (Literal(True),) else 0


def _scales(one: Attribute, other: Attribute) -> tuple[str, str]:
    """What a count has to be multiplied with beside a quantity, which is held in millionths."""
    mine, theirs = scale_beside(one, other), scale_beside(other, one)
    return f" * {mine}" if mine > 1 else "", f" * {theirs}" if theirs > 1 else ""
