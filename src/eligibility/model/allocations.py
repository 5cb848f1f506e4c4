"""Allocations: the placement of each subject with its reasons, as data without words."""

from collections.abc import Callable, Iterator
from datetime import date
from functools import cached_property
from typing import Literal

import attrs

from eligibility.model.annexes import AnnexMatch, Total
from eligibility.model.decisions import Decision, Decisions, Found, Missing, Seen
from eligibility.model.facts import Facts
from eligibility.model.plans import Assumption, Choices, Deadline, Key, Limit, Plan
from eligibility.model.rulesets import Answer, Citation, Law
from eligibility.model.values import UNKNOWN, Choice, Evidence, OneOf, Value

Changeable = Literal["yes", "no", "not proved"]
Shortfall = Literal["shortfall", "not yet known"]


@attrs.frozen
class KeySeen:
    """One key of the order as it was seen for one subject: one fact, or part and whole of a ratio."""

    key: Key
    seen: tuple[Seen, ...]

    @property
    def known(self) -> bool:
        """True where the key ranks the subject; unknown and partly known values come last."""
        return all(seen.value is not UNKNOWN and not isinstance(seen.value, OneOf) for seen in self.seen)


@attrs.frozen
class Awarded:
    """Awarded in this place of so many awards.

    `ahead_of` is the next in the order that was left out because the places were taken, and `by` the key in which the
    two first differ; without a key it was the final tie-break: the code, then the names in Vietnamese order.
    """

    place: int
    of: int
    ahead_of: str | None = None
    by: Key | None = None


@attrs.frozen
class Behind:
    """Waitlisted because all places were taken: behind the last awarded, by the key in which they first differ.

    Without a key it was the final tie-break; without a subject there is no place at all.
    """

    subject: str | None
    by: Key | None


@attrs.frozen
class Limited:
    """Waitlisted because a limit was reached: for which value, and by whom."""

    limit: Limit
    value: Value
    filled_by: tuple[str, ...]


@attrs.frozen
class Unordered:
    """Waitlisted because more are eligible than there are places, and nobody chose an order."""

    eligible: int
    places: int


@attrs.frozen
class Excluded:
    """Not eligible: the value decided, the rules that give it (none: no rule applies), and their citations.

    Where the decision is undetermined among values none of which is eligible, `may_be` are these, and there is no one
    value.
    """

    value: Choice
    rules: tuple[str, ...]
    cite: tuple[Citation, ...]
    may_be: tuple[Choice, ...] = ()


@attrs.frozen
class NotDecided:
    """Eligibility is undetermined: the decision may take these values. `Placement.missing` names the missing facts."""

    may_be: tuple[Choice, ...]


@attrs.frozen
class InConflict:
    """Rules contradict each other about it, whatever the unknown facts are."""

    rules: tuple[str, ...]
    cite: tuple[Citation, ...]


@attrs.frozen
class ScopeUnknown:
    """Membership in the plan's scope is undetermined: these facts are missing."""

    missing: tuple[Missing, ...]


@attrs.frozen
class LimitUnknown:
    """Eligible, and its turn came; but for want of these facts nobody knows whether a limit was reached."""

    limit: Limit
    missing: tuple[Missing, ...]


Reason = Awarded | Behind | Limited | Unordered | Excluded | NotDecided | InConflict | ScopeUnknown | LimitUnknown


@attrs.frozen
class Placement:
    """The place of a subject in an allocation, with the reasons.

    `names` are its own name and those of what it lies in, narrowest first. `rank` counts the eligible in the order
    from 1; None where it is not eligible or nobody chose an order. `assumed` says that its place rests on something
    assumed, of itself or of one it was compared with.
    """

    subject: str
    names: tuple[str, ...]
    attribute: str
    rank: int | None
    keys: tuple[KeySeen, ...]
    reasons: tuple[Reason, ...]
    assumed: bool
    facts: Facts = attrs.field(repr=False)
    decisions: Decisions = attrs.field(eq=False, repr=False)

    @property
    def decision(self) -> Decision:
        """The decision on whether it is eligible."""
        return self.decisions[self.attribute]

    @property
    def evidence(self) -> Evidence | None:
        """The evidence of the eligibility decision, `assumed` where its place rests on anything assumed."""
        evidence = self.decision.evidence
        return Evidence.ASSUMED if self.assumed and evidence is not None else evidence

    @property
    def missing(self) -> tuple[Missing, ...]:
        """The unknown facts for want of which it could not be placed."""
        missing_facts: dict[Missing, None] = {}
        for reason in self.reasons:
            match reason:
                case ScopeUnknown(missing) | LimitUnknown(_, missing):
                    missing_facts |= dict.fromkeys(missing)
                case NotDecided():
                    missing_facts |= dict.fromkeys(self.decision.missing)
                case _:
                    pass
        return tuple(missing_facts)


