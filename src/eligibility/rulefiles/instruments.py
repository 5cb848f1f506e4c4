"""Checking of citations and effective periods, wherever they stand."""

import re
from collections.abc import Mapping
from typing import Final, TypeVar

import attrs

from eligibility.model import UNKNOWN, Attribute, Choice, Citation, Evidence, Instrument, OneOf, Period, SubjectType
from eligibility.rulefiles.reader import Fields, FileReader, joined_names
from eligibility.sources import Node, Place, Scalar, Text, local_keyword

_CITED: Final = Text(
    "danh sách, như [861/QĐ-TTg Điều 1, 612/QĐ-UBDT]", "a list, such as [861/QĐ-TTg Điều 1, 612/QĐ-UBDT]"
)


def citations(reader: FileReader, node: Node | None) -> tuple[Citation, ...]:
    """Citations, each of which must resolve in the table of instruments."""
    cited = (reader.scalar(item) for item in reader.required_items(node))
    return tuple(citation for item in cited if item is not None and (citation := _citation(reader, item)))


def read_number(reader: FileReader, node: Node | None) -> str:
    """The number of one instrument, without an article; empty where it does not resolve."""
    written = reader.scalar(node)
    cited = _citation(reader, written) if written else None
    if written is None or cited is None:
        return ""
    if cited.article:
        vi, en = "chỉ ghi số văn bản, không ghi điều", "only the number, without an article"
        reader.report(written.place, vi, en, suggestion=cited.instrument)
    return cited.instrument


def _citation(reader: FileReader, cited: Scalar) -> Citation | None:
    if "," in cited.text:
        vi, en = "căn cứ có dấu phẩy; mỗi căn cứ là một mục", "a citation with a comma; each one is an item"
        reader.report(cited.place, vi, en, _CITED)
        return None
    number, _, article = cited.text.partition(" ")
    if reader.instruments and number not in reader.instruments:
        vi = f"không có văn bản “{number}” trong instruments.yaml"
        en = f"there is no instrument “{number}” in instruments.yaml"
        near = reader.suggest(number, reader.instruments)
        reader.report_unknown(attrs.evolve(cited, text=number), "instrument", vi, en, (), near)
        return None
    return Citation(number, article.strip())


def period(reader: FileReader, node: Node | None) -> Period | None:
    """An effective period."""
    if node is None:
        return None
    fields = Fields.of(reader, node, ("from",), ("until",))
    start, end = reader.day(fields.get("from")), reader.day(fields.get("until"))
    if start and end and end < start:
        vi, en = f"kết thúc trước khi bắt đầu ({start})", f"it ends before it begins ({start})"
        reader.report(fields.at("until"), vi, en)
        return None
    return Period(start, end) if start else None


_T = TypeVar("_T")
_RELATIONS = ("based_on", "amends", "amended_by", "replaces")
_EVIDENCE = tuple(level.key for level in Evidence)
_NUMBER = re.compile(r"[^\s,]{1,60}\Z")


def read_instruments(reader: FileReader, node: Node) -> dict[str, Instrument]:
    """The table of instruments; every relation must resolve inside it."""
    instruments: dict[str, Instrument] = {}
    related: list[Scalar] = []
    for item in reader.required_items(Fields.of(reader, node, ("instruments",)).get("instruments")):
        fields = Fields.of(
            reader, item, ("number", "title"), ("issuer", "issued", "in_force", "evidence", "note", *_RELATIONS)
        )
        number = _number(reader, fields, instruments)
        relations = {
            relation: [scalar for cited in reader.items(fields.get(relation)) if (scalar := reader.scalar(cited))]
            for relation in _RELATIONS
        }
        related += [scalar for cited in relations.values() for scalar in cited]
        instrument = _instrument(reader, number, fields)
        numbers = {relation: tuple(scalar.text for scalar in cited) for relation, cited in relations.items() if cited}
        instruments[number] = attrs.evolve(instrument, relations=numbers)
    for cited in related:
        if cited.text not in instruments:
            vi, en = f"không có văn bản “{cited.text}” trong tệp này", f"no instrument “{cited.text}” in this file"
            reader.report_unknown(cited, "instrument", vi, en, (), reader.suggest(cited.text, instruments))
    return instruments


