"""Outcomes: Kleene's three values, held in two bits."""

from enum import IntEnum
from typing import Final


class Outcome(IntEnum):
    """Outcome of a condition or a rule.

    The low bit says *it may hold*, the high bit *it must hold*; so `all` is ``&``, `any` is ``|``, and a column of
    outcomes is two columns of bits.

    >>> Outcome.SATISFIED & Outcome.UNDETERMINED == Outcome.UNDETERMINED
    True
    >>> Outcome.NOT_SATISFIED | Outcome.UNDETERMINED == Outcome.UNDETERMINED
    True
    """

    NOT_SATISFIED = 0
    UNDETERMINED = 1
    SATISFIED = 3

    @property
    def key(self) -> str:
        """The word in files and JSON: ``satisfied``, ``not_satisfied`` or ``undetermined``."""
        return self.name.lower()


# Indexed by an outcome: its negation. (2 is no outcome.)
NEGATED: Final = (3, 1, 1, 0)
