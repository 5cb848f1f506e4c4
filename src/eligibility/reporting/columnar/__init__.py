"""Reports on registers decided as columns. Needs `eligibility[columnar]`."""

from eligibility.reporting.columnar import rankings, registers
