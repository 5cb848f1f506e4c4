"""Leaves: one observed thing against its thresholds, as a line of words."""

from fractions import Fraction
from typing import assert_never

from eligibility.model import (
    UNKNOWN,
    Attribute,
    Count,
    CountOf,
    ExplainedLeaf,
    ExplainedTest,
    Fact,
    Op,
    Outcome,
    Ratio,
    Seen,
    Value,
)
from eligibility.reporting import formats
from eligibility.reporting.titles import SIGNS, TESTS, Titles


def leaf_line(leaf: ExplainedLeaf, kind: str, titles: Titles) -> str:
    """What a leaf saw, what it needs, and on what evidence."""
    what, attribute = _observed(leaf, kind, titles)
    found = _found(leaf, kind, titles)
    tests = [_test(test, kind, attribute, leaf, titles) for test in leaf.tests]
    return f"{what}: {_compared(leaf, found, tests, titles)}{_grounds(leaf, kind, titles)}"


def _observed(leaf: ExplainedLeaf, kind: str, titles: Titles) -> tuple[str, Attribute | None]:
    """The title of what is observed, and the attribute where it is one."""
    match leaf.observed:
        case Fact(name):
            return titles.title(kind, name), titles.attribute(kind, name)
        case Ratio(part, whole):
            return f"{titles.title(kind, part)} / {titles.title(kind, whole)}", None
        case Count(relation, where, word):
            own = titles.kind(kind).relations[relation]
            member = titles.kind(own.subject).title.vi.lower()
            if where is None:
                return titles.say(f"Số {member}", own.title.en), None
            if word == "every":  # counts those that do not
                return titles.say(f"Số {member} không đạt điều sau", f"{own.title.en} that do not meet this"), None
            return titles.say(f"Số {member} đạt điều sau", f"{own.title.en} that meet this"), None
        case CountOf():
            return titles.say("Số điều thỏa mãn", "How many of these hold"), None
        case _:
            assert_never(leaf.observed)


def _found(leaf: ExplainedLeaf, kind: str, titles: Titles) -> str:
    match leaf.observed:
        case Fact(name):
            return titles.value(kind, name, leaf.seen[0].value)
        case Ratio():
            return ratio_text(leaf.seen[0], leaf.seen[1], titles)
        case _:
            return _bounds(leaf, titles)


def ratio_text(part: Seen, whole: Seen, titles: Titles) -> str:
    """The two numbers and their ratio; 0 of 0 counts as 0, and says so."""
    lang = titles.lang
    numbers = [_number(seen, lang) for seen in (part, whole)]
    if part.value is UNKNOWN and whole.value is UNKNOWN:
        return numbers[0]
    if part.value is UNKNOWN or whole.value is UNKNOWN:
        return "/".join(numbers)
    if not whole.value:
        return f"{'/'.join(numbers)} = {titles.say('0% (0 trên 0 tính là 0)', '0% (0 of 0 counts as 0)')}"
    ratio = Fraction(part.value) / Fraction(whole.value)  # type: ignore[arg-type]
    shown = formats.share(ratio, lang)
    return f"{'/'.join(numbers)} {shown if shown.startswith(formats.ABOUT) else f'= {shown}'}"


def _number(seen: Seen, lang: str) -> str:
    return formats.value(seen.value, None, lang)


def _bounds(leaf: ExplainedLeaf, titles: Titles) -> str:
    assert leaf.bounds is not None
    low, high = leaf.bounds
    if high is None:
        return titles.say(f"ít nhất {low} (danh sách chưa đầy đủ)", f"at least {low} (the list is not complete)")
    return str(low) if low == high else titles.say(f"từ {low} đến {high}", f"{low} to {high}")


def _test(test: ExplainedTest, kind: str, attribute: Attribute | None, leaf: ExplainedLeaf, titles: Titles) -> str:
    """What one test needs."""
    wanted = [
        _threshold(values, named, attribute, kind, leaf, titles)
        for values, named in zip(test.thresholds, test.named, strict=True)
    ]
    word = TESTS[test.op].in_(titles.lang)
    if test.op is Op.KNOWN:
        return word if test.thresholds == ((True,),) else titles.say("là chưa biết", "unknown")
    if test.op is Op.BETWEEN:
        return titles.say(f"từ {wanted[0]} đến {wanted[1]}", f"between {wanted[0]} and {wanted[1]}")
    refused = test.op in (Op.IS_NOT, Op.NONE_OF)
    either = titles.say(" và ", " and ") if refused else titles.say(" hoặc ", " or ")
    return f"{word} {either.join(wanted)}".strip()


def _threshold(
    values: tuple[Value, ...], named: str, attribute: Attribute | None, kind: str, leaf: ExplainedLeaf, titles: Titles
) -> str:
    """A threshold as it stood: the values that may apply, with the name of whatever gave them."""
    shown = [_operand(value, attribute, kind, leaf, titles) for value in values] or [titles.say("chưa biết", "unknown")]
    text = titles.say(" hoặc ", " or ").join(shown)
    if named == "as_of":
        return titles.say(f"ngày xét {text}", f"the as-of date {text}")
    known = titles.attribute(kind, named) if named else None
    return f"{text} ({known.title.in_(titles.lang).lower()})" if known else text


def _operand(value: Value, attribute: Attribute | None, kind: str, leaf: ExplainedLeaf, titles: Titles) -> str:
    if attribute is not None:
        return titles.value(kind, attribute.name, value)
    if isinstance(leaf.observed, Ratio):
        return formats.share(Fraction(value), titles.lang)  # type: ignore[arg-type]
    return formats.value(value, None, titles.lang)


def _compared(leaf: ExplainedLeaf, found: str, tests: list[str], titles: Titles) -> str:
    """What was found beside what is needed; a plain match needs no second naming."""
    needed = titles.say(" và ", " and ").join(tests)
    if leaf.outcome is Outcome.SATISFIED:
        if all(test.op in SIGNS for test in leaf.tests):
            return f"{found} {needed}"
        if all(test.op is Op.IS for test in leaf.tests):
            return found
    return f"{found}; {titles.say('cần', 'must be')} {needed}"


def _grounds(leaf: ExplainedLeaf, kind: str, titles: Titles) -> str:
    """On what a leaf stands: the evidence of what it saw, or the instrument that concluded it."""
    found: dict[str, None] = {}
    for seen in leaf.seen:
        instrument = titles.derived(kind, seen.attribute)
        if instrument:
            found[titles.say(f"theo {instrument}", f"by {instrument}")] = None
        elif seen.value is not UNKNOWN:
            found[titles.evidence(seen.evidence, seen.source)] = None
    return f" ({'; '.join(found)})" if found else ""
