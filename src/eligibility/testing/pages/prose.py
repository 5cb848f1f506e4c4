"""Prose: the condition of a rule as clauses in both languages, each with what the scenarios make of it."""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Final, assert_never

import attrs

from eligibility.model import (
    AllOf,
    AnyOf,
    AsOf,
    Condition,
    Count,
    CountOf,
    Fact,
    FactValue,
    Law,
    Leaf,
    Literal,
    NamedValue,
    Not,
    Op,
    Operand,
    Ratio,
    Related,
    Test,
    Threshold,
    Type,
    Value,
    names_in,
)
from eligibility.reporting import NODES, Titles, formats
from eligibility.sources import Text
from eligibility.testing.conditions import Speaker, both
from eligibility.testing.coverage import Boundary, LeafCoverage, Marks, Path

TESTS: Final = {
    Op.IS: Text("{}", "{}"),
    Op.IS_NOT: Text("khác {}", "other than {}"),
    Op.ONE_OF: Text("{}", "{}"),
    Op.NONE_OF: Text("khác {}", "other than {}"),
    Op.AT_LEAST: Text("từ {} trở lên", "at least {}"),
    Op.AT_MOST: Text("không quá {}", "at most {}"),
    Op.MORE_THAN: Text("trên {}", "more than {}"),
    Op.LESS_THAN: Text("dưới {}", "less than {}"),
    Op.BETWEEN: Text("trong khoảng {}", "between {}"),
    Op.BEFORE: Text("trước {}", "before {}"),
    Op.AFTER: Text("sau {}", "after {}"),
    Op.ON_OR_BEFORE: Text("chậm nhất vào {}", "on or before {}"),
    Op.ON_OR_AFTER: Text("sớm nhất vào {}", "on or after {}"),
}
"""How a test is said of what it is compared with."""
_OR, _AND = Text(" hoặc ", " or "), Text(" và ", " and ")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_AS_OF = Text("ngày xét", "the as-of date")
NOTHING: Final = Text("Không đòi hỏi gì", "Nothing is required")


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


def lowered(text: Text) -> Text:
    """The text as it stands within a sentence: the first letter small, unless the word is an abbreviation."""
    return Text(_small(text.vi), _small(text.en))


def _small(text: str) -> str:
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def in_both(say: Callable[[str], str]) -> Text:
    """What is said in each language."""
    return Text(say("vi"), say("en"))


def joined(texts: Iterator[Text], by: Text) -> Text:
    """Texts one after another, with a word between them."""
    every = list(texts)
    return Text(by.vi.join(one.vi for one in every), by.en.join(one.en for one in every))


