"""Checking of bounds: tests of one number or day that by arithmetic alone never hold together, or always hold."""

import operator
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from fractions import Fraction
from itertools import pairwise
from typing import Any, Final

from eligibility.checking.sheets import Sheet
from eligibility.conditions import Literal, Op, Test
from eligibility.texts import Text
from eligibility.values import Type
from eligibility.vocabulary import Attribute

_LARGE: Final = 10**15  # beyond every number that a fact may be
_HOLDS: Final[Mapping[Op, Callable[..., bool]]] = {
    Op.IS: operator.eq,
    Op.IS_NOT: lambda value, *options: value not in options,
    Op.ONE_OF: lambda value, *options: value in options,
    Op.NONE_OF: lambda value, *options: value not in options,
    Op.AT_LEAST: operator.ge,
    Op.AT_MOST: operator.le,
    Op.MORE_THAN: operator.gt,
    Op.LESS_THAN: operator.lt,
    Op.BETWEEN: lambda value, low, high: low <= value <= high,
    Op.BEFORE: operator.lt,
    Op.AFTER: operator.gt,
    Op.ON_OR_BEFORE: operator.le,
    Op.ON_OR_AFTER: operator.ge,
}


def see_bounds(sheet: Sheet, tests: Sequence[Test], attribute: Attribute, most: int | None = None) -> None:
    """Note tests that no value can pass, or that every value passes; `most` is the largest number there can be."""
    fixed = [test for test in tests if test.op in _HOLDS and all(isinstance(one, Literal) for one in test.operands)]
    if not fixed or not (attribute.type.numeric or attribute.type is Type.DATE):
        return
    passed = {all(_passes(test, value) for test in fixed) for value in _probes(fixed, attribute, most)}
    if True not in passed:
        expected = Text(f"một số từ 0 đến {most}", f"a number from 0 to {most}") if most is not None else _TOGETHER
        sheet.wrong(fixed[-1].place, "không bao giờ thỏa mãn", "this can never hold", expected)
    elif False not in passed and fixed == list(tests):
        sheet.wrong(fixed[0].place, "lúc nào cũng thỏa mãn", "this always holds", _FALLIBLE)


_TOGETHER: Final = Text("các phép thử có thể cùng thỏa mãn", "tests that can hold together")
_FALLIBLE: Final = Text("một phép thử có thể không thỏa mãn", "a test that may fail")


def _passes(test: Test, value: object) -> bool:
    operands = [_number(operand.value) for operand in test.operands if isinstance(operand, Literal)]
    if value is None and test.op not in (Op.IS, Op.IS_NOT, Op.ONE_OF, Op.NONE_OF):
        return False  # nothing is before or after none
    return _HOLDS[test.op](value, *operands)


def _number(value: object) -> Any:  # noqa: ANN401 - whatever compares
    """A day by its number; exact numbers, and none, as they are."""
    return value.toordinal() if isinstance(value, date) else value


def _probes(tests: Sequence[Test], attribute: Attribute, most: int | None) -> list[Any]:
    """Values that speak for all: what tests name, what lies just beside and between these, and both ends."""
    operands = [_number(one.value) for test in tests for one in test.operands if isinstance(one, Literal)]
    named = sorted(value for value in operands if value is not None)
    low, high = 0, _LARGE if most is None else most
    if attribute.type is Type.DATE:
        low, high = date.min.toordinal(), date.max.toordinal()
    elif attribute.type is Type.SHARE and attribute.name:  # unlike a ratio, which may be more than one
        high = 1
    whole = attribute.type in (Type.COUNT, Type.DATE)
    ends = [low, *named, high]
    beside = [value + by for value in named for by in (-1, 1)] if whole else _between(ends)
    none = [None] if attribute.nullable else []
    return [*(value for value in (*ends, *beside) if low <= value <= high), *none]


def _between(ends: Sequence[Any]) -> list[Fraction]:
    return [(Fraction(one) + Fraction(other)) / 2 for one, other in pairwise(ends)]
