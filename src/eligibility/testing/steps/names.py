"""Names: how the subjects, attributes and values of a law are called in a step, and what was looked up before."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

import attrs

from eligibility.model import Attribute, InvalidValue, Law, OneOf, Relation, Rule, RuleSet, SubjectType
from eligibility.sources import Place, Problem, Text, closest, spelling_key, without_marks
from eligibility.testing.gherkin import FeatureError

EVIDENCE: Final = Text("Bằng chứng", "Evidence")
"""The heading under which a table states the evidence of a whole subject."""
_OR = (" hoặc ", " or ", "|")


@attrs.frozen
class Heading:
    """The meaning of a heading: a fact, a derived attribute, that a relation is complete, or the evidence (neither)."""

    attribute: Attribute | None = None
    derived: bool = False
    relation: Relation | None = None


@attrs.define
class Names:
    """The names of a law in one language of messages. A name that does not exist is a `FeatureError` at a place."""

    law: Law
    language: str
    tables: dict[tuple[object, ...], Any] = attrs.field(factory=dict)
    _headings: dict[str, Mapping[str, Heading]] = attrs.field(factory=dict)
    _kinds: dict[str, SubjectType] = attrs.field(factory=dict)
    _meanings: dict[tuple[str, str], Heading] = attrs.field(factory=dict)
    _values: dict[tuple[str, str, str], Any] = attrs.field(factory=dict)

    def wrong(self, place: Place, vi: str, en: str, near: str | None = None) -> FeatureError:
        """The error that a name does not exist."""
        return FeatureError([Problem(place, Text(vi, en), None, near)])

    def kind(self, word: str, place: Place) -> SubjectType:
        """The kind of subject that a word means; English may write it in the plural."""
        if word in self._kinds:
            return self._kinds[word]
        for kind in self.law.vocabulary.values():
            names = {spelling_key(kind.title.vi), spelling_key(kind.title.en), kind.name}
            if spelling_key(word) in names or spelling_key(word.removesuffix("s")) in names:
                return self._kinds.setdefault(word, kind)
        titles = {kind.title.in_(self.language).lower() for kind in self.law.vocabulary.values()}
        raise self.wrong(place, f"không có đối tượng “{word}”", f"no subject “{word}”", closest(word, titles))

    def headings(self, kind: SubjectType) -> Mapping[str, Heading]:
        """Every heading that a table on this kind of subject may have."""
        if kind.name not in self._headings:
            self._headings[kind.name] = dict(self._headings_of(kind))
        return self._headings[kind.name]

    def _headings_of(self, kind: SubjectType) -> Iterator[tuple[str, Heading]]:
        for word in (EVIDENCE.vi, EVIDENCE.en):
            yield spelling_key(word), Heading()
        for relation in kind.relations.values():
            for word in (relation.complete, *attrs.astuple(self.complete(relation))):
                yield spelling_key(word), Heading(relation=relation)
        derived = [(rule_set.concludes, True) for rule_set in self.law.of(kind.name)]
        for attribute, is_derived in (*derived, *((fact, False) for fact in kind.attributes.values())):
            for word in (attribute.title.vi, attribute.title.en, attribute.name):
                yield spelling_key(word), Heading(attribute, is_derived)

    def complete(self, relation: Relation) -> Text:
        """The heading under which a table states that a relation is complete."""
        title = self.law.vocabulary[relation.subject].title
        return Text(f"Danh sách {title.vi.lower()} đầy đủ", f"Complete list of {title.en.lower()}s")

    def heading(self, kind: SubjectType, word: str, place: Place) -> Heading:
        """The meaning of a heading."""
        heading = self._meanings.get((kind.name, word)) or self.headings(kind).get(spelling_key(word))
        if heading is None:
            attributes = (heading.attribute for heading in self.headings(kind).values())
            titles = [attribute.title for attribute in attributes if attribute is not None]
            titles += map(self.complete, kind.relations.values())
            near = closest(word, [title.in_(self.language) for title in titles])
            vi, en = kind.title.vi.lower(), kind.title.en.lower()
            raise self.wrong(place, f"{vi} không có “{word}”", f"a {en} has no “{word}”", near)
        self._meanings[kind.name, word] = heading
        return heading

    def attribute(self, kind: SubjectType, word: str, place: Place) -> Heading:
        """The attribute that a title or name means."""
        heading = self.heading(kind, word, place)
        if heading.attribute is None:
            raise self.wrong(place, f"“{word}” không phải thuộc tính", f"“{word}” is not an attribute")
        return heading

    def value(self, kind: SubjectType, attribute: Attribute, text: str, place: Place) -> Any:  # noqa: ANN401
        """The value that a text means: as registers write it, by its label, or several with *hoặc* between them."""
        key = (kind.name, attribute.name, text)
        if key not in self._values:
            try:
                self._values[key] = self._read(kind, attribute, text)
            except InvalidValue as error:
                raise FeatureError([error.at(place)]) from None
        return self._values[key]

    def _read(self, kind: SubjectType, attribute: Attribute, text: str) -> Any:  # noqa: ANN401
        rule_set = self.law.concluding(kind.name, attribute.name)
        for word, label in (rule_set.labels if rule_set else {}).items():
            if _is_title(text, label):
                return attribute.read(word)
        separator = next((word for word in _OR if word in text), None) if attribute.type.finite else None
        if separator is None:
            return attribute.read(text)
        options = [self._read(kind, attribute, part.strip()) for part in text.split(separator)]
        return OneOf.of(*options)

    def rule(self, rule_set: RuleSet, word: str, place: Place) -> Rule:
        """The rule that an id or a title means."""
        for rule in rule_set.rules:
            if word == rule.id or _is_title(word, rule.title):
                return rule
        near = self._nearest(word, rule_set.rules)
        raise self.wrong(place, f"không có quy tắc “{word}”", f"no rule “{word}”", near)

    def question(self, word: str, place: Place) -> str:
        """The full name of an open rule, from its id, its title, or its full name."""
        questions = self.questions()
        for name, rule in questions.items():
            if word in (rule.id, name) or _is_title(word, rule.title):
                return name
        near = self._nearest(word, questions.values())
        raise self.wrong(place, f"không có quy tắc bỏ ngỏ “{word}”", f"no open rule “{word}”", near)

    def questions(self) -> Mapping[str, Rule]:
        """The rules whose outcome the law leaves open, by their full names."""
        rules = ((rule_set, rule) for rule_set in self.law.rule_sets for rule in rule_set.rules)
        return {f"{rule_set.name} {rule.id}": rule for rule_set, rule in rules if not rule.formalised}

    def _nearest(self, word: str, rules: Iterable[Rule]) -> str | None:
        """The title nearest to a word, or the first if none is near."""
        titles = [rule.title.in_(self.language) for rule in rules]
        return closest(word, titles) or next(iter(titles), None)

    def missing(self, attribute: str) -> set[str]:
        """Every name of a missing fact, list or open rule."""
        titles: list[Text] = []
        for kind in self.law.vocabulary.values():
            if attribute in kind.attributes:
                titles.append(kind.attributes[attribute].title)
            if attribute in kind.relations:
                relation = kind.relations[attribute]
                titles += (relation.title, self.complete(relation))
        questions = self.questions()
        if attribute in questions:
            titles.append(questions[attribute].title)
        return {
            spelling_key(attribute),
            without_marks(attribute),
            *(spelling_key(word) for title in titles for word in (title.vi, title.en)),
        }


def _is_title(word: str, title: Text) -> bool:
    return spelling_key(word) in (spelling_key(title.vi), spelling_key(title.en))
