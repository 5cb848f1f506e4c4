"""Choices: a choice, or yes or no, as expressions of the values that it may have."""

import attrs

from eligibility.engines.columnar.expressions import (
    FALSE,
    MAYBE,
    TRUE,
    Constant,
    Expression,
    both,
    bounded,
    compared,
    either,
    may,
    negated,
    shared,
    sure,
    unknown,
)
from eligibility.model import Attribute, Choice, full_mask


@attrs.frozen
class ChoiceFlag:
    """Yes or no, and nothing else: an outcome."""

    domain: tuple[Choice, ...]
    outcome: Expression

    def can(self, bit: int) -> Expression:
        """True where it may have the value with this bit."""
        return may(self.outcome) if self.domain[bit] is True else negated(sure(self.outcome))

    def tested(self, bits: int) -> Expression:
        """The outcome of being one of the values with these bits."""
        yes, no = (bits >> self.domain.index(value) & 1 for value in (True, False))
        if yes and no:
            return TRUE
        return self.outcome if yes else negated(self.outcome) if no else FALSE

    def known(self) -> Expression:
        """True where there is one value."""
        return negated(unknown(self.outcome))

    def given(self) -> Expression:
        """True where anything is known."""
        return self.known()


@attrs.frozen
class ChoiceMask:
    """A bit for each value that it may have."""

    domain: tuple[Choice, ...]
    bits: Expression

    @property
    def _full(self) -> int:
        return full_mask(self.domain)

    def can(self, bit: int) -> Expression:
        """True where it may have the value with this bit."""
        return shared(self.bits, 1 << bit)

    def tested(self, bits: int) -> Expression:
        """The outcome of being one of the values with these bits."""
        if bits in (0, self._full):
            return Constant(bits != 0)
        return bounded(negated(shared(self.bits, self._full ^ bits)), shared(self.bits, bits))

    def known(self) -> Expression:
        """True where there is one value."""
        return either(*(compared(self.bits, "==", Constant(1 << bit)) for bit in range(len(self.domain))))

    def given(self) -> Expression:
        """True where anything is known."""
        return compared(self.bits, "!=", Constant(self._full))


@attrs.frozen
class PossibleOutcomes:
    """For each value an expression that is true where it is possible, and never null."""

    domain: tuple[Choice, ...]
    cans: tuple[Expression, ...]

    def tested(self, bits: int) -> Expression:
        """The outcome of being one of the values with these bits."""
        within = either(*(can for bit, can in enumerate(self.cans) if bits >> bit & 1))
        without = either(*(can for bit, can in enumerate(self.cans) if not bits >> bit & 1))
        return bounded(negated(without), within)

    def known(self) -> Expression:
        """True where there is one value."""
        any_: Expression = FALSE
        several: Expression = FALSE
        for can in self.cans:
            several = either(several, both(any_, can))
            any_ = either(any_, can)
        return both(any_, negated(several))


Stated = ChoiceFlag | ChoiceMask
"""A choice as a column of facts contains it."""
Finite = Stated | PossibleOutcomes


def stated(attribute: Attribute, column: Expression | None) -> Stated:
    """A choice by the expression of its column; None where nothing is known."""
    if attribute.flag:
        return ChoiceFlag(attribute.domain, MAYBE if column is None else column)
    return ChoiceMask(attribute.domain, Constant(full_mask(attribute.domain)) if column is None else column)
