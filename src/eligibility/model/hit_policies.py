"""Hit policies: what a rule set concludes when several of its rules apply.

Their meaning is `conclusions.conclude`, one function for every engine; over columns it is the columnar engine's
`conclusions`. Their keywords are those of `sources`, their checks those of the rule files' `rulesets`.
"""

from enum import Enum


class HitPolicy(Enum):
    """Policy for the conclusion when several rules apply."""

    UNIQUE = "unique"
    ANY = "any"
    FIRST = "first"
    COLLECT = "collect"
