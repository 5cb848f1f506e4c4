"""Given and when: the phrases that name the law, describe subjects, and decide them or allocate the places."""

from eligibility.communes import DELIVERED
from eligibility.model import SubjectType
from eligibility.testing.gherkin import Table
from eligibility.testing.steps.context import ScenarioContext
from eligibility.testing.steps.phrase import phrase
from eligibility.testing.steps.subjects import DescribedSubject

# ── the law ──────────────────────────────────────────────────────────────────────────────────────


@phrase("given", 'bộ quy tắc "{number}" vào ngày {day}', 'the rules of "{number}" on {day}')
def rules(context: ScenarioContext, _: Table, number: str, day: str) -> None:
    """Name the instrument, and the date for which everything is decided."""
    when = context.day(day)
    context.law = context.settled(lambda: context.laws.law(number, when))


@phrase("given", 'kế hoạch "{number}"', 'the plan "{number}"')
def plan(context: ScenarioContext, _: Table, number: str) -> None:
    """Name the plan, as of its own date, with the planner's choices."""
    _plan(context, number, None, False)


@phrase("given", 'kế hoạch "{number}" vào ngày {day}', 'the plan "{number}" on {day}')
def dated_plan(context: ScenarioContext, _: Table, number: str, day: str) -> None:
    """Name the plan, and the date for which everything is decided."""
    _plan(context, number, day, False)


@phrase("given", 'kế hoạch "{number}" cùng các giả định', 'the plan "{number}" with its assumptions')
def assumed_plan(context: ScenarioContext, _: Table, number: str) -> None:
    """Name the plan with the assumptions beside it."""
    _plan(context, number, None, True)


def _plan(context: ScenarioContext, number: str, day: str | None, assume: bool) -> None:
    when = None if day is None else context.day(day)
    loaded = context.settled(lambda: context.laws.plan(number, when, assume))
    context.loaded, context.law = loaded, loaded.law


_HOLDS = {"áp dụng": True, "không áp dụng": False, "apply": True, "not apply": False}


@phrase("given", 'quy tắc bỏ ngỏ "{rule}" được coi là {outcome}', 'the open rule "{rule}" is taken to {outcome}')
def answer(context: ScenarioContext, _: Table, rule: str, outcome: str) -> None:
    """Answer what the law leaves open: whether its rule (named by its title) applies."""
    context.answers[context.names.question(rule, context.place)] = context.chosen(outcome, _HOLDS)


@phrase("given", 'quy tắc bỏ ngỏ "{rule}" chưa có câu trả lời', 'the open rule "{rule}" has no answer')
def no_answer(context: ScenarioContext, _: Table, rule: str) -> None:
    """Take back the plan's answer to what the law leaves open."""
    context.answers[context.names.question(rule, context.place)] = None


# ── registers ────────────────────────────────────────────────────────────────────────────────────


@phrase("given", "danh bạ của kế hoạch", "the register of the plan")
def register(context: ScenarioContext, _: Table) -> None:
    """Take the register that the plan names."""
    _register(context, context.plan().plan.register)


@phrase("given", 'danh bạ "{path}"', 'the register "{path}"')
def named_register(context: ScenarioContext, _: Table, path: str) -> None:
    """Take a register of the rules' folder."""
    _register(context, path)


def _register(context: ScenarioContext, path: str) -> None:
    """Add the subjects of a register that the plan is about, or without a plan those of the first kind of the law."""
    law = context.rules()
    kind = context.loaded.plan.subject if context.loaded else law.vocabulary.root(next(iter(law.vocabulary)))
    context.facts += context.settled(lambda: context.laws.register(path, law)).of(kind)


# ── one subject ──────────────────────────────────────────────────────────────────────────────────


@phrase("given", "một {kind}", "a {kind}")
def subject(context: ScenarioContext, table: Table, kind: str) -> None:
    """Describe one subject: a title and a value in each row."""
    context.subject = context.described(context.kind(kind), table)


@phrase("given", '"{title}" là "{text}"', '"{title}" is "{text}"')
def fact(context: ScenarioContext, _: Table, title: str, text: str) -> None:
    """State one more fact of the subject."""
    context.put(context.current(), title, text)


