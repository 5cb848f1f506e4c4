"""Checking of vocabulary.yaml: the subjects, attributes and relations that a rule folder declares."""

from collections.abc import Mapping
from decimal import Decimal

import attrs

from eligibility.model import Attribute, Relation, SubjectType, Type, Vocabulary, declare
from eligibility.rulefiles.instrument_files import check_name
from eligibility.rulefiles.instruments import resolve
from eligibility.rulefiles.reader import Fields, FileReader
from eligibility.sources import TERMS, Node, Scalar, Text, local_keyword, local_term

_WIDEST = 30
_MORE = ("title", "unit", "step", "part_of", "choices", "nullable", "width")
_TYPES = {type_.value: type_ for type_ in Type}
_STEP = Attribute("step", Text("bước", "step"), Type.QUANTITY)


def read_vocabulary(reader: FileReader, node: Node, vocabulary: Vocabulary) -> Vocabulary:
    """The vocabulary with what a rule folder declares; what is wrong is noted and left out."""
    kinds = dict(vocabulary)
    entries = reader.entries(Fields.of(reader, node, ("subjects",)).get("subjects"))
    parts: list[tuple[str, Fields]] = []
    for key, item in entries:
        fields = Fields.of(reader, item, (), ("title", "attributes", "relations"))
        base = kinds.get(key.text)
        if base is None and not check_name(reader, key):
            continue
        attributes = {**(base.attributes if base else {}), **_attributes(reader, fields, base)}
        title = reader.title(fields.get("title"), key.text) if base is None or "title" in fields else base.title
        kinds[key.text] = SubjectType(key.text, title, attributes, base.relations if base else {}, object)
        parts.append((key.text, fields))
    for name, fields in parts:
        relations = {**kinds[name].relations, **_relations(reader, fields, name, kinds)}
        kinds[name] = attrs.evolve(kinds[name], relations=relations)
    for name, _ in parts:
        kinds[name] = declare(kinds[name], name.title().replace("_", ""))
    return Vocabulary(kinds)


# ── attributes ───────────────────────────────────────────────────────────────────────────────────


def _attributes(reader: FileReader, fields: Fields, base: SubjectType | None) -> dict[str, Attribute]:
    taken = _names(base) if base else set()
    attributes: dict[str, Attribute] = {}
    wholes: list[tuple[str, Scalar]] = []
    for key, item in reader.entries(fields.get("attributes")):
        entry = Fields.of(reader, item, ("type",), _MORE)
        type_ = resolve(reader, entry.get("type"), "kiểu", "type", _TYPES)
        attribute = _attribute(reader, key.text, entry, type_ or Type.TEXT)
        if key.text in taken:
            reader.report(key.place, f"“{key.text}” đã có sẵn", f"“{key.text}” exists already")
        elif check_name(reader, key) and type_:
            attributes[key.text] = attribute
            wholes += [
                (key.text, whole_name)
                for node in reader.required_items(entry.get("part_of"))
                if (whole_name := reader.scalar(node))
            ]
    for name, whole in wholes:
        _part(reader, attributes[name], whole, {**(base.attributes if base else {}), **attributes})
    return attributes


def _names(kind: SubjectType) -> set[str]:
    relations = {word for relation in kind.relations.values() for word in (relation.name, relation.complete)}
    return {*kind.attributes, *relations}


def _attribute(reader: FileReader, name: str, entry: Fields, type_: Type) -> Attribute:
    title = reader.title(entry.get("title"), name)
    unit = reader.title(entry.get("unit"), "") if "unit" in entry else None
    parts = tuple(reader.text(node) for node in reader.items(entry.get("part_of")) if isinstance(node, Scalar))
    choices = _choices(reader, entry, type_)
    nullable, width = reader.yes(entry.get("nullable"), False), _width(reader, entry, type_)
    return Attribute(name, title, type_, unit, _step(reader, entry), parts, choices, nullable, width)


