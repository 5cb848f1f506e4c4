"""Plans: how many awards there are, for whom, by which date; and apart from it what the planner chose and assumed."""

from collections.abc import Mapping
from datetime import date

import attrs

from eligibility.model.conditions import Condition
from eligibility.model.rulesets import Citation, Law
from eligibility.model.values import Choice
from eligibility.sources import NOWHERE, Place, Text


@attrs.frozen
class Quota:
    """Number of awards: at most `at_most`; fewer than `at_least` is a shortfall."""

    at_least: int
    at_most: int
    cite: tuple[Citation, ...]
    place: Place = attrs.field(default=NOWHERE, eq=False)


@attrs.frozen
class Limit:
    """Number of awards for each value of an attribute: the plan's (cited) or the planner's (with a reason)."""

    by: str
    at_most: int
    cite: tuple[Citation, ...] = ()
    reason: Text | None = None
    place: Place = attrs.field(default=NOWHERE, eq=False)


@attrs.frozen
class Deadline:
    """Period in which something has to be done, first and last day included."""

    id: str
    title: Text
    start: date | None
    end: date | None
    cite: tuple[Citation, ...]
    place: Place = attrs.field(default=NOWHERE, eq=False)

    def met(self, day: date) -> bool:
        """True where a day lies within it."""
        return (self.start is None or self.start <= day) and (self.end is None or day <= self.end)


@attrs.frozen
class Key:
    """One key of the priority order: an attribute, or the ratio of two. What is unknown comes last."""

    attribute: str
    whole: str | None
    descending: bool
    sequence: tuple[Choice, ...]
    reason: Text
    place: Place = attrs.field(default=NOWHERE, eq=False)


@attrs.frozen
class Choices:
    """Choices of the planner on points that no law or plan regulates."""

    chosen_by: str = ""
    chosen_on: date | None = None
    order: tuple[Key, ...] = ()
    limits: tuple[Limit, ...] = ()


@attrs.frozen
class Assumption:
    """Facts taken for granted where they are unknown and a condition holds.

    `compare` is an attribute, its value, and the instrument with whose published total the count is compared.
    """

    id: str
    subject: str
    when: Condition
    then: Mapping[str, object]
    reason: Text
    compare: tuple[str, Choice, str] | None = None
    place: Place = attrs.field(default=NOWHERE, eq=False)


@attrs.frozen
class Plan:
    """The content of a plan, without the planner's choices."""

    number: str
    title: Text
    register: str
    subject: str
    scope: Condition | None
    attribute: str
    value: Choice
    quota: Quota
    per_subject: Quota | None
    limits: tuple[Limit, ...]
    deadlines: tuple[Deadline, ...]
    notes: tuple[tuple[Citation, Text], ...] = ()
    place: Place = attrs.field(default=NOWHERE, eq=False)


@attrs.frozen
class LoadedPlan:
    """A plan with the law by which it is decided, the planner's choices, and the assumptions beside it."""

    plan: Plan
    law: Law
    choices: Choices
    assumptions: tuple[Assumption, ...]
    root: str

    @property
    def limits(self) -> tuple[Limit, ...]:
        """Every limit, the plan's and the planner's."""
        return (*self.plan.limits, *self.choices.limits)
