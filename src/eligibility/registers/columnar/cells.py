"""Cells: columns as files hold them, texts or typed, turned into columns as engines read them."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

import attrs
import polars as pl

from eligibility.model import (
    DECIMALS,
    LARGEST,
    SCALE,
    UNKNOWN,
    WORDS,
    Attribute,
    Evidence,
    InvalidValue,
    Type,
    format_value,
    full_mask,
)
from eligibility.model.columns import column
from eligibility.registers.columnar.files import InputTable
from eligibility.registers.columnar.problems import Findings
from eligibility.registers.parsing import InputColumn, Store
from eligibility.sources import Problem, Text, normalized, spelling_key

EPOCH: Final = date(1970, 1, 1).toordinal()
"""The day from which dates are counted in files."""
_DAYS: Final = (date(1900, 1, 1).toordinal(), date(2200, 12, 31).toordinal())
_CALENDAR: Final = (date.min.toordinal() - EPOCH, date.max.toordinal() - EPOCH)
_TICKS: Final[Mapping[Any, int]] = {"ms": 86_400_000, "us": 86_400_000_000, "ns": 86_400_000_000_000}
NONE: Final = ":none"
"""Suffix of the companion column that marks the rows in which a date is the law's none."""
_EXACT: Final = 2.0**53
_TEXTS: Final = (pl.String, pl.Categorical, pl.Enum)
_COUNT, _DAY = r"^(?:0|[1-9][0-9]{0,12})$", r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"


@attrs.frozen(eq=False)
class Field:
    """A column of a file: its heading, what the heading means, and what the column is called where it is read."""

    heading: str
    column: InputColumn
    attribute: Attribute | None
    none: bool = False  # whether a companion says of which rows it is the law's none

    @property
    def name(self) -> str:
        """The name of the column in `Columns`."""
        ending = {Store.EVIDENCE: ":evidence", Store.SOURCES: ":source"}.get(self.column.store, "")
        return f"{self.column.name}{ending}"

    @property
    def headings(self) -> list[str]:
        """The headings to read."""
        return [self.heading, f"{self.heading}{NONE}"] if self.none else [self.heading]

    def series(self, values: list[Any]) -> pl.Series:
        """The column that holds these values."""
        if self.attribute is not None:
            return column(self.attribute, values)
        entries = [None if value is UNKNOWN else value for value in values]
        if self.column.store is Store.EVIDENCE:
            return pl.Series([None if value is None else int(value) for value in entries], dtype=pl.UInt8)
        return pl.Series(entries, dtype=pl.String)

    @property
    def unknown(self) -> int | bool | None:
        """The encoding of unknown."""
        if self.column.store is Store.COMPLETE:
            return False
        if self.attribute is not None and self.attribute.type.finite and not self.attribute.flag:
            return full_mask(self.attribute.domain)
        return None


def read_cells(field: Field, table: InputTable, chunk: pl.DataFrame, rows: pl.Series, findings: Findings) -> pl.Series:
    """A column of some rows of a file, those at these positions; the cells that cannot be read are noted."""
    cells = _words(field, chunk[field.heading])
    values, invalid = _read(field, cells)

    def problem(position: int) -> Problem:
        text, place = cell_text(cells, position), table.place(rows[position], field.heading)
        if cells.dtype != pl.String and field.attribute:  # a number is not what a text of the same digits is: 20%
            return field.attribute.invalid(text).at(place)
        problems: list[Problem] = []
        field.column.value(normalized(text), place, problems)
        return problems[0]

    findings.note((table.name, field.heading, "read"), invalid.arg_true(), problem)
    if field.none:
        values = _with_none(field, table, chunk, rows, values, findings)
    return (values if field.unknown is None else values.fill_null(field.unknown)).alias(field.name)


def _words(field: Field, series: pl.Series) -> pl.Series:
    """Texts as texts; numbers of which there are a few only as the texts that they are written as."""
    if series.dtype in (*_TEXTS, pl.Null):
        return series.cast(pl.String)
    if field.attribute is None or field.attribute.type is not Type.CHOICE:
        return series
    numbers = series.drop_nulls().unique()
    texts = [format_value(Decimal(number).normalize()) for number in numbers]
    return series.replace_strict(numbers, pl.Series(texts, dtype=pl.String), default=None, return_dtype=pl.String)


