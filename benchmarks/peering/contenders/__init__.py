"""One engine a module, each with a class `Peer`: prepared with the data, then decides, awards, and says what it found.

A peer has a title, a kind (`yardstick`, `columns`, `rows`, `ours`), the packages whose versions count, whether it can
take unknown facts, the largest register that it is asked to decide, and in a few words what it does not give.
"""

from importlib import import_module
from typing import Any, Protocol

from peering.workload import Data, Found


class Contender(Protocol):
    """What every `Peer` is. `decide` and `award` are timed; where they return seconds, those count instead."""

    title: str
    kind: str
    packages: tuple[str, ...]
    unknowns: bool
    largest: int
    lacks: str

    def __init__(self, data: Data) -> None: ...

    def decide(self) -> float | None:
        """The rules, and who is eligible."""

    def award(self) -> float | None:
        """The score of the eligible, and the first of each province."""

    def found(self) -> Found:
        """What was found; not timed."""


NAMES = (
    "plain_loop",
    "plain_unknowns",
    "numpy_bare",
    "numpy_unknowns",
    "polars_prefix",
    "polars_join",
    "duckdb_sql",
    "openfisca_inputs",
    "openfisca_tables",
    "ours_columns",
    "ours_objects",
    "ours_tracing",
    "ours_double",
    "ours_allocate",
    "zen_batch",
    "zen_single",
    "durable_raw",
    "business_rules_python",
    "json_logic_python",
    "json_logic_rust",
    "json_logic_rust_text",
    "json_logic_node",
    "cel_rust",
    "cel_python",
)
"""Every contender, in the order of the table."""


def peer(name: str) -> type[Contender]:
    """The peer of a module; whatever it needs and cannot import is an ImportError."""
    found: Any = import_module(f"peering.contenders.{name}").Peer
    return found


class Absent(ImportError):
    """Something that a peer needs and that pip does not install is not here."""
