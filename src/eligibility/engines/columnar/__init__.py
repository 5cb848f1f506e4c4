"""The columnar engine: a whole register at once, two bits for each outcome. Needs `eligibility[columnar]`."""

from eligibility.engines.columnar.bits import Array, Bits, Numbers, Texts, short, unpacked
from eligibility.engines.columnar.engine import ColumnarEngine, IndexedRegister, TracedRegister, columns_read
from eligibility.engines.columnar.expressions import Call, ColumnRef, Constant
from eligibility.engines.columnar.steps import DerivedColumns, GroupCount, Join, OutcomeRef, Select, TablePath
