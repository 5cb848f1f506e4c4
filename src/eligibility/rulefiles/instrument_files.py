"""Checking of files: the head of an instrument's file, and what each of its rule sets concludes."""

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from keyword import iskeyword
from typing import Final

import attrs

from eligibility.model import UNKNOWN, Attribute, Choice, Period, SubjectType, Type, Unknown, format_value
from eligibility.rulefiles.comparisons import TESTS
from eligibility.rulefiles.conditions import HEADS
from eligibility.rulefiles.instruments import period, read_number
from eligibility.rulefiles.reader import Fields, FileReader, is_blank
from eligibility.sources import (
    TERMS,
    Entries,
    Node,
    Place,
    Scalar,
    Text,
    allowed_keyword,
    local_term,
    other_language,
    term,
)

_NAME = re.compile(r"[a-z][a-z0-9_]{0,59}\Z", re.ASCII)
_ID = re.compile(r"[a-z0-9][a-z0-9_-]{0,59}\Z", re.ASCII)
_NUMBER = re.compile(r"(?:0|[1-9][0-9]{0,12})(?:\.[0-9]{1,6})?\Z", re.ASCII)
_TAKEN = {*HEADS, *TESTS, "yes", "no", "none", "unknown", "as_of", "anything", "self"}
RULE_SET: Final = ("id", "subject", "concludes", "title", "labels", "hit_policy", "rules", "table", "otherwise")
"""The keys of a rule set; the first three it must have."""


@attrs.frozen
class RuleSetHeader:
    """Subject and conclusion of a rule set, read before its rules.

    It is not `sound` where some value could not be read: then nobody is blamed for naming a value that is not there.
    """

    subject: str
    attribute: Attribute
    place: Place
    sound: bool


@attrs.define
class InstrumentFile:
    """One instrument's file while it is checked.

    `uses` is by attribute the number of the instrument that concludes it; `broken` are the names that the file means
    to conclude or use but gets wrong, so that nobody else is blamed for them.
    """

    reader: FileReader
    fields: Fields
    number: str
    in_force: Period | None
    uses: Mapping[str, tuple[str, Place]]
    outlines: dict[Place, RuleSetHeader] = attrs.field(factory=dict)
    broken: set[str] = attrs.field(factory=set)


def open_file(reader: FileReader, node: Node) -> InstrumentFile:
    """The head of an instrument's file: its number, effective period and what it uses of other instruments."""
    fields = Fields.of(
        reader, node, ("instrument", "in_force", "rule_sets"), ("title", "uses", "values", "annexes", "notes")
    )
    file = InstrumentFile(
        reader, fields, read_number(reader, fields.get("instrument")), period(reader, fields.get("in_force")), {}
    )
    uses: dict[str, tuple[str, Place]] = {}
    for key, value in reader.entries(fields.get("uses")):
        number = "" if _missing(reader, key, value) else read_number(reader, value)
        if number and number == file.number:
            reader.report(value.place, "tệp không dùng chính nó", "a file does not use itself")
        elif number:
            uses[key.text] = number, key.place
        if key.text not in uses:
            file.broken.add(key.text)
    file.uses = uses
    return file


def _missing(reader: FileReader, key: Scalar, value: Node) -> bool:
    if not is_blank(value):
        return False
    reader.report(key.place, f"“{key.text}” còn trống", f"“{key.text}” is empty")
    return True


def check_name(reader: FileReader, name: Scalar) -> bool:
    """True where a new name can be used for a subject, attribute or value; otherwise a problem is noted."""
    if _NAME.match(name.text) and name.text not in _TAKEN and not iskeyword(name.text):
        return True
    expected = Text("chữ thường không dấu, số, gạch dưới, và không phải từ khóa", "a-z, 0-9 and _, and no keyword")
    reader.report(name.place, f"tên “{name.text}” không dùng được", f"“{name.text}” cannot be a name", expected)
    return False


def read_id(reader: FileReader, fields: Fields, seen: dict[str, Place]) -> str:
    """The id of something of which there are several; each has its own."""
    name = reader.scalar(fields.get("id"))
    if name is None:
        return ""
    if not _ID.match(name.text):
        expected = Text("chữ thường không dấu, số, gạch nối", "lower-case letters, digits, hyphens")
        reader.report(name.place, f"mã “{name.text}” không dùng được", f"“{name.text}” cannot be an id", expected)
    elif name.text in seen:
        line = seen[name.text].line
        reader.report(
            name.place, f"mã “{name.text}” lặp lại (dòng {line})", f"the id “{name.text}” repeats (line {line})"
        )
    seen.setdefault(name.text, name.place)
    return name.text


# ── what rule sets conclude ──────────────────────────────────────────────────────────────────────


