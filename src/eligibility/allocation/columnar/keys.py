"""Keyed: what each key of a priority order, and each limit, makes of many subjects at once, in numbers."""

from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import reduce
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
"""Numbers within so wide a range are told apart by a table, not by sorting."""
EXACT: Final = 1 << 52
"""Two different ratios differ as floating-point numbers too, where part times whole stays below this."""


@attrs.frozen(eq=False)
class ColumnKey:
    """The values of an attribute for some subjects as numbers, and where they are known.

    A number is the position in the domain, what the column holds, or for texts what tells them apart; `value` gives
    the value of the subject at a position. `spelt` says that the numbers are the bytes of short texts.
    """

    attribute: Attribute
    numbers: Array
    known: Array
    value: Callable[[int], Given]
    spelt: bool = False


def sighted(register: DecidedRegister, name: str, rows: Array) -> ColumnKey:
    """The values of an attribute, concluded or a fact, for the subjects at these rows."""
    if name in register.rule_sets:
        return _concluded(register, register.rule_sets[name], rows)
    table = register.traced.tables[()]
    attribute = register.traced.columns.kind.attributes[name]
    if name not in table.facts.columns:
        return _stated(attribute, np.zeros(len(rows), dtype=np.int64), np.zeros(len(rows), dtype=bool))
    data = table.column(name)
    if isinstance(data, Texts):
        return _worded(attribute, data.series.gather(rows))
    if isinstance(data, Bits):
        flags, may = (unpacked(words, len(register))[rows] for words in (data.sure, data.may))
        yes = attribute.domain.index(True)
        return _chosen(attribute, np.where(flags, yes, 1 - yes).astype(np.uint8), flags == may)
    assert isinstance(data, Numbers), name
    if attribute.type.finite:
        return _single(attribute, data.values[rows])
    known = np.ones(len(rows), dtype=bool) if data.known is None else unpacked(data.known, len(register))[rows]
    return _stated(attribute, data.values[rows].astype(np.int64, copy=False), known)


def _concluded(register: DecidedRegister, rule_set: RuleSet, rows: Array) -> ColumnKey:
    found = register.found(rule_set.concludes.name)
    cans = [register.traced.bits(named).sure for named in found.values]
    single = only(cans) & ~register.traced.bits(found.conflict).sure
    numbers = np.zeros(len(register), dtype=np.uint8)
    for position, can in enumerate(cans[1:], start=1):
        numbers |= unpacked(can, len(register)).view(np.uint8) * np.uint8(position)
    return _chosen(rule_set.concludes, numbers[rows], unpacked(single, len(register))[rows])


def only(cans: Sequence[Array]) -> Array:
    """Where exactly one of some bits is set."""
    twice = reduce(np.bitwise_or, (one & reduce(np.bitwise_or, cans[:at]) for at, one in enumerate(cans) if at), 0)
    found: Array = reduce(np.bitwise_or, cans) & ~np.asarray(twice, dtype=np.uint64)
    return found


def _single(attribute: Attribute, masks: Array) -> ColumnKey:
    """Of the values that may be, the one that is."""
    numbers, known = np.zeros(len(masks), dtype=np.uint8), np.zeros(len(masks), dtype=bool)
    for position in range(len(attribute.domain)):
        own = masks == masks.dtype.type(1 << position)
        known |= own
        numbers |= own.view(np.uint8) * np.uint8(position)
    return _chosen(attribute, numbers, known)


def _chosen(attribute: Attribute, numbers: Array, known: Array) -> ColumnKey:
    return ColumnKey(attribute, numbers, known, lambda at: attribute.domain[numbers[at]])


def _stated(attribute: Attribute, numbers: Array, known: Array) -> ColumnKey:
    return ColumnKey(attribute, numbers, known, lambda at: value_at(attribute, int(numbers[at])))


def _worded(attribute: Attribute, texts: pl.Series) -> ColumnKey:
    known = np.ones(len(texts), dtype=bool) if not texts.null_count() else texts.is_not_null().to_numpy()
    numbers = short(texts)
    spelt = numbers is not None
    if not spelt:
        heads = texts.ne_missing(texts.shift()).fill_null(value=True)
        words = texts.filter(heads)  # registers are mostly in the order of their places: few change
        each = words.unique()
        places = words.replace_strict(each, pl.int_range(len(each), eager=True), return_dtype=pl.Int64)
        numbers = places.to_numpy()[heads.cast(pl.Int64).cum_sum().to_numpy() - 1]
    return ColumnKey(attribute, numbers, known, texts.__getitem__, spelt)


def dense(numbers: Array) -> tuple[Array, Array]:
    """Numbers told apart by small ones in the same order, and for each of these the position of one subject."""
    if not len(numbers):
        return numbers.astype(np.int64), np.zeros(0, dtype=np.int64)
    unused = int(np.bitwise_or.reduce(numbers))  # the lowest bits of short texts
    numbers = numbers >> numbers.dtype.type((unused & -unused).bit_length() - 1 if unused else 0)
    low, top = int(numbers.min()), int(numbers.max())
    if top - low >= NARROW:
        _, firsts, places = np.unique(numbers, return_index=True, return_inverse=True)
        return places, firsts
    steps = (numbers - numbers.dtype.type(low)).astype(np.intp)
    holder = np.full(top - low + 1, -1, dtype=np.int64)
    holder[steps] = np.arange(len(numbers))
    used = np.flatnonzero(holder >= 0)
    places = np.zeros(len(holder), dtype=np.int64)
    places[used] = np.arange(len(used))
    return places[steps], holder[used]


