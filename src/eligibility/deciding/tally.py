"""Tally: how often each value was decided in a register."""

from collections import Counter
from collections.abc import Iterable, Iterator

import attrs

from eligibility.deciding.subjects import DecidedSubject
from eligibility.model import Choice


@attrs.define
class Tally:
    """Counts of decided values by rule set, filled while a stream passes; ``?`` counts the undetermined."""

    values: dict[str, Counter[Choice | str]] = attrs.field(factory=dict)
    conflicts: int = 0

    def of(self, stream: Iterable[DecidedSubject]) -> Iterator[DecidedSubject]:
        """The same stream, counted."""
        for subject in stream:
            for decision in subject.decisions.values():
                counts = self.values.setdefault(decision.rule_set.name, Counter())
                counts[decision.value if decision.decided else "?"] += 1
                self.conflicts += bool(decision.conflict)
            yield subject
