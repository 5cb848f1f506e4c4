"""Checking of plans: what the plan says, what the planner chose, and what is assumed."""

from collections.abc import Mapping

import attrs

from eligibility.checking.conditions import ConditionReader, Scope
from eligibility.checking.instruments import EVIDENCE
from eligibility.checking.rulesets import cited_notes
from eligibility.checking.sheets import Fields, Sheet
from eligibility.documents import Entries, Node, Scalar
from eligibility.plans import Assumption, Choices, Deadline, Key, Limit, Plan, Quota
from eligibility.rulesets import Answer, Citation, Law
from eligibility.texts import Text, nearest
from eligibility.values import UNKNOWN, Choice
from eligibility.vocabulary import Attribute, written
from eligibility.words import local

__all__ = ["EVIDENCE", "open_plan", "read_answers", "read_assumptions", "read_choices", "read_plan"]

_PLAN = ("plan", "subject", "eligible", "quota")
_PLAN_TOO = ("title", "register", "scope", "per_subject", "limits", "deadlines", "notes")


def open_plan(sheet: Sheet, node: Node) -> tuple[Fields, str, str]:
    """The fields of a plan, its number, and the number of the instrument whose rule set says who is eligible."""
    fields = Fields.of(sheet, node, _PLAN, _PLAN_TOO)
    cited = sheet.citations(fields.get("plan"))
    eligible = fields.get("eligible")
    number = ""
    if eligible is not None:
        named = Fields.of(sheet, eligible, ("rule_set", "is"))
        found = sheet.citations(named.get("rule_set"))
        number = found[0].instrument if found else ""
    return fields, cited[0].instrument if cited else "", number


def scope_of(law: Law) -> Scope:
    """What conditions in a plan may speak of: everything that the law knows and concludes."""
    derived: dict[str, dict[str, Attribute]] = {}
    for rule_set in law.rule_sets:
        derived.setdefault(rule_set.subject, {})[rule_set.concludes.name] = rule_set.concludes
    return Scope(law.vocabulary, derived)


def read_plan(sheet: Sheet, fields: Fields, number: str, law: Law) -> Plan | None:
    """The plan itself."""
    subject = sheet.text(fields.get("subject"))
    if subject not in law.vocabulary:
        words = ", ".join(law.vocabulary)
        near = nearest(subject, law.vocabulary)
        sheet.wrong(fields.at("subject"), f"không có “{subject}”", f"no “{subject}”", Text(words, words), near)
        return None
    eligible = _eligible(sheet, fields, subject, law)
    scope = fields.get("scope")
    condition = None
    if isinstance(scope, Entries) and scope.entries:
        condition = ConditionReader(sheet, scope_of(law), subject).read(scope)
    quota = _quota(sheet, fields.get("quota"))
    if eligible is None or quota is None:
        return None
    per_subject = _quota(sheet, fields.get("per_subject")) if "per_subject" in fields else None
    if per_subject and per_subject.at_most != 1:
        sheet.wrong(
            fields.at("per_subject"),
            "mới chỉ phân bổ được một suất cho mỗi đối tượng",
            "only one award for each subject can be allocated",
        )
    return Plan(
        number,
        sheet.title(fields.get("title"), number),
        sheet.text(fields.get("register")),
        subject,
        condition,
        eligible[0],
        eligible[1],
        quota,
        per_subject,
        tuple(_limit(sheet, node, subject, law) for node in sheet.items(fields.get("limits"))),
        tuple(_deadline(sheet, node) for node in sheet.items(fields.get("deadlines"))),
        cited_notes(sheet, fields.get("notes")),
    )


def _eligible(sheet: Sheet, fields: Fields, subject: str, law: Law) -> tuple[str, Choice] | None:
    named = Fields.of(attrs.evolve(sheet, problems=[]), fields.nodes["eligible"], ("rule_set", "is"))
    name = sheet.text(named.get("rule_set"))
    known = {rule_set.name: rule_set for rule_set in law.of(subject)}
    if name not in known:
        words = ", ".join(known)
        sheet.wrong(
            named.at("rule_set"),
            f"không có bộ quy tắc “{name}” cho {subject}",
            f"no rule set “{name}” on {subject}",
            Text(words, words),
            nearest(name, known),
        )
        return None
    attribute = known[name].concludes
    value = named.get("is")
    if not isinstance(value, Scalar):
        return None
    literal = ConditionReader(sheet, scope_of(law), subject).value(value, attribute)
    return (attribute.name, literal) if literal is not UNKNOWN else None  # type: ignore[return-value]


