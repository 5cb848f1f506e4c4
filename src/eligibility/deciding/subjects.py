"""Subjects of a register with their decisions, one by one."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

import attrs

from eligibility.deciding.counterfactuals import changes, unsettled
from eligibility.deciding.decisions import decide, decide_many
from eligibility.model import Counterfactuals, Decision, Decisions, Facts, HitPolicy, Law, naming_of
from eligibility.registers import Register
from eligibility.sources import closest, spelling_key


@attrs.frozen
class DecidedSubject:
    """A subject of a register with its decisions; `within` is the subject that it belongs to."""

    facts: Facts
    within: Facts | None
    decisions: Decisions

    @property
    def names(self) -> tuple[str, ...]:
        """Its own name, and what tells it from others of that name, where known."""
        subject = self.facts.subject
        names = (getattr(subject, name) for name in reversed(naming_of(type(subject))))
        return tuple(name for name in names if isinstance(name, str))

    @property
    def name(self) -> str:
        """The names that its code does not include."""
        return ", ".join(name for name in self.names if name not in self.decisions.subject)


def decided_subjects(law: Law, register: Register) -> Iterator[DecidedSubject]:
    """The subjects of the kinds that the law concludes something about, kind by kind, as a stream."""
    for kind in dict.fromkeys(rule_set.subject for rule_set in law.rule_sets):
        group = register.of(kind)
        for facts, decisions in zip(group, decide_many(law, group, kind), strict=True):
            yield DecidedSubject(facts, None, decisions)
        for owner, member in _members(law, register, kind):
            yield DecidedSubject(member, owner, decide(law, member, owner))


def _members(law: Law, register: Register, kind: str) -> Iterator[tuple[Facts, Facts]]:
    """The subjects of a kind that belong to others, each after the one that it belongs to."""
    for upper, relation in law.vocabulary.owners(kind):
        for owner in register.of(upper.name):
            yield from ((owner, member) for member in owner.members.get(relation.name, ()))


def decided_subject(law: Law, facts: Facts, within: Facts | None) -> DecidedSubject:
    """A subject with its decisions."""
    return DecidedSubject(facts, within, decide(law, facts, within))


def find_subject(stream: Iterable[DecidedSubject], subject: str) -> DecidedSubject | str:
    """The subject of this code or name, or else the nearest code or name; empty where none is near."""
    candidates: dict[str, None] = {}
    for decided in stream:
        names = (decided.decisions.subject, *decided.names[:1])
        if any(spelling_key(subject) == spelling_key(name) for name in names):
            return decided
        candidates |= dict.fromkeys(names)
    return closest(subject, candidates) or ""


def main_kind(law: Law) -> str:
    """The kind that most rule sets conclude something about, among those that belong to no other."""
    kinds = [rule_set.subject for rule_set in law.rule_sets]
    roots = [kind for kind in kinds if not law.vocabulary.parent(kind)]
    return Counter(roots or kinds[-1:]).most_common(1)[0][0]


def counterfactuals_of(
    subject: DecidedSubject, decisions: Iterable[Decision], why_not: bool
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
