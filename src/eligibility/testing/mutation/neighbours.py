"""Neighbours of a value: the next value up and down, by the smallest difference that counts."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from eligibility.model import Type, Value
from eligibility.reporting import Measure


def neighbours(measure: Measure, value: Value) -> Iterator[Value]:
    """The next value up, and the next one down, as far as there are such.

    >>> from eligibility.sources import Text
    >>> [*neighbours(Measure(Text("", ""), Type.COUNT), 150)]
    [151, 149]
    >>> [*neighbours(Measure(Text("", ""), Type.SHARE, Decimal("0.01")), Decimal(1))]
    [Decimal('0.99')]
    """
    if measure.domain:
        numbers = sorted(number for number in measure.domain if isinstance(number, Decimal))
        if isinstance(value, Decimal) and value in numbers:
            index = numbers.index(value)
            yield from (*numbers[index + 1 : index + 2], *numbers[max(index - 1, 0) : index])
    elif isinstance(value, date):
        yield from (value + timedelta(1), value - timedelta(1))
    elif isinstance(value, int | Decimal) and not isinstance(value, bool):
        whole = isinstance(value, int) and measure.step == int(measure.step)
        step = int(measure.step) if whole else measure.step
        for other in (value + step, value - step):
            if other >= 0 and not (measure.type is Type.SHARE and other > 1):
                yield other
