"""The columnar engine: a whole register at once, two bits for each outcome. Needs `eligibility[columnar]`."""

from eligibility.engines.columnar.bits import Array, Bits, Numbers, Texts, short, unpacked
from eligibility.engines.columnar.compiler import Tabulator
from eligibility.engines.columnar.engine import ColumnarEngine, Indexed, Traced, wanted
from eligibility.engines.columnar.expressions import (
    Call,
    Column,
    Constant,
    Expression,
    Found,
    Gather,
    Keep,
    Named,
    Path,
    Step,
    Tally,
)
