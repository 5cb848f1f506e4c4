"""The keys of a priority order and the groups of limits as numbers, for many subjects at once."""

from collections.abc import Callable, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Any, Final

import attrs
import numpy as np
import polars as pl

from eligibility.allocation.awards import Group
from eligibility.allocation.contest import group_of
from eligibility.allocation.ranking import Ranker
from eligibility.deciding.columnar import DecidedRegister
from eligibility.engines.columnar import Array, Bits, Numbers, Texts, short, unpacked
from eligibility.model import Attribute, Given, Limit, RuleSet, Type
from eligibility.model.columns import value_at

NARROW: Final = 1 << 20
"""Numbers within a range of this width are told apart by a table, not by sorting."""
EXACT: Final = 1 << 52
"""Two different ratios differ as floating-point numbers too, where part times whole stays below this."""


@attrs.frozen(eq=False)
class ColumnKey:
    """The values of an attribute for some subjects as numbers, and where they are known.

    A number is the position in the domain, the number in the column, or for texts a number for each distinct text;
    `value` gives the value of the subject at a position. `spelt`: the numbers are the bytes of short texts.
    """

    attribute: Attribute
    numbers: Array
    known: Array
    value: Callable[[int], Given]
    spelt: bool = False


def column_key(register: DecidedRegister, name: str, rows: Array) -> ColumnKey:
    """The values of an attribute, concluded or a fact, of the subjects at these rows."""
    if name in register.rule_sets:
        return _concluded(register, register.rule_sets[name], rows)
    table = register.traced.tables[()]
    attribute = register.traced.columns.kind.attributes[name]
    if name not in table.facts.columns:
        return _numeric(attribute, np.zeros(len(rows), dtype=np.int64), np.zeros(len(rows), dtype=bool))
    column = table.column(name)
    if isinstance(column, Texts):
        return _textual(attribute, column.series.gather(rows))
    if isinstance(column, Bits):
        sure, may = (unpacked(words, len(register))[rows] for words in (column.sure, column.may))
        yes = attribute.domain.index(True)
        return _chosen(attribute, np.where(sure, yes, 1 - yes).astype(np.uint8), sure == may)
    assert isinstance(column, Numbers), name
    if attribute.type.finite:
        return _single(attribute, column.values[rows])
    known_flags = (
        np.ones(len(rows), dtype=bool) if column.known is None else unpacked(column.known, len(register))[rows]
    )
    return _numeric(attribute, column.values[rows].astype(np.int64, copy=False), known_flags)


def _concluded(register: DecidedRegister, rule_set: RuleSet, rows: Array) -> ColumnKey:
    result = register.found(rule_set.concludes.name)
    possible = [register.traced.bits(column).sure for column in result.values]
    single = exactly_one(possible) & ~register.traced.bits(result.conflict).sure
    numbers = np.zeros(len(register), dtype=np.uint8)
    for position, mask in enumerate(possible[1:], start=1):
        numbers |= unpacked(mask, len(register)).view(np.uint8) * np.uint8(position)
    return _chosen(rule_set.concludes, numbers[rows], unpacked(single, len(register))[rows])


def exactly_one(masks: Sequence[Array]) -> Array:
    """The bits that are set in exactly one of some masks."""
    once, twice = np.zeros_like(masks[0]), np.zeros_like(masks[0])
    for mask in masks:
        twice |= once & mask
        once |= mask
    single: Array = once & ~twice
    return single


def _single(attribute: Attribute, masks: Array) -> ColumnKey:
    """Masks of possible values: known where one bit is set."""
    numbers, known_flags = np.zeros(len(masks), dtype=np.uint8), np.zeros(len(masks), dtype=bool)
    for position in range(len(attribute.domain)):
        matches = masks == masks.dtype.type(1 << position)
        known_flags |= matches
        numbers |= matches.view(np.uint8) * np.uint8(position)
    return _chosen(attribute, numbers, known_flags)


