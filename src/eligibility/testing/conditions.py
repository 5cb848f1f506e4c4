"""Measures: what a leaf observes, called by its name, with the smallest difference that counts."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
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
    Fact,
    FactValue,
    Law,
    Leaf,
    Literal,
    NamedValue,
    Not,
    Operand,
    Ratio,
    Related,
    SubjectType,
    Test,
    Type,
    Value,
    written,
)
from eligibility.sources import Text, local, local_term

PERCENT: Final = Decimal("0.01")
"""The smallest difference of a share: one percentage point."""
ID: Final = "id"
"""The language of identifiers: attributes by their names, in English."""


@attrs.frozen
class Measure:
    """What a leaf observes: its title, its type, the smallest difference that counts, and its values if finite."""

    title: Text
    type: Type
    step: Decimal = Decimal(1)
    domain: tuple[Choice, ...] = ()

    @classmethod
    def of(cls, attribute: Attribute) -> "Measure":
        """The measure of an attribute."""
        step = PERCENT if attribute.type is Type.SHARE else attribute.step
        return cls(attribute.title, attribute.type, step, attribute.domain)

    def near(self, value: Value) -> Iterator[Value]:
        """The next value up, and the next one down, as far as there are such.

        >>> (
        ...     [*Measure(Text("", ""), Type.COUNT).near(150)],
        ...     [*Measure(Text("", ""), Type.SHARE, PERCENT).near(Decimal(1))],
        ... )
        ([151, 149], [Decimal('0.99')])
        """
        if self.domain:
            yield from self._beside(value)
        elif isinstance(value, date):
            yield from (value + timedelta(1), value - timedelta(1))
        elif isinstance(value, int | Decimal) and not isinstance(value, bool):
            step = int(self.step) if isinstance(value, int) and self.step == int(self.step) else self.step
            for other in (value + step, value - step):
                if other >= 0 and not (self.type is Type.SHARE and other > 1):
                    yield other

    def _beside(self, value: Value) -> Iterator[Value]:
        numbers = sorted(number for number in self.domain if isinstance(number, Decimal))
        if isinstance(value, Decimal) and value in numbers:
            at = numbers.index(value)
            yield from (*numbers[at + 1 : at + 2], *numbers[max(at - 1, 0) : at])

    def shown(self, value: Value, lang: str) -> str:
        """A value as rule files write it."""
        if self.type is Type.SHARE and isinstance(value, Decimal | int):
            return f"{written((Decimal(value) * 100).quantize(Decimal(1) / SCALE).normalize())}%"
        return local_term(written(value), lang)

    def text(self, value: Value) -> Text:
        """The same in both languages."""
        return Text(self.shown(value, "vi"), self.shown(value, "en"))


@attrs.frozen
class Speaker:
    """Speaks of the conditions on one kind of subject, in a language or as identifiers do."""

    law: Law
    subject: str

    @property
    def kind(self) -> SubjectType:
        """The kind of subject."""
        return self.law.vocabulary[self.subject]

    def up(self) -> "Speaker":
        """Of the kind of subject that this one belongs to."""
        upper = self.law.vocabulary.parent(self.subject)
        assert upper is not None  # the checker has seen to it
        return attrs.evolve(self, subject=upper[0].name)

    def down(self, relation: str) -> "Speaker":
        """Of the members of a relation."""
        return attrs.evolve(self, subject=self.kind.relations[relation].subject)

    def measure(self, leaf: Leaf) -> Measure:
        """What a leaf observes."""
        match leaf.observed:
            case Fact(name):
                return Measure.of(self._attribute(name))
            case Ratio(part, whole):
                one, two = self._attribute(part).title, self._attribute(whole).title
                return Measure(Text(f"tỷ lệ {one.vi}/{two.vi}", f"the ratio {one.en}/{two.en}"), Type.SHARE, PERCENT)
            case Count(relation):
                title = self.kind.relations[relation].title
                return Measure(Text(f"số {title.vi.lower()}", f"the number of {title.en.lower()}"), Type.COUNT)
            case CountOf():
                return Measure(Text("số điều kiện thỏa mãn", "the number of conditions met"), Type.COUNT)
            case _:
                assert_never(leaf.observed)

    def _attribute(self, name: str) -> Attribute:
        found = self.law.attribute(self.subject, name)
        assert found is not None, name  # the checker has seen to it
        return found

    def words(self, condition: Condition, lang: str) -> str:
        """A condition in one line."""
        match condition:
            case AllOf(parts) | AnyOf(parts):
                word = local("all" if isinstance(condition, AllOf) else "any", lang)
                return f"{word} ({'; '.join(self.words(part, lang) for part in parts)})"
            case Not(part):
                return f"{local('not', lang)} ({self.words(part, lang)})"
            case Related(relation, part):
                return f"{relation if lang == ID else self.up().kind.title.in_(lang)}: {self.up().words(part, lang)}"
            case Leaf(observed, tests):
                measure = self.measure(condition)
                tested = ", ".join(self.test(test, measure, lang) for test in tests)
                return f"{self._observed(observed, measure, lang)} {tested}"
            case _:
                assert_never(condition)

    def _observed(self, observed: Fact | Ratio | Count | CountOf, measure: Measure, lang: str) -> str:
        match observed:
            case Count(relation, where):
                own = "" if where is None else f" ({self.down(relation).words(where, lang)})"
                return f"{f'count {relation}' if lang == ID else measure.title.in_(lang)}{own}"
            case CountOf(parts):
                own = "; ".join(self.words(part, lang) for part in parts)
                return f"{'count' if lang == ID else measure.title.in_(lang)} ({own})"
            case Fact(name):
                return name if lang == ID else measure.title.in_(lang)
            case Ratio(part, whole):
                return f"{part}/{whole}" if lang == ID else measure.title.in_(lang)
            case _:
                assert_never(observed)

    def text(self, condition: Condition) -> Text:
        """A condition in one line in both languages."""
        return Text(self.words(condition, "vi"), self.words(condition, "en"))

    def tested(self, test: Test, measure: Measure) -> Text:
        """A test in a few words in both languages."""
        return Text(self.test(test, measure, "vi"), self.test(test, measure, "en"))

    def against(self, operand: Operand, measure: Measure) -> Text:
        """What is compared with in both languages."""
        return Text(self.operand(operand, measure, "vi"), self.operand(operand, measure, "en"))

    def test(self, test: Test, measure: Measure, lang: str) -> str:
        """A test in a few words."""
        operands = (self.operand(operand, measure, lang) for operand in test.operands)
        return f"{spoken(test.op.value, lang)} {'|'.join(operands)}"

    def operand(self, operand: Operand, measure: Measure, lang: str) -> str:
        """What is compared with, in a few words."""
        match operand:
            case Literal(value):
                return measure.shown(value, lang)
            case NamedValue(name):
                if lang == ID:
                    return name.rpartition(" ")[2]
                known = self.law.thresholds[name]
                values = [measure.shown(value, lang) for value in (known.value, *(v.value for v in known.variants))]
                return f"{known.title.in_(lang)} ({' / '.join(values)})"
            case FactValue(name):
                return name if lang == ID else self._attribute(name).title.in_(lang)
            case AsOf():
                return "as_of" if lang == ID else Text("ngày xét", "the as-of date").in_(lang)
            case _:
                assert_never(operand)


def spoken(keyword: str, lang: str) -> str:
    """A keyword as it is spoken: identifiers keep that of the files."""
    return keyword if lang == ID else local(keyword, lang).replace("_", " ")


def both(vi: str, en: str, *parts: Text) -> Text:
    """A text in both languages, with the parts in the places of `{}`.

    >>> both("{} và {}", "{} and {}", Text("xã", "commune"), Text("thôn", "village")).en
    'commune and village'
    """
    return Text(vi.format(*(part.vi for part in parts)), en.format(*(part.en for part in parts)))
