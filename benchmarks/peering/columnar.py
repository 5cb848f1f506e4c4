"""The one place that knows how this library's columnar engine is called."""

from typing import Any

from peering.contenders import Absent
from peering.workload import Data

_ABSENT = "the columnar engine is not built yet"


def indexed(data: Data) -> Any:
    """What the engine decides from: the columns with the villages' offsets, made outside the time measured."""
    raise Absent(_ABSENT)


def decided(data: Data, register: Any) -> Any:
    """Every commune of an indexed register or of a list of objects decided, with the trace of every rule and leaf."""
    raise Absent(_ABSENT)


def awarded(data: Data, frame: Any) -> Any:
    """The codes of the awarded, by province and rank."""
    raise Absent(_ABSENT)


def bits(frame: Any) -> tuple[Any, Any, Any]:
    """As arrays in the order of the register: the rules' states, what is undetermined, and 0, 1 or 2 for eligible."""
    raise Absent(_ABSENT)
