"""Givens: the phrases that name the law, describe subjects, and have them decided or the places allocated."""

from eligibility.model import SubjectType
from eligibility.testing.gherkin import Table
from eligibility.testing.steps.phrase import phrase
from eligibility.testing.steps.world import Draft, World

# ── the law ──────────────────────────────────────────────────────────────────────────────────────


@phrase("given", 'bộ quy tắc "{number}" vào ngày {day}', 'the rules of "{number}" on {day}')
def rules(world: World, _: Table, number: str, day: str) -> None:
    """Name the instrument, and the date for which everything is decided."""
    when = world.day(day)
    world.law = world.settled(lambda: world.laws.law(number, when))


@phrase("given", 'kế hoạch "{number}"', 'the plan "{number}"')
def plan(world: World, _: Table, number: str) -> None:
    """Name the plan, as of its own date, with the planner's choices."""
    _plan(world, number, None, False)


@phrase("given", 'kế hoạch "{number}" vào ngày {day}', 'the plan "{number}" on {day}')
def dated_plan(world: World, _: Table, number: str, day: str) -> None:
    """Name the plan, and the date for which everything is decided."""
    _plan(world, number, day, False)


@phrase("given", 'kế hoạch "{number}" cùng các giả định', 'the plan "{number}" with its assumptions')
def assumed_plan(world: World, _: Table, number: str) -> None:
    """Name the plan with the assumptions beside it."""
    _plan(world, number, None, True)


def _plan(world: World, number: str, day: str | None, assume: bool) -> None:
    when = None if day is None else world.day(day)
    loaded = world.settled(lambda: world.laws.plan(number, when, assume))
    world.loaded, world.law = loaded, loaded.law


_HOLDS = {"áp dụng": True, "không áp dụng": False, "apply": True, "not apply": False}


@phrase("given", 'quy tắc bỏ ngỏ "{rule}" được coi là {outcome}', 'the open rule "{rule}" is taken to {outcome}')
def answer(world: World, _: Table, rule: str, outcome: str) -> None:
    """Answer what the law leaves open: whether its rule (named by its title) applies."""
    world.answers[world.names.question(rule, world.place)] = world.chosen(outcome, _HOLDS)


@phrase("given", 'quy tắc bỏ ngỏ "{rule}" chưa có câu trả lời', 'the open rule "{rule}" has no answer')
def no_answer(world: World, _: Table, rule: str) -> None:
    """Take back the plan's answer to what the law leaves open."""
    world.answers[world.names.question(rule, world.place)] = None


# ── registers ────────────────────────────────────────────────────────────────────────────────────


@phrase("given", "danh bạ của kế hoạch", "the register of the plan")
def register(world: World, _: Table) -> None:
    """Take the register that the plan names."""
    _register(world, world.plan().plan.register)


@phrase("given", 'danh bạ "{path}"', 'the register "{path}"')
def named_register(world: World, _: Table, path: str) -> None:
    """Take a register of the rules' folder."""
    _register(world, path)


def _register(world: World, path: str) -> None:
    law = world.rules()
    found = world.settled(lambda: world.laws.register(path, law))
    world.facts += found.of(world.loaded.plan.subject if world.loaded else "commune")


# ── one subject ──────────────────────────────────────────────────────────────────────────────────


@phrase("given", "một {kind}", "a {kind}")
def subject(world: World, table: Table, kind: str) -> None:
    """Describe one subject: a title and a value in each row."""
    world.draft = world.described(world.kind(kind), table)


@phrase("given", '"{title}" là "{text}"', '"{title}" is "{text}"')
def fact(world: World, _: Table, title: str, text: str) -> None:
    """State one more fact of the subject."""
    world.put(world.current(), title, text)