def _choices(reader: FileReader, entry: Fields, type_: Type) -> tuple[str, ...]:
    if ("choices" in entry.keys) != (type_ is Type.CHOICE) and "type" in entry:
        word, place = local_keyword("choices", reader.lang), entry.at("type")
        vi, en = f"kiểu choice, và chỉ kiểu ấy, có “{word}”", f"the type choice, and it alone, has “{word}”"
        reader.report(place, vi, en)
    choices: list[str] = []
    for node in reader.required_items(entry.get("choices")):
        choice = reader.scalar(node)
        if choice is None:
            continue
        if not _choosable(choice.text) or choice.text in choices:
            expected = Text(
                "giá trị khác nhau, không có |, không là từ khóa", "different values without |, no keywords"
            )
            text = choice.text[:60]
            reader.report(choice.place, f"lựa chọn “{text}” không dùng được", f"“{text}” cannot be a choice", expected)
        choices.append(choice.text)
    return tuple(choices)


def _choosable(text: str) -> bool:
    words = {word for lang in ("vi", "en") for word in (local_term(term, lang) for term in TERMS)} | {"true", "false"}
    return 0 < len(text) <= 100 and text.isprintable() and "|" not in text and text.lower() not in words


def _step(reader: FileReader, entry: Fields) -> Decimal:
    node = entry.get("step")
    step = reader.read(node, _STEP)
    if isinstance(step, Decimal | int) and step > 0:
        return Decimal(step)
    if node is not None and step is not None:
        reader.report_invalid(_STEP.invalid(reader.text(node)), node.place)
    return Decimal(1)


def _width(reader: FileReader, entry: Fields, type_: Type) -> int:
    node = entry.get("width")
    if node is None:
        return 0
    width = reader.number(node)
    if width is not None and not (type_ is Type.CODE and 0 < width <= _WIDEST):
        text = f"“{reader.text(node)}”"
        expected = Text(f"kiểu code, từ 1 đến {_WIDEST} chữ số", f"the type code, 1 to {_WIDEST} digits")
        reader.report(node.place, f"{text} không dùng được ở đây", f"{text} is not allowed here", expected)
        return 0
    return width or 0


def _part(reader: FileReader, part: Attribute, whole: Scalar, names: Mapping[str, Attribute]) -> None:
    amounts = (Type.COUNT, Type.QUANTITY)
    fitting = {
        name: candidate
        for name, candidate in names.items()
        if name != part.name and (candidate.type is part.type or (candidate.type in amounts and part.type in amounts))
    }
    if part.type.numeric:
        resolve(reader, whole, "thuộc tính cùng kiểu", "attribute of the same type", fitting)
    else:
        reader.report(whole.place, f"“{part.name}” không phải số", f"“{part.name}” is not a number")


# ── relations ────────────────────────────────────────────────────────────────────────────────────


def _relations(reader: FileReader, fields: Fields, owner: str, kinds: Mapping[str, SubjectType]) -> dict[str, Relation]:
    relations: dict[str, Relation] = {}
    for key, item in reader.entries(fields.get("relations")):
        entry = Fields.of(reader, item, ("of", "back"), ("title",))
        title, back = reader.title(entry.get("title"), key.text), reader.scalar(entry.get("back"))
        kind = resolve(reader, entry.get("of"), "đối tượng", "subject", kinds)
        if not check_name(reader, key) or kind is None or back is None or not check_name(reader, back):
            continue
        relation = Relation(key.text, title, kind.name, back.text)
        taken = {owner: _names(kinds[owner]), kind.name: _names(kinds[kind.name])}
        backs = {relation.back for _, relation in Vocabulary(kinds).owners(kind.name)}
        free = _free(reader, key, (relation.name, relation.complete), owner, taken[owner])
        if free and _free(reader, back, (back.text,), kind.name, taken[kind.name] | backs):
            relations[key.text] = relation
    return relations


def _free(reader: FileReader, name: Scalar, words: tuple[str, ...], subject: str, taken: set[str]) -> bool:
    word = next((word for word in words if word in taken), None)
    if word:
        reader.report(name.place, f"“{word}” đã có ở {subject}", f"{subject} has a “{word}” already")
    return word is None
