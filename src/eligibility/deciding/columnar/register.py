"""Decided: a whole register at once, its decisions as columns, each explained when asked for."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import attrs
import numpy as np
import polars as pl

from eligibility.communes import PLACES
from eligibility.deciding.annexes import has_annexes, with_annexes
from eligibility.deciding.columnar.sampling import Sample, entered
from eligibility.deciding.decisions import decide
from eligibility.deciding.program import Program, kind_of, program_for, topmost
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
"""The attributes that tell who a subject is."""
FAULTS: Final = 20
"""So many subjects whose facts contradict each other are told."""
UNDECIDED: Final = 255
"""No level of evidence: nothing is decided."""


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
        """Who the subjects are: the code, or names where a subject has none."""
        return codes(self.traced, self.path)

    @cached_property
    def tops(self) -> pl.Series:
        """Who the topmost subjects are."""
        return codes(self.traced, ())

    @property
    def twice(self) -> tuple[str, ...]:
        """The codes that are given to more than one of the topmost subjects."""
        return self.traced.tables[()].twice

    def found(self, attribute: str) -> DerivedColumns:
        """Where the results of the rule set stand that concludes an attribute."""
        return self.traced.plan.derived[self.path, self.rule_sets[attribute].name]

    def may_be(self, attribute: str) -> Array:
        """For each subject a number with a bit for each value that the attribute may have."""
        return masks([self.traced.bits(named) for named in self.found(attribute).values], len(self))

    def conflict(self, attribute: str) -> Array:
        """For each subject whether rules contradict each other whatever the unknown facts are."""
        return unpacked(self.traced.bits(self.found(attribute).conflict).sure, len(self))

    def evidence(self, attribute: str) -> Array:
        """For each subject the level of evidence of its decision; `UNDECIDED` where there is none."""
        held = self.may_be(attribute)
        open_ = (held & (held - 1) != 0) | self.conflict(attribute)
        level = np.full(len(self), UNDECIDED, dtype=np.uint8)
        for least, weaker in self._weaker:
            same = ~open_ & (level == UNDECIDED)
            if weaker is not None:
                named = weaker.plan.derived[self.path, self.rule_sets[attribute].name].values
                same &= masks([weaker.bits(one) for one in named], len(self)) == held
            level[same] = least
        return level

    @cached_property
    def _weaker(self) -> tuple[tuple[Evidence, TracedRegister | None], ...]:
        """The register decided again without what is weaker than a level, the strongest level first."""
        columns = self.traced.columns
        strongest, *weaker = sorted({Evidence.OFFICIAL, *self.complete.levels, *levels(columns)}, reverse=True)
        found: list[tuple[Evidence, TracedRegister | None]] = [
            (least, self.engine.run(erased(self.law, columns, least), self.complete.columns(columns.table, least)))
            for least in (strongest, *weaker[:-1])
        ]
        return (*found, (weaker[-1], None))

    def frame(self, rules: bool = True, evidence: bool = True) -> pl.DataFrame:
        """The decisions as a table: who, then for each attribute its value, what it may be, and on what evidence.

        A rule's column is true where it is satisfied, false where not, null where undetermined.
        """
        if not len(self):
            return pl.DataFrame({"code": pl.Series([], dtype=pl.String)})
        series = [self.codes.alias("code")]
        for attribute, rule_set in self.rule_sets.items():
            if rule_set.hit_policy is not HitPolicy.COLLECT:
                series += self._decision(attribute, rule_set, evidence)
            if rules:
                own = zip(rule_set.rules, self.found(attribute).outcomes, strict=True)
                series += [self.traced.column(named).alias(heading(rule_set, rule)) for rule, named in own]
        return pl.DataFrame(series)

    def _decision(self, attribute: str, rule_set: RuleSet, evidence: bool) -> Iterator[pl.Series]:
        held, conflict = self.may_be(attribute), self.conflict(attribute)
        decided = (held & (held - 1) == 0) & ~conflict
        domain = rule_set.concludes.domain
        if rule_set.concludes.flag:
            yes = np.uint64(1 << domain.index(True))
            yield _where(decided, pl.Series(attribute, held == yes))
        else:
            yield _where(decided, worded(held, domain).alias(attribute))
        yield _where(~decided, worded(held, domain).alias(f"{attribute}:may_be"))
        yield pl.Series(f"{attribute}:conflict", conflict)
        if evidence:
            words = pl.Series([level.key for level in sorted(Evidence)])
            level = self.evidence(attribute)
            own = words.gather(np.where(decided, level, 0))
            yield _where(decided, own.alias(f"{attribute}:evidence"))

    def written(self, attribute: str) -> Iterator[tuple[str, str, str]]:
        """For each subject the value, what it may be, and the evidence, as CSV has them."""
        held, conflict = self.may_be(attribute), self.conflict(attribute)
        words = worded(held, self.rule_sets[attribute].concludes.domain)
        keys = {int(level): level.key for level in Evidence} | {UNDECIDED: ""}
        open_ = (held & (held - np.uint64(1)) != 0) | (held == 0) | conflict
        for undecided, word, level in zip(open_.tolist(), words, self.evidence(attribute).tolist(), strict=True):
            yield ("", word, "") if undecided else (word, "", keys[level])

    def tally(self, attribute: str) -> tuple[Counter[Choice | str], int]:
        """How often each value is decided, and under ``?`` how often none is; and how many conflicts there are."""
        held, conflict = self.may_be(attribute), self.conflict(attribute)
        counts: Counter[Choice | str] = Counter()
        for bit, value in enumerate(self.rule_sets[attribute].concludes.domain):
            counts[value] += int(np.count_nonzero((held == np.uint64(1 << bit)) & ~conflict))
        counts["?"] += len(self) - counts.total()
        return counts, int(np.count_nonzero(conflict))

    def of(self, subject: str) -> "DecidedRegister | None":
        """The decisions on another kind of subject, where they were made on the way."""
        other = attrs.evolve(self, subject=subject)
        decided = all((other.path, name.name) in self.traced.plan.derived for name in other.rule_sets.values())
        return other if decided else None

    def facts(self, code: str) -> tuple[Facts, Facts | None]:
        """The facts of a subject, and those of the subject that it belongs to; `FactError` where there is none."""
        at = self.codes.index_of(str(code))
        if at is None:
            raise FactError([nobody(code, self.codes.to_list())])
        position, within, below = at, None, []
        for depth in range(len(self.path), 0, -1):
            starts = self.traced.offsets[self.path[:depth]].starts
            owner = int(np.searchsorted(starts, position, side="right")) - 1
            below.append(position - int(starts[owner]))
            position = owner
        own = facts_at(self.law, self.traced.columns, position)
        for relation, place in zip(self.path, reversed(below), strict=True):
            own, within = own.members[relation][place], own
        return own, within

    def explain(self, code: str) -> Decisions:
        """The decisions on one subject, as `decide` makes them; `FactError` where there is no such subject."""
        own, within = self.facts(code)
        return decide(self.law, own, within)


def nobody(code: str, codes: Iterable[str]) -> Problem:
    """That there is no subject of this code, and which one is near."""
    what = Text(f"không có đối tượng “{code}”", f"there is no subject “{code}”")
    return Problem(NOWHERE, what, None, closest(str(code), codes))


def heading(rule_set: RuleSet, rule: Rule) -> str:
    """The heading of a rule's column."""
    return f"{rule_set.concludes.name}/{rule.id}"


