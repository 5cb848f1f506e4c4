"""Registers read as columns. Needs `eligibility[columnar]`."""

from eligibility.registers.columnar.levels import CHUNK
from eligibility.registers.columnar.reading import Source, open_columns
