"""Subjects: those of a register with their decisions, and the full account of one of them."""

from collections.abc import Iterator

from eligibility.deciding import Registered, changes, unsettled
from eligibility.model import Counterfactuals, Decision, HitPolicy
from eligibility.reporting.counterfactuals import settling_lines, unsettled_record
from eligibility.reporting.decisions import last, render
from eligibility.reporting.records import Json, decision_record, explanation_record, law_record
from eligibility.reporting.terminal import wrapped
from eligibility.reporting.titles import Titles


def account_lines(found: Registered, lang: str, why_not: bool, columns: int) -> Iterator[str]:
    """Why each decision on a subject is what it is, and what would settle or change it."""
    for at, decision in enumerate(last(found.decisions)):
        if at:
            yield ""
        yield from wrapped(render(decision, lang, found.name), columns)
        ways = _ways(found, decision, why_not)
        if ways is not None:
            told = settling_lines(ways, decision, Titles(decision.law, lang), why_not=decision.decided)
            for line in ("", *told):
                yield from wrapped(line, columns)


def _ways(found: Registered, decision: Decision, why_not: bool) -> Counterfactuals | None:
    """What would settle an undetermined decision, or on demand change a settled one; None where neither is asked."""
    if decision.conflict or decision.rule_set.hit_policy is HitPolicy.COLLECT:
        return None
    if not decision.decided:
        return unsettled(decision.law, found.facts, decision.attribute, found.within)
    return changes(decision.law, found.facts, decision.attribute, found.within) if why_not else None


def account_record(found: Registered, lang: str, why_not: bool) -> dict[str, Json]:
    """The same for JSON, of every decision."""
    decisions: list[Json] = [_account(found, one, lang, why_not) for one in found.decisions.values()]
    law = next(iter(found.decisions.values())).law
    return {**law_record(law), "subject": found.decisions.subject, "names": list(found.names), "decisions": decisions}


def _account(found: Registered, decision: Decision, lang: str, why_not: bool) -> dict[str, Json]:
    record = decision_record(decision, lang)
    record["explanation"] = explanation_record(decision.explanation)
    record["text"] = render(decision, lang, found.name)
    ways = _ways(found, decision, why_not)
    if ways is not None:
        record["changes" if decision.decided else "unsettled"] = unsettled_record(ways)
    return record
