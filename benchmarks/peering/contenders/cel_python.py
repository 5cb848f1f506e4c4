"""CEL in Python: three programs evaluated on records that became CEL's own values before the time measured."""

import celpy

from peering.contenders.cel_rust import EXPRESSIONS
from peering.rows import Rows
from peering.workload import Data


class Peer(Rows):
    title = "CEL in Python"
    packages = ("cel-python",)
    largest = 2_000
    lacks = "trace, unknowns, an order"

    def __init__(self, data: Data) -> None:
        super().__init__(data)
        environment = celpy.Environment()
        self.programs = [environment.program(environment.compile(expression)) for expression in EXPRESSIONS]
        self.contexts = [celpy.json_to_cel(record) for record in self.records]

    def decide(self) -> None:
        first, second, third = (program.evaluate for program in self.programs)
        self.bits = [
            bool(first(context)) | bool(second(context)) << 1 | bool(third(context)) << 2 for context in self.contexts
        ]
