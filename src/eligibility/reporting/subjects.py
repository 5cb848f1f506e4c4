"""Accounts of one subject: why each of its decisions is what it is, and what would settle or change it."""

from collections.abc import Iterator, Mapping

from eligibility.deciding import DecidedSubject
from eligibility.model import Counterfactuals, Decision
from eligibility.reporting.counterfactuals import settling_lines, unsettled_record
from eligibility.reporting.decisions import render
from eligibility.reporting.records import Json, decision_record, explanation_record, law_record
from eligibility.reporting.terminal import wrapped
from eligibility.reporting.titles import Titles


def account_lines(
    subject: DecidedSubject, counterfactuals: Mapping[str, Counterfactuals], lang: str, columns: int
) -> Iterator[str]:
    """The explanation of each decision that no other rests on, with its counterfactuals by attribute."""
    for index, decision in enumerate(subject.decisions.final):
        if index:
            yield ""
        yield from wrapped(render(decision, lang, subject.name), columns)
        if decision.attribute in counterfactuals:
            titles, ways = Titles(decision.law, lang), counterfactuals[decision.attribute]
            for line in ("", *settling_lines(ways, decision, titles, why_not=decision.decided)):
                yield from wrapped(line, columns)


def account_record(
    subject: DecidedSubject, counterfactuals: Mapping[str, Counterfactuals], lang: str
) -> dict[str, Json]:
    """An account for JSON, of every decision."""
    decisions = subject.decisions
    records: list[Json] = [
        _account(subject, decision, counterfactuals.get(decision.attribute), lang) for decision in decisions.values()
    ]
    law = next(iter(decisions.values())).law
    return {**law_record(law), "subject": decisions.subject, "names": list(subject.names), "decisions": records}


def _account(subject: DecidedSubject, decision: Decision, ways: Counterfactuals | None, lang: str) -> dict[str, Json]:
    record = decision_record(decision, lang)
    record["explanation"] = explanation_record(decision.explanation)
    record["text"] = render(decision, lang, subject.name)
    if ways is not None:
        record["changes" if decision.decided else "unsettled"] = unsettled_record(ways)
    return record
