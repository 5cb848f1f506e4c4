"""Records: decisions and explanations for other programs, as JSON and CSV. Keys and codes stay English."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from operator import attrgetter
from typing import Any, Final, assert_never

from eligibility.model import (
    Citation,
    Count,
    CountOf,
    Decision,
    Evidence,
    ExplainedCondition,
    ExplainedLeaf,
    ExplainedMember,
    ExplainedNode,
    ExplainedRule,
    Explanation,
    Fact,
    Given,
    HitPolicy,
    Law,
    Missing,
    OneOf,
    Outcome,
    Ratio,
    Seen,
    Unknown,
    format_value,
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
    return format_value(given)


def json_of(part: object) -> Json:
    """A part of a result for JSON, by the table of its class; a part that JSON has itself is returned unchanged."""
    made = TABLE.get(type(part))
    return made(part) if made else part  # type: ignore[return-value] # JSON has it itself


def _seen(seen: Seen) -> Json:
    return {
        **fields(seen, "subject", "attribute"),
        "value": plain(seen.value),
        **fields(seen, "evidence", "source"),
    }


def json_record(**parts: object) -> dict[str, Json]:
    """A record of these parts, in this order."""
    return {key: json_of(part) for key, part in parts.items()}


def fields(instance: object, *names: str) -> dict[str, Json]:
    """A record of these attributes of an instance, under their own names."""
    return json_record(**{name: getattr(instance, name) for name in names})


def missing_record(missing: Missing) -> dict[str, Json]:
    """A missing fact for JSON."""
    return fields(missing, "subject", "attribute", "kind")


def values(given: Iterable[Given]) -> list[Json]:
    """Values for JSON."""
    return [plain(value) for value in given]


def law_record(law: Law) -> dict[str, Json]:
    """The law under which everything was decided."""
    used = {rule_set.instrument: law.instruments[rule_set.instrument] for rule_set in law.rule_sets}
    return {"as_of": law.as_of.isoformat(), "law": law.number, "instruments": list(used)}


def decision_record(decision: Decision, lang: str) -> dict[str, Json]:
    """A decision for JSON."""
    rule_set, titles = decision.rule_set, Titles(decision.law, lang)
    outcomes = decision.outcomes
    collected: dict[str, Json] = {}
    if rule_set.hit_policy is HitPolicy.COLLECT:
        collected["findings"] = [json_record(id=rule.id, outcome=outcome) for rule, outcome in decision.findings]
    return (
        json_record(
            subject=decision.subject,
            rule_set=rule_set.name,
            attribute=decision.attribute,
            title=rule_set.title.in_(lang),
            value=plain(decision.value) if decision.decided else None,
            label=_label(decision, lang),
            may_be=values(decision.may_be),
            evidence=decision.evidence,
            cite=decision.cite,
            conflict=decision.conflict,
            missing=[
                missing_record(fact) | {"text": missing_text(fact, decision, titles)} for fact in decision.missing
            ],
            entry=decision.entry,
            rules=[json_record(id=rule.id, outcome=outcomes[rule.id], cite=rule.cite) for rule in rule_set.rules],
        )
        | collected
    )


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
        format_value(decision.value) if decision.decided else "",
        "|".join(format_value(value) for value in decision.may_be),
        decision.evidence.key if decision.evidence is not None else "",
    )


def explanation_record(explanation: Explanation) -> dict[str, Json]:
    """An explanation for JSON, part by part."""
    return json_record(
        subject=explanation.subject,
        rule_set=explanation.rule_set.name,
        values=values(explanation.values),
        conflict=explanation.conflict,
        rules=explanation.rules,
        otherwise=explanation.otherwise,
        answered=explanation.answered,
        basis=[explanation_record(basis) for basis in explanation.basis],
    )


def _rule(rule: ExplainedRule) -> Json:
    answer = rule.answer
    return json_record(
        id=rule.rule.id,
        outcome=rule.outcome,
        cite=rule.rule.cite,
        then=plain(rule.rule.then),
        exception_to=rule.rule.exception_to,
        excepted_by=rule.excepted_by,
        formalised=rule.rule.formalised,
        answer=fields(answer, "holds", "by", "on") if answer else None,
        condition=rule.condition,
    )


def _node(node: ExplainedNode) -> Json:
    return json_record(outcome=node.outcome, word=node.word, **_parts(node))


def _leaf(leaf: ExplainedLeaf) -> Json:
    return json_record(outcome=leaf.outcome, **dict(_leaf_parts(leaf)), **_parts(leaf))


def _member(member: ExplainedMember) -> Json:
    return fields(member, "subject", "outcome", "why")


def _parts(condition: ExplainedCondition) -> dict[str, object]:
    return {"parts": condition.parts} if condition.parts else {}


def _leaf_parts(leaf: ExplainedLeaf) -> Iterator[tuple[str, object]]:
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
        yield "bounds", leaf.bounds
    yield "seen", leaf.seen
    yield "tests", [{"op": test.op.value, "thresholds": [*map(values, test.thresholds)]} for test in leaf.tests]
    if leaf.members:
        yield "members", leaf.members


TABLE: Final[Mapping[type, Callable[[Any], Json]]] = {
    tuple: lambda parts: [json_of(part) for part in parts],
    date: date.isoformat,
    Citation: str,
    Evidence: attrgetter("key"),
    Outcome: attrgetter("key"),
    Seen: _seen,
    ExplainedRule: _rule,
    ExplainedNode: _node,
    ExplainedLeaf: _leaf,
    ExplainedMember: _member,
}
"""The JSON of everything that JSON does not have itself."""
