"""Then: the phrases that expect a decision and its reasons, a refusal, or rules in force."""

from collections.abc import Callable

from eligibility.model import UNKNOWN, Decision, OneOf, Outcome
from eligibility.sources import RuleError, spelling_key
from eligibility.testing.gherkin import FeatureError, Table
from eligibility.testing.steps.context import Expected, ScenarioContext, decision_text
from eligibility.testing.steps.phrase import phrase


def _why(context: ScenarioContext, decision: Decision) -> str:
    from eligibility.reporting import render

    return str(render(decision, lang=context.language))


# ── a decision ───────────────────────────────────────────────────────────────────────────────────

_UNDETERMINED = ("chưa xác định", "undetermined")


@phrase("then", '"{title}" là "{text}"', '"{title}" is "{text}"')
def is_decided(context: ScenarioContext, _: Table, title: str, text: str) -> None:
    """The decision has this value; “chưa xác định” or “a hoặc b” where it is undetermined."""
    decision = context.decision(title)
    if not _is(context, decision, text):
        raise Expected(f"{title}: {text}", decision_text(decision), _why(context, decision))


def _is(context: ScenarioContext, decision: Decision, text: str) -> bool:
    if text in _UNDETERMINED:
        return not decision.decided
    kind = context.names.law.vocabulary[decision.rule_set.subject]
    expected = context.names.value(kind, decision.rule_set.concludes, text, context.place)
    if expected is UNKNOWN:
        raise context.wrong(
            f"kết luận không thể “{text}”", f"a conclusion is never “{text}”", context.say(*_UNDETERMINED)
        )
    if isinstance(expected, OneOf):
        return frozenset(decision.may_be) == expected.options
    values = decision.case.values(decision.rule_set)
    return len(values) == 1 and values[0] == expected and type(values[0]) is type(expected) and decision.decided


@phrase("then", '"{title}" chưa xác định', '"{title}" is undetermined')
def is_undetermined(context: ScenarioContext, _: Table, title: str) -> None:
    """The decision is undetermined."""
    decision = context.decision(title)
    if decision.decided:
        raise Expected(f"{title}: {context.say(*_UNDETERMINED)}", decision_text(decision), _why(context, decision))


@phrase("then", '"{title}" chưa xác định, có thể là "{text}"', '"{title}" is undetermined and may be "{text}"')
def may_be(context: ScenarioContext, _: Table, title: str, text: str) -> None:
    """The decision is undetermined, and may have exactly these values (“a hoặc b”)."""
    decision = context.decision(title)
    if decision.decided or not _is(context, decision, text):
        raise Expected(
            f"{title}: {context.say(*_UNDETERMINED)}: {text}", decision_text(decision), _why(context, decision)
        )


@phrase("then", '"{title}" mâu thuẫn', '"{title}" is a conflict')
def conflicts(context: ScenarioContext, _: Table, title: str) -> None:
    """Rules contradict each other."""
    decision = context.decision(title)
    if not decision.conflict:
        raise Expected(
            f"{title}: {context.say('mâu thuẫn', 'conflict')}", decision_text(decision), _why(context, decision)
        )


_OUTCOMES = {
    "được áp dụng": Outcome.SATISFIED,
    "không áp dụng": Outcome.NOT_SATISFIED,
    "chưa xác định": Outcome.UNDETERMINED,
    "applies": Outcome.SATISFIED,
    "does not apply": Outcome.NOT_SATISFIED,
    "is undetermined": Outcome.UNDETERMINED,
}


@phrase("then", 'quy tắc "{rule}" của "{title}" {outcome}', 'the rule "{rule}" of "{title}" {outcome}')
def rule_outcome(context: ScenarioContext, _: Table, rule: str, title: str, outcome: str) -> None:
    """A rule (by its title) applies, does not apply, or is undetermined."""
    decision = context.decision(title)
    actual = decision.outcomes[context.names.rule(decision.rule_set, rule, context.place).id]
    if actual is not context.chosen(outcome, _OUTCOMES):
        raise Expected(f"{rule}: {outcome}", context.words_of(actual, _OUTCOMES), _why(context, decision))


@phrase("then", 'căn cứ của "{title}" là "{citation}"', 'the citation of "{title}" is "{citation}"')
def cited(context: ScenarioContext, _: Table, title: str, citation: str) -> None:
    """The decision cites exactly this; a semicolon between several."""
    decision = context.decision(title)
    citations = [str(cite) for cite in decision.cite]
    if {part.strip() for part in citation.split(";")} != set(citations):
        raise Expected(citation, "; ".join(citations), _why(context, decision))


