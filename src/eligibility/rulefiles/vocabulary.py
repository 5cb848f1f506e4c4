"""Checking of vocabulary.yaml: the subjects, attributes and relations that a rule folder declares."""

from collections.abc import Mapping
from decimal import Decimal

import attrs

from eligibility.model import Attribute, Relation, SubjectType, Type, Vocabulary, declared
from eligibility.rulefiles.instrument_files import proper
from eligibility.rulefiles.instruments import known
from eligibility.rulefiles.reader import Fields, Sheet
from eligibility.sources import TERMS, Node, Scalar, Text, local, local_term

_WIDEST = 30
_MORE = ("title", "unit", "step", "part_of", "choices", "nullable", "width")
_TYPES = {type_.value: type_ for type_ in Type}
_STEP = Attribute("step", Text("bước", "step"), Type.QUANTITY)


def read_vocabulary(sheet: Sheet, node: Node, vocabulary: Vocabulary) -> Vocabulary:
    """The vocabulary with what a rule folder declares; what is wrong is noted and left out."""
    found = dict(vocabulary)
    entries = sheet.entries(Fields.of(sheet, node, ("subjects",)).get("subjects"))
    parts: list[tuple[str, Fields]] = []
    for key, item in entries:
        fields = Fields.of(sheet, item, (), ("title", "attributes", "relations"))
        base = found.get(key.text)
        if base is None and not proper(sheet, key):
            continue
        attributes = {**(base.attributes if base else {}), **_attributes(sheet, fields, base)}
        title = sheet.title(fields.get("title"), key.text) if base is None or "title" in fields else base.title
        found[key.text] = SubjectType(key.text, title, attributes, base.relations if base else {}, object)
        parts.append((key.text, fields))
    for name, fields in parts:
        relations = {**found[name].relations, **_relations(sheet, fields, name, found)}
        found[name] = attrs.evolve(found[name], relations=relations)
    for name, _ in parts:
        found[name] = declared(found[name], name.title().replace("_", ""))
    return Vocabulary(found)


# ── attributes ───────────────────────────────────────────────────────────────────────────────────


def _attributes(sheet: Sheet, fields: Fields, base: SubjectType | None) -> dict[str, Attribute]:
    taken = _names(base) if base else set()
    found: dict[str, Attribute] = {}
    wholes: list[tuple[str, Scalar]] = []
    for key, item in sheet.entries(fields.get("attributes")):
        entry = Fields.of(sheet, item, ("type",), _MORE)
        type_ = known(sheet, entry.get("type"), "kiểu", "type", _TYPES)
        attribute = _attribute(sheet, key.text, entry, type_ or Type.TEXT)
        if key.text in taken:
            sheet.wrong(key.place, f"“{key.text}” đã có sẵn", f"“{key.text}” exists already")
        elif proper(sheet, key) and type_:
            found[key.text] = attribute
            wholes += [(key.text, one) for node in sheet.some(entry.get("part_of")) if (one := sheet.scalar(node))]
    for name, whole in wholes:
        _part(sheet, found[name], whole, {**(base.attributes if base else {}), **found})
    return found


def _names(kind: SubjectType) -> set[str]:
    relations = {word for relation in kind.relations.values() for word in (relation.name, relation.complete)}
    return {*kind.attributes, *relations}


def _attribute(sheet: Sheet, name: str, entry: Fields, type_: Type) -> Attribute:
    title = sheet.title(entry.get("title"), name)
    unit = sheet.title(entry.get("unit"), "") if "unit" in entry else None
    parts = tuple(sheet.text(node) for node in sheet.items(entry.get("part_of")) if isinstance(node, Scalar))
    choices = _choices(sheet, entry, type_)
    nullable, width = sheet.yes(entry.get("nullable"), False), _width(sheet, entry, type_)
    return Attribute(name, title, type_, unit, _step(sheet, entry), parts, choices, nullable, width)


