"""Allocation among a whole register as columns. Needs `eligibility[columnar]`."""

from eligibility.allocation.columnar.register import AllocatedRegister, allocate_at, allocate_register
