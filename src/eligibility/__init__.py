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
    from eligibility.allocated import AllocatedRegister, allocate_register
    from eligibility.allocation import Allocation, allocate
    from eligibility.decided import DecidedRegister, decide_register
    from eligibility.deciding import decide, decide_many
    from eligibility.decisions import Decision, Decisions, Explanation
    from eligibility.errors import EligibilityError, EngineDisagreement, FactError, Problem, RuleError, Unavailable
    from eligibility.facts import Commune, Facts, Point, Site, Village
    from eligibility.loading import load_plan, load_rules
    from eligibility.plans import LoadedPlan
    from eligibility.registers import Register, read_register
    from eligibility.reporting import render
    from eligibility.rulesets import Law
    from eligibility.settling import changes, unsettled
    from eligibility.values import UNKNOWN, Evidence, OneOf

_HOMES = {
    "allocated": ("AllocatedRegister", "allocate_register"),
    "allocation": ("Allocation", "allocate"),
    "decided": ("DecidedRegister", "decide_register"),
    "deciding": ("decide", "decide_many"),
    "decisions": ("Decision", "Decisions", "Explanation"),
    "errors": ("EligibilityError", "EngineDisagreement", "FactError", "Problem", "RuleError", "Unavailable"),
    "facts": ("Commune", "Facts", "Point", "Site", "Village"),
    "loading": ("load_plan", "load_rules"),
    "plans": ("LoadedPlan",),
    "registers": ("Register", "read_register"),
    "reporting": ("render",),
    "rulesets": ("Law",),
    "settling": ("changes", "unsettled"),
    "values": ("UNKNOWN", "Evidence", "OneOf"),
}
_EXTRAS = {"allocated": "columnar", "decided": "columnar"}
"""The modules that need an extra."""
_HOME = {name: home for home, names in _HOMES.items() for name in names}
__all__ = [
    "UNKNOWN",
    "AllocatedRegister",
    "Allocation",
    "Commune",
    "DecidedRegister",
    "Decision",
    "Decisions",
    "EligibilityError",
    "EngineDisagreement",
    "Evidence",
    "Explanation",
    "FactError",
    "Facts",
    "Law",
    "LoadedPlan",
    "OneOf",
    "Point",
    "Problem",
    "Register",
    "RuleError",
    "Site",
    "Unavailable",
    "Village",
    "allocate",
    "allocate_register",
    "changes",
    "decide",
    "decide_many",
    "decide_register",
    "load_plan",
    "load_rules",
    "read_register",
    "render",
    "unsettled",
]


def __getattr__(name: str) -> object:
    # What is not used is not imported: a name's module is loaded when the name is first asked for.
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    home = _HOME[name]
    try:
        found: object = getattr(import_module(f"{__name__}.{home}"), name)
    except ImportError as error:
        if home not in _EXTRAS:
            raise
        from eligibility.errors import Unavailable

        raise Unavailable(f"{error.name} is missing: pip install 'eligibility[{_EXTRAS[home]}]'") from None
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return __all__