def _choices(sheet: Sheet, entry: Fields, type_: Type) -> tuple[str, ...]:
    if ("choices" in entry.keys) != (type_ is Type.CHOICE) and "type" in entry:
        word, place = local("choices", sheet.lang), entry.at("type")
        vi, en = f"kiểu choice, và chỉ kiểu ấy, có “{word}”", f"the type choice, and it alone, has “{word}”"
        sheet.wrong(place, vi, en)
    found: list[str] = []
    for node in sheet.some(entry.get("choices")):
        choice = sheet.scalar(node)
        if choice is None:
            continue
        if not _choosable(choice.text) or choice.text in found:
            expected = Text(
                "giá trị khác nhau, không có |, không là từ khóa", "different values without |, no keywords"
            )
            text = choice.text[:60]
            sheet.wrong(choice.place, f"lựa chọn “{text}” không dùng được", f"“{text}” cannot be a choice", expected)
        found.append(choice.text)
    return tuple(found)


def _choosable(text: str) -> bool:
    words = {word for lang in ("vi", "en") for word in (local_term(term, lang) for term in TERMS)} | {"true", "false"}
    return 0 < len(text) <= 100 and text.isprintable() and "|" not in text and text.lower() not in words


def _step(sheet: Sheet, entry: Fields) -> Decimal:
    node = entry.get("step")
    found = sheet.read(node, _STEP)
    if isinstance(found, Decimal | int) and found > 0:
        return Decimal(found)
    if node is not None and found is not None:
        sheet.unreadable(_STEP.no(sheet.text(node)), node.place)
    return Decimal(1)


def _width(sheet: Sheet, entry: Fields, type_: Type) -> int:
    node = entry.get("width")
    if node is None:
        return 0
    found = sheet.number(node)
    if found is not None and not (type_ is Type.CODE and 0 < found <= _WIDEST):
        text = f"“{sheet.text(node)}”"
        expected = Text(f"kiểu code, từ 1 đến {_WIDEST} chữ số", f"the type code, 1 to {_WIDEST} digits")
        sheet.wrong(node.place, f"{text} không dùng được ở đây", f"{text} cannot stand here", expected)
        return 0
    return found or 0


def _part(sheet: Sheet, part: Attribute, whole: Scalar, names: Mapping[str, Attribute]) -> None:
    amounts = (Type.COUNT, Type.QUANTITY)
    fitting = {
        name: one
        for name, one in names.items()
        if name != part.name and (one.type is part.type or (one.type in amounts and part.type in amounts))
    }
    if part.type.numeric:
        known(sheet, whole, "thuộc tính cùng kiểu", "attribute of the same type", fitting)
    else:
        sheet.wrong(whole.place, f"“{part.name}” không phải số", f"“{part.name}” is no number")


# ── relations ────────────────────────────────────────────────────────────────────────────────────


def _relations(sheet: Sheet, fields: Fields, owner: str, found: Mapping[str, SubjectType]) -> dict[str, Relation]:
    relations: dict[str, Relation] = {}
    for key, item in sheet.entries(fields.get("relations")):
        entry = Fields.of(sheet, item, ("of", "back"), ("title",))
        title, back = sheet.title(entry.get("title"), key.text), sheet.scalar(entry.get("back"))
        kind = known(sheet, entry.get("of"), "đối tượng", "subject", found)
        if not proper(sheet, key) or kind is None or back is None or not proper(sheet, back):
            continue
        relation = Relation(key.text, title, kind.name, back.text)
        taken = {owner: _names(found[owner]), kind.name: _names(found[kind.name])}
        backs = {relation.back for _, relation in Vocabulary(found).owners(kind.name)}
        free = _free(sheet, key, (relation.name, relation.complete), owner, taken[owner])
        if free and _free(sheet, back, (back.text,), kind.name, taken[kind.name] | backs):
            relations[key.text] = relation
    return relations


def _free(sheet: Sheet, name: Scalar, words: tuple[str, ...], subject: str, taken: set[str]) -> bool:
    word = next((word for word in words if word in taken), None)
    if word:
        sheet.wrong(name.place, f"“{word}” đã có ở {subject}", f"{subject} has a “{word}” already")
    return word is None
