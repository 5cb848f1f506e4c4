"""A register allocated whole says of each subject what `allocate` says of it one by one."""

import random

import attrs
import polars as pl
import pytest

from eligibility.allocated import allocate_register
from eligibility.allocation import allocate
from eligibility.conditions import AnyOf, Op
from eligibility.decided import decide_register
from eligibility.errors import FactError
from eligibility.facts import Facts
from eligibility.placings import Limited
from eligibility.plans import Key, Limit
from eligibility.values import UNKNOWN, Evidence, OneOf
from tests.contests import KEYS, LAW, T, law, leaf, place, plan, random_places, random_plan, rule
from tests.test_allocation import fit, open_place

MORE_KEYS = (
    *KEYS,
    Key("name", None, False, (), T),
    Key("name", None, True, (), T),
    Key("since", None, False, (), T),
    Key("since", None, True, (), T),
    Key("share", None, True, (), T),
    Key("score", None, True, (2, 0), T),
    Key("fit", None, False, (), T),
)


def said(loaded, rows):
    """The allocation one by one, in the columns of a register."""
    found = allocate(loaded, rows)
    groups = {
        "awarded": found.awarded,
        "waitlist": found.waitlist,
        "limited": [one for one in found.waitlist if isinstance(one.reasons[0], Limited)],
        "excluded": found.excluded,
        "undetermined": found.undetermined,
    }
    columns = {name: {one.subject for one in group} for name, group in groups.items()} | {"outside": {*found.outside}}
    ranks = {one.subject: one.rank for one in found.placings()}
    return found, columns, ranks


def same_as_one_by_one(loaded, rows, explained=True):
    found, columns, ranks = said(loaded, rows)
    register = allocate_register(loaded, rows)
    frame = register.frame()
    for name, expected in columns.items():
        assert {*frame.filter(pl.col(name))["code"]} == expected, name
    codes = frame["code"]
    assert dict(zip(codes, frame["rank"], strict=True)) == dict.fromkeys(codes) | ranks
    assert (register.unordered, register.shortfall) == (found.unordered, found.shortfall)
    assert register.findings == found.findings
    if explained:
        assert register.on_assumptions == found.on_assumptions
        placings = {one.subject: one for one in found.placings()}
        for code in codes:
            assert register.explain(code) == placings.get(code)
    return found, register