@phrase("given", "{kind} đó thuộc một {upper}", "that {kind} belongs to a {upper}")
def belongs(world: World, table: Table, kind: str, upper: str) -> None:
    """Describe what the subject belongs to: a title and a value in each row."""
    world.named(kind, world.current().kind)
    found = world.above(world.current().kind)
    if found is None:
        raise world.wrong(f"{kind} không thuộc đối tượng nào", f"a {kind} belongs to nothing")
    world.named(upper, found[0])
    world.current().within = world.described(found[0], table)


@phrase("given", "các {kind} của {upper} đó", "the {kind} of that {upper}")
def members(world: World, table: Table, kind: str, upper: str) -> None:
    """Describe the members of the subject: a heading for each attribute, a row for each member."""
    world.named(upper, world.current().kind)
    member = world.kind(kind)
    world.current().members.setdefault(_relation(world, member), []).extend(world.rows(member, table))


@phrase("given", "danh sách {kind} đã đầy đủ", "the list of {kind} is complete")
def complete(world: World, _: Table, kind: str) -> None:
    """Say that every member of the subject is described."""
    world.current().complete.add(_relation(world, world.kind(kind)))


def _relation(world: World, member: SubjectType) -> str:
    own = world.current().kind
    for relation in own.relations.values():
        if relation.subject == member.name:
            return relation.name
    vi = f"{own.title.vi.lower()} không có {member.title.vi.lower()}"
    raise world.wrong(vi, f"a {own.title.en.lower()} has no {member.title.en.lower()}s")


@phrase("given", 'bằng chứng của mọi dữ kiện là "{level}"', 'the evidence of every fact is "{level}"')
def evidence(world: World, _: Table, level: str) -> None:
    """State the evidence of all facts of the subject."""
    world.current().evidence["*"] = world.level(level)


@phrase("given", 'bằng chứng của "{title}" là "{level}"', 'the evidence of "{title}" is "{level}"')
def fact_evidence(world: World, _: Table, title: str, level: str) -> None:
    """State the evidence of one fact of the subject."""
    attribute = world.names.attribute(world.current().kind, title, world.place).attribute
    assert attribute is not None
    world.current().evidence[attribute.name] = world.level(level)


# ── several subjects ─────────────────────────────────────────────────────────────────────────────


@phrase("given", "các {kind} sau", "these {kind}")
def several(world: World, table: Table, kind: str) -> None:
    """Describe several subjects: a heading for each attribute, a row for each. Members name theirs by its code."""
    found = world.kind(kind)
    drafts = world.rows(found, table)
    above = world.above(found)
    if found.name == "point":
        world.points += drafts
    elif above:
        world.attach(drafts, *above)
    else:
        world.group += drafts


@phrase("given", "mọi {kind} trên có", "all of these {kind} have")
def common(world: World, table: Table, kind: str) -> None:
    """State facts of all those subjects: a title and a value in each row. A row of their own goes before."""
    more = world.described(world.kind(kind), table)
    for at, draft in enumerate(world.group):
        own = Draft(draft.kind, members=draft.members)
        own.add(more)
        own.add(draft)
        world.group[at] = own


# ── when ─────────────────────────────────────────────────────────────────────────────────────────


@phrase("when", "xét {kind} đó", "that {kind} is decided")
def decided(world: World, _: Table, kind: str) -> None:
    """Decide the subject described."""
    world.named(kind, world.current().kind)
    world.decide()


@phrase("when", 'xét {kind} "{name}"', 'the {kind} "{name}" is decided')
def one_decided(world: World, _: Table, kind: str, name: str) -> None:
    """Decide one subject of the register or of the tables, by its code or name."""
    world.decided(world.kind(kind), world.one_of(name))


@phrase("when", "xét mọi {kind}", "every {kind} is decided")
def all_decided(world: World, _: Table, kind: str) -> None:
    """Decide every subject of the register and of the tables."""
    found = world.kind(kind)
    world.everyone.clear()
    for facts in world.everybody():
        world.decided(found, facts)


@phrase("when", "phân bổ", "the places are allocated")
def allocated(world: World, _: Table) -> None:
    """Allocate the plan's places among the subjects of the register and of the tables."""
    world.allocate()
