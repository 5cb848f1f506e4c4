"""Checking of instruments.yaml, of vocabulary.yaml and of lists declared beside rules or registers."""

from collections.abc import Mapping
from decimal import Decimal

import attrs

from eligibility.checking.sheets import Fields, Sheet
from eligibility.documents import Entries, Node
from eligibility.errors import Place
from eligibility.facts import declared
from eligibility.rulesets import Instrument
from eligibility.texts import Text, nearest
from eligibility.values import Choice, Evidence, Type
from eligibility.vocabulary import Attribute, Relation, SubjectType, Unreadable
from eligibility.words import local

_RELATIONS = ("based_on", "amends", "amended_by", "replaces")
EVIDENCE = tuple(level.key for level in Evidence)


def read_instruments(sheet: Sheet, node: Node) -> dict[str, Instrument]:
    """The table of instruments; every relation must resolve inside it."""
    found: dict[str, Instrument] = {}
    places: list[tuple[str, Place]] = []
    for item in sheet.items(Fields.of(sheet, node, ("instruments",)).get("instruments")):
        fields = Fields.of(
            sheet, item, ("number", "title"), ("issuer", "issued", "in_force", "evidence", "note", *_RELATIONS)
        )
        number = sheet.text(fields.get("number"))
        if number in found:
            sheet.wrong(fields.at("number"), f"“{number}” lặp lại", f"“{number}” repeats")
        relations: dict[str, tuple[str, ...]] = {}
        for relation in _RELATIONS:
            cited = [one for node in sheet.items(fields.get(relation)) if (one := sheet.scalar(node))]
            relations[relation] = tuple(one.text for one in cited)
            places += [(one.text, one.place) for one in cited]
        found[number] = Instrument(
            number,
            sheet.title(fields.get("title"), number),
            sheet.title(fields.get("issuer"), ""),
            sheet.day(fields.get("issued")),
            sheet.period(fields.get("in_force")),
            {relation: numbers for relation, numbers in relations.items() if numbers},
            evidence(sheet, fields, Evidence.SECONDARY),
            sheet.title(fields.get("note"), "") if "note" in fields else None,
        )
    for number, place in places:
        if number not in found:
            sheet.wrong(
                place, f"không có văn bản “{number}”", f"no instrument “{number}”", None, nearest(number, found)
            )
    return found


def evidence(sheet: Sheet, fields: Fields, default: Evidence) -> Evidence:
    """The level of evidence that a map states."""
    found = sheet.scalar(fields.get("evidence"))
    if found is None:
        return default
    if found.text not in EVIDENCE:
        words = ", ".join(EVIDENCE)
        near = nearest(found.text, EVIDENCE)
        sheet.wrong(found.place, f"“{found.text}”", f"“{found.text}”", Text(words, words), near)
        return default
    return Evidence.named(found.text)


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


def list_entries(sheet: Sheet, node: Node | None, vocabulary: Mapping[str, SubjectType]) -> tuple[ListEntry, ...]:
    """The lists declared under `annexes` or `lists`."""
    found = []
    for item in sheet.items(node):
        fields = Fields.of(
            sheet, item, ("file", "gives", "of"), ("absent", "complete_when", "evidence", "source")
        )
        of, gives = sheet.text(fields.get("of")), sheet.text(fields.get("gives"))
        if of not in vocabulary:
            if of:
                _nothing(sheet, fields.at("of"), of, vocabulary)
            continue
        attribute = vocabulary[of].attributes.get(gives)
        if attribute is None:
            _nothing(sheet, fields.at("gives"), gives, vocabulary[of].attributes)
            continue
        absent, totals = _absent(sheet, fields, attribute), sheet.text(fields.get("complete_when"))
        if totals and "absent" not in fields:
            word = local("absent", sheet.lang)
            sheet.wrong(item.place, f"thiếu “{word}”", f"“{word}” is missing")
        level = evidence(sheet, fields, Evidence.UNSTATED)
        source = sheet.title(fields.get("source"), "").vi
        file = sheet.text(fields.get("file"))
        found.append(ListEntry(file, gives, of, absent, totals, level, source, fields.at("file")))
    return tuple(found)


def _nothing(sheet: Sheet, place: Place, name: str, known: Mapping[str, object]) -> None:
    words = ", ".join(known)
    sheet.wrong(place, f"không có “{name}”", f"there is no “{name}”", Text(words, words), nearest(name, known))


