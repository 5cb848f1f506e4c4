"""Conditions: the tree that is the only meaning of a rule. Every engine reads it; none of them owns it."""

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import TypeVar, assert_never

import attrs

from eligibility.model.operators import Op
from eligibility.model.values import Value
from eligibility.model.vocabulary import Vocabulary
from eligibility.sources import NOWHERE, Place, Text


@attrs.frozen
class Literal:
    """A value written in the rule."""

    value: Value


@attrs.frozen
class NamedValue:
    """A threshold declared under `values`, with its dates and variants."""

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
    """Observes the value of an attribute."""

    attribute: str


@attrs.frozen
class Ratio:
    """Observes one count or quantity divided by another; 0 of 0 counts as 0."""

    part: str
    whole: str

    def of_nothing(self, number: object) -> Text:
        """The message for a positive part of an empty whole."""
        part, whole = self.part, self.whole
        return Text(f"{part} là {number} trong khi {whole} là 0", f"{part} is {number} while {whole} is 0")


@attrs.frozen
class Count:
    """Observes the number of members of a relation that satisfy a condition.

    `word` is how the rule said it: count, some or every (then `where` is what no member may satisfy).
    """

    relation: str
    where: "Condition | None"
    word: str = "count"


@attrs.frozen
class CountOf:
    """Observes the number of these conditions that hold."""

    parts: tuple["Condition", ...]


Observed = Fact | Ratio | Count | CountOf


@attrs.frozen
class Leaf:
    """An observed value and the tests that it must pass, all of them."""

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
    """A named value on one date: its variants in their order, then its ordinary value."""

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


Path = tuple[str | int, ...]
"""A way down a condition: positions of parts, and for a variant of a named value its name and position."""

S = TypeVar("S")


def walk(
    condition: Condition,
    subject: S,
    inner: Callable[[S, Related | Count], S | None],
    thresholds: Mapping[str, Threshold] = MappingProxyType({}),
    path: Path = (),
) -> Iterator[tuple[S, Leaf, Path]]:
    """Every leaf in the order of writing, with the subject that it is about and its path.

    `subject` stands for whatever the caller follows: a kind, a frame, a layout. `inner` gives the subject of the part
    of a `Related` or of the members of a `Count`; None leaves that part out. The conditions of the variants of the
    named values in `thresholds` follow the leaf that compares with them.
    """
    within: S | None = subject
    if isinstance(condition, Leaf):
        yield subject, condition, path
        for name in filter(thresholds.__contains__, names_in(condition)):
            for position, variant in enumerate(thresholds[name].variants):
                yield from walk(variant.when, subject, inner, thresholds, (*path, name, position))
        if isinstance(condition.observed, Count):
            within = inner(subject, condition.observed)
    elif isinstance(condition, Related):
        within = inner(subject, condition)
    if within is not None:
        for position, child in enumerate(children(condition)):
            yield from walk(child, within, inner, thresholds, (*path, position))


def by_kind(vocabulary: Vocabulary) -> Callable[[str, Related | Count], str | None]:
    """The steps of a `walk` that follows the kind of subject."""

    def inner(kind: str, node: Related | Count) -> str | None:
        if isinstance(node, Related):
            return vocabulary.owner(kind, node.relation)
        return vocabulary[kind].relations[node.relation].subject

    return inner


def leaves(condition: Condition, *, members: bool = False) -> Iterator[Leaf]:
    """The leaves of a tree in the order of writing; with `members` those of counted members too."""

    def inner(subject: bool, node: Related | Count) -> bool | None:
        return subject if members or isinstance(node, Related) else None

    return (leaf for _, leaf, _ in walk(condition, True, inner))


def names_in(leaf: Leaf) -> Iterator[str]:
    """The named values with which a leaf compares."""
    for test in leaf.tests:
        yield from (operand.name for operand in test.operands if isinstance(operand, NamedValue))


def attributes_in(leaf: Leaf) -> Iterator[str]:
    """The attributes that a leaf observes or compares with, of the subject that it is about."""
    match leaf.observed:
        case Fact(name):
            yield name
        case Ratio(part, whole):
            yield from (part, whole)
        case _:
            pass
    for test in leaf.tests:
        yield from (operand.attribute for operand in test.operands if isinstance(operand, FactValue))
