"""Checking of citations and effective periods, wherever they stand."""

import re
from collections.abc import Mapping
from typing import Final, TypeVar

import attrs

from eligibility.model import UNKNOWN, Attribute, Choice, Citation, Evidence, Instrument, OneOf, Period, SubjectType
from eligibility.rulefiles.reader import Fields, Sheet, names_of
from eligibility.sources import Node, Place, Scalar, Text, local

_CITED: Final = Text(
    "danh sách, như [861/QĐ-TTg Điều 1, 612/QĐ-UBDT]", "a list, such as [861/QĐ-TTg Điều 1, 612/QĐ-UBDT]"
)


def citations(sheet: Sheet, node: Node | None) -> tuple[Citation, ...]:
    """Citations, each of which must resolve in the table of instruments."""
    cited = (sheet.scalar(item) for item in sheet.some(node))
    return tuple(found for item in cited if item is not None and (found := _citation(sheet, item)))


def number_of(sheet: Sheet, node: Node | None) -> str:
    """The number of one instrument, without an article; empty where it does not resolve."""
    written = sheet.scalar(node)
    cited = _citation(sheet, written) if written else None
    if written is None or cited is None:
        return ""
    if cited.article:
        vi, en = "chỉ ghi số văn bản, không ghi điều", "only the number, without an article"
        sheet.wrong(written.place, vi, en, suggestion=cited.instrument)
    return cited.instrument


def _citation(sheet: Sheet, cited: Scalar) -> Citation | None:
    if "," in cited.text:
        vi, en = "căn cứ có dấu phẩy; mỗi căn cứ là một mục", "a citation with a comma; each one is an item"
        sheet.wrong(cited.place, vi, en, _CITED)
        return None
    number, _, article = cited.text.partition(" ")
    if sheet.instruments and number not in sheet.instruments:
        vi = f"không có văn bản “{number}” trong instruments.yaml"
        en = f"there is no instrument “{number}” in instruments.yaml"
        near = sheet.near(number, sheet.instruments)
        sheet.unknown(attrs.evolve(cited, text=number), "instrument", vi, en, (), near)
        return None
    return Citation(number, article.strip())


def period(sheet: Sheet, node: Node | None) -> Period | None:
    """An effective period."""
    if node is None:
        return None
    found = Fields.of(sheet, node, ("from",), ("until",))
    start, end = sheet.day(found.get("from")), sheet.day(found.get("until"))
    if start and end and end < start:
        vi, en = f"kết thúc trước khi bắt đầu ({start})", f"it ends before it begins ({start})"
        sheet.wrong(found.at("until"), vi, en)
        return None
    return Period(start, end) if start else None


_T = TypeVar("_T")
_RELATIONS = ("based_on", "amends", "amended_by", "replaces")
_EVIDENCE = tuple(level.key for level in Evidence)
_NUMBER = re.compile(r"[^\s,]{1,60}\Z")


def read_instruments(sheet: Sheet, node: Node) -> dict[str, Instrument]:
    """The table of instruments; every relation must resolve inside it."""
    found: dict[str, Instrument] = {}
    related: list[Scalar] = []
    for item in sheet.some(Fields.of(sheet, node, ("instruments",)).get("instruments")):
        fields = Fields.of(
            sheet, item, ("number", "title"), ("issuer", "issued", "in_force", "evidence", "note", *_RELATIONS)
        )
        number = _number(sheet, fields, found)
        relations = {
            relation: [one for cited in sheet.items(fields.get(relation)) if (one := sheet.scalar(cited))]
            for relation in _RELATIONS
        }
        related += [one for cited in relations.values() for one in cited]
        instrument = _instrument(sheet, number, fields)
        numbers = {relation: tuple(one.text for one in cited) for relation, cited in relations.items() if cited}
        found[number] = attrs.evolve(instrument, relations=numbers)
    for cited in related:
        if cited.text not in found:
            vi, en = f"không có văn bản “{cited.text}” trong tệp này", f"no instrument “{cited.text}” in this file"
            sheet.unknown(cited, "instrument", vi, en, (), sheet.near(cited.text, found))
    return found