@attrs.frozen
class CounterExample:
    """A way to complete unknown facts that gives another awarded list.

    `facts` are what was supposed of whom; `completed` are the same subjects with these facts: put in the place of the
    subjects as they were, they replay it.
    """

    facts: tuple[tuple[Missing, Found], ...]
    entering: tuple[str, ...]
    leaving: tuple[str, ...]
    awarded: tuple[str, ...]
    completed: tuple[Facts, ...] = attrs.field(repr=False)


@attrs.frozen
class DeadlineOutcome:
    """A deadline for one point: met, missed, or None while its day is unknown. `day` is the day that counts."""

    subject: str
    day: date | None
    met: bool | None


@attrs.frozen
class DeadlineSeen:
    """A deadline and, where points are given, whether each of them met it."""

    deadline: Deadline
    points: tuple[DeadlineOutcome, ...] = ()

    @property
    def missed(self) -> bool:
        """True where a point certainly missed it."""
        return any(point.met is False for point in self.points)


@attrs.frozen
class Change:
    """The facts that an assumption gave to one subject."""

    subject: str
    names: tuple[str, ...]
    facts: tuple[tuple[str, Value], ...]


@attrs.frozen
class Comparison:
    """Number of subjects of an area that now have the compared value, beside the published total if there is one."""

    area: str
    counted: int
    total: Total | None


@attrs.frozen
class Assumed:
    """Effect of one assumption: the facts that it set, and the outcome beside the published totals."""

    assumption: Assumption
    changes: tuple[Change, ...]
    comparisons: tuple[Comparison, ...]


@attrs.frozen
class Allocation:
    """Result of a plan: awarded, waitlist, excluded, undetermined; each subject in scope is in exactly one of them.

    Awarded, waitlist in the order of rank; the others by code and names in Vietnamese order. `outside` are those set
    aside as outside the plan's scope. `changeable` says whether some completion of the unknown facts awards others:
    *yes* with a witness, *no* with a proof, or *not proved*. `matches` says how the law's lists met the subjects.
    """

    plan: Plan
    law: Law = attrs.field(repr=False)
    choices: Choices
    awarded: tuple[Placement, ...]
    waitlist: tuple[Placement, ...]
    excluded: tuple[Placement, ...]
    undetermined: tuple[Placement, ...]
    outside: tuple[str, ...]
    unordered: bool
    shortfall: Shortfall | None
    deadlines: tuple[DeadlineSeen, ...]
    assumed: tuple[Assumed, ...]
    matches: tuple[AnnexMatch, ...] = attrs.field(repr=False)
    _change: Callable[[], tuple[Changeable, CounterExample | None]] = attrs.field(repr=False, eq=False)

    @cached_property
    def changed(self) -> tuple[Changeable, CounterExample | None]:
        """A completion of the unknown facts that awards other subjects, if there is one. Computed on first use."""
        return self._change()

    @property
    def changeable(self) -> Changeable:
        """Answer to: can a completion of the unknown facts award other subjects?"""
        return self.changed[0]

    @property
    def witness(self) -> CounterExample | None:
        """A completion of the unknown facts that awards others."""
        return self.changed[1]

    @property
    def as_of(self) -> date:
        """The date for which everything was decided."""
        return self.law.as_of

    @property
    def adopted(self) -> bool:
        """True where somebody adopted the planner's choices."""
        return bool(self.choices.chosen_by)

    @property
    def answers(self) -> tuple[tuple[str, Answer], ...]:
        """The planner's answers to questions that the law leaves open, by rule."""
        return tuple(self.law.answers.items())

    @property
    def limits(self) -> tuple[Limit, ...]:
        """Every limit, the plan's and the planner's."""
        return (*self.plan.limits, *self.choices.limits)

    @property
    def on_assumptions(self) -> bool:
        """True where any placement rests on an assumption."""
        return any(placement.assumed for placement in self.placings())

    @property
    def conflicts(self) -> tuple[Placement, ...]:
        """The placements of subjects about which rules contradict each other."""
        return tuple(
            placement
            for placement in self.undetermined
            if any(isinstance(reason, InConflict) for reason in placement.reasons)
        )

    @property
    def findings(self) -> bool:
        """True where something needs attention: a shortfall, no order, a conflict, or a missed deadline."""
        late = any(deadline.missed for deadline in self.deadlines)
        return bool(self.shortfall or self.unordered or self.conflicts or late)

    def placings(self) -> Iterator[Placement]:
        """All of them: awarded, waitlist, excluded, undetermined."""
        for group in (self.awarded, self.waitlist, self.excluded, self.undetermined):
            yield from group
