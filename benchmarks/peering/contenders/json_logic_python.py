"""JsonLogic in pure Python: three rules applied to each record."""

from json_logic import jsonLogic

from peering.rows import JSON_LOGIC, Rows


class Peer(Rows):
    title = "json-logic in Python"
    packages = ("json-logic-qubit",)
    lacks = "trace, unknowns, an order"

    def decide(self) -> None:
        first, second, third = JSON_LOGIC
        self.bits = [
            bool(jsonLogic(first, record)) | bool(jsonLogic(second, record)) << 1 | bool(jsonLogic(third, record)) << 2
            for record in self.records
        ]