def _number(sheet: Sheet, fields: Fields, found: Mapping[str, Instrument]) -> str:
    written = sheet.scalar(fields.get("number"))
    if written is None:
        return ""
    number = written.text
    if not _NUMBER.match(number):
        expected = Text("số hiệu không có dấu cách, dấu phẩy", "a number without spaces or commas")
        vi, en = f"số hiệu “{number[:60]}” không dùng được", f"“{number[:60]}” cannot be a number"
        sheet.wrong(written.place, vi, en, expected)
    if number in found:
        sheet.wrong(written.place, f"văn bản “{number}” lặp lại", f"the instrument “{number}” repeats")
    return number


def _instrument(sheet: Sheet, number: str, fields: Fields) -> Instrument:
    return Instrument(
        number,
        sheet.title(fields.get("title"), number),
        sheet.title(fields.get("issuer"), ""),
        sheet.day(fields.get("issued")),
        period(sheet, fields.get("in_force")),
        {},
        evidence(sheet, fields, Evidence.SECONDARY),
        sheet.title(fields.get("note"), "") if "note" in fields else None,
    )


def evidence(sheet: Sheet, fields: Fields, default: Evidence) -> Evidence:
    """The level of evidence that a map states."""
    return Evidence.named(sheet.term(fields.get("evidence"), _EVIDENCE, default.key))


# ── lists ────────────────────────────────────────────────────────────────────────────────────────


@attrs.frozen
class ListEntry:
    """Where a list lies and what it gives, before it is read."""

    file: str
    gives: str
    of: str
    absent: Choice
    totals: str
    evidence: Evidence
    source: str
    place: Place
    totals_place: Place


def list_entries(sheet: Sheet, node: Node | None, vocabulary: Mapping[str, SubjectType]) -> tuple[ListEntry, ...]:
    """The lists declared under `annexes` or `lists`."""
    return tuple(entry for item in sheet.items(node) if (entry := _entry(sheet, item, vocabulary)))


def _entry(sheet: Sheet, item: Node, vocabulary: Mapping[str, SubjectType]) -> ListEntry | None:
    fields = Fields.of(sheet, item, ("file", "gives", "of"), ("absent", "complete_when", "evidence", "source"))
    file, totals = sheet.text(fields.get("file")), sheet.text(fields.get("complete_when"))
    level, source = evidence(sheet, fields, Evidence.UNSTATED), sheet.title(fields.get("source"), "").vi
    if "complete_when" in fields and "absent" not in fields.keys:
        word, whole = local("absent", sheet.lang), local("complete_when", sheet.lang)
        vi = f"có “{whole}” thì phải có “{word}”: giá trị của đối tượng không có tên trong danh sách đủ"
        en = f"“{whole}” needs “{word}”: the value of what a complete list does not name"
        sheet.wrong(fields.keys["complete_when"].place, vi, en)
    kind = known(sheet, fields.get("of"), "đối tượng", "subject", vocabulary)
    attribute = known(sheet, fields.get("gives"), "dữ kiện", "fact", kind.attributes) if kind else None
    if kind is None or attribute is None or not file:
        return None
    absent = _absent(sheet, fields.get("absent"), attribute)
    places = fields.at("file"), fields.at("complete_when")
    return ListEntry(file, attribute.name, kind.name, absent, totals, level, source, *places)


def known(sheet: Sheet, node: Node | None, vi: str, en: str, names: Mapping[str, _T]) -> _T | None:
    """What a name stands for; that it stands for nothing is noted, by the Vietnamese and English word for its kind."""
    name = sheet.scalar(node)
    if name is None or name.text in names:
        return names[name.text] if name else None
    words = names_of(names)
    near = sheet.near(name.text, names)
    what = f"không có {vi} “{name.text}”", f"there is no {en} “{name.text}”"
    sheet.wrong(name.place, *what, Text(words, words), near)
    return None


def _absent(sheet: Sheet, node: Node | None, attribute: Attribute) -> Choice:
    if node is None:
        return None
    value = sheet.read(node, attribute)
    if value is UNKNOWN or isinstance(value, OneOf):
        sheet.unreadable(attribute.no(sheet.text(node)), node.place)
    return value  # type: ignore[return-value]
