"""Values of facts, unknown and partly known included, their types, and levels of evidence."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from enum import Enum, IntEnum
from typing import Final

import attrs


class Unknown(Enum):
    """The type of `UNKNOWN`, which is neither zero, nor no, nor none."""

    UNKNOWN = "unknown"

    def __bool__(self) -> bool:
        raise TypeError("unknown is neither true nor false; compare with `is UNKNOWN`")

    def __repr__(self) -> str:
        return "UNKNOWN"


UNKNOWN: Final = Unknown.UNKNOWN
"""The value of a fact that nobody has stated."""

Choice = str | bool | int | Decimal | None
"""One of finitely many values. None is the law's *none*."""


@attrs.frozen
class OneOf:
    """A choice of which only this is known: that it is one of the options.

    >>> OneOf.of("I", "II", None).options == frozenset({"I", "II", None})
    True
    """

    options: frozenset[Choice]

    @classmethod
    def of(cls, *options: Choice) -> "OneOf":
        """One of these options."""
        return cls(frozenset(options))


Value = str | bool | int | Decimal | date | None
"""A settled value: text, yes or no, count, quantity or share, date, or the law's none."""

Given = Value | Unknown | OneOf
"""A value as a fact gives it."""


class Evidence(IntEnum):
    """Level of evidence of a fact, weakest first."""

    ASSUMED = 0
    UNSTATED = 1
    SECONDARY = 2
    OFFICIAL = 3

    @property
    def key(self) -> str:
        """The word in files and JSON."""
        return self.name.lower()

    @classmethod
    def named(cls, word: "str | Evidence") -> "Evidence":
        """The level with this word; ValueError where there is none.

        >>> Evidence.named("secondary")
        <Evidence.SECONDARY: 2>
        """
        if isinstance(word, Evidence):
            return word
        if word.upper() in cls.__members__:
            return cls[word.upper()]
        raise ValueError(f"no evidence is called {word!r}: official, secondary, unstated or assumed")


class Type(Enum):
    """The type of an attribute's values."""

    YES_NO = "yes_no"
    COUNT = "count"
    QUANTITY = "quantity"
    SHARE = "share"
    DATE = "date"
    TEXT = "text"
    CODE = "code"
    CHOICE = "choice"

    @property
    def finite(self) -> bool:
        """True where the values are few enough to be stored as a set."""
        return self in (Type.YES_NO, Type.CHOICE)

    @property
    def numeric(self) -> bool:
        """True where the values are compared as numbers."""
        return self in (Type.COUNT, Type.QUANTITY, Type.SHARE)


DECIMALS: Final = 6
SCALE: Final = 10**DECIMALS
"""Quantities and shares are stored exactly, as whole millionths."""

LARGEST: Final = 10**12
"""The largest count or quantity: scaled, it stays within the engine's integers (2^62)."""


def scaled(number: int | Decimal) -> int:
    """A quantity or share as whole millionths.

    >>> scaled(Decimal("20.5"))
    20500000
    """
    return int(number * SCALE) if isinstance(number, int) else int(number.scaleb(DECIMALS))


def unscaled(millionths: int) -> Decimal:
    """The quantity or share of so many millionths, in its shortest form.

    >>> unscaled(20_500_000), unscaled(100_000_000)
    (Decimal('20.5'), Decimal('100'))
    """
    whole, rest = divmod(millionths, SCALE)
    return Decimal(millionths).scaleb(-DECIMALS).normalize() if rest else Decimal(whole)


def listed(options: Iterable[object]) -> str:
    """Options one after another, for a message."""
    return ", ".join("none" if option is None else str(option) for option in options)
