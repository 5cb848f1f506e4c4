"""Checking of what stands beside a plan: the planner's choices and answers, and what is assumed."""

from collections.abc import Mapping
from datetime import date

from eligibility.model import Answer, Assumption, Attribute, Choice, Choices, Key, Unknown, format_value
from eligibility.rulefiles.conditions import ConditionReader
from eligibility.rulefiles.instrument_files import read_id
from eligibility.rulefiles.instruments import read_number, resolve
from eligibility.rulefiles.plans import PlanReader, check_same_plan
from eligibility.rulefiles.reader import Fields, FileReader
from eligibility.rulefiles.scope import Scope
from eligibility.sources import Entries, Node, Place, Text, local_keyword, local_term

_IDENTIFYING = ("code", "name")
_CHOICES = ("chosen_on", "order", "limits", "answers")


def read_choices(plans: PlanReader, node: Node, number: str) -> tuple[Choices, dict[str, Answer]]:
    """The planner's choices, and by rule the answers to the questions that the law leaves open."""
    reader = plans.reader
    fields = Fields.of(reader, node, ("plan", "chosen_by"), _CHOICES)
    check_same_plan(reader, fields, number)
    by, on = reader.text(fields.get("chosen_by")), reader.day(fields.get("chosen_on"), unknown=True)
    order = tuple(key for item in reader.items(fields.get("order")) if (key := _key(plans, item)))
    limits = tuple(plans.limit(item, "reason") for item in reader.items(fields.get("limits")))
    answers = _answers(plans, fields.get("answers"), by, on)
    return Choices(by, on, order, limits), answers


def _answers(plans: PlanReader, node: Node | None, by: str, on: date | None) -> dict[str, Answer]:
    reader = plans.reader
    questions = {
        f"{rule_set.name} {rule.id}": rule
        for rule_set in plans.law.rule_sets
        for rule in rule_set.rules
        if not rule.formalised
    }
    answers: dict[str, Answer] = {}
    for item in reader.items(node):
        fields = Fields.of(reader, item, ("rule", "holds", "reason"))
        name = reader.scalar(fields.get("rule"))
        holds, reason = reader.yes(fields.get("holds"), False), reader.title(fields.get("reason"), "")
        if name is None or (name.text not in questions and plans.scope.lenient):
            continue
        resolve(reader, name, "câu hỏi mà luật bỏ ngỏ tên là", "question that the law leaves open called", questions)
        if name.text in answers:
            vi, en = f"“{name.text}” đã được trả lời", f"“{name.text}” is answered already"
            reader.report(name.place, vi, en)
        answers[name.text] = Answer(holds, by, on, reason, item.place)
    return answers


# ── order ────────────────────────────────────────────────────────────────────────────────────────


def _key(plans: PlanReader, node: Node) -> Key | None:
    reader = plans.reader
    fields = Fields.of(reader, node, ("key", "reason"), ("descending", "sequence", "unknown"))
    key = fields.get("key")
    reader.term(fields.get("unknown"), ("last",), "last")
    reason, descending = reader.title(fields.get("reason"), ""), reader.yes(fields.get("descending"), False)
    if isinstance(key, Entries):
        ratio = plans.conditions.ratio(Fields.of(reader, key, ("ratio", "of")))
        _no_sequence(reader, fields)
        return Key(ratio.part, ratio.whole, descending, (), reason, node.place) if ratio else None
    name = reader.scalar(key)
    attribute = plans.conditions.attribute(name) if name else None
    if name is None or attribute is None:
        return None
    sequence = _sequence(plans, fields, attribute)
    return Key(name.text, None, descending, sequence, reason, node.place)