def _number(reader: FileReader, fields: Fields, instruments: Mapping[str, Instrument]) -> str:
    written = reader.scalar(fields.get("number"))
    if written is None:
        return ""
    number = written.text
    if not _NUMBER.match(number):
        expected = Text("số hiệu không có dấu cách, dấu phẩy", "a number without spaces or commas")
        vi, en = f"số hiệu “{number[:60]}” không dùng được", f"“{number[:60]}” cannot be a number"
        reader.report(written.place, vi, en, expected)
    if number in instruments:
        reader.report(written.place, f"văn bản “{number}” lặp lại", f"the instrument “{number}” repeats")
    return number


def _instrument(reader: FileReader, number: str, fields: Fields) -> Instrument:
    return Instrument(
        number,
        reader.title(fields.get("title"), number),
        reader.title(fields.get("issuer"), ""),
        reader.day(fields.get("issued")),
        period(reader, fields.get("in_force")),
        {},
        evidence(reader, fields, Evidence.SECONDARY),
        reader.title(fields.get("note"), "") if "note" in fields else None,
    )


def evidence(reader: FileReader, fields: Fields, default: Evidence) -> Evidence:
    """The level of evidence that a map states."""
    return Evidence.named(reader.term(fields.get("evidence"), _EVIDENCE, default.key))


# ── lists ────────────────────────────────────────────────────────────────────────────────────────


@attrs.frozen
class AnnexEntry:
    """Declaration of a list: its files and the attribute that it gives."""

    file: str
    gives: str
    of: str
    absent: Choice
    totals: str
    evidence: Evidence
    source: str
    place: Place
    totals_place: Place


def annex_entries(
    reader: FileReader, node: Node | None, vocabulary: Mapping[str, SubjectType]
) -> tuple[AnnexEntry, ...]:
    """The lists declared under `annexes` or `lists`."""
    return tuple(entry for item in reader.items(node) if (entry := _entry(reader, item, vocabulary)))


def _entry(reader: FileReader, item: Node, vocabulary: Mapping[str, SubjectType]) -> AnnexEntry | None:
    fields = Fields.of(reader, item, ("file", "gives", "of"), ("absent", "complete_when", "evidence", "source"))
    file, totals = reader.text(fields.get("file")), reader.text(fields.get("complete_when"))
    level, source = evidence(reader, fields, Evidence.UNSTATED), reader.title(fields.get("source"), "").vi
    if "complete_when" in fields and "absent" not in fields.keys:
        word, whole = local_keyword("absent", reader.lang), local_keyword("complete_when", reader.lang)
        vi = f"có “{whole}” thì phải có “{word}”: giá trị của đối tượng không có tên trong danh sách đủ"
        en = f"“{whole}” needs “{word}”: the value of what a complete list does not name"
        reader.report(fields.keys["complete_when"].place, vi, en)
    kind = resolve(reader, fields.get("of"), "đối tượng", "subject", vocabulary)
    attribute = resolve(reader, fields.get("gives"), "dữ kiện", "fact", kind.attributes) if kind else None
    if kind is None or attribute is None or not file:
        return None
    absent = _absent(reader, fields.get("absent"), attribute)
    places = fields.at("file"), fields.at("complete_when")
    return AnnexEntry(file, attribute.name, kind.name, absent, totals, level, source, *places)


def resolve(reader: FileReader, node: Node | None, vi: str, en: str, names: Mapping[str, _T]) -> _T | None:
    """The object of this name; an unknown name is noted, with the Vietnamese and English word for its kind."""
    name = reader.scalar(node)
    if name is None or name.text in names:
        return names[name.text] if name else None
    words = joined_names(names)
    near = reader.suggest(name.text, names)
    what = f"không có {vi} “{name.text}”", f"there is no {en} “{name.text}”"
    reader.report(name.place, *what, Text(words, words), near)
    return None


def _absent(reader: FileReader, node: Node | None, attribute: Attribute) -> Choice:
    if node is None:
        return None
    value = reader.read(node, attribute)
    if value is UNKNOWN or isinstance(value, OneOf):
        reader.report_invalid(attribute.invalid(reader.text(node)), node.place)
    return value  # type: ignore[return-value]
