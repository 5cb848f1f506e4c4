"""Phrases: what a step may say, in Vietnamese and in English, and what it does. One table for every runner."""

import re
from collections.abc import Callable, Sequence
from typing import Final

import attrs

from eligibility.outcomes import Outcome
from eligibility.rulesets import Answer
from eligibility.testing.features import FeatureError, Scenario, Step, Table
from eligibility.testing.world import Draft, Expected, World, shown
from eligibility.texts import Text, folded, same
from eligibility.values import UNKNOWN, OneOf
from eligibility.vocabulary import SubjectType, Unreadable, written

_HOLE = re.compile(r'"\{(\w+)\}"|\{(\w+)\}')


@attrs.frozen
class Phrase:
    """One kind of step: given, when or then, its wordings, and what it does to a world."""

    type: str
    wordings: tuple[str, ...]
    patterns: tuple[re.Pattern[str], ...]
    run: Callable[..., None]

    def match(self, text: str) -> dict[str, str] | None:
        """The values in the holes of the wording that a text has, or None."""
        for pattern in self.patterns:
            found = pattern.fullmatch(text)
            if found:
                return found.groupdict()
        return None


PHRASES: Final[list[Phrase]] = []
"""Every phrase, in the order in which they are tried."""


def pattern_of(wording: str) -> str:
    """The regular expression of a wording: `"{name}"` is anything in quotes, `{name}` words without quotes."""
    parts, at = [], 0
    for hole in _HOLE.finditer(wording):
        parts.append(re.escape(wording[at : hole.start()]))
        parts.append(f'"(?P<{hole[1]}>[^"]*)"' if hole[1] else f'(?P<{hole[2]}>[^"]+?)')
        at = hole.end()
    return "".join((*parts, re.escape(wording[at:])))


