"""Columns: a register held as whole columns, its members in the order of what they belong to."""

from importlib.util import find_spec

from eligibility.errors import Unavailable

if find_spec("polars") is None:
    raise Unavailable("pip install 'eligibility[columnar]' (polars)")
