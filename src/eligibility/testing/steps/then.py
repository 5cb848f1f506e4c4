"""Expectations: the phrases that say what was to be decided, why, and who was to be awarded."""

from collections.abc import Callable

from eligibility.model import UNKNOWN, Decision, OneOf, Outcome
from eligibility.sources import RuleError, same
from eligibility.testing.gherkin import FeatureError, Table
from eligibility.testing.steps.phrase import phrase
from eligibility.testing.steps.world import Expected, World, shown


def _why(world: World, decision: Decision) -> str:
    from eligibility.reporting import render

    return str(render(decision, lang=world.language))


# ── a decision ───────────────────────────────────────────────────────────────────────────────────

_UNDETERMINED = ("chưa xác định", "undetermined")


@phrase("then", '"{title}" là "{text}"', '"{title}" is "{text}"')
def is_decided(world: World, _: Table, title: str, text: str) -> None:
    """The decision has this value; “chưa xác định” or “a hoặc b” where it is undetermined."""
    decision = world.decision(title)
    if not _is(world, decision, text):
        raise Expected(f"{title}: {text}", shown(decision), _why(world, decision))


def _is(world: World, decision: Decision, text: str) -> bool:
    if text in _UNDETERMINED:
        return not decision.decided
    kind = world.names.law.vocabulary[decision.rule_set.subject]
    wanted = world.names.value(kind, decision.rule_set.concludes, text, world.place)
    if wanted is UNKNOWN:
        raise world.wrong(f"kết luận không thể “{text}”", f"a conclusion is never “{text}”", world.say(*_UNDETERMINED))
    if isinstance(wanted, OneOf):
        return frozenset(decision.may_be) == wanted.options
    values = decision.case.values(decision.rule_set)
    return len(values) == 1 and values[0] == wanted and type(values[0]) is type(wanted) and decision.decided


@phrase("then", '"{title}" chưa xác định', '"{title}" is undetermined')
def is_undetermined(world: World, _: Table, title: str) -> None:
    """The decision is undetermined."""
    decision = world.decision(title)
    if decision.decided:
        raise Expected(f"{title}: {world.say(*_UNDETERMINED)}", shown(decision), _why(world, decision))


@phrase("then", '"{title}" chưa xác định, có thể là "{text}"', '"{title}" is undetermined and may be "{text}"')
def may_be(world: World, _: Table, title: str, text: str) -> None:
    """The decision is undetermined, and may have exactly these values (“a hoặc b”)."""
    decision = world.decision(title)
    if decision.decided or not _is(world, decision, text):
        raise Expected(f"{title}: {world.say(*_UNDETERMINED)}: {text}", shown(decision), _why(world, decision))


@phrase("then", '"{title}" mâu thuẫn', '"{title}" is a conflict')
def conflicts(world: World, _: Table, title: str) -> None:
    """Rules contradict each other."""
    decision = world.decision(title)
    if not decision.conflict:
        raise Expected(f"{title}: {world.say('mâu thuẫn', 'conflict')}", shown(decision), _why(world, decision))


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
    """A rule (by its title) applies, does not apply, or is undetermined."""
    decision = world.decision(title)
    wanted: Outcome = world.chosen(outcome, _OUTCOMES)
    found = decision.outcomes[world.names.rule(decision.rule_set, rule, world.place).id]
    if found is not wanted:
        words = [word for word, one in _OUTCOMES.items() if one is found]
        raise Expected(f"{rule}: {outcome}", world.say(*words), _why(world, decision))


@phrase("then", 'căn cứ của "{title}" là "{citation}"', 'the citation of "{title}" is "{citation}"')
def cited(world: World, _: Table, title: str, citation: str) -> None:
    """The decision cites exactly this; a semicolon between several."""
    decision = world.decision(title)
    found = [str(cite) for cite in decision.cite]
    if {part.strip() for part in citation.split(";")} != set(found):
        raise Expected(citation, "; ".join(found), _why(world, decision))