def _distinct(sight: ColumnKey) -> tuple[Array, Array]:
    """Values that are known told apart by small numbers, and for each of these the position of one subject."""
    if sight.known.all():
        return dense(sight.numbers)
    own = np.flatnonzero(sight.known)
    places = np.zeros(len(sight.known), dtype=np.int64)
    places[own], firsts = dense(sight.numbers[own])
    return places, own[firsts]


# ── keys ─────────────────────────────────────────────────────────────────────────────────────────


def cells(ranker: Ranker, register: DecidedRegister, rows: Array) -> Array:
    """What one key makes of the subjects at these rows: the smaller comes first, as in `Ranker.cell`."""
    sign = -1 if ranker.key and ranker.key.descending else 1
    if ranker.whole:
        sides = [sighted(register, name, rows) for name in ranker.names]
        known = sides[0].known & sides[1].known
        part, whole = (side.numbers if side.known.all() else np.where(known, side.numbers, 0) for side in sides)
        return _last(sign * ratios(part, whole), known)
    sight = sighted(register, ranker.part.name, rows)
    if ranker.part.type in (Type.TEXT, Type.CODE) or ranker.places:
        if sight.spelt and not ranker.places and _digits(sight.numbers):  # digits come in the order of their bytes
            return _last(sign * sight.numbers.astype(np.int64), sight.known)
        return _by_value(ranker, sight)
    if ranker.part.type is Type.DATE:
        dated = sight.known & (sight.numbers > 0)  # 0 is the law's none, which comes after every day
        return _last(_last(sign * sight.numbers, dated), sight.known)
    return _last(sign * sight.numbers, sight.known)


def _last(numbers: Array, known: Array) -> Array:
    """The same with what is unknown after all that is known."""
    if known.all():
        return numbers
    top = numbers.max(initial=np.iinfo(np.int64).min // 2, where=known)
    return np.where(known, numbers, top + 1)


def _by_value(ranker: Ranker, sight: ColumnKey) -> Array:
    """By what the key makes of each distinct value."""
    if ranker.part.type.finite:
        places, made = sight.numbers, [ranker.cell((value,)) for value in ranker.part.domain]
    else:
        places, firsts = _distinct(sight)
        made = [ranker.cell((sight.value(int(at)),)) for at in firsts]
    order = sorted(range(len(made)), key=made.__getitem__)
    ranks = np.zeros(len(made) + 1, dtype=np.int64)
    for before, at in pairwise(order):
        ranks[at] = ranks[before] + (made[before] != made[at])
    return np.where(sight.known, ranks[places], len(made))


def _digits(numbers: Array) -> bool:
    """Whether short texts hold digits alone."""
    octets = numbers.astype(np.uint64).view(np.uint8)
    return bool((((octets >= ord("0")) & (octets <= ord("9"))) | (octets == 0)).all())


def ratios(part: Array, whole: Array) -> Array:
    """Numbers in the order of exact ratios; of nothing, nothing is a part, and that counts as 0."""
    whole = np.maximum(whole, 1)
    if int(part.max(initial=0)) * int(whole.max(initial=1)) < EXACT:
        held: Array = (part / whole).view(np.int64)  # numbers that are not negative are in the order of their bits
        return held
    pairs, places = np.unique(np.stack([part, whole], axis=1), axis=0, return_inverse=True)
    shares = [Fraction(int(one), int(of)) for one, of in pairs]
    ranks = {share: rank for rank, share in enumerate(sorted({*shares}))}
    return np.array([ranks[share] for share in shares], dtype=np.int64)[places.reshape(-1)]


def empty(ranker: Ranker, register: DecidedRegister) -> Array:
    """The rows where a key asks for some part of nothing."""
    names = [name for name in ranker.names if name in register.traced.tables[()].facts.columns]
    if len(names) < 2:
        return np.zeros(0, dtype=np.int64)
    data: Any = register.traced.tables[()].column(names[1])
    rows = np.flatnonzero(data.values == 0)  # an unknown number is stored as 0, too
    part, whole = (sighted(register, name, rows) for name in names)
    return rows[part.known & whole.known & (part.numbers != 0)]


# ── limits ───────────────────────────────────────────────────────────────────────────────────────


def grouped(register: DecidedRegister, limits: Sequence[Limit], rows: Array) -> tuple[Array, list[tuple[Group, ...]]]:
    """For each subject a number, and for each number the groups in which the limits count the subject."""
    numbers = np.zeros(len(rows), dtype=np.int64)
    found: list[tuple[Group, ...]] = [()]
    for limit in limits:
        sight = sighted(register, limit.by, rows)
        places, firsts = _distinct(sight)
        groups: dict[Group, int] = {None: 0}
        ids = [groups.setdefault(group_of(sight.value(int(at))), len(groups)) for at in firsts]
        mine = np.array([*ids, 0])[places]
        if not sight.known.all():
            mine[~sight.known] = 0
        names = [*groups]
        if len(found) == 1:
            numbers, found = mine, [(*found[0], name) for name in names]
            continue
        before = numbers
        numbers, firsts = dense(before * len(groups) + mine)
        found = [(*found[before[first]], names[mine[first]]) for first in firsts]
    return numbers, found
