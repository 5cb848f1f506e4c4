"""Bits: outcomes of many subjects in words of 64, and columns of numbers and texts."""

from functools import cached_property
from typing import Any

import attrs
import nanoarrow
import numpy as np
import polars as pl

from eligibility.model import COMPARISONS

Array = Any
"""An array of numpy."""


@attrs.frozen(eq=False)
class Bits:
    """Outcomes: a bit for *it must hold*, a bit for *it may hold*; one array where nothing is undetermined.

    Bits past the last subject have no meaning.
    """

    sure: Array
    may: Array

    @classmethod
    def of(cls, flags: Array) -> "Bits":
        """Outcomes from an array of truth values."""
        return cls.certain(packed(flags))

    @classmethod
    def certain(cls, words: Array) -> "Bits":
        """Outcomes of which none is undetermined."""
        return cls(words, words)

    @property
    def plain(self) -> bool:
        """True where nothing can be undetermined."""
        return self.sure is self.may

    def valid(self, known: Array | None) -> "Bits":
        """These outcomes, undetermined where they are not known."""
        return self if known is None else Bits(self.sure & known, self.may | ~known)


@attrs.frozen(eq=False)
class Numbers:
    """Whole numbers, and bits that are set where they are known; None where all are."""

    values: Array
    known: Array | None = None


@attrs.frozen(eq=False)
class Wide:
    """Whole numbers of 128 bits: their upper and lower halves, none of them negative."""

    upper: Array
    lower: Array
    known: Array | None


@attrs.frozen(eq=False)
class Texts:
    """Texts."""

    series: pl.Series


ColumnData = Bits | Numbers | Wide | Texts


