"""Sizes of the random tables: small by default, large where ELIGIBILITY_NIGHTLY=1."""

import os

NIGHTLY = os.environ.get("ELIGIBILITY_NIGHTLY") == "1"


def sized(default: int, nightly: int) -> int:
    """The size for this run."""
    return nightly if NIGHTLY else default


def seeds(default: int, nightly: int) -> range:
    """Seeds from 0, as many as this run tries."""
    return range(sized(default, nightly))
