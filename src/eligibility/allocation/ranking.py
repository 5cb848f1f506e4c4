"""The keys of a priority order, as cells by which subjects are compared.

`ranked` of `awards` sorts by them; over columns the keys are those of `columnar.keys`.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Any, Final

import attrs

from eligibility.model import (
    UNKNOWN,
    Attribute,
    Choice,
    Decisions,
    Facts,
    Given,
    Key,
    Law,
    OneOf,
    Ratio,
    Type,
    Value,
    format_value,
    scaled,
)
from eligibility.sources import FactError, Place, Problem, alphabetical

Cell = tuple[Any, ...]
"""The value of one key for a subject, to compare with another's: the smaller one comes first."""

_AHEAD: Final[Cell] = (-1,)  # better than any value: what an unknown one could be at best
_NONE: Final[Cell] = (1,)  # the law's none, after every value
_LAST: Final[Cell] = (2,)  # unknown


@attrs.frozen(eq=False)
class _Backwards:
    """A text's place in the alphabet, the other way round."""

    letters: tuple[list[int], list[int], str]

    def __lt__(self, other: "_Backwards") -> bool:
        return other.letters < self.letters

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Backwards) and self.letters == other.letters

    __hash__ = None  # type: ignore[assignment]


@attrs.frozen(eq=False)
class Ranker:
    """One key of the order, an attribute or the ratio of two; without a planner's key, part of the final tie-break.

    `places` are the positions of the values of a sequence.
    """

    key: Key | None
    part: Attribute
    whole: Attribute | None = None
    places: Mapping[tuple[bool, Value], int] = attrs.field(factory=dict)

    @property
    def names(self) -> tuple[str, ...]:
        """The attributes that it reads."""
        return (self.part.name, self.whole.name) if self.whole else (self.part.name,)

    def cell(self, values: Sequence[Given]) -> Cell:
        """The cell of these values; unknown or partly known values come last."""
        if not all(map(is_known, values)):
            return _LAST
        operands: tuple[Any, ...] = tuple(values)
        return self._ratio(operands[0], operands[1]) if self.whole else self._value_cell(operands[0])

    def best(self, values: Sequence[Given], cell: Cell) -> Cell:
        """The foremost cell that values could still reach, where this is the one that they have."""
        if cell != _LAST:
            return cell
        if self.part.type.finite:
            options = values[0].options if isinstance(values[0], OneOf) else self.part.domain
            return min(self._value_cell(option) for option in options)
        if not self._descending:
            return (0, 0) if self.part.type.numeric else _AHEAD
        if self.whole and self.whole.name in self.part.part_of:
            return (0, -1)
        return (0, -scaled(1)) if self.part.type is Type.SHARE and not self.whole else _AHEAD

    @property
    def _descending(self) -> bool:
        return self.key is not None and self.key.descending

    def _value_cell(self, value: Value) -> Cell:
        sign = -1 if self._descending else 1
        if self.places:
            place = self.places.get((isinstance(value, bool), value))
            return (0, len(self.places)) if place is None else (0, sign * place)
        if value is None:
            return _NONE
        if isinstance(value, date):
            return (0, sign * value.toordinal())
        if isinstance(value, str):
            letters = _letters(value)
            return (0, _Backwards(letters) if self._descending else letters)
        return (0, sign * scaled(value))

    def _ratio(self, part: int | Decimal, whole: int | Decimal) -> Cell:
        assert self.whole is not None
        if not whole and part:
            what = Ratio(*self.names).of_nothing(format_value(part))
            raise FactError([Problem(Place("", column=self.part.name), what)])
        share = Fraction(part) / Fraction(whole) if whole else Fraction(0)
        return (0, -share if self._descending else share)


_letters = lru_cache(maxsize=65_536)(alphabetical)


def rankers(law: Law, subject: str, keys: Sequence[Key]) -> tuple[Ranker, ...]:
    """The keys of an order, then those of the final tie-break."""
    return (*(_ranker(law, subject, key) for key in keys), *_tie_break(law, subject))


def _ranker(law: Law, subject: str, key: Key) -> Ranker:
    part = law.attribute(subject, key.attribute)
    whole = law.attribute(subject, key.whole) if key.whole else None
    assert part is not None, key  # the checker has seen to it
    sequence = key.sequence or part.domain
    return Ranker(key, part, whole, {(isinstance(value, bool), value): index for index, value in enumerate(sequence)})


def _tie_break(law: Law, subject: str) -> list[Ranker]:
    """The code, then the names from the widest down, then what other codes there are."""
    attributes = [*law.vocabulary[subject].attributes.values()][::-1]
    code = [attribute for attribute in attributes if attribute.name == "code"]
    texts = [attribute for attribute in attributes if attribute.type is Type.TEXT]
    codes = [attribute for attribute in attributes if attribute.type is Type.CODE and attribute.name != "code"]
    return [Ranker(None, attribute) for attribute in (*code, *texts, *codes)]


def is_known(value: Given) -> bool:
    """True where a value is neither unknown nor partly known."""
    return value is not UNKNOWN and not isinstance(value, OneOf)


def is_value(value: object, wanted: Choice) -> bool:
    """True where a value is the one wanted; yes is not the number 1."""
    return value == wanted and isinstance(value, bool) == isinstance(wanted, bool)


def value_of(facts: Facts, decisions: Decisions, name: str) -> Given:
    """A fact, or a derived value; a derived one that is undetermined is unknown, or one of what it may be."""
    if name not in decisions:
        fact: Given = getattr(facts.subject, name, UNKNOWN)
        return fact
    decision = decisions[name]
    if decision.decided:
        return decision.value
    partly = bool(decision.may_be) and not decision.conflict
    return OneOf(frozenset(decision.may_be)) if partly else UNKNOWN
