"""Ordering: what a key makes of each type of value, and what an unknown value could be at best."""

from datetime import date
from decimal import Decimal

import pytest

from eligibility.allocation.ranking import is_value, rankers
from eligibility.model import UNKNOWN, Key, OneOf
from eligibility.sources import FactError
from tests.contests import LAW, PLACE, T


def ranker(name, whole=None, descending=False, sequence=()):
    return rankers(LAW, "place", [Key(name, whole, descending, sequence, T)])[0]


@pytest.mark.parametrize(
    ("own", "ordered"),
    [
        (ranker("score"), [(0,), (1,), (10,), (UNKNOWN,)]),
        (ranker("score", descending=True), [(10,), (1,), (0,), (UNKNOWN,)]),
        (ranker("share"), [(0,), (Decimal("0.000001"),), (Decimal("0.1"),), (1,), (UNKNOWN,)]),
        (ranker("name"), [("An",), ("Ăn",), ("Ấn",), ("Dương",), ("Đồng",), (UNKNOWN,)]),
        (ranker("name", descending=True), [("Đồng",), ("Dương",), ("Ấn",), ("An",), (UNKNOWN,)]),
        (ranker("since"), [(date(2022, 1, 1),), (date(2023, 1, 1),), (None,), (UNKNOWN,)]),
        (ranker("since", descending=True), [(date(2023, 1, 1),), (date(2022, 1, 1),), (None,), (UNKNOWN,)]),
        (ranker("kind", sequence=("z", "x")), [("z",), ("x",), ("y",), (OneOf.of("z", "x"),)]),
        (ranker("kind", descending=True, sequence=("z", "x")), [("x",), ("z",), ("y",), (UNKNOWN,)]),
        (ranker("level"), [("low",), ("high",), (UNKNOWN,)]),  # without a sequence, as the vocabulary has it
        (ranker("flag", sequence=(False, True)), [(False,), (True,), (UNKNOWN,)]),
        (ranker("poor", "all"), [(0, 7), (1, 3), (333_333_333_334, 10**12), (1, 2), (1, UNKNOWN)]),
        (ranker("poor", "all", descending=True), [(2, 3), (1, 2), (0, 0), (UNKNOWN, 2)]),
    ],
)
def test_key_puts_values_in_order(own, ordered):
    cells = [own.cell(values) for values in ordered]
    assert cells == sorted(cells)
    assert len({repr(own.part.name) + repr(cell) for cell in cells}) == len(cells)


def test_key_of_equal_values_is_equal():
    assert ranker("name", descending=True).cell(["An"]) == ranker("name", descending=True).cell(["An"])
    assert ranker("name", descending=True).cell(["An"])[1] != "An"
    assert ranker("poor", "all").cell([1, 3]) == ranker("poor", "all").cell([2, 6])
    assert ranker("poor", "all").cell([0, 0]) == ranker("poor", "all").cell([0, 5])


def test_ratio_of_nothing_is_refused():
    with pytest.raises(FactError, match="poor: poor is 1 while all is 0"):
        ranker("poor", "all").cell([1, 0])


@pytest.mark.parametrize(
    ("own", "unknown", "bests"),
    [
        (ranker("score"), (UNKNOWN,), [(0,)]),
        (ranker("share", descending=True), (UNKNOWN,), [(1,)]),
        (ranker("share"), (UNKNOWN,), [(0,)]),
        (ranker("kind", sequence=("z", "x")), (UNKNOWN,), [("z",)]),
        (ranker("kind", sequence=("z", "x")), (OneOf.of("y", "x"),), [("x",)]),
        (ranker("poor", "all"), (UNKNOWN, 3), [(0, 3)]),
        (ranker("poor", "all", descending=True), (3, UNKNOWN), [(3, 3)]),
    ],
)
def test_best_of_an_unknown_value_is_the_first_that_it_can_be(own, unknown, bests):
    assert own.best(unknown, own.cell(unknown)) == own.cell(bests[0])


@pytest.mark.parametrize(
    ("own", "unknown", "foremost"),
    [
        (ranker("score", descending=True), (UNKNOWN,), (10**12,)),
        (ranker("score", "all", descending=True), (UNKNOWN, 1), (10**12, 1)),
        (ranker("name"), (UNKNOWN,), ("!",)),
        (ranker("since"), (UNKNOWN,), (date(1900, 1, 1),)),
        (ranker("since", descending=True), (UNKNOWN,), (date(2200, 1, 1),)),
    ],
)
def test_best_of_a_value_without_bound_is_ahead_of_all(own, unknown, foremost):
    assert own.best(unknown, own.cell(unknown)) < own.cell(foremost)


def test_best_of_a_known_value_is_its_own():
    own = ranker("score", descending=True)
    assert own.best([3], own.cell([3])) == own.cell([3])


def test_tie_break_is_the_code_then_the_names_from_the_widest():
    names = [one.names for one in rankers(LAW, "place", [])]
    assert names == [("code",), ("province",), ("district",), ("name",)]
    assert [one.key for one in rankers(LAW, "place", [])] == [None] * 4
    assert PLACE.name == "place"


@pytest.mark.parametrize(
    ("value", "wanted", "same"), [(True, True, True), (1, True, False), (None, None, True), (UNKNOWN, None, False)]
)
def test_value_yes_is_not_the_number_one(value, wanted, same):
    assert is_value(value, wanted) is same
