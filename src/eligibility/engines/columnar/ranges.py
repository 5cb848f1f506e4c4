"""Ranges: the outcome of a test of a number of which only the bounds are known.

Satisfied where every whole number between the bounds passes, not satisfied where none does.
"""

import attrs

from eligibility.engines.columnar.expressions import (
    FALSE,
    MAYBE,
    TRUE,
    Call,
    Constant,
    Expression,
    both,
    bounded,
    chosen,
    compared,
    either,
    may,
    negated,
    plus,
    sure,
    times,
    unknown,
)
from eligibility.model import Op


@attrs.frozen
class Range:
    """At least `low`, and where it is `closed` at most `top`; none of the three is ever null."""

    low: Expression
    top: Expression
    closed: Expression


@attrs.frozen
class Number:
    """A number that may be unknown: `value` parts of a whole cut into `scale`."""

    value: Expression
    scale: int

    def ceiling(self) -> Expression:
        """The least whole number that is not less."""
        if isinstance(self.value, Constant):
            return self.value if self.value == MAYBE else Constant(-(-_int(self.value) // self.scale))
        return self.value if self.scale == 1 else _over(plus(self.value, Constant(self.scale - 1)), self.scale)

    def floor(self) -> Expression:
        """The greatest whole number that is not more."""
        if isinstance(self.value, Constant):
            return self.value if self.value == MAYBE else Constant(_int(self.value) // self.scale)
        return self.value if self.scale == 1 else _over(self.value, self.scale)

    def equals(self, number: Expression) -> Expression:
        """True where it is this whole number."""
        if isinstance(self.value, Constant) and self.value != MAYBE and _int(self.value) % self.scale:
            return FALSE
        return compared(times(number, self.scale), "==", self.value)


def _int(constant: Constant) -> int:
    assert isinstance(constant.value, int), constant
    return constant.value


def _over(number: Expression, scale: int) -> Expression:
    return Call("//", (number, Constant(scale)))


def ranged(op: Op, within: Range, operands: tuple[Number, ...]) -> Expression:
    """The outcome of a test of a number within bounds."""
    if op is Op.BETWEEN:
        return _between(within, *operands)
    if op.refuses:
        return negated(_among(within, operands))
    sign, first = op.sign, operands[0]
    if sign == "==":
        return _among(within, operands)
    outcome = _least(within, first.ceiling() if sign in (">=", "<") else plus_one(first.floor()))
    return outcome if sign in (">=", ">") else negated(outcome)


def plus_one(number: Expression) -> Expression:
    """The next whole number."""
    return number if number == MAYBE else plus(number, Constant(1))


def _least(within: Range, number: Expression) -> Expression:
    """The outcome of being at least this; undetermined where it is unknown."""
    if number == MAYBE:
        return MAYBE
    possible = negated(both(within.closed, sure(compared(within.top, "<", number))))
    return bounded(sure(compared(within.low, ">=", number)), possible)


def _between(within: Range, least: Number, most: Number) -> Expression:
    low, top = least.ceiling(), most.floor()
    certain = both(sure(compared(within.low, ">=", low)), within.closed, sure(compared(within.top, "<=", top)))
    # No number is left between the greater of both lows and the lesser of both tops.
    start = within.low if low == MAYBE else _greater(within.low, low)
    past = sure(compared(start, ">", top))
    above = both(within.closed, sure(compared(start, ">", within.top)))
    return bounded(certain, negated(either(past, above)))


def _greater(left: Expression, right: Expression) -> Expression:
    return chosen(may(compared(left, ">=", right)), left, right)


def _among(within: Range, operands: tuple[Number, ...]) -> Expression:
    """The outcome of being one of these numbers."""
    outside = []
    for number in operands:
        below = sure(compared(number.ceiling(), "<", within.low))
        above = both(within.closed, sure(compared(number.floor(), ">", within.top)))
        outside.append(either(below, above, negated(_whole(number))))
    covered = []
    for step in range(len(operands)):
        whole_number = plus(within.low, Constant(step))
        beyond = sure(compared(whole_number, ">", within.top))
        covered.append(either(beyond, *(sure(number.equals(whole_number)) for number in operands)))
    few = sure(compared(within.top, "<", plus(within.low, Constant(len(operands)))))
    return bounded(both(within.closed, few, *covered), negated(both(*outside)))


def _whole(number: Number) -> Expression:
    """True where it may be a whole number."""
    if number.scale == 1:
        return TRUE
    if isinstance(number.value, Constant):
        return Constant(number.value == MAYBE or _int(number.value) % number.scale == 0)
    return either(unknown(number.value), sure(compared(number.ceiling(), "==", number.floor())))
