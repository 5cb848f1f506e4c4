"""Sheets: a document being checked, its language, and the problems found in it so far."""

from collections.abc import Collection, Iterator, Mapping
from datetime import date

import attrs

from eligibility.documents import Entries, Items, Node, Scalar
from eligibility.errors import Place, Problem
from eligibility.rulesets import Citation, Instrument, Period
from eligibility.texts import Text, nearest
from eligibility.values import UNKNOWN, Type
from eligibility.vocabulary import Attribute, Unreadable
from eligibility.words import english, language, local, meant, term

_DAY = Attribute("", Text("ngày", "date"), Type.DATE)
_NUMBER = Attribute("", Text("số", "number"), Type.COUNT)


@attrs.define
class Sheet:
    """What is shared while one document is checked."""

    name: str
    lang: str
    instruments: Mapping[str, Instrument]
    problems: list[Problem] = attrs.field(factory=list)

    @classmethod
    def of(cls, name: str, node: Node, instruments: Mapping[str, Instrument]) -> "Sheet":
        """The sheet of a document, in the language of its first keyword."""
        keys = [key.text for key, _ in node.entries] if isinstance(node, Entries) else []
        return cls(name, language(keys), instruments)

    def wrong(
        self, place: Place, vi: str, en: str, expected: Text | None = None, suggestion: str | None = None
    ) -> None:
        """Note a problem."""
        self.problems.append(Problem(place, Text(vi, en), expected, suggestion))

    def unreadable(self, error: Unreadable, place: Place) -> None:
        """Note a value that could not be read."""
        self.problems.append(error.at(place))

    def entries(self, node: Node | None) -> tuple[tuple[Scalar, Node], ...]:
        """The entries of a map whose keys are names, not keywords."""
        if node is None or _blank(node):
            return ()
        if isinstance(node, Entries):
            return node.entries
        self.expect(node, Text("các cặp khóa: giá trị", "a map of key: value"))
        return ()

    def items(self, node: Node | None) -> tuple[Node, ...]:
        """The items of a list; one that is no list is a list of one."""
        if node is None or _blank(node):
            return ()
        return node.items if isinstance(node, Items) else (node,)

    def expect(self, node: Node, expected: Text) -> None:
        """Note that something else was expected here."""
        found = {Scalar: ("chữ", "a text"), Items: ("danh sách", "a list"), Entries: ("nhóm khóa", "a map")}[type(node)]
        self.wrong(node.place, f"gặp {found[0]}", f"found {found[1]}", expected)

    def scalar(self, node: Node | None) -> Scalar | None:
        """A plain text."""
        if node is None or isinstance(node, Scalar):
            return node
        self.expect(node, Text("một giá trị", "a plain value"))
        return None

    def text(self, node: Node | None, default: str = "") -> str:
        """The text of a scalar."""
        found = self.scalar(node)
        return found.text if found else default

    def title(self, node: Node | None, default: str) -> Text:
        """A text in both languages, or the same in both."""
        if node is None:
            return Text(default, default)
        if isinstance(node, Scalar):
            return Text(node.text, node.text)
        found = dict(_both(self, node))
        either = found.get("vi") or found.get("en") or default
        return Text(found.get("vi", either), found.get("en", either))

    def term(self, node: Node | None, among: Collection[str], default: str) -> str:
        """A word of the language, from those allowed here."""
        found = self.scalar(node)
        if found is None:
            return default
        known = term(found.text, self.lang, among)
        if known is None:
            words = ", ".join(local_term(word, self.lang) for word in among)
            near = nearest(found.text, [local_term(word, self.lang) for word in among])
            self.wrong(found.place, f"“{found.text}”", f"“{found.text}”", Text(words, words), near)
        return known or default

    def yes(self, node: Node | None, default: bool) -> bool:
        """A yes or no."""
        if isinstance(node, Scalar) and node.text in ("true", "false"):
            return node.text == "true"
        return self.term(node, ("yes", "no"), "yes" if default else "no") == "yes"

    def day(self, node: Node | None) -> date | None:
        """A date."""
        found = self.scalar(node)
        if found is None:
            return None
        try:
            day = _DAY.read(found.text)
        except Unreadable as error:
            self.unreadable(error, found.place)
            return None
        return None if day is UNKNOWN else day  # type: ignore[return-value]

    def number(self, node: Node | None) -> int | None:
        """A whole number."""
        found = self.scalar(node)
        if found is None:
            return None
        try:
            number = _NUMBER.read(found.text)
        except Unreadable as error:
            self.unreadable(error, found.place)
            return None
        return number if isinstance(number, int) else None

    def period(self, node: Node | None) -> Period | None:
        """An effective period."""
        if node is None:
            return None
        found = Fields.of(self, node, ("from",), ("until",))
        start, end = self.day(found.get("from")), self.day(found.get("until"))
        if start and end and end < start:
            self.wrong(node.place, "kết thúc trước khi bắt đầu", "it ends before it begins")
        return Period(start, end) if start else None

    def citations(self, node: Node | None) -> tuple[Citation, ...]:
        """Citations, each of which must resolve in the table of instruments."""
        cited = (self.scalar(item) for item in self.items(node))
        return tuple(found for item in cited if item is not None and (found := self._citation(item)))

    def _citation(self, cited: Scalar) -> Citation | None:
        if "," in cited.text:
            self.wrong(
                cited.place,
                "căn cứ có dấu phẩy; mỗi căn cứ viết riêng trong một danh sách",
                "a citation with a comma; write each citation as an item of a list",
                Text("[861/QĐ-TTg Điều 1, 612/QĐ-UBDT Điều 1]", "[861/QĐ-TTg Điều 1, 612/QĐ-UBDT Điều 1]"),
            )
            return None
        number, _, article = cited.text.partition(" ")
        if number not in self.instruments:
            self.wrong(
                cited.place,
                f"không có văn bản “{number}” trong instruments.yaml",
                f"no instrument “{number}” in instruments.yaml",
                None,
                nearest(number, self.instruments),
            )
            return None
        return Citation(number, article.strip())


