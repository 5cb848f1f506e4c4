"""Registers decided chunk by chunk as columns, with counts of the decisions."""

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping
from pathlib import Path

import attrs

from eligibility.communes import AREA
from eligibility.deciding.columnar.register import DecidedRegister, decide_register, needed, unknown_subject
from eligibility.deciding.tally import Tally
from eligibility.model import Facts, Law
from eligibility.model.columns import Columns
from eligibility.registers import Covered, covered
from eligibility.registers.columnar import CHUNK, FileSource, open_columns
from eligibility.sources import FactError, closest

Bar = Callable[[int], None]
"""Receives the number of subjects decided since the last call."""


@attrs.define
class ChunkedDecisions:
    """A register decided chunk by chunk: counts of the decisions, and the codes of those decided again one by one.

    `hashed` and `patterns` are the codes in the sample of each chunk; empty without `double`.
    """

    law: Law
    source: FileSource
    double: bool = True
    tally: Tally = attrs.field(factory=Tally)
    counts: Counter[str] = attrs.field(factory=Counter)
    hashed: list[str] = attrs.field(factory=list)
    patterns: list[str] = attrs.field(factory=list)
    areas: dict[str, None] = attrs.field(factory=dict)

    def lists(self) -> tuple[Covered, ...]:
        """The annexes of the law, as they matched the register."""
        return tuple(covered(self.source.matches, self.areas))

    @property
    def main(self) -> str:
        """The kind of subject whose decisions are written: that of the last rule set."""
        return next(rule_set.subject for rule_set in reversed(self.law.rule_sets) if rule_set.subject in self.kinds)

    @property
    def kinds(self) -> dict[str, str]:
        """The kinds of subject that are decided, and the topmost kind in whose table each is found."""
        roots = {rule_set.subject: self.law.vocabulary.root(rule_set.subject) for rule_set in self.law.rule_sets}
        return {kind: root for kind, root in roots.items() if root in self.source.kinds}

    def find(self, code: str) -> tuple[Facts, Facts | None]:
        """The facts of a subject, and those of the one that it belongs to. Raises `FactError` where there is none."""
        near: list[str] = []
        for decided in self.chunks(CHUNK, lambda _: None):
            if decided.codes.index_of(code) is not None:
                return decided.facts(code)
            near += [closest(code, decided.codes.to_list()) or ""]
        raise FactError([unknown_subject(code, near)])

    @property
    def rows(self) -> int:
        """The number of topmost subjects."""
        return sum(self.source.counts[top] for top in {*self.kinds.values()})

    def chunks(self, size: int, bar: Bar) -> Iterator[DecidedRegister]:
        """The decided chunks, counted as they pass, one for each kind of subject that is decided."""
        for top in dict.fromkeys(self.kinds.values()):
            for columns in self.source.chunks(size, top):
                for decided in self.decided(columns, [kind for kind, root in self.kinds.items() if root == top]):
                    self.count(decided)
                    yield decided
                if AREA in columns.table.columns:
                    self.areas |= dict.fromkeys(columns.table[AREA].unique(maintain_order=True).drop_nulls())
                bar(len(columns))

    def decided(self, columns: Columns, kinds: list[str]) -> Iterator[DecidedRegister]:
        """The decisions on each kind of subject of a chunk; on kinds above the last one, those made on the way."""
        last = decide_register(self.law, columns, kinds[-1], self.double)
        for codes, positions in ((self.hashed, last.sample.hashed), (self.patterns, last.sample.patterns)):
            codes.extend(last.tops.gather([*positions]))
        for kind in kinds:
            decided = last.of(kind) or decide_register(self.law, columns, kind, self.double)
            if decided:
                yield decided

    def count(self, decided: DecidedRegister) -> None:
        """Count what was decided."""
        self.counts[decided.subject] += len(decided)
        for attribute, rule_set in decided.rule_sets.items():
            counts, conflicts = decided.tally(attribute)
            self.tally.values.setdefault(rule_set.name, Counter()).update(counts)
            self.tally.conflicts += conflicts


def needed_by(law: Law) -> Mapping[str, Collection[str]]:
    """By kind of subject the attributes that are read to decide every kind of the law."""
    names: dict[str, set[str]] = {}
    for decided in dict.fromkeys(rule_set.subject for rule_set in law.rule_sets):
        for kind, attributes in needed(law, decided).items():
            names.setdefault(kind, set()).update(attributes)
    return names


def open_chunks(law: Law, path: str, root: Path | None = None) -> ChunkedDecisions:
    """A register ready to be decided as columns."""
    return ChunkedDecisions(law, open_columns(path, law, needed_by(law), root))
