"""Readers of files: a document being checked, its language, and the problems found in it so far."""

from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping
from datetime import date
from itertools import islice

import attrs

from eligibility.model import UNKNOWN, Attribute, Instrument, InvalidValue, Type, listed
from eligibility.sources import (
    Entries,
    Items,
    Node,
    Place,
    Problem,
    Scalar,
    Text,
    allowed_keyword,
    closest,
    english_keyword,
    intended_keyword,
    language,
    local_keyword,
    local_term,
    other_language,
    term,
)

_DAY = Attribute("", Text("ngày", "date"), Type.DATE)
_NUMBER = Attribute("", Text("số", "number"), Type.COUNT)
_EMPTY = ("chosen_by", "chosen_on", "order", "limits", "answers", "deadlines", "notes")  # may be written and left blank
_SHOWN = 12  # names at most in a message, and lines at most after "also"
_COMPARED = 20_000  # names at most with which a document's mistyped ones are compared


@attrs.define
class FileReader:
    """Reads one document and collects its problems. Without instruments no citation is resolved."""

    name: str
    lang: str
    instruments: Mapping[str, Instrument]
    problems: list[Problem] = attrs.field(factory=list)
    repeated: dict[Hashable, tuple[int, Problem, list[int]]] = attrs.field(factory=dict)
    compared: int = 0

    @classmethod
    def of(cls, name: str, node: Node, instruments: Mapping[str, Instrument]) -> "FileReader":
        """The reader of a document, in the language of most of its keywords."""
        keys = [key.text for key, _ in node.entries] if isinstance(node, Entries) else []
        return cls(name, language(keys), instruments)

    def quiet(self) -> "FileReader":
        """A reader of the same document whose problems nobody reads."""
        return FileReader(self.name, self.lang, self.instruments)

    # ── problems ─────────────────────────────────────────────────────────────────────────────────

    def report(
        self, place: Place, vi: str, en: str, expected: Text | None = None, suggestion: str | None = None
    ) -> None:
        """Note a problem."""
        self.problems.append(Problem(place, Text(vi, en), expected, suggestion))

    def report_unknown(
        self, name: Scalar, kind: str, vi: str, en: str, names: Collection[str], near: str | None = None
    ) -> None:
        """Note a name that nothing bears: once for the whole document, with the lines on which it stands."""
        key = (kind, name.text)
        if key in self.repeated:
            index, problem, lines = self.repeated[key]
            lines.append(name.place.line)
            if len(lines) <= _SHOWN:
                numbers = ", ".join(map(str, sorted(set(lines))))
                what = Text(f"{problem.what.vi} (cả ở dòng {numbers})", f"{problem.what.en} (also on line {numbers})")
                self.problems[index] = attrs.evolve(problem, what=what)
            return
        words = joined_names(names)
        expected = Text(words, words) if words else None
        problem = Problem(name.place, Text(vi, en), expected, near or self.suggest(name.text, names))
        self.repeated[key] = len(self.problems), problem, []
        self.problems.append(problem)

    def suggest(self, word: str, names: Collection[str]) -> str | None:
        """The known name nearest to a mistyped one, as long as the document affords to look for it."""
        return closest(word, names) if self.affords(len(names)) else None

    def affords(self, comparisons: int) -> bool:
        """True where so many names more may be compared with a mistyped one."""
        self.compared += comparisons
        return self.compared <= _COMPARED

    def report_invalid(self, error: InvalidValue, place: Place) -> None:
        """Note a value that could not be read."""
        self.problems.append(error.at(place))

    def report_unexpected(self, node: Node, expected: Text) -> None:
        """Note that something else was expected here."""
        words = {Scalar: ("chữ", "a text"), Items: ("danh sách", "a list"), Entries: ("nhóm khóa", "a map")}[type(node)]
        self.report(node.place, f"ở đây là {words[0]}", f"this is {words[1]}", expected)

    def report_foreign(self, word: Scalar, near: str | None) -> None:
        """Note a word of the other language, and how this one says it."""
        vi = f"“{word.text}” là từ của ngôn ngữ khác; mỗi tệp chỉ dùng một ngôn ngữ"
        en = f"“{word.text}” is a word of the other language; a file is written in one language"
        self.report(word.place, vi, en, suggestion=near)

    def foreign_term(self, word: Scalar, among: Iterable[str]) -> bool:
        """True where a value is one of these terms in the other language, which is noted."""
        english = term(word.text, other_language(self.lang), among)
        if english:
            self.report_foreign(word, local_term(english, self.lang))
        return english is not None

    def foreign_key(self, key: Scalar, among: Collection[str]) -> bool:
        """True where a key is one of these keywords in the other language, which is noted."""
        english = english_keyword(key.text, other_language(self.lang))
        if english is None or english not in among or english_keyword(key.text, self.lang) is not None:
            return False
        self.report_foreign(key, local_keyword(english, self.lang))
        return True

    # ── nodes ────────────────────────────────────────────────────────────────────────────────────

    def entries(self, node: Node | None) -> tuple[tuple[Scalar, Node], ...]:
        """The entries of a map whose keys are names, not keywords."""
        if node is None or is_blank(node):
            return ()
        if isinstance(node, Entries):
            return tuple(pair for index, pair in enumerate(node.entries) if not self.stray(node, index))
        self.report_unexpected(node, Text("các cặp khóa: giá trị", "a map of key: value"))
        return ()

    def stray(self, node: Entries, index: int) -> bool:
        """True where an entry in braces is the rest of a text with a comma, which is noted."""
        key, value = node.entries[index]
        gap = value.place.column - key.place.column - len(key.text)  # type: ignore[operator]
        if not (index and node.flow and is_blank(value) and gap < 2):  # with a colon there is more between them
            return False
        before = node.entries[index - 1][1]
        number = isinstance(before, Scalar) and before.text.isdigit() and key.text[:1].isdigit()
        self.report(
            key.place,
            f"dấu phẩy trước “{key.text}” bắt đầu một khóa mới; chữ có dấu phẩy phải đặt trong ngoặc kép, "
            "nhiều giá trị thì viết [a, b], số thập phân dùng dấu chấm",
            f"the comma before “{key.text}” starts a new key; put a text with a comma in quotes, "
            "several values are written [a, b], a decimal number has a point",
            suggestion=f"{before.text}.{key.text}" if number and isinstance(before, Scalar) else None,
        )
        return True

    def items(self, node: Node | None) -> tuple[Node, ...]:
        """The items of a list; one that is no list is a list of one."""
        if node is None or is_blank(node):
            return ()
        return node.items if isinstance(node, Items) else (node,)

    def required_items(self, node: Node | None) -> tuple[Node, ...]:
        """The items of a list that may not be empty."""
        items = self.items(node)
        if node is not None and is_blank(node):
            self.report(node.place, "ở đây còn trống", "nothing is written here")
        elif node is not None and not items:
            self.report(node.place, "danh sách rỗng", "the list is empty", Text("ít nhất một mục", "at least one item"))
        return items

    def scalar(self, node: Node | None) -> Scalar | None:
        """A plain text."""
        if node is None or isinstance(node, Scalar):
            return node
        self.report_unexpected(node, Text("một giá trị", "a plain value"))
        return None

    def text(self, node: Node | None, default: str = "") -> str:
        """The text of a scalar."""
        scalar = self.scalar(node)
        return scalar.text if scalar else default

    def title(self, node: Node | None, default: str) -> Text:
        """A text in both languages, or the same in both."""
        if node is None:
            return Text(default, default)
        if isinstance(node, Scalar):
            return Text(node.text, node.text)
        texts = dict(self._both(node))
        either = texts.get("vi") or texts.get("en") or default
        return Text(texts.get("vi", either), texts.get("en", either))

    def _both(self, node: Node) -> Iterator[tuple[str, str]]:
        for key, value in self.entries(node):
            if key.text in ("vi", "en"):
                yield key.text, self.text(value)
            else:
                _no_key(self, key, ("vi", "en"))

    # ── values ───────────────────────────────────────────────────────────────────────────────────

    def term(self, node: Node | None, among: Collection[str], default: str) -> str:
        """A word of the language, from those allowed here."""
        scalar = self.scalar(node)
        english = term(scalar.text, self.lang, among) if scalar else default
        if scalar and english is None and not self.foreign_term(scalar, among):
            words = [local_term(word, self.lang) for word in among]
            self._out_of_place(scalar, words, self.suggest(scalar.text, words))
        return english or default

    def _out_of_place(self, word: Scalar, words: list[str], near: str | None) -> None:
        text = f"“{word.text}”"
        self.report(word.place, f"{text} không dùng được ở đây", f"{text} is not allowed here", _words(words), near)

    def yes(self, node: Node | None, default: bool, loosely: bool = False) -> bool:
        """A yes or no; `loosely` true and false will do."""
        if isinstance(node, Scalar) and node.text.lower() in ("true", "false"):
            meant_yes = node.text.lower() == "true"
            if not loosely:
                words = [local_term(word, self.lang) for word in ("yes", "no")]
                self._out_of_place(node, words, words[0 if meant_yes else 1])
            return meant_yes
        return self.term(node, ("yes", "no"), "yes" if default else "no") == "yes"

    def day(self, node: Node | None, unknown: bool = False) -> date | None:
        """A date; with `unknown`, that it is not known may be written or left blank."""
        value = self.read(node, _DAY)
        if value is UNKNOWN and node is not None and not unknown:
            self.report_invalid(_DAY.invalid(self.text(node)), node.place)
        return value if isinstance(value, date) else None

    def number(self, node: Node | None) -> int | None:
        """A whole number."""
        value = self.read(node, _NUMBER)
        if value is UNKNOWN and node is not None:
            self.report_invalid(_NUMBER.invalid(self.text(node)), node.place)
        return value if isinstance(value, int) else None

    def read(self, node: Node | None, attribute: Attribute) -> object:
        """The value of an attribute; None, and a problem noted, where it cannot be read."""
        scalar = self.scalar(node)
        if scalar is None:
            return None
        try:
            return attribute.read(scalar.text)
        except InvalidValue as error:
            self.report_invalid(error, scalar.place)
            return None


