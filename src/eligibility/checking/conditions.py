"""Checking of conditions: from what was written under `when` to the condition tree, typed by the vocabulary."""

from collections.abc import Iterator, Mapping
from decimal import Decimal

import attrs

from eligibility.checking.sheets import Sheet
from eligibility.conditions import (
    AllOf,
    AnyOf,
    AsOf,
    Condition,
    Count,
    CountOf,
    Fact,
    FactValue,
    Leaf,
    Literal,
    NamedValue,
    Not,
    Observed,
    Op,
    Operand,
    Ratio,
    Related,
    Test,
)
from eligibility.documents import Entries, Items, Node, Scalar
from eligibility.errors import Place
from eligibility.texts import Text, nearest
from eligibility.values import UNKNOWN, OneOf, Type, Value
from eligibility.vocabulary import Attribute, Relation, SubjectType, Unreadable
from eligibility.words import english, local, meant, term

_TESTS = tuple(op.value for op in Op)
_ORDERED = {Op.AT_LEAST, Op.AT_MOST, Op.MORE_THAN, Op.LESS_THAN, Op.BETWEEN}
_CHOSEN = {Op.IS, Op.IS_NOT, Op.ONE_OF, Op.NONE_OF}
_DATED = {Op.BEFORE, Op.AFTER, Op.ON_OR_BEFORE, Op.ON_OR_AFTER, Op.BETWEEN}
_COUNTED = Attribute("", Text("số đếm", "count"), Type.COUNT)
_SHARED = Attribute("", Text("tỷ lệ", "share"), Type.SHARE)
_HEADS = ("all", "any", "not", "some", "every", "count", "ratio")


@attrs.frozen
class Scope:
    """What conditions may speak of: the vocabulary, the derived attributes by subject, and the owner's named values."""

    vocabulary: Mapping[str, SubjectType]
    derived: Mapping[str, Mapping[str, Attribute]]
    named: Mapping[str, Type] = attrs.field(factory=dict)
    collects: bool = False
    owner: str = ""

    def attributes(self, subject: str) -> Mapping[str, Attribute]:
        """All attributes of a subject, derived ones among them."""
        return {**self.vocabulary[subject].attributes, **self.derived.get(subject, {})}

    def above(self, subject: str, name: str) -> str | None:
        """The kind of subject that this one belongs to under this name."""
        for kind in self.vocabulary.values():
            if any(r.subject == subject and r.back == name for r in kind.relations.values()):
                return kind.name
        return None

    def backs(self, subject: str) -> Iterator[str]:
        """The names under which a subject knows those it belongs to."""
        for kind in self.vocabulary.values():
            yield from (r.back for r in kind.relations.values() if r.subject == subject)