def _read(field: Field, cells: pl.Series) -> tuple[pl.Series, pl.Series]:
    """The values of cells, null where there is none, and a mask of the cells that are invalid."""
    if cells.dtype == pl.String:
        values, invalid = _of_texts(field, cells)
        return values, cells.is_in(invalid)
    attribute = field.attribute
    assert attribute is not None  # evidence and sources are texts
    values = _READERS[attribute.type](attribute, cells)
    return values, values.is_null() & cells.is_not_null()


def cell_text(cells: pl.Series, position: int) -> str:
    """A cell as it is shown; a day or a moment that no calendar has as the number that the file holds."""
    cell = cells.slice(position, 1)
    ticks = {pl.Date: 1, pl.Datetime: _TICKS.get(getattr(cell.dtype, "time_unit", None), 0)}.get(cell.dtype.base_type())
    number = cell.to_physical().item() if ticks and not cell.has_nulls() else 0
    if ticks and not _CALENDAR[0] < number // ticks < _CALENDAR[1]:  # polars panics at most of them
        return str(number)
    try:
        value = cell.item()
    except (pl.exceptions.PanicException, OverflowError, ValueError):  # such a one inside a list, or a duration
        return str(cells.dtype)
    return format_value(value.normalize()) if isinstance(value, Decimal) else str(value)


# ── texts ────────────────────────────────────────────────────────────────────────────────────────


def _of_texts(field: Field, cells: pl.Series) -> tuple[pl.Series, list[str]]:
    """The values of texts, and the invalid ones: plain shapes all at once, others as rows are read, each once."""
    plain = _plain(field, cells)
    rest = cells if plain is None else cells.filter(plain.is_null())
    texts = rest.drop_nulls().unique()
    is_word, invalid = _word_test(field), []
    values: list[Any] = []
    for text in texts:
        word, value = normalized(text), UNKNOWN
        try:
            if word and is_word(word):
                value = field.column.read(word)
            elif word:
                invalid.append(text)
        except InvalidValue:
            invalid.append(text)
        values.append(value)
    column = field.series(values)
    if not len(texts):
        return (pl.repeat(None, len(cells), dtype=column.dtype, eager=True) if plain is None else plain), invalid
    others = cells.replace_strict(texts, column, default=None, return_dtype=column.dtype)
    return others if plain is None else plain.fill_null(others), invalid


def _word_test(field: Field) -> Callable[[str], bool]:
    """A test that only words of the field's domain pass: reading any other looks for the closest, which is slow."""
    if field.column.store is Store.EVIDENCE:
        return lambda text: text.upper() in Evidence.__members__
    if field.attribute is None or not field.attribute.type.finite:
        return lambda _: True
    words = {spelling_key(word) for option in (*field.attribute.domain, UNKNOWN) for word in _spelled(option)}
    return lambda text: all(spelling_key(part.strip()) in words for part in text.split("|"))


def _spelled(option: Any) -> tuple[str, ...]:  # noqa: ANN401 - a value of any domain
    special = option is None or option is UNKNOWN or isinstance(option, bool)
    return WORDS[option] if special else (format_value(option),)


def _plain(field: Field, cells: pl.Series) -> pl.Series | None:
    """The values of cells of a plain shape, null for the others; None where no shape is plain."""
    attribute = field.attribute
    match attribute.type if attribute else None:
        case Type.COUNT:
            return _counts(attribute, _shaped(cells, _COUNT).cast(pl.Int64))
        case Type.DATE:
            return _days(attribute, _shaped(cells, _DAY).str.to_date("%Y-%m-%d", strict=False))
        case Type.CODE if attribute and attribute.width:
            return _shaped(cells, f"^[0-9]{{{attribute.width}}}$")
        case _:
            return None


def _shaped(cells: pl.Series, shape: str) -> pl.Series:
    return _where(cells.str.contains(shape), cells)


def _where(right: pl.Series, cells: pl.Series) -> pl.Series:
    return pl.select(pl.when(right).then(cells)).to_series()


# ── typed columns ────────────────────────────────────────────────────────────────────────────────


def _flags(attribute: Attribute, cells: pl.Series) -> pl.Series:
    both = column(attribute, [True, False])
    return cells.replace_strict([True, False], both, default=None, return_dtype=both.dtype)


def _counts(_: Attribute | None, cells: pl.Series) -> pl.Series:
    whole = cells.cast(pl.Int64, strict=False)
    return _where(whole.is_between(0, LARGEST), whole)


