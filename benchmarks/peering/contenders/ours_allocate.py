"""This library, `allocate`: every commune decided by double entry and placed, each with its reason."""

from typing import Any

from peering.workload import NO, OPEN, YES, Data, Found


class Peer:
    title = "this library, allocate, every place with its reason"
    kind = "ours"
    packages = ("eligibility", "durable_rules")
    unknowns = True
    largest = 10_000
    lacks = ""

    def __init__(self, data: Data) -> None:
        self.data, self.places = data, data.objects()

    def decide(self) -> None:
        from eligibility import allocate

        self.allocation = allocate(self.data.plan, self.places)

    def award(self) -> None:
        """It is done already."""

    def found(self) -> Found:
        import numpy as np

        size = self.data.communes
        states, open_, eligible = (np.zeros(size, np.uint8) for _ in range(3))
        allocation: Any = self.allocation
        groups = ((allocation.awarded, YES), (allocation.waitlist, YES), (allocation.excluded, NO))
        for placings, value in (*groups, (allocation.undetermined, OPEN)):
            for placing in placings:
                at = int(placing.subject)
                eligible[at] = value
                for bit, outcome in enumerate(placing.decisions["eligible"].outcomes.values()):
                    states[at] |= (outcome == 3) << bit
                    open_[at] |= (outcome == 1) << bit
        awarded = np.array([int(placing.subject) for placing in allocation.awarded])
        by_province = awarded[np.argsort(self.data.province[awarded], kind="stable")]
        return Found(states, open_, eligible, self.data.score_of(np.flatnonzero(eligible == YES)), by_province)
