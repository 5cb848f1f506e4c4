"""Candidate values: the values of a fact that are worth trying, because the rules that read it tell them apart."""

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from math import ceil, floor
from typing import Any, Final, assert_never

import attrs

from eligibility.engines import SUBJECT, Frame, FrameLayout
from eligibility.model import (
    LARGEST,
    SCALE,
    UNKNOWN,
    AsOf,
    Attribute,
    Condition,
    Count,
    Fact,
    FactValue,
    Law,
    Leaf,
    Literal,
    NamedValue,
    Op,
    Operand,
    Ratio,
    Type,
    Value,
    by_kind,
    decode,
    encode,
    scaled,
    walk,
    wholes_of,
)

EXAMPLE: Final = 100
"""Of a whole of which nothing is known: so many, so that shares read as per cent."""

MANY: Final = 20
"""More members of a relation than this are not tried."""


Memo = dict[tuple[object, ...], tuple[Any, ...]]


@attrs.frozen
class CandidateValues:
    """The values worth trying under a law."""

    law: Law
    memo: Memo = attrs.field(factory=dict)

    @cached_property
    def leaves(self) -> Mapping[str, tuple[Leaf, ...]]:
        """The leaves of all rules by the kind of subject whose facts they read."""
        found: dict[str, list[Leaf]] = {kind: [] for kind in self.law.vocabulary}
        inner = by_kind(self.law.vocabulary)
        for rule_set in self.law.rule_sets:
            for rule in rule_set.rules:
                for kind, leaf, _ in walk(rule.when, rule_set.subject, inner, self.law.thresholds):
                    found[kind].append(leaf)
        return {kind: tuple(leaves) for kind, leaves in found.items()}

    def held(self, layout: FrameLayout, frame: Frame, name: str) -> tuple[Any, ...]:
        """What the slot of an attribute may be tried to hold, beside what it holds now."""
        # Choices and what is concluded bear on no other fact's values.
        near = (slot for other, slot in layout.slots.items() if other == name or not layout.attributes[other].domain)
        key = (name, layout.kind.name, *(frame[slot] for slot in near))
        if key not in self.memo:
            self.memo[key] = self._held(layout, frame, name)
        return self.memo[key]

    def _held(self, layout: FrameLayout, frame: Frame, name: str) -> tuple[Any, ...]:
        attribute = layout.attributes[name]
        now = frame[layout.slots[name]]
        if attribute.type.finite:
            bits = [1 << at for at in range(len(attribute.domain))]
            return tuple(bit for bit in bits if bit != now and (now & (now - 1) == 0 or now & bit))
        if attribute.type is Type.DATE:
            days = self._days(layout, frame, attribute)
            return tuple(day for day in days if day != now)
        values = self._numbers(layout, frame, attribute) if attribute.type.numeric else self._literals(layout, name)
        slots = dict.fromkeys(encode(attribute, value) for value in values)
        return tuple(held for held in slots if held != now)

    def _literals(self, layout: FrameLayout, name: str) -> list[Value]:
        return [operand.value for operand in self._operands(layout, name) if isinstance(operand, Literal)]

    def _operands(self, layout: FrameLayout, name: str) -> Iterator[Operand]:
        for leaf in self.leaves[layout.kind.name]:
            if leaf.observed == Fact(name):
                yield from (operand for test in leaf.tests if test.op is not Op.KNOWN for operand in test.operands)

    def _values(self, layout: FrameLayout, frame: Frame, operands: Iterable[Operand]) -> Iterator[Value]:
        """Every value that operands may have on this frame."""
        for operand in operands:
            match operand:
                case Literal(value):
                    yield value
                case AsOf():
                    yield self.law.as_of
                case NamedValue(name):
                    threshold = self.law.thresholds[name]
                    yield from (threshold.value, *(variant.value for variant in threshold.variants))
                case FactValue(name):
                    yield from self._known(layout, frame, name)
                case _:
                    assert_never(operand)

    def _known(self, layout: FrameLayout, frame: Frame, name: str) -> Iterator[Value]:
        """The value of an attribute, if it is known; where it has no slot, what reads it decides something else."""
        found = decode(layout.attributes[name], frame[layout.slots[name]]) if name in layout.slots else UNKNOWN
        if found is not UNKNOWN:
            yield found

    def _near(self, layout: FrameLayout, frame: Frame, attribute: Attribute) -> Iterator[Value]:
        """What the attribute is compared with, and what is compared with it."""
        yield from self._values(layout, frame, self._operands(layout, attribute.name))
        for leaf in self.leaves[layout.kind.name]:
            operands = [operand for test in leaf.tests for operand in test.operands]
            if isinstance(leaf.observed, Fact) and FactValue(attribute.name) in operands:
                yield from self._values(layout, frame, [FactValue(leaf.observed.attribute)])

    # ── numbers ──────────────────────────────────────────────────────────────────────────────────

    def _numbers(self, layout: FrameLayout, frame: Frame, attribute: Attribute) -> list[Value]:
        step = _step(attribute)
        exact = [Fraction(value) for value in self._near(layout, frame, attribute) if isinstance(value, int | Decimal)]
        exact += self._shares(layout, frame, attribute)
        found = {Fraction(0)}
        for number in exact:
            steps = {floor(number / step), ceil(number / step)}
            found |= {step * (own + by) for own in steps for by in (-1, 0, 1)} | {number}
        top = 1 if attribute.type is Type.SHARE else LARGEST
        whole = attribute.type is Type.COUNT
        found = {one for one in found if 0 <= one <= top and _writable(one, whole)}
        # The thresholds themselves first; 0 of 0 is no example.
        return [_number(one, whole) for one in sorted(found, key=lambda one: (one == 0, one not in exact, one))]

    def _shares(self, layout: FrameLayout, frame: Frame, attribute: Attribute) -> Iterator[Fraction]:
        """The values that put a ratio at its thresholds, given its other half as far as that is known."""
        for leaf in self.leaves[layout.kind.name]:
            if not isinstance(leaf.observed, Ratio):
                continue
            part, whole = leaf.observed.part, leaf.observed.whole
            if attribute.name not in (part, whole) or not layout.slots.keys() >= {part, whole}:
                continue  # what reads it decides something else
            other = decode(layout.attributes[whole], frame[layout.slots[whole]])
            if attribute.name == whole:
                other = decode(layout.attributes[part], frame[layout.slots[part]])
            if other is UNKNOWN:
                yield Fraction(EXAMPLE)
                continue
            yield Fraction(other)
            operands = [operand for test in leaf.tests if test.op is not Op.KNOWN for operand in test.operands]
            for share in (Fraction(value) for value in self._values(layout, frame, operands)):  # type: ignore[arg-type]
                if attribute.name == part:
                    yield share * Fraction(other)
                elif share:
                    yield Fraction(other) / share

    # ── dates and members ────────────────────────────────────────────────────────────────────────

    def _days(self, layout: FrameLayout, frame: Frame, attribute: Attribute) -> list[int]:
        """The law's none, and every date in question with the day before and the day after."""
        near = (encode(attribute, value) for value in self._near(layout, frame, attribute))
        days = {day + by for day in (self.law.as_of.toordinal(), *near) if day for by in (-1, 0, 1)}
        return [*([0] if attribute.nullable else []), *sorted(days)]

    def counts(self, kind: str, relation: str) -> tuple[tuple[Condition | None, tuple[int, ...]], ...]:
        """What is counted of a relation, and the numbers that the count is compared with."""
        found: dict[Condition | None, dict[int, None]] = {}
        for leaf in self.leaves[kind]:
            if isinstance(leaf.observed, Count) and leaf.observed.relation == relation:
                operands = [operand for test in leaf.tests if test.op is not Op.KNOWN for operand in test.operands]
                numbers = [one.value for one in operands if isinstance(one, Literal) and isinstance(one.value, int)]
                found.setdefault(leaf.observed.where, {}).update(dict.fromkeys(numbers))
        return tuple((where, tuple(numbers)) for where, numbers in found.items())