def _chosen(attribute: Attribute, numbers: Array, known_flags: Array) -> ColumnKey:
    return ColumnKey(attribute, numbers, known_flags, lambda position: attribute.domain[numbers[position]])


def _numeric(attribute: Attribute, numbers: Array, known_flags: Array) -> ColumnKey:
    return ColumnKey(attribute, numbers, known_flags, lambda position: value_at(attribute, int(numbers[position])))


def _textual(attribute: Attribute, texts: pl.Series) -> ColumnKey:
    known_flags = np.ones(len(texts), dtype=bool) if not texts.null_count() else texts.is_not_null().to_numpy()
    numbers = short(texts)
    if numbers is not None:
        return ColumnKey(attribute, numbers, known_flags, texts.__getitem__, spelt=True)
    heads = texts.ne_missing(texts.shift()).fill_null(value=True)
    runs = texts.filter(heads)  # registers are mostly in the order of their places: few change
    distinct = runs.unique()
    places = runs.replace_strict(distinct, pl.int_range(len(distinct), eager=True), return_dtype=pl.Int64)
    numbers = places.to_numpy()[heads.cast(pl.Int64).cum_sum().to_numpy() - 1]
    return ColumnKey(attribute, numbers, known_flags, texts.__getitem__)


def dense(numbers: Array) -> tuple[Array, Array]:
    """Replace numbers by ranks from 0 without gaps; for each rank the position of one subject that has it."""
    if not len(numbers):
        return numbers.astype(np.int64), np.zeros(0, dtype=np.int64)
    unused = int(np.bitwise_or.reduce(numbers))  # the lowest bits of short texts
    numbers = numbers >> numbers.dtype.type((unused & -unused).bit_length() - 1 if unused else 0)
    low, top = int(numbers.min()), int(numbers.max())
    if top - low >= NARROW:
        _, firsts, ranks = np.unique(numbers, return_index=True, return_inverse=True)
        return ranks, firsts
    offsets = (numbers - numbers.dtype.type(low)).astype(np.intp)
    holder = np.full(top - low + 1, -1, dtype=np.int64)
    holder[offsets] = np.arange(len(numbers))
    used = np.flatnonzero(holder >= 0)
    ranks = np.zeros(len(holder), dtype=np.int64)
    ranks[used] = np.arange(len(used))
    return ranks[offsets], holder[used]


def _distinct(key: ColumnKey) -> tuple[Array, Array]:
    """The dense ranks of known values (0 elsewhere), and for each rank the position of one subject."""
    if key.known.all():
        return dense(key.numbers)
    positions = np.flatnonzero(key.known)
    ranks = np.zeros(len(key.known), dtype=np.int64)
    ranks[positions], firsts = dense(key.numbers[positions])
    return ranks, positions[firsts]


# ── keys ─────────────────────────────────────────────────────────────────────────────────────────


def cells(ranker: Ranker, register: DecidedRegister, rows: Array) -> Array:
    """The numbers of one key for the subjects at these rows: the smaller comes first, as in `Ranker.cell`."""
    sign = -1 if ranker.key and ranker.key.descending else 1
    if ranker.whole:
        sides = [column_key(register, name, rows) for name in ranker.names]
        known_flags = sides[0].known & sides[1].known
        part, whole = (side.numbers if side.known.all() else np.where(known_flags, side.numbers, 0) for side in sides)
        return _unknown_last(sign * ratios(part, whole), known_flags)
    key = column_key(register, ranker.part.name, rows)
    if ranker.part.type in (Type.TEXT, Type.CODE) or ranker.places:
        if key.spelt and not ranker.places and _only_digits(key.numbers):  # digits are in the order of their bytes
            return _unknown_last(sign * key.numbers.astype(np.int64), key.known)
        return _by_value(ranker, key)
    if ranker.part.type is Type.DATE:
        dated = key.known & (key.numbers > 0)  # 0 is the law's none, which comes after every day
        return _unknown_last(_unknown_last(sign * key.numbers, dated), key.known)
    return _unknown_last(sign * key.numbers, key.known)


