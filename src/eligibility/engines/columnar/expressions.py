"""Expressions over whole columns, independent of what computes them.

An outcome is a nullable Boolean: true where satisfied, false where not, null where undetermined; `both`, `either` and
`negated` are then Kleene's own. Constants are folded here and never reach a column.
"""

from collections.abc import Iterable
from typing import Final

import attrs

from eligibility.model import COMPARISONS


@attrs.frozen
class ColumnRef:
    """The column of this name in the table at hand."""

    name: str


@attrs.frozen
class Constant:
    """The same for every row; None is *undetermined*, or an unknown number."""

    value: bool | int | str | None


@attrs.frozen
class Call:
    """A sign applied to its parts.

    ``& | ~`` are Kleene's. ``== != >= <= > <`` compare, to null where a side is null. ``+ * //`` calculate in whole
    numbers. ``bits`` are those that two numbers share. ``sure`` is true where an outcome is true, ``may`` where it is
    not false, ``null`` where a value is null; none of them is ever null. ``if`` chooses by a condition that is never
    null. ``wide`` is the same number in 128 bits, ``number`` an outcome that is never null as 0 or 1.
    """

    sign: str
    parts: tuple["Expression", ...]


Expression = ColumnRef | Constant | Call

TRUE: Final = Constant(True)
FALSE: Final = Constant(False)
MAYBE: Final = Constant(None)


def both(*parts: Expression) -> Expression:
    """Conjunction."""
    return _joined("&", parts, TRUE, FALSE)


def either(*parts: Expression) -> Expression:
    """Disjunction."""
    return _joined("|", parts, FALSE, TRUE)


def _joined(sign: str, parts: Iterable[Expression], neutral: Constant, final: Constant) -> Expression:
    kept = list(dict.fromkeys(part for part in parts if part != neutral))
    if final in kept:
        return final
    return kept[0] if len(kept) == 1 else Call(sign, tuple(kept)) if kept else neutral


def negated(part: Expression) -> Expression:
    """Negation."""
    if isinstance(part, Constant):
        return MAYBE if part == MAYBE else FALSE if part.value else TRUE
    return part.parts[0] if isinstance(part, Call) and part.sign == "~" else Call("~", (part,))


def sure(part: Expression) -> Expression:
    """True where an outcome is satisfied; never null."""
    return Constant(part.value is True) if isinstance(part, Constant) else Call("sure", (part,))


def may(part: Expression) -> Expression:
    """True where an outcome is not excluded; never null."""
    return Constant(part.value is not False) if isinstance(part, Constant) else Call("may", (part,))


def unknown(part: Expression) -> Expression:
    """True where a value is unknown; never null."""
    return Constant(part.value is None) if isinstance(part, Constant) else Call("null", (part,))


def bounded(certain: Expression, possible: Expression) -> Expression:
    """The outcome that certainly holds where `certain` and possibly where `possible`; neither is ever null."""
    return either(certain, both(possible, MAYBE))


def chosen(condition: Expression, then: Expression, otherwise: Expression) -> Expression:
    """One value or the other, by a condition that is never null."""
    if isinstance(condition, Constant):
        return then if condition.value else otherwise
    return then if then == otherwise else Call("if", (condition, then, otherwise))


def switched(state: Expression, then: Expression, otherwise: Expression) -> Expression:
    """One outcome or the other by a state; where that is undetermined, the outcome that both have."""
    return either(both(state, then), both(negated(state), otherwise), both(then, otherwise))


def compared(left: Expression, sign: str, right: Expression) -> Expression:
    """A comparison, undetermined where a side is unknown."""
    if MAYBE in (left, right):
        return MAYBE
    if isinstance(left, Constant) and isinstance(right, Constant):
        return Constant(bool(COMPARISONS[sign](left.value, right.value)))
    return Call(sign, (left, right))


def plus(left: Expression, right: Expression) -> Expression:
    """A sum."""
    if isinstance(left, Constant) and isinstance(right, Constant):
        return Constant(_number(left) + _number(right))
    return right if left == Constant(0) else left if right == Constant(0) else Call("+", (left, right))


def times(left: Expression, factor: int) -> Expression:
    """A multiple; unknown where the number is."""
    if left == MAYBE or factor == 1:
        return left
    return Constant(_number(left) * factor) if isinstance(left, Constant) else Call("*", (left, Constant(factor)))


def multiplied(left: Expression, right: Expression) -> Expression:
    """A product; unknown where one of them is."""
    return MAYBE if MAYBE in (left, right) else Call("*", (left, right))


def _number(constant: Constant) -> int:
    assert isinstance(constant.value, int), constant
    return constant.value


def shared(number: Expression, bits: int) -> Expression:
    """True where a number has one of these bits."""
    if isinstance(number, Constant):
        return Constant(bool(_number(number) & bits))
    return Call("!=", (Call("bits", (number, Constant(bits))), Constant(0)))


def numbered(part: Expression) -> Expression:
    """An outcome that is never null as 0 or 1."""
    return Constant(int(part.value is True)) if isinstance(part, Constant) else Call("number", (part,))