def _absent(sheet: Sheet, fields: Fields, attribute: Attribute) -> Choice:
    found = sheet.scalar(fields.get("absent"))
    if found is None:
        return None
    try:
        return attribute.read(found.text)  # type: ignore[return-value]
    except Unreadable as error:
        sheet.unreadable(error, found.place)
        return None


def read_vocabulary(sheet: Sheet, node: Node, known: Mapping[str, SubjectType]) -> dict[str, SubjectType]:
    """The vocabulary with the subjects, attributes and relations that a rule folder declares."""
    found = dict(known)
    entries = sheet.entries(Fields.of(sheet, node, ("subjects",)).get("subjects"))
    for key, item in entries:
        fields = Fields.of(sheet, item, (), ("title", "attributes", "relations"))
        base = found.get(key.text)
        attributes = {**(base.attributes if base else {}), **_attributes(sheet, fields, base)}
        relations = {**(base.relations if base else {}), **_relations(sheet, fields)}
        title = sheet.title(fields.get("title"), key.text) if "title" in fields or not base else base.title
        if not key.text.isidentifier() or not key.text.isascii() or not key.text.islower():
            sheet.wrong(key.place, f"tên “{key.text}” không dùng được", f"“{key.text}” is no name")
            continue
        kind = SubjectType(key.text, title, attributes, relations, object)
        found[key.text] = declared(kind, key.text.title().replace("_", ""))
    for key, item in entries:
        for relation in found[key.text].relations.values() if key.text in found else ():
            if relation.subject not in found:
                _nothing(sheet, item.place, relation.subject, found)
    return found


_ATTRIBUTE = ("title", "unit", "step", "part_of", "choices", "nullable", "width")


def _attributes(sheet: Sheet, fields: Fields, base: SubjectType | None) -> dict[str, Attribute]:
    found: dict[str, Attribute] = {}
    types = {type_.value: type_ for type_ in Type}
    for key, item in sheet.entries(fields.get("attributes")):
        entry = Fields.of(sheet, item, ("type",), _ATTRIBUTE)
        word = sheet.text(entry.get("type"))
        if word not in types:
            _nothing(sheet, entry.at("type"), word, types)
            continue
        if not key.text.isidentifier() or not key.text.isascii() or key.text.startswith("_"):
            sheet.wrong(key.place, f"tên “{key.text}” không dùng được", f"“{key.text}” is no name")
            continue
        if base and key.text in base.attributes:
            sheet.wrong(key.place, f"“{key.text}” đã có sẵn", f"“{key.text}” exists already")
        choices = tuple(sheet.text(node) for node in sheet.items(entry.get("choices")))
        if types[word] is Type.CHOICE and not choices:
            missing = local("choices", sheet.lang)
            sheet.wrong(item.place, f"thiếu “{missing}”", f"“{missing}” is missing")
        found[key.text] = Attribute(
            key.text,
            sheet.title(entry.get("title"), key.text),
            types[word],
            sheet.title(entry.get("unit"), "") if "unit" in entry else None,
            _step(sheet, entry),
            tuple(sheet.text(node) for node in sheet.items(entry.get("part_of"))),
            choices,
            sheet.yes(entry.get("nullable"), False),
            sheet.number(entry.get("width")) or 0,
        )
    _parts(sheet, fields, found, base)
    return found


def _step(sheet: Sheet, fields: Fields) -> Decimal:
    found = sheet.scalar(fields.get("step"))
    if found is None:
        return Decimal(1)
    try:
        return Decimal(str(Attribute("step", Text("bước", "step"), Type.QUANTITY).read(found.text)))
    except Unreadable as error:
        sheet.unreadable(error, found.place)
        return Decimal(1)


def _parts(sheet: Sheet, fields: Fields, found: Mapping[str, Attribute], base: SubjectType | None) -> None:
    known = {**(base.attributes if base else {}), **found}
    for name, attribute in found.items():
        for whole in attribute.part_of:
            if whole not in known:
                _nothing(sheet, fields.at("attributes"), whole, {k: v for k, v in known.items() if k != name})


def _relations(sheet: Sheet, fields: Fields) -> dict[str, Relation]:
    found = {}
    for key, item in sheet.entries(fields.get("relations")):
        entry = Fields.of(sheet, item, ("of", "back"), ("title",))
        if not isinstance(item, Entries):
            continue
        title = sheet.title(entry.get("title"), key.text)
        found[key.text] = Relation(key.text, title, sheet.text(entry.get("of")), sheet.text(entry.get("back")))
    return found
