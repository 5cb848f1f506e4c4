"""A whole register decided at once: its decisions as columns, explained on demand."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import attrs
import numpy as np
import polars as pl

from eligibility.communes import PLACES
from eligibility.deciding.columnar.sampling import Sample, entered
from eligibility.deciding.decisions import decide
from eligibility.deciding.program import Program, kind_of, program_for, topmost
from eligibility.deciding.subjects import main_kind
from eligibility.engines.columnar import (
    Array,
    Bits,
    ColumnarEngine,
    DerivedColumns,
    IndexedRegister,
    TablePath,
    TracedRegister,
    columns_read,
    unpacked,
)
from eligibility.model import (
    AppliedAnnexes,
    Choice,
    Condition,
    Decisions,
    Evidence,
    Facts,
    HitPolicy,
    Law,
    Rule,
    RuleSet,
    format_value,
)
from eligibility.model.columns import Columns, columns_of, erased, facts_at, levels
from eligibility.registers.columnar import CompleteAnnexes, open_columns
from eligibility.sources import NOWHERE, FactError, Problem, Text, closest

NAMING: Final = ("code", "name", *PLACES)
"""The attributes that identify a subject."""
FAULTS: Final = 20
"""The contradictions of at most this many subjects are reported."""
UNDECIDED: Final = 255
"""Stands for the level of evidence where nothing is decided."""


@attrs.frozen(eq=False)
class DecidedRegister:
    """The decisions on every subject of one kind.

    `sample` are the subjects that were decided again one by one, by both engines, with the same result.
    """

    law: Law
    subject: str
    traced: TracedRegister
    sample: Sample
    engine: ColumnarEngine = attrs.field(repr=False)
    complete: CompleteAnnexes = attrs.field(repr=False)

    def __len__(self) -> int:
        return len(self.traced.tables[self.path]) if self.path in self.traced.tables else 0

    @property
    def path(self) -> TablePath:
        """The table of the subjects: the relations that lead down to it."""
        return tuple(relation.name for relation in program_for(self.law, self.subject).path)

    @property
    def rule_sets(self) -> Mapping[str, RuleSet]:
        """The rule sets that decide, by the attribute that they conclude."""
        return program_for(self.law, self.subject).rule_sets

    @cached_property
    def codes(self) -> pl.Series:
        """The code of each subject, or its names where it has none."""
        return codes(self.traced, self.path)

    @cached_property
    def tops(self) -> pl.Series:
        """The code of each of the topmost subjects, or its names."""
        return codes(self.traced, ())

    @property
    def twice(self) -> tuple[str, ...]:
        """The codes that are given to more than one of the topmost subjects."""
        return self.traced.tables[()].twice

    def found(self, attribute: str) -> DerivedColumns:
        """The columns of results of the rule set that concludes an attribute."""
        return self.traced.plan.derived[self.path, self.rule_sets[attribute].name]

    def may_be(self, attribute: str) -> Array:
        """For each subject a mask with a bit for each value that the attribute may have."""
        return masks([self.traced.bits(column) for column in self.found(attribute).values], len(self))

    def conflict(self, attribute: str) -> Array:
        """Flags of the subjects on which rules contradict each other whatever the unknown facts are."""
        return unpacked(self.traced.bits(self.found(attribute).conflict).sure, len(self))

    def evidence(self, attribute: str) -> Array:
        """For each subject the level of evidence of its decision; `UNDECIDED` where there is none."""
        values = self.may_be(attribute)
        decided = (values & (values - 1) == 0) & ~self.conflict(attribute)
        level = np.full(len(self), UNDECIDED, dtype=np.uint8)
        for least, weaker in self._weaker:
            same = decided & (level == UNDECIDED)
            if weaker is not None:
                columns = weaker.plan.derived[self.path, self.rule_sets[attribute].name].values
                same &= masks([weaker.bits(column) for column in columns], len(self)) == values
            level[same] = least
        return level

    @cached_property
    def _weaker(self) -> tuple[tuple[Evidence, TracedRegister | None], ...]:
        """The register decided again without facts weaker than a level, the strongest level first."""
        columns = self.traced.columns
        strongest, *weaker = sorted({Evidence.OFFICIAL, *self.complete.levels, *levels(columns)}, reverse=True)
        decided: list[tuple[Evidence, TracedRegister | None]] = [
            (least, self.engine.run(erased(self.law, columns, least), self.complete.columns(columns.table, least)))
            for least in (strongest, *weaker[:-1])
        ]
        return (*decided, (weaker[-1], None))

    def frame(self, rules: bool = True, evidence: bool = True) -> pl.DataFrame:
        """The decisions as a table: code, then for each attribute its value, what it may be, conflict, and evidence.

        A rule's column is true where it is satisfied, false where not, null where undetermined.
        """
        if not len(self):
            return pl.DataFrame({"code": pl.Series([], dtype=pl.String)})
        series = [self.codes.alias("code")]
        for attribute, rule_set in self.rule_sets.items():
            if rule_set.hit_policy is not HitPolicy.COLLECT:
                series += self._decision(attribute, rule_set, evidence)
            if rules:
                outcomes = zip(rule_set.rules, self.found(attribute).outcomes, strict=True)
                series += [self.traced.column(column).alias(heading(rule_set, rule)) for rule, column in outcomes]
        return pl.DataFrame(series)

    def _decision(self, attribute: str, rule_set: RuleSet, evidence: bool) -> Iterator[pl.Series]:
        values, conflict = self.may_be(attribute), self.conflict(attribute)
        decided = (values & (values - 1) == 0) & ~conflict
        domain = rule_set.concludes.domain
        if rule_set.concludes.flag:
            yes = np.uint64(1 << domain.index(True))
            yield _where(decided, pl.Series(attribute, values == yes))
        else:
            yield _where(decided, _formatted(values, domain).alias(attribute))
        yield _where(~decided, _formatted(values, domain).alias(f"{attribute}:may_be"))
        yield pl.Series(f"{attribute}:conflict", conflict)
        if evidence:
            keys = pl.Series([level.key for level in sorted(Evidence)])
            levels_ = keys.gather(np.where(decided, self.evidence(attribute), 0))
            yield _where(decided, levels_.alias(f"{attribute}:evidence"))

    def written(self, attribute: str) -> Iterator[tuple[str, str, str]]:
        """For each subject the value, what it may be, and the evidence, as in CSV."""
        values, conflict = self.may_be(attribute), self.conflict(attribute)
        words = _formatted(values, self.rule_sets[attribute].concludes.domain)
        keys = {int(level): level.key for level in Evidence} | {UNDECIDED: ""}
        undetermined = (values & (values - np.uint64(1)) != 0) | (values == 0) | conflict
        for undecided, word, level in zip(undetermined.tolist(), words, self.evidence(attribute).tolist(), strict=True):
            yield ("", word, "") if undecided else (word, "", keys[level])

    def tally(self, attribute: str) -> tuple[Counter[Choice | str], int]:
        """The count of each decided value, under ``?`` that of the undetermined, and the number of conflicts."""
        values, conflict = self.may_be(attribute), self.conflict(attribute)
        counts: Counter[Choice | str] = Counter()
        for bit, value in enumerate(self.rule_sets[attribute].concludes.domain):
            counts[value] += int(np.count_nonzero((values == np.uint64(1 << bit)) & ~conflict))
        counts["?"] += len(self) - counts.total()
        return counts, int(np.count_nonzero(conflict))

    def of(self, subject: str) -> "DecidedRegister | None":
        """The decisions on another kind of subject, where they were made on the way."""
        other = attrs.evolve(self, subject=subject)
        decided = all((other.path, rule_set.name) in self.traced.plan.derived for rule_set in other.rule_sets.values())
        return other if decided else None

    def facts(self, code: str) -> tuple[Facts, Facts | None]:
        """The facts of a subject, and those of the subject that it belongs to; `FactError` where there is none."""
        row = self.codes.index_of(str(code))
        if row is None:
            raise FactError([unknown_subject(code, self.codes.to_list())])
        rows = [row, *_owners(self.traced, self.path, row)][::-1]
        facts, within = facts_at(self.law, self.traced.columns, rows[0]), None
        for depth, (owner, member) in enumerate(pairwise(rows), start=1):
            first = int(self.traced.offsets[self.path[:depth]].starts[owner])
            facts, within = facts.members[self.path[depth - 1]][member - first], facts
        return facts, within

    def explain(self, code: str) -> Decisions:
        """The decisions on one subject, as `decide` makes them; `FactError` where there is no such subject."""
        facts, within = self.facts(code)
        return decide(self.law, facts, within)


def unknown_subject(code: str, codes: Iterable[str]) -> Problem:
    """The problem that there is no subject of this code, with the closest one."""
    what = Text(f"không có đối tượng “{code}”", f"there is no subject “{code}”")
    return Problem(NOWHERE, what, None, closest(str(code), codes))


def heading(rule_set: RuleSet, rule: Rule) -> str:
    """The heading of a rule's column."""
    return f"{rule_set.concludes.name}/{rule.id}"


