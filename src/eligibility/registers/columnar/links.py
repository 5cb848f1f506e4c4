"""Links from each row of a table to its owner, found by code for all rows at once."""

from collections.abc import Callable, Iterator
from typing import Any, Final

import attrs
import numpy as np
import polars as pl

from eligibility.communes import full_name, short_name
from eligibility.model import Attribute

_SPARSE: Final = 8
"""Codes that lie this much further apart than there are rows are found by a join instead of by address."""
_SHIFT: Final = 2**32
_PART: Final = 1 << 20
"""Members that are counted at a time."""


@attrs.frozen(eq=False)
class Order:
    """The assignment of members to their owners.

    `rows` are the positions of the members in the order of these subjects; None where they stand in it already.
    `offsets` are those of `Members`.
    """

    offsets: pl.Series
    rows: pl.Series | None


def keys(codes: pl.Series, attribute: Attribute) -> pl.Series:
    """Codes in the smallest form in which equal codes are equal: numbers, where all are digits of one width."""
    if attribute.width and attribute.width < 19:
        return codes.cast(pl.UInt32 if attribute.width < 10 else pl.Int64)
    return codes


def repeated(codes: pl.Series) -> pl.Series:
    """The positions of the keys that have come before."""
    known_codes = codes.drop_nulls()
    if known_codes.is_sorted() and not (known_codes == known_codes.shift()).any():
        return pl.Series([], dtype=pl.UInt32)
    if known_codes.n_unique() == len(known_codes):
        return pl.Series([], dtype=pl.UInt32)
    return (codes.is_not_null() & ~codes.is_first_distinct()).arg_true()


def namesakes(owners: pl.Series, coded: pl.Series, places: list[pl.Series], names: pl.Series) -> pl.DataFrame:
    """The rows that name a subject whom a row before them names, beside the first such row of the same owner.

    Names tell subjects apart only where an owner has one without a code, and never two of which both have codes.
    """
    place_forms = [_normal_forms(place, short_name, "").alias(f"place{index}") for index, place in enumerate(places)]
    rows = pl.int_range(len(names), eager=True).alias("row")
    digits = names.str.replace_all("[^0-9]", "").alias("digits")  # equal names have the same, and it is seen at once
    table = pl.DataFrame([owners.alias("owner"), coded.alias("coded"), digits, names.alias("name"), rows, *place_forms])
    if coded.any():
        table = table.filter(pl.col("coded").all().over("owner").not_())
    table = table.filter(pl.col("name").is_not_null())
    same = [name for name in table.columns if name not in ("coded", "row")]
    table = table.filter(pl.struct([column for column in same if column != "name"]).is_duplicated())
    table = table.with_columns(_normal_forms(table["name"], full_name, None))
    table = table.filter(pl.struct(same).is_duplicated())
    table = table.with_columns(pl.col("row", "coded").first().over(same).name.prefix("first_"))
    both = pl.col("coded") & pl.col("first_coded")
    return table.filter((pl.col("row") != pl.col("first_row")) & ~both).select("row", first="first_row")


def _normal_forms(texts: pl.Series, form: Callable[[str], str], nothing: str | None) -> pl.Series:
    """Texts in the form in which equal ones are equal, each distinct text once."""
    distinct = texts.drop_nulls().unique()
    forms = pl.Series([form(text) for text in distinct], dtype=pl.String)
    column = texts.replace_strict(distinct, forms, default=None, return_dtype=pl.String)
    return column if nothing is None else column.fill_null(nothing)


def positions(owners: pl.Series, members: pl.Series) -> pl.Series:
    """The position of the subject with the same key for each member; null where there is none."""
    rows = pl.int_range(len(owners), eager=True, dtype=pl.UInt32)
    if owners.dtype.is_integer() and owners.count():
        lowest, highest = int(owners.min()), int(owners.max())  # type: ignore[arg-type] # of integers, some not null
        span = highest - lowest + 1
        if span <= _SPARSE * (len(owners) + len(members)):
            mask = owners.is_not_null()
            table = pl.repeat(None, span, dtype=pl.UInt32, eager=True)
            table = table.scatter((owners.filter(mask) - lowest).cast(pl.UInt32), rows.filter(mask))
            inside = members.is_between(lowest, highest)
            addresses = pl.select(pl.when(inside).then(members - lowest)).to_series()
            return table.gather(addresses)
    owner_rows = pl.DataFrame([owners.alias("key"), rows.alias("row")]).filter(pl.col("key").is_not_null())
    return members.alias("key").to_frame().join(owner_rows, on="key", how="left", maintain_order="left")["row"]


def ordered(owners: pl.Series, members: pl.Series) -> Order | None:
    """The assignment of members to owners where both are sorted by numeric keys; else None."""
    if not owners.dtype.is_integer() or members.null_count() or owners.null_count() or not len(owners):
        return None
    owner_keys = owners.to_numpy()
    span = int(owner_keys[-1]) - int(owner_keys[0]) + 1
    if not owners.is_sorted() or span > _SPARSE * (len(owner_keys) + len(members)):
        return None
    counts, last = np.zeros(span, dtype=np.int32), int(owner_keys[0])
    for part in _parts(members):  # of members in order a part belongs to few subjects, next to each other
        first = int(part[0]) - int(owner_keys[0])
        if part[0] < last or part[-1] > owner_keys[-1] or not (part[1:] >= part[:-1]).all():
            return None
        part_counts = np.bincount(part - part[0])
        counts[first : first + len(part_counts)] += part_counts.astype(np.int32)
        last = int(part[-1])
    offsets = np.zeros(len(owner_keys) + 1, dtype=np.int64)
    np.cumsum(counts[owner_keys - owner_keys[0]], out=offsets[1:])
    return Order(pl.Series(offsets), None) if offsets[-1] == len(members) else None


def _parts(members: pl.Series) -> Iterator[Any]:
    """Keys as arrays, some at a time: all of them at once would be a copy."""
    for chunk in members.get_chunks():
        whole = chunk.to_numpy()
        yield from (whole[start : start + _PART] for start in range(0, len(whole), _PART))


def _offsets(owners: int, owner_positions: pl.Series, lengths: pl.Series) -> pl.Series:
    """The offset of the members of each subject, from the counts of the subjects at some positions."""
    counts = pl.repeat(0, owners + 1, dtype=pl.Int64, eager=True)
    return counts.scatter(owner_positions + 1, lengths.cast(pl.Int64)).cum_sum()


def order(owners: int, owner_positions: pl.Series) -> Order:
    """The assignment of members to owners, from the position of each member's owner."""
    rows: pl.Series | None = None
    if not owner_positions.is_sorted():
        packed = owner_positions.cast(pl.Int64) * _SHIFT + pl.int_range(len(owner_positions), eager=True)
        packed = packed.sort(in_place=True)
        rows, owner_positions = (packed % _SHIFT).cast(pl.UInt32), (packed // _SHIFT).cast(pl.UInt32)
    runs = owner_positions.rle().struct
    return Order(_offsets(owners, runs.field("value"), runs.field("len")), rows)
