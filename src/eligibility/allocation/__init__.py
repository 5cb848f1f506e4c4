"""Allocation: who comes first where there is not enough."""

from eligibility.allocation.allocation import Allocation, allocate
from eligibility.allocation.assumptions import met_by, names_of
