"""Registers read as columns. Needs `eligibility[columnar]`."""

from eligibility.registers.columnar.annexes import CompleteAnnexes, Listed, lists_for, spoken_of
from eligibility.registers.columnar.cells import Field, read_cells
from eligibility.registers.columnar.files import InputTable, open_table
from eligibility.registers.columnar.levels import CHUNK, Level
from eligibility.registers.columnar.owners import OwnerLinks
from eligibility.registers.columnar.problems import SHOWN, Findings
from eligibility.registers.columnar.reading import FileSource, Opening, open_columns
