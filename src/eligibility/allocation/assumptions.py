"""Assumptions: facts taken for granted where they are unknown, compared with published totals."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import attrs

from eligibility.allocation.ranking import is_value, value_of
from eligibility.communes import AREA, NAMES, short_name
from eligibility.deciding import Decided, program_for, traced
from eligibility.model import (
    UNKNOWN,
    AnnexList,
    AnnexMatch,
    Assumed,
    Assumption,
    Change,
    Choice,
    Comparison,
    Decisions,
    Evidence,
    Facts,
    Law,
    LoadedPlan,
    Outcome,
    Row,
    Total,
    identity,
)
from eligibility.registers import members_of
from eligibility.sources import alphabetical


def names_of(facts: Facts) -> tuple[str, ...]:
    """The names of a subject and of what it lies in, as far as they are known, the narrowest first."""
    names = (getattr(facts.subject, name, UNKNOWN) for name in NAMES)
    return tuple(name for name in names if isinstance(name, str))


def assume(loaded: LoadedPlan, facts: Sequence[Facts]) -> tuple[list[Facts], tuple[Assumed, ...]]:
    """The same subjects with what the plan's assumptions take for granted, and a report of each assumption.

    A fact is assumed only where it is unknown, and only for a subject whose facts, as given and before anything is
    assumed, certainly satisfy the assumption's condition: nothing is assumed on an assumption, and where two
    assumptions give one fact the first one does. What is partly known (`I|II`) is known. The law's lists must have
    been applied before, so that nothing is assumed over them. Raises `FactError` where an assumption
    contradicts a known fact, as a part larger than its whole does.
    """
    assumed = list(facts)
    reports = []
    for assumption in loaded.assumptions:
        changes: list[Change] = []
        for index, given in enumerate(facts):
            assumed[index] = _assumed(loaded.law, assumption, loaded.plan.subject, given, assumed[index], changes)
        changes.sort(key=lambda change: (alphabetical(change.subject), change.names))
        reports.append((assumption, tuple(changes)))
    compared = _compared(loaded, assumed)
    return assumed, tuple(
        Assumed(assumption, changes, compared.get(assumption.id, ())) for assumption, changes in reports
    )


def _assumed(
    law: Law,
    assumption: Assumption,
    subject: str,
    given: Facts,
    so_far: Facts,
    changes: list[Change],
    within: Facts | None = None,
) -> Facts:
    """The facts of a subject, and of those of its members that the assumption is about."""
    if subject == assumption.subject:
        program = program_for(law, subject, (assumption.when,))
        _, frame = traced(program, given, within)
        if program.tracer.outcome(assumption.when, program.target, frame) == Outcome.SATISFIED:
            return _taken(assumption, so_far, changes)
        return so_far
    for relation in law.vocabulary[subject].relations.values():
        pairs = zip(members_of(given, relation.name), members_of(so_far, relation.name), strict=True)
        members = tuple(
            _assumed(law, assumption, relation.subject, member, far, changes, given) for member, far in pairs
        )
        so_far = attrs.evolve(so_far, members={**so_far.members, relation.name: members})
    return so_far


def _taken(assumption: Assumption, facts: Facts, changes: list[Change]) -> Facts:
    unknown: Any = {
        name: value for name, value in assumption.then.items() if getattr(facts.subject, name, None) is UNKNOWN
    }
    if not unknown:
        return facts
    changes.append(Change(identity(facts.subject), names_of(facts), tuple(unknown.items())))
    return attrs.evolve(
        facts,
        subject=attrs.evolve(facts.subject, **unknown),
        evidence={**facts.evidence, **dict.fromkeys(unknown, Evidence.ASSUMED)},
        sources={**facts.sources, **dict.fromkeys(unknown, assumption.reason.vi)},
    )


def met_by(law: Law, assumption: Assumption, match: AnnexMatch) -> tuple[tuple[Row, ...], tuple[Row, ...]]:
    """The rows of a list whose value alone satisfies an assumption's condition, and those of them that met no subject.

    So that it shows how many of a published list's rows stand behind an assumption, and which names are gone.
    """
    listing = match.listing
    if listing.of != assumption.subject or match.matched == 0:
        return (), ()
    program = program_for(law, assumption.subject, (assumption.when,))
    kind = law.vocabulary[assumption.subject]
    satisfied: dict[object, bool] = {}
    for row in listing.rows:
        if row.value not in satisfied:
            fact: Any = {listing.gives: row.value}
            _, frame = traced(program, Facts(kind.cls(**fact)))
            satisfied[row.value] = program.tracer.outcome(assumption.when, program.target, frame) == Outcome.SATISFIED
    gone = set(match.missing)
    rows = tuple(row for row in listing.rows if satisfied[row.value])
    return rows, tuple(row for row in rows if row in gone)


def _compared(loaded: LoadedPlan, facts: Sequence[Facts]) -> Mapping[str, tuple[Comparison, ...]]:
    """For each assumption that names one the count of the compared value, area by area."""
    subject = loaded.plan.subject
    compares = {
        assumption.id: assumption.compare
        for assumption in loaded.assumptions
        if assumption.compare and assumption.subject == subject
    }
    counts: dict[tuple[str, str], int] = defaultdict(int)
    areas: dict[str, str] = {}
    program = program_for(loaded.law, subject)
    for subject_facts in facts if compares else ():
        decisions = Decisions(program.rule_sets, Decided(program, *traced(program, subject_facts)))
        area = getattr(subject_facts.subject, AREA, UNKNOWN)
        area_name = area if isinstance(area, str) else ""
        areas[short_name(area_name)] = min(area_name, areas.get(short_name(area_name), area_name))
        for name, (attribute, value, _) in compares.items():
            counts[name, short_name(area_name)] += is_value(value_of(subject_facts, decisions, attribute), value)
    listings = loaded.law.listings
    ordered = sorted(areas.items(), key=lambda entry: alphabetical(entry[1]))
    return {
        name: tuple(
            Comparison(area_name, counts[name, area], _published(listings, instrument, value, area))
            for area, area_name in ordered
        )
        for name, (_, value, instrument) in compares.items()
    }


def _published(listings: Iterable[AnnexList], instrument: str, value: Choice, area: str) -> Total | None:
    """The issuer's own count of a value in a area."""
    for listing in listings:
        for total in listing.totals if listing.owner == instrument else ():
            if short_name(total.area) == area and is_value(total.value, value) and not (total.every or total.among):
                return total
    return None
