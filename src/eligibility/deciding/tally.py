"""Tally: how often each value was decided in a register."""

from collections import Counter
from collections.abc import Iterable, Iterator

import attrs

from eligibility.deciding.subjects import Registered
from eligibility.model import Choice, Law


@attrs.define
class Tally:
    """How often what was decided, filled while a stream passes."""

    values: dict[str, Counter[Choice | str]] = attrs.field(factory=dict)
    conflicts: int = 0

    def of(self, stream: Iterable[Registered]) -> Iterator[Registered]:
        """The same stream, counted."""
        for found in stream:
            for decision in found.decisions.values():
                counts = self.values.setdefault(decision.rule_set.name, Counter())
                counts[decision.value if decision.decided else "?"] += 1
                self.conflicts += bool(decision.conflict)
            yield found


def subject_of(law: Law) -> str:
    """The kind of subject that belongs to no other of which most is concluded."""
    kinds = [rule_set.subject for rule_set in law.rule_sets]
    found = Counter(kind for kind in kinds if not law.vocabulary.parent(kind)).most_common(1)
    return found[0][0] if found else kinds[-1]
