"""Registers: from tables to facts."""

from eligibility.registers.annexes import (
    Annexes,
    Covered,
    Filled,
    Pairs,
    areas,
    covered,
    fill,
    members_of,
    names_of,
    supplement,
)
from eligibility.registers.linking import none_named, none_such
from eligibility.registers.parsing import Defaults
from eligibility.registers.register import Register, about_of, kind_of, lists_of, of_areas, read_register
