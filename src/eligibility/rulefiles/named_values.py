"""Checking of named values: thresholds with dated rows, and variants inside the row."""

import re
from collections.abc import Iterator, Mapping
from datetime import date

import attrs

from eligibility.model import UNKNOWN, Attribute, Threshold, Type, Unknown, Value, Variant
from eligibility.rulefiles.conditions import ConditionReader
from eligibility.rulefiles.instrument_files import InstrumentFile, check_name, under
from eligibility.rulefiles.instruments import citations
from eligibility.rulefiles.reader import Fields, FileReader
from eligibility.rulefiles.scope import Scope
from eligibility.sources import Node, Place, Scalar, Text

_DATE = re.compile(r"\d+[-/]\d+[-/]\d+\Z", re.ASCII)


@attrs.frozen
class NamedValueEntry:
    """A named value as written: its type, which follows from how its rows are written."""

    name: Scalar
    type: Type
    fields: Fields


@attrs.frozen
class ValueRow:
    """A named value from one day on."""

    start: date | None
    value: Value | Unknown
    variants: tuple[Variant, ...]
    place: Place


def named_values(file: InstrumentFile) -> dict[str, NamedValueEntry]:
    """The named values of a file with their types."""
    entries: dict[str, NamedValueEntry] = {}
    for key, node in file.reader.entries(file.fields.get("values")):
        fields = Fields.of(file.reader, node, ("cite", "rows"), ("title",))
        if check_name(file.reader, key):
            entries[key.text] = NamedValueEntry(key, _written_type(list(_texts(file.reader, fields))), fields)
        else:
            file.broken.add(key.text)
    return entries


def _texts(reader: FileReader, fields: Fields) -> Iterator[str]:
    for row in reader.items(fields.get("rows")):
        value = under(reader, row, "value")
        if isinstance(value, Scalar):
            yield value.text


def _written_type(texts: list[str]) -> Type:
    if any(text.endswith("%") for text in texts):
        return Type.SHARE
    if any(_DATE.match(text) for text in texts):
        return Type.DATE
    return Type.QUANTITY if any("." in text for text in texts) else Type.COUNT


@attrs.frozen
class CurrentValues:
    """The named values of a file as they stand on a date, and the kind of subject for which each one was read."""

    thresholds: Mapping[str, Threshold]
    subjects: Mapping[str, str]


def read_values(
    file: InstrumentFile, named: Mapping[str, NamedValueEntry], scope: Scope, as_of: date | None
) -> CurrentValues:
    """All rows are checked; the latest that is not after the date is taken."""
    thresholds: dict[str, Threshold] = {}
    subjects: dict[str, str] = {}
    for name, entry in named.items():
        _clashing(file.reader, entry.name, scope)
        subject = _subject(file.reader, entry.fields, scope)
        row = _current(file.reader, entry, ConditionReader(file.reader, scope, subject), as_of)
        cite = tuple(str(citation) for citation in citations(file.reader, entry.fields.get("cite")))
        if row and not isinstance(row.value, Unknown):
            full = f"{scope.owner} {name}"
            title = file.reader.title(entry.fields.get("title"), name)
            thresholds[full] = Threshold(name, title, cite, row.value, row.variants, row.place)
            subjects[full] = subject
    return CurrentValues(thresholds, subjects)


def _current(
    reader: FileReader, entry: NamedValueEntry, conditions: ConditionReader, as_of: date | None
) -> ValueRow | None:
    name = entry.name.text
    attribute = Attribute(name, reader.quiet().title(entry.fields.get("title"), name), entry.type)
    rows = [_row(reader, node, attribute, conditions) for node in reader.required_items(entry.fields.get("rows"))]
    _repeated(reader, rows)
    dated = [row for row in rows if row.start and (as_of is None or row.start <= as_of)]
    if rows and not dated and all(row.start for row in rows):
        vi, en = f"“{name}” chưa có mức nào vào {as_of}", f"“{name}” has no value on {as_of}"
        reader.report(entry.name.place, vi, en)
    return max(dated, key=lambda row: row.start or date.min, default=None)


def _clashing(reader: FileReader, name: Scalar, scope: Scope) -> None:
    owners = ", ".join(subject for subject, attributes in scope.attributes.items() if name.text in attributes)
    if owners:
        vi, en = f"“{name.text}” đã là thuộc tính của {owners}", f"“{name.text}” is an attribute of {owners} already"
        reader.report(name.place, vi, en, Text("một tên khác", "another name"))


def _repeated(reader: FileReader, rows: list[ValueRow]) -> None:
    seen: set[date] = set()
    for row in rows:
        if row.start in seen:
            reader.report(row.place, f"hai dòng cùng từ ngày {row.start}", f"two rows from {row.start}")
        if row.start:
            seen.add(row.start)


def _row(reader: FileReader, node: Node, attribute: Attribute, conditions: ConditionReader) -> ValueRow:
    fields = Fields.of(reader, node, ("from", "value"), ("variants",))
    start = reader.day(fields.get("from"))
    value = _value(reader, fields.get("value"), attribute)
    variants = tuple(
        _variant(reader, item, attribute, conditions) for item in reader.required_items(fields.get("variants"))
    )
    return ValueRow(start, value, variants, node.place)


def _value(reader: FileReader, node: Node | None, attribute: Attribute) -> Value | Unknown:
    value = reader.read(node, attribute)
    if value is UNKNOWN and node is not None:
        reader.report_invalid(attribute.invalid(reader.text(node)), node.place)
    return UNKNOWN if value is None else value  # type: ignore[return-value]


def _variant(reader: FileReader, node: Node, attribute: Attribute, conditions: ConditionReader) -> Variant:
    fields = Fields.of(reader, node, ("when", "value"))
    value = _value(reader, fields.get("value"), attribute)
    return Variant(conditions.read(fields.get("when")), None if isinstance(value, Unknown) else value, node.place)


def _subject(reader: FileReader, fields: Fields, scope: Scope) -> str:
    """A named value belongs to no subject: its variants are read for the first kind that they fit, or fit best."""
    nodes = list(_conditions(reader, fields))
    fewest, best = -1, ""
    for subject in scope.vocabulary:
        attempt = reader.quiet()
        for node in nodes:
            ConditionReader(attempt, scope, subject).read(node)
        if fewest < 0 or len(attempt.problems) < fewest:
            fewest, best = len(attempt.problems), subject
        if not fewest:
            break
    return best


def _conditions(reader: FileReader, fields: Fields) -> Iterator[Node]:
    for row in reader.items(fields.get("rows")):
        for variant in reader.items(under(reader, row, "variants")):
            when = under(reader, variant, "when")
            if when is not None:
                yield when
