"""Comparisons that compiled rules call at run time, where a single operator is not enough.

Outcomes are two bits (`Outcome`): 0 not satisfied, 1 undetermined, 3 satisfied.
"""

from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from fractions import Fraction

from eligibility.model import SCALE, Attribute, Choice, Literal, Op, Ratio, Test, Type
from eligibility.sources import FactError, Place, Problem

Comparable = int | Fraction | Decimal
"""Numbers that are compared exactly, whichever of these they are."""


def compared(op: Op, value: Comparable, operand: Comparable) -> bool:
    """True where a known value passes a test against one known operand.

    >>> compared(Op.AT_LEAST, 20, 20), compared(Op.MORE_THAN, 20, 20)
    (True, False)
    """
    return op.holds(Fraction(value), Fraction(operand))


def judged(op: Op, value: Comparable, operands: Sequence[Comparable | None]) -> int:
    """The outcome of a known value's test; an operand that is None is unknown.

    >>> judged(Op.BETWEEN, 3, (None, 2)), judged(Op.BETWEEN, 2, (None, 2)), judged(Op.IS, 2, (None, 2))
    (0, 1, 3)
    """
    outcomes = [1 if operand is None else 3 * compared(part, value, operand) for part, operand in op.parts(operands)]
    return min(outcomes) if op.conjoined else max(outcomes)


def bounded(op: Op, low: int, high: int | None, operands: Sequence[Comparable | None]) -> int:
    """The outcome of a test of a number between bounds: settled where it is the same for every number between them.

    >>> (
    ...     bounded(Op.AT_LEAST, 1, None, (1,)),
    ...     bounded(Op.AT_LEAST, 0, None, (1,)),
    ...     bounded(Op.IS_NOT, 1, 2, (3,)),
    ... )
    (3, 1, 3)
    """
    numbers = [int(operand) for operand in operands if operand is not None]
    top = max((low, *numbers)) + 2 if high is None else high
    # Outcomes change only at the operands: it is enough to try their neighbours and the ends.
    probes = {low, top, *(number + step for number in numbers for step in (-1, 0, 1, 2))}
    return agreed(judged(op, number, operands) for number in probes if low <= number <= top)


def agreed(outcomes: Iterable[int]) -> int:
    """The outcome that all have, or undetermined."""
    distinct = set(outcomes)
    return distinct.pop() if len(distinct) == 1 else 1


def passing(tests: Iterable[Test], domain: tuple[Choice, ...]) -> int:
    """The bits of the values of a domain that pass all these tests."""
    return sum(1 << bit for bit, value in enumerate(domain) if all(_passes(test, value) for test in tests))


def _passes(test: Test, value: Choice) -> bool:
    operands = [operand.value for operand in test.operands if isinstance(operand, Literal)]
    if test.op.chooses:
        # True == 1 in Python, but yes is not one.
        equal = any(operand == value and type(operand) is type(value) for operand in operands)
        return equal != test.op.refuses
    numbers = [operand for operand in operands if isinstance(operand, int | Decimal)]
    # None is not a number; the checker has seen to it that every other value is one.
    return isinstance(value, int | Decimal) and judged(test.op, value, numbers) > 0


def chosen(bits: int, values: int) -> int:
    """The outcome for a choice that may have these values, of which those in `bits` pass."""
    return 0 if not values & bits else 1 if values & ~bits else 3


def choosing(tests: Iterable[Test], domain: tuple[Choice, ...]) -> Callable[[int], int]:
    """The outcome of tests of a choice, by the bits of the values that it may have."""
    known_answers = [test.operands == (Literal(True),) for test in tests if test.op is Op.KNOWN]
    bits = passing([test for test in tests if test.op is not Op.KNOWN], domain)

    def outcome(values: int) -> int:
        single = not values & (values - 1)
        return chosen(bits, values) if all(single is wanted for wanted in known_answers) else 0

    return outcome


def contradiction(part: str, whole: str, number: object) -> FactError:
    """The error of a part of nothing."""
    return FactError([Problem(Place("", column=part), Ratio(part, whole).of_nothing(number))])


def scale_beside(attribute: Attribute, other: Attribute) -> int:
    """The factor that brings a number to the unit of another: a count to millionths."""
    return SCALE if attribute.type is Type.COUNT and other.type is not Type.COUNT else 1
