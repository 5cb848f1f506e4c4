"""Allocations: who is awarded, waits, is excluded or undetermined, for other programs, as JSON and CSV."""

from collections.abc import Iterator

from eligibility.allocation import Grounds
from eligibility.communes import AREA
from eligibility.model import (
    Allocation,
    Assumed,
    DeadlineSeen,
    Key,
    Limit,
    Placement,
    format_value,
)
from eligibility.reporting.annexes import covered_record
from eligibility.reporting.counterfactuals import facts_record
from eligibility.reporting.placement_reasons import Reasons
from eligibility.reporting.records import Json, fields, json_record, law_record, missing_record, plain, values

PLACING_COLUMNS = ("status", "rank", "subject", "name", "value", "may_be", "evidence", "assumed", "reasons")
"""The headings of placings in CSV."""


def allocation_record(allocation: Allocation, grounds: Grounds, lang: str) -> dict[str, Json]:
    """An allocation for JSON."""
    reasons = Reasons.of(allocation, lang)
    plan, register, example = allocation.plan, grounds.register, allocation.witness
    return json_record(
        plan=plan.number,
        title=plan.title.in_(lang),
        **law_record(allocation.law),
        register=json_record(
            name=register.name,
            title=register.title.in_(lang) if register.title else None,
            snapshot=register.snapshot,
        ),
        quota=fields(plan.quota, "at_least", "at_most", "cite"),
        changeable=allocation.changeable,
        changeable_by=example
        and {"facts": facts_record(example.facts), **fields(example, "entering", "leaving", "awarded")},
        shortfall=allocation.shortfall,
        unordered=allocation.unordered,
        assumed=[_assumed(assumed, lang) for assumed in allocation.assumed],
        rests_on_assumptions=allocation.on_assumptions,
        choices=_choices(allocation, lang),
        deadlines=[_deadline(seen, lang) for seen in allocation.deadlines],
        lists=[covered_record(annex) for annex in grounds.annexes],
        outside=allocation.outside,
        **{status: [_placing(placing, reasons) for placing in group] for status, group in _groups(allocation)},
    )


def placing_rows(allocation: Allocation, lang: str) -> Iterator[tuple[str, ...]]:
    """Every placing for CSV."""
    reasons = Reasons.of(allocation, lang)
    for status, group in _groups(allocation):
        for placing in group:
            decision = placing.decision
            yield (
                status,
                "" if placing.rank is None else str(placing.rank),
                placing.subject,
                ", ".join(placing.names),
                format_value(decision.value) if decision.decided else "",
                "|".join(format_value(value) for value in decision.may_be),
                "" if placing.evidence is None else placing.evidence.key,
                format_value(placing.assumed),
                reasons.text(placing),
            )


def _groups(allocation: Allocation) -> tuple[tuple[str, tuple[Placement, ...]], ...]:
    return (
        ("awarded", allocation.awarded),
        ("waitlist", allocation.waitlist),
        ("excluded", allocation.excluded),
        ("undetermined", allocation.undetermined),
    )


def _placing(placing: Placement, reasons: Reasons) -> dict[str, Json]:
    decision = placing.decision
    return json_record(
        **fields(placing, "subject", "names", "rank"),
        reasons=[reasons.reason(reason, placing) for reason in placing.reasons],
        **fields(placing, "evidence", "assumed"),
        rule_set=decision.rule_set.name,
        attribute=decision.attribute,
        value=plain(decision.value) if decision.decided else None,
        may_be=values(decision.may_be),
        **fields(decision, "cite", "entry"),
        keys=[json_record(key=_key(seen.key), **fields(seen, "known", "seen")) for seen in placing.keys],
        missing=[missing_record(missing) for missing in placing.missing],
    )


def _key(key: Key) -> Json:
    return {"ratio": key.attribute, "of": key.whole} if key.whole else key.attribute


def _assumed(assumed: Assumed, lang: str) -> dict[str, Json]:
    compare = assumed.assumption.compare
    return json_record(
        id=assumed.assumption.id,
        reason=assumed.assumption.reason.in_(lang),
        subjects=[
            {"subject": change.subject, "facts": {name: plain(value) for name, value in change.facts}}
            for change in assumed.changes
        ],
        compared=compare and {"attribute": compare[0], "value": plain(compare[1]), "instrument": compare[2]},
        counts=[
            {
                AREA: comparison.area,
                "counted": comparison.counted,
                "published": comparison.total and comparison.total.count,
            }
            for comparison in assumed.comparisons
        ],
    )


def _choices(allocation: Allocation, lang: str) -> dict[str, Json]:
    choices = allocation.choices
    return json_record(
        adopted=allocation.adopted,
        **fields(choices, "chosen_by", "chosen_on"),
        order=[
            json_record(
                key=_key(key),
                descending=key.descending,
                sequence=values(key.sequence),
                reason=key.reason.in_(lang),
            )
            for key in choices.order
        ],
        limits=[_limit(limit, lang) for limit in allocation.limits],
        answers=[
            {"rule": rule, "holds": answer.holds, "reason": answer.reason.in_(lang)}
            for rule, answer in allocation.answers
        ],
    )


def _limit(limit: Limit, lang: str) -> dict[str, Json]:
    reason = limit.reason.in_(lang) if limit.reason else None
    return json_record(for_each=limit.by, **fields(limit, "at_most", "cite"), reason=reason)


def _deadline(seen: DeadlineSeen, lang: str) -> dict[str, Json]:
    deadline = seen.deadline
    return json_record(
        id=deadline.id,
        title=deadline.title.in_(lang),
        **{"from": deadline.start, "to": deadline.end},
        cite=deadline.cite,
        points=[fields(point, "subject", "day", "met") for point in seen.points],
    )
