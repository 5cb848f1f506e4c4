"""Tests of bounded numbers, as expressions, against the engine that tries every number."""

import random
from fractions import Fraction

import polars as pl
import pytest

from eligibility.engines.columnar import ColumnRef, Constant
from eligibility.engines.columnar.bits import column
from eligibility.engines.columnar.expressions import MAYBE
from eligibility.engines.columnar.ranges import Number, Range, ranged
from eligibility.engines.columnar.tables import Table
from eligibility.engines.comparisons import bounded
from eligibility.model import SCALE, Op
from tests.sizes import sized

WORDS = {True: 3, None: 1, False: 0}
OPS = [op for op in Op if op not in (Op.KNOWN, Op.BEFORE, Op.AFTER, Op.ON_OR_BEFORE, Op.ON_OR_AFTER)]


def operand(rng, name, rows):
    """An operand as an expression, its column, and what it is in each row."""
    draw = rng.random()
    if draw < 0.15:
        return Number(MAYBE, 1), None, [None] * rows
    if draw < 0.5:
        number = Fraction(rng.randint(0, 12), rng.choice((1, 1, 2)))
        return Number(Constant(number.numerator), number.denominator), None, [number] * rows
    if draw < 0.75:
        held = [rng.choice((None, 0, 1, 2, 3, 4, 5)) for _ in range(rows)]
        return Number(ColumnRef(name), 1), held, held
    halves = [rng.choice((None, 0, 1, 2, 3, 4, 5, 6, 7)) for _ in range(rows)]
    held = [None if half is None else half * SCALE // 2 for half in halves]
    return Number(ColumnRef(name), SCALE), held, [None if half is None else Fraction(half, 2) for half in halves]


@pytest.mark.parametrize("op", OPS)
def test_ranged_says_what_every_number_says(op):
    rng = random.Random(op.value)
    for _ in range(sized(50, 300)):
        rows = 40
        low = [rng.randint(0, 4) for _ in range(rows)]
        top = [one + rng.randint(0, 3) for one in low]
        closed = [rng.random() < 0.7 for _ in range(rows)]
        many = 2 if op is Op.BETWEEN else rng.randint(1, 3) if op in (Op.ONE_OF, Op.NONE_OF, Op.IS, Op.IS_NOT) else 1
        drawn = [operand(rng, f"operand {at}", rows) for at in range(many)]
        held = {f"operand {at}": one for at, (_, one, _) in enumerate(drawn) if one is not None}
        table = Table(pl.DataFrame({"low": low, "top": top, "closed": closed, **held}))
        within = Range(ColumnRef("low"), ColumnRef("top"), ColumnRef("closed"))
        found = column(table.outcome(ranged(op, within, tuple(one for one, _, _ in drawn))), rows)
        expected = [
            bounded(op, low[at], top[at] if closed[at] else None, [values[at] for _, _, values in drawn])
            for at in range(rows)
        ]
        assert [WORDS[one] for one in found] == expected
