"""Whole registers decided as columns. Needs `eligibility[columnar]`."""

from eligibility.deciding.columnar.chunks import Bar, ChunkedDecisions, needed_by, opened
from eligibility.deciding.columnar.register import (
    NAMING,
    DecidedRegister,
    decide_register,
    engine_for,
    heading,
    needed,
    nobody,
)
from eligibility.deciding.columnar.sampling import OUTCOMES, chosen, hashes
