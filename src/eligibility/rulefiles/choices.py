"""Checking of what stands beside a plan: the planner's choices and answers, and what is assumed."""

from collections.abc import Mapping
from datetime import date

from eligibility.model import Answer, Assumption, Attribute, Choice, Choices, Key, Unknown, format_value
from eligibility.rulefiles.conditions import ConditionReader
from eligibility.rulefiles.instrument_files import read_id
from eligibility.rulefiles.instruments import known, number_of
from eligibility.rulefiles.plans import PlanReader, same_plan
from eligibility.rulefiles.reader import Fields, Sheet
from eligibility.rulefiles.scope import Scope
from eligibility.sources import Entries, Node, Place, Text, local, local_term

_IDENTIFYING = ("code", "name")
_CHOICES = ("chosen_on", "order", "limits", "answers")


def read_choices(reader: PlanReader, node: Node, number: str) -> tuple[Choices, dict[str, Answer]]:
    """The planner's choices, and by rule the answers to the questions that the law leaves open."""
    sheet = reader.sheet
    fields = Fields.of(sheet, node, ("plan", "chosen_by"), _CHOICES)
    same_plan(sheet, fields, number)
    by, on = sheet.text(fields.get("chosen_by")), sheet.day(fields.get("chosen_on"), unknown=True)
    order = tuple(key for item in sheet.items(fields.get("order")) if (key := _key(reader, item)))
    limits = tuple(reader.limit(item, "reason") for item in sheet.items(fields.get("limits")))
    answers = _answers(reader, fields.get("answers"), by, on)
    return Choices(by, on, order, limits), answers


def _answers(reader: PlanReader, node: Node | None, by: str, on: date | None) -> dict[str, Answer]:
    sheet = reader.sheet
    questions = {
        f"{rule_set.name} {rule.id}": rule
        for rule_set in reader.law.rule_sets
        for rule in rule_set.rules
        if not rule.formalised
    }
    found: dict[str, Answer] = {}
    for item in sheet.items(node):
        fields = Fields.of(sheet, item, ("rule", "holds", "reason"))
        name = sheet.scalar(fields.get("rule"))
        holds, reason = sheet.yes(fields.get("holds"), False), sheet.title(fields.get("reason"), "")
        if name is None or (name.text not in questions and reader.scope.lenient):
            continue
        known(sheet, name, "câu hỏi mà luật bỏ ngỏ tên là", "question that the law leaves open called", questions)
        if name.text in found:
            vi, en = f"“{name.text}” đã được trả lời", f"“{name.text}” is answered already"
            sheet.wrong(name.place, vi, en)
        found[name.text] = Answer(holds, by, on, reason, item.place)
    return found


# ── order ────────────────────────────────────────────────────────────────────────────────────────


def _key(reader: PlanReader, node: Node) -> Key | None:
    sheet = reader.sheet
    fields = Fields.of(sheet, node, ("key", "reason"), ("descending", "sequence", "unknown"))
    key = fields.get("key")
    sheet.term(fields.get("unknown"), ("last",), "last")
    reason, descending = sheet.title(fields.get("reason"), ""), sheet.yes(fields.get("descending"), False)
    if isinstance(key, Entries):
        ratio = reader.conditions.ratio(Fields.of(sheet, key, ("ratio", "of")))
        _no_sequence(sheet, fields)
        return Key(ratio.part, ratio.whole, descending, (), reason, node.place) if ratio else None
    name = sheet.scalar(key)
    attribute = reader.conditions.attribute(name) if name else None
    if name is None or attribute is None:
        return None
    sequence = _sequence(reader, fields, attribute)
    return Key(name.text, None, descending, sequence, reason, node.place)