@phrase("given", "{kind} đó thuộc một {upper}", "that {kind} belongs to a {upper}")
def belongs(context: ScenarioContext, table: Table, kind: str, upper: str) -> None:
    """Describe what the subject belongs to: a title and a value in each row."""
    subject = context.current()
    context.check_kind(kind, subject.kind)
    parent = context.rules().vocabulary.parent(subject.kind.name)
    if parent is None:
        raise context.wrong(f"{kind} không thuộc đối tượng nào", f"a {kind} belongs to nothing")
    context.check_kind(upper, parent[0])
    subject.within = context.described(parent[0], table)


@phrase("given", "các {kind} của {upper} đó", "the {kind} of that {upper}")
def members(context: ScenarioContext, table: Table, kind: str, upper: str) -> None:
    """Describe the members of the subject: a heading for each attribute, a row for each member."""
    context.check_kind(upper, context.current().kind)
    member = context.kind(kind)
    context.current().members.setdefault(_relation(context, member), []).extend(context.rows(member, table))


@phrase("given", "danh sách {kind} đã đầy đủ", "the list of {kind} is complete")
def complete(context: ScenarioContext, _: Table, kind: str) -> None:
    """Say that every member of the subject is described."""
    context.current().complete.add(_relation(context, context.kind(kind)))


def _relation(context: ScenarioContext, member: SubjectType) -> str:
    kind = context.current().kind
    for relation in kind.relations.values():
        if relation.subject == member.name:
            return relation.name
    vi = f"{kind.title.vi.lower()} không có {member.title.vi.lower()}"
    raise context.wrong(vi, f"a {kind.title.en.lower()} has no {member.title.en.lower()}s")


@phrase("given", 'bằng chứng của mọi dữ kiện là "{level}"', 'the evidence of every fact is "{level}"')
def evidence(context: ScenarioContext, _: Table, level: str) -> None:
    """State the evidence of all facts of the subject."""
    context.current().evidence["*"] = context.level(level)


@phrase("given", 'bằng chứng của "{title}" là "{level}"', 'the evidence of "{title}" is "{level}"')
def fact_evidence(context: ScenarioContext, _: Table, title: str, level: str) -> None:
    """State the evidence of one fact of the subject."""
    attribute = context.names.attribute(context.current().kind, title, context.place).attribute
    assert attribute is not None
    context.current().evidence[attribute.name] = context.level(level)


# ── several subjects ─────────────────────────────────────────────────────────────────────────────


@phrase("given", "các {kind} sau", "these {kind}")
def several(context: ScenarioContext, table: Table, kind: str) -> None:
    """Describe several subjects: a heading for each attribute, a row for each. Members name theirs by its code."""
    subject_kind = context.kind(kind)
    subjects = context.rows(subject_kind, table)
    parent = context.rules().vocabulary.parent(subject_kind.name)
    if subject_kind.name == DELIVERED:
        context.delivered += subjects
    elif parent:
        context.attach(subjects, *parent)
    else:
        context.group += subjects


@phrase("given", "mọi {kind} trên có", "all of these {kind} have")
def common(context: ScenarioContext, table: Table, kind: str) -> None:
    """State facts of all those subjects: a title and a value in each row. A row of their own goes before."""
    common_facts = context.described(context.kind(kind), table)
    for position, subject in enumerate(context.group):
        completed = DescribedSubject(subject.kind, members=subject.members)
        completed.add(common_facts)
        completed.add(subject)
        context.group[position] = completed


# ── when ─────────────────────────────────────────────────────────────────────────────────────────


@phrase("when", "xét {kind} đó", "that {kind} is decided")
def decided(context: ScenarioContext, _: Table, kind: str) -> None:
    """Decide the subject described."""
    context.check_kind(kind, context.current().kind)
    context.decide_current()


@phrase("when", 'xét {kind} "{name}"', 'the {kind} "{name}" is decided')
def one_decided(context: ScenarioContext, _: Table, kind: str, name: str) -> None:
    """Decide one subject of the register or of the tables, by its code or name."""
    context.decide(context.kind(kind), context.facts_named(name))


@phrase("when", "xét mọi {kind}", "every {kind} is decided")
def all_decided(context: ScenarioContext, _: Table, kind: str) -> None:
    """Decide every subject of the register and of the tables."""
    subject_kind = context.kind(kind)
    context.all_decisions.clear()
    for facts in context.everybody():
        context.decide(subject_kind, facts)


@phrase("when", "phân bổ", "the places are allocated")
def allocated(context: ScenarioContext, _: Table) -> None:
    """Allocate the plan's places among the subjects of the register and of the tables."""
    context.allocate()