def _sequence(plans: PlanReader, fields: Fields, attribute: Attribute) -> tuple[Choice, ...]:
    """The order of the values of a choice, which has none of its own."""
    reader = plans.reader
    if not attribute.type.finite:
        _no_sequence(reader, fields)
        return ()
    if "sequence" not in fields.keys:
        word = local_keyword("sequence", reader.lang)
        words = ", ".join(local_term(format_value(value), reader.lang) for value in attribute.domain)
        vi, en = f"thiếu khóa “{word}”: giá trị nào trước", f"the key “{word}” is missing: which value comes first"
        reader.report(fields.place, vi, en, Text(words, words))
    sequence: list[Choice] = []
    for item in reader.required_items(fields.get("sequence")):
        value = reader.scalar(item)
        literal = plans.conditions.comparisons.value(value, attribute) if value else None
        if value is None or isinstance(literal, Unknown | date):
            continue
        if literal in sequence:
            reader.report(value.place, f"“{value.text}” lặp lại", f"“{value.text}” repeats")
        sequence.append(literal)
    return tuple(sequence)


def _no_sequence(reader: FileReader, fields: Fields) -> None:
    if "sequence" in fields:
        word = fields.keys["sequence"].text
        vi, en = f"“{word}” chỉ dùng cho một lựa chọn", f"“{word}” is for a choice alone"
        reader.report(fields.keys["sequence"].place, vi, en)


# ── assumptions ──────────────────────────────────────────────────────────────────────────────────


def read_assumptions(reader: FileReader, node: Node, number: str, scope: Scope) -> tuple[Assumption, ...]:
    """The assumptions about unknown facts, each with its reason."""
    fields = Fields.of(reader, node, ("plan", "assume"))
    check_same_plan(reader, fields, number)
    seen: dict[str, Place] = {}
    assumptions = (_assumption(reader, item, scope, seen) for item in reader.required_items(fields.get("assume")))
    return tuple(assumption for assumption in assumptions if assumption)


def _assumption(reader: FileReader, item: Node, scope: Scope, seen: dict[str, Place]) -> Assumption | None:
    fields = Fields.of(reader, item, ("id", "subject", "when", "then", "reason"), ("compare",))
    name, reason = read_id(reader, fields, seen), reader.title(fields.get("reason"), "")
    kind = resolve(reader, fields.get("subject"), "đối tượng", "subject", scope.vocabulary)
    if kind is None:
        return None
    conditions = ConditionReader(reader, scope, kind.name)
    values = _assumed(conditions, fields.get("then"), kind.attributes)
    compare = _compare(conditions, fields.get("compare"))
    return Assumption(name, kind.name, conditions.read(fields.get("when")), values, reason, compare, item.place)


def _assumed(conditions: ConditionReader, node: Node | None, facts: Mapping[str, Attribute]) -> dict[str, object]:
    reader = conditions.reader
    assumed: dict[str, object] = {}
    for key, value in reader.entries(node):
        attribute = resolve(reader, key, "dữ kiện", "fact", facts)
        text = reader.scalar(value)
        if key.text in _IDENTIFYING:
            vi, en = f"“{key.text}” nói đó là đối tượng nào", f"“{key.text}” says which subject it is"
            expected = Text("dữ kiện về đối tượng", "a fact about the subject")
            reader.report(key.place, f"{vi}, không thể giả định", f"{en} and cannot be assumed", expected)
        elif attribute and text:
            assumed[key.text] = conditions.comparisons.value(text, attribute)
    if node is not None and isinstance(node, Entries) and not node.entries:
        reader.report_unexpected(node, Text("dữ kiện được giả định", "the facts that are assumed"))
    return assumed


def _compare(conditions: ConditionReader, node: Node | None) -> tuple[str, Choice, str] | None:
    if node is None:
        return None
    reader = conditions.reader
    fields = Fields.of(reader, node, ("attribute", "value", "instrument"))
    name, value = reader.scalar(fields.get("attribute")), reader.scalar(fields.get("value"))
    number = read_number(reader, fields.get("instrument"))
    attribute = conditions.attribute(name) if name else None
    if attribute is None or value is None:
        return None
    literal = conditions.comparisons.value(value, attribute)
    return None if isinstance(literal, Unknown) else (attribute.name, literal, number)  # type: ignore[return-value]
