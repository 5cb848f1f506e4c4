"""Checking of files: the head of an instrument's file, and what each of its rule sets concludes."""

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from keyword import iskeyword
from typing import Final

import attrs

from eligibility.checking.comparisons import TESTS
from eligibility.checking.conditions import HEADS
from eligibility.checking.sheets import Fields, Sheet, blank
from eligibility.documents import Entries, Node, Scalar
from eligibility.errors import Place
from eligibility.rulesets import Period
from eligibility.texts import Text
from eligibility.values import UNKNOWN, Choice, Type, Unknown
from eligibility.vocabulary import Attribute, SubjectType, written
from eligibility.words import TERMS, english, local_term, other, term

_NAME = re.compile(r"[a-z][a-z0-9_]{0,59}\Z", re.ASCII)
_ID = re.compile(r"[a-z0-9][a-z0-9_-]{0,59}\Z", re.ASCII)
_NUMBER = re.compile(r"(?:0|[1-9][0-9]{0,12})(?:\.[0-9]{1,6})?\Z", re.ASCII)
_TAKEN = {*HEADS, *TESTS, "yes", "no", "none", "unknown", "as_of", "anything", "self"}
RULE_SET: Final = ("id", "subject", "concludes", "title", "labels", "hit_policy", "rules", "table", "otherwise")
"""The keys of a rule set; the first three it must have."""


@attrs.frozen
class Outline:
    """What a rule set concludes of which subject, known before its rules are read."""

    subject: str
    attribute: Attribute
    place: Place


@attrs.define
class File:
    """One instrument's file while it is checked.

    `uses` is by attribute the number of the instrument that concludes it; `broken` are the names that the file means
    to conclude or use but gets wrong, so that nobody else is blamed for them.
    """

    sheet: Sheet
    fields: Fields
    number: str
    in_force: Period | None
    uses: Mapping[str, tuple[str, Place]]
    outlines: dict[Place, Outline] = attrs.field(factory=dict)
    broken: set[str] = attrs.field(factory=set)


def open_file(sheet: Sheet, node: Node) -> File:
    """The head of an instrument's file: its number, effective period and what it uses of other instruments."""
    fields = Fields.of(
        sheet, node, ("instrument", "in_force", "rule_sets"), ("title", "uses", "values", "annexes", "notes")
    )
    file = File(sheet, fields, sheet.number_of(fields.get("instrument")), sheet.period(fields.get("in_force")), {})
    uses: dict[str, tuple[str, Place]] = {}
    for key, value in sheet.entries(fields.get("uses")):
        number = "" if _missing(sheet, key, value) else sheet.number_of(value)
        if number and number == file.number:
            sheet.wrong(value.place, "tệp không dùng chính nó", "a file does not use itself")
        elif number:
            uses[key.text] = number, key.place
        if key.text not in uses:
            file.broken.add(key.text)
    file.uses = uses
    return file


def _missing(sheet: Sheet, key: Scalar, value: Node) -> bool:
    if not blank(value):
        return False
    sheet.wrong(key.place, f"“{key.text}” còn trống", f"“{key.text}” is empty")
    return True


def proper(sheet: Sheet, name: Scalar) -> bool:
    """Whether a new name can be used for a subject, attribute or value; if not that is noted."""
    if _NAME.match(name.text) and name.text not in _TAKEN and not iskeyword(name.text):
        return True
    expected = Text("chữ thường không dấu, số, gạch dưới, và không phải từ khóa", "a-z, 0-9 and _, and no keyword")
    sheet.wrong(name.place, f"tên “{name.text}” không dùng được", f"“{name.text}” cannot be a name", expected)
    return False


def read_id(sheet: Sheet, fields: Fields, seen: dict[str, Place]) -> str:
    """The id of something of which there are several; each has its own."""
    found = sheet.scalar(fields.get("id"))
    if found is None:
        return ""
    if not _ID.match(found.text):
        expected = Text("chữ thường không dấu, số, gạch nối", "lower-case letters, digits, hyphens")
        sheet.wrong(found.place, f"mã “{found.text}” không dùng được", f"“{found.text}” cannot be an id", expected)
    elif found.text in seen:
        line = seen[found.text].line
        sheet.wrong(
            found.place, f"mã “{found.text}” lặp lại (dòng {line})", f"the id “{found.text}” repeats (line {line})"
        )
    seen.setdefault(found.text, found.place)
    return found.text


# ── what rule sets conclude ──────────────────────────────────────────────────────────────────────


def outline(file: File, vocabulary: Mapping[str, SubjectType]) -> None:
    """Read what each rule set concludes; what its values may be follows from its rules."""
    for node in file.sheet.items(file.fields.get("rule_sets")):
        fields = Fields.of(file.sheet.quiet(), node, (), RULE_SET)  # checked when the rule sets are read
        subject, name = fields.get("subject"), fields.get("concludes")
        if not isinstance(name, Scalar):
            continue
        if not isinstance(subject, Scalar) or not _concludable(file.sheet, subject, name, vocabulary):
            file.broken.add(name.text)
            continue
        title = file.sheet.quiet().title(fields.get("title"), name.text)
        attribute = _concluded(file.sheet, name.text, title, fields)
        file.outlines[name.place] = Outline(subject.text, attribute, name.place)


