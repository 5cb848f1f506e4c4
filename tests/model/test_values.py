"""Values: unknown is not no, evidence has an order, quantities are exact."""

import copy
import pickle
from decimal import Decimal

import pytest

from eligibility.model import LARGEST, UNKNOWN, Evidence, OneOf, Type, listed, scaled, unscaled
from eligibility.model.invalid_values import TYPE_TITLES


def test_unknown_taken_for_a_truth_is_an_error():
    with pytest.raises(TypeError, match="neither true nor false"):
        bool(UNKNOWN)


def test_unknown_copied_stays_unknown():
    assert copy.deepcopy(UNKNOWN) is UNKNOWN
    assert pickle.loads(pickle.dumps(UNKNOWN)) is UNKNOWN
    assert repr(UNKNOWN) == "UNKNOWN"
    assert UNKNOWN != "unknown"


def test_one_of_options_in_any_order_is_equal():
    assert OneOf.of("I", None) == OneOf.of(None, "I")
    assert OneOf.of("I", None) != OneOf.of("I")
    assert hash(OneOf.of("I", "II")) == hash(OneOf.of("II", "I"))


def test_evidence_is_ordered_weakest_first():
    assert [level.key for level in sorted(Evidence)] == ["assumed", "unstated", "secondary", "official"]


@pytest.mark.parametrize("word", ["official", "OFFICIAL", Evidence.OFFICIAL])
def test_evidence_named_is_the_level(word):
    assert Evidence.named(word) is Evidence.OFFICIAL


@pytest.mark.parametrize("word", ["offical", "", "3", "named"])
def test_evidence_of_another_name_is_refused(word):
    with pytest.raises(ValueError, match="official, secondary, unstated or assumed"):
        Evidence.named(word)


def test_every_type_has_a_title_and_a_way_to_compare():
    assert set(TYPE_TITLES) == set(Type)
    assert {type_ for type_ in Type if type_.finite} == {Type.YES_NO, Type.CHOICE}
    assert {type_ for type_ in Type if type_.numeric} == {Type.COUNT, Type.QUANTITY, Type.SHARE}


@pytest.mark.parametrize(
    ("number", "millionths", "text"),
    [
        (0, 0, "0"),
        (3, 3_000_000, "3"),
        (Decimal("0.000001"), 1, "0.000001"),
        (Decimal("20.50"), 20_500_000, "20.5"),
        (Decimal(100), 100_000_000, "100"),
        (Decimal("1E+2"), 100_000_000, "100"),
        (LARGEST, LARGEST * 10**6, str(LARGEST)),
        (LARGEST - Decimal("0.000001"), LARGEST * 10**6 - 1, "999999999999.999999"),
    ],
)
def test_quantity_scaled_and_back_is_exact(number, millionths, text):
    assert scaled(number) == millionths
    assert unscaled(millionths) == number
    assert str(unscaled(millionths)) == text


def test_the_largest_quantity_fits_the_engines_integers():
    assert scaled(LARGEST) < 2**62


def test_listed_options_name_the_laws_none():
    assert listed(["I", None, 3]) == "I, none, 3"