def packed(flags: Array) -> Array:
    """Truth values as bits in words of 64."""
    words = np.zeros(len(flags) // 64 + 1, dtype=np.uint64)
    octets = np.packbits(flags, bitorder="little")
    words.view(np.uint8)[: len(octets)] = octets
    return words


def unpacked(words: Array, length: int) -> Array:
    """Bits as truth values."""
    return np.unpackbits(words.view(np.uint8), count=length, bitorder="little").view(bool)


def constant(value: bool | None, length: int) -> Bits:
    """The same outcome for all."""
    zeros, ones = np.zeros(length // 64 + 1, dtype=np.uint64), np.full(length // 64 + 1, ~np.uint64(0))
    return Bits(ones if value else zeros, zeros if value is False else ones)


def read(series: pl.Series) -> ColumnData:
    """A column of facts."""
    if series.dtype == pl.String:
        return Texts(series)
    series = series.rechunk()
    known_bits = _words(series, 0) if series.null_count() else None
    if series.dtype == pl.Boolean:
        return Bits.certain(_words(series, 1)).valid(known_bits)
    return Numbers((series.fill_null(0) if known_bits is not None else series).to_numpy(), known_bits)


def _words(series: pl.Series, buffer: int) -> Array:
    """A buffer of bits of a column: 0 where it is not null, 1 the values of a Boolean one."""
    (chunk,) = nanoarrow.c_array_stream(series)
    view = chunk.view()
    octets = np.frombuffer(view.buffer(buffer), np.uint8)
    if view.offset:  # a slice of a longer column
        return packed(np.unpackbits(octets, bitorder="little")[view.offset : view.offset + len(series)])
    words = np.zeros(len(series) // 64 + 1, dtype=np.uint64)
    length = (len(series) + 7) // 8
    words.view(np.uint8)[:length] = octets[:length]
    return words


def short(series: pl.Series) -> Array | None:
    """Texts of at most eight bytes each as numbers in the order of their bytes; None where one is longer.

    It reads them as polars stores them: the length in four bytes, then a short text itself, filled up with zeros.
    """
    series = (series.fill_null("") if series.null_count() else series).rechunk()
    if not len(series):
        return np.zeros(0, dtype=np.uint64)
    (chunk,) = nanoarrow.c_array_stream(series)
    view = chunk.view()
    views = np.frombuffer(view.buffer(1), np.uint32)[4 * view.offset : 4 * (view.offset + len(series))]
    if views[::4].max() > 8:
        return None
    octets = np.empty((len(series), 2), dtype=np.uint32)
    octets[:, 0], octets[:, 1] = views[1::4], views[2::4]
    return octets.view(np.uint64).reshape(-1).byteswap(inplace=True)


def column(outcomes: Bits, length: int) -> pl.Series:
    """Outcomes as a column of polars, null where undetermined."""
    validity = None if outcomes.plain else outcomes.sure | ~outcomes.may
    return pl.Series(nanoarrow.c_array_from_buffers(nanoarrow.bool_(), length, [validity, outcomes.sure]))


def compared(left: ColumnData | int | str, sign: str, right: ColumnData | int | str) -> Bits:
    """A comparison, undetermined where a side is unknown."""
    if isinstance(left, Texts | str) and isinstance(right, Texts | str):
        texts = [side.series if isinstance(side, Texts) else side for side in (left, right)]
        outcomes = read(COMPARISONS[sign](*texts))
        assert isinstance(outcomes, Bits), outcomes
        return outcomes
    if isinstance(left, Wide) and isinstance(right, Wide):
        return Bits.of(_wide(left, sign, right)).valid(both_known(left.known, right.known))
    left_values, right_values = (side.values if isinstance(side, Numbers) else side for side in (left, right))
    known_bits = [side.known if isinstance(side, Numbers) else None for side in (left, right)]
    return Bits.of(COMPARISONS[sign](left_values, right_values)).valid(both_known(*known_bits))


def _wide(left: Wide, sign: str, right: Wide) -> Array:
    """The comparison of numbers of 128 bits, as truth values."""
    if sign == "!=":
        return (left.upper != right.upper) | (left.lower != right.lower)
    flags = (left.upper == right.upper) & COMPARISONS[sign](left.lower, right.lower)
    return flags if sign == "==" else flags | COMPARISONS[sign.rstrip("=")](left.upper, right.upper)


def both_known(left: Array | None, right: Array | None) -> Array | None:
    """Bits that are set where both are known."""
    return right if left is None else left if right is None else left & right


def product(left: Wide | Numbers, right: Wide | Numbers | int) -> Wide:
    """A product of 128 bits of numbers that fit into 63 each."""
    left_halves, right_halves = (_halves(side) for side in (left, right))
    known_bits = both_known(left.known, None if isinstance(right, int) else right.known)
    low = left_halves[1] * right_halves[1]
    middle = left_halves[0] * right_halves[1] + (low >> np.uint64(32))
    rest = left_halves[1] * right_halves[0] + (middle & np.uint64(0xFFFFFFFF))
    upper = left_halves[0] * right_halves[0] + (middle >> np.uint64(32)) + (rest >> np.uint64(32))
    return Wide(upper, (rest << np.uint64(32)) | (low & np.uint64(0xFFFFFFFF)), known_bits)


def _halves(side: Wide | Numbers | int) -> tuple[Any, Any]:
    lower = np.uint64(side) if isinstance(side, int) else side.lower if isinstance(side, Wide) else side.values
    lower = lower.astype(np.uint64)
    return lower >> np.uint64(32), lower & np.uint64(0xFFFFFFFF)


class Offsets:
    """The positions at which the members of each subject begin, to count bits: how many are set before each start."""

    def __init__(self, offsets: pl.Series) -> None:
        self.starts = offsets.cast(pl.Int64).to_numpy()
        self.counts = np.diff(self.starts)
        self._words = self.starts >> 6
        self._masks = (np.uint64(1) << (self.starts & 63).astype(np.uint64)) - np.uint64(1)

    @cached_property
    def owners(self) -> Array:
        """For each member the position of the subject that it belongs to."""
        return np.repeat(np.arange(len(self.counts), dtype=np.uint32), self.counts)

    def counted(self, words: Array) -> Array:
        """The number of bits that are set for each subject."""
        before = np.zeros(len(words) + 1, dtype=np.int32)
        np.cumsum(np.bitwise_count(words), out=before[1:])
        ranks = np.take(before, self._words, mode="clip")
        partial = np.take(words, self._words, mode="clip")
        partial &= self._masks
        ranks += np.bitwise_count(partial)
        return np.diff(ranks)
