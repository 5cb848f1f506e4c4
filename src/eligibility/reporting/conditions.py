"""Conditions in words: in one line, as rule files write them, and as clauses, as people say them."""

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from typing import Final, assert_never

import attrs

from eligibility.model import (
    SCALE,
    AllOf,
    AnyOf,
    AsOf,
    Attribute,
    Choice,
    Condition,
    Count,
    CountOf,
    ExplainedLeaf,
    Fact,
    FactValue,
    Given,
    Law,
    Leaf,
    Literal,
    NamedValue,
    Not,
    Op,
    Operand,
    Ratio,
    Related,
    SubjectType,
    Test,
    Type,
    Value,
    format_value,
)
from eligibility.reporting import formats
from eligibility.reporting.formats import lowered
from eligibility.reporting.titles import AND, CLAUSES, NODES, NOTHING, OR, TESTS, Titles
from eligibility.sources import Text, local_keyword, local_term

ID: Final = "id"
"""The language of identifiers: attributes by their names, in English."""
PERCENT: Final = Decimal("0.01")
"""The smallest difference of a share: one percentage point."""
AS_OF: Final = Text("ngày xét", "the as-of date")
NOT_KNOWN: Final = Text("chưa biết", "unknown")


@attrs.frozen
class Measure:
    """The title and type of what a leaf observes, the smallest difference that counts, and its values if finite."""

    title: Text
    type: Type
    step: Decimal = Decimal(1)
    domain: tuple[Choice, ...] = ()

    @classmethod
    def of(cls, attribute: Attribute) -> "Measure":
        """The measure of an attribute."""
        step = PERCENT if attribute.type is Type.SHARE else attribute.step
        return cls(attribute.title, attribute.type, step, attribute.domain)

    def shown(self, value: Value, lang: str) -> str:
        """A value as rule files write it."""
        if self.type is Type.SHARE and isinstance(value, Decimal | int):
            return f"{format_value((Decimal(value) * 100).quantize(Decimal(1) / SCALE).normalize())}%"
        return local_term(format_value(value), lang)

    def text(self, value: Value) -> Text:
        """A value as rule files write it, in both languages."""
        return Text.of(lambda lang: self.shown(value, lang))


