"""Cells: typed columns of Parquet files as columns that engines read, and which of their rows cannot be read."""

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from typing import Final

import attrs
from pyspark.sql import (
    Column as Clause,
    functions as F,  # noqa: N812 - as all of Spark's own documents call it
    types as T,  # noqa: N812
)

from eligibility.model import (
    LARGEST,
    SCALE,
    UNKNOWN,
    WORDS,
    Attribute,
    Given,
    InvalidValue,
    Type,
    format_value,
    mask_of,
)
from eligibility.sources import NOWHERE, Problem, Text

MOST: Final = 63
"""A choice of more values has no column: its bits are those of a whole number of 64 bits, of which one is the sign."""
NONE: Final = ":none"
"""How the heading of a companion column ends that says in which rows a date is the law's none."""
_EPOCH: Final = date(1970, 1, 1).toordinal()
_DAYS: Final = (date(1900, 1, 1).toordinal(), date(2200, 12, 31).toordinal())
_EXACT: Final = 2.0**53
# Latin letters and common signs, none of which can be written in two ways: Spark has no NFC to make them one.
_TEXT: Final = r"\A(?! )[\x20-\x7E\u00A1-\u00AC\u00AE-\u024F\u1E00-\u1EFF\u2013-\u201F]{1,1000}(?<! )\z"


@attrs.frozen(eq=False)
class Wrong:
    """Rows in which something is wrong, a text of each to show one by, and what is said of it."""

    heading: str
    rows: Clause
    shown: Clause
    say: Callable[[str], Problem]


@attrs.frozen(eq=False)
class Field:
    """A column of a file that is read: its heading, its type, and whose values it holds.

    `none` says that a companion tells in which rows it is the law's none; `absent` is what an empty cell means where
    it does not mean unknown.
    """

    heading: str
    type: T.DataType
    attribute: Attribute
    none: bool = False
    absent: bool | None = None

    @property
    def cell(self) -> Clause:
        """The column as the file has it."""
        return quoted(self.heading)

    @property
    def worded(self) -> bool:
        """Whether it holds a few words, each of which is read once."""
        return self.attribute.type.finite and not isinstance(self.type, T.BooleanType)

    @property
    def fits(self) -> bool:
        """Whether a column of this type can hold what is meant."""
        attribute, text = self.attribute, isinstance(self.type, T.StringType)
        match attribute.type:
            case Type.YES_NO:
                return text or isinstance(self.type, T.BooleanType)
            case _ if len(attribute.domain) > MOST:
                return False
            case Type.CHOICE:
                numbers = any(isinstance(option, Decimal) for option in attribute.domain)
                return text or (numbers and isinstance(self.type, T.IntegralType | T.DecimalType))
            case Type.COUNT:
                return isinstance(self.type, T.IntegralType)
            case Type.QUANTITY | Type.SHARE:
                return isinstance(self.type, T.NumericType)
            case Type.DATE:
                return isinstance(self.type, T.DateType)
            case _:
                return text

    @property
    def expected(self) -> Text:
        """The types of columns that can hold what is meant."""
        if len(self.attribute.domain) > MOST:
            return Text(f"không quá {MOST} giá trị", f"at most {MOST} values")
        return _TYPES[self.attribute.type]

    def read(self, words: Sequence[str]) -> tuple[Clause, list[Wrong]]:
        """What the column holds, as engines read it, and what may be wrong; `words` are the distinct ones in it."""
        if self.worded:
            return self._chosen(words)
        held = self._flagged() if self.attribute.type.finite else _READERS[self.attribute.type](self)
        wrong = [Wrong(self.heading, self.cell.isNotNull() & held.isNull(), self._shown, self._refused)]
        if self.attribute.type.finite:
            return held, []
        if not self.none:
            return held, wrong
        none = F.coalesce(quoted(f"{self.heading}{NONE}"), F.lit(False))
        both = Wrong(f"{self.heading}{NONE}", none & self.cell.isNotNull(), self._shown, self._both)
        return F.when(none, F.lit(0)).otherwise(held), [*wrong, both]

    @property
    def _shown(self) -> Clause:
        return self.cell.cast("string")

    def _refused(self, shown: str) -> Problem:
        return self.attribute.no(shown).at(NOWHERE)

    def _both(self, shown: str) -> Problem:
        vi = f"dòng vừa có ngày {shown} ở {self.heading} vừa nói là none"
        return Problem(NOWHERE, Text(vi, f"the row has the date {shown} under {self.heading} and none"))

    # ── choices ──────────────────────────────────────────────────────────────────────────────────

    def _flagged(self) -> Clause:
        """Yes and no where they are Booleans already."""
        if self.attribute.flag:
            return self.cell if self.absent is None else F.coalesce(self.cell, F.lit(self.absent))
        yes, no, unknown = (self._slot(value) for value in (True, False, UNKNOWN))
        return F.when(self.cell, F.lit(yes)).when(~self.cell, F.lit(no)).otherwise(F.lit(unknown))

    def _slot(self, value: Given) -> bool | int | None:
        if self.attribute.flag:
            return value if isinstance(value, bool) else self.absent
        return mask_of(value, self.attribute.domain)

    def _chosen(self, words: Sequence[str]) -> tuple[Clause, list[Wrong]]:
        """Choices by their words, each of which is read here once."""
        meant: dict[bool | int | None, list[str]] = {}
        wrong: dict[str, Problem] = {}
        number = not isinstance(self.type, T.StringType)
        for word in words:
            try:
                value = self.attribute.read(format_value(Decimal(word).normalize()) if number else word)
                meant.setdefault(self._slot(value), []).append(word)
            except InvalidValue as error:
                wrong[word] = error.at(NOWHERE)
        held = F.lit(self._slot(UNKNOWN)).cast("boolean" if self.attribute.flag else "bigint")
        for slot, some in meant.items():
            held = F.when(self._shown.isin(some), F.lit(slot)).otherwise(held)
        return held, [Wrong(self.heading, self._shown.isin([*wrong]), self._shown, wrong.__getitem__)]


