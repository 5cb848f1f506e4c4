"""Whole registers decided as columns. Needs `eligibility[columnar]`."""

from eligibility.deciding.columnar.chunks import Bar, ChunkedDecisions, needed_by, open_chunks
from eligibility.deciding.columnar.register import (
    NAMING,
    DecidedRegister,
    decide_register,
    engine_for,
    heading,
    needed,
    unknown_subject,
)
from eligibility.deciding.columnar.sampling import OUTCOMES, chosen, hashes