def _sequence(reader: PlanReader, fields: Fields, attribute: Attribute) -> tuple[Choice, ...]:
    """The order of the values of a choice, which has none of its own."""
    sheet = reader.sheet
    if not attribute.type.finite:
        _no_sequence(sheet, fields)
        return ()
    if "sequence" not in fields.keys:
        word = local("sequence", sheet.lang)
        words = ", ".join(local_term(format_value(value), sheet.lang) for value in attribute.domain)
        vi, en = f"thiếu khóa “{word}”: giá trị nào trước", f"the key “{word}” is missing: which value comes first"
        sheet.wrong(fields.place, vi, en, Text(words, words))
    found: list[Choice] = []
    for item in sheet.some(fields.get("sequence")):
        value = sheet.scalar(item)
        literal = reader.conditions.comparisons.value(value, attribute) if value else None
        if value is None or isinstance(literal, Unknown | date):
            continue
        if literal in found:
            sheet.wrong(value.place, f"“{value.text}” lặp lại", f"“{value.text}” repeats")
        found.append(literal)
    return tuple(found)


def _no_sequence(sheet: Sheet, fields: Fields) -> None:
    if "sequence" in fields:
        word = fields.keys["sequence"].text
        vi, en = f"“{word}” chỉ dùng cho một lựa chọn", f"“{word}” is for a choice alone"
        sheet.wrong(fields.keys["sequence"].place, vi, en)


# ── assumptions ──────────────────────────────────────────────────────────────────────────────────


def read_assumptions(sheet: Sheet, node: Node, number: str, scope: Scope) -> tuple[Assumption, ...]:
    """What is assumed where facts are unknown, each with its reason."""
    fields = Fields.of(sheet, node, ("plan", "assume"))
    same_plan(sheet, fields, number)
    seen: dict[str, Place] = {}
    found = (_assumption(sheet, item, scope, seen) for item in sheet.some(fields.get("assume")))
    return tuple(one for one in found if one)


def _assumption(sheet: Sheet, item: Node, scope: Scope, seen: dict[str, Place]) -> Assumption | None:
    fields = Fields.of(sheet, item, ("id", "subject", "when", "then", "reason"), ("compare",))
    name, reason = read_id(sheet, fields, seen), sheet.title(fields.get("reason"), "")
    kind = known(sheet, fields.get("subject"), "đối tượng", "subject", scope.vocabulary)
    if kind is None:
        return None
    conditions = ConditionReader(sheet, scope, kind.name)
    values = _assumed(conditions, fields.get("then"), kind.attributes)
    compare = _compare(conditions, fields.get("compare"))
    return Assumption(name, kind.name, conditions.read(fields.get("when")), values, reason, compare, item.place)


def _assumed(reader: ConditionReader, node: Node | None, facts: Mapping[str, Attribute]) -> dict[str, object]:
    sheet = reader.sheet
    found: dict[str, object] = {}
    for key, value in sheet.entries(node):
        attribute = known(sheet, key, "dữ kiện", "fact", facts)
        text = sheet.scalar(value)
        if key.text in _IDENTIFYING:
            vi, en = f"“{key.text}” nói đó là đối tượng nào", f"“{key.text}” says which subject it is"
            expected = Text("dữ kiện về đối tượng", "a fact about the subject")
            sheet.wrong(key.place, f"{vi}, không thể giả định", f"{en} and cannot be assumed", expected)
        elif attribute and text:
            found[key.text] = reader.comparisons.value(text, attribute)
    if node is not None and isinstance(node, Entries) and not node.entries:
        sheet.expect(node, Text("dữ kiện được giả định", "the facts that are assumed"))
    return found


def _compare(reader: ConditionReader, node: Node | None) -> tuple[str, Choice, str] | None:
    if node is None:
        return None
    sheet = reader.sheet
    fields = Fields.of(sheet, node, ("attribute", "value", "instrument"))
    name, value = sheet.scalar(fields.get("attribute")), sheet.scalar(fields.get("value"))
    number = number_of(sheet, fields.get("instrument"))
    attribute = reader.attribute(name) if name else None
    if attribute is None or value is None:
        return None
    found = reader.comparisons.value(value, attribute)
    return None if isinstance(found, Unknown) else (attribute.name, found, number)  # type: ignore[return-value]
