"""GoRules Zen, one call for each commune: the rules are expressions of a graph, the villages are counted by Zen.

The call is the quickest that the version has: from 2 on `evaluate` of an engine whose loader returns parsed content
(20 times as quick as the decision of `create_decision`), before that the decision's own.
"""

from functools import partial

import zen

from peering.rows import Rows, compact
from peering.workload import Data

EXPRESSIONS = {
    "a": "region == 'III'",
    "b": "poor_households * 5 >= households and road_km > 20",
    "c": "count(villages, #.difficult) >= 2",
}


def graph() -> dict[str, object]:
    """The three rules as a decision of Zen's."""
    place = {"x": 0, "y": 0}
    expressions = [{"id": key, "key": key, "value": value} for key, value in EXPRESSIONS.items()]
    nodes = [
        {"id": "in", "type": "inputNode", "name": "in", "position": place},
        {"id": "rules", "type": "expressionNode", "name": "rules", "position": place},
        {"id": "out", "type": "outputNode", "name": "out", "position": place},
    ]
    nodes[1]["content"] = {"expressions": expressions}
    edges = [
        {"id": "1", "sourceId": "in", "targetId": "rules", "type": "edge"},
        {"id": "2", "sourceId": "rules", "targetId": "out", "type": "edge"},
    ]
    return {"contentType": "application/vnd.gorules.decision", "nodes": nodes, "edges": edges}


class Peer(Rows):
    title = "zen-engine, single calls"
    packages = ("zen-engine",)
    lacks = "unknowns (null), why not, an order"

    def __init__(self, data: Data) -> None:
        super().__init__(data)
        if hasattr(zen, "ZenDecisionContent"):
            content = zen.ZenDecisionContent(compact(graph()))
            self.evaluate = partial(zen.ZenEngine({"loader": lambda _: content}).evaluate, "rules")
        else:
            self.evaluate = zen.ZenEngine().create_decision(compact(graph())).evaluate

    def decide(self) -> None:
        evaluate = self.evaluate
        results = (evaluate(record)["result"] for record in self.records)
        self.bits = [result["a"] | result["b"] << 1 | result["c"] << 2 for result in results]