def masks(possible: list[Bits], length: int) -> Array:
    """For each subject a mask with a bit for each value that is possible."""
    values = np.zeros(length, dtype=np.uint64)
    for bit, flags in enumerate(possible):
        values |= unpacked(flags.sure, length).astype(np.uint64) << np.uint64(bit)
    return values


def _formatted(masks: Array, domain: tuple[Choice, ...]) -> pl.Series:
    """The values of masks as in register files: ``I|II``."""
    distinct, places = np.unique(masks, return_inverse=True)
    words = [
        "|".join(format_value(value) for bit, value in enumerate(domain) if int(mask) >> bit & 1) for mask in distinct
    ]
    return pl.Series(words, dtype=pl.String).gather(places)


def _where(condition: Array, series: pl.Series) -> pl.Series:
    return series.to_frame().select(pl.when(pl.Series(condition)).then(pl.col(series.name))).to_series()


def codes(traced: TracedRegister, path: TablePath) -> pl.Series:
    """The code of each subject of a table, or its names where no code is known."""
    facts = traced.tables[path].facts
    columns = traced.columns
    for relation in path:
        columns = columns.members[relation].columns
    named = [pl.col(name) for name in columns.kind.naming if name in facts.columns]
    names = pl.concat_str(named, separator="/", ignore_nulls=True) if named else pl.lit("")
    names = pl.when(names == "").then(pl.lit("?")).otherwise(names)
    if path:
        owners = codes(traced, path[:-1]).gather(traced.offsets[path].owners)
        names = pl.concat_str(pl.Series(owners), pl.lit("/"), names)
    code = pl.coalesce("code", names) if "code" in facts.columns else names
    return facts.select(code.alias("code")).to_series()


