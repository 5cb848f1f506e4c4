"""Code generation: from a condition tree to the lines of a Python function that evaluates it on frames.

A leaf's outcome gets a name of its own where it is to be traced; the conditions on members of a relation are written
into one expression where that can be done.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Final, assert_never

import attrs

from eligibility.engines.comparisons import bounded, choosing, contradiction
from eligibility.engines.functions import tuple_of
from eligibility.engines.tracing.counts import (
    COUNTED,
    CountBounds,
    bounds_of_all,
    bounds_of_states,
    bounds_of_total,
    count_outcome,
)
from eligibility.engines.tracing.operands import (
    ConstantOperand,
    FrameOperand,
    FrameVariable,
    RatioOperand,
    comparison,
    factors,
    number,
)
from eligibility.engines.tracing.source import FunctionSource
from eligibility.model import (
    NEGATED,
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
    encode,
    unscaled,
)

TABLED: Final = 8
"""Up to so many values of a domain the outcomes of all sets of them are looked up in a table."""


@attrs.define
class CodeGenerator:
    """Writes conditions into the source of a function of a frame."""

    law: Law
    source: FunctionSource
    traced: bool = True
    shared: dict[tuple[object, ...], tuple[str, ...]] = attrs.field(factory=dict)

    def once(self, key: tuple[object, ...], write: Callable[[], tuple[str, ...]]) -> tuple[str, ...]:
        """The names of what was written for this key, written now if it was not."""
        if key not in self.shared:
            self.shared[key] = write()
        return self.shared[key]

    def condition(self, condition: Condition, frame: FrameVariable, trace: list[str]) -> str:
        """Write a condition; return the expression of its outcome, and add the names of its leaves to the trace."""
        match condition:
            case AllOf(inner):
                return self._all([self.condition(part, frame, trace) for part in inner])
            case AnyOf(inner):
                return self._joined(" | ", [self.condition(part, frame, trace) for part in inner], "0")
            case Not(part):
                self.source.names["NEGATED"] = NEGATED
                return self._short(f"NEGATED[{self.condition(part, frame, trace)}]")
            case Related(_, part):
                return self.condition(part, frame.above(), trace)
            case Leaf():
                if not self.traced:
                    return self._leaf(condition, frame, trace)
                names = self.once((condition, frame.name), partial(self._traced, condition, frame))
                trace += names
                return names[0]
            case _:
                assert_never(condition)

    def inputs(self, condition: Condition, frame: FrameVariable) -> Iterator[tuple[str, int]]:
        """All that the leaves follow from, with its bits: slots of choices, and outcomes that are written now."""
        match condition:
            case Related(_, part):
                yield from self.inputs(part, frame.above())
            case Leaf(Fact(name)) if _tabled(frame.layout.attributes[name]):
                operand = frame.operand(name)
                yield operand.slot, len(operand.attribute.domain)
            case Leaf():
                trace: list[str] = []
                self.condition(condition, frame, trace)
                yield from ((outcome, 2) for outcome in trace)
            case _:
                for part in children(condition):
                    yield from self.inputs(part, frame)

    def _traced(self, leaf: Leaf, frame: FrameVariable) -> tuple[str, ...]:
        trace: list[str] = []
        return (self.source.name("l", self._leaf(leaf, frame, trace)), *trace)

    def _all(self, outcomes: list[str]) -> str:
        return self._joined(" & ", outcomes, "3")

    def _joined(self, sign: str, outcomes: list[str], empty: str) -> str:
        return self._short(f"({sign.join(outcomes)})") if len(outcomes) > 1 else outcomes[0] if outcomes else empty

    def _short(self, expression: str) -> str:
        # Python nests parentheses no deeper than 200.
        return self.source.name("t", expression) if len(expression) > 1_000 else expression

    def _leaf(self, leaf: Leaf, frame: FrameVariable, trace: list[str]) -> str:
        """The expression of a leaf's outcome, after the lines that it needs."""
        observed = leaf.observed
        match observed:
            case Fact(name):
                operand = frame.operand(name)
                if operand.attribute.type.finite:
                    return self._choice(leaf.tests, operand)
                return self._all([self._test(test, operand, frame) for test in leaf.tests])
            case Ratio():
                ratio = RatioOperand(*self.once((observed, frame.name), partial(self._ratio, observed, frame)))
                return self._all([self._test(test, ratio, frame) for test in leaf.tests])
            case Count():
                bounds = self._members(observed, frame)
            case CountOf(inner):
                outcomes = tuple_of([self.condition(part, frame, trace) for part in inner])
                bounds = bounds_of_states(self.source, outcomes)
            case _:
                assert_never(observed)
        return self._all([self._counted(test, bounds, frame) for test in leaf.tests])

    # ── choices ──────────────────────────────────────────────────────────────────────────────────

    def _choice(self, tests: tuple[Test, ...], operand: FrameOperand) -> str:
        if _tabled(operand.attribute):
            return f"{self._table(tests, operand.attribute)}[{operand.slot}]"
        return f"{self.source.given('chosen', choosing(tests, operand.attribute.domain))}({operand.slot})"

    def _table(self, tests: tuple[Test, ...], attribute: Attribute, means: Sequence[int] = (0, 1, 2, 3)) -> str:
        """The name of a table of what the outcome means, for each set of values that a choice may have."""
        outcome, domain = choosing(tests, attribute.domain), attribute.domain
        return self.source.constant(tuple(means[outcome(values)] for values in range(1 << len(domain))))

    # ── numbers, dates, texts and ratios ─────────────────────────────────────────────────────────

    def _test(self, test: Test, observed: FrameOperand | RatioOperand, frame: FrameVariable) -> str:
        """The outcome of one test: that of its operands, each compared by itself."""
        if test.op is Op.KNOWN:
            return f"({3 - _yes(test)} if {observed.unknown} else {_yes(test)})"
        literals = [operand.value for operand in test.operands if isinstance(operand, Literal)]
        if isinstance(observed, FrameOperand) and test.op.chooses and len(test.operands) == len(literals) > 1:
            values = tuple(encode(observed.attribute, value) for value in literals)
            within = "not in" if test.op.refuses else "in"
            return f"(1 if {observed.unknown} else 3 if {observed.slot} {within} {self.source.constant(values)} else 0)"
        outcomes = []
        for op, operand in test.op.parts(test.operands):
            outcomes.append(self._varied(operand, frame, partial(comparison, self.source, op, observed)))
        return self._joined(" & " if test.op.conjoined else " | ", outcomes, "3")

    def _varied(
        self, operand: Operand, frame: FrameVariable, write: Callable[[ConstantOperand | FrameOperand], str]
    ) -> str:
        """The outcome with an operand: where a named value has variants, with each of them that may apply."""
        match operand:
            case Literal(value):
                return write(ConstantOperand(value))
            case AsOf():
                return write(ConstantOperand(self.law.as_of))
            case FactValue(name):
                return write(frame.operand(name))
            case NamedValue(name):
                threshold = self.law.thresholds[name]
                outcome = write(ConstantOperand(threshold.value))
                for variant in reversed(threshold.variants):
                    (state,) = self.once(("state", variant.when, frame.name), partial(self._state, variant.when, frame))
                    otherwise = self.source.name("t", outcome)
                    varied = self.source.name("t", write(ConstantOperand(variant.value)))
                    outcome = (
                        f"({varied} if {state} == 3 or {varied} == {otherwise} else 1 if {state} else {otherwise})"
                    )
                return outcome
            case _:
                assert_never(operand)

    def _state(self, when: Condition, frame: FrameVariable) -> tuple[str, ...]:
        return (self.source.name("v", self.condition(when, frame, [])),)

    def _ratio(self, ratio: Ratio, frame: FrameVariable) -> tuple[str, ...]:
        """The names of both numbers in one unit; the first is None where one of them is unknown."""
        part, whole = frame.operand(ratio.part), frame.operand(ratio.whole)
        part_factor, whole_factor = factors(part.attribute, whole.attribute)
        unknown = f"{part.unknown} or {whole.unknown}"
        numerator = self.source.name("a", f"None if {unknown} else {part.slot}{part_factor}")
        # 0 of 0 counts as 0.
        denominator = self.source.name("b", f"{whole.slot} and {whole.slot}{whole_factor} or 1")
        number = part.slot if part.attribute.type is Type.COUNT else self.source.call(unscaled, part.slot)
        error = self.source.call(contradiction, repr(ratio.part), repr(ratio.whole), number)
        self.source.line(f"if {numerator} and not {whole.slot}: raise {error}")
        return numerator, denominator

    # ── counts ───────────────────────────────────────────────────────────────────────────────────

    def _members(self, count: Count, frame: FrameVariable) -> CountBounds:
        """Bounds of the number of members that satisfy a condition."""
        slot, layout = frame.layout.members[count.relation]
        listed, unlisted = f"{frame.name}[{slot}]", f"{frame.name}[{slot + 1}]"
        if count.where is None:
            return bounds_of_all(self.source, listed, unlisted)
        member = FrameVariable(layout, self.source.new("m"))
        outcome = self._of_member(count.relation, count.where, member)
        total = self.source.new("s")
        match count.where, self.source.loops.get(listed):
            case Leaf(Fact(name), tests), loop if _tabled(layout.attributes[name]):
                table = self._table(tests, layout.attributes[name], COUNTED)
                if loop:  # written already: these members are counted there, too
                    loop.count(total, f"{table}[{loop.member}[{layout.slots[name]}]]")
                else:
                    self._loop(member, listed, total, f"{table}[{member.operand(name).slot}]")
            case _:
                self._loop(member, listed, total, f"{self.source.constant(COUNTED)}[{outcome}]")
        bounds = bounds_of_total(self.source, total, f"{member.name} is not None and {outcome} != 0")
        self.source.line(f"{member.name} = {unlisted}")
        return bounds

    def _loop(self, member: FrameVariable, listed: str, total: str, expression: str) -> None:
        self.source.line(f"{total} = 0")
        self.source.line(f"for {member.name} in {listed}: {total} += {expression}")

    def _of_member(self, relation: str, where: Condition, member: FrameVariable) -> str:
        """The outcome of a condition on one member: an expression, or the call of a function where it needs lines."""
        inner = FunctionSource(self.source.names, count=self.source.count)
        outcome = CodeGenerator(self.law, inner, traced=False).condition(where, member, [])
        self.source.count = inner.count
        if not inner.lines:
            return outcome
        name = self.source.new("w")
        inner.compiled(name, member.name, outcome, f"members of {relation}")
        return f"{name}({member.name})"

    def _counted(self, test: Test, bounds: CountBounds, frame: FrameVariable) -> str:
        outcome = count_outcome(test, bounds)
        if outcome is not None:
            return outcome
        high = self.source.name("h", f"None if {bounds.more} else {bounds.high}")
        return self._bounded(test, (bounds.low, high), frame, ())

    def _bounded(self, test: Test, ends: tuple[str, str], frame: FrameVariable, numbers: tuple[str, ...]) -> str:
        """The outcome of a count's test: all operands are needed at once, as several together may leave no gap."""
        if len(numbers) == len(test.operands):
            return self.source.call(bounded, self.source.constant(test.op), *ends, tuple_of(numbers))

        def write(operand: ConstantOperand | FrameOperand) -> str:
            return self._bounded(test, ends, frame, (*numbers, number(self.source, operand)))

        return self._varied(test.operands[len(numbers)], frame, write)


def _tabled(attribute: Attribute) -> bool:
    """True where the outcomes of all sets of its values are looked up in a table."""
    return attribute.type.finite and len(attribute.domain) <= TABLED


def _yes(test: Test) -> int:
    """The outcome of a test of being known where the value is."""
    return 3 if test.operands == (Literal(True),) else 0
