"""JsonLogic in Rust: compiled rules in one session over records that were parsed before the time measured."""

from datalogic_py import DataHandle, Engine

from peering.rows import JSON_LOGIC, Rows, compact
from peering.workload import Data


class Peer(Rows):
    title = "json-logic in Rust, parsed before"
    packages = ("datalogic-py",)
    largest = 100_000
    lacks = "trace, unknowns, an order"

    def __init__(self, data: Data) -> None:
        super().__init__(data)
        self.engine = Engine()
        self.rules = [self.engine.compile(compact(rule)) for rule in JSON_LOGIC]
        self.handles = [DataHandle(compact(record)) for record in self.records]

    def decide(self) -> None:
        evaluate = self.engine.session().evaluate_bool
        first, second, third = self.rules
        self.bits = [
            evaluate(first, handle) | evaluate(second, handle) << 1 | evaluate(third, handle) << 2
            for handle in self.handles
        ]
