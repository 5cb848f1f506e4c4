"""Spark: decides registers past one machine, by the same steps as the columnar engine, in columns of Spark."""

from collections.abc import Iterator, Mapping

import attrs
from pyspark.sql import (
    Column as Clause,
    DataFrame,
    functions as F,  # noqa: N812 - as all of Spark's own documents call it
)

from eligibility.engines import FrameLayout
from eligibility.engines.columnar import ColumnCompiler, DerivedColumns, TablePath
from eligibility.model import HitPolicy, Law, RuleSet, format_value
from eligibility.spark.windows import Level, Stack, key


@attrs.frozen(eq=False)
class Whole:
    """A register with all outcomes: its table, and where in it the results of each rule set stand."""

    stack: Stack
    found: Mapping[tuple[TablePath, str], DerivedColumns]
    faults: tuple[tuple[TablePath, str], ...]

    def of(self, path: TablePath) -> DataFrame:
        """The subjects of one kind."""
        return self.stack.frame.where(self.stack.holds(path))

    def faulty(self) -> Clause:
        """Whether the facts in a row may contradict each other or the rules."""
        found: Clause = F.lit(False)
        for path, name in self.faults:
            found |= self.stack.holds(path) & self.stack.column(path, name)
        return found


class SparkEngine:
    """A law compiled for registers of the topmost kind of subject that Spark reads.

    The lists of the law are not met here: whoever calls sees to it that they do not speak of the register.
    """

    def __init__(self, law: Law, layout: FrameLayout) -> None:
        self.law = law
        self.layout = layout

    def run(self, levels: Mapping[TablePath, Level]) -> Whole:
        """Every rule set on every subject."""
        tabulated = ColumnCompiler(
            self.law, self.layout, {path: [*level.facts] for path, level in levels.items()}
        ).plan()
        stack = Stack.of(levels).run(tabulated.steps)
        return Whole(stack, tabulated.derived, tabulated.faults)

    def results(self, whole: Whole) -> DataFrame:
        """The decisions on the topmost subjects: who, then for each attribute its value, what it may be, the rules."""
        columns = [F.col(key(0)).alias("code")]
        for rule_set in self.law.of(self.layout.kind.name):
            found = whole.found[(), rule_set.name]
            if rule_set.hit_policy is not HitPolicy.COLLECT:
                columns += _decision(whole.stack, rule_set, found)
            for rule, named in zip(rule_set.rules, found.outcomes, strict=True):
                columns.append(whole.stack.outcome(named).alias(f"{rule_set.concludes.name}/{rule.id}"))
        return whole.of(()).select(columns)


def _decision(stack: Stack, rule_set: RuleSet, found: DerivedColumns) -> Iterator[Clause]:
    """The value, null where none is decided; what it may be where none is; whether rules contradict each other."""
    concludes = rule_set.concludes
    cans = dict(zip(concludes.domain, map(stack.outcome, found.values), strict=True))
    conflict = stack.outcome(found.conflict)
    number = sum((can.cast("int") for can in cans.values()), F.lit(0))
    decided = (number == 1) & ~conflict
    words = F.concat_ws("|", *(F.when(can, F.lit(format_value(value))) for value, can in cans.items()))
    yield F.when(decided, cans[True] if concludes.flag else words).alias(concludes.name)
    yield F.when(~decided, words).alias(f"{concludes.name}:may_be")
    yield conflict.alias(f"{concludes.name}:conflict")
