"""numpy by hand with Kleene's logic written out: value bits and open bits of three rules, no trace of leaves."""

import numpy as np

from peering.awarding import by_columns
from peering.workload import NO, OPEN, YES, Data, Found


class Peer:
    title = "numpy by hand, unknowns"
    kind = "yardstick"
    packages = ("numpy",)
    unknowns = True
    largest = 10_000_000
    lacks = "trace, texts; written anew for every rule"

    def __init__(self, data: Data) -> None:
        self.data = data

    def decide(self) -> None:
        data = self.data
        region = data.region.values == 3
        share = data.poor.values * 5 >= data.households.values
        known = data.poor.known & data.households.known
        road = data.road.values > 20
        may_share, may_road = share | ~known, road | ~data.road.known
        low = self._count(data.difficult.values & data.difficult.known)
        high = self._count(data.difficult.values | ~data.difficult.known)
        many = low >= 2
        yes = (region & data.region.known, share & known & road & data.road.known, many)
        maybe = (region | ~data.region.known, may_share & may_road, many | (high >= 2) | ~data.complete)
        self.states, possible = self._bits(yes), self._bits(maybe)
        self.open = possible & ~self.states
        self.eligible = np.where(self.states != 0, YES, np.where(self.open != 0, OPEN, NO)).astype(np.uint8)

    def _count(self, members: np.ndarray) -> np.ndarray:
        total = np.zeros(len(members) + 1, np.int32)
        np.cumsum(members, out=total[1:])
        at = total[self.data.offsets]
        return at[1:] - at[:-1]

    def _bits(self, rules: tuple[np.ndarray, ...]) -> np.ndarray:
        first, second, third = (rule.view(np.uint8) for rule in rules)
        return first | second << 1 | third << 2

    def award(self) -> None:
        self.score, self.awarded = by_columns(self.data, np.flatnonzero(self.states))

    def found(self) -> Found:
        return Found(self.states, self.open, self.eligible, self.score, self.awarded)
