"""Encoding: values as they are stored, and back."""

from datetime import date
from decimal import Decimal

import pytest

from eligibility.model import (
    UNKNOWN,
    Attribute,
    OneOf,
    Type,
    decode,
    encode,
    encode_all,
    flag_of,
    full_mask,
    mask_of,
    values_of,
)
from eligibility.sources import Text


@pytest.mark.parametrize(
    ("type_", "value", "stored"),
    [
        (Type.COUNT, 3, 3),
        (Type.QUANTITY, Decimal("20.5"), 20_500_000),
        (Type.SHARE, Decimal("0.2"), 200_000),
        (Type.DATE, date(2023, 7, 5), 738_706),
        (Type.DATE, None, 0),
        (Type.TEXT, "An", "An"),
        (Type.CODE, "07615", "07615"),
        (Type.YES_NO, True, 0b001),
        (Type.YES_NO, OneOf.of(False, None), 0b110),
    ],
)
def test_value_is_stored_exactly(type_, value, stored):
    attribute = Attribute("one", Text("", ""), type_, nullable=True)
    assert encode(attribute, value) == stored
    assert decode(attribute, stored) == value
    assert encode_all(attribute, [value, UNKNOWN]) == [stored, encode(attribute, UNKNOWN)]


@pytest.mark.parametrize("type_", list(Type))
def test_unknown_is_stored_as_such(type_):
    attribute = Attribute("one", Text("", ""), type_, choices=("a", "b") if type_ is Type.CHOICE else ())
    assert decode(attribute, encode(attribute, UNKNOWN)) is UNKNOWN


def test_mask_tells_yes_from_one():
    assert (mask_of(True, (1, True)), mask_of(1, (1, True)), values_of(0b11, (1, True))) == (0b10, 0b01, (1, True))
    assert mask_of(UNKNOWN, (1, True)) == full_mask((1, True))


def test_flag_is_yes_or_no_or_neither():
    assert [flag_of(value) for value in (True, False, OneOf.of(True), OneOf.of(True, False), UNKNOWN)] == [
        True,
        False,
        True,
        None,
        None,
    ]
