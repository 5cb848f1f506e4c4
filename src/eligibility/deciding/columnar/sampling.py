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
    """The positions of the topmost subjects to decide again one by one: those taken by hash, those by pattern."""

    hashed: tuple[int, ...]
    patterns: tuple[int, ...]

    @property
    def positions(self) -> tuple[int, ...]:
        """All positions, each once, in order."""
        return tuple(sorted({*self.hashed, *self.patterns}))


def entered(program: Program, traced: TracedRegister, codes: pl.Series) -> Sample:
    """Decide the sample of a register one by one. Raises `EngineDisagreement` where a decision differs."""
    sample = chosen(traced, codes)
    positions = pl.Series(sample.positions, dtype=pl.UInt32)
    frames = [topmost(program, facts) for facts in facts_of(program.law, taken(traced.columns, positions))]
    program.check(frames)
    _compare(program, traced, (program.layout, ()), frames, np.array(sample.positions, dtype=np.int64))
    return sample


def chosen(traced: TracedRegister, codes: pl.Series, hashed: int = HASHED) -> Sample:
    """The subjects with the least hashes of codes, and the first of each pattern of states."""
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
    """The positions of the codes with the least hashes: the same subjects whatever the order of the register."""
    if len(codes) <= most:
        return tuple(range(len(codes)))
    return tuple(np.sort(np.argpartition(hashes(codes), most)[:most]).tolist())


def _patterned(traced: TracedRegister) -> tuple[int, ...]:
    """The first subject of each pattern of states, for the patterns that come first."""
    length = len(traced.columns)
    states = [named for (path, _), derived in traced.plan.derived.items() if not path for named in derived.states]
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


def _compare(
    program: Program, traced: TracedRegister, table: tuple[FrameLayout, TablePath], frames: Sequence[Frame], rows: Array
) -> None:
    """Compare the rows of a table, and of those below, with frames of the same subjects."""
    layout, path = table
    for rule_set in program.law.of(layout.kind.name):
        derived = traced.plan.derived[path, rule_set.name]
        slot = layout.traces[rule_set.name] + 1
        conclusions: list[Conclusion] = [frame[slot] for frame in frames]
        masks = [frame[layout.slots[rule_set.concludes.name]] for frame in frames]
        possible = [[3 if mask >> bit & 1 else 0 for bit in range(len(derived.values))] for mask in masks]
        for columns, expected in (
            (derived.states, [conclusion.conditions for conclusion in conclusions]),
            (derived.outcomes, [conclusion.outcomes for conclusion in conclusions]),
            (derived.values, possible),
        ):
            _compare_outcomes(traced, columns, rows, expected, layout, frames)
    for relation, (slot, member) in layout.members.items():
        below = (*path, relation)
        if below in traced.tables:
            starts = traced.offsets[below].starts
            spans = [np.arange(starts[row], starts[row + 1]) for row in rows]
            inner = [member_frame for frame in frames for member_frame in frame[slot]]
            _compare(program, traced, (member, below), inner, np.concatenate([*spans, rows[:0]]))


def _compare_outcomes(
    traced: TracedRegister,
    columns: Sequence[OutcomeRef],
    rows: Array,
    expected: Sequence[Sequence[int]],
    layout: FrameLayout,
    frames: Sequence[Frame],
) -> None:
    outcomes = [[OUTCOMES[flag] for flag in traced.column(column).gather(rows).to_list()] for column in columns]
    for row, (frame, traced_outcomes) in enumerate(zip(frames, expected, strict=True)):
        columnar = tuple(column[row] for column in outcomes)
        if columnar != tuple(traced_outcomes):
            keys = (tuple(outcome.key for outcome in columnar), tuple(Outcome(code).key for code in traced_outcomes))
            raise EngineDisagreement(name_of(frame), *keys, facts_by_name(layout, frame))
