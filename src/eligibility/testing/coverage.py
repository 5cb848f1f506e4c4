"""Coverage of the law: what the scenarios make hold, fail and undetermined, and on which sides of each threshold."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

import attrs

from eligibility.conditions import (
    AllOf,
    AnyOf,
    Condition,
    Count,
    CountOf,
    Fact,
    Leaf,
    NamedValue,
    Not,
    Op,
    Ratio,
    Related,
    Test,
)