def quoted(heading: str) -> Clause:
    """A column of a file by its heading, whatever signs are in it."""
    return F.col("`{}`".format(heading.replace("`", "``")))


# ── the other types ──────────────────────────────────────────────────────────────────────────────


def _counted(field: Field) -> Clause:
    return F.when(field.cell.between(0, LARGEST), field.cell.cast("bigint"))


def _measured(field: Field) -> Clause:
    """Whole millionths, where it is exactly so many."""
    most = 1 if field.attribute.type is Type.SHARE else LARGEST
    cell = field.cell
    if isinstance(field.type, T.FloatType | T.DoubleType):
        parts = F.round(cell.cast("double") * SCALE)
        exact = (parts / SCALE == cell) & (parts < _EXACT)
    else:
        number = cell.try_cast("decimal(38,6)")
        parts, exact = number * SCALE, number.try_cast(field.type) == cell
    return F.when(cell.between(0, most) & exact, parts.cast("bigint"))


def _dated(field: Field) -> Clause:
    days = F.unix_date(field.cell) + _EPOCH
    return F.when(days.between(*_DAYS), days)


def _text(field: Field) -> Clause:
    """A text without outer spaces that is no word for what is unknown."""
    absent = [word for value in (UNKNOWN, None) for word in WORDS[value]]
    return F.when(field.cell.rlike(_TEXT) & ~F.lower(field.cell).isin(absent), field.cell)


def _code(field: Field) -> Clause:
    width = field.attribute.width
    return F.when(field.cell.rlike(rf"\A[0-9]{{{width}}}\z"), field.cell) if width else _text(field)


_READERS: Final[dict[Type, Callable[[Field], Clause]]] = {
    Type.COUNT: _counted,
    Type.QUANTITY: _measured,
    Type.SHARE: _measured,
    Type.DATE: _dated,
    Type.TEXT: _text,
    Type.CODE: _code,
}
_TYPES: Final = {
    Type.YES_NO: Text("boolean, hoặc string với các từ như trong CSV", "boolean, or string with the words of CSV"),
    Type.CHOICE: Text("string với các từ như trong CSV", "string with the words of CSV"),
    Type.COUNT: Text("kiểu số nguyên", "an integer type"),
    Type.QUANTITY: Text("decimal hoặc kiểu số nguyên", "decimal or an integer type"),
    Type.SHARE: Text("decimal từ 0 đến 1", "decimal from 0 to 1"),
    Type.DATE: Text("date", "date"),
    Type.TEXT: Text("string", "string"),
    Type.CODE: Text("string", "string"),
}
