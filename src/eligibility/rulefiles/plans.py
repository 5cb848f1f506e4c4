"""Checking of plan files."""

from pathlib import Path

import attrs

from eligibility.model import Attribute, Choice, Deadline, Law, Limit, Plan, Quota, Type, Unknown
from eligibility.rulefiles.annexes import is_inside
from eligibility.rulefiles.conditions import ConditionReader
from eligibility.rulefiles.instrument_files import read_id
from eligibility.rulefiles.instruments import citations, read_number, resolve
from eligibility.rulefiles.reader import Fields, FileReader
from eligibility.rulefiles.rulesets import cited_notes
from eligibility.rulefiles.scope import Scope
from eligibility.sources import Node, Place, Text

_PLAN = ("plan", "subject", "eligible", "quota")
_MORE = ("title", "register", "scope", "per_subject", "limits", "deadlines", "notes")
_GROUPING = (Type.TEXT, Type.CODE, Type.CHOICE, Type.YES_NO)


@attrs.frozen
class PlanHeader:
    """The head of a plan: its number, and the rule set that says who is eligible."""

    reader: FileReader
    fields: Fields
    number: str
    eligible: Fields | None
    instrument: str


def open_plan(reader: FileReader, node: Node) -> PlanHeader:
    """The fields of a plan, its number, and the instrument whose rule set says who is eligible."""
    fields = Fields.of(reader, node, _PLAN, _MORE)
    named = fields.get("eligible")
    eligible = Fields.of(reader, named, ("rule_set", "is")) if named else None
    cited = citations(reader, eligible.get("rule_set")) if eligible else ()
    return PlanHeader(
        reader, fields, read_number(reader, fields.get("plan")), eligible, cited[0].instrument if cited else ""
    )


def scope_of(law: Law, lenient: bool) -> Scope:
    """The scope of a plan's conditions: all attributes of the law, facts and conclusions."""
    derived: dict[str, dict[str, Attribute]] = {}
    for rule_set in law.rule_sets:
        derived.setdefault(rule_set.subject, {})[rule_set.concludes.name] = rule_set.concludes
    return Scope(law.vocabulary, derived, lenient=lenient)


@attrs.frozen
class PlanReader:
    """Reads what stands in a plan's files about one kind of subject; a `lenient` scope says that the law is wrong."""

    reader: FileReader
    law: Law
    scope: Scope
    subject: str

    @property
    def conditions(self) -> ConditionReader:
        """The reader of conditions and values on the plan's subject."""
        return ConditionReader(self.reader, self.scope, self.subject)

    def plan(self, opened: PlanHeader, root: Path) -> Plan | None:
        """The plan itself; None where it lacks what no plan can lack."""
        fields = opened.fields
        eligible = self._eligible(opened.eligible)
        quota = self._quota(fields.get("quota"))
        scope, title = fields.get("scope"), self.reader.title(fields.get("title"), opened.number)
        condition = self.conditions.read(scope) if scope else None
        limits = tuple(self.limit(node, "cite") for node in self.reader.items(fields.get("limits")))
        seen: dict[str, Place] = {}
        deadlines = tuple(self._deadline(node, seen) for node in self.reader.items(fields.get("deadlines")))
        register, once = self._register(fields.get("register"), root), self._once(fields.get("per_subject"))
        notes = cited_notes(self.reader, fields.get("notes"))
        if eligible is None or quota is None:
            return None
        head = opened.number, title, register, self.subject, condition
        return Plan(*head, *eligible, quota, once, limits, deadlines, notes, fields.at("plan"))

    def _eligible(self, fields: Fields | None) -> tuple[str, Choice] | None:
        name = self.reader.scalar(fields.get("rule_set")) if fields else None
        rule_sets = {rule_set.name: rule_set for rule_set in self.law.of(self.subject)}
        if fields is None or name is None or (self.scope.lenient and name.text not in rule_sets):
            return None
        rule_set = resolve(self.reader, name, "bộ quy tắc", "rule set", rule_sets)
        value = self.reader.scalar(fields.get("is"))
        if rule_set is None or value is None:
            return None
        literal = self.conditions.comparisons.value(value, rule_set.concludes)
        return None if isinstance(literal, Unknown) else (rule_set.concludes.name, literal)  # type: ignore[return-value]

    def _quota(self, node: Node | None) -> Quota | None:
        if node is None:
            return None
        fields = Fields.of(self.reader, node, ("at_most", "cite"), ("at_least",))
        low, high = self.reader.number(fields.get("at_least")) or 0, self.reader.number(fields.get("at_most"))
        cite = citations(self.reader, fields.get("cite"))
        if high is not None and low > high:
            vi, en = f"ít nhất {low} mà nhiều nhất {high}", f"at least {low}, but at most {high}"
            self.reader.report(fields.at("at_least"), vi, en)
        elif high == 0:
            vi, en = "không có suất nào để phân bổ", "there is nothing to award"
            self.reader.report(fields.at("at_most"), vi, en, Text("một số từ 1", "a number from 1"))
        return Quota(low, high, cite, node.place) if high is not None else None

    def _once(self, node: Node | None) -> Quota | None:
        quota = self._quota(node)
        if quota and node and quota.at_most > 1:
            vi = "mới chỉ phân bổ được một suất cho mỗi đối tượng"
            self.reader.report(node.place, vi, "only one award for each subject can be allocated", Text("1", "1"))
        return quota

    def _register(self, node: Node | None, root: Path) -> str:
        name = self.reader.text(node)
        if node and not is_inside(root, name):
            vi, en = f"“{name[:100]}” ra ngoài thư mục quy tắc", f"“{name[:100]}” leaves the folder of the rules"
            self.reader.report(node.place, vi, en)
        return name

    def limit(self, node: Node, why: str) -> Limit:
        """A limit: in a plan it is cited, in the planner's choices it has a reason."""
        fields = Fields.of(self.reader, node, ("for_each", "at_most", why))
        by = self.reader.scalar(fields.get("for_each"))
        attribute = self.conditions.attribute(by) if by else None
        if by and attribute and attribute.type not in _GROUPING:
            vi = f"không thể chia nhóm theo {attribute.title.vi} ({by.text})"
            expected = Text("tên, mã hoặc lựa chọn", "a name, a code or a choice")
            self.reader.report(by.place, vi, f"{by.text} cannot form groups", expected)
        reason = self.reader.title(fields.get("reason"), "") if "reason" in fields else None
        number = self.reader.number(fields.get("at_most"))
        cite = citations(self.reader, fields.get("cite"))
        return Limit(by.text if by else "", number or 0, cite, reason, node.place)

    def _deadline(self, node: Node, seen: dict[str, Place]) -> Deadline:
        fields = Fields.of(self.reader, node, ("id", "cite", "to"), ("title", "from"))
        name = read_id(self.reader, fields, seen)
        start, end = self.reader.day(fields.get("from")), self.reader.day(fields.get("to"))
        if start and end and end < start:
            vi, en = f"kết thúc trước khi bắt đầu ({start})", f"it ends before it begins ({start})"
            self.reader.report(fields.at("to"), vi, en)
        title, cite = self.reader.title(fields.get("title"), name), citations(self.reader, fields.get("cite"))
        return Deadline(name, title, start, end, cite, node.place)


def check_same_plan(reader: FileReader, fields: Fields, number: str) -> None:
    """Note that a file beside a plan says that it belongs to another plan."""
    named = read_number(reader, fields.get("plan"))
    if named and number and named != number:
        vi, en = f"tệp này của {named}, không phải của {number}", f"this file is of {named}, not of {number}"
        reader.report(fields.at("plan"), vi, en, suggestion=number)
