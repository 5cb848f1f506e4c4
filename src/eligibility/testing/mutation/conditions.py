"""Mutants of conditions: a condition or named value with one thing changed, and a subject of which the two differ."""

from collections.abc import Callable, Iterator
from typing import Any, TypeVar, assert_never

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
from eligibility.testing.mutation.variations import Variation, after, in_field, in_items, replaced, swapped

U = TypeVar("U")


def place_of(condition: Condition) -> Place:
    """The place of a leaf, or of the first leaf of a condition made of others."""
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
            yield from _of_parts(formatter, parts, AllOf)
        case AnyOf(parts):
            yield from _of_parts(formatter, parts, AnyOf)
        case Not(part):
            text = formatter.text(part)
            what = Text("bỏ “không phải”: {}", "“not” dropped: {}").format(text)
            key = f"not dropped: {formatter.line(part, ID)}"
            yield Variation(part, place_of(part), key, what, without(formatter, text))
            yield from (change.put(Not(change.becomes)) for change in variations(formatter, part))
        case Related(relation, part):
            for change in variations(formatter.up(relation), part):
                yield change.put(Related(relation, change.becomes))
        case Leaf(observed):
            yield from _of_leaf(formatter, condition)
            if isinstance(observed, CountOf):
                yield from in_field(condition, "observed", _of_parts(formatter, observed.parts, CountOf))
            elif isinstance(observed, Count) and observed.where is not None:
                members = _of_members(formatter.down(observed.relation), condition, observed, observed.where)
                yield from in_field(condition, "observed", members)
        case _:
            assert_never(condition)


def _of_parts(
    formatter: ConditionFormatter, parts: tuple[Condition, ...], make: Callable[[tuple[Condition, ...]], U]
) -> Iterator[Variation[U]]:
    """One part dropped if others are left, or one part changed."""
    for index, part in enumerate(parts):
        if len(parts) > 1 and part not in replaced(parts, index):
            text = formatter.text(part)
            what = Text("bỏ điều kiện: {}", "condition dropped: {}").format(text)
            key = f"dropped: {formatter.line(part, ID)}"
            yield Variation(make(replaced(parts, index)), place_of(part), key, what, alone(formatter, text))
        for change in in_items(parts, index, variations(formatter, part)):
            yield change.put(make(change.becomes))


def _of_members(
    formatter: ConditionFormatter, leaf: Leaf, count: Count, where: Condition
) -> Iterator[Variation[Count]]:
    """The condition on the members that count dropped, or changed."""
    text = formatter.text(where)
    what = Text("bỏ điều kiện về thành viên: {}", "condition on members dropped: {}").format(text)
    key = f"dropped: {count.relation} where {formatter.line(where, ID)}"
    yield Variation(attrs.evolve(count, where=None), leaf.place, key, what, without(formatter, text))
    yield from in_field(count, "where", variations(formatter, where))


# ── leaves ───────────────────────────────────────────────────────────────────────────────────────


def _of_leaf(formatter: ConditionFormatter, leaf: Leaf) -> Iterator[Variation[Leaf]]:
    measure = formatter.measure(leaf)
    name = formatter.line(attrs.evolve(leaf, tests=()), ID).strip()
    for index, test in enumerate(leaf.tests):
        place = test.place if test.place != NOWHERE else leaf.place
        key, text = formatter.test(test, measure, ID), formatter.test_text(test, measure)
        if len(leaf.tests) > 1:
            what = Text("{}: bỏ “{}”", "{}: “{}” dropped").format(measure.title, text)
            dropped = attrs.evolve(leaf, tests=replaced(leaf.tests, index))
            hint = alone(formatter, Text("{} {}", "{} {}").format(measure.title, text))
            yield Variation(dropped, place, f"{name} dropped: {key}", what, hint)
        for other, telling_value in _tests(formatter, test, measure):
            changed = attrs.evolve(leaf, tests=replaced(leaf.tests, index, other))
            other_text = formatter.test_text(other, measure)
            what = Text("{}: “{}” thành “{}”", "{}: “{}” to “{}”").format(measure.title, text, other_text)
            hint = exactly(formatter, measure, telling_value)
            yield Variation(changed, place, f"{name} {key} → {formatter.test(other, measure, ID)}", what, hint)


def _tests(formatter: ConditionFormatter, test: Test, measure: Measure) -> Iterator[tuple[Test, Text]]:
    """The tests that a test may become, each with a value of which the two differ."""
    if test.op.edge:
        yield attrs.evolve(test, op=test.op.edge), formatter.operand_text(test.operands[0], measure)
    if test.op.chooses and test.op is not Op.IS and len(test.operands) > 1:
        for index, operand in enumerate(test.operands):
            dropped = attrs.evolve(test, operands=replaced(test.operands, index))
            yield dropped, formatter.operand_text(operand, measure)
    elif test.op.chooses:
        yield from _others(test, measure)
    if test.op is Op.KNOWN:
        yield Test(Op.KNOWN, (Literal(test.operands != (Literal(True),)),), test.place), Text("chưa biết", "unknown")
        return
    for index, operand in enumerate(test.operands):
        if isinstance(operand, Literal):
            yield from _steps(test, index, operand.value, measure)


