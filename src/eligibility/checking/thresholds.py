"""Checking of named values: thresholds with dated rows, and variants inside the row."""

import re
from collections.abc import Iterator, Mapping
from datetime import date

import attrs

from eligibility.checking.conditions import ConditionReader
from eligibility.checking.files import File, proper
from eligibility.checking.scopes import Scope
from eligibility.checking.sheets import Fields, Sheet
from eligibility.conditions import AllOf, Condition, Threshold, Variant
from eligibility.documents import Node, Scalar
from eligibility.errors import Place
from eligibility.texts import Text
from eligibility.values import UNKNOWN, Type, Unknown, Value
from eligibility.vocabulary import Attribute
from eligibility.words import english

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
        for key, value in sheet.quiet().entries(row):
            if isinstance(value, Scalar) and english(key.text, sheet.lang) == "value":
                yield value.text


def _written_type(texts: list[str]) -> Type:
    if any(text.endswith("%") for text in texts):
        return Type.SHARE
    if any(_DATE.match(text) for text in texts):
        return Type.DATE
    return Type.QUANTITY if any("." in text for text in texts) else Type.COUNT


def thresholds(file: File, named: Mapping[str, Named], scope: Scope, as_of: date | None) -> dict[str, Threshold]:
    """The named values of a file as they stand on a date: all rows are checked, the latest not after it is taken."""
    found: dict[str, Threshold] = {}
    sheet = file.sheet
    for name, entry in named.items():
        _clashing(sheet, entry.name, scope)
        cite = tuple(str(citation) for citation in sheet.citations(entry.fields.get("cite")))
        title = sheet.title(entry.fields.get("title"), name)
        attribute = Attribute(name, title, entry.type)
        rows = [_row(sheet, node, attribute, scope) for node in sheet.some(entry.fields.get("rows"))]
        _repeated(sheet, rows)
        dated = [row for row in rows if row.start and (as_of is None or row.start <= as_of)]
        row = max(dated, key=lambda row: row.start or date.min, default=None)
        if row is None and all(row.start for row in rows) and rows:
            place = entry.name.place
            sheet.wrong(place, f"“{name}” chưa có mức nào vào {as_of}", f"“{name}” has no value on {as_of}")
        if row and not isinstance(row.value, Unknown):
            full = f"{scope.owner} {name}"
            found[full] = Threshold(name, title, cite, row.value, row.variants, row.place)
    return found


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


def _row(sheet: Sheet, node: Node, attribute: Attribute, scope: Scope) -> Row:
    fields = Fields.of(sheet, node, ("from", "value"), ("variants",))
    start = sheet.day(fields.get("from"))
    value = _value(sheet, fields.get("value"), attribute)
    variants = tuple(_variant(sheet, item, attribute, scope) for item in sheet.some(fields.get("variants")))
    return Row(start, value, variants, node.place)


def _value(sheet: Sheet, node: Node | None, attribute: Attribute) -> Value | Unknown:
    value = sheet.read(node, attribute)
    if value is UNKNOWN and node is not None:
        sheet.unreadable(attribute.no(sheet.text(node)), node.place)
    return UNKNOWN if value is None else value  # type: ignore[return-value]


def _variant(sheet: Sheet, node: Node, attribute: Attribute, scope: Scope) -> Variant:
    fields = Fields.of(sheet, node, ("when", "value"))
    when = _on_any_subject(sheet, fields.get("when"), scope)
    value = _value(sheet, fields.get("value"), attribute)
    return Variant(when, None if isinstance(value, Unknown) else value, node.place)


def _on_any_subject(sheet: Sheet, node: Node | None, scope: Scope) -> Condition:
    """A named value belongs to no subject: its variants are read for the first kind that they fit."""
    if node is None:
        return AllOf(())
    attempts = []
    for subject in scope.vocabulary:
        attempt = sheet.quiet()
        condition = ConditionReader(attempt, scope, subject).read(node)
        if not attempt.problems:
            return condition
        attempts.append((len(attempt.problems), subject))
    best = min(attempts, key=lambda attempt: attempt[0])[1]
    return ConditionReader(sheet, scope, best).read(node)
