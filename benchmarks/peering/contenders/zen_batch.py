"""GoRules Zen in batches, where the version has them: of JSON texts, which it takes quicker than dicts."""

import zen

from peering.contenders import Absent, zen_single
from peering.rows import Rows, compact
from peering.workload import Data


class Peer(Rows):
    title = "zen-engine, evaluate_batch"
    packages = ("zen-engine",)
    largest = 100_000
    lacks = "unknowns (null), why not, an order"

    def __init__(self, data: Data) -> None:
        if not hasattr(zen.ZenEngine, "evaluate_batch"):
            raise Absent("this version of zen-engine has no evaluate_batch")
        super().__init__(data)
        self.engine = zen.ZenEngine({"loader": {"type": "static", "content": {"rules": zen_single.graph()}}})
        self.requests = [{"key": "rules", "context": compact(record)} for record in self.records]

    def decide(self) -> None:
        results = (one["data"]["result"] for one in self.engine.evaluate_batch(self.requests))
        self.bits = [result["a"] | result["b"] << 1 | result["c"] << 2 for result in results]
