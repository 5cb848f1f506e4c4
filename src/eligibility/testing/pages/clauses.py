"""Clauses: the condition of a rule as people read it in both languages, each leaf with its coverage."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Final, assert_never

import attrs

from eligibility.model import (
    AllOf,
    AnyOf,
    Condition,
    Count,
    CountOf,
    Law,
    Leaf,
    Not,
    Related,
    Threshold,
    Value,
    names_in,
)
from eligibility.reporting import AS_OF, ConditionFormatter, formats
from eligibility.sources import Text
from eligibility.testing.coverage import Boundary, LeafCoverage, Marks, Path

_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
_VARIANT: Final = Text("Riêng khi điều sau thỏa mãn thì ngưỡng là", "Where this holds, the threshold is")


@attrs.frozen
class Clause:
    """A condition in words: what is observed and its test, or a heading over parts.

    `bounds` are its thresholds with the scenarios below, at and above each. `extra` says that it is no part of the
    condition but where a threshold has another value.
    """

    what: Text
    test: Text | None = None
    parts: tuple["Clause", ...] = ()
    covered: LeafCoverage | None = None
    bounds: tuple[tuple[Text, Marks], ...] = ()
    extra: bool = False


@attrs.frozen
class ClauseBuilder:
    """Builds the clauses of one rule. `covered` is the coverage of its leaves, by their paths."""

    law: Law
    covered: Mapping[Path, LeafCoverage] = attrs.field(factory=dict)

    def clause(self, formatter: ConditionFormatter, condition: Condition, path: Path = ()) -> Clause:
        """A condition in words."""
        match condition:
            case AllOf(parts) | AnyOf(parts):
                word = "all" if isinstance(condition, AllOf) else "any"
                return Clause(formatter.group(word, empty=not parts), None, self._parts(formatter, parts, path))
            case Not(part):
                return Clause(formatter.group("not"), None, self._parts(formatter, (part,), path))
            case Related(relation, part):
                return Clause(formatter.group(relation), None, self._parts(formatter.up(relation), (part,), path))
            case Leaf():
                return self._leaf(formatter, condition, path)
            case _:
                assert_never(condition)

    def _parts(self, formatter: ConditionFormatter, parts: tuple[Condition, ...], path: Path) -> tuple[Clause, ...]:
        return tuple(self.clause(formatter, part, (*path, index)) for index, part in enumerate(parts))

    def _leaf(self, formatter: ConditionFormatter, leaf: Leaf, path: Path) -> Clause:
        parts = (*self._inner(formatter, leaf, path), *self._variants(formatter, leaf, path))
        covered = self.covered.get(path)
        bounds = tuple(
            (_bound(formatter, boundary), boundary.marks) for boundary in (covered.boundaries if covered else ())
        )
        return Clause(formatter.observed(leaf), formatter.required(leaf), parts, covered, bounds)

    def _inner(self, formatter: ConditionFormatter, leaf: Leaf, path: Path) -> tuple[Clause, ...]:
        """The conditions that a leaf counts; *every* is stored as what none of the members may satisfy."""
        match leaf.observed:
            case CountOf(parts):
                return self._parts(formatter, parts, path)
            case Count(relation, Not(where), "every"):
                return (self.clause(formatter.down(relation), where, (*path, 0, 0)),)
            case Count(relation, where) if where is not None:
                return (self.clause(formatter.down(relation), where, (*path, 0)),)
            case _:
                return ()

    def _variants(self, formatter: ConditionFormatter, leaf: Leaf, path: Path) -> Iterator[Clause]:
        for name in names_in(leaf):
            for index, variant in enumerate(self.law.thresholds[name].variants):
                part = self.clause(formatter, variant.when, (*path, name, index))
                yield Clause(_VARIANT, _value(formatter, leaf, variant.value), (part,), extra=True)

    def thresholds(self, formatter: ConditionFormatter, leaf: Leaf) -> Iterator["NamedThreshold"]:
        """The named values that a leaf is compared with."""
        for name in names_in(leaf):
            threshold = self.law.thresholds[name]
            variants = tuple(
                (_value(formatter, leaf, variant.value), self.clause(formatter, variant.when))
                for variant in threshold.variants
            )
            yield NamedThreshold(threshold, _value(formatter, leaf, threshold.value), variants)


@attrs.frozen
class NamedThreshold:
    """A named value as people read it: its ordinary value and where it has another."""

    threshold: Threshold
    value: Text
    variants: tuple[tuple[Text, Clause], ...]


def _value(formatter: ConditionFormatter, leaf: Leaf, value: Value) -> Text:
    return Text.of(lambda lang: formatter.value(leaf, value, lang))


def _bound(formatter: ConditionFormatter, boundary: Boundary) -> Text:
    """A threshold as people write it."""
    label = boundary.label
    if label == "as_of":
        return AS_OF
    if _DAY.fullmatch(label):
        return Text.of(lambda lang: formats.day(date.fromisoformat(label), lang))
    if formatter.law.attribute(formatter.subject, label) is not None:
        return formatter.title(label).map(formats.lowered)
    number, sign = label.removesuffix("%"), "%" if label.endswith("%") else ""
    return Text.of(lambda lang: formats.number(Decimal(number), lang) + sign)