def _step(attribute: Attribute) -> Fraction:
    return Fraction(1, 100) if attribute.type is Type.SHARE and attribute.step == 1 else Fraction(attribute.step)


def _number(number: Fraction, whole: bool) -> Value:
    return int(number) if whole else Decimal(number.numerator) / Decimal(number.denominator)


def _writable(number: Fraction, whole: bool) -> bool:
    """Whether the number is one that a fact can be: whole, or of whole millionths."""
    return (number if whole else number * 1_000_000).denominator == 1


Place = tuple[str, int, int]
"""An attribute, its slot (-1 where no rule reads it), and what makes millionths of what the slot holds."""


def limits(layout: FrameLayout) -> tuple[tuple[Place, Place], ...]:
    """Every part with every whole that it can never exceed, where rules read one of them."""
    attributes = layout.kind.attributes
    pairs = [(name, whole) for name in attributes for whole in wholes_of(attributes, name)]
    places = [(_place(layout, part), _place(layout, whole)) for part, whole in pairs]
    return tuple((part, whole) for part, whole in places if part[1] >= 0 or whole[1] >= 0)


def possible(frame: Frame, pairs: Iterable[tuple[Place, Place]]) -> bool:
    """Whether no part is more than a whole that it belongs to, through whatever stands between them."""
    for part, whole in pairs:
        own, most = _millionths(frame, part), _millionths(frame, whole)
        if own is not None and most is not None and own > most:
            return False
    return True


def _place(layout: FrameLayout, name: str) -> Place:
    return name, layout.slots.get(name, -1), SCALE if layout.kind.attributes[name].type is Type.COUNT else 1


def _millionths(frame: Frame, place: Place) -> int | None:
    name, slot, scale = place
    if slot >= 0:
        return None if frame[slot] is None else frame[slot] * scale
    value = getattr(frame[SUBJECT], name, UNKNOWN)
    return None if value is UNKNOWN else scaled(value)
