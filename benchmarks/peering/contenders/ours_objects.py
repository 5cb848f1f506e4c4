"""This library's columnar engine over a list of attrs objects, from which it makes its columns in the time measured."""

from typing import Any

from peering import columnar
from peering.contenders import ours_columns
from peering.workload import Data


class Peer(ours_columns.Peer):
    title = "this library, columnar, from attrs objects"

    def ready(self, data: Data) -> Any:
        columnar.indexed(data)  # absent where the engine is, before a million objects are made
        return data.objects()