@phrase("then", 'bằng chứng của "{title}" là "{level}"', 'the evidence of "{title}" is "{level}"')
def proved(context: ScenarioContext, _: Table, title: str, level: str) -> None:
    """The decision has this evidence."""
    decision = context.decision(title)
    evidence = decision.evidence
    if evidence is not context.level(level):
        raise Expected(level, evidence.key if evidence is not None else "–", _why(context, decision))


@phrase("then", '"{title}" còn thiếu "{wanted}"', '"{title}" wants "{wanted}"')
def wants(context: ScenarioContext, _: Table, title: str, wanted: str) -> None:
    """This fact, list or open rule is among what is unknown and still in play."""
    decision = context.decision(title)
    missing = [fact.attribute for fact in decision.missing]
    if not any(spelling_key(wanted) in context.names.missing(name) for name in missing):
        raise Expected(wanted, ", ".join(missing) or "–", _why(context, decision))


@phrase("then", '"{title}" không cần "{wanted}"', '"{title}" does not want "{wanted}"')
def wants_not(context: ScenarioContext, _: Table, title: str, wanted: str) -> None:
    """This fact, list or open rule is not needed any more."""
    decision = context.decision(title)
    if any(spelling_key(wanted) in context.names.missing(fact.attribute) for fact in decision.missing):
        raise Expected(f"– {wanted}", wanted, _why(context, decision))


@phrase("then", 'lời giải thích của "{title}" có "{text}"', 'the explanation of "{title}" says "{text}"')
def explained(context: ScenarioContext, _: Table, title: str, text: str) -> None:
    """The explanation in the feature's language contains this text."""
    explanation = _why(context, context.decision(title))
    if text not in explanation:
        raise Expected(text, explanation)


@phrase("then", '{count} {kind} có "{title}" là "{text}"', '{count} {kind} have "{title}" as "{text}"')
def counted(context: ScenarioContext, _: Table, count: str, kind: str, title: str, text: str) -> None:
    """So many of the subjects decided (or “mọi”, all) have this value."""
    subject_kind = context.kind(kind)
    decisions = [context.decision_among(every, subject_kind, title) for every in context.all_decisions]
    others = [decision for decision in decisions if not _is(context, decision, text)]
    matching = len(decisions) - len(others)
    expected = len(decisions) if count in ("mọi", "all") else context.number(count)
    if matching != expected or not decisions:
        why = _why(context, others[0]) if others else ""
        raise Expected(f"{count} {kind}: {text}", f"{matching}/{len(decisions)}", why)


# ── what is refused, and what is in force ────────────────────────────────────────────────────────


@phrase("then", '{kind} đó không xét được vì "{text}"', 'that {kind} cannot be decided because "{text}"')
def refused(context: ScenarioContext, _: Table, kind: str, text: str) -> None:
    """Deciding the subject is refused for this reason."""
    context.check_kind(kind, context.current().kind)
    _refused(context, context.decide_current, text)


@phrase("then", 'không phân bổ được vì "{text}"', 'the places cannot be allocated because "{text}"')
def not_allocated(context: ScenarioContext, _: Table, text: str) -> None:
    """Allocating is refused for this reason."""
    _refused(context, context.allocate, text)


def _refused(context: ScenarioContext, work: Callable[[], None], text: str) -> None:
    try:
        work()
    except FeatureError as error:
        reasons = error.text(context.language)
        if text not in reasons:
            raise Expected(text, reasons) from None
    else:
        raise Expected(text, context.say("không có lỗi nào", "nothing is wrong"))


_IN_FORCE = {"có hiệu lực": True, "không có hiệu lực": False, "are in force": True, "are not in force": False}


@phrase("then", 'vào ngày {day} bộ quy tắc "{number}" {outcome}', 'on {day} the rules of "{number}" {outcome}')
def in_force(context: ScenarioContext, _: Table, day: str, number: str, outcome: str) -> None:
    """The rules of an instrument are in force on a day, or not."""
    expected, when = context.chosen(outcome, _IN_FORCE), context.day(day)
    actual, why = True, ""
    try:
        context.laws.law(number, when)
    except RuleError as error:
        if not all("is not in force on" in problem.what.en for problem in error.problems):
            context.settled(lambda: context.laws.law(number, when))
        actual, why = False, error.text(context.language)
    if actual is not expected:
        raise Expected(outcome, context.words_of(actual, _IN_FORCE), why)
