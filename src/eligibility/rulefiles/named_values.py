"""Checking of named values: thresholds with dated rows, and variants inside the row."""

import re
from collections.abc import Iterator, Mapping
from datetime import date

import attrs

from eligibility.model import UNKNOWN, Attribute, Threshold, Type, Unknown, Value, Variant
from eligibility.rulefiles.conditions import ConditionReader
from eligibility.rulefiles.instrument_files import File, proper, under
from eligibility.rulefiles.instruments import citations
from eligibility.rulefiles.reader import Fields, Sheet
from eligibility.rulefiles.scope import Scope
from eligibility.sources import Node, Place, Scalar, Text

_DATE = re.compile(r"\d+[-/]\d+[-/]\d+\Z", re.ASCII)


@attrs.frozen
class Named:
    """A named value as written: its type, which follows from how its rows are written."""

    name: Scalar
    type: Type
    fields: Fields


@attrs.frozen
class Row:
    """What a named value is from one day on."""

    start: date | None
    value: Value | Unknown
    variants: tuple[Variant, ...]
    place: Place


def named_values(file: File) -> dict[str, Named]:
    """The named values of a file with their types."""
    found: dict[str, Named] = {}
    for key, node in file.sheet.entries(file.fields.get("values")):
        fields = Fields.of(file.sheet, node, ("cite", "rows"), ("title",))
        if proper(file.sheet, key):
            found[key.text] = Named(key, _written_type(list(_texts(file.sheet, fields))), fields)
        else:
            file.broken.add(key.text)
    return found


def _texts(sheet: Sheet, fields: Fields) -> Iterator[str]:
    for row in sheet.items(fields.get("rows")):
        value = under(sheet, row, "value")
        if isinstance(value, Scalar):
            yield value.text


def _written_type(texts: list[str]) -> Type:
    if any(text.endswith("%") for text in texts):
        return Type.SHARE
    if any(_DATE.match(text) for text in texts):
        return Type.DATE
    return Type.QUANTITY if any("." in text for text in texts) else Type.COUNT


@attrs.frozen
class Values:
    """The named values of a file as they stand on a date, and the kind of subject for which each one was read."""

    thresholds: Mapping[str, Threshold]
    subjects: Mapping[str, str]


def read_values(file: File, named: Mapping[str, Named], scope: Scope, as_of: date | None) -> Values:
    """All rows are checked; the latest that is not after the date is taken."""
    found: dict[str, Threshold] = {}
    subjects: dict[str, str] = {}
    for name, entry in named.items():
        _clashing(file.sheet, entry.name, scope)
        subject = _subject(file.sheet, entry.fields, scope)
        row = _current(file.sheet, entry, ConditionReader(file.sheet, scope, subject), as_of)
        cite = tuple(str(citation) for citation in citations(file.sheet, entry.fields.get("cite")))
        if row and not isinstance(row.value, Unknown):
            full = f"{scope.owner} {name}"
            title = file.sheet.title(entry.fields.get("title"), name)
            found[full] = Threshold(name, title, cite, row.value, row.variants, row.place)
            subjects[full] = subject
    return Values(found, subjects)


def _current(sheet: Sheet, entry: Named, reader: ConditionReader, as_of: date | None) -> Row | None:
    name = entry.name.text
    attribute = Attribute(name, sheet.quiet().title(entry.fields.get("title"), name), entry.type)
    rows = [_row(sheet, node, attribute, reader) for node in sheet.some(entry.fields.get("rows"))]
    _repeated(sheet, rows)
    dated = [row for row in rows if row.start and (as_of is None or row.start <= as_of)]
    if rows and not dated and all(row.start for row in rows):
        vi, en = f"“{name}” chưa có mức nào vào {as_of}", f"“{name}” has no value on {as_of}"
        sheet.wrong(entry.name.place, vi, en)
    return max(dated, key=lambda row: row.start or date.min, default=None)


def _clashing(sheet: Sheet, name: Scalar, scope: Scope) -> None:
    owners = ", ".join(subject for subject, known in scope.attributes.items() if name.text in known)
    if owners:
        vi, en = f"“{name.text}” đã là thuộc tính của {owners}", f"“{name.text}” is an attribute of {owners} already"
        sheet.wrong(name.place, vi, en, Text("một tên khác", "another name"))


def _repeated(sheet: Sheet, rows: list[Row]) -> None:
    seen: set[date] = set()
    for row in rows:
        if row.start in seen:
            sheet.wrong(row.place, f"hai dòng cùng từ ngày {row.start}", f"two rows from {row.start}")
        if row.start:
            seen.add(row.start)


def _row(sheet: Sheet, node: Node, attribute: Attribute, reader: ConditionReader) -> Row:
    fields = Fields.of(sheet, node, ("from", "value"), ("variants",))
    start = sheet.day(fields.get("from"))
    value = _value(sheet, fields.get("value"), attribute)
    variants = tuple(_variant(sheet, item, attribute, reader) for item in sheet.some(fields.get("variants")))
    return Row(start, value, variants, node.place)


def _value(sheet: Sheet, node: Node | None, attribute: Attribute) -> Value | Unknown:
    value = sheet.read(node, attribute)
    if value is UNKNOWN and node is not None:
        sheet.unreadable(attribute.no(sheet.text(node)), node.place)
    return UNKNOWN if value is None else value  # type: ignore[return-value]


def _variant(sheet: Sheet, node: Node, attribute: Attribute, reader: ConditionReader) -> Variant:
    fields = Fields.of(sheet, node, ("when", "value"))
    value = _value(sheet, fields.get("value"), attribute)
    return Variant(reader.read(fields.get("when")), None if isinstance(value, Unknown) else value, node.place)


def _subject(sheet: Sheet, fields: Fields, scope: Scope) -> str:
    """A named value belongs to no subject: its variants are read for the first kind that they fit, or fit best."""
    nodes = list(_conditions(sheet, fields))
    fewest, best = -1, ""
    for subject in scope.vocabulary:
        attempt = sheet.quiet()
        for node in nodes:
            ConditionReader(attempt, scope, subject).read(node)
        if fewest < 0 or len(attempt.problems) < fewest:
            fewest, best = len(attempt.problems), subject
        if not fewest:
            break
    return best


def _conditions(sheet: Sheet, fields: Fields) -> Iterator[Node]:
    for row in sheet.items(fields.get("rows")):
        for variant in sheet.items(under(sheet, row, "variants")):
            when = under(sheet, variant, "when")
            if when is not None:
                yield when
