"""Variations: a condition with one thing in it changed, and what a subject must be like to tell the two apart."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final, Generic, TypeVar, assert_never

import attrs

from eligibility.engines import SIGNS
from eligibility.model import (
    AllOf,
    AnyOf,
    Condition,
    Count,
    CountOf,
    Leaf,
    Literal,
    Not,
    Op,
    Related,
    Test,
    Threshold,
    Value,
    Variant,
)
from eligibility.sources import NOWHERE, Place, Text
from eligibility.testing.conditions import ID, Measure, Speaker, both

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)
U = TypeVar("U")

SWAPPED: Final = {
    Op.AT_LEAST: Op.MORE_THAN,
    Op.MORE_THAN: Op.AT_LEAST,
    Op.AT_MOST: Op.LESS_THAN,
    Op.LESS_THAN: Op.AT_MOST,
    Op.BEFORE: Op.ON_OR_BEFORE,
    Op.ON_OR_BEFORE: Op.BEFORE,
    Op.AFTER: Op.ON_OR_AFTER,
    Op.ON_OR_AFTER: Op.AFTER,
}
"""The tests that differ by whether the threshold itself passes."""
_LISTED = (Op.ONE_OF, Op.NONE_OF, Op.IS_NOT)


@attrs.frozen
class Variation(Generic[T_co]):
    """One change: what it makes, where it stands, its identifier and words, and what would have caught it."""

    becomes: T_co
    place: Place
    key: str
    what: Text
    hint: Text

    def put(self, becomes: U) -> "Variation[U]":
        """The same change of something that holds what is changed."""
        return Variation(becomes, self.place, self.key, self.what, self.hint)


def replaced(items: Sequence[T], at: int, *new: T) -> tuple[T, ...]:
    """The items with others in the place of one.

    >>> replaced("abc", 1), replaced("abc", 1, "x")
    (('a', 'c'), ('a', 'x', 'c'))
    """
    return (*items[:at], *new, *items[at + 1 :])


def swapped(items: Sequence[T], at: int) -> tuple[T, ...]:
    """The items with one and the next exchanged.

    >>> swapped("abc", 1)
    ('a', 'c', 'b')
    """
    return (*items[:at], items[at + 1], items[at], *items[at + 2 :])


def place_of(condition: Condition) -> Place:
    """Where a condition stands: of one made of others, where the first of them does."""
    match condition:
        case Leaf():
            return condition.place
        case AllOf(parts) | AnyOf(parts):
            return next(map(place_of, parts), NOWHERE)
        case Not(part) | Related(_, part):
            return place_of(part)
        case _:
            assert_never(condition)


def variations(speaker: Speaker, condition: Condition) -> Iterator[Variation[Condition]]:
    """Every way to change one thing in a condition."""
    match condition:
        case AllOf(parts):
            yield from _parts(speaker, parts, AllOf)
        case AnyOf(parts):
            yield from _parts(speaker, parts, AnyOf)
        case Not(part):
            said = speaker.text(part)
            what = both("bỏ “không phải”: {}", "“not” dropped: {}", said)
            key = f"not dropped: {speaker.words(part, ID)}"
            yield Variation(part, place_of(part), key, what, without(speaker, said))
            yield from (one.put(Not(one.becomes)) for one in variations(speaker, part))
        case Related(relation, part):
            for one in variations(speaker.up(), part):
                yield one.put(Related(relation, one.becomes))
        case Leaf(observed, tests):
            yield from _of_leaf(speaker, condition)
            if isinstance(observed, CountOf):
                for inner in _parts(speaker, observed.parts, CountOf):
                    yield inner.put(Leaf(inner.becomes, tests, condition.place))
            elif isinstance(observed, Count) and observed.where is not None:
                yield from _of_members(speaker, condition, observed, observed.where)
        case _:
            assert_never(condition)


def _parts(
    speaker: Speaker, parts: tuple[Condition, ...], made: Callable[[tuple[Condition, ...]], U]
) -> Iterator[Variation[U]]:
    """One part dropped, where others are left, or one part changed."""
    for at, part in enumerate(parts):
        if len(parts) > 1 and part not in replaced(parts, at):
            said = speaker.text(part)
            what = both("bỏ điều kiện: {}", "condition dropped: {}", said)
            key = f"dropped: {speaker.words(part, ID)}"
            yield Variation(made(replaced(parts, at)), place_of(part), key, what, alone(speaker, said))
        for one in variations(speaker, part):
            yield one.put(made(replaced(parts, at, one.becomes)))


def _of_members(speaker: Speaker, leaf: Leaf, count: Count, where: Condition) -> Iterator[Variation[Condition]]:
    """Which members count: the condition on them dropped, or changed."""

    def counted(changed: Condition | None) -> Condition:
        return attrs.evolve(leaf, observed=attrs.evolve(count, where=changed))

    below = speaker.down(count.relation)
    said = below.text(where)
    what = both("bỏ điều kiện về thành viên: {}", "condition on members dropped: {}", said)
    key = f"dropped: {count.relation} where {below.words(where, ID)}"
    yield Variation(counted(None), leaf.place, key, what, without(below, said))
    yield from (one.put(counted(one.becomes)) for one in variations(below, where))


# ── leaves ───────────────────────────────────────────────────────────────────────────────────────


def _of_leaf(speaker: Speaker, leaf: Leaf) -> Iterator[Variation[Condition]]:
    measure = speaker.measure(leaf)
    for at, test in enumerate(leaf.tests):
        place = test.place if test.place != NOWHERE else leaf.place
        if len(leaf.tests) > 1:
            said = speaker.tested(test, measure)
            what = both("{}: bỏ “{}”", "{}: “{}” dropped", measure.title, said)
            changed: Condition = attrs.evolve(leaf, tests=replaced(leaf.tests, at))
            key = f"{_named(speaker, leaf)} dropped: {speaker.test(test, measure, ID)}"
            yield Variation(changed, place, key, what, alone(speaker, both("{} {}", "{} {}", measure.title, said)))
        for other, tells in _tests(speaker, test, measure):
            changed = attrs.evolve(leaf, tests=replaced(leaf.tests, at, other))
            yield Variation(changed, place, *_changed(speaker, leaf, test, other), exactly(speaker, measure, tells))


def _named(speaker: Speaker, leaf: Leaf) -> str:
    return speaker.words(attrs.evolve(leaf, tests=()), ID).strip()


def _changed(speaker: Speaker, leaf: Leaf, before: Test, after: Test) -> tuple[str, Text]:
    """The identifier and the words of a test that becomes another."""
    measure = speaker.measure(leaf)
    key = f"{_named(speaker, leaf)} {speaker.test(before, measure, ID)} → {speaker.test(after, measure, ID)}"
    said = [speaker.tested(test, measure) for test in (before, after)]
    return key, both("{}: “{}” thành “{}”", "{}: “{}” to “{}”", measure.title, *said)


def _tests(speaker: Speaker, test: Test, measure: Measure) -> Iterator[tuple[Test, Text]]:
    """The tests that a test may become, each with the value that tells it from the first."""
    if test.op in SWAPPED:
        operand = test.operands[0]
        yield attrs.evolve(test, op=SWAPPED[test.op]), speaker.against(operand, measure)
    if test.op in _LISTED and len(test.operands) > 1:
        for at, operand in enumerate(test.operands):
            dropped = attrs.evolve(test, operands=replaced(test.operands, at))
            yield dropped, speaker.against(operand, measure)
    elif test.op in (Op.IS, Op.IS_NOT, Op.ONE_OF, Op.NONE_OF):
        yield from _others(test, measure)
    for at, operand in enumerate(test.operands):
        if isinstance(operand, Literal) and test.op is not Op.KNOWN:
            yield from _steps(test, at, operand.value, measure)
    if test.op is Op.KNOWN:
        yield Test(Op.KNOWN, (Literal(test.operands != (Literal(True),)),), test.place), Text("chưa biết", "unknown")


def _others(test: Test, measure: Measure) -> Iterator[tuple[Test, Text]]:
    """A test of one value of finitely many, with the next one in its place."""
    operand = test.operands[0]
    if isinstance(operand, Literal) and len(measure.domain) > 1:
        other = after(measure.domain, operand.value)
        yield attrs.evolve(test, operands=(Literal(other),)), measure.text(other)


def after(domain: Sequence[Any], value: object) -> Any:  # noqa: ANN401 - a value of the domain
    """The value of a domain that follows another, the first after the last."""
    at = next(at for at, known in enumerate(domain) if known == value and type(known) is type(value))
    return domain[(at + 1) % len(domain)]


def _steps(test: Test, at: int, value: Value, measure: Measure) -> Iterator[tuple[Test, Text]]:
    """A test with one of its thresholds moved by the smallest difference that counts."""
    for other in measure.near(value):
        operands = replaced(test.operands, at, Literal(other))
        values = [operand.value for operand in operands if isinstance(operand, Literal)]
        if test.op is Op.BETWEEN and len(values) > 1 and values[0] > values[1]:  # type: ignore[operator]
            continue
        op = (Op.AT_LEAST, Op.AT_MOST)[at] if test.op is Op.BETWEEN else test.op
        yield attrs.evolve(test, operands=operands), measure.text(telling(op, value, other))


def telling(op: Op, value: Any, other: Any) -> Value:  # noqa: ANN401 - numbers or dates
    """Of two thresholds of a test the one that passes with one of them only.

    >>> telling(Op.MORE_THAN, 150, 151), telling(Op.AT_LEAST, 150, 151)
    (151, 150)
    """
    small, large = min(value, other), max(value, other)
    found: Value = large if SIGNS[op] in (">", "<=") else small
    return value if SIGNS[op] in ("==", "!=") else found


# ── hints ────────────────────────────────────────────────────────────────────────────────────────


def exactly(speaker: Speaker, measure: Measure, value: Text) -> Text:
    """A subject for which what is observed has this value."""
    title = speaker.kind.title
    vi = f"một kịch bản về {title.vi.lower()} có {measure.title.vi} đúng {value.vi}"
    return Text(vi, f"a scenario of a {title.en.lower()} with {measure.title.en} of exactly {value.en}")


def alone(speaker: Speaker, said: Text) -> Text:
    """A subject for which one condition decides."""
    title = speaker.kind.title
    vi = f"một kịch bản về {title.vi.lower()} mà kết luận chỉ tùy vào điều kiện: {said.vi}"
    return Text(vi, f"a scenario of a {title.en.lower()} for which only this condition decides: {said.en}")


def without(speaker: Speaker, said: Text) -> Text:
    """A subject that a condition leaves out."""
    title = speaker.kind.title
    vi = f"một kịch bản về {title.vi.lower()} không thỏa mãn: {said.vi}"
    return Text(vi, f"a scenario of a {title.en.lower()} that does not satisfy: {said.en}")


@attrs.frozen
class Use:
    """How a rule uses a named value: of which kind of subject, of what, in which test."""

    speaker: Speaker
    measure: Measure
    op: Op


def levels(use: Use, threshold: Threshold) -> Iterator[Variation[Threshold]]:
    """Every way to change one thing in a named value as it stands."""
    for one in _moved(use, threshold.value, threshold.place):
        yield one.put(attrs.evolve(threshold, value=one.becomes))
    for two in _variants(use, threshold.variants):
        yield two.put(attrs.evolve(threshold, variants=two.becomes))


def _moved(use: Use, value: Value, place: Place) -> Iterator[Variation[Value]]:
    measure = use.measure
    for other in measure.near(value):
        key = f"{measure.shown(value, ID)} → {measure.shown(other, ID)}"
        what = both("{}: {} thành {}", "{}: {} to {}", measure.title, measure.text(value), measure.text(other))
        tells = measure.text(telling(use.op, value, other))
        yield Variation(other, place, key, what, exactly(use.speaker, measure, tells))


def _variants(use: Use, known: tuple[Variant, ...]) -> Iterator[Variation[tuple[Variant, ...]]]:
    """One variant changed, dropped, or swapped with the next."""
    for at, variant in enumerate(known):
        for one in _variant(use, variant):
            yield one.put(replaced(known, at, one.becomes))
        said, value = use.speaker.text(variant.when), use.measure.text(variant.value)
        name = f"variant ({use.speaker.words(variant.when, ID)})"
        what = both("bỏ mức riêng {}: {}", "variant {} dropped: {}", value, said)
        yield Variation(replaced(known, at), variant.place, f"{name} dropped", what, _between(use, said))
        if at + 1 < len(known):
            what = both("đổi chỗ mức riêng với mức sau: {}", "variant swapped with the next: {}", said)
            yield Variation(swapped(known, at), variant.place, f"{name} swapped", what, alone(use.speaker, said))


def _variant(use: Use, variant: Variant) -> Iterator[Variation[Variant]]:
    """A variant with its value or its condition changed."""
    said, name = use.speaker.text(variant.when), f"variant ({use.speaker.words(variant.when, ID)})"
    for one in _moved(use, variant.value, variant.place):
        found = one.put(attrs.evolve(variant, value=one.becomes))
        yield attrs.evolve(found, key=f"{name} {one.key}", what=both("{} ({})", "{} ({})", one.what, said))
    for two in variations(use.speaker, variant.when):
        made = two.put(attrs.evolve(variant, when=two.becomes))
        yield attrs.evolve(made, key=f"variant {two.key}", hint=_between(use, said))


def _between(use: Use, said: Text) -> Text:
    title, measure = use.speaker.kind.title, use.measure.title
    vi = f"một kịch bản về {title.vi.lower()} có {said.vi} và {measure.vi} giữa hai mức"
    return Text(vi, f"a scenario of a {title.en.lower()} with {said.en} and {measure.en} between the two values")
