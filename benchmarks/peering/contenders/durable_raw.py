"""durable_rules through its own host, one fact at a time, in the fastest way known to be right.

The host's timers are not started; the state lives as long as the host; a fact is retracted before the next one comes.
That nothing matched is an exception of durable_rules' and no error. Shares and counts are worked out in Python, in the
time measured: durable_rules' own arithmetic is not safe.
"""

import warnings
from typing import Any

from durable.engine import Host, MessageNotHandledException

from peering.rows import FAR_KM, MANY, Rows, flat
from peering.workload import Data

_CONDITIONS: tuple[Any, ...] = (
    {"region": "III"},
    {"$and": [{"poor": 1}, {"$gt": {"road_km": FAR_KM}}]},
    {"$gte": {"difficult": MANY}},
)


class _SilentHost(Host):
    def _run(self) -> None:
        """Start no timers."""


class Peer(Rows):
    title = "durable_rules, raw"
    packages = ("durable_rules",)
    lacks = "trace, unknowns, ratios, an order"

    def __init__(self, data: Data) -> None:
        super().__init__(data)
        self.fired: list[int] = []
        warnings.filterwarnings("ignore", r"datetime\.datetime\.utcfrom", DeprecationWarning)
        rules: dict[str, Any] = {
            f"r{at}": {"all": [{"m": condition}], "run": self._record(1 << at)}
            for at, condition in enumerate(_CONDITIONS)
        }
        self.host = _SilentHost({"rules": rules})

    def _record(self, bit: int) -> Any:
        fired = self.fired

        def run(_: object) -> None:  # of one parameter: with two, the host would wait for an answer
            fired.append(bit)

        return run

    def decide(self) -> None:
        host, fired, self.bits = self.host, self.fired, []
        for record in self.records:
            fired.clear()
            try:
                host.assert_fact("rules", {"id": "f", **flat(record)})
            except MessageNotHandledException:
                assert not fired
            host.retract_fact("rules", {"id": "f"})
            self.bits.append(sum(fired))
