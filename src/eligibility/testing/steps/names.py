"""Names: how the subjects, attributes and values of a law are called in a step, and what was looked up before."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import attrs

from eligibility.model import Attribute, Law, OneOf, Relation, Rule, RuleSet, SubjectType, Unreadable
from eligibility.sources import Place, Problem, Text, folded, nearest, same
from eligibility.testing.gherkin import FeatureError

EVIDENCE: Final = Text("Bằng chứng", "Evidence")
"""The heading under which a table states the evidence of a whole subject."""
_KEYS = ("names in English", "names in Vietnamese")
_OR = (" hoặc ", " or ", "|")


@attrs.frozen
class Heading:
    """What a heading means: a fact, a derived attribute, that a relation is complete, or the evidence (neither)."""

    attribute: Attribute | None = None
    derived: bool = False
    relation: Relation | None = None


@attrs.define
class Names:
    """The names of a law in one language of messages. A name that is not there is a `FeatureError` at a place."""

    law: Law
    language: str
    known: dict[str, Mapping[str, Heading]] = attrs.field(factory=dict)
    kinds: dict[str, SubjectType] = attrs.field(factory=dict)
    said: dict[tuple[str, str], Heading] = attrs.field(factory=dict)
    cells: dict[tuple[str, str, str], Any] = attrs.field(factory=dict)
    filled: dict[tuple[object, ...], Any] = attrs.field(factory=dict)

    @classmethod
    def of(cls, law: Law, language: str) -> "Names":
        """The names of a law, made once."""
        key = _KEYS[language == "vi"]
        found: Names | None = law.memo.get(key)
        return found or law.memo.setdefault(key, cls(law, language))

    def wrong(self, place: Place, vi: str, en: str, near: str | None = None) -> FeatureError:
        """A name that is not there."""
        return FeatureError([Problem(place, Text(vi, en), None, near)])

    def kind(self, word: str, place: Place) -> SubjectType:
        """The kind of subject that a word means; English may say it in the plural."""
        if word in self.kinds:
            return self.kinds[word]
        for kind in self.law.vocabulary.values():
            names = {same(kind.title.vi), same(kind.title.en), kind.name}
            if same(word) in names or same(word.removesuffix("s")) in names:
                return self.kinds.setdefault(word, kind)
        names = {kind.title.in_(self.language).lower() for kind in self.law.vocabulary.values()}
        raise self.wrong(place, f"không có đối tượng “{word}”", f"no subject “{word}”", nearest(word, names))

    def headings(self, kind: SubjectType) -> Mapping[str, Heading]:
        """Every heading that a table on this kind of subject may have."""
        if kind.name not in self.known:
            self.known[kind.name] = dict(self._headings(kind))
        return self.known[kind.name]

    def _headings(self, kind: SubjectType) -> Iterator[tuple[str, Heading]]:
        for word in (EVIDENCE.vi, EVIDENCE.en):
            yield same(word), Heading()
        for relation in kind.relations.values():
            for word in (relation.complete, *attrs.astuple(self.complete(relation))):
                yield same(word), Heading(relation=relation)
        derived = [Heading(rule_set.concludes, True) for rule_set in self.law.of(kind.name)]
        for heading in (*derived, *map(Heading, kind.attributes.values())):
            attribute = heading.attribute
            assert attribute is not None
            for word in (attribute.title.vi, attribute.title.en, attribute.name):
                yield same(word), heading

    def complete(self, relation: Relation) -> Text:
        """The heading under which a table says that a relation is complete."""
        title = self.law.vocabulary[relation.subject].title
        return Text(f"Danh sách {title.vi.lower()} đầy đủ", f"Complete list of {title.en.lower()}s")

    def heading(self, kind: SubjectType, word: str, place: Place) -> Heading:
        """What a heading means."""
        found = self.said.get((kind.name, word)) or self.headings(kind).get(same(word))
        if found is None:
            titles = [*self._titles(kind), *(self.complete(one).in_(self.language) for one in kind.relations.values())]
            vi, en = kind.title.vi.lower(), kind.title.en.lower()
            raise self.wrong(place, f"{vi} không có “{word}”", f"a {en} has no “{word}”", nearest(word, titles))
        self.said[kind.name, word] = found
        return found

    def _titles(self, kind: SubjectType) -> Iterator[str]:
        for heading in self.headings(kind).values():
            if heading.attribute is not None:
                yield heading.attribute.title.in_(self.language)

    def attribute(self, kind: SubjectType, word: str, place: Place) -> Heading:
        """The attribute that a title or name means."""
        found = self.heading(kind, word, place)
        if found.attribute is None:
            raise self.wrong(place, f"“{word}” không phải thuộc tính", f"“{word}” is no attribute")
        return found

    def value(self, kind: SubjectType, attribute: Attribute, text: str, place: Place) -> Any:  # noqa: ANN401
        """The value that a text means: as registers write it, by its label, or several with *hoặc* between them."""
        key = (kind.name, attribute.name, text)
        try:
            return self.cells[key]
        except KeyError:
            pass
        try:
            return self.cells.setdefault(key, self._value(kind, attribute, text))
        except Unreadable as error:
            raise FeatureError([error.at(place)]) from None

    def _value(self, kind: SubjectType, attribute: Attribute, text: str) -> Any:  # noqa: ANN401
        rule_set = self.law.concluding(kind.name, attribute.name)
        for word, label in (rule_set.labels if rule_set else {}).items():
            if same(text) in (same(label.vi), same(label.en)):
                return attribute.read(word)
        separator = next((one for one in _OR if one in text), None) if attribute.type.finite else None
        if separator is None:
            return attribute.read(text)
        options = [self._value(kind, attribute, part.strip()) for part in text.split(separator)]
        return OneOf.of(*options)

    def rule(self, rule_set: RuleSet, word: str, place: Place) -> Rule:
        """The rule that an id or a title means."""
        for rule in rule_set.rules:
            if word == rule.id or same(word) in (same(rule.title.vi), same(rule.title.en)):
                return rule
        titles = [rule.title.in_(self.language) for rule in rule_set.rules]
        raise self.wrong(place, f"không có quy tắc “{word}”", f"no rule “{word}”", nearest(word, titles) or titles[0])

    def question(self, word: str, place: Place) -> str:
        """The name of the rule that the law leaves open, by its id, its title, or its whole name."""
        titles = []
        for rule_set, rule in self.questions():
            if word in (rule.id, f"{rule_set.name} {rule.id}") or same(word) in map(same, attrs.astuple(rule.title)):
                return f"{rule_set.name} {rule.id}"
            titles.append(rule.title.in_(self.language))
        what = f"không có quy tắc bỏ ngỏ “{word}”", f"no open rule “{word}”"
        raise self.wrong(place, *what, nearest(word, titles) or next(iter(titles), None))

    def questions(self) -> Sequence[tuple[RuleSet, Rule]]:
        """The rules whose state the law leaves open."""
        return [(one, rule) for one in self.law.rule_sets for rule in one.rules if not rule.formalised]

    def missing(self, attribute: str) -> set[str]:
        """Everything that something missing is called."""
        found = {same(attribute), folded(attribute)}
        for kind in self.law.vocabulary.values():
            relations = [attrs.evolve(one, title=self.complete(one)) for one in kind.relations.values()]
            known: list[Attribute | Relation] = [*kind.attributes.values(), *kind.relations.values(), *relations]
            for one in known:
                if one.name == attribute:
                    found |= {same(one.title.vi), same(one.title.en)}
        for rule_set, rule in self.questions():
            if attribute == f"{rule_set.name} {rule.id}":
                found |= {same(rule.title.vi), same(rule.title.en)}
        return found