@attrs.frozen
class Teller:
    """Tells the condition of one rule. `covered` holds what scenarios make of its leaves, by their paths."""

    law: Law
    covered: Mapping[Path, LeafCoverage]

    def clause(self, speaker: Speaker, condition: Condition, path: Path = ()) -> Clause:
        """A condition in words."""
        match condition:
            case AllOf(parts) | AnyOf(parts):
                word = "all" if isinstance(condition, AllOf) else "any"
                return Clause(NODES[word] if parts else NOTHING, None, self._parts(speaker, parts, path))
            case Not(part):
                return Clause(NODES["not"], None, self._parts(speaker, (part,), path))
            case Related(_, part):
                above = speaker.up()
                heading = both("{} mà nó thuộc về", "The {} that it belongs to", lowered(above.kind.title))
                heading = Text(heading.vi[:1].upper() + heading.vi[1:], heading.en)
                return Clause(heading, None, self._parts(above, (part,), path))
            case Leaf():
                return self._leaf(speaker, condition, path)
            case _:
                assert_never(condition)

    def _parts(self, speaker: Speaker, parts: tuple[Condition, ...], path: Path) -> tuple[Clause, ...]:
        return tuple(self.clause(speaker, part, (*path, at)) for at, part in enumerate(parts))

    def _leaf(self, speaker: Speaker, leaf: Leaf, path: Path) -> Clause:
        what, parts = self._observed(speaker, leaf, path)
        said = joined((self.test(speaker, leaf, test) for test in leaf.tests), _AND)
        if isinstance(leaf.observed, Count) and leaf.observed.word != "count":
            said = Text("", "")  # *some* and *every* say it themselves
        more = tuple(self._variants(speaker, leaf, path))
        covered = self.covered.get(path)
        bounds = tuple((self._bound(speaker, one), one.marks) for one in (covered.boundaries if covered else ()))
        return Clause(what, said if said.vi else None, (*parts, *more), covered, bounds)

    def _bound(self, speaker: Speaker, boundary: Boundary) -> Text:
        """What a threshold is called, which coverage writes as rule files do."""
        label = boundary.words.en.rpartition(" ")[2]
        if label == "as_of":
            return _AS_OF
        if _DAY.fullmatch(label):
            return in_both(lambda lang: formats.day(date.fromisoformat(label), lang))
        found = self.law.attribute(speaker.subject, label)
        if found is not None:
            return lowered(found.title)
        number, sign = label.removesuffix("%"), "%" if label.endswith("%") else ""
        return in_both(lambda lang: formats.number(Decimal(number), lang) + sign)

    def _observed(self, speaker: Speaker, leaf: Leaf, path: Path) -> tuple[Text, tuple[Clause, ...]]:
        match leaf.observed:
            case Fact():
                return speaker.measure(leaf).title, ()
            case Ratio(part, whole):
                one, two = (self._title(speaker, name) for name in (part, whole))
                return both("Tỷ lệ giữa {} và {}", "The ratio of {} to {}", lowered(one), lowered(two)), ()
            case Count(relation, where, word):
                members = speaker.down(relation)
                return _counted(members, where is None, word), self._members(members, where, word, path)
            case CountOf(parts):
                heading = Text("Số điều thỏa mãn trong những điều sau", "How many of these hold")
                return heading, self._parts(speaker, parts, path)
            case _:
                assert_never(leaf.observed)

    def _members(self, members: Speaker, where: Condition | None, word: str, path: Path) -> tuple[Clause, ...]:
        """What members must meet; *every* is held as what none of them may miss, and told as it was said."""
        if where is None:
            return ()
        if word == "every" and isinstance(where, Not):
            return (self.clause(members, where.part, (*path, 0, 0)),)
        return (self.clause(members, where, (*path, 0)),)

    def _variants(self, speaker: Speaker, leaf: Leaf, path: Path) -> Iterator[Clause]:
        for name in names_in(leaf):
            for at, variant in enumerate(self.law.thresholds[name].variants):
                value = self.value(speaker, leaf, variant.value)
                heading = Text("Riêng khi điều sau thỏa mãn thì ngưỡng là", "Where this holds, the threshold is")
                part = self.clause(speaker, variant.when, (*path, name, at))
                yield Clause(heading, value, (part,), extra=True)

    def test(self, speaker: Speaker, leaf: Leaf, test: Test) -> Text:
        """What a test needs."""
        if test.op is Op.KNOWN:
            known = test.operands == (Literal(True),)
            return Text("đã biết", "known") if known else Text("chưa biết", "unknown")
        refused = test.op in (Op.IS_NOT, Op.NONE_OF, Op.BETWEEN)
        wanted = joined((self._operand(speaker, leaf, one) for one in test.operands), _AND if refused else _OR)
        return both(TESTS[test.op].vi, TESTS[test.op].en, wanted)

    def _operand(self, speaker: Speaker, leaf: Leaf, operand: Operand) -> Text:
        match operand:
            case Literal(value):
                return self.value(speaker, leaf, value)
            case NamedValue(name):
                return self.value(speaker, leaf, self.law.thresholds[name].value)
            case FactValue(name):
                return lowered(self._title(speaker, name))
            case AsOf():
                return _AS_OF
            case _:
                assert_never(operand)

    def value(self, speaker: Speaker, leaf: Leaf, value: Value) -> Text:
        """A value that a leaf is compared with, as people of each language write it."""
        if isinstance(leaf.observed, Fact):
            name = leaf.observed.attribute
            return in_both(lambda lang: Titles(self.law, lang).value(speaker.subject, name, value))
        if speaker.measure(leaf).type is Type.SHARE and not isinstance(value, str | bool) and value is not None:
            return in_both(lambda lang: formats.share(value, lang))  # type: ignore[arg-type]
        return in_both(lambda lang: formats.value(value, None, lang))

    def _title(self, speaker: Speaker, name: str) -> Text:
        return in_both(lambda lang: Titles(self.law, lang).title(speaker.subject, name))


def _counted(members: Speaker, every: bool, word: str) -> Text:
    title = lowered(members.kind.title)
    if every:
        return both("Số {}", "The number of subjects: {}", title)
    heading = {
        "some": Text("Có {} đạt điều sau", "Some {} meets this"),
        "every": Text("Mọi {} đạt điều sau", "Every {} meets this"),
    }.get(word, Text("Số {} đạt điều sau", "The number of {}s that meet this"))
    return both(heading.vi, heading.en, title)


@attrs.frozen
class NamedThreshold:
    """A named value as people read it: its ordinary value and where it has another."""

    threshold: Threshold
    value: Text
    variants: tuple[tuple[Text, Clause], ...]


def named(teller: Teller, speaker: Speaker, leaf: Leaf) -> Iterator[NamedThreshold]:
    """The named values that a leaf is compared with."""
    for name in names_in(leaf):
        threshold = teller.law.thresholds[name]
        variants = tuple(
            (teller.value(speaker, leaf, one.value), teller.clause(speaker, one.when)) for one in threshold.variants
        )
        yield NamedThreshold(threshold, teller.value(speaker, leaf, threshold.value), variants)
