"""Bits hold what columns hold, whatever their length and wherever in a longer column they begin."""

import random
from itertools import pairwise

import numpy as np
import polars as pl
import pytest

from eligibility.engines.columnar import Bits, Numbers
from eligibility.engines.columnar.bits import Offsets, Wide, column, compared, constant, packed, product, read

LENGTHS = (0, 1, 7, 8, 63, 64, 65, 1_000)


def outcomes(rng, length):
    return [rng.choice((True, False, None)) for _ in range(length)]


@pytest.mark.parametrize("length", LENGTHS)
def test_outcomes_come_back_as_they_were(length):
    held = outcomes(random.Random(length), length)
    found = read(pl.Series(held, dtype=pl.Boolean))
    assert isinstance(found, Bits)
    assert column(found, length).to_list() == held


@pytest.mark.parametrize("start", [1, 8, 13])
def test_slice_is_read_from_where_it_begins(start):
    held = outcomes(random.Random(start), 200)
    found = read(pl.Series(held, dtype=pl.Boolean).slice(start, 100))
    assert isinstance(found, Bits)
    assert column(found, 100).to_list() == held[start : start + 100]
    numbers = read(pl.Series([*range(200)]).replace(start + 1, None).slice(start, 100))
    assert isinstance(numbers, Numbers)
    assert numbers.known is not None
    assert column(Bits(numbers.known, numbers.known), 100).to_list() == [at != 1 for at in range(100)]


@pytest.mark.parametrize("value", [True, False, None])
def test_constant_is_the_same_for_all(value):
    assert column(constant(value, 70), 70).to_list() == [value] * 70


@pytest.mark.parametrize("counts", [[0], [3], [0, 0, 5, 0], [64, 64, 1], [63, 2, 0, 130, 0]])
def test_members_are_counted_by_their_bits(counts):
    rng = random.Random(sum(counts))
    flags = [rng.random() < 0.5 for _ in range(sum(counts))]
    starts = [sum(counts[:at]) for at in range(len(counts) + 1)]
    found = Offsets(pl.Series(starts)).counted(packed(np.array(flags, dtype=bool)))
    assert found.tolist() == [sum(flags[a:b]) for a, b in pairwise(starts)]


@pytest.mark.parametrize("sign", ["==", "!=", ">=", "<=", ">", "<"])
def test_products_of_128_bits_are_compared_exactly(sign):
    rng = random.Random(sign)
    largest = 10**18
    left = [rng.choice((0, 1, largest, rng.randrange(largest))) for _ in range(300)]
    right = [rng.choice((one, one, rng.randrange(largest))) for one in left]
    factors = [rng.choice((0, 1, 3, rng.randrange(10**12))) for _ in left]
    other = [rng.choice((one, one, one + 1)) for one in factors]
    sides = [
        product(Wide(np.zeros(300, np.uint64), np.array(one, np.uint64), None), Numbers(np.array(times, np.int64)))
        for one, times in ((left, factors), (right, other))
    ]
    expected = [eval(f"{a} * {b} {sign} {c} * {d}") for a, b, c, d in zip(left, factors, right, other, strict=True)]
    assert column(compared(sides[0], sign, sides[1]), 300).to_list() == expected


def test_product_is_unknown_where_one_side_is():
    known = packed(np.array([True, False, True]))
    wide = Wide(np.zeros(3, np.uint64), np.array([1, 2, 3], np.uint64), known)
    found = compared(product(wide, 2), "==", product(wide, Numbers(np.array([2, 2, 3]))))
    assert column(found, 3).to_list() == [True, None, False]
