"""Keys in numbers: ratios in exact order, and numbers told apart by small ones."""

from fractions import Fraction

import numpy as np
import pytest

from eligibility.allocation.columnar.keys import dense, ratios

LARGE = 10**18


@pytest.mark.parametrize("scale", [1, LARGE // 4])
def test_ratios_come_in_exact_order(scale):
    pairs = [(part * scale, whole * scale) for whole in range(4) for part in range(whole + 1)]
    pairs += [(LARGE - 1, LARGE), (LARGE - 2, LARGE - 1), (1, LARGE)] if scale > 1 else []
    exact = [Fraction(part, whole) if whole else Fraction(0) for part, whole in pairs]
    found = ratios(*(np.array(side, dtype=np.int64) for side in zip(*pairs, strict=True)))
    for one, own in zip(exact, found, strict=True):
        for other, theirs in zip(exact, found, strict=True):
            assert (one < other, one == other) == (own < theirs, own == theirs)


@pytest.mark.parametrize("dtype", [np.int64, np.uint64, np.uint8])
@pytest.mark.parametrize("wide", [0, 1])
def test_dense_numbers_keep_the_order(dtype, wide):
    values = np.array([7, 3, 7, 0, 64], dtype=dtype)
    values = values if dtype is np.uint8 else values + dtype(wide) * dtype(2**40) * (values > 3)
    places, firsts = dense(values)
    assert places.tolist() == [2, 1, 2, 0, 3]
    assert values[firsts][places].tolist() == values.tolist()
    assert [one.tolist() for one in dense(values[:0])] == [[], []]
    assert dense(values[3:4])[0].tolist() == [0]
