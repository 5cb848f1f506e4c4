"""Numbers, dates, texts and ratios in columns: the outcomes of comparing them, without a division."""

from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

import attrs

from eligibility.engines.columnar.expressions import (
    FALSE,
    Call,
    Constant,
    Expression,
    both,
    compared,
    either,
    multiplied,
    times,
    unknown,
)
from eligibility.engines.columnar.ranges import Number
from eligibility.engines.comparisons import scale_beside
from eligibility.model import LARGEST, SCALE, Attribute, Op, Type, encode

WIDE: Final = 2**63 - 1
"""The largest number of 64 bits."""


@attrs.frozen
class ConstantOperand:
    """An operand that is the same for every subject."""

    value: Any

    def fraction(self) -> Fraction:
        """Its exact value as a number: the checker has seen to it that it is one."""
        assert isinstance(self.value, int | Decimal | Fraction), self.value
        return Fraction(self.value)


@attrs.frozen
class ColumnOperand:
    """An operand, or what is observed, in a column."""

    attribute: Attribute
    value: Expression

    @property
    def unknown(self) -> Expression:
        """True where it is unknown; never null."""
        return unknown(self.value)


@attrs.frozen
class RatioOperand:
    """One observed number over another, neither more than `largest`; the whole is never 0."""

    part: Expression
    whole: Expression
    largest: int

    @property
    def unknown(self) -> Expression:
        """True where it is unknown; never null."""
        return either(unknown(self.part), unknown(self.whole))

    def within(self, factor: int) -> tuple[Expression, Expression]:
        """Both numbers wide enough to be multiplied with this factor."""
        wide = self.largest * factor > WIDE
        return _widened(self.part, wide), _widened(self.whole, wide)


Observed = ColumnOperand | RatioOperand
Compared = ConstantOperand | ColumnOperand


def comparison(op: Op, observed: Observed, operand: Compared) -> Expression:
    """The outcome of a test against one operand."""
    if isinstance(observed, RatioOperand):
        return _crossed(op.sign, observed, operand)
    sign, attribute, value = op.sign, observed.attribute, observed.value
    ordered_date = attribute.type is Type.DATE and not op.chooses
    if isinstance(operand, ColumnOperand):
        left = times(value, scale_beside(attribute, operand.attribute))
        outcome = compared(left, sign, times(operand.value, scale_beside(operand.attribute, attribute)))
        dated = [compared(side, "!=", Constant(0)) for side in (value, operand.value)]
        return both(outcome, *dated) if ordered_date else outcome
    if ordered_date and operand.value is None:
        return FALSE  # nothing is before or after none
    outcome = compared(value, sign, Constant(encode(attribute, operand.value)))
    return both(outcome, compared(value, "!=", Constant(0))) if ordered_date and sign in ("<", "<=") else outcome


def _crossed(sign: str, ratio: RatioOperand, operand: Compared) -> Expression:
    """A ratio against a share, multiplied crosswise."""
    if isinstance(operand, ColumnOperand):
        part, whole = ratio.within(SCALE if operand.attribute.type is Type.SHARE else LARGEST * SCALE)
        return compared(times(part, SCALE), sign, multiplied(whole, operand.value))
    share = operand.fraction()
    part, whole = ratio.within(max(share.denominator, share.numerator))
    return compared(times(part, share.denominator), sign, times(whole, share.numerator))


def number(operand: Compared) -> Number:
    """The number that a count is compared with."""
    if isinstance(operand, ColumnOperand):
        return Number(operand.value, 1 if operand.attribute.type is Type.COUNT else SCALE)
    value = operand.fraction()
    return Number(Constant(value.numerator), value.denominator)


def _widened(number: Expression, wide: bool) -> Expression:
    return Call("wide", (number,)) if wide and not isinstance(number, Constant) else number
