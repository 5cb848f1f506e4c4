"""Allocation: who comes first where there is not enough."""

from eligibility.allocation.allocation import Allocation, allocate
from eligibility.allocation.assumptions import names_of
from eligibility.allocation.grounds import Grounds, MissingGroup, RowsBehind, grounds_of
