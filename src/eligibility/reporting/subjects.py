"""Subjects: those of a register with their decisions, and the full account of one of them."""

from collections.abc import Iterable, Iterator

import attrs

from eligibility.deciding import decide, decide_many
from eligibility.decisions import Decision, Decisions, Unsettled
from eligibility.facts import Facts
from eligibility.registers import Register
from eligibility.reporting.columns import wrapped
from eligibility.reporting.exchange import Json, decision_record, explanation_record, law_record
from eligibility.reporting.settlings import settling_lines, unsettled_record
from eligibility.reporting.terms import Titles
from eligibility.reporting.wording import last, render
from eligibility.rulesets import HitPolicy, Law
from eligibility.settling import changes, unsettled
from eligibility.texts import nearest, same


@attrs.frozen
class Registered:
    """A subject of a register with its decisions; `within` is the subject that it belongs to."""

    facts: Facts
    within: Facts | None
    decisions: Decisions

    @property
    def names(self) -> tuple[str, ...]:
        """Its own name and its district's, where known."""
        known = (getattr(self.facts.subject, name, None) for name in ("name", "district"))
        return tuple(one for one in known if isinstance(one, str))

    @property
    def name(self) -> str:
        """The names that its code does not say."""
        return ", ".join(name for name in self.names if name not in self.decisions.subject)


def registered(law: Law, register: Register) -> Iterator[Registered]:
    """Every subject of whose kind the law concludes something, kind by kind, as a stream."""
    for kind in dict.fromkeys(rule_set.subject for rule_set in law.rule_sets):
        facts = register.of(kind)
        for own, decisions in zip(facts, decide_many(law, facts, kind), strict=True):
            yield Registered(own, None, decisions)
        for owner, member in _members(law, register, kind):
            yield Registered(member, owner, decide(law, member, owner))


def _members(law: Law, register: Register, kind: str) -> Iterator[tuple[Facts, Facts]]:
    """The subjects of a kind that belong to others, each after the one that it belongs to."""
    for upper in law.vocabulary.values():
        for relation in upper.relations.values():
            if relation.subject == kind:
                for owner in register.of(upper.name):
                    yield from ((owner, member) for member in owner.members.get(relation.name, ()))


def one(law: Law, facts: Facts, within: Facts | None) -> Registered:
    """A subject with its decisions."""
    return Registered(facts, within, decide(law, facts, within))


def find(stream: Iterable[Registered], subject: str) -> Registered | str:
    """The subject of this code or name, or else the nearest code or name; empty where none is near."""
    known: dict[str, None] = {}
    for found in stream:
        called = (found.decisions.subject, *found.names[:1])
        if any(same(subject) == same(name) for name in called):
            return found
        known |= dict.fromkeys(called)
    return nearest(subject, known) or ""


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


def _ways(found: Registered, decision: Decision, why_not: bool) -> Unsettled | None:
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
