"""Variations: a condition with one thing in it changed, and what a subject must be like to tell the two apart."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Generic, TypeVar, assert_never

import attrs

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
from eligibility.reporting import ID, ConditionFormatter, Measure
from eligibility.sources import NOWHERE, Place, Text
from eligibility.testing.mutation.neighbours import neighbours

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)
U = TypeVar("U")


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


def variations(formatter: ConditionFormatter, condition: Condition) -> Iterator[Variation[Condition]]:
    """Every way to change one thing in a condition."""
    match condition:
        case AllOf(parts):
            yield from _parts(formatter, parts, AllOf)
        case AnyOf(parts):
            yield from _parts(formatter, parts, AnyOf)
        case Not(part):
            said = formatter.text(part)
            what = Text("bỏ “không phải”: {}", "“not” dropped: {}").format(said)
            key = f"not dropped: {formatter.line(part, ID)}"
            yield Variation(part, place_of(part), key, what, without(formatter, said))
            yield from (one.put(Not(one.becomes)) for one in variations(formatter, part))
        case Related(relation, part):
            for one in variations(formatter.up(), part):
                yield one.put(Related(relation, one.becomes))
        case Leaf(observed, tests):
            yield from _of_leaf(formatter, condition)
            if isinstance(observed, CountOf):
                for inner in _parts(formatter, observed.parts, CountOf):
                    yield inner.put(Leaf(inner.becomes, tests, condition.place))
            elif isinstance(observed, Count) and observed.where is not None:
                yield from _of_members(formatter, condition, observed, observed.where)
        case _:
            assert_never(condition)


def _parts(
    formatter: ConditionFormatter, parts: tuple[Condition, ...], made: Callable[[tuple[Condition, ...]], U]
) -> Iterator[Variation[U]]:
    """One part dropped, where others are left, or one part changed."""
    for at, part in enumerate(parts):
        if len(parts) > 1 and part not in replaced(parts, at):
            said = formatter.text(part)
            what = Text("bỏ điều kiện: {}", "condition dropped: {}").format(said)
            key = f"dropped: {formatter.line(part, ID)}"
            yield Variation(made(replaced(parts, at)), place_of(part), key, what, alone(formatter, said))
        for one in variations(formatter, part):
            yield one.put(made(replaced(parts, at, one.becomes)))


def _of_members(
    formatter: ConditionFormatter, leaf: Leaf, count: Count, where: Condition
) -> Iterator[Variation[Condition]]:
    """Which members count: the condition on them dropped, or changed."""

    def counted(changed: Condition | None) -> Condition:
        return attrs.evolve(leaf, observed=attrs.evolve(count, where=changed))

    below = formatter.down(count.relation)
    said = below.text(where)
    what = Text("bỏ điều kiện về thành viên: {}", "condition on members dropped: {}").format(said)
    key = f"dropped: {count.relation} where {below.line(where, ID)}"
    yield Variation(counted(None), leaf.place, key, what, without(below, said))
    yield from (one.put(counted(one.becomes)) for one in variations(below, where))


# ── leaves ───────────────────────────────────────────────────────────────────────────────────────


def _of_leaf(formatter: ConditionFormatter, leaf: Leaf) -> Iterator[Variation[Condition]]:
    measure = formatter.measure(leaf)
    for at, test in enumerate(leaf.tests):
        place = test.place if test.place != NOWHERE else leaf.place
        if len(leaf.tests) > 1:
            said = formatter.test_text(test, measure)
            what = Text("{}: bỏ “{}”", "{}: “{}” dropped").format(measure.title, said)
            changed: Condition = attrs.evolve(leaf, tests=replaced(leaf.tests, at))
            key = f"{_named(formatter, leaf)} dropped: {formatter.test(test, measure, ID)}"
            tested = Text("{} {}", "{} {}").format(measure.title, said)
            yield Variation(changed, place, key, what, alone(formatter, tested))
        for other, tells in _tests(formatter, test, measure):
            changed = attrs.evolve(leaf, tests=replaced(leaf.tests, at, other))
            yield Variation(changed, place, *_changed(formatter, leaf, test, other), exactly(formatter, measure, tells))


def _named(formatter: ConditionFormatter, leaf: Leaf) -> str:
    return formatter.line(attrs.evolve(leaf, tests=()), ID).strip()


def _changed(formatter: ConditionFormatter, leaf: Leaf, before: Test, after: Test) -> tuple[str, Text]:
    """The identifier and the words of a test that becomes another."""
    measure = formatter.measure(leaf)
    key = f"{_named(formatter, leaf)} {formatter.test(before, measure, ID)} → {formatter.test(after, measure, ID)}"
    said = [formatter.test_text(test, measure) for test in (before, after)]
    return key, Text("{}: “{}” thành “{}”", "{}: “{}” to “{}”").format(measure.title, *said)


def _tests(formatter: ConditionFormatter, test: Test, measure: Measure) -> Iterator[tuple[Test, Text]]:
    """The tests that a test may become, each with the value that tells it from the first."""
    if test.op.edge:
        operand = test.operands[0]
        yield attrs.evolve(test, op=test.op.edge), formatter.operand_text(operand, measure)
    if test.op.chooses and test.op is not Op.IS and len(test.operands) > 1:
        for at, operand in enumerate(test.operands):
            dropped = attrs.evolve(test, operands=replaced(test.operands, at))
            yield dropped, formatter.operand_text(operand, measure)
    elif test.op.chooses:
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
    for other in neighbours(measure, value):
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
    found: Value = large if op.sign in (">", "<=") else small
    return value if op.chooses else found


# ── hints ────────────────────────────────────────────────────────────────────────────────────────


def exactly(formatter: ConditionFormatter, measure: Measure, value: Text) -> Text:
    """A subject for which what is observed has this value."""
    title = formatter.kind.title
    vi = f"một kịch bản về {title.vi.lower()} có {measure.title.vi} đúng {value.vi}"
    return Text(vi, f"a scenario of a {title.en.lower()} with {measure.title.en} of exactly {value.en}")


def alone(formatter: ConditionFormatter, said: Text) -> Text:
    """A subject for which one condition decides."""
    title = formatter.kind.title
    vi = f"một kịch bản về {title.vi.lower()} mà kết luận chỉ tùy vào điều kiện: {said.vi}"
    return Text(vi, f"a scenario of a {title.en.lower()} for which only this condition decides: {said.en}")


def without(formatter: ConditionFormatter, said: Text) -> Text:
    """A subject that a condition leaves out."""
    title = formatter.kind.title
    vi = f"một kịch bản về {title.vi.lower()} không thỏa mãn: {said.vi}"
    return Text(vi, f"a scenario of a {title.en.lower()} that does not satisfy: {said.en}")


@attrs.frozen
class Use:
    """How a rule uses a named value: of which kind of subject, of what, in which test."""

    formatter: ConditionFormatter
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
    for other in neighbours(measure, value):
        key = f"{measure.shown(value, ID)} → {measure.shown(other, ID)}"
        what = Text("{}: {} thành {}", "{}: {} to {}").format(measure.title, measure.text(value), measure.text(other))
        tells = measure.text(telling(use.op, value, other))
        yield Variation(other, place, key, what, exactly(use.formatter, measure, tells))


def _variants(use: Use, known: tuple[Variant, ...]) -> Iterator[Variation[tuple[Variant, ...]]]:
    """One variant changed, dropped, or swapped with the next."""
    for at, variant in enumerate(known):
        for one in _variant(use, variant):
            yield one.put(replaced(known, at, one.becomes))
        said, value = use.formatter.text(variant.when), use.measure.text(variant.value)
        name = f"variant ({use.formatter.line(variant.when, ID)})"
        what = Text("bỏ mức riêng {}: {}", "variant {} dropped: {}").format(value, said)
        yield Variation(replaced(known, at), variant.place, f"{name} dropped", what, _between(use, said))
        if at + 1 < len(known):
            what = Text("đổi chỗ mức riêng với mức sau: {}", "variant swapped with the next: {}").format(said)
            yield Variation(swapped(known, at), variant.place, f"{name} swapped", what, alone(use.formatter, said))


def _variant(use: Use, variant: Variant) -> Iterator[Variation[Variant]]:
    """A variant with its value or its condition changed."""
    said, name = use.formatter.text(variant.when), f"variant ({use.formatter.line(variant.when, ID)})"
    for one in _moved(use, variant.value, variant.place):
        found = one.put(attrs.evolve(variant, value=one.becomes))
        yield attrs.evolve(found, key=f"{name} {one.key}", what=Text("{} ({})", "{} ({})").format(one.what, said))
    for two in variations(use.formatter, variant.when):
        made = two.put(attrs.evolve(variant, when=two.becomes))
        yield attrs.evolve(made, key=f"variant {two.key}", hint=_between(use, said))


def _between(use: Use, said: Text) -> Text:
    title, measure = use.formatter.kind.title, use.measure.title
    vi = f"một kịch bản về {title.vi.lower()} có {said.vi} và {measure.vi} giữa hai mức"
    return Text(vi, f"a scenario of a {title.en.lower()} with {said.en} and {measure.en} between the two values")
