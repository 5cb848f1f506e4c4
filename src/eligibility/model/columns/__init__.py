"""Columns: a register as whole columns, its members in the order of their owners. Needs `eligibility[columnar]`."""

from eligibility.model.columns.columns import Columns, Members, facts_at, facts_of, value_at
from eligibility.model.columns.objects import Wanted, column, columns_of
from eligibility.model.columns.selection import erased, joined, levels, ranges, taken
