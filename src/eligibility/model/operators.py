"""Operators: the tests of an observed value against its operands."""

import operator
from collections.abc import Callable, Mapping, Sequence
from enum import Enum
from typing import Any, Final, Self, TypeVar

COMPARISONS: Final[Mapping[str, Callable[[Any, Any], Any]]] = {
    "==": operator.eq,
    "!=": operator.ne,
    ">=": operator.ge,
    "<=": operator.le,
    ">": operator.gt,
    "<": operator.lt,
}
"""The meaning of each sign, for numbers and for whole columns of them."""

V = TypeVar("V")


class Op(Enum):
    """A test of an observed value against its operands.

    `sign` compares with one operand. `complement` holds where this does not, against one operand; `edge` differs from
    this only where the value equals the operand. `between` is a pair of tests and `known` compares nothing: neither
    has any of these.
    """

    IS = "is", "==", "is_not"
    IS_NOT = "is_not", "!=", "is"
    ONE_OF = "one_of", "==", "none_of"
    NONE_OF = "none_of", "!=", "one_of"
    AT_LEAST = "at_least", ">=", "less_than", "more_than"
    AT_MOST = "at_most", "<=", "more_than", "less_than"
    MORE_THAN = "more_than", ">", "at_most", "at_least"
    LESS_THAN = "less_than", "<", "at_least", "at_most"
    BETWEEN = "between"
    BEFORE = "before", "<", "on_or_after", "on_or_before"
    AFTER = "after", ">", "on_or_before", "on_or_after"
    ON_OR_BEFORE = "on_or_before", "<=", "after", "before"
    ON_OR_AFTER = "on_or_after", ">=", "before", "after"
    KNOWN = "known"

    sign: str
    complement_word: str
    edge_word: str

    def __new__(cls, word: str, sign: str = "", complement: str = "", edge: str = "") -> Self:
        """A member whose value is the keyword of rule files."""
        op = object.__new__(cls)
        op._value_ = word
        op.sign, op.complement_word, op.edge_word = sign, complement, edge
        return op

    @property
    def complement(self) -> "Op":
        """The test that holds against one operand where this does not."""
        return Op(self.complement_word)

    @property
    def edge(self) -> "Op | None":
        """The test that differs only where the value equals the operand; None where there is none."""
        return Op(self.edge_word) if self.edge_word else None

    @property
    def chooses(self) -> bool:
        """True where the operands are alternatives, compared for equality."""
        return self.sign in ("==", "!=")

    @property
    def bounds(self) -> bool:
        """True where the operands are thresholds: numbers or dates with values below and above them."""
        return not self.chooses and self is not Op.KNOWN

    @property
    def refuses(self) -> bool:
        """True where the value must equal none of the operands."""
        return self.sign == "!="

    @property
    def conjoined(self) -> bool:
        """True where the tests against every operand must hold, not only one of them."""
        return self.refuses or self is Op.BETWEEN

    def parts(self, operands: Sequence[V]) -> list[tuple["Op", V]]:
        """The tests against one operand each that this is made of."""
        if self is Op.BETWEEN:
            return [(Op.AT_LEAST, operands[0]), (Op.AT_MOST, operands[1])]
        return [(self, operand) for operand in operands]

    def holds(self, value: object, operand: object) -> bool:
        """True where a known value passes the test against one known operand.

        >>> Op.AT_LEAST.holds(20, 20), Op.MORE_THAN.holds(20, 20), Op.NONE_OF.holds(1, 2)
        (True, False, True)
        """
        return bool(COMPARISONS[self.sign](value, operand))
