"""Conditions: the tree that is the only meaning of a rule. Every engine reads it; none of them owns it."""

from collections.abc import Iterator
from enum import Enum
from typing import assert_never

import attrs

from eligibility.model.values import Value
from eligibility.sources import NOWHERE, Place, Text


class Op(Enum):
    """A test of an observed value against an operand."""

    IS = "is"
    IS_NOT = "is_not"
    ONE_OF = "one_of"
    NONE_OF = "none_of"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    MORE_THAN = "more_than"
    LESS_THAN = "less_than"
    BETWEEN = "between"
    BEFORE = "before"
    AFTER = "after"
    ON_OR_BEFORE = "on_or_before"
    ON_OR_AFTER = "on_or_after"
    KNOWN = "known"


@attrs.frozen
class Literal:
    """A value written in the rule."""

    value: Value


@attrs.frozen
class NamedValue:
    """A threshold that stands under `values`, with its dates and variants."""

    name: str


@attrs.frozen
class FactValue:
    """The value of another attribute of the same subject."""

    attribute: str


@attrs.frozen
class AsOf:
    """The date for which everything is decided."""


Operand = Literal | NamedValue | FactValue | AsOf


@attrs.frozen
class Test:
    """One test. `is_not`, `none_of`, `one_of`, `between` have one operand a value, the others exactly one."""

    op: Op
    operands: tuple[Operand, ...]
    place: Place = attrs.field(default=NOWHERE, eq=False)

    __test__ = False  # not a test of pytest's


@attrs.frozen
class Fact:
    """What is observed: the value of an attribute."""

    attribute: str


@attrs.frozen
class Ratio:
    """What is observed: one count or quantity over another; 0 of 0 counts as 0."""

    part: str
    whole: str

    def of_nothing(self, number: object) -> Text:
        """What is wrong with so many of none."""
        part, whole = self.part, self.whole
        return Text(f"{part} là {number} trong khi {whole} là 0", f"{part} is {number} while {whole} is 0")


@attrs.frozen
class Count:
    """What is observed: how many members of a relation satisfy a condition.

    `word` is how the rule said it: count, some or every (then `where` is what no member may satisfy).
    """

    relation: str
    where: "Condition | None"
    word: str = "count"


@attrs.frozen
class CountOf:
    """What is observed: how many of these conditions hold."""

    parts: tuple["Condition", ...]


Observed = Fact | Ratio | Count | CountOf


@attrs.frozen
class Leaf:
    """Something observed and the tests that it must pass, all of them."""

    observed: Observed
    tests: tuple[Test, ...]
    place: Place = attrs.field(default=NOWHERE, eq=False)


@attrs.frozen
class AllOf:
    """Every part must hold."""

    parts: tuple["Condition", ...]


@attrs.frozen
class AnyOf:
    """At least one part must hold."""

    parts: tuple["Condition", ...]


@attrs.frozen
class Not:
    """The part must not hold."""

    part: "Condition"


@attrs.frozen
class Related:
    """The part must hold for the one subject that this one belongs to."""

    relation: str
    part: "Condition"


Condition = AllOf | AnyOf | Not | Related | Leaf


@attrs.frozen
class Variant:
    """A value that replaces the ordinary one where its condition holds."""

    when: Condition
    value: Value
    place: Place = attrs.field(default=NOWHERE, eq=False)


@attrs.frozen
class Threshold:
    """A named value as it stands on one date: its variants in their order, then its ordinary value."""

    name: str
    title: Text
    cite: tuple[str, ...]
    value: Value
    variants: tuple[Variant, ...] = ()
    place: Place = attrs.field(default=NOWHERE, eq=False)


def children(condition: Condition) -> tuple[Condition, ...]:
    """The conditions that this one is made of, on the same subject or another."""
    match condition:
        case AllOf(parts) | AnyOf(parts):
            return parts
        case Not(part) | Related(_, part):
            return (part,)
        case Leaf(CountOf(parts)):
            return parts
        case Leaf(Count(_, where)):
            return () if where is None else (where,)
        case Leaf():
            return ()
        case _:
            assert_never(condition)


def leaves(condition: Condition) -> Iterator[Leaf]:
    """The leaves of one subject's tree in the order of writing: the members of a count have leaves of their own."""
    if isinstance(condition, Leaf):
        yield condition
        if not isinstance(condition.observed, CountOf):
            return
    for child in children(condition):
        yield from leaves(child)


def names_in(leaf: Leaf) -> Iterator[str]:
    """The named values with which a leaf compares."""
    for test in leaf.tests:
        yield from (operand.name for operand in test.operands if isinstance(operand, NamedValue))