@phrase("then", 'bằng chứng của "{title}" là "{level}"', 'the evidence of "{title}" is "{level}"')
def proved(world: World, _: Table, title: str, level: str) -> None:
    """The decision stands on this evidence."""
    decision = world.decision(title)
    found = decision.evidence
    if found is not world.level(level):
        raise Expected(level, found.key if found is not None else "–", _why(world, decision))


@phrase("then", '"{title}" còn thiếu "{wanted}"', '"{title}" wants "{wanted}"')
def wants(world: World, _: Table, title: str, wanted: str) -> None:
    """This fact, list or open rule is among what is unknown and still in play."""
    decision = world.decision(title)
    missing = [one.attribute for one in decision.missing]
    if not any(same(wanted) in world.names.missing(one) for one in missing):
        raise Expected(wanted, ", ".join(missing) or "–", _why(world, decision))


@phrase("then", '"{title}" không cần "{wanted}"', '"{title}" does not want "{wanted}"')
def wants_not(world: World, _: Table, title: str, wanted: str) -> None:
    """This fact, list or open rule is not needed any more."""
    decision = world.decision(title)
    found = [one.attribute for one in decision.missing if same(wanted) in world.names.missing(one.attribute)]
    if found:
        raise Expected(f"– {wanted}", wanted, _why(world, decision))


@phrase("then", 'lời giải thích của "{title}" có "{text}"', 'the explanation of "{title}" says "{text}"')
def explained(world: World, _: Table, title: str, text: str) -> None:
    """The explanation in the feature's language holds this text."""
    found = _why(world, world.decision(title))
    if text not in found:
        raise Expected(text, found)


@phrase("then", '{count} {kind} có "{title}" là "{text}"', '{count} {kind} have "{title}" as "{text}"')
def counted(world: World, _: Table, count: str, kind: str, title: str, text: str) -> None:
    """So many of the subjects decided (or “mọi”, all) have this value."""
    found = world.kind(kind)
    decisions = [world.decision_of(one, found, title) for one in world.everyone]
    wrong = [decision for decision in decisions if not _is(world, decision, text)]
    wanted = len(decisions) if count in ("mọi", "all") else world.number(count)
    if len(decisions) - len(wrong) != wanted or not decisions:
        why = _why(world, wrong[0]) if wrong else ""
        raise Expected(f"{count} {kind}: {text}", f"{len(decisions) - len(wrong)}/{len(decisions)}", why)


# ── what is refused, and what is in force ────────────────────────────────────────────────────────


@phrase("then", '{kind} đó không xét được vì "{text}"', 'that {kind} cannot be decided because "{text}"')
def refused(world: World, _: Table, kind: str, text: str) -> None:
    """Deciding the subject is refused for this reason."""
    world.named(kind, world.current().kind)
    _refused(world, world.decide, text)


@phrase("then", 'không phân bổ được vì "{text}"', 'the places cannot be allocated because "{text}"')
def not_allocated(world: World, _: Table, text: str) -> None:
    """Allocating is refused for this reason."""
    _refused(world, world.allocate, text)


def _refused(world: World, work: Callable[[], None], text: str) -> None:
    try:
        work()
    except FeatureError as error:
        found = error.text(world.language)
        if text not in found:
            raise Expected(text, found) from None
    else:
        raise Expected(text, world.say("không có lỗi nào", "nothing is wrong"))


_IN_FORCE = {"có hiệu lực": True, "không có hiệu lực": False, "are in force": True, "are not in force": False}


@phrase("then", 'vào ngày {day} bộ quy tắc "{number}" {outcome}', 'on {day} the rules of "{number}" {outcome}')
def in_force(world: World, _: Table, day: str, number: str, outcome: str) -> None:
    """The rules of an instrument are in force on a day, or not."""
    wanted, when = world.chosen(outcome, _IN_FORCE), world.day(day)
    try:
        world.laws.law(number, when)
    except RuleError as error:
        if not all("is not in force on" in problem.what.en for problem in error.problems):
            world.settled(lambda: world.laws.law(number, when))
        found, why = False, error.text(world.language)
    else:
        found, why = True, ""
    if found is not wanted:
        words = [word for word, holds in _IN_FORCE.items() if holds is found]
        raise Expected(outcome, world.say(*words), why)
