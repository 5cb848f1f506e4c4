"""Settlings: which facts would settle a decision, or change it, in words and as JSON."""

from collections.abc import Iterator
from typing import TypeAlias

from eligibility.model import (
    Counterfactual,
    Counterfactuals,
    Decision,
    Found,
    Missing,
    MoreMembers,
    NoMoreMembers,
    SubjectType,
)
from eligibility.reporting import formats
from eligibility.reporting.decisions import missing_text
from eligibility.reporting.records import Json, missing_record, plain
from eligibility.reporting.titles import Titles

Facts: TypeAlias = tuple[tuple[Missing, Found], ...]


def settling_lines(found: Counterfactuals, decision: Decision, titles: Titles, why_not: bool = False) -> Iterator[str]:
    """The sets of facts one a line, each with the conclusion that it leads to."""
    if why_not:
        yield titles.say("Kết luận sẽ khác nếu:", "The conclusion would be another if:")
    else:
        yield titles.say("Sẽ rõ nếu biết, chẳng hạn:", "It would be settled by knowing, for instance:")
    for settling in found.settlings:
        yield f"  · {facts_text(settling.facts, decision, titles)} ⇒ {_value(settling, decision, titles)}"
    if not found.settlings:
        yield f"  · {titles.say('không tìm thấy cách nào', 'no way was found')}"
    if found.truncated:
        yield titles.say("  (còn những cách khác chưa tìm hết)", "  (the search was cut: there may be others)")


def _value(settling: Counterfactual, decision: Decision, titles: Titles) -> str:
    rule_set = decision.rule_set
    return formats.value(settling.value, rule_set.concludes, titles.lang, rule_set.labels)


def facts_text(facts: Facts, decision: Decision, titles: Titles) -> str:
    """Facts and the values supposed of them."""
    both = titles.say(" và ", " and ")
    return both.join(_fact(missing, found, decision, titles) for missing, found in facts)


def _fact(missing: Missing, found: Found, decision: Decision, titles: Titles) -> str:
    if isinstance(found, MoreMembers | NoMoreMembers):
        subject = f" ({missing.subject})" if missing.subject != decision.subject else ""
        return f"{members_text(missing, found, titles)}{subject}"
    title = missing_text(missing, decision, titles)
    if missing.kind == "question":
        applies = titles.say("áp dụng", "applies") if found else titles.say("không áp dụng", "does not apply")
        return f"{title} → {applies}"
    return f"{title} = {titles.value(decision.rule_set.subject, missing.attribute, found)}"


def members_text(missing: Missing, found: MoreMembers | NoMoreMembers, titles: Titles) -> str:
    """More members of a relation, or none."""
    kind = _member_of(missing, titles)
    vi, en = kind.title.vi.lower(), kind.title.en.lower()
    if isinstance(found, NoMoreMembers):
        return titles.say(f"không còn {vi} nào khác", f"there is no other {en}")
    facts = ", ".join(f"{titles.title(kind.name, name)}: {titles.value(kind.name, name, v)}" for name, v in found.facts)
    such = f" ({facts})" if facts else ""
    rest = titles.say(" và không còn thêm", " and no others") if found.complete else ""
    return (
        titles.say(f"thêm {found.count} {vi}{such}", f"{found.count} more {formats.plural(found.count, en)}{such}")
        + rest
    )


def _member_of(missing: Missing, titles: Titles) -> SubjectType:
    vocabulary = titles.law.vocabulary
    relations = (kind.relations.get(missing.attribute) for kind in vocabulary.values())
    return vocabulary[next(relation.subject for relation in relations if relation is not None)]


def settling_record(settling: Counterfactual) -> dict[str, Json]:
    """Facts that settle a decision, or change it, for JSON."""
    return {"facts": facts_record(settling.facts), "value": plain(settling.value)}


def facts_record(facts: Facts) -> list[Json]:
    """Facts and the values supposed of them, for JSON."""
    return [missing_record(missing) | {"value": _found(found)} for missing, found in facts]


def _found(found: Found) -> Json:
    if isinstance(found, NoMoreMembers):
        return {"more": 0, "complete": True}
    if isinstance(found, MoreMembers):
        facts: dict[str, Json] = {name: plain(value) for name, value in found.facts}
        return {"more": found.count, "complete": found.complete, "facts": facts}
    return plain(found)


def unsettled_record(found: Counterfactuals) -> dict[str, Json]:
    """All of them, for JSON."""
    return {"settlings": [settling_record(one) for one in found.settlings], "truncated": found.truncated}