def phrase(type_: str, *wordings: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Make a function a phrase of this type with these wordings."""

    def made(run: Callable[..., None]) -> Callable[..., None]:
        patterns = tuple(re.compile(pattern_of(wording)) for wording in wordings)
        PHRASES.append(Phrase(type_, wordings, patterns, run))
        return run

    return made


@attrs.frozen
class Bound:
    """A step with the phrase that it says."""

    step: Step
    phrase: Phrase
    holes: dict[str, str]

    def run(self, world: World) -> None:
        """Do what the step says."""
        world.place = self.step.place
        self.phrase.run(world, self.step.table, **self.holes)


def bind(scenario: Scenario) -> tuple[Bound, ...]:
    """The steps of a scenario with their phrases. Raises `FeatureError` where a step matches none."""
    problems = []
    bound = []
    for step in scenario.steps:
        found = find(step)
        if found is None:
            what = Text(f"không hiểu bước “{step.text}”", f"the step “{step.text}” is not understood")
            problem = Unreadable(what, _expected(step), _nearest(step, scenario.language)).at(step.place)
            problems.append(problem)
        else:
            bound.append(Bound(step, *found))
    if problems:
        raise FeatureError(problems)
    return tuple(bound)


def find(step: Step) -> tuple[Phrase, dict[str, str]] | None:
    """The phrase that a step says, and what stands in its holes."""
    for known in PHRASES:
        if known.type == step.type:
            holes = known.match(step.text)
            if holes is not None:
                return known, holes
    return None


def _expected(step: Step) -> Text:
    return Text("một trong các mẫu câu của bước này (xem docs)", "one of the wordings of such a step (see docs)")


def _nearest(step: Step, language: str) -> str | None:
    """The wording most like a step that matches none."""
    at = 0 if language == "vi" else 1
    best, most = None, 0.0
    words = set(folded(re.sub(r'"[^"]*"', "", step.text)).split())
    for known in PHRASES:
        wording = known.wordings[min(at, len(known.wordings) - 1)]
        own = set(folded(_HOLE.sub("", wording)).split())
        common = len(words & own) / (len(words | own) or 1)
        if known.type == step.type and common > most:
            best, most = wording, common
    return best


def _plain(world: World, draft: Draft, table: Table) -> None:
    for row in table:
        if len(row) != 2:  # noqa: PLR2004
            raise world.wrong("bảng này có hai cột: tên và giá trị", "this table has two columns: title and value")
        world.put(draft, *row)


# ── given ────────────────────────────────────────────────────────────────────────────────────────


@phrase("given", 'bộ quy tắc "{number}" vào ngày {day}', 'the rules of "{number}" on {day}')
def rules(world: World, _: Table, number: str, day: str) -> None:
    """Name the instrument, and the date for which everything is decided."""
    when = world.day(day)
    world.law = world.settled(lambda: world.laws.law(number, when))


@phrase("given", 'kế hoạch "{number}"', 'the plan "{number}"')
def plan(world: World, _: Table, number: str) -> None:
    """Name the plan, with the planner's choices."""
    world.loaded = world.settled(lambda: world.laws.plan(number, None, False))
    world.law = world.loaded.law if world.loaded else None


@phrase("given", 'kế hoạch "{number}" cùng các giả định', 'the plan "{number}" with its assumptions')
def assumed_plan(world: World, _: Table, number: str) -> None:
    """Name the plan, with the planner's choices and the assumptions beside it."""
    world.loaded = world.settled(lambda: world.laws.plan(number, None, True))
    world.law = world.loaded.law if world.loaded else None


@phrase("given", "danh bạ của kế hoạch", "the register of the plan")
def register(world: World, _: Table) -> None:
    """Take the register that the plan names."""
    if world.loaded is None:
        raise world.wrong("chưa nêu kế hoạch nào", "no plan has been named")
    _register(world, world.loaded.plan.register)


@phrase("given", 'danh bạ "{path}"', 'the register "{path}"')
def named_register(world: World, _: Table, path: str) -> None:
    """Take a register of the rules' folder."""
    _register(world, path)


def _register(world: World, path: str) -> None:
    from eligibility.loading import shipped_rules
    from eligibility.registers import read_register

    law, root = world.rules(), world.laws.root or shipped_rules()
    found = world.settled(lambda: read_register(path, law, root))
    subject = world.loaded.plan.subject if world.loaded else "commune"
    world.facts += found.of(subject)


@phrase("given", "một {kind}", "a {kind}")
def subject(world: World, table: Table, kind: str) -> None:
    """Describe one subject: a table of titles and values."""
    world.draft = Draft(world.kind(kind))
    _plain(world, world.draft, table)


@phrase("given", '"{title}" là "{text}"', '"{title}" is "{text}"')
def fact(world: World, _: Table, title: str, text: str) -> None:
    """State one more fact of the subject."""
    world.put(world.current(), title, text)


@phrase("given", "các {kind} của {upper} đó", "the {kind} of that {upper}")
def members(world: World, table: Table, kind: str, upper: str) -> None:
    """Describe the members of the subject: a heading for each attribute, a row for each member."""
    world.kind(upper)
    member = world.kind(kind)
    relation = _relation(world, member)
    world.current().members.setdefault(relation, []).extend(world.rows(member, table))


def _relation(world: World, member: SubjectType) -> str:
    kind = world.current().kind
    for relation in kind.relations.values():
        if relation.subject == member.name:
            return relation.name
    title = member.title
    raise world.wrong(
        f"{kind.title.vi.lower()} không có {title.vi.lower()}", f"a {kind.title.en.lower()} has no {title.en.lower()}"
    )


@phrase("given", "danh sách {kind} đã đầy đủ", "the list of {kind} is complete")
def complete(world: World, _: Table, kind: str) -> None:
    """Say that every member is described."""
    world.current().complete.add(_relation(world, world.kind(kind)))


@phrase("given", "các {kind} sau", "these {kind}")
def several(world: World, table: Table, kind: str) -> None:
    """Describe several subjects: a heading for each attribute, a row for each subject."""
    found = world.rows(world.kind(kind), table)
    if found[0].kind.name == "point":
        world.points += found
    else:
        world.group += found


@phrase("given", 'bằng chứng của mọi dữ kiện là "{level}"', 'the evidence of every fact is "{level}"')
def evidence(world: World, _: Table, level: str) -> None:
    """State the evidence of all facts of the subject."""
    world.current().evidence["*"] = world.level(level)


@phrase("given", 'bằng chứng của "{title}" là "{level}"', 'the evidence of "{title}" is "{level}"')
def fact_evidence(world: World, _: Table, title: str, level: str) -> None:
    """State the evidence of one fact of the subject."""
    attribute, _derived = world.attribute(world.current().kind, title)
    world.current().evidence[attribute.name] = world.level(level)


@phrase("given", 'câu hỏi "{rule}" được trả lời "{holds}"', 'the question "{rule}" is answered "{holds}"')
def answer(world: World, _: Table, rule: str, holds: str) -> None:
    """Answer a question that the law leaves open: whether its rule holds."""
    words = {"có": True, "yes": True, "không": False, "no": False}
    if same(holds) not in map(same, words):
        raise world.wrong("trả lời có hoặc không", "the answer is yes or no")
    known = [f"{one.name} {r.id}" for one in world.rules().rule_sets for r in one.rules if not r.formalised]
    if rule not in known:
        raise world.wrong(f"không có câu hỏi “{rule}”", f"no question “{rule}”", known[0] if known else None)
    world.answers[rule] = Answer(words[holds.casefold()], "", None, Text("", ""))


# ── when ─────────────────────────────────────────────────────────────────────────────────────────


@phrase("when", "xét {kind} đó", "that {kind} is decided")
def decided(world: World, _: Table, kind: str) -> None:
    """Decide the subject described."""
    world.kind(kind)
    world.decide()


@phrase("when", "phân bổ", "the places are allocated")
def allocated(world: World, _: Table) -> None:
    """Allocate the plan's places among the subjects described or registered."""
    from eligibility.allocation import allocate

    loaded = world.loaded
    if loaded is None:
        raise world.wrong("chưa nêu kế hoạch nào", "no plan has been named")
    vocabulary = world.rules().vocabulary
    facts = [*world.facts, *(draft.facts(vocabulary) for draft in world.group)]
    points = [draft.facts(vocabulary) for draft in world.points]
    world.allocation = world.settled(lambda: allocate(loaded, facts, points))


# ── then ─────────────────────────────────────────────────────────────────────────────────────────


def _why(world: World, title: str) -> str:
    from eligibility.reporting import render

    return str(render(world.decision(title), lang=world.language))


@phrase("then", '"{title}" là "{text}"', '"{title}" is "{text}"')
def is_decided(world: World, _: Table, title: str, text: str) -> None:
    """The decision has this value."""
    decision = world.decision(title)
    wanted = world.value(world.current().kind, decision.rule_set.concludes, text)
    if not decision.decided or decision.value != wanted or type(decision.value) is not type(wanted):
        raise Expected(f"{title} = {written(wanted)}", shown(decision), _why(world, title))


@phrase("then", '"{title}" chưa xác định', '"{title}" is undetermined')
def is_undetermined(world: World, _: Table, title: str) -> None:
    """The decision is undetermined."""
    decision = world.decision(title)
    if decision.decided:
        raise Expected(f"{title}: ?", shown(decision), _why(world, title))


@phrase("then", '"{title}" chưa xác định, có thể là "{options}"', '"{title}" is undetermined and may be "{options}"')
def may_be(world: World, _: Table, title: str, options: str) -> None:
    """The decision is undetermined, and may have exactly these values (a | between them)."""
    decision = world.decision(title)
    wanted = world.value(world.current().kind, decision.rule_set.concludes, options)
    found = frozenset(decision.may_be)
    if wanted is UNKNOWN or found != (wanted.options if isinstance(wanted, OneOf) else {wanted}):
        raise Expected(f"{title}: ? {options}", shown(decision), _why(world, title))


@phrase("then", '"{title}" mâu thuẫn', '"{title}" is a conflict')
def conflicts(world: World, _: Table, title: str) -> None:
    """Rules contradict each other."""
    decision = world.decision(title)
    if not decision.conflict:
        raise Expected(f"{title}: ≠", shown(decision), _why(world, title))


_OUTCOMES = {
    "được áp dụng": Outcome.SATISFIED,
    "không áp dụng": Outcome.NOT_SATISFIED,
    "chưa xác định": Outcome.UNDETERMINED,
    "applies": Outcome.SATISFIED,
    "does not apply": Outcome.NOT_SATISFIED,
    "is undetermined": Outcome.UNDETERMINED,
}


@phrase("then", 'quy tắc "{rule}" của "{title}" {outcome}', 'the rule "{rule}" of "{title}" {outcome}')
def rule_outcome(world: World, _: Table, rule: str, title: str, outcome: str) -> None:
    """A rule applies, does not apply, or is undetermined."""
    decision = world.decision(title)
    if outcome not in _OUTCOMES:
        raise world.wrong(f"không hiểu “{outcome}”", f"“{outcome}” is not understood", next(iter(_OUTCOMES)))
    if rule not in decision.outcomes:
        raise world.wrong(f"không có quy tắc “{rule}”", f"no rule “{rule}”", next(iter(decision.outcomes)))
    if decision.outcomes[rule] is not _OUTCOMES[outcome]:
        raise Expected(f"{rule}: {outcome}", decision.outcomes[rule].key, _why(world, title))


@phrase("then", 'căn cứ của "{title}" là "{citation}"', 'the citation of "{title}" is "{citation}"')
def cited(world: World, _: Table, title: str, citation: str) -> None:
    """The decision cites this."""
    found = [str(cite) for cite in world.decision(title).cite]
    if citation not in found:
        raise Expected(citation, ", ".join(found), _why(world, title))


@phrase("then", 'bằng chứng của "{title}" là "{level}"', 'the evidence of "{title}" is "{level}"')
def proved(world: World, _: Table, title: str, level: str) -> None:
    """The decision stands on this evidence."""
    found = world.decision(title).evidence
    if found is not world.level(level):
        raise Expected(level, found.key if found is not None else "–", _why(world, title))


@phrase("then", '"{title}" còn thiếu "{wanted}"', '"{title}" wants "{wanted}"')
def wants(world: World, _: Table, title: str, wanted: str) -> None:
    """This fact is among those still in play."""
    missing = world.decision(title).missing
    names = {one.attribute for one in missing}
    for kind in world.rules().vocabulary.values():
        for one in (*kind.attributes.values(), *kind.relations.values()):
            if one.name in names:
                names |= {one.title.vi, one.title.en}
    if same(wanted) not in {same(name) for name in names}:
        raise Expected(wanted, ", ".join(one.attribute for one in missing), _why(world, title))


@phrase("then", 'lời giải thích của "{title}" có "{text}"', 'the explanation of "{title}" says "{text}"')
def explained(world: World, _: Table, title: str, text: str) -> None:
    """The explanation in the feature's language holds this text."""
    found = _why(world, title)
    if text not in found:
        raise Expected(text, found)


def wordings(language: str) -> Sequence[tuple[str, str, str]]:
    """Every wording in a language with its type and what it does, for the reference."""
    at = 0 if language == "vi" else 1
    return [
        (known.type, known.wordings[min(at, len(known.wordings) - 1)], (known.run.__doc__ or "").strip())
        for known in PHRASES
    ]