def _concludable(sheet: Sheet, subject: Scalar, name: Scalar, vocabulary: Mapping[str, SubjectType]) -> bool:
    kind = vocabulary.get(subject.text)
    if kind is None:
        vi, en = f"không có đối tượng “{subject.text}”", f"there is no subject “{subject.text}”"
        sheet.unknown(subject, "subject", vi, en, vocabulary)
        return False
    if name.text in kind.attributes:
        vi = f"“{name.text}” là dữ kiện của {subject.text}, không thể kết luận"
        sheet.wrong(name.place, vi, f"“{name.text}” is a fact of {subject.text} and cannot be concluded")
        return False
    taken = {word for relation in kind.relations.values() for word in (relation.name, relation.complete)}
    taken |= {relation.back for other in vocabulary.values() for relation in other.relations.values()}
    if name.text in taken:
        sheet.wrong(name.place, f"“{name.text}” là tên của một quan hệ", f"“{name.text}” is the name of a relation")
        return False
    return proper(sheet, name)


def _concluded(sheet: Sheet, name: str, title: Text, fields: Fields) -> Attribute:
    """The derived attribute with the values that its rules conclude, in the order of writing."""
    thens = [(then, value) for then in _thens(sheet, fields) if (value := concluded_value(sheet, then)) is not UNKNOWN]
    own = [(then, value) for then, value in thens if value is not None]
    nullable = len(own) < len(thens)
    answers = [isinstance(value, bool) for _, value in own]
    if own and all(answers):
        return Attribute(name, title, Type.YES_NO, nullable=nullable)
    if any(answers):
        odd = own[answers.index(not answers[0])][0]
        vi = f"“{odd.text}”: có/không và giá trị khác không đi với nhau"
        sheet.wrong(odd.place, vi, f"“{odd.text}”: yes or no and other values do not go together")
    numbers = all(isinstance(value, Decimal) for _, value in own)
    options = dict.fromkeys(value if numbers else then.text for then, value in own)
    return Attribute(name, title, Type.CHOICE, choices=tuple(options), nullable=nullable)  # type: ignore[arg-type]


def _thens(sheet: Sheet, fields: Fields) -> Iterator[Scalar]:
    """What each rule and row concludes, and what is concluded otherwise."""
    table = fields.get("table")
    rows = _under(sheet, table, "rows") if table else None
    for node in (*sheet.items(fields.get("rules")), *sheet.items(rows), *sheet.items(fields.get("otherwise"))):
        then = _under(sheet, node, "then")
        if isinstance(then, Scalar) and not blank(then):
            yield then


def _under(sheet: Sheet, node: Node, keyword: str) -> Node | None:
    if not isinstance(node, Entries):
        return None
    return next((value for key, value in node.entries if english(key.text, sheet.lang) == keyword), None)


def concluded_value(sheet: Sheet, then: Scalar) -> Choice | Unknown:
    """The value that a `then` stands for, or UNKNOWN where it stands for none."""
    special = term(then.text, sheet.lang, ("yes", "no", "none"))
    if special:
        return {"yes": True, "no": False, "none": None}[special]
    if _NUMBER.match(then.text):
        return Decimal(then.text.rstrip("0").rstrip(".") if "." in then.text else then.text)
    return then.text if _plain(sheet, then) else UNKNOWN


def _plain(sheet: Sheet, then: Scalar) -> bool:
    text = then.text
    words = ("true", "false", "unknown", TERMS["unknown"])
    strange = not text.isprintable() or "|" in text or "," in text or len(text) > 100 or text.lower() in words
    return not strange and not term(text, other(sheet.lang), ("yes", "no", "none"))


def refuse_value(sheet: Sheet, then: Scalar) -> None:
    """Note that what stands under `then` is no value that can be concluded."""
    if term(then.text, other(sheet.lang), ("yes", "no", "none")):
        sheet.foreign(then)
        return
    near = {"true": "yes", "false": "no"}.get(then.text.lower())
    words = ", ".join(local_term(word, sheet.lang) for word in ("yes", "no", "none"))
    sheet.wrong(
        then.place,
        f"không thể kết luận “{then.text[:60]}”",
        f"“{then.text[:60]}” cannot be concluded",
        Text(f"{words}, số, hoặc một giá trị như region_iii", f"{words}, a number, or a value such as region_iii"),
        local_term(near, sheet.lang) if near else None,
    )


def shown_values(sheet: Sheet, attribute: Attribute) -> dict[str, Choice]:
    """The values of a derived attribute as its file writes them."""
    return {local_term(written(value), sheet.lang): value for value in attribute.domain}


