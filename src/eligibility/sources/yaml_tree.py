"""Documents: YAML texts as a tree of maps, lists and plain texts, each with its place. Only here is YAML known.

A scalar stays the text that was written: YAML's own reading (`07615` as 3981, `no` as false) never happens. No
anchor is expanded, no tag obeyed; size, depth and number of nodes are bounded.
"""

import re
import unicodedata
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NoReturn

import attrs
import yaml

from eligibility.sources.problems import Place, Problem, RuleError, no_file
from eligibility.sources.text import Text, normalized, spelling_key

LARGEST = 4_000_000
"""Bytes of a document at most."""
DEEPEST = 40
"""Levels of a document at most."""
MOST = 200_000
"""Texts, lists and maps of a document at most."""
_EXPLAINED = 100_000  # characters: the loader that explains errors better is slow
_FORBIDDEN = re.compile("[^\t\n\r -~\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@attrs.frozen
class Scalar:
    """A text, and whether it stood in quotes."""

    text: str
    place: Place
    quoted: bool = False


@attrs.frozen
class Items:
    """A list."""

    items: tuple["Node", ...]
    place: Place


@attrs.frozen
class Entries:
    """A map, its entries in order of writing; `flow` says that it stood in braces."""

    entries: tuple[tuple[Scalar, "Node"], ...]
    place: Place
    flow: bool = False


Node = Scalar | Items | Entries


def decode_utf8(data: bytes, file: str) -> str:
    """The text of a file in UTF-8, composed (NFC), without a byte-order mark; `RuleError` where it is not UTF-8."""
    try:
        return unicodedata.normalize("NFC", data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        place = Place(file, data.count(b"\n", 0, error.start) + 1)
        what = Text("tệp không phải là UTF-8", "the file is not UTF-8")
        raise RuleError([Problem(place, what, Text("văn bản UTF-8", "UTF-8 text"))]) from None


def read_document(path: Path, name: str) -> Node:
    """The document in a file; `RuleError` where there is none that can be trusted."""
    try:
        with path.open("rb") as stream:
            data = stream.read(LARGEST + 1)
    except OSError:
        raise RuleError([no_file(name)]) from None
    if len(data) > LARGEST:
        what = Text(f"tệp lớn hơn {LARGEST} byte", f"the file is larger than {LARGEST} bytes")
        raise RuleError([Problem(Place(name), what)])
    return document(decode_utf8(data, name), name)


def document(text: str, name: str) -> Node:
    """The one document in a text; `RuleError` where it is not the YAML that rules are written in.

    >>> document("code: 07615", "x.yaml").entries[0][1].text
    '07615'
    """
    strange = _FORBIDDEN.search(text)
    if strange:
        before = text[: strange.start()]
        place = Place(name, before.count("\n") + 1, len(before) - before.rfind("\n"))
        code = f"U+{ord(strange[0]):04X}"
        raise RuleError([Problem(place, Text(f"ký tự điều khiển {code}", f"the control character {code}"))])
    try:
        return _Builder(name).build(yaml.parse(text, Loader=_LOADER))
    except yaml.MarkedYAMLError as error:
        raise RuleError(_syntax(error, text, name)) from None


def _syntax(error: yaml.MarkedYAMLError, text: str, name: str) -> tuple[Problem, ...]:
    """Explain a syntax error; our own limits come before the parser's, which differ from release to release."""
    if len(text) <= _EXPLAINED:
        try:
            _Builder(name).build(yaml.parse(text, Loader=yaml.SafeLoader))
        except RuleError as ours:
            return ours.problems
        except yaml.MarkedYAMLError as better:
            error = better
    mark = error.problem_mark
    place = Place(name, mark.line + 1, mark.column + 1) if mark else Place(name)
    expected = Text(
        "YAML; chữ bắt đầu bằng ký hiệu (>, @, %, `, [, {, dấu *) phải đặt trong ngoặc kép",
        "YAML; put a text that starts with a sign (>, @, %, `, [, {, *) in quotes",
    )
    if "nesting depth" in (error.problem or ""):
        return (Problem(place, _too_deep()),)
    what = Text(f"YAML không đọc được: {error.problem}", f"YAML cannot be read: {error.problem}")
    return (Problem(place, what, expected),)


def _too_deep() -> Text:
    return Text(f"sâu hơn {DEEPEST} tầng", f"deeper than {DEEPEST} levels")


class _Builder:
    """Builds the tree from YAML's events, without recursion."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.problems: list[Problem] = []
        self.open: list[tuple[yaml.Event, list[Node]]] = []
        self.found: list[Node] = []
        self.nodes = 0

    def place_of(self, event: yaml.Event) -> Place:
        mark: Any = event.start_mark
        return Place(self.name, mark.line + 1, mark.column + 1)

    def build(self, events: Iterable[yaml.Event]) -> Node:
        for event in events:
            self.guard(event)
            match event:
                case yaml.ScalarEvent():
                    # The fast loader says '' of a plain text, the slow one None.
                    self.add(Scalar(normalized(event.value), self.place_of(event), bool(event.style)))
                case yaml.CollectionStartEvent():
                    self.open.append((event, []))
                case yaml.CollectionEndEvent():
                    self.add(self.collect(*self.open.pop()))
                case _:
                    pass  # where the stream and the document begin and end
        if self.problems:
            raise RuleError(self.problems)
        return self.found[0] if self.found else Entries((), Place(self.name, 1, 1))

    def guard(self, event: yaml.Event) -> None:
        if isinstance(event, yaml.DocumentStartEvent) and self.found:
            self.refuse(event, Text("tệp có nhiều tài liệu", "the file holds several documents"))
        if isinstance(event, yaml.NodeEvent):
            self.nodes += 1
            if event.anchor is not None:
                self.refuse(event, Text("không dùng neo (&, *)", "anchors (&, *) are not allowed"))
            if getattr(event, "tag", None) is not None:
                self.refuse(event, Text("không dùng thẻ (!)", "tags (!) are not allowed"))
        if isinstance(event, yaml.CollectionStartEvent) and len(self.open) >= DEEPEST:
            self.refuse(event, _too_deep())
        if self.nodes > MOST:
            self.refuse(event, Text(f"nhiều hơn {MOST} nút", f"more than {MOST} texts, lists and maps"))

    def refuse(self, event: yaml.Event, what: Text) -> NoReturn:
        raise RuleError([*self.problems, Problem(self.place_of(event), what)])

    def add(self, node: Node) -> None:
        (self.open[-1][1] if self.open else self.found).append(node)

    def collect(self, start: yaml.Event, nodes: list[Node]) -> Node:
        place = self.place_of(start)
        if isinstance(start, yaml.SequenceStartEvent):
            return Items(tuple(nodes), place)
        entries: list[tuple[Scalar, Node]] = []
        seen: dict[str, Place] = {}
        for key, value in zip(nodes[::2], nodes[1::2], strict=True):
            if not isinstance(key, Scalar):
                self.problems.append(Problem(key.place, Text("khóa phải là chữ", "a key must be a text")))
                continue
            first = seen.setdefault(spelling_key(key.text), key.place)
            if first is not key.place:
                what = Text(
                    f"khóa “{key.text}” lặp lại (dòng {first.line})",
                    f"the key “{key.text}” repeats (line {first.line})",
                )
                self.problems.append(Problem(key.place, what))
            entries.append((key, value))
        return Entries(tuple(entries), place, bool(getattr(start, "flow_style", False)))
