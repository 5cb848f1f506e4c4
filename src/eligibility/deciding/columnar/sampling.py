"""Sampling: the subjects of a register that both engines decide again one by one, to hold the columns to it."""

import zlib
from collections.abc import Sequence
from typing import Final

import attrs
import numpy as np
import polars as pl

from eligibility.deciding.program import Program, topmost
from eligibility.engines import Frame, FrameLayout, facts_by_name
from eligibility.engines.columnar import Array, OutcomeRef, TablePath, TracedRegister, unpacked
from eligibility.engines.tracing import name_of
from eligibility.model import Conclusion, Outcome
from eligibility.model.columns import facts_of, taken
from eligibility.sources import EngineDisagreement

HASHED: Final = 1_000
"""So many subjects are taken by the hash of their code."""
PATTERNS: Final = 1_000
"""At most so many are taken as the first of those whose rules have the same states."""
A_BYTE: Final = 5
"""The states of so many rules fit into a byte."""
MIXER: Final = np.uint64(0x9E3779B97F4A7C15)
"""2^64 over the golden ratio: a product with it spreads numbers evenly (Knuth's multiplicative hash)."""
OUTCOMES: Final = {True: Outcome.SATISFIED, None: Outcome.UNDETERMINED, False: Outcome.NOT_SATISFIED}


@attrs.frozen
class Sample:
    """The positions of the topmost subjects that were entered twice: those taken by hash, those taken by pattern."""

    hashed: tuple[int, ...]
    patterns: tuple[int, ...]

    @property
    def positions(self) -> tuple[int, ...]:
        """All of them, each once, in their order."""
        return tuple(sorted({*self.hashed, *self.patterns}))


def entered(program: Program, traced: TracedRegister, codes: pl.Series) -> Sample:
    """The sample of a decided register; `EngineDisagreement` where one is decided otherwise one by one."""
    sample = chosen(traced, codes)
    positions = pl.Series(sample.positions, dtype=pl.UInt32)
    frames = [topmost(program, facts) for facts in facts_of(program.law, taken(traced.columns, positions))]
    program.check(frames)
    _hold(program, traced, (program.layout, ()), frames, np.array(sample.positions, dtype=np.int64))
    return sample


def chosen(traced: TracedRegister, codes: pl.Series, hashed: int = HASHED) -> Sample:
    """The subjects to enter twice: those of the least hashes of codes, and the first of each pattern of states."""
    return Sample(_hashed(codes, hashed), _patterned(traced))


def hashes(codes: pl.Series) -> Array:
    """A number of 64 bits for each code, the same on every machine; its upper half is spread evenly."""
    numbers = codes.cast(pl.UInt64, strict=False)
    mixed = numbers.fill_null(0).to_numpy() * MIXER  # and what is more than 64 bits falls away
    worded = numbers.is_null().arg_true()
    if len(worded):
        words = codes.gather(worded).fill_null("")
        mixed[worded.to_numpy()] = np.fromiter((zlib.crc32(word.encode()) for word in words), np.uint64) << 32
    return mixed


def _hashed(codes: pl.Series, most: int) -> tuple[int, ...]:
    """The positions of the codes with the least hashes: the same subjects wherever they stand in the register."""
    if len(codes) <= most:
        return tuple(range(len(codes)))
    return tuple(np.sort(np.argpartition(hashes(codes), most)[:most]).tolist())


def _patterned(traced: TracedRegister) -> tuple[int, ...]:
    """The first subject of each pattern of states, for the patterns that come first."""
    length = len(traced.columns)
    states = [named for (path, _), found in traced.plan.derived.items() if not path for named in found.states]
    pattern = np.zeros(length, dtype=np.uint64)
    for start in range(0, len(states), A_BYTE):
        group = np.zeros(length, dtype=np.uint8)
        for named in states[start : start + A_BYTE]:
            bits = traced.bits(named)
            group *= 3
            group += unpacked(bits.sure, length).view(np.uint8)
            group += unpacked(bits.may, length).view(np.uint8)
        pattern = pattern * MIXER + group  # of very many rules some patterns may fall together
    first = pl.Series("pattern", pattern).to_frame().select(pl.col("pattern").arg_unique()).to_series()
    return tuple(first.sort().head(PATTERNS).to_list())


def _hold(
    program: Program, traced: TracedRegister, at: tuple[FrameLayout, TablePath], frames: Sequence[Frame], rows: Array
) -> None:
    """Hold the rows of a table, and of those below, against frames of the same subjects."""
    layout, path = at
    for rule_set in program.law.of(layout.kind.name):
        found = traced.plan.derived[path, rule_set.name]
        slot = layout.traces[rule_set.name] + 1
        conclusions: list[Conclusion] = [frame[slot] for frame in frames]
        _same(traced, found.states, rows, [one.conditions for one in conclusions], layout, frames)
        _same(traced, found.outcomes, rows, [one.outcomes for one in conclusions], layout, frames)
        held = [frame[layout.slots[rule_set.concludes.name]] for frame in frames]
        cans = [[3 if mask >> bit & 1 else 0 for bit in range(len(found.values))] for mask in held]
        _same(traced, found.values, rows, cans, layout, frames)
    for relation, (slot, member) in layout.members.items():
        below = (*path, relation)
        if below in traced.tables:
            starts = traced.offsets[below].starts
            spans = [np.arange(starts[row], starts[row + 1]) for row in rows]
            inner = [one for frame in frames for one in frame[slot]]
            _hold(program, traced, (member, below), inner, np.concatenate([*spans, rows[:0]]))


def _same(
    traced: TracedRegister,
    columns: Sequence[OutcomeRef],
    rows: Array,
    expected: Sequence[Sequence[int]],
    layout: FrameLayout,
    frames: Sequence[Frame],
) -> None:
    found = [[OUTCOMES[one] for one in traced.column(named).gather(rows).to_list()] for named in columns]
    for row, (frame, own) in enumerate(zip(frames, expected, strict=True)):
        seen = tuple(column[row] for column in found)
        if seen != tuple(own):
            keys = tuple(Outcome(outcome).key for outcome in own)
            raise EngineDisagreement(name_of(frame), tuple(one.key for one in seen), keys, facts_by_name(layout, frame))