def _quota(sheet: Sheet, node: Node | None) -> Quota | None:
    if node is None:
        return None
    fields = Fields.of(sheet, node, ("at_most", "cite"), ("at_least",))
    low, high = sheet.number(fields.get("at_least")) or 0, sheet.number(fields.get("at_most"))
    if high is None:
        return None
    if low > high:
        sheet.wrong(node.place, "mức thấp nhất lớn hơn mức cao nhất", "at least is more than at most")
    return Quota(low, high, sheet.citations(fields.get("cite")))


def _limit(sheet: Sheet, node: Node, subject: str, law: Law) -> Limit:
    fields = Fields.of(sheet, node, ("for_each", "at_most"), ("cite", "reason"))
    if ("cite" in fields) == ("reason" in fields):
        words = f"{local('cite', sheet.lang)} / {local('reason', sheet.lang)}"
        sheet.wrong(node.place, "cần đúng một trong hai", "exactly one of two is expected", Text(words, words))
    by = sheet.scalar(fields.get("for_each"))
    if by is not None:
        ConditionReader(sheet, scope_of(law), subject).attribute(by)
    reason = sheet.title(fields.get("reason"), "") if "reason" in fields else None
    number = sheet.number(fields.get("at_most"))
    return Limit(by.text if by else "", number or 0, sheet.citations(fields.get("cite")), reason)


def _deadline(sheet: Sheet, node: Node) -> Deadline:
    fields = Fields.of(sheet, node, ("id", "cite", "to"), ("title", "from"))
    name = sheet.text(fields.get("id"))
    start, end = sheet.day(fields.get("from")), sheet.day(fields.get("to"))
    if start and end and end < start:
        sheet.wrong(node.place, "kết thúc trước khi bắt đầu", "it ends before it begins")
    return Deadline(name, sheet.title(fields.get("title"), name), start, end, sheet.citations(fields.get("cite")))


def _same_plan(sheet: Sheet, fields: Fields, number: str) -> None:
    named = sheet.text(fields.get("plan"))
    if named and named != number:
        sheet.wrong(
            fields.at("plan"), f"“{named}” không phải kế hoạch {number}", f"“{named}” is not the plan {number}"
        )


_CHOICES = ("chosen_by", "chosen_on", "order", "limits", "answers")


def read_answers(sheet: Sheet, node: Node, law: Law) -> dict[str, Answer]:
    """The planner's answers to the questions that the law leaves open, by rule."""
    quiet = attrs.evolve(sheet, problems=[])
    fields = Fields.of(quiet, node, (), ("plan", *_CHOICES))
    by, on = quiet.text(fields.get("chosen_by")), quiet.day(fields.get("chosen_on"))
    open_rules = {
        f"{rule_set.name} {rule.id}": rule for rule_set in law.rule_sets for rule in rule_set.rules if not rule.formalised
    }
    found: dict[str, Answer] = {}
    for item in sheet.items(fields.get("answers")):
        entry = Fields.of(sheet, item, ("rule", "holds", "reason"))
        name = sheet.text(entry.get("rule"))
        if name not in open_rules:
            words = ", ".join(open_rules) or "–"
            sheet.wrong(
                entry.at("rule"),
                f"“{name}” không phải câu hỏi mà luật bỏ ngỏ",
                f"“{name}” is no question that the law leaves open",
                Text(words, words),
                nearest(name, open_rules),
            )
        reason = sheet.title(entry.get("reason"), "")
        found[name] = Answer(sheet.yes(entry.get("holds"), False), by, on, reason, item.place)
    return found


