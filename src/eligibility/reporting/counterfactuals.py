"""Counterfactuals: the facts that would settle a decision, or change it, in words and as JSON."""

from collections.abc import Iterator

from eligibility.model import (
    Counterfactuals,
    Decision,
    Found,
    Missing,
    MoreMembers,
    NoMoreMembers,
)
from eligibility.reporting import formats
from eligibility.reporting.decisions import missing_text
from eligibility.reporting.records import Json, missing_record, plain
from eligibility.reporting.titles import APPLIES, Titles


def settling_lines(
    counterfactuals: Counterfactuals, decision: Decision, titles: Titles, why_not: bool = False
) -> Iterator[str]:
    """The sets of facts one a line, each with the conclusion to which it leads."""
    if why_not:
        yield titles.say("Kết luận sẽ khác nếu:", "The conclusion would be another if:")
    else:
        yield titles.say("Sẽ rõ nếu biết, chẳng hạn:", "It would be settled by knowing, for instance:")
    rule_set, joined = decision.rule_set, titles.say(" và ", " and ")
    for way in counterfactuals.settlings:
        facts = joined.join(_fact(missing, supposed, decision, titles) for missing, supposed in way.facts)
        yield f"  · {facts} ⇒ {formats.value(way.value, rule_set.concludes, titles.lang, rule_set.labels)}"
    if not counterfactuals.settlings:
        yield f"  · {titles.say('không tìm thấy cách nào', 'no way was found')}"
    if counterfactuals.truncated:
        yield titles.say("  (còn những cách khác chưa tìm hết)", "  (the search was cut: there may be others)")


def _fact(missing: Missing, supposed: Found, decision: Decision, titles: Titles) -> str:
    if isinstance(supposed, MoreMembers | NoMoreMembers):
        subject = f" ({missing.subject})" if missing.subject != decision.subject else ""
        return f"{members_text(missing, supposed, titles)}{subject}"
    title = missing_text(missing, decision, titles)
    if missing.kind == "question":
        return f"{title} → {APPLIES[bool(supposed)].in_(titles.lang)}"
    return f"{title} = {titles.value(decision.rule_set.subject, missing.attribute, supposed)}"


def members_text(missing: Missing, supposed: MoreMembers | NoMoreMembers, titles: Titles) -> str:
    """More members of a relation, or none."""
    kind = titles.kind(titles.relation(missing.attribute).subject)
    vi, en = kind.title.vi.lower(), kind.title.en.lower()
    if isinstance(supposed, NoMoreMembers):
        return titles.say(f"không còn {vi} nào khác", f"there is no other {en}")
    count = supposed.count
    named = [(titles.title(kind.name, name), titles.value(kind.name, name, value)) for name, value in supposed.facts]
    facts = f" ({', '.join(f'{title}: {value}' for title, value in named)})" if named else ""
    rest = titles.say(" và không còn thêm", " and no others") if supposed.complete else ""
    return titles.say(f"thêm {count} {vi}{facts}", f"{count} more {formats.plural(count, en)}{facts}") + rest


def facts_record(facts: tuple[tuple[Missing, Found], ...]) -> list[Json]:
    """Facts and the values supposed of them, for JSON."""
    return [missing_record(missing) | {"value": _supposed(supposed)} for missing, supposed in facts]


def _supposed(supposed: Found) -> Json:
    if isinstance(supposed, NoMoreMembers):
        return {"more": 0, "complete": True}
    if isinstance(supposed, MoreMembers):
        facts: dict[str, Json] = {name: plain(value) for name, value in supposed.facts}
        return {"more": supposed.count, "complete": supposed.complete, "facts": facts}
    return plain(supposed)


def unsettled_record(counterfactuals: Counterfactuals) -> dict[str, Json]:
    """Counterfactuals for JSON."""
    ways: list[Json] = [
        {"facts": facts_record(way.facts), "value": plain(way.value)} for way in counterfactuals.settlings
    ]
    return {"settlings": ways, "truncated": counterfactuals.truncated}
