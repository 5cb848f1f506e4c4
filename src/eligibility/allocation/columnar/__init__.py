"""Allocation among a whole register as columns. Needs `eligibility[columnar]`."""

from eligibility.allocation.columnar.allocate import allocate_at, allocate_register, wanted_by
from eligibility.allocation.columnar.register import AllocatedRegister
