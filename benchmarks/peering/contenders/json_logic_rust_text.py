"""JsonLogic in Rust from JSON texts, which it parses in the time measured."""

from datalogic_py import DataHandle

from peering.contenders import json_logic_rust
from peering.rows import compact
from peering.workload import Data


class Peer(json_logic_rust.Peer):
    title = "json-logic in Rust, from JSON texts"

    def __init__(self, data: Data) -> None:
        super().__init__(data)
        self.texts = [compact(record) for record in self.records]

    def decide(self) -> None:
        self.handles = [DataHandle(text) for text in self.texts]
        super().decide()
