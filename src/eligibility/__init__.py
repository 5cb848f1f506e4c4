"""Turns legal criteria into explained decisions and fair allocations.

>>> from datetime import date
>>> import eligibility as el
>>> rules = el.load_rules("03/2023/TT-BTTTT", as_of=date(2023, 7, 5))
>>> commune = el.Commune(listed_region="III", new_rural_since=None, support_points=0)
>>> el.decide(rules, commune)["eligible"].value
True
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from eligibility.allocation import Allocation as Allocation, allocate as allocate
    from eligibility.allocation.columnar import (
        AllocatedRegister as AllocatedRegister,
        allocate_register as allocate_register,
    )
    from eligibility.communes import Commune as Commune, Point as Point, Site as Site, Village as Village
    from eligibility.deciding import (
        changes as changes,
        decide as decide,
        decide_many as decide_many,
        unsettled as unsettled,
    )
    from eligibility.deciding.columnar import DecidedRegister as DecidedRegister, decide_register as decide_register
    from eligibility.model import (
        UNKNOWN as UNKNOWN,
        Decision as Decision,
        Decisions as Decisions,
        Evidence as Evidence,
        Explanation as Explanation,
        Facts as Facts,
        Law as Law,
        LoadedPlan as LoadedPlan,
        OneOf as OneOf,
    )
    from eligibility.registers import Register as Register, read_register as read_register
    from eligibility.reporting import render as render
    from eligibility.rulefiles import load_plan as load_plan, load_rules as load_rules
    from eligibility.sources import (
        EligibilityError as EligibilityError,
        EngineDisagreement as EngineDisagreement,
        FactError as FactError,
        Problem as Problem,
        RuleError as RuleError,
        Unavailable as Unavailable,
    )

_NAMES = {
    "allocation": ("Allocation", "allocate"),
    "allocation.columnar": ("AllocatedRegister", "allocate_register"),
    "communes": ("Commune", "Point", "Site", "Village"),
    "deciding": ("changes", "decide", "decide_many", "unsettled"),
    "deciding.columnar": ("DecidedRegister", "decide_register"),
    "model": ("UNKNOWN", "Decision", "Decisions", "Evidence", "Explanation", "Facts", "Law", "LoadedPlan", "OneOf"),
    "registers": ("Register", "read_register"),
    "reporting": ("render",),
    "rulefiles": ("load_plan", "load_rules"),
    "sources": ("EligibilityError", "EngineDisagreement", "FactError", "Problem", "RuleError", "Unavailable"),
}
_ROOM = {name: room for room, names in _NAMES.items() for name in names}
__all__ = sorted(_ROOM)  # noqa: PLE0605 - a list of the names above


def __getattr__(name: str) -> object:
    # What is not used is not imported: a name's module is loaded when the name is first asked for.
    if name not in _ROOM:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    room = _ROOM[name]
    try:
        value: object = getattr(import_module(f"{__name__}.{room}"), name)
    except ImportError as error:
        if not room.endswith(".columnar"):
            raise
        from eligibility.sources import Unavailable

        raise Unavailable(f"{error.name} is missing: pip install 'eligibility[columnar]'") from None
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return __all__
