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
    unscaled,
    walk,
    wholes_of,
)

EXAMPLE: Final = 100
"""An example of a whole that is unknown: its parts read as per cent."""

MANY: Final = 20
"""More members of a relation than this are not tried."""


@attrs.frozen
class CandidateValues:
    """The values worth trying under a law. `slots` remembers them by attribute and the facts that they depend on."""

    law: Law
    slots: dict[tuple[object, ...], tuple[Any, ...]] = attrs.field(factory=dict)

    @cached_property
    def leaves(self) -> Mapping[str, tuple[Leaf, ...]]:
        """The leaves of all rules by the kind of subject whose facts they read."""
        leaves: dict[str, list[Leaf]] = {kind: [] for kind in self.law.vocabulary}
        inner = by_kind(self.law.vocabulary)
        for rule_set in self.law.rule_sets:
            for rule in rule_set.rules:
                for kind, leaf, _ in walk(rule.when, rule_set.subject, inner, self.law.thresholds):
                    leaves[kind].append(leaf)
        return {kind: tuple(group) for kind, group in leaves.items()}

    def of(self, layout: FrameLayout, frame: Frame, name: str) -> tuple[Any, ...]:
        """The encoded values to try in the slot of an attribute, without the present one."""
        # The values of a fact do not depend on choices or conclusions.
        near = (slot for other, slot in layout.slots.items() if other == name or not layout.attributes[other].domain)
        key = (name, layout.kind.name, *(frame[slot] for slot in near))
        if key not in self.slots:
            self.slots[key] = self._of(layout, frame, name)
        return self.slots[key]

    def _of(self, layout: FrameLayout, frame: Frame, name: str) -> tuple[Any, ...]:
        attribute = layout.attributes[name]
        now = frame[layout.slots[name]]
        if attribute.type.finite:
            bits = [1 << position for position in range(len(attribute.domain))]
            return tuple(bit for bit in bits if bit != now and (now & (now - 1) == 0 or now & bit))
        if attribute.type is Type.DATE:
            return tuple(day for day in self._days(layout, frame, attribute) if day != now)
        if attribute.type.numeric:
            values = self._numbers(layout, frame, attribute)
        else:
            values = [operand.value for operand in self._operands(layout, name) if isinstance(operand, Literal)]
        return tuple(slot for slot in dict.fromkeys(encode(attribute, value) for value in values) if slot != now)

    def _operands(self, layout: FrameLayout, name: str) -> Iterator[Operand]:
        for leaf in self.leaves[layout.kind.name]:
            if leaf.observed == Fact(name):
                yield from _compared(leaf)

    def _values(self, layout: FrameLayout, frame: Frame, operands: Iterable[Operand]) -> Iterator[Value]:
        """The values that operands may have on this frame."""
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
                    # An attribute without a slot is read by rules that decide something else.
                    slot = layout.slots.get(name)
                    if slot is not None and (fact := decode(layout.attributes[name], frame[slot])) is not UNKNOWN:
                        yield fact
                case _:
                    assert_never(operand)

    def _near(self, layout: FrameLayout, frame: Frame, attribute: Attribute) -> Iterator[Value]:
        """The values that the attribute is compared with, on either side of a comparison."""
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
        numbers = {Fraction(0), *exact}
        for number in exact:
            multiples = {floor(number / step), ceil(number / step)}
            numbers |= {step * (multiple + by) for multiple in multiples for by in (-1, 0, 1)}
        top = 1 if attribute.type is Type.SHARE else LARGEST
        scale = 1 if attribute.type is Type.COUNT else SCALE
        numbers = {number for number in numbers if 0 <= number <= top and (number * scale).denominator == 1}
        # The thresholds themselves first, 0 last: a ratio of 0 to 0 is a bad example.
        ordered = sorted(numbers, key=lambda number: (number == 0, number not in exact, number))
        return [int(number) if scale == 1 else unscaled(int(number * scale)) for number in ordered]

    def _shares(self, layout: FrameLayout, frame: Frame, attribute: Attribute) -> Iterator[Fraction]:
        """The values that put a ratio at its thresholds, given its other half where that is known."""
        for leaf in self.leaves[layout.kind.name]:
            if not isinstance(leaf.observed, Ratio):
                continue
            part, whole = leaf.observed.part, leaf.observed.whole
            if attribute.name not in (part, whole) or not layout.slots.keys() >= {part, whole}:
                continue  # read by rules that decide something else
            half = part if attribute.name == whole else whole
            other = decode(layout.attributes[half], frame[layout.slots[half]])
            if other is UNKNOWN:
                yield Fraction(EXAMPLE)
                continue
            yield Fraction(other)
            for value in self._values(layout, frame, _compared(leaf)):
                share = Fraction(value)  # type: ignore[arg-type]
                if attribute.name == part:
                    yield share * Fraction(other)
                elif share:
                    yield Fraction(other) / share

    # ── dates and members ────────────────────────────────────────────────────────────────────────

    def _days(self, layout: FrameLayout, frame: Frame, attribute: Attribute) -> list[int]:
        """The law's none (0), and every date in question with the day before and the day after, as ordinals."""
        near = (encode(attribute, value) for value in self._near(layout, frame, attribute))
        days = {day + by for day in (self.law.as_of.toordinal(), *near) if day for by in (-1, 0, 1)}
        return [*([0] if attribute.nullable else []), *sorted(days)]

    def counts(self, kind: str, relation: str) -> tuple[tuple[Condition | None, tuple[int, ...]], ...]:
        """The conditions by which members are counted, and the numbers with which the counts are compared."""
        counts: dict[Condition | None, dict[int, None]] = {}
        for leaf in self.leaves[kind]:
            if isinstance(leaf.observed, Count) and leaf.observed.relation == relation:
                values = [operand.value for operand in _compared(leaf) if isinstance(operand, Literal)]
                numbers = dict.fromkeys(value for value in values if isinstance(value, int))
                counts.setdefault(leaf.observed.where, {}).update(numbers)
        return tuple((where, tuple(numbers)) for where, numbers in counts.items())


def _compared(leaf: Leaf) -> Iterator[Operand]:
    """The operands with which a leaf compares."""
    return (operand for test in leaf.tests if test.op is not Op.KNOWN for operand in test.operands)


def _step(attribute: Attribute) -> Fraction:
    return Fraction(1, 100) if attribute.type is Type.SHARE and attribute.step == 1 else Fraction(attribute.step)


Place = tuple[str, int, int]
"""An attribute, its slot (-1 where no rule reads it), and the factor from the slot to millionths."""


def limits(layout: FrameLayout) -> tuple[tuple[Place, Place], ...]:
    """The pairs of a part and a whole that it can never exceed, of which rules read at least one."""
    attributes = layout.kind.attributes
    pairs = [(name, whole) for name in attributes for whole in wholes_of(attributes, name)]
    places = [(_place(layout, part), _place(layout, whole)) for part, whole in pairs]
    return tuple((part, whole) for part, whole in places if part[1] >= 0 or whole[1] >= 0)


def possible(frame: Frame, pairs: Iterable[tuple[Place, Place]]) -> bool:
    """True where no known part is larger than its whole."""
    for part, whole in pairs:
        value, most = _millionths(frame, part), _millionths(frame, whole)
        if value is not None and most is not None and value > most:
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
