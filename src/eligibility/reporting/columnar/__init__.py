"""Reports on registers decided as columns. Needs `eligibility[columnar]`."""

from eligibility.reporting.columnar import rankings, registers
from eligibility.reporting.columnar.registers import entries
from eligibility.reporting.columnar.results import Results, dictionary_of
