"""Subjects of a register with their decisions, one by one."""

from collections.abc import Iterable, Iterator, Mapping

import attrs

from eligibility.deciding.counterfactuals import changes, unsettled
from eligibility.deciding.decisions import decide, decide_many
from eligibility.model import Counterfactuals, Decision, Decisions, Facts, HitPolicy, Law, naming_of
from eligibility.registers import Register
from eligibility.sources import closest, spelling_key


@attrs.frozen
class Registered:
    """A subject of a register with its decisions; `within` is the subject that it belongs to."""

    facts: Facts
    within: Facts | None
    decisions: Decisions

    @property
    def names(self) -> tuple[str, ...]:
        """Its own name, and what tells it from others of that name, where known."""
        subject = self.facts.subject
        known = (getattr(subject, name) for name in reversed(naming_of(type(subject))))
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
    for upper, relation in law.vocabulary.owners(kind):
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
        if any(spelling_key(subject) == spelling_key(name) for name in called):
            return found
        known |= dict.fromkeys(called)
    return closest(subject, known) or ""


def counterfactuals_of(
    subject: Registered, decisions: Iterable[Decision], why_not: bool
) -> Mapping[str, Counterfactuals]:
    """The facts that would settle each undetermined decision, with `why_not` change each settled one, by attribute.

    None of a conflict, which no fact ends, nor of a rule set that collects.
    """
    ways: dict[str, Counterfactuals] = {}
    for decision in decisions:
        if decision.conflict or decision.rule_set.hit_policy is HitPolicy.COLLECT:
            continue
        if why_not or not decision.decided:
            search = changes if decision.decided else unsettled
            ways[decision.attribute] = search(decision.law, subject.facts, decision.attribute, subject.within)
    return ways
