"""Engines: from facts to outcomes of rules. Each reads the same condition tree; none knows another."""

from eligibility.engines.comparisons import SIGNS
from eligibility.engines.frames import (
    FACTS,
    PARENT,
    SUBJECT,
    Frame,
    Shape,
    above,
    all_of,
    copied,
    facts_seen,
    ghosts,
    mask_of,
    reader,
    shape_of,
    slot_value,
    value_in,
    values_of,
)