@attrs.frozen
class ConditionReader:
    """Reads conditions on one kind of subject."""

    sheet: Sheet
    scope: Scope
    subject: str

    def read(self, node: Node | None) -> Condition:
        """The condition that stands in a node; what is wrong with it is noted, and never holds."""
        if not isinstance(node, Entries) or not node.entries:
            if node is not None:
                self.sheet.expect(node, Text("một điều kiện: {thuộc tính: giá trị}", "a condition: {attribute: value}"))
            return AnyOf(())
        heads = [(key, found) for key, _ in node.entries if (found := self._head(key))]
        if heads:
            return self._headed(node, heads[0][1])
        parts = tuple(self._entry(key, value) for key, value in node.entries)
        return parts[0] if len(parts) == 1 else AllOf(parts)

    def _head(self, key: Scalar) -> str | None:
        keyword = english(key.text, self.sheet.lang)
        return keyword if keyword in _HEADS else None

    def _headed(self, node: Entries, head: str) -> Condition:
        nodes = {english(key.text, self.sheet.lang) or key.text: value for key, value in node.entries}
        keys = {english(key.text, self.sheet.lang) or key.text: key for key, _ in node.entries}
        match head:
            case "all" | "any" | "not":
                self._only(keys, (head,))
                return self._joined(head, nodes[head])
            case "some" | "every":
                self._only(keys, (head, "where"))
                return self._quantified(node.place, head, nodes)
            case "ratio":
                self._only(keys, ("ratio", "of", *_TESTS))
                return self._ratio(node, nodes, keys)
            case _:
                self._only(keys, ("count", "where", *_TESTS))
                return self._count(node, nodes, keys)

    def _only(self, keys: Mapping[str, Scalar], allowed: tuple[str, ...]) -> None:
        for name, key in keys.items():
            if name not in allowed:
                words = ", ".join(local(word, self.sheet.lang) for word in allowed)
                near = meant(key.text, allowed, self.sheet.lang)
                self.sheet.wrong(
                    key.place,
                    f"“{key.text}” không dùng được ở đây",
                    f"“{key.text}” cannot stand here",
                    Text(words, words),
                    near,
                )

    def _joined(self, head: str, node: Node) -> Condition:
        if head == "not":
            return Not(self.read(node))
        if not isinstance(node, Items) or not node.items:
            self.sheet.expect(node, Text("danh sách điều kiện, mỗi dòng một “-”", "a list of conditions"))
            return AnyOf(())
        parts = tuple(self.read(item) for item in node.items)
        return AllOf(parts) if head == "all" else AnyOf(parts)

    def _relation(self, node: Node) -> Relation | None:
        name = self.sheet.scalar(node)
        relations = self.scope.vocabulary[self.subject].relations
        if name is None or name.text in relations:
            return relations[name.text] if name else None
        words = ", ".join(relations) or "–"
        self.sheet.wrong(
            name.place,
            f"{self.subject} không có quan hệ “{name.text}”",
            f"{self.subject} has no relation “{name.text}”",
            Text(words, words),
            nearest(name.text, relations),
        )
        return None

    def _where(self, relation: Relation | None, node: Node | None) -> Condition | None:
        if relation is None or node is None:
            return None
        return attrs.evolve(self, subject=relation.subject).read(node)

    def _quantified(self, place: Place, head: str, nodes: Mapping[str, Node]) -> Condition:
        relation = self._relation(nodes[head])
        where = self._where(relation, nodes.get("where"))
        if relation is None:
            return AnyOf(())
        if head == "some":
            return Leaf(Count(relation.name, where, "some"), (Test(Op.AT_LEAST, (Literal(1),), place),), place)
        if where is None:
            self.sheet.wrong(
                place,
                f"thiếu “{local('where', self.sheet.lang)}”",
                f"“{local('where', self.sheet.lang)}” is missing",
            )
            return AnyOf(())
        return Leaf(Count(relation.name, Not(where), "every"), (Test(Op.AT_MOST, (Literal(0),), place),), place)

    def _ratio(self, node: Entries, nodes: Mapping[str, Node], keys: Mapping[str, Scalar]) -> Condition:
        names = []
        for word in ("ratio", "of"):
            found = self.sheet.scalar(nodes.get(word))
            if found is None:
                missing = local(word, self.sheet.lang)
                self.sheet.wrong(node.place, f"thiếu “{missing}”", f"“{missing}” is missing")
                continue
            attribute = self.attribute(found)
            if attribute and attribute.type not in (Type.COUNT, Type.QUANTITY):
                self.sheet.wrong(
                    found.place,
                    f"“{found.text}” không phải số đếm hay đại lượng",
                    f"“{found.text}” is no count or quantity",
                )
            names += [found.text] if attribute else []
        tests = self._tests(node, nodes, keys, _SHARED)
        return Leaf(Ratio(*names), tests, node.place) if len(names) == 2 else AnyOf(())  # noqa: PLR2004

    def _count(self, node: Entries, nodes: Mapping[str, Node], keys: Mapping[str, Scalar]) -> Condition:
        tests = self._tests(node, nodes, keys, _COUNTED)
        counted = nodes["count"]
        if isinstance(counted, Items):
            if "where" in keys:
                self._only(keys, ("count", *_TESTS))
            observed: Observed = CountOf(tuple(self.read(item) for item in counted.items))
            return Leaf(observed, tests, node.place)
        relation = self._relation(counted)
        where = self._where(relation, nodes.get("where"))
        return Leaf(Count(relation.name, where), tests, node.place) if relation else AnyOf(())

    def attribute(self, name: Scalar) -> Attribute | None:
        """The attribute of this name; that there is none is noted."""
        known = self.scope.attributes(self.subject)
        if name.text in known:
            return known[name.text]
        names = [*known, *self.scope.vocabulary[self.subject].relations, *self.scope.backs(self.subject), *_HEADS]
        near = meant(name.text, _HEADS, self.sheet.lang) or nearest(name.text, names)
        owners = [kind for kind in self.scope.vocabulary if name.text in self.scope.attributes(kind)]
        vi = f"; đó là thuộc tính của {', '.join(owners)}" if owners else ""
        en = f"; it is one of {', '.join(owners)}" if owners else ""
        self.sheet.wrong(
            name.place,
            f"{self.subject} không có thuộc tính “{name.text}”{vi}",
            f"{self.subject} has no attribute “{name.text}”{en}",
            None,
            near,
        )
        return None

    def _entry(self, key: Scalar, value: Node) -> Condition:
        above = self.scope.above(self.subject, key.text)
        if above:
            return Related(key.text, attrs.evolve(self, subject=above).read(value))
        attribute = self.attribute(key)
        if attribute is None:
            return AnyOf(())
        return Leaf(Fact(key.text), self.tests(key, value, attribute), key.place)

    def tests(self, key: Scalar, value: Node, attribute: Attribute) -> tuple[Test, ...]:
        """The tests that stand beside an attribute: a value, a list, or a map of tests."""
        if isinstance(value, Entries):
            nodes = {english(k.text, self.sheet.lang) or k.text: v for k, v in value.entries}
            keys = {english(k.text, self.sheet.lang) or k.text: k for k, v in value.entries}
            self._only(keys, _TESTS)
            return self._tests(value, nodes, keys, attribute)
        op = Op.ONE_OF if isinstance(value, Items) else Op.IS
        test = self._test(op, value, attribute, value.place)
        return (test,) if test else ()

    def _tests(
        self, node: Node, nodes: Mapping[str, Node], keys: Mapping[str, Scalar], attribute: Attribute
    ) -> tuple[Test, ...]:
        found = [
            self._test(Op(word), nodes[word], attribute, keys[word].place) for word in nodes if word in _TESTS
        ]
        if not found:
            words = ", ".join(local(word, self.sheet.lang) for word in _TESTS)
            self.sheet.wrong(node.place, "thiếu phép thử", "a test is missing", Text(words, words))
        return tuple(test for test in found if test)

    def _test(self, op: Op, node: Node, attribute: Attribute, place: Place) -> Test | None:
        if not self._fits(op, attribute, place):
            return None
        if op is Op.KNOWN:
            return Test(op, (Literal(self.sheet.yes(node, True)),), place)
        nodes = self.sheet.items(node)
        if isinstance(node, Items) and not nodes:
            self.sheet.wrong(place, "danh sách rỗng", "an empty list")
            return None
        wanted = 2 if op is Op.BETWEEN else 1
        if op not in (Op.ONE_OF, Op.NONE_OF) and len(nodes) != wanted and op not in (Op.IS, Op.IS_NOT):
            self.sheet.wrong(place, f"cần {wanted} giá trị", f"expected {wanted} value(s)")
            return None
        operands = tuple(operand for item in nodes if (operand := self.operand(item, attribute)) is not None)
        if op is Op.BETWEEN and _falling(operands):
            self.sheet.wrong(place, "đầu khoảng lớn hơn cuối khoảng", "the range ends before it begins")
        return Test(op, operands, place) if len(operands) == len(nodes) else None

    def _fits(self, op: Op, attribute: Attribute, place: Place) -> bool:
        numbers = attribute.type.numeric or (attribute.type is Type.CHOICE and _numbered(attribute))
        fits = (
            op in _CHOSEN
            or (op is Op.KNOWN and self.scope.collects)
            or (op in _ORDERED and numbers)
            or (op in _DATED and attribute.type is Type.DATE)
        )
        if fits:
            return True
        word = local(op.value, self.sheet.lang)
        if op is Op.KNOWN:
            policy = local("hit_policy", self.sheet.lang)
            self.sheet.wrong(
                place,
                f"“{word}” chỉ dùng được với {policy} thu thập",
                f"“{word}” is allowed only under {policy} collect",
            )
        else:
            self.sheet.wrong(
                place,
                f"“{word}” không dùng cho {attribute.title.vi} ({attribute.name})",
                f"“{word}” does not fit {attribute.name or attribute.title.en}",
                attribute.expected,
            )
        return False

    def operand(self, node: Node, attribute: Attribute) -> Operand | None:
        """What a value is compared with: a literal, or where bare words are names, what the word names."""
        found = self.sheet.scalar(node)
        if found is None:
            return None
        named = attribute.type.numeric or attribute.type is Type.DATE
        if named and not found.quoted:
            operand = self._named(found, attribute)
            if operand is not None:
                return operand
        value = self.value(found, attribute)
        return Literal(value) if value is not UNKNOWN else None  # type: ignore[arg-type]

    def _named(self, word: Scalar, attribute: Attribute) -> Operand | None:
        if attribute.type is Type.DATE and term(word.text, self.sheet.lang, ("as_of",)):
            return AsOf()
        other = self.scope.attributes(self.subject).get(word.text)
        if word.text in self.scope.named:
            if other:
                self.sheet.wrong(
                    word.place,
                    f"“{word.text}” vừa là giá trị đặt tên vừa là thuộc tính",
                    f"“{word.text}” is both a named value and an attribute",
                )
        elif other is None:
            return None
        type_ = self.scope.named.get(word.text) or (other or attribute).type
        if not _comparable(type_, attribute.type):
            self.sheet.wrong(
                word.place,
                f"“{word.text}” không cùng kiểu",
                f"“{word.text}” is of another type",
                attribute.expected,
            )
            return None
        return NamedValue(f"{self.scope.owner} {word.text}") if word.text in self.scope.named else FactValue(word.text)

    def value(self, found: Scalar, attribute: Attribute) -> Value | object:
        """A literal value of an attribute, or UNKNOWN where it is none (which is noted)."""
        try:
            value = attribute.read(self._english(found, attribute))
        except Unreadable as error:
            near = error.suggestion
            if attribute.type.numeric and found.text[:1].isalpha():
                near = nearest(found.text, [*self.scope.named, *self.scope.attributes(self.subject)])
            self.sheet.unreadable(Unreadable(error.what, error.expected, near), found.place)
            return UNKNOWN
        if value is UNKNOWN or isinstance(value, OneOf):
            self.sheet.unreadable(attribute.no(found.text), found.place)
            return UNKNOWN
        return value

    def _english(self, found: Scalar, attribute: Attribute) -> str:
        """`có` means yes only in a Vietnamese file; in an English one it is no word."""
        own = term(found.text, self.sheet.lang, ("yes", "no", "none"))
        other = term(found.text, "en" if self.sheet.lang == "vi" else "vi", ("yes", "no", "none"))
        if own is None and other and attribute.type is Type.YES_NO:
            self.sheet.wrong(
                found.place,
                f"“{found.text}” là từ của ngôn ngữ khác; mỗi tệp dùng một ngôn ngữ",
                f"“{found.text}” is a word of the other language; a file keeps to one",
            )
        return own or found.text


def _comparable(one: Type, other: Type) -> bool:
    numbers = (Type.COUNT, Type.QUANTITY)
    return one is other or (one in numbers and other in numbers)


def _numbered(attribute: Attribute) -> bool:
    return all(isinstance(option, Decimal) for option in attribute.choices if option is not None)


def _falling(operands: tuple[Operand, ...]) -> bool:
    values = [operand.value for operand in operands if isinstance(operand, Literal)]
    return len(values) == 2 and values[0] > values[1]  # type: ignore[operator] # noqa: PLR2004
