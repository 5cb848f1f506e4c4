"""Finite: a choice, or yes or no, as expressions that tell which values it may have."""

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
from eligibility.model import Attribute, Choice, full_mask, position


@attrs.frozen
class ChoiceFlag:
    """Yes or no, and nothing else: an outcome."""

    domain: tuple[Choice, ...]
    outcome: Expression

    @classmethod
    def of(cls, attribute: Attribute, outcome: Expression) -> "ChoiceFlag":
        """The attribute as this outcome."""
        return cls(attribute.domain, outcome)

    def can(self, at: int) -> Expression:
        """Whether it may have the value at this place."""
        return may(self.outcome) if self.domain[at] else negated(sure(self.outcome))

    def tested(self, bits: int) -> Expression:
        """The outcome of being one of the values with these bits."""
        yes, no = (bits >> position(value, self.domain) & 1 for value in (True, False))
        if yes and no:
            return TRUE
        return self.outcome if yes else negated(self.outcome) if no else FALSE

    def known(self) -> Expression:
        """Whether there is one value."""
        return negated(unknown(self.outcome))

    def given(self) -> Expression:
        """Whether anything is known."""
        return self.known()


@attrs.frozen
class ChoiceMask:
    """A bit for each value that it may have."""

    domain: tuple[Choice, ...]
    bits: Expression

    @staticmethod
    def fits(attribute: Attribute) -> bool:
        """Whether an attribute is held so."""
        return attribute.type.finite and not attribute.flag

    @property
    def _full(self) -> int:
        return full_mask(self.domain)

    def can(self, at: int) -> Expression:
        """Whether it may have the value at this place."""
        return shared(self.bits, 1 << at)

    def tested(self, bits: int) -> Expression:
        """The outcome of being one of the values with these bits."""
        if bits in (0, self._full):
            return Constant(bits != 0)
        return bounded(negated(shared(self.bits, self._full ^ bits)), shared(self.bits, bits))

    def known(self) -> Expression:
        """Whether there is one value."""
        return either(*(compared(self.bits, "==", Constant(1 << at)) for at in range(len(self.domain))))

    def given(self) -> Expression:
        """Whether anything is known."""
        return compared(self.bits, "!=", Constant(self._full))


@attrs.frozen
class PossibleOutcomes:
    """For each value whether it may have it, never null."""

    domain: tuple[Choice, ...]
    cans: tuple[Expression, ...]

    def tested(self, bits: int) -> Expression:
        """The outcome of being one of the values with these bits."""
        within = either(*(can for at, can in enumerate(self.cans) if bits >> at & 1))
        without = either(*(can for at, can in enumerate(self.cans) if not bits >> at & 1))
        return bounded(negated(without), within)

    def known(self) -> Expression:
        """Whether there is one value."""
        return exactly_one(self.cans)


Stated = ChoiceFlag | ChoiceMask
"""As a column of facts says it."""
Finite = Stated | PossibleOutcomes


def exactly_one(cans: tuple[Expression, ...]) -> Expression:
    """Whether exactly one of these is so; none is ever null."""
    found: Expression = FALSE
    several: Expression = FALSE
    for can in cans:
        several = either(several, both(found, can))
        found = either(found, can)
    return both(found, negated(several))


def unknown_of(attribute: Attribute) -> Stated:
    """An attribute of which nothing is known."""
    if attribute.flag:
        return ChoiceFlag(attribute.domain, MAYBE)
    return ChoiceMask(attribute.domain, Constant(full_mask(attribute.domain)))
