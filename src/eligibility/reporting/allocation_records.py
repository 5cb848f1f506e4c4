"""Allocations: who is awarded, waits, is excluded or undetermined, for other programs, as JSON and CSV."""

from collections.abc import Iterable, Iterator

from eligibility.allocation import Grounds
from eligibility.model import (
    Allocation,
    Assumed,
    CounterExample,
    DeadlineSeen,
    Key,
    KeySeen,
    Limit,
    Missing,
    Placing,
    written,
)
from eligibility.registers import Register
from eligibility.reporting.annexes import covered_record
from eligibility.reporting.counterfactuals import facts_record
from eligibility.reporting.reasons import Reasons
from eligibility.reporting.records import Json, cited, law_record, level, missing_record, plain, seen_record

PLACING_COLUMNS = ("status", "rank", "subject", "name", "value", "may_be", "evidence", "assumed", "reasons")
"""The headings of placings in CSV."""


def allocation_record(allocation: Allocation, grounds: Grounds, lang: str) -> dict[str, Json]:
    """An allocation for JSON."""
    reasons = Reasons.of(allocation, lang)
    plan = allocation.plan
    record: dict[str, Json] = {
        "plan": plan.number,
        "title": plan.title.in_(lang),
        **law_record(allocation.law),
        "register": _register(grounds.register, lang),
        "quota": {"at_least": plan.quota.at_least, "at_most": plan.quota.at_most, "cite": cited(plan.quota.cite)},
        "changeable": allocation.changeable,
        "changeable_by": _witness(allocation.witness),
        "shortfall": allocation.shortfall,
        "unordered": allocation.unordered,
        "assumed": [_assumed(one, lang) for one in allocation.assumed],
        "rests_on_assumptions": allocation.on_assumptions,
        "choices": _choices(allocation, lang),
        "deadlines": [_deadline(seen, lang) for seen in allocation.deadlines],
        "lists": [covered_record(annex) for annex in grounds.annexes],
        "outside": list(allocation.outside),
    }
    for status, group in _groups(allocation):
        record[status] = [_placing(placing, reasons) for placing in group]
    return record


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
                written(decision.value) if decision.decided else "",
                "|".join(written(value) for value in decision.may_be),
                "" if placing.evidence is None else placing.evidence.key,
                written(placing.assumed),
                reasons.text(placing),
            )


def _groups(allocation: Allocation) -> tuple[tuple[str, tuple[Placing, ...]], ...]:
    return (
        ("awarded", allocation.awarded),
        ("waitlist", allocation.waitlist),
        ("excluded", allocation.excluded),
        ("undetermined", allocation.undetermined),
    )


def _placing(placing: Placing, reasons: Reasons) -> dict[str, Json]:
    decision = placing.decision
    return {
        "subject": placing.subject,
        "names": list(placing.names),
        "rank": placing.rank,
        "reasons": [reasons.reason(reason, placing) for reason in placing.reasons],
        "evidence": level(placing.evidence),
        "assumed": placing.assumed,
        "rule_set": decision.rule_set.name,
        "attribute": decision.attribute,
        "value": plain(decision.value) if decision.decided else None,
        "may_be": [plain(value) for value in decision.may_be],
        "cite": cited(decision.cite),
        "entry": decision.entry,
        "keys": [_seen(key) for key in placing.keys],
        "missing": _missing(placing.missing),
    }


def _missing(missing: Iterable[Missing]) -> list[Json]:
    return [missing_record(one) for one in missing]


def _seen(key: KeySeen) -> dict[str, Json]:
    return {"key": _called(key.key), "known": key.known, "seen": [seen_record(seen) for seen in key.seen]}


def _called(key: Key) -> Json:
    return {"ratio": key.attribute, "of": key.whole} if key.whole else key.attribute


def _register(register: Register, lang: str) -> dict[str, Json]:
    return {
        "name": register.name,
        "title": register.title.in_(lang) if register.title else None,
        "snapshot": register.snapshot.isoformat() if register.snapshot else None,
    }


def _witness(witness: CounterExample | None) -> Json:
    if witness is None:
        return None
    return {
        "facts": facts_record(witness.facts),
        "entering": list(witness.entering),
        "leaving": list(witness.leaving),
        "awarded": list(witness.awarded),
    }


def _assumed(assumed: Assumed, lang: str) -> dict[str, Json]:
    compare = assumed.assumption.compare
    return {
        "id": assumed.assumption.id,
        "reason": assumed.assumption.reason.in_(lang),
        "subjects": [
            {"subject": change.subject, "facts": {name: plain(value) for name, value in change.facts}}
            for change in assumed.changes
        ],
        "compared": None
        if compare is None
        else {"attribute": compare[0], "value": plain(compare[1]), "instrument": compare[2]},
        "counts": [
            {"province": one.province, "counted": one.counted, "published": one.total.count if one.total else None}
            for one in assumed.comparisons
        ],
    }


def _choices(allocation: Allocation, lang: str) -> dict[str, Json]:
    choices = allocation.choices
    return {
        "adopted": allocation.adopted,
        "chosen_by": choices.chosen_by,
        "chosen_on": choices.chosen_on.isoformat() if choices.chosen_on else None,
        "order": [
            {
                "key": _called(key),
                "descending": key.descending,
                "sequence": [plain(value) for value in key.sequence],
                "reason": key.reason.in_(lang),
            }
            for key in choices.order
        ],
        "limits": [_limit(limit, lang) for limit in allocation.limits],
        "answers": [
            {"rule": rule, "holds": answer.holds, "reason": answer.reason.in_(lang)}
            for rule, answer in allocation.answers
        ],
    }


def _limit(limit: Limit, lang: str) -> dict[str, Json]:
    reason = limit.reason.in_(lang) if limit.reason else None
    return {"for_each": limit.by, "at_most": limit.at_most, "cite": cited(limit.cite), "reason": reason}


def _deadline(seen: DeadlineSeen, lang: str) -> dict[str, Json]:
    deadline = seen.deadline
    return {
        "id": deadline.id,
        "title": deadline.title.in_(lang),
        "from": deadline.start.isoformat() if deadline.start else None,
        "to": deadline.end.isoformat() if deadline.end else None,
        "cite": cited(deadline.cite),
        "points": [
            {"subject": point.subject, "day": point.day.isoformat() if point.day else None, "met": point.met}
            for point in seen.points
        ],
    }
