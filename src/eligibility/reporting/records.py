"""Exchange: decisions and explanations for other programs, as JSON and CSV. Keys and codes stay English."""

from collections.abc import Iterator
from datetime import date
from typing import assert_never

from eligibility.model import (
    Citation,
    Count,
    CountOf,
    Decision,
    Evidence,
    ExplainedCondition,
    ExplainedLeaf,
    ExplainedMember,
    ExplainedRule,
    Explanation,
    Fact,
    Given,
    HitPolicy,
    Law,
    Missing,
    OneOf,
    Ratio,
    Seen,
    Unknown,
    written,
)
from eligibility.reporting import formats
from eligibility.reporting.decisions import missing_text
from eligibility.reporting.titles import Titles

DECISION_COLUMNS = ("subject", "rule_set", "attribute", "value", "may_be", "evidence")
"""The headings of decisions in CSV."""

Json = str | int | float | bool | None | list["Json"] | dict[str, "Json"]


def plain(given: Given) -> Json:
    """A value for JSON: native where it has one, a date in ISO, numbers exact, the law's none as ``"none"``.

    >>> from decimal import Decimal
    >>> plain(True), plain(None), plain(date(2023, 7, 5)), plain(Decimal("0.3"))
    (True, 'none', '2023-07-05', '0.3')
    """
    if given is None:
        return "none"
    if isinstance(given, bool | str) or type(given) is int:
        return given
    if isinstance(given, Unknown):
        return "unknown"
    if isinstance(given, OneOf):
        return {"one_of": sorted((plain(option) for option in given.options), key=str)}
    return written(given)


def cited(citations: tuple[Citation, ...]) -> list[Json]:
    """Citations as texts."""
    return [str(citation) for citation in citations]


def level(evidence: Evidence | None) -> Json:
    """The word of a level of evidence; null where there is none."""
    return None if evidence is None else evidence.key


def law_record(law: Law) -> dict[str, Json]:
    """What everything was decided under."""
    used = {rule_set.instrument: law.instruments[rule_set.instrument] for rule_set in law.rule_sets}
    return {"as_of": law.as_of.isoformat(), "law": law.number, "instruments": list(used)}


def decision_record(decision: Decision, lang: str) -> dict[str, Json]:
    """A decision for JSON."""
    titles = Titles(decision.law, lang)
    outcomes = decision.outcomes
    rules: list[Json] = [
        {"id": rule.id, "outcome": outcomes[rule.id].key, "cite": cited(rule.cite)} for rule in decision.rule_set.rules
    ]
    missing: list[Json] = [
        missing_record(one) | {"text": missing_text(one, decision, titles)} for one in decision.missing
    ]
    record: dict[str, Json] = {
        "subject": decision.subject,
        "rule_set": decision.rule_set.name,
        "attribute": decision.attribute,
        "title": decision.rule_set.title.in_(lang),
        "value": plain(decision.value) if decision.decided else None,
        "label": _label(decision, lang),
        "may_be": [plain(value) for value in decision.may_be],
        "evidence": level(decision.evidence),
        "cite": cited(decision.cite),
        "conflict": list(decision.conflict),
        "missing": missing,
        "entry": decision.entry,
        "rules": rules,
    }
    if decision.rule_set.hit_policy is HitPolicy.COLLECT:
        record["findings"] = [{"id": rule.id, "outcome": outcome.key} for rule, outcome in decision.findings]
    return record


def _label(decision: Decision, lang: str) -> Json:
    if not decision.decided:
        return None
    return formats.value(decision.value, decision.rule_set.concludes, lang, decision.rule_set.labels)


def decision_row(decision: Decision) -> tuple[str, ...]:
    """A decision for CSV."""
    return (
        decision.subject,
        decision.rule_set.name,
        decision.attribute,
        written(decision.value) if decision.decided else "",
        "|".join(written(value) for value in decision.may_be),
        decision.evidence.key if decision.evidence is not None else "",
    )


def missing_record(missing: Missing) -> dict[str, Json]:
    """Something missing, for JSON."""
    return {"subject": missing.subject, "attribute": missing.attribute, "kind": missing.kind}


def explanation_record(explanation: Explanation) -> dict[str, Json]:
    """An explanation for JSON, part by part."""
    return {
        "subject": explanation.subject,
        "rule_set": explanation.rule_set.name,
        "values": [plain(value) for value in explanation.values],
        "conflict": list(explanation.conflict),
        "rules": [_rule(rule) for rule in explanation.rules],
        "otherwise": explanation.otherwise.key,
        "answered": None if explanation.answered is None else seen_record(explanation.answered),
        "basis": [explanation_record(basis) for basis in explanation.basis],
    }


def _rule(rule: ExplainedRule) -> dict[str, Json]:
    answer = rule.answer
    return {
        "id": rule.rule.id,
        "outcome": rule.outcome.key,
        "cite": cited(rule.rule.cite),
        "then": plain(rule.rule.then),
        "exception_to": list(rule.rule.exception_to),
        "excepted_by": list(rule.excepted_by),
        "formalised": rule.rule.formalised,
        "answer": None if answer is None else {"holds": answer.holds, "by": answer.by, "on": _day(answer.on)},
        "condition": condition_record(rule.condition),
    }


def _day(day: date | None) -> Json:
    return day.isoformat() if day else None


def condition_record(condition: ExplainedCondition) -> dict[str, Json]:
    """A condition for JSON: each part with its outcome, each leaf with what it saw."""
    record: dict[str, Json] = {"outcome": condition.outcome.key}
    if isinstance(condition, ExplainedLeaf):
        record |= dict(_leaf(condition))
    else:
        record["word"] = condition.word
    if condition.parts:
        record["parts"] = [condition_record(part) for part in condition.parts]
    return record


def _leaf(leaf: ExplainedLeaf) -> Iterator[tuple[str, Json]]:
    match leaf.observed:
        case Fact(name):
            yield "fact", name
        case Ratio(part, whole):
            yield "ratio", [part, whole]
        case Count(relation, _, word):
            yield word, relation
        case CountOf():
            yield "count_of", len(leaf.parts)
        case _:
            assert_never(leaf.observed)
    if leaf.bounds is not None:
        yield "bounds", list(leaf.bounds)
    yield "seen", [seen_record(seen) for seen in leaf.seen]
    yield (
        "tests",
        [
            {"op": test.op.value, "thresholds": [[plain(one) for one in values] for values in test.thresholds]}
            for test in leaf.tests
        ],
    )
    if leaf.members:
        yield "members", [_member(member) for member in leaf.members]


def _member(member: ExplainedMember) -> dict[str, Json]:
    why = None if member.why is None else condition_record(member.why)
    return {"subject": member.subject, "outcome": member.outcome.key, "why": why}


def seen_record(seen: Seen) -> dict[str, Json]:
    """A fact as a leaf saw it, for JSON."""
    return {
        "subject": seen.subject,
        "attribute": seen.attribute,
        "value": plain(seen.value),
        "evidence": seen.evidence.key,
        "source": seen.source,
    }
