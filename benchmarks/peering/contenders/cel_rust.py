"""CEL in Rust: three compiled programs executed on each record."""

import cel

from peering.rows import Rows

EXPRESSIONS = (
    "region == 'III'",
    "poor_households * 5 >= households && road_km > 20",
    "villages.filter(village, village.difficult).size() >= 2",
)


class Peer(Rows):
    title = "CEL in Rust"
    packages = ("common-expression-language",)
    lacks = "trace, unknowns, an order"

    def decide(self) -> None:
        first, second, third = (cel.compile(expression).execute for expression in EXPRESSIONS)
        self.bits = [first(record) | second(record) << 1 | third(record) << 2 for record in self.records]