def _others(test: Test, measure: Measure) -> Iterator[tuple[Test, Text]]:
    """A test of one value of finitely many, with the next one in its place."""
    operand = test.operands[0]
    if isinstance(operand, Literal) and len(measure.domain) > 1:
        other = after(measure.domain, operand.value)
        yield attrs.evolve(test, operands=(Literal(other),)), measure.text(other)


def _steps(test: Test, index: int, value: Value, measure: Measure) -> Iterator[tuple[Test, Text]]:
    """A test with one of its operands moved by the smallest difference that counts."""
    for other in neighbours(measure, value):
        operands = replaced(test.operands, index, Literal(other))
        values = [operand.value for operand in operands if isinstance(operand, Literal)]
        if test.op is Op.BETWEEN and len(values) > 1 and values[0] > values[1]:  # type: ignore[operator]
            continue
        op = (Op.AT_LEAST, Op.AT_MOST)[index] if test.op is Op.BETWEEN else test.op
        yield attrs.evolve(test, operands=operands), measure.text(telling(op, value, other))


def telling(op: Op, value: Any, other: Any) -> Value:  # noqa: ANN401 - numbers or dates
    """The one of two thresholds of a test that passes with one of them only.

    >>> telling(Op.MORE_THAN, 150, 151), telling(Op.AT_LEAST, 150, 151)
    (151, 150)
    """
    if op.chooses:
        first: Value = value
        return first
    threshold: Value = max(value, other) if op.sign in (">", "<=") else min(value, other)
    return threshold


# ── hints ────────────────────────────────────────────────────────────────────────────────────────


def _scenario(formatter: ConditionFormatter, vi: str, en: str) -> Text:
    title = formatter.kind.title
    return Text(f"một kịch bản về {title.vi.lower()} {vi}", f"a scenario of a {title.en.lower()} {en}")


def exactly(formatter: ConditionFormatter, measure: Measure, value: Text) -> Text:
    """A subject of which the measure has this value."""
    vi, en = measure.title.vi, measure.title.en
    return _scenario(formatter, f"có {vi} đúng {value.vi}", f"with {en} of exactly {value.en}")


def alone(formatter: ConditionFormatter, condition: Text) -> Text:
    """A subject for which one condition decides."""
    vi = f"mà kết luận chỉ tùy vào điều kiện: {condition.vi}"
    return _scenario(formatter, vi, f"for which only this condition decides: {condition.en}")


def without(formatter: ConditionFormatter, condition: Text) -> Text:
    """A subject that a condition leaves out."""
    return _scenario(formatter, f"không thỏa mãn: {condition.vi}", f"that does not satisfy: {condition.en}")


# ── named values ─────────────────────────────────────────────────────────────────────────────────


@attrs.frozen
class Use:
    """The use of a named value by a rule: for which kind of subject, on what measure, in which test."""

    formatter: ConditionFormatter
    measure: Measure
    op: Op


def levels(use: Use, threshold: Threshold) -> Iterator[Variation[Threshold]]:
    """Every way to change one thing in a named value."""
    yield from in_field(threshold, "value", _moved(use, threshold.value, threshold.place))
    yield from in_field(threshold, "variants", _variants(use, threshold.variants))


def _moved(use: Use, value: Value, place: Place) -> Iterator[Variation[Value]]:
    """The value moved by the smallest difference that counts."""
    measure = use.measure
    for other in neighbours(measure, value):
        key = f"{measure.shown(value, ID)} → {measure.shown(other, ID)}"
        what = Text("{}: {} thành {}", "{}: {} to {}").format(measure.title, measure.text(value), measure.text(other))
        hint = exactly(use.formatter, measure, measure.text(telling(use.op, value, other)))
        yield Variation(other, place, key, what, hint)


def _variants(use: Use, variants: tuple[Variant, ...]) -> Iterator[Variation[tuple[Variant, ...]]]:
    """One variant changed, dropped, or swapped with the next."""
    for index, variant in enumerate(variants):
        text, value = use.formatter.text(variant.when), use.measure.text(variant.value)
        name = f"variant ({use.formatter.line(variant.when, ID)})"
        yield from in_items(variants, index, _variant(use, variant, name, text))
        what = Text("bỏ mức riêng {}: {}", "variant {} dropped: {}").format(value, text)
        yield Variation(replaced(variants, index), variant.place, f"{name} dropped", what, _between(use, text))
        if index + 1 < len(variants):
            what = Text("đổi chỗ mức riêng với mức sau: {}", "variant swapped with the next: {}").format(text)
            hint = alone(use.formatter, text)
            yield Variation(swapped(variants, index), variant.place, f"{name} swapped", what, hint)


def _variant(use: Use, variant: Variant, name: str, text: Text) -> Iterator[Variation[Variant]]:
    """A variant with its value or its condition changed."""
    for change in in_field(variant, "value", _moved(use, variant.value, variant.place)):
        what = Text("{} ({})", "{} ({})").format(change.what, text)
        yield attrs.evolve(change, key=f"{name} {change.key}", what=what)
    for change in in_field(variant, "when", variations(use.formatter, variant.when)):
        yield attrs.evolve(change, key=f"variant {change.key}", hint=_between(use, text))


def _between(use: Use, condition: Text) -> Text:
    vi = f"có {condition.vi} và {use.measure.title.vi} giữa hai mức"
    return _scenario(use.formatter, vi, f"with {condition.en} and {use.measure.title.en} between the two values")