def masks(cans: list[Bits], length: int) -> Array:
    """Numbers with a bit for each value that may be."""
    found = np.zeros(length, dtype=np.uint64)
    for bit, can in enumerate(cans):
        found |= unpacked(can.sure, length).astype(np.uint64) << np.uint64(bit)
    return found


def worded(held: Array, domain: tuple[Choice, ...]) -> pl.Series:
    """The values that may be, as registers write them."""
    distinct, places = np.unique(held, return_inverse=True)
    words = [
        "|".join(format_value(value) for bit, value in enumerate(domain) if int(mask) >> bit & 1) for mask in distinct
    ]
    return pl.Series(words, dtype=pl.String).gather(places)


def _where(condition: Array, series: pl.Series) -> pl.Series:
    return series.to_frame().select(pl.when(pl.Series(condition)).then(pl.col(series.name))).to_series()


def codes(traced: TracedRegister, path: TablePath) -> pl.Series:
    """Who the subjects of a table are: the code, or names where no code is known."""
    facts = traced.tables[path].facts
    columns = traced.columns
    for relation in path:
        columns = columns.members[relation].columns
    named = [pl.col(name) for name in columns.kind.naming if name in facts.columns]
    own = pl.concat_str(named, separator="/", ignore_nulls=True) if named else pl.lit("")
    own = pl.when(own == "").then(pl.lit("?")).otherwise(own)
    if path:
        above = codes(traced, path[:-1]).gather(traced.offsets[path].owners)
        own = pl.concat_str(pl.Series(above), pl.lit("/"), own)
    code = pl.coalesce("code", own) if "code" in facts.columns else own
    return facts.select(code.alias("code")).to_series()