def _unknown_last(numbers: Array, known_flags: Array) -> Array:
    if known_flags.all():
        return numbers
    top = numbers.max(initial=np.iinfo(np.int64).min // 2, where=known_flags)
    return np.where(known_flags, numbers, top + 1)


def _by_value(ranker: Ranker, key: ColumnKey) -> Array:
    """Rank the distinct values by the cells that the key gives them."""
    if ranker.part.type.finite:
        places, distinct = key.numbers, [ranker.cell((value,)) for value in ranker.part.domain]
    else:
        places, firsts = _distinct(key)
        distinct = [ranker.cell((key.value(int(position)),)) for position in firsts]
    order = sorted(range(len(distinct)), key=distinct.__getitem__)
    ranks = np.zeros(len(distinct) + 1, dtype=np.int64)
    for before, after in pairwise(order):
        ranks[after] = ranks[before] + (distinct[before] != distinct[after])
    return np.where(key.known, ranks[places], len(distinct))


def _only_digits(numbers: Array) -> bool:
    """True where short texts consist of digits alone."""
    octets = numbers.astype(np.uint64).view(np.uint8)
    return bool((((octets >= ord("0")) & (octets <= ord("9"))) | (octets == 0)).all())


def ratios(part: Array, whole: Array) -> Array:
    """Numbers in the order of exact ratios; a ratio of 0 to 0 counts as 0."""
    whole = np.maximum(whole, 1)
    if int(part.max(initial=0)) * int(whole.max(initial=1)) < EXACT:
        numbers: Array = (part / whole).view(np.int64)  # floats that are not negative are in the order of their bits
        return numbers
    pairs, places = np.unique(np.stack([part, whole], axis=1), axis=0, return_inverse=True)
    shares = [Fraction(int(dividend), int(divisor)) for dividend, divisor in pairs]
    ranks = {share: rank for rank, share in enumerate(sorted({*shares}))}
    return np.array([ranks[share] for share in shares], dtype=np.int64)[places.reshape(-1)]


def zero_denominators(ranker: Ranker, register: DecidedRegister) -> Array:
    """The rows where a ratio of the order has a whole of 0 and a part that is not."""
    names = [name for name in ranker.names if name in register.traced.tables[()].facts.columns]
    if len(names) < 2:
        return np.zeros(0, dtype=np.int64)
    column: Any = register.traced.tables[()].column(names[1])
    rows = np.flatnonzero(column.values == 0)  # an unknown number is 0 in the column, too
    part, whole = (column_key(register, name, rows) for name in names)
    return rows[part.known & whole.known & (part.numbers != 0)]


# ── limits ───────────────────────────────────────────────────────────────────────────────────────


def grouped(register: DecidedRegister, limits: Sequence[Limit], rows: Array) -> tuple[Array, list[tuple[Group, ...]]]:
    """For each subject a number, and for each number the groups in which the limits count the subject."""
    numbers = np.zeros(len(rows), dtype=np.int64)
    combinations: list[tuple[Group, ...]] = [()]
    for limit in limits:
        key = column_key(register, limit.by, rows)
        places, firsts = _distinct(key)
        groups: dict[Group, int] = {None: 0}
        ids = [groups.setdefault(group_of(key.value(int(position))), len(groups)) for position in firsts]
        group_ids = np.array([*ids, 0])[places]
        if not key.known.all():
            group_ids[~key.known] = 0
        names = [*groups]
        if len(combinations) == 1:
            numbers, combinations = group_ids, [(*combinations[0], name) for name in names]
            continue
        before = numbers
        numbers, firsts = dense(before * len(groups) + group_ids)
        combinations = [(*combinations[before[first]], names[group_ids[first]]) for first in firsts]
    return numbers, combinations
