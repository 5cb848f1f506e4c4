"""Checking of bounds: tests of one number or day that by arithmetic alone never hold together, or always hold."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Any, Final

import attrs

from eligibility.model import (
    UNKNOWN,
    AsOf,
    Attribute,
    FactValue,
    InvalidValue,
    Literal,
    NamedValue,
    OneOf,
    Op,
    Operand,
    Test,
    Type,
    Unknown,
    Value,
    format_value,
)
from eligibility.rulefiles.reader import Fields, FileReader
from eligibility.rulefiles.scope import Scope
from eligibility.sources import (
    Entries,
    Items,
    Node,
    Place,
    Scalar,
    Text,
    local_keyword,
    local_term,
    other_language,
    term,
)

_LARGE: Final = 10**15  # beyond every number that a fact may be


def check_satisfiable(reader: FileReader, tests: Sequence[Test], attribute: Attribute, most: int | None = None) -> None:
    """Note tests that no value can pass, or that every value passes; `most` is the largest number there can be."""
    compared = [test for test in tests if test.op is not Op.KNOWN]
    fixed = [test for test in compared if all(isinstance(operand, Literal) for operand in test.operands)]
    if not fixed or not (attribute.type.numeric or attribute.type is Type.DATE):
        return
    passed = {all(_passes(test, value) for test in fixed) for value in _probes(fixed, attribute, most)}
    if True not in passed:
        expected = Text(f"một số từ 0 đến {most}", f"a number from 0 to {most}") if most is not None else _TOGETHER
        reader.report(fixed[-1].place, "không bao giờ thỏa mãn", "this can never hold", expected)
    elif False not in passed and fixed == list(tests):
        reader.report(fixed[0].place, "lúc nào cũng thỏa mãn", "this always holds", _FALLIBLE)


_TOGETHER: Final = Text("các phép thử có thể cùng thỏa mãn", "tests that can hold together")
_FALLIBLE: Final = Text("một phép thử có thể không thỏa mãn", "a test that may fail")


def _passes(test: Test, value: object) -> bool:
    operands = [_number(operand.value) for operand in test.operands if isinstance(operand, Literal)]
    if value is None and not test.op.chooses:
        return False  # nothing is before or after none
    outcomes = (op.holds(value, operand) for op, operand in test.op.parts(operands))
    return all(outcomes) if test.op.conjoined else any(outcomes)


def _number(value: object) -> Any:  # noqa: ANN401 - whatever compares
    """A day by its number; exact numbers, and none, as they are."""
    return value.toordinal() if isinstance(value, date) else value


def _probes(tests: Sequence[Test], attribute: Attribute, most: int | None) -> list[Any]:
    """Values that speak for all: what tests name, what lies just beside and between these, and both ends."""
    operands = [_number(operand.value) for test in tests for operand in test.operands if isinstance(operand, Literal)]
    named = sorted(value for value in operands if value is not None)
    low, high = 0, _LARGE if most is None else most
    if attribute.type is Type.DATE:
        low, high = date.min.toordinal(), date.max.toordinal()
    elif attribute.type is Type.SHARE and attribute.name:  # unlike a ratio, which may be more than one
        high = 1
    whole = attribute.type in (Type.COUNT, Type.DATE)
    ends = [low, *named, high]
    beside = [value + by for value in named for by in (-1, 1)] if whole else _between(ends)
    none = [None] if attribute.nullable else []
    return [*(value for value in (*ends, *beside) if low <= value <= high), *none]


def _between(ends: Sequence[Any]) -> list[Fraction]:
    return [(Fraction(low) + Fraction(high)) / 2 for low, high in pairwise(ends)]


TESTS: Final = tuple(op.value for op in Op)
"""The keywords of tests."""
_ORDERED = (Op.AT_LEAST, Op.AT_MOST, Op.MORE_THAN, Op.LESS_THAN, Op.BETWEEN)
_DATED = (Op.BEFORE, Op.AFTER, Op.ON_OR_BEFORE, Op.ON_OR_AFTER, Op.BETWEEN)
_SPECIAL: Final[Mapping[str, bool | None]] = {"yes": True, "no": False, "none": None}


@attrs.frozen
class ComparisonReader:
    """Reads the tests and values beside what is observed of one kind of subject."""

    reader: FileReader
    scope: Scope
    subject: str
    collects: bool = False

    def read(self, node: Node, attribute: Attribute) -> tuple[Test, ...]:
        """The tests of an attribute: a value, a list, or a map of tests."""
        if isinstance(node, Entries):
            return self.written(Fields.of(self.reader, node, (), TESTS), attribute)
        op = Op.ONE_OF if isinstance(node, Items) else Op.IS
        test = self._test(op, node, attribute, node.place)
        return (test,) if test else ()

    def written(self, fields: Fields, attribute: Attribute, most: int | None = None) -> tuple[Test, ...]:
        """The tests written with their keywords; `most` is the largest possible number."""
        words = [word for word in fields.keys if word in TESTS]
        if not words and fields.clean:
            expected = ", ".join(local_keyword(word, self.reader.lang) for word in TESTS)
            self.reader.report(fields.place, "thiếu phép thử", "a test is missing", Text(expected, expected))
        read = [
            self._test(Op(word), fields.nodes[word], attribute, fields.keys[word].place)
            for word in words
            if word in fields
        ]
        tests = tuple(test for test in read if test)
        if len(tests) == len(words):
            check_satisfiable(self.reader, tests, attribute, most)
        return tests

    def _test(self, op: Op, node: Node, attribute: Attribute, place: Place) -> Test | None:
        if not self._fits(op, attribute, place):
            return None
        if op is Op.KNOWN:
            return Test(op, (Literal(self.reader.yes(node, True)),), place)
        nodes = self.reader.required_items(node)
        if not nodes or not self._as_many(op, len(nodes), node):
            return None
        if not op.chooses and attribute.nullable:
            attribute = attrs.evolve(attribute, nullable=False)  # nothing is before or after none
        operands = tuple(operand for item in nodes if (operand := self._operand(item, attribute)) is not None)
        if op is Op.BETWEEN and _falling(operands):
            self.reader.report(node.place, "đầu khoảng lớn hơn cuối khoảng", "the range ends before it begins")
            return None
        return Test(op, operands, place) if len(operands) == len(nodes) else None

    def _as_many(self, op: Op, amount: int, node: Node) -> bool:
        wanted = 2 if op is Op.BETWEEN else 1
        if (op.chooses and op is not Op.IS) or amount == wanted:
            return True
        near = local_keyword(Op.ONE_OF.value, self.reader.lang) if op is Op.IS else None
        word = local_keyword(op.value, self.reader.lang)
        vi, en = f"“{word}” cần {wanted} giá trị, ở đây có {amount}", f"“{word}” takes {wanted} value(s), not {amount}"
        self.reader.report(node.place, vi, en, suggestion=near)
        return False

    def _fits(self, op: Op, attribute: Attribute, place: Place) -> bool:
        if op is Op.KNOWN:
            return self.collects or self._uncollected(op, place)
        numbers = attribute.type.numeric or _numbered(attribute)
        dates = attribute.type is Type.DATE
        if op.chooses or (op in _ORDERED and numbers) or (op in _DATED and dates):
            return True
        allowed = [
            candidate
            for candidate in Op
            if candidate.chooses or (candidate in _ORDERED and numbers) or (candidate in _DATED and dates)
        ]
        words = ", ".join(local_keyword(candidate.value, self.reader.lang) for candidate in allowed)
        word, named = local_keyword(op.value, self.reader.lang), f" ({attribute.name})" if attribute.name else ""
        vi = f"“{word}” không so sánh được {attribute.title.vi}{named}"
        en = f"“{word}” cannot compare {attribute.name or attribute.title.en}"
        self.reader.report(place, vi, en, Text(words, words))
        return False

    def _uncollected(self, op: Op, place: Place) -> bool:
        word, policy = local_keyword(op.value, self.reader.lang), local_keyword("hit_policy", self.reader.lang)
        vi = f"“{word}” chỉ dùng được khi “{policy}” là “{local_term('collect', self.reader.lang)}”"
        en = f"“{word}” is allowed only where “{policy}” is “{local_term('collect', self.reader.lang)}”"
        self.reader.report(place, vi, en)
        return False

    def _operand(self, node: Node, attribute: Attribute) -> Operand | None:
        """The operand of a comparison: a literal, or the named value or attribute that a bare word names."""
        word = self.reader.scalar(node)
        if word is None:
            return None
        if (attribute.type.numeric or attribute.type is Type.DATE) and not word.quoted:
            if attribute.type is Type.DATE and term(word.text, self.reader.lang, ("as_of",)):
                return AsOf()
            if word.text in self.scope.named or word.text in self.scope.attributes[self.subject]:
                return self._named(word, attribute)
            if self.scope.forgives(word.text):
                return None
        value = self.value(word, attribute)
        return None if isinstance(value, Unknown) else Literal(value)

    def _named(self, word: Scalar, attribute: Attribute) -> Operand | None:
        type_ = self.scope.named.get(word.text) or self.scope.attributes[self.subject][word.text].type
        if not _comparable(type_, attribute.type):
            vi, en = f"“{word.text}” không cùng kiểu", f"“{word.text}” is of another type"
            self.reader.report(word.place, vi, en, attribute.expected)
            return None
        return NamedValue(f"{self.scope.owner} {word.text}") if word.text in self.scope.named else FactValue(word.text)

    # ── values ───────────────────────────────────────────────────────────────────────────────────

    def value(self, word: Scalar, attribute: Attribute) -> Value | Unknown:
        """A literal value of an attribute, or UNKNOWN where it is none (which is noted)."""
        special = self._special(word, attribute)
        if special is not None:
            return _SPECIAL[special] if special else UNKNOWN
        try:
            value = attribute.read(word.text)
        except InvalidValue as error:
            near = self._meant(word, attribute) or error.suggestion
            self.reader.report_invalid(InvalidValue(error.what, self._expected(attribute), near), word.place)
            return UNKNOWN
        if isinstance(value, Unknown | OneOf):
            near = f"[{', '.join(word.text.split('|'))}]" if isinstance(value, OneOf) else None
            refused = attribute.invalid(word.text, near)
            self.reader.report_invalid(InvalidValue(refused.what, self._expected(attribute), near), word.place)
            return UNKNOWN
        return value

    def _special(self, word: Scalar, attribute: Attribute) -> str | None:
        """The yes, no or none that a word stands for; empty where it does so in the other language (noted)."""
        words = (*(("yes", "no") if attribute.type is Type.YES_NO else ()), *(("none",) if attribute.nullable else ()))
        literal = word.quoted and attribute.type is not Type.YES_NO
        special = None if literal else term(word.text, self.reader.lang, words)
        if special or literal or not self.reader.foreign_term(word, words):
            return special
        return ""

    def _meant(self, word: Scalar, attribute: Attribute) -> str | None:
        """The name or word that somebody may have meant by an unreadable value."""
        lang = self.reader.lang
        if attribute.type is Type.YES_NO and word.text.lower() in ("true", "false"):
            return local_term("yes" if word.text.lower() == "true" else "no", lang)
        if attribute.type.finite:
            return None
        if attribute.type is Type.DATE and term(word.text, other_language(lang), ("as_of",)):
            return local_term("as_of", lang)
        if not word.text[:1].isalpha():
            return None
        attributes = self.scope.attributes[self.subject]
        types = {**{name: candidate.type for name, candidate in attributes.items()}, **self.scope.named}
        names = [name for name, type_ in types.items() if _comparable(type_, attribute.type)]
        return self.reader.suggest(word.text, names)

    def _expected(self, attribute: Attribute) -> Text:
        if self.reader.lang == "en" or not attribute.type.finite:
            return attribute.expected
        words = ", ".join(local_term(format_value(option), "vi") for option in attribute.domain)
        return Text(f"một trong: {words}", f"one of: {words}")


def _comparable(type_: Type, other: Type) -> bool:
    numbers = (Type.COUNT, Type.QUANTITY)
    return type_ is other or (type_ in numbers and other in numbers)


def _numbered(attribute: Attribute) -> bool:
    options = [option for option in attribute.choices if option is not None]
    return bool(options) and all(isinstance(option, Decimal) for option in options)


def _falling(operands: tuple[Operand, ...]) -> bool:
    values = [operand.value for operand in operands if isinstance(operand, Literal)]
    return len(values) == 2 and values[0] > values[1]  # type: ignore[operator]