def engine_for(law: Law, subject: str, extra: tuple[Condition, ...] = ()) -> tuple[ColumnarEngine, CompleteAnnexes]:
    """The columnar engine of a law for one kind of subject, and the lists that are complete; compiled once."""
    return law.cached(_engine, subject, extra)


def _engine(law: Law, subject: str, extra: tuple[Condition, ...]) -> tuple[ColumnarEngine, CompleteAnnexes]:
    program = program_for(law, subject, extra)
    complete = CompleteAnnexes.of(program.annexes, columns_read(program.layout))
    return ColumnarEngine(law, program.layout, complete.absent), complete


def needed(law: Law, subject: str) -> Mapping[str, Collection[str]]:
    """By kind of subject the attributes that are read to decide it, to name it, and to meet the lists of the law."""
    found = {kind: {*names, *NAMING} for kind, names in columns_read(program_for(law, subject).layout).items()}
    for listing in law.listings:
        for names in found.values():
            names.update((*listing.keys, listing.gives))
    return found


def decide_register(
    law: Law, register: str | Path | Columns | IndexedRegister | Iterable[Any], subject: str = "", double: bool = True
) -> DecidedRegister:
    """The decisions on every subject of a register: a CSV, Parquet or Arrow file or a folder of them, or objects.

    An `IndexedRegister` may be decided many times: its columns are read and its members counted once.

    `subject` is the kind that is decided, where it is not the register's own but one below. Raises `FactError` with
    the facts that contradict each other or the rules, and `EngineDisagreement` where a subject of the sample is
    decided otherwise one by one. Without `double` no sample is entered twice.
    """
    if isinstance(register, str | Path):
        register = open_columns(register, law, needed(law, subject or _kind(law))).whole()
    if not isinstance(register, Columns | IndexedRegister):
        register = _columns(law, list(register), subject)
    index = register if isinstance(register, IndexedRegister) else IndexedRegister(register)
    subject = subject or index.columns.kind.name
    (engine, complete), program = engine_for(law, subject), program_for(law, subject)
    traced = engine.run(index, complete.columns(index.columns.table))
    _refuse_faulty(program, traced)
    sample = entered(program, traced, codes(traced, ())) if double else Sample((), ())
    return DecidedRegister(law, subject, traced, sample, engine, complete)


def _kind(law: Law) -> str:
    """The kind of subject that belongs to no other of which the law says most."""
    tops = [rule_set.subject for rule_set in law.rule_sets if not law.vocabulary.parent(rule_set.subject)]
    return Counter(tops or [law.rule_sets[-1].subject]).most_common(1)[0][0]


def _columns(law: Law, group: list[Any], subject: str) -> Columns:
    """Objects of one kind as columns, with what the lists of the law say of them."""
    kind = kind_of(law, group[0]) if group else subject
    program = program_for(law, kind)
    if program.speaks:
        group = [_with_annexes(program, one) for one in group]
    columns = columns_of(law, law.vocabulary[kind], group, needed(law, subject or kind))
    return attrs.evolve(columns, annexes=AppliedAnnexes(law.listings))


def _with_annexes(program: Program, subject: Any) -> Any:  # noqa: ANN401 - an object of any declared class
    facts = subject if type(subject) is Facts else Facts(subject)
    if has_annexes(program.law, facts) or not program.annexes.concern(facts.subject):
        return subject
    return with_annexes(program.law, program.annexes, program.layout.kind.name, facts)


def _refuse_faulty(program: Program, traced: TracedRegister) -> None:
    """Refuse contradictions, in the words of the engine that decides one by one."""
    problems: list[Problem] = []
    tops = dict.fromkeys(_top(traced, path, at) for path, at in traced.faulty())
    for at in tops:
        try:
            topmost(program, facts_at(program.law, traced.columns, at))
        except FactError as error:
            problems += error.problems
        if len(problems) >= FAULTS:
            break
    if problems:
        raise FactError(problems)


def _top(traced: TracedRegister, path: TablePath, at: int) -> int:
    for depth in range(len(path), 0, -1):
        starts = traced.offsets[path[:depth]].starts
        at = int(np.searchsorted(starts, at, side="right")) - 1
    return at
