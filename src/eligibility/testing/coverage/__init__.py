"""Coverage: the parts of the law that the scenarios touch."""

from eligibility.testing.coverage.coverage import (
    Boundary,
    LawCoverage,
    LeafCoverage,
    Marks,
    RuleCoverage,
    RuleSetCoverage,
    measure,
)
from eligibility.testing.coverage.traces import Key, Path, key_of, within
