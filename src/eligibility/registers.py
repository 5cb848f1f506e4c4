"""Registers: the list of subjects and their facts, read from CSV or JSON Lines, and completed by the lists of the law."""

from collections.abc import Mapping
from datetime import date

import attrs

from eligibility.facts import Facts
from eligibility.listings import Match
from eligibility.texts import Text


@attrs.frozen
class Register:
    """Subjects with their facts, by kind of subject, and how the lists met them."""

    name: str
    facts: Mapping[str, tuple[Facts, ...]]
    matches: tuple[Match, ...] = ()
    title: Text | None = None
    snapshot: date | None = None
    source: Text | None = None

    def of(self, subject: str) -> tuple[Facts, ...]:
        """The facts of all subjects of one kind; those that belong to another stand in its `members`."""
        return self.facts.get(subject, ())