def joined_names(names: Iterable[str]) -> str:
    """Names one after another for a message, cut where they are many."""
    words = list(islice(names, _SHOWN + 1))
    return listed(words[:_SHOWN]) + (" …" if len(words) > _SHOWN else "")


def is_blank(node: Node) -> bool:
    """True where nothing at all is written."""
    return isinstance(node, Scalar) and not node.text and not node.quoted


def _words(words: Iterable[str]) -> Text:
    return Text(", ".join(words), ", ".join(words))


@attrs.frozen
class Fields:
    """The entries of a map whose keys are keywords, by their English names; `clean` that no key was refused."""

    place: Place
    nodes: Mapping[str, Node]
    keys: Mapping[str, Scalar]
    clean: bool = True

    @classmethod
    def of(cls, reader: FileReader, node: Node, required: Collection[str], optional: Collection[str] = ()) -> "Fields":
        """The fields of a map; keys that are unknown, empty or missing are problems."""
        nodes: dict[str, Node] = {}
        keys: dict[str, Scalar] = {}
        meant_keys: set[str | None] = set()
        allowed, before = (*required, *optional), len(reader.problems)
        for key, value in reader.entries(node):
            keyword = allowed_keyword(key.text, reader.lang, allowed)
            if keyword is None:
                meant_keys.add(_no_key(reader, key, allowed))
            elif keyword in keys:
                _refused(reader, key, "lặp lại", "repeats")
            else:
                nodes[keyword], keys[keyword] = value, key
                if is_blank(value) and keyword not in _EMPTY:
                    _refused(reader, key, "còn trống", "is empty")
                    del nodes[keyword]
        clean = len(reader.problems) == before
        missing = [local_keyword(keyword, reader.lang) for keyword in required if keyword not in keys]
        for word in missing if isinstance(node, Entries) or is_blank(node) else ():
            if word not in meant_keys:
                reader.report(node.place, f"thiếu khóa “{word}”", f"the key “{word}” is missing")
        return cls(node.place, nodes, keys, clean)

    def get(self, keyword: str) -> Node | None:
        """The node under a keyword, or None."""
        return self.nodes.get(keyword)

    def __contains__(self, keyword: str) -> bool:
        return keyword in self.nodes

    def at(self, keyword: str) -> Place:
        """The place of a keyword's value, or of the map where it is missing."""
        node = self.nodes.get(keyword)
        return node.place if node else self.place


def _refused(reader: FileReader, key: Scalar, vi: str, en: str) -> None:
    reader.report(key.place, f"khóa “{key.text}” {vi}", f"the key “{key.text}” {en}")


def _no_key(reader: FileReader, key: Scalar, allowed: Collection[str]) -> str | None:
    """Note a key that is not allowed here; the key that was meant, so that it is not missed as well."""
    if reader.foreign_key(key, allowed):
        return reader.problems[-1].suggestion
    near = intended_keyword(key.text, allowed, reader.lang) if reader.affords(len(allowed)) else None
    words = _words([local_keyword(keyword, reader.lang) for keyword in allowed])
    vi, en = f"khóa “{key.text}” không dùng được ở đây", f"the key “{key.text}” is not allowed here"
    reader.report(key.place, vi, en, words, near)
    return near
