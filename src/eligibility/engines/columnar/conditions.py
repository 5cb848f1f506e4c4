"""Conditions: the outcomes of conditions on whole tables of subjects, as expressions over their columns."""

from collections.abc import Callable
from functools import partial, reduce
from typing import assert_never

import attrs

from eligibility.engines.columnar.choices import Finite
from eligibility.engines.columnar.expressions import (
    FALSE,
    MAYBE,
    TRUE,
    ColumnRef,
    Constant,
    Expression,
    both,
    chosen,
    compared,
    either,
    may,
    negated,
    numbered,
    plus,
    sure,
    switched,
    times,
    unknown,
)
from eligibility.engines.columnar.numbers import (
    ColumnOperand,
    Compared,
    ConstantOperand,
    Observed,
    RatioOperand,
    comparison,
    number,
)
from eligibility.engines.columnar.ranges import Number, Range, ranged
from eligibility.engines.columnar.scopes import ColumnScope, FactColumns
from eligibility.engines.columnar.steps import OutcomeRef, StepList, TablePath
from eligibility.engines.comparisons import passing, scale_beside
from eligibility.model import (
    LARGEST,
    SCALE,
    AllOf,
    AnyOf,
    AsOf,
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
    RuleSet,
    Test,
    Type,
)


@attrs.define
class ConditionCompiler:
    """Compiles conditions to expressions, and lists the steps that these need.

    `derive` gives the values that a rule set concludes in a scope. `faults` are the columns that mark rows whose facts
    contradict each other.
    """

    law: Law
    steps: StepList
    facts: FactColumns
    derive: Callable[[ColumnScope, RuleSet], Finite]
    faults: dict[tuple[TablePath, str], None] = attrs.field(factory=dict)

    def select(self, scope: ColumnScope, expression: Expression, hint: str) -> ColumnRef | Constant:
        """The column with the value of an expression in the table of the scope."""
        return self.steps.select(scope.table, expression, f"{scope.unlisted}{hint}")

    def fault(self, scope: ColumnScope, expression: Expression, hint: str) -> None:
        """Mark the rows where this is so, which is never null, as contradictory."""
        column = self.select(scope, expression, hint)
        assert isinstance(column, ColumnRef), column
        self.faults[scope.table, column.name] = None

    def condition(self, condition: Condition, scope: ColumnScope) -> Expression:
        """The outcome of a condition, in the table of the scope."""
        if condition not in scope.outcomes:
            scope.outcomes[condition] = self._condition(condition, scope)
        return scope.outcomes[condition]

    def _condition(self, condition: Condition, scope: ColumnScope) -> Expression:
        match condition:
            case AllOf(inner):
                return both(*(self.condition(part, scope) for part in inner))
            case AnyOf(inner):
                return either(*(self.condition(part, scope) for part in inner))
            case Not(part):
                return negated(self.condition(part, scope))
            case Related(_, part):
                assert scope.parent is not None  # the checker has seen to it
                above = self.select(scope.parent, self.condition(part, scope.parent), "above")
                if scope.unlisted or isinstance(above, Constant):
                    return above
                return self.steps.join(scope.table, above)
            case Leaf():
                return self.select(scope, self._leaf(condition, scope), "leaf")
            case _:
                assert_never(condition)

    def trace(self, condition: Condition, scope: ColumnScope) -> tuple[OutcomeRef, ...]:
        """The outcomes of the leaves, in the order of writing."""
        match condition:
            case AllOf(inner) | AnyOf(inner):
                return tuple(leaf for part in inner for leaf in self.trace(part, scope))
            case Not(part):
                return self.trace(part, scope)
            case Related(_, part):
                assert scope.parent is not None  # the checker has seen to it
                return self.trace(part, scope.parent)
            case Leaf(observed):
                inner = observed.parts if isinstance(observed, CountOf) else ()
                leaf = (scope.table, self.select(scope, self.condition(condition, scope), "leaf"))
                return (leaf, *(below for part in inner for below in self.trace(part, scope)))
            case _:
                assert_never(condition)

    def _leaf(self, leaf: Leaf, scope: ColumnScope) -> Expression:
        observed = leaf.observed
        match observed:
            case Fact(name):
                if scope.layout.attributes[name].type.finite:
                    return _choice(leaf.tests, self._finite(scope, name))
                column = self._column(scope, name)
                return both(*(self._test(test, column, scope) for test in leaf.tests))
            case Ratio():
                ratio = self._ratio(observed, scope)
                return both(*(self._test(test, ratio, scope) for test in leaf.tests))
            case Count():
                within = self._members(observed, scope)
            case CountOf(inner):
                states = [self.condition(part, scope) for part in inner]
                low = _sum([numbered(sure(state)) for state in states])
                within = Range(low, plus(low, _sum([numbered(unknown(state)) for state in states])), TRUE)
            case _:
                assert_never(observed)
        within = Range(*(self.select(scope, part, "count") for part in (within.low, within.top, within.closed)))
        return both(*(self._counted(test, within, scope, ()) for test in leaf.tests))

    def _finite(self, scope: ColumnScope, name: str) -> Finite:
        rule_set = self.law.concluding(scope.layout.kind.name, name)
        return self.facts.choice(scope, name) if rule_set is None else self.derive(scope, rule_set)

    def _column(self, scope: ColumnScope, name: str) -> ColumnOperand:
        return ColumnOperand(scope.layout.attributes[name], self.facts.number(scope, name))

    # ── numbers, dates, texts and ratios ─────────────────────────────────────────────────────────

    def _test(self, test: Test, observed: Observed, scope: ColumnScope) -> Expression:
        """The outcome of one test: that of its operands, each compared by itself."""
        if test.op is Op.KNOWN:
            return _known_outcome(test, negated(observed.unknown))
        outcomes = []
        for op, operand in test.op.parts(test.operands):
            outcomes.append(self._varied(operand, scope, partial(comparison, op, observed)))
        return (both if test.op.conjoined else either)(*outcomes)

    def _varied(self, operand: Operand, scope: ColumnScope, write: Callable[[Compared], Expression]) -> Expression:
        """The outcome with an operand: where a named value has variants, with each of them that may apply."""
        match operand:
            case Literal(value):
                return write(ConstantOperand(value))
            case AsOf():
                return write(ConstantOperand(self.law.as_of))
            case FactValue(name):
                return write(self._column(scope, name))
            case NamedValue(name):
                threshold = self.law.thresholds[name]
                outcome = write(ConstantOperand(threshold.value))
                for variant in reversed(threshold.variants):
                    state = self.condition(variant.when, scope)
                    outcome = switched(state, write(ConstantOperand(variant.value)), outcome)
                return outcome
            case _:
                assert_never(operand)

    def _ratio(self, ratio: Ratio, scope: ColumnScope) -> RatioOperand:
        """Both numbers of a ratio in one unit; 0 of 0 counts as 0, and any other part of 0 is a fault."""
        part, whole = self._column(scope, ratio.part), self._column(scope, ratio.whole)
        numerator = times(part.value, scale_beside(part.attribute, whole.attribute))
        denominator = times(whole.value, scale_beside(whole.attribute, part.attribute))
        largest = LARGEST * (1 if part.attribute.type is whole.attribute.type is Type.COUNT else SCALE)
        if MAYBE in (numerator, denominator):
            return RatioOperand(MAYBE, MAYBE, largest)
        nothing = compared(denominator, "==", Constant(0))
        self.fault(scope, sure(both(compared(numerator, "!=", Constant(0)), nothing)), "part of nothing")
        base = chosen(sure(nothing), Constant(1), denominator)
        return RatioOperand(numerator, self.select(scope, base, f"{ratio.whole} or 1"), largest)

    # ── counts ───────────────────────────────────────────────────────────────────────────────────

    def _members(self, count: Count, scope: ColumnScope) -> Range:
        """Bounds of the number of members that satisfy a condition."""
        relation, where = count.relation, count.where
        outside = TRUE if where is None else self.condition(where, scope.unlisted_members[relation])
        complete = scope.layout.kind.relations[relation].complete
        closed = either(ColumnRef(complete) if self.facts.has(scope, complete) else FALSE, negated(may(outside)))
        if scope.unlisted or (*scope.table, relation) not in self.steps.present:
            return Range(Constant(0), Constant(0), closed)
        member = scope.members[relation]
        outcome = self.select(member, TRUE if where is None else self.condition(where, member), "counts")
        low, more = self.steps.count(scope.table, relation, outcome)
        return Range(low, plus(low, more), closed)

    def _counted(self, test: Test, within: Range, scope: ColumnScope, numbers: tuple[Number, ...]) -> Expression:
        """The outcome of a count's test: all operands are needed at once, as several together may leave no gap."""
        if test.op is Op.KNOWN:
            return _known_outcome(test, both(within.closed, compared(within.low, "==", within.top)))
        if len(numbers) == len(test.operands):
            return ranged(test.op, within, numbers)

        def write(operand: Compared) -> Expression:
            return self._counted(test, within, scope, (*numbers, number(operand)))

        return self._varied(test.operands[len(numbers)], scope, write)


def _choice(tests: tuple[Test, ...], values: Finite) -> Expression:
    others = [test for test in tests if test.op is not Op.KNOWN]
    known_outcomes = [_known_outcome(test, values.known()) for test in tests if test.op is Op.KNOWN]
    return both(*([values.tested(passing(others, values.domain))] if others else []), *known_outcomes)


def _known_outcome(test: Test, known: Expression) -> Expression:
    return known if test.operands == (Literal(True),) else negated(known)


def _sum(numbers: list[Expression]) -> Expression:
    zero: Expression = Constant(0)
    return reduce(plus, numbers, zero)
