"""numpy by hand, without unknowns and without a trace: what the machine can do."""

import numpy as np

from peering.awarding import by_columns
from peering.workload import YES, Data, Found


class Peer:
    title = "numpy by hand"
    kind = "yardstick"
    packages = ("numpy",)
    unknowns = False
    largest = 10_000_000
    lacks = "trace, unknowns, texts; written anew for every rule"

    def __init__(self, data: Data) -> None:
        self.data = data

    def decide(self) -> None:
        data = self.data
        bits = (data.region.values == 3).view(np.uint8)
        poor = data.poor.values * 5 >= data.households.values
        poor &= data.road.values > 20
        bits |= poor.view(np.uint8) << 1
        bits |= (self.counts() >= 2).view(np.uint8) << 2
        self.bits, self.eligible = bits, bits != 0

    def counts(self) -> np.ndarray:
        """How many difficult villages each commune has: prefix sums at the offsets."""
        total = np.zeros(self.data.villages + 1, np.int32)
        np.cumsum(self.data.difficult.values, out=total[1:])
        at = total[self.data.offsets]
        return at[1:] - at[:-1]

    def award(self) -> None:
        self.score, self.awarded = by_columns(self.data, np.flatnonzero(self.eligible))

    def found(self) -> Found:
        return Found(self.bits, np.zeros_like(self.bits), self.eligible * YES, self.score, self.awarded)
