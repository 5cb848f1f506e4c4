"""Checking of conditions: from what was written under `when` to the condition tree, typed by the vocabulary."""

from typing import Final

import attrs

from eligibility.model import (
    AllOf,
    AnyOf,
    Attribute,
    Condition,
    Count,
    CountOf,
    Fact,
    Leaf,
    Literal,
    Not,
    Observed,
    Op,
    Ratio,
    Related,
    Relation,
    Test,
    Type,
)
from eligibility.rulefiles.comparisons import TESTS, ComparisonReader
from eligibility.rulefiles.reader import Fields, FileReader, joined_names
from eligibility.rulefiles.scope import Scope
from eligibility.sources import Entries, Items, Node, Scalar, Text, english_keyword

HEADS: Final = ("all", "any", "not", "some", "every", "count", "ratio")
"""The keywords that begin a condition."""
_NEVER = AnyOf(())  # stands for what could not be read
_COUNTED = Attribute("", Text("số đếm", "the count"), Type.COUNT)
SHARE: Final = Attribute("", Text("tỷ lệ", "the ratio"), Type.SHARE)
"""The attribute that the tests of a ratio compare."""


@attrs.frozen
class ConditionReader:
    """Reads conditions on one kind of subject; only where findings are collected is `known` allowed."""

    reader: FileReader
    scope: Scope
    subject: str
    collects: bool = False

    @property
    def comparisons(self) -> ComparisonReader:
        """The reader of tests and values."""
        return ComparisonReader(self.reader, self.scope, self.subject, self.collects)

    def read(self, node: Node | None) -> Condition:
        """The condition that stands in a node; what is wrong with it is noted, and never holds."""
        if node is None:
            return _NEVER
        if not isinstance(node, Entries) or not node.entries:
            expected = Text("một điều kiện, như {thuộc tính: giá trị}", "a condition, such as {attribute: value}")
            self.reader.report_unexpected(node, expected)
            return _NEVER
        for key, _ in node.entries:
            keyword = english_keyword(key.text, self.reader.lang)
            if keyword in HEADS:
                return self._headed(node, keyword)
        parts = tuple(self._entry(key, value) for key, value in self.reader.entries(node))
        return parts[0] if len(parts) == 1 else AllOf(parts)

    def _headed(self, node: Entries, head: str) -> Condition:
        match head:
            case "all" | "any":
                parts = self._conditions(Fields.of(self.reader, node, (head,)).get(head))
                return AllOf(parts) if head == "all" else AnyOf(parts)
            case "not":
                return Not(self.read(Fields.of(self.reader, node, (head,)).get(head)))
            case "some":
                return self._some(Fields.of(self.reader, node, (head,), ("where",)))
            case "every":
                return self._every(Fields.of(self.reader, node, (head, "where")))
            case "ratio":
                fields = Fields.of(self.reader, node, ("ratio", "of"), TESTS)
                ratio = self.ratio(fields)
                return self._leaf(ratio, fields, SHARE)
            case _:
                return self._count(Fields.of(self.reader, node, ("count",), ("where", *TESTS)))

    def _conditions(self, node: Node | None) -> tuple[Condition, ...]:
        if node is not None and not isinstance(node, Items):
            expected = Text(
                "danh sách điều kiện, mỗi điều kiện một dòng “- ”", "a list of conditions, each behind “- ”"
            )
            self.reader.report_unexpected(node, expected)
            return ()
        return tuple(self.read(item) for item in self.reader.required_items(node))

    def _some(self, fields: Fields) -> Condition:
        relation = self._relation(fields.get("some"))
        where = self._where(relation, fields)
        if relation is None:
            return _NEVER
        tests = (Test(Op.AT_LEAST, (Literal(1),), fields.place),)
        return Leaf(Count(relation.name, where, "some"), tests, fields.place)

    def _every(self, fields: Fields) -> Condition:
        relation = self._relation(fields.get("every"))
        where = self._where(relation, fields)
        if relation is None or where is None:
            return _NEVER
        tests = (Test(Op.AT_MOST, (Literal(0),), fields.place),)
        return Leaf(Count(relation.name, Not(where), "every"), tests, fields.place)

    def _count(self, fields: Fields) -> Condition:
        counted = fields.get("count")
        if isinstance(counted, Items):
            if "where" in fields:
                key = fields.keys["where"]
                vi = f"“{key.text}” đi với một quan hệ, không đi với danh sách điều kiện"
                self.reader.report(key.place, vi, f"“{key.text}” goes with a relation, not with a list of conditions")
            parts = self._conditions(counted)
            return self._leaf(CountOf(parts), fields, _COUNTED, len(parts) or None)
        relation = self._relation(counted)
        where = self._where(relation, fields)
        return self._leaf(Count(relation.name, where) if relation else None, fields, _COUNTED)

    def _leaf(
        self, observed: Observed | None, fields: Fields, attribute: Attribute, most: int | None = None
    ) -> Condition:
        tests = self.comparisons.written(fields, attribute, most)
        return Leaf(observed, tests, fields.place) if observed and tests else _NEVER

    def _relation(self, node: Node | None) -> Relation | None:
        name = self.reader.scalar(node)
        relations = self.scope.vocabulary[self.subject].relations
        if name is None or name.text in relations:
            return relations[name.text] if name else None
        if not self.scope.forgives(name.text):
            vi, en = f"{self.subject} không có quan hệ “{name.text}”", f"{self.subject} has no relation “{name.text}”"
            self.reader.report_unknown(name, f"relation of {self.subject}", vi, en, relations)
        return None

    def _where(self, relation: Relation | None, fields: Fields) -> Condition | None:
        node = fields.get("where")
        if relation is None or node is None:
            return None
        return attrs.evolve(self, subject=relation.subject).read(node)

    def ratio(self, fields: Fields) -> Ratio | None:
        """The ratio of two counts or quantities."""
        names = [self._amount(fields.get(word)) for word in ("ratio", "of")]
        return Ratio(names[0], names[1]) if names[0] and names[1] else None

    def _amount(self, node: Node | None) -> str:
        name = self.reader.scalar(node)
        attribute = self.attribute(name) if name else None
        if name is None or attribute is None:
            return ""
        if attribute.type in (Type.COUNT, Type.QUANTITY):
            return name.text
        vi = f"{attribute.title.vi} ({name.text}) không phải số đếm hay đại lượng"
        self.reader.report(name.place, vi, f"{name.text} is not a count or quantity")
        return ""

    def attribute(self, name: Scalar) -> Attribute | None:
        """The attribute of this name; that there is none is noted."""
        attributes = self.scope.attributes[self.subject]
        if name.text in attributes:
            return attributes[name.text]
        if not self.reader.foreign_key(name, (*HEADS, *TESTS)) and not self.scope.forgives(name.text):
            owners = [kind for kind, theirs in self.scope.attributes.items() if name.text in theirs]
            vi = f"{self.subject} không có thuộc tính “{name.text}”"
            en = f"{self.subject} has no attribute “{name.text}”"
            if owners:
                vi, en = f"{vi}, đó là của {joined_names(owners)}", f"{en}, which is one of {joined_names(owners)}"
            near = self.reader.suggest(name.text, [*attributes, *self._words()])
            self.reader.report_unknown(name, f"attribute of {self.subject}", vi, en, (), near)
        return None

    def _words(self) -> tuple[str, ...]:
        backs = (relation.back for _, relation in self.scope.vocabulary.owners(self.subject))
        return (*self.scope.vocabulary[self.subject].relations, *backs, *HEADS)

    def _entry(self, key: Scalar, value: Node) -> Condition:
        owner = self.scope.vocabulary.owner(self.subject, key.text)
        if owner:
            return Related(key.text, attrs.evolve(self, subject=owner).read(value))
        attribute = self.attribute(key)
        if attribute is None:
            return _NEVER
        tests = self.comparisons.read(value, attribute)
        return Leaf(Fact(key.text), tests, key.place) if tests else _NEVER