def read_choices(sheet: Sheet, node: Node, plan: Plan, law: Law) -> Choices:
    """The planner's choices but for the answers."""
    fields = Fields.of(sheet, node, ("plan", "chosen_by"), _CHOICES[1:])
    _same_plan(sheet, fields, plan.number)
    order = tuple(key for item in sheet.items(fields.get("order")) if (key := _key(sheet, item, plan, law)))
    limits = tuple(_limit(sheet, item, plan.subject, law) for item in sheet.items(fields.get("limits")))
    return Choices(sheet.text(fields.get("chosen_by")), sheet.day(fields.get("chosen_on")), order, limits)


def _key(sheet: Sheet, node: Node, plan: Plan, law: Law) -> Key | None:
    fields = Fields.of(sheet, node, ("key", "reason"), ("descending", "sequence", "unknown"))
    reader = ConditionReader(sheet, scope_of(law), plan.subject)
    key = fields.get("key")
    sheet.term(fields.get("unknown"), ("last",), "last")
    reason, descending = sheet.title(fields.get("reason"), ""), sheet.yes(fields.get("descending"), False)
    if isinstance(key, Entries):
        pair = Fields.of(sheet, key, ("ratio", "of"))
        names = [sheet.scalar(pair.get(word)) for word in ("ratio", "of")]
        known = [name.text for name in names if name is not None and reader.attribute(name)]
        return Key(known[0], known[1], descending, (), reason, node.place) if len(known) == len(names) else None
    name = sheet.scalar(key)
    attribute = reader.attribute(name) if name else None
    if name is None or attribute is None:
        return None
    sequence = tuple(
        value
        for item in sheet.items(fields.get("sequence"))
        if isinstance(item, Scalar) and (value := reader.value(item, attribute)) is not UNKNOWN
    )
    if attribute.type.finite and not sequence:
        words = ", ".join(written(value) for value in attribute.domain)
        word = local("sequence", sheet.lang)
        sheet.wrong(node.place, f"thiếu “{word}”", f"“{word}” is missing", Text(words, words))
    return Key(name.text, None, descending, sequence, reason, node.place)  # type: ignore[arg-type]


def read_assumptions(sheet: Sheet, node: Node, number: str, law: Law) -> tuple[Assumption, ...]:
    """What is assumed where facts are unknown, each with its reason."""
    fields = Fields.of(sheet, node, ("plan", "assume"))
    _same_plan(sheet, fields, number)
    found = []
    for item in sheet.items(fields.get("assume")):
        entry = Fields.of(sheet, item, ("id", "subject", "when", "then", "reason"), ("compare",))
        subject = sheet.scalar(entry.get("subject"))
        if subject is None or subject.text not in law.vocabulary:
            sheet.wrong(entry.at("subject"), "không có đối tượng này", "no such subject")
            continue
        reader = ConditionReader(sheet, scope_of(law), subject.text)
        facts = law.vocabulary[subject.text].attributes
        values: dict[str, object] = {}
        for key, value in sheet.entries(entry.get("then")):
            attribute = facts.get(key.text)
            if attribute is None or not isinstance(value, Scalar):
                near = nearest(key.text, facts)
                sheet.wrong(key.place, f"“{key.text}” không phải dữ kiện", f"“{key.text}” is no fact", None, near)
                continue
            values[key.text] = reader.value(value, attribute)
        compare = _compare(sheet, entry.get("compare"), subject.text, law)
        reason = sheet.title(entry.get("reason"), "")
        name = sheet.text(entry.get("id"))
        found.append(Assumption(name, subject.text, reader.read(entry.get("when")), values, reason, compare))
    return tuple(found)


def _compare(sheet: Sheet, node: Node | None, subject: str, law: Law) -> tuple[str, Choice, str] | None:
    if node is None:
        return None
    fields = Fields.of(sheet, node, ("attribute", "value", "instrument"))
    name, cited = sheet.scalar(fields.get("attribute")), sheet.citations(fields.get("instrument"))
    attribute = ConditionReader(sheet, scope_of(law), subject).attribute(name) if name else None
    value = sheet.scalar(fields.get("value"))
    if attribute is None or value is None or not cited:
        return None
    found = ConditionReader(sheet, scope_of(law), subject).value(value, attribute)
    return (attribute.name, found, cited[0].instrument)  # type: ignore[return-value]
