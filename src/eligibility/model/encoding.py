"""Encoding: how one value of an attribute is stored, the same in a frame's slot and in a column's cell.

- yes/no, choice: a bit for each value of the domain that it may be; unknown is all of them;
- count: the number; quantity, share: whole millionths;
- date: its ordinal, 0 for the law's none;
- text, code: the text.

Unknown is None but for choices. Columns store an attribute that is only yes or no as a Boolean instead (`flag_of`).
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from eligibility.model.attributes import Attribute
from eligibility.model.values import SCALE, UNKNOWN, Choice, OneOf, Type, scaled, unscaled

Stored = Any
"""A value as it is stored: a number or a text, or None."""


def position(value: object, domain: Sequence[Choice]) -> int:
    """The position of a value in a domain; yes is not the number one. Raises StopIteration where it is absent."""
    return next(index for index, option in enumerate(domain) if option == value and type(option) is type(value))


def full_mask(domain: Sequence[Choice]) -> int:
    """The bits of all values of a domain."""
    return (1 << len(domain)) - 1


def bits_of(domain: Sequence[Choice]) -> dict[Choice, int]:
    """The bit of each value of a domain."""
    return {value: 1 << index for index, value in enumerate(domain)}


def mask_of(value: object, domain: Sequence[Choice]) -> int:
    """The bits of the values that this one may be."""
    if value is UNKNOWN:
        return full_mask(domain)
    options: Iterable[object] = value.options if isinstance(value, OneOf) else (value,)
    return sum(1 << position(option, domain) for option in options)


def values_of(mask: int, domain: Sequence[Choice]) -> tuple[Choice, ...]:
    """The values of a domain whose bits are set.

    >>> values_of(0b101, ("I", "II", "III"))
    ('I', 'III')
    """
    return tuple(value for index, value in enumerate(domain) if mask >> index & 1)


def encode(attribute: Attribute, value: Any) -> Stored:  # noqa: ANN401 - a value of any type
    """A value as it is stored."""
    if attribute.type.finite:
        return mask_of(value, attribute.domain)
    if value is UNKNOWN:
        return None
    if attribute.type is Type.DATE:
        return value.toordinal() if value else 0
    return scaled(value) if attribute.type in (Type.QUANTITY, Type.SHARE) else value


def encode_all(attribute: Attribute, values: Iterable[Any]) -> list[Stored]:
    """Many values as they are stored: faster than one by one."""
    if attribute.type.finite:
        domain, bits, full = attribute.domain, bits_of(attribute.domain), full_mask(attribute.domain)
        # Unknown is not looked up in the table: the hash of an enumeration's member is a call.
        return [full if value is UNKNOWN else bits.get(value) or mask_of(value, domain) for value in values]
    if attribute.type is Type.DATE:
        return [None if value is UNKNOWN else 0 if value is None else value.toordinal() for value in values]
    if attribute.type in (Type.QUANTITY, Type.SHARE):
        return [None if value is UNKNOWN else int(value * SCALE) for value in values]
    return [None if value is UNKNOWN else value for value in values]


def decode(attribute: Attribute, stored: Stored) -> Any:  # noqa: ANN401 - a value of any type
    """The value that is stored."""
    if attribute.type.finite:
        values = values_of(stored, attribute.domain)
        if len(values) == 1:
            return values[0]
        return UNKNOWN if len(values) == len(attribute.domain) else OneOf(frozenset(values))
    if stored is None:
        return UNKNOWN
    if attribute.type is Type.DATE:
        return date.fromordinal(stored) if stored else None
    return unscaled(stored) if attribute.type in (Type.QUANTITY, Type.SHARE) else stored


def flag_of(value: object) -> bool | None:
    """Yes or no as a Boolean; None where it may be both."""
    if isinstance(value, OneOf) and len(value.options) == 1:
        (value,) = value.options
    return value if isinstance(value, bool) else None
