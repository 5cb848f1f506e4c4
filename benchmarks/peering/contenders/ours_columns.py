"""This library's columnar engine over columns that are indexed already, with the trace of every rule and leaf."""

from typing import Any

import numpy as np

from peering import columnar
from peering.workload import YES, Data, Found


class Peer:
    title = "this library, columnar, from columns"
    kind = "ours"
    packages = ("eligibility", "polars")
    unknowns = True
    largest = 1_000_000
    lacks = ""

    def __init__(self, data: Data) -> None:
        self.data, self.register = data, self.ready(data)

    def ready(self, data: Data) -> Any:
        """What is decided."""
        return columnar.indexed(data)

    def decide(self) -> None:
        self.frame = columnar.decided(self.data, self.register)
        self.bits = columnar.bits(self.frame)

    def award(self) -> None:
        self.awarded = columnar.awarded(self.data, self.frame)

    def found(self) -> Found:
        score = self.data.score_of(np.flatnonzero(np.asarray(self.bits[2]) == YES))
        return Found(*self.bits, score, [int(code) for code in self.awarded])
