"""Variations: something with one thing in it changed, described, and carried to what contains it."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Generic, TypeVar, cast

import attrs

from eligibility.sources import Place, Text

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)
U = TypeVar("U")


@attrs.frozen
class Variation(Generic[T_co]):
    """One change: the changed thing, its place, the identifier and the words of the change, and what would notice."""

    becomes: T_co
    place: Place
    key: str
    what: Text
    hint: Text

    def put(self, becomes: U) -> "Variation[U]":
        """The same change of something that contains the changed thing."""
        return Variation(becomes, self.place, self.key, self.what, self.hint)

    def of(self, vi: str, en: str) -> "Variation[T_co]":
        """The same change, its words preceded by what it is a change of."""
        return attrs.evolve(self, what=Text(f"{vi}: {self.what.vi}", f"{en}: {self.what.en}"))


def in_field(holder: T, field: str, changes: Iterable[Variation[Any]]) -> Iterator[Variation[T]]:
    """Changes of one field as changes of the object that has it."""
    for change in changes:
        yield change.put(with_field(holder, field, change.becomes))


def with_field(holder: T, field: str, value: object) -> T:
    """A copy of an attrs object with another value in one field."""
    changed: T = attrs.evolve(cast("Any", holder), **{field: value})
    return changed


def in_items(items: Sequence[T], index: int, changes: Iterable[Variation[T]]) -> Iterator[Variation[tuple[T, ...]]]:
    """Changes of one item as changes of all items."""
    for change in changes:
        yield change.put(replaced(items, index, change.becomes))


def replaced(items: Sequence[T], index: int, *new: T) -> tuple[T, ...]:
    """The items with others in the place of one.

    >>> replaced("abc", 1), replaced("abc", 1, "x")
    (('a', 'c'), ('a', 'x', 'c'))
    """
    return (*items[:index], *new, *items[index + 1 :])


def swapped(items: Sequence[T], index: int) -> tuple[T, ...]:
    """The items with one and the next exchanged.

    >>> swapped("abc", 1)
    ('a', 'c', 'b')
    """
    return (*items[:index], items[index + 1], items[index], *items[index + 2 :])


def after(domain: Sequence[Any], value: object) -> Any:  # noqa: ANN401 - a value of the domain
    """The value of a domain that follows another, the first after the last."""
    index = next(index for index, each in enumerate(domain) if each == value and type(each) is type(value))
    return domain[(index + 1) % len(domain)]