def read_headers(file: InstrumentFile, vocabulary: Mapping[str, SubjectType]) -> None:
    """Read what each rule set concludes; what its values may be follows from its rules."""
    for node in file.reader.items(file.fields.get("rule_sets")):
        fields = Fields.of(file.reader.quiet(), node, (), RULE_SET)  # checked when the rule sets are read
        subject, name = fields.get("subject"), fields.get("concludes")
        if not isinstance(name, Scalar):
            continue
        if not isinstance(subject, Scalar) or not _concludable(file.reader, subject, name, vocabulary):
            file.broken.add(name.text)
            continue
        values = [
            (then, concluded_value(file.reader, then) if then else UNKNOWN) for then in _thens(file.reader, fields)
        ]
        thens = [(then, value) for then, value in values if then and not isinstance(value, Unknown)]
        title = file.reader.quiet().title(fields.get("title"), name.text)
        sound = len(thens) == len(values) and _alike(file.reader, thens)
        file.outlines[name.place] = RuleSetHeader(subject.text, _concluded(name.text, title, thens), name.place, sound)
        if not sound:
            file.broken.add(name.text)


def _concludable(reader: FileReader, subject: Scalar, name: Scalar, vocabulary: Mapping[str, SubjectType]) -> bool:
    kind = vocabulary.get(subject.text)
    if kind is None:
        vi, en = f"không có đối tượng “{subject.text}”", f"there is no subject “{subject.text}”"
        reader.report_unknown(subject, "subject", vi, en, vocabulary)
        return False
    if name.text in kind.attributes:
        vi = f"“{name.text}” là dữ kiện của {subject.text}, không thể kết luận"
        reader.report(name.place, vi, f"“{name.text}” is a fact of {subject.text} and cannot be concluded")
        return False
    taken = {word for relation in kind.relations.values() for word in (relation.name, relation.complete)}
    taken |= {relation.back for other in vocabulary.values() for relation in other.relations.values()}
    if name.text in taken:
        reader.report(name.place, f"“{name.text}” là tên của một quan hệ", f"“{name.text}” is the name of a relation")
        return False
    return check_name(reader, name)


def _alike(reader: FileReader, thens: Sequence[tuple[Scalar, Choice]]) -> bool:
    """True where the conclusions are all yes or no, or none of them is."""
    kinds = [(then, isinstance(value, bool)) for then, value in thens if value is not None]
    odd = next((then for then, answer in kinds if answer is not kinds[0][1]), None)
    if odd:
        vi = f"“{odd.text}”: có/không và giá trị khác không đi với nhau"
        reader.report(odd.place, vi, f"“{odd.text}”: yes or no and other values do not go together")
    return odd is None


def _concluded(name: str, title: Text, thens: Sequence[tuple[Scalar, Choice]]) -> Attribute:
    """The derived attribute with the values that its rules conclude, in the order of writing."""
    stated = [(then, value) for then, value in thens if value is not None]
    nullable = len(stated) < len(thens)
    if stated and all(isinstance(value, bool) for _, value in stated):
        return Attribute(name, title, Type.YES_NO, nullable=nullable)
    numbers = all(isinstance(value, Decimal) for _, value in stated)
    options = dict.fromkeys(value if numbers else then.text for then, value in stated)
    return Attribute(name, title, Type.CHOICE, choices=tuple(options), nullable=nullable)


def _thens(reader: FileReader, fields: Fields) -> Iterator[Scalar | None]:
    """The conclusions of all rules, rows and the default; None for each that is missing."""
    table = fields.get("table")
    rows = under(reader, table, "rows") if table else None
    for node in (*reader.items(fields.get("rules")), *reader.items(rows), *reader.items(fields.get("otherwise"))):
        then = under(reader, node, "then")
        yield then if isinstance(then, Scalar) and not is_blank(then) else None


def under(reader: FileReader, node: Node, keyword: str) -> Node | None:
    """The node under a keyword, unchecked."""
    if not isinstance(node, Entries):
        return None
    return next((value for key, value in node.entries if allowed_keyword(key.text, reader.lang, (keyword,))), None)


def concluded_value(reader: FileReader, then: Scalar) -> Choice | Unknown:
    """The value that a `then` stands for, or UNKNOWN where it stands for none."""
    special = term(then.text, reader.lang, ("yes", "no", "none"))
    if special:
        return {"yes": True, "no": False, "none": None}[special]
    if _NUMBER.match(then.text):
        return Decimal(then.text.rstrip("0").rstrip(".") if "." in then.text else then.text)
    return then.text if _plain(reader, then) else UNKNOWN


def _plain(reader: FileReader, then: Scalar) -> bool:
    text = then.text
    words = ("true", "false", "unknown", TERMS["unknown"])
    strange = not text.isprintable() or "|" in text or "," in text or len(text) > 100 or text.lower() in words
    return not strange and not term(text, other_language(reader.lang), ("yes", "no", "none"))


def refuse_value(reader: FileReader, then: Scalar) -> None:
    """Note that what stands under `then` is no value that can be concluded."""
    if reader.foreign_term(then, ("yes", "no", "none")):
        return
    near = {"true": "yes", "false": "no"}.get(then.text.lower())
    words = ", ".join(local_term(word, reader.lang) for word in ("yes", "no", "none"))
    reader.report(
        then.place,
        f"không thể kết luận “{then.text[:60]}”",
        f"“{then.text[:60]}” cannot be concluded",
        Text(f"{words}, số, hoặc một giá trị như region_iii", f"{words}, a number, or a value such as region_iii"),
        local_term(near, reader.lang) if near else None,
    )


def shown_values(reader: FileReader, attribute: Attribute) -> dict[str, Choice]:
    """The values of a derived attribute as its file writes them."""
    return {local_term(format_value(value), reader.lang): value for value in attribute.domain}