def local_term(word: str, lang: str) -> str:
    """A word of the language as files of this language write it."""
    from eligibility.words import TERMS

    return TERMS[word] if lang == "vi" and word in TERMS else word


def _blank(node: Node) -> bool:
    return isinstance(node, Scalar) and not node.text and not node.quoted


def _both(sheet: Sheet, node: Node) -> Iterator[tuple[str, str]]:
    for key, value in sheet.entries(node):
        if key.text in ("vi", "en"):
            yield key.text, sheet.text(value)
        else:
            sheet.wrong(key.place, f"khóa lạ “{key.text}”", f"unknown key “{key.text}”", Text("vi, en", "vi, en"))


@attrs.frozen
class Fields:
    """The entries of a map whose keys are keywords, by their English names."""

    place: Place
    nodes: Mapping[str, Node]
    keys: Mapping[str, Scalar]

    @classmethod
    def of(cls, sheet: Sheet, node: Node, required: Collection[str], optional: Collection[str] = ()) -> "Fields":
        """The fields of a map; unknown keys, and required ones that are missing, are problems."""
        nodes: dict[str, Node] = {}
        keys: dict[str, Scalar] = {}
        allowed = (*required, *optional)
        for key, value in sheet.entries(node):
            keyword = english(key.text, sheet.lang)
            if keyword not in allowed:
                _unknown_key(sheet, node, key, value, allowed)
            else:
                nodes[str(keyword)], keys[str(keyword)] = value, key
        for keyword in required:
            if keyword not in nodes:
                word = local(keyword, sheet.lang)
                sheet.wrong(node.place, f"thiếu “{word}”", f"“{word}” is missing")
        return cls(node.place, nodes, keys)

    def get(self, keyword: str) -> Node | None:
        """The node under a keyword, or None."""
        return self.nodes.get(keyword)

    def __contains__(self, keyword: str) -> bool:
        return keyword in self.nodes

    def at(self, keyword: str) -> Place:
        """Where the value of a keyword stands, or the map where it is missing."""
        node = self.nodes.get(keyword)
        return node.place if node else self.place


def _unknown_key(sheet: Sheet, node: Node, key: Scalar, value: Node, allowed: Collection[str]) -> None:
    if isinstance(node, Entries) and node.flow and _blank(value):
        sheet.wrong(
            key.place,
            f"dấu phẩy trước “{key.text}” bắt đầu một khóa mới; trong ngoặc nhọn, chữ có dấu phẩy phải đặt trong ngoặc kép",
            f"the comma before “{key.text}” starts a new key; in braces a text with a comma stands in quotes",
        )
        return
    near = meant(key.text, allowed, sheet.lang)
    other = english(key.text, "en" if sheet.lang == "vi" else "vi")
    if other in allowed and english(key.text, sheet.lang) is None:
        sheet.wrong(
            key.place,
            f"“{key.text}” là từ khóa của ngôn ngữ khác; mỗi tệp dùng một ngôn ngữ",
            f"“{key.text}” is a keyword of the other language; a file keeps to one",
            None,
            near,
        )
        return
    words = ", ".join(local(keyword, sheet.lang) for keyword in allowed)
    sheet.wrong(key.place, f"khóa lạ “{key.text}”", f"unknown key “{key.text}”", Text(words, words), near)