def engine_for(law: Law, subject: str, extra: tuple[Condition, ...] = ()) -> tuple[ColumnarEngine, CompleteAnnexes]:
    """The columnar engine of a law for one kind of subject, and the annexes that are complete; compiled once."""
    return law.cached(_engine, subject, extra)


def _engine(law: Law, subject: str, extra: tuple[Condition, ...]) -> tuple[ColumnarEngine, CompleteAnnexes]:
    program = program_for(law, subject, extra)
    complete = CompleteAnnexes.of(program.annexes, columns_read(program.layout))
    return ColumnarEngine(law, program.layout, complete.absent), complete


def needed(law: Law, subject: str) -> Mapping[str, Collection[str]]:
    """By kind of subject the attributes that are read to decide it, to name it, and to match the annexes of the law."""
    annexed = {name for listing in law.listings for name in (*listing.keys, listing.gives)}
    read = columns_read(program_for(law, subject).layout)
    return {kind: {*names, *NAMING, *annexed} for kind, names in read.items()}


def decide_register(
    law: Law, register: str | Path | Columns | IndexedRegister | Iterable[Any], subject: str = "", double: bool = True
) -> DecidedRegister:
    """The decisions on every subject of a register: a CSV, Parquet or Arrow file or a folder of them, or objects.

    An `IndexedRegister` may be decided many times: its columns are read and its members counted once.

    `subject` is the kind to decide, where it is not the register's own but one below. Raises `FactError` with
    the facts that contradict each other or the rules, and `EngineDisagreement` where a subject of the sample is
    decided otherwise one by one. Without `double` no sample is decided again.
    """
    if isinstance(register, str | Path):
        register = open_columns(register, law, needed(law, subject or main_kind(law))).whole()
    if not isinstance(register, Columns | IndexedRegister):
        register = _columns(law, list(register), subject)
    index = register if isinstance(register, IndexedRegister) else IndexedRegister(register)
    subject = subject or index.columns.kind.name
    (engine, complete), program = engine_for(law, subject), program_for(law, subject)
    traced = engine.run(index, complete.columns(index.columns.table))
    _refuse_faulty(program, traced)
    sample = entered(program, traced, codes(traced, ())) if double else Sample((), ())
    return DecidedRegister(law, subject, traced, sample, engine, complete)


def _columns(law: Law, group: list[Any], subject: str) -> Columns:
    """Objects of one kind as columns, with what the annexes of the law say of them."""
    kind = kind_of(law, group[0]) if group else subject
    program = program_for(law, kind)
    if program.speaks:
        unfilled = (subject if isinstance(subject, Facts) else Facts(subject) for subject in group)
        group = [program.with_annexes(facts) if program.annexes.concern(facts.subject) else facts for facts in unfilled]
    columns = columns_of(law, law.vocabulary[kind], group, needed(law, subject or kind))
    return attrs.evolve(columns, annexes=AppliedAnnexes(law.listings))


def _refuse_faulty(program: Program, traced: TracedRegister) -> None:
    """Refuse contradictions, in the words of the engine that decides one by one."""
    problems: list[Problem] = []
    for row in dict.fromkeys([row, *_owners(traced, path, row)][-1] for path, row in traced.faulty()):
        try:
            topmost(program, facts_at(program.law, traced.columns, row))
        except FactError as error:
            problems += error.problems
        if len(problems) >= FAULTS:
            break
    if problems:
        raise FactError(problems)


def _owners(traced: TracedRegister, path: TablePath, row: int) -> Iterator[int]:
    """The row of the subject that the one at a row of a table belongs to, of the one above that, up to the topmost."""
    for depth in range(len(path), 0, -1):
        row = int(np.searchsorted(traced.offsets[path[:depth]].starts, row, side="right")) - 1
        yield row
