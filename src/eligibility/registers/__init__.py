"""Registers: from tables to facts."""

from eligibility.registers.annex_index import Annexes, names_of
from eligibility.registers.annexes import Filled, Pairs, fill, members_of, supplement
from eligibility.registers.coverage import Covered, areas, covered
from eligibility.registers.linking import none_named, none_such
from eligibility.registers.parsing import Defaults
from eligibility.registers.register import Register, about_of, kind_of, lists_of, of_areas, read_register
from eligibility.registers.table_files import READ_AS_COLUMNS, SUFFIXES, TYPED
