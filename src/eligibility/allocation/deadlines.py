"""Deadlines of a plan, checked on what was set up for the awarded."""

from collections.abc import Sequence
from datetime import date

from eligibility.communes import DELIVERED_DAYS, DELIVERED_NAMES
from eligibility.model import UNKNOWN, Deadline, DeadlineOutcome, DeadlineSeen, Facts
from eligibility.sources import alphabetical


def checked(deadlines: Sequence[Deadline], delivered: Sequence[object], as_of: date) -> tuple[DeadlineSeen, ...]:
    """For each deadline whether each subject was set up in time, in the order of their names."""
    subjects = [facts.subject if isinstance(facts, Facts) else facts for facts in delivered]
    return tuple(
        DeadlineSeen(
            deadline,
            tuple(
                sorted(
                    (_outcome(deadline, subject, as_of) for subject in subjects),
                    key=lambda outcome: (alphabetical(outcome.subject), str(outcome.day)),
                )
            ),
        )
        for deadline in deadlines
    )


def _outcome(deadline: Deadline, delivered: object, as_of: date) -> DeadlineOutcome:
    """The outcome of a deadline for a subject: set up in time, too late, or not known.

    The first of its days counts; where that is unknown, it was set up no later than the others say. A subject that is
    not set up misses a deadline once that has passed.
    """
    days = [getattr(delivered, name, UNKNOWN) for name in DELIVERED_DAYS]
    names = [getattr(delivered, name, UNKNOWN) for name in DELIVERED_NAMES]
    known_names = [name for name in names if isinstance(name, str)]
    called = known_names[0] if isinstance(names[0], str) else "/".join(known_names) or "?"
    day = next((day for day in days if isinstance(day, date)), None)
    if days[0] is None:
        return DeadlineOutcome(called, None, False if deadline.end is not None and as_of > deadline.end else None)
    if day is None:
        return DeadlineOutcome(called, None, None)
    if isinstance(days[0], date) or deadline.start is None or day < deadline.start:
        return DeadlineOutcome(called, day, deadline.met(day))
    in_time = deadline.end is None or day <= deadline.end  # but it may have been set up before the start
    return DeadlineOutcome(called, day, True if in_time else None)