def _days(_: Attribute | None, cells: pl.Series) -> pl.Series:
    ordinals = cells.to_physical() + EPOCH
    return _where(ordinals.is_between(*_DAYS), ordinals)


def _amounts(attribute: Attribute, cells: pl.Series) -> pl.Series:
    """Quantities and shares as whole millionths, where they are exactly so many."""
    if cells.dtype.is_float():
        millionths = (cells.cast(pl.Float64) * SCALE).round()
        # By a column and not by a number: the latter is multiplied by one millionth, which is not quite the same.
        exact = (millionths / pl.repeat(float(SCALE), len(cells), eager=True) == cells) & (millionths.abs() < _EXACT)
        millionths = _where(exact, millionths)
    else:
        number = cells.cast(pl.Decimal(38, DECIMALS), strict=False)
        same = number.cast(cells.dtype, strict=False) == cells
        millionths = _where(same, number.to_physical())
    whole = millionths.cast(pl.Int64, strict=False)
    return _where(whole.is_between(0, SCALE if attribute.type is Type.SHARE else LARGEST * SCALE), whole)


_READERS: Final[Mapping[Type, Callable[[Any, pl.Series], pl.Series]]] = {
    Type.YES_NO: _flags,
    Type.COUNT: _counts,
    Type.QUANTITY: _amounts,
    Type.SHARE: _amounts,
    Type.DATE: _days,
}


def _with_none(
    field: Field, table: InputTable, chunk: pl.DataFrame, rows: pl.Series, dates: pl.Series, findings: Findings
) -> pl.Series:
    """Dates with the law's none, where the companion column says so."""
    heading = field.headings[1]
    none = chunk[heading].cast(pl.Boolean).fill_null(value=False)
    both = (none & chunk[field.heading].is_not_null()).arg_true()

    def problem(position: int) -> Problem:
        what = Text(
            f"dòng vừa có ngày ở {field.heading} vừa nói là none", f"the row has a date under {field.heading} and none"
        )
        return Problem(table.place(rows[position], heading), what)

    findings.note((table.name, heading, "both"), both, problem)
    return pl.select(pl.when(none).then(0).otherwise(dates)).to_series().cast(dates.dtype)


# ── types ────────────────────────────────────────────────────────────────────────────────────────

_WORDS: Final = Text("String với các từ như trong CSV", "String with the words of CSV")
_TYPES: Final = {
    Type.YES_NO: Text(f"Boolean hoặc {_WORDS.vi}", f"Boolean or {_WORDS.en}"),
    Type.COUNT: Text("kiểu số nguyên", "an integer type"),
    Type.QUANTITY: Text("Decimal hoặc kiểu số nguyên", "Decimal or an integer type"),
    Type.SHARE: Text("Decimal từ 0 đến 1, hoặc String có dấu %", "Decimal from 0 to 1, or String with %"),
    Type.DATE: Text("Date hoặc String", "Date or String"),
    Type.TEXT: Text("String", "String"),
    Type.CODE: Text("String", "String"),
    Type.CHOICE: _WORDS,
}


def fits(field: Field, type_: pl.DataType) -> bool:
    """True where a column of this type can store the values of a field."""
    attribute, text = field.attribute, type_ in _TEXTS
    if type_ == pl.Null:
        return True
    if attribute is None:
        return text
    number = type_.is_integer() or type_.is_decimal()
    match attribute.type:
        case Type.YES_NO:
            return text or type_ == pl.Boolean
        case Type.COUNT:
            return type_.is_integer()
        case Type.QUANTITY | Type.SHARE:
            return number or type_.is_float() or (text and attribute.type is Type.SHARE)
        case Type.DATE:
            return text or type_ == pl.Date
        case Type.CHOICE:
            return text or (number and any(isinstance(option, Decimal) for option in attribute.domain))
        case _:
            return text


def expected(field: Field) -> Text:
    """The types of columns that can hold what is meant."""
    attribute = field.attribute
    if attribute is None:
        return _TYPES[Type.TEXT]
    if attribute.type is Type.CODE and attribute.width:
        vi, en = f"{attribute.width} chữ số, có đủ số 0 ở đầu", f"{attribute.width} digits, zeros in front"
        return Text(f"String gồm {vi}", f"String of {en}")
    return _TYPES[attribute.type]
