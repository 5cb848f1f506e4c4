"""Counts: how many members, or conditions, hold at least and at most, as expressions of the generated code.

A member whose condition is satisfied counts for both bounds, one whose condition is undetermined for the upper one
only; the member nobody listed stands for any number of members more. Over columns the same is `_members` of the
columnar engine's `conditions`; explanations show it by `bounds` of the `explainer`.
"""

from typing import Final

import attrs

from eligibility.engines.tracing.source import FunctionSource
from eligibility.model import Literal, Op, Test

MAYBE: Final = 28
"""Members are counted in one number: below this bit those that certainly count, above it those that may."""

COUNTED: Final = (0, 1 << MAYBE, 0, 1)
"""A member's addition to this number, by its outcome."""


@attrs.frozen
class CountBounds:
    """A count, as expressions: a lower bound, an upper one of those listed, and whether there may be more."""

    low: str
    high: str
    more: str


def bounds_of_all(source: FunctionSource, listed: str, unlisted: str) -> CountBounds:
    """Bounds of the number of members, whatever holds for them."""
    low = source.name("n", f"len({listed})")
    return CountBounds(low, low, f"{unlisted} is not None")


def bounds_of_total(source: FunctionSource, total: str, more: str) -> CountBounds:
    """Bounds of the number of members that satisfy a condition, from the sum of what each adds (`COUNTED`)."""
    low = source.name("n", f"{total} & {(1 << MAYBE) - 1}")
    return CountBounds(low, f"{low} + ({total} >> {MAYBE})", more)


def bounds_of_states(source: FunctionSource, outcomes: str) -> CountBounds:
    """Bounds of the number of conditions that hold, from the tuple of their outcomes."""
    states = source.name("s", outcomes)
    low = source.name("n", f"{states}.count(3)")
    return CountBounds(low, f"{low} + {states}.count(1)", "False")


def count_outcome(test: Test, bounds: CountBounds) -> str | None:
    """The expression of a test's outcome where the bounds alone settle it; None where operands must be compared."""
    low, high, more = bounds.low, bounds.high, bounds.more
    match test:
        case Test(Op.KNOWN, operands):
            yes = 3 if operands == (Literal(True),) else 0
            return f"({3 - yes} if {more} or {low} != {high} else {yes})"
        case Test(Op.AT_LEAST, (Literal(int(least)),)):
            return f"(3 if {low} >= {least} else 1 if {more} or {high} >= {least} else 0)"
        case Test(Op.AT_MOST, (Literal(int(most)),)):
            return f"(0 if {low} > {most} else 1 if {more} or {high} > {most} else 3)"
        case _:
            return None
