"""business-rules: variables and actions as classes; shares and counts are variables, worked out in Python."""

from collections.abc import Mapping
from typing import Any

from business_rules import run_all
from business_rules.actions import BaseActions, rule_action
from business_rules.fields import FIELD_NUMERIC
from business_rules.variables import BaseVariables, boolean_rule_variable, numeric_rule_variable, string_rule_variable

from peering.rows import FAR_KM, MANY, SHARE_PERCENT, Rows


class _Variables(BaseVariables):
    def __init__(self, record: Mapping[str, Any]) -> None:
        self.record = record

    @string_rule_variable()
    def region(self) -> str:
        return self.record["region"] or "none"

    @boolean_rule_variable()
    def poor(self) -> bool:
        return self.record["poor_households"] * 100 >= self.record["households"] * SHARE_PERCENT

    @numeric_rule_variable()
    def road_km(self) -> int:
        return self.record["road_km"]

    @numeric_rule_variable()
    def difficult(self) -> int:
        return sum(1 for village in self.record["villages"] if village["difficult"])


class _Actions(BaseActions):
    def __init__(self) -> None:
        self.bits = 0

    @rule_action(params={"bit": FIELD_NUMERIC})
    def match(self, bit: int) -> None:
        self.bits |= bit


_FAR = {"name": "road_km", "operator": "greater_than", "value": FAR_KM}
_CONDITIONS: tuple[Any, ...] = (
    {"name": "region", "operator": "equal_to", "value": "III"},
    {"all": [{"name": "poor", "operator": "is_true", "value": ""}, _FAR]},
    {"name": "difficult", "operator": "greater_than_or_equal_to", "value": MANY},
)
_RULES = [
    {"conditions": condition, "actions": [{"name": "match", "params": {"bit": 1 << at}}]}
    for at, condition in enumerate(_CONDITIONS)
]


class Peer(Rows):
    title = "business-rules"
    packages = ("business-rules",)
    lacks = "trace, unknowns, ratios, lists, an order"

    def decide(self) -> None:
        self.bits = []
        for record in self.records:
            actions = _Actions()
            run_all(_RULES, _Variables(record), actions)
            self.bits.append(actions.bits)
