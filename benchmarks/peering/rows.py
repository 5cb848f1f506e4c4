"""What engines have in common that decide one commune at a time: the input as records, the award in Python."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from peering.awarding import by_rows
from peering.workload import PPB, YES, Data, Found

SHARE_PERCENT, FAR_KM, MANY = 20, 20, 2


class Rows:
    """A peer that decides records; a subclass fills `bits`, an integer for each record, in `decide`."""

    kind = "rows"
    unknowns = False
    largest = 10_000

    def __init__(self, data: Data) -> None:
        self.records = data.records()
        self.bits: list[int] = []

    def award(self) -> None:
        self.score: list[tuple[int, int, int]] = []
        candidates = []
        for at, (record, bits) in enumerate(zip(self.records, self.bits, strict=True)):
            if bits:
                share = record["poor_households"] * PPB // record["households"]
                score = (share, record["road_km"], -record["support_points"])
                self.score.append(score)
                candidates.append((record["province"], score, at))
        self.awarded = by_rows(candidates)

    def found(self) -> Found:
        eligible = [YES if bits else 0 for bits in self.bits]
        return Found(self.bits, [0] * len(self.bits), eligible, self.score, self.awarded)


def flat(record: Mapping[str, Any]) -> dict[str, Any]:
    """The facts that an engine without arithmetic and lists needs: the share and the count are worked out in Python."""
    return {
        "region": record["region"] or "none",
        "poor": 1 if record["poor_households"] * 100 >= record["households"] * SHARE_PERCENT else 0,
        "road_km": record["road_km"],
        "difficult": sum(1 for village in record["villages"] if village["difficult"]),
    }


JSON_LOGIC: tuple[Any, ...] = (
    {"==": [{"var": "region"}, "III"]},
    {
        "and": [
            {">=": [{"*": [{"var": "poor_households"}, 5]}, {"var": "households"}]},
            {">": [{"var": "road_km"}, FAR_KM]},
        ]
    },
    {
        ">=": [
            {
                "reduce": [
                    {"var": "villages"},
                    {"+": [{"var": "accumulator"}, {"if": [{"var": "current.difficult"}, 1, 0]}]},
                    0,
                ]
            },
            MANY,
        ]
    },
)
"""The three rules in JsonLogic."""


def bits_of(evaluate: Callable[[int], Any]) -> int:
    """The bits of the three rules, each evaluated."""
    return (1 if evaluate(0) else 0) | (2 if evaluate(1) else 0) | (4 if evaluate(2) else 0)


def compact(value: object) -> str:
    """JSON without blanks."""
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)