@attrs.frozen
class ConditionFormatter:
    """The conditions on one kind of subject in words, in Vietnamese or English; in one line as identifiers too."""

    law: Law
    subject: str

    @property
    def kind(self) -> SubjectType:
        """The kind of subject."""
        return self.law.vocabulary[self.subject]

    def up(self, back: str) -> "ConditionFormatter":
        """The formatter for the kind of subject that this one belongs to under the name `back`."""
        owner = self.law.vocabulary.owner(self.subject, back)
        assert owner is not None  # the checker has seen to it
        return attrs.evolve(self, subject=owner)

    def down(self, relation: str) -> "ConditionFormatter":
        """The formatter for the members of a relation."""
        return attrs.evolve(self, subject=self.kind.relations[relation].subject)

    def title(self, name: str) -> Text:
        """The title of an attribute."""
        return Text.of(lambda lang: Titles(self.law, lang).title(self.subject, name))

    def choice(self, name: str, value: Given) -> Text:
        """A value of an attribute."""
        return Text.of(lambda lang: Titles(self.law, lang).value(self.subject, name, value))

    # ── one line ─────────────────────────────────────────────────────────────────────────────────

    def measure(self, leaf: Leaf) -> Measure:
        """The measure of what a leaf observes."""
        match leaf.observed:
            case Fact(name):
                attribute = self.law.attribute(self.subject, name)
                assert attribute is not None, name  # the checker has seen to it
                return Measure.of(attribute)
            case Ratio(part, whole):
                title = Text("tỷ lệ {}/{}", "the ratio {}/{}").format(self.title(part), self.title(whole))
                return Measure(title, Type.SHARE, PERCENT)
            case Count(relation):
                title = Text("số {}", "the number of {}").format(self.kind.relations[relation].title.map(str.lower))
                return Measure(title, Type.COUNT)
            case CountOf():
                return Measure(Text("số điều kiện thỏa mãn", "the number of conditions met"), Type.COUNT)
            case _:
                assert_never(leaf.observed)

    def text(self, condition: Condition) -> Text:
        """A condition in one line, in both languages."""
        return Text.of(lambda lang: self.line(condition, lang))

    def line(self, condition: Condition, lang: str) -> str:
        """A condition in one line."""
        match condition:
            case AllOf(parts) | AnyOf(parts):
                word = local_keyword("all" if isinstance(condition, AllOf) else "any", lang)
                return f"{word} ({self._lines(parts, lang)})"
            case Not(part):
                return f"{local_keyword('not', lang)} ({self.line(part, lang)})"
            case Related(relation, part):
                upper = self.up(relation)
                return f"{relation if lang == ID else upper.kind.title.in_(lang)}: {upper.line(part, lang)}"
            case Leaf(_, tests):
                measure = self.measure(condition)
                tested = ", ".join(self.test(test, measure, lang) for test in tests)
                return f"{self._observed(condition, measure, lang)} {tested}"
            case _:
                assert_never(condition)

    def _lines(self, parts: Iterable[Condition], lang: str) -> str:
        return "; ".join(self.line(part, lang) for part in parts)

    def _observed(self, leaf: Leaf, measure: Measure, lang: str) -> str:
        title = measure.title.in_(lang)
        match leaf.observed:
            case Count(relation, where):
                members = "" if where is None else f" ({self.down(relation).line(where, lang)})"
                return f"{f'count {relation}' if lang == ID else title}{members}"
            case CountOf(parts):
                return f"{'count' if lang == ID else title} ({self._lines(parts, lang)})"
            case Fact(name):
                return name if lang == ID else title
            case Ratio(part, whole):
                return f"{part}/{whole}" if lang == ID else title
            case _:
                assert_never(leaf.observed)

    def test(self, test: Test, measure: Measure, lang: str) -> str:
        """A test as rule files write it."""
        operands = (self.operand(operand, measure, lang) for operand in test.operands)
        return f"{op_text(test.op, lang)} {'|'.join(operands)}"

    def test_text(self, test: Test, measure: Measure) -> Text:
        """A test as rule files write it, in both languages."""
        return Text.of(lambda lang: self.test(test, measure, lang))

    def operand(self, operand: Operand, measure: Measure, lang: str) -> str:
        """The right-hand side of a test as rule files write it."""
        match operand:
            case Literal(value):
                return measure.shown(value, lang)
            case NamedValue(name):
                if lang == ID:
                    return name.rpartition(" ")[2]
                threshold = self.law.thresholds[name]
                values = (threshold.value, *(variant.value for variant in threshold.variants))
                return f"{threshold.title.in_(lang)} ({' / '.join(measure.shown(value, lang) for value in values)})"
            case FactValue(name):
                return name if lang == ID else self.title(name).in_(lang)
            case AsOf():
                return "as_of" if lang == ID else AS_OF.in_(lang)
            case _:
                assert_never(operand)

    def operand_text(self, operand: Operand, measure: Measure) -> Text:
        """The right-hand side of a test as rule files write it, in both languages."""
        return Text.of(lambda lang: self.operand(operand, measure, lang))

    # ── clauses ──────────────────────────────────────────────────────────────────────────────────

    def group(self, word: str, *, empty: bool = False) -> Text:
        """The heading over the parts of a condition: of all, of any, of one negated, or of the subject above."""
        if empty:
            return NOTHING
        if word in NODES:
            return NODES[word]
        title = self.up(word).kind.title
        return Text(f"{title.vi} mà nó thuộc về", f"The {title.en.lower()} that it belongs to")

    def observed(self, leaf: Leaf) -> Text:
        """The title of what a leaf observes, as the heading of a clause."""
        match leaf.observed:
            case Fact():
                return self.measure(leaf).title
            case Ratio(part, whole):
                return share_of(self.title(part), self.title(whole))
            case Count(relation, where, word):
                member = self.down(relation).kind.title.map(lowered)
                if where is None:
                    return Text("Số {}", "The number of subjects: {}").format(member)
                if word == "some":
                    return Text("Có {} đạt điều sau", "Some {} meets this").format(member)
                if word == "every":
                    return Text("Mọi {} đạt điều sau", "Every {} meets this").format(member)
                return Text("Số {} đạt điều sau", "The number of {}s that meet this").format(member)
            case CountOf():
                return Text("Số điều thỏa mãn trong những điều sau", "How many of these hold")
            case _:
                assert_never(leaf.observed)

    def required(self, leaf: Leaf) -> Text | None:
        """The tests of a leaf as people say them; None where the heading says it: *some*, *every*."""
        if isinstance(leaf.observed, Count) and leaf.observed.word != "count":
            return None
        return Text.of(lambda lang: AND.in_(lang).join(self._clause(leaf, test, lang) for test in leaf.tests))

    def _clause(self, leaf: Leaf, test: Test, lang: str) -> str:
        if test.op is Op.KNOWN:
            return (TESTS[Op.KNOWN] if test.operands == (Literal(True),) else NOT_KNOWN).in_(lang)
        return joined(
            CLAUSES[test.op], test.op, [self._compared_with(leaf, operand, lang) for operand in test.operands], lang
        )

    def _compared_with(self, leaf: Leaf, operand: Operand, lang: str) -> str:
        match operand:
            case Literal(value):
                return self.value(leaf, value, lang)
            case NamedValue(name):
                return self.value(leaf, self.law.thresholds[name].value, lang)
            case FactValue(name):
                return lowered(self.title(name).in_(lang))
            case AsOf():
                return AS_OF.in_(lang)
            case _:
                assert_never(operand)

    def value(self, leaf: Leaf | ExplainedLeaf, value: Value, lang: str) -> str:
        """A value that a leaf is compared with, as people write it."""
        match leaf.observed:
            case Fact(name):
                return Titles(self.law, lang).value(self.subject, name, value)
            case Ratio():
                return formats.share(Fraction(value), lang)  # type: ignore[arg-type]
            case _:
                return formats.value(value, None, lang)


def op_text(op: Op, lang: str) -> str:
    """The keyword of a test as it is spoken; identifiers have that of the files."""
    return op.value if lang == ID else local_keyword(op.value, lang).replace("_", " ")


def share_of(part: Text, whole: Text) -> Text:
    """The title of a ratio."""
    return Text("Tỷ lệ giữa {} và {}", "The ratio of {} to {}").format(part.map(lowered), whole.map(lowered))


def joined(form: Text, op: Op, operands: list[str], lang: str) -> str:
    """A test of one or several operands."""
    if op is Op.BETWEEN:
        return form.in_(lang).format(*operands)
    either = AND if op.refuses else OR
    return form.in_(lang).format(either.in_(lang).join(operands))
