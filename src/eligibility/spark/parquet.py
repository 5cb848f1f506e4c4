"""Parquet: registers in any place that Spark reads, as levels of the table that decides.

What is wrong is counted where the rows are, in the pass that decides; nothing is fetched before it but the distinct
words of choices.
"""

from collections.abc import Collection, Iterator, Mapping
from functools import partial
from typing import Any, Final

import attrs
from pyspark.sql import (
    Column as Clause,
    DataFrame,
    Observation,
    functions as F,  # noqa: N812 - as all of Spark's own documents call it
    types as T,  # noqa: N812
)

from eligibility.model import SCALE, Attribute, Law, SubjectType, Type, wholes_of
from eligibility.registers import InputColumn, Store, columns, none_named
from eligibility.sources import NOWHERE, Place, Problem, Text, closest
from eligibility.spark.cells import NONE, Field, Wrong, quoted
from eligibility.spark.windows import Level

COLUMNAR: Final = Text("--engine columnar", "--engine columnar")


@attrs.frozen(eq=False)
class Opened:
    """A table of one kind of subject: the columns that are read, by the names that engines know, and its key.

    The key is the code of the subject of kind `owner` that a row is or belongs to; None where there is no such column.
    """

    kind: SubjectType
    owner: SubjectType
    frame: DataFrame
    fields: Mapping[str, Field]
    key: Field | None

    def words(self) -> dict[str, list[str]]:
        """The distinct words in each column of choices."""
        worded = [field for field in self.fields.values() if field.worded]
        found = self.frame.agg(F.lit(0), *(F.collect_set(field.cell.cast("string")) for field in worded)).first()
        assert found is not None  # an aggregate of all rows is one row
        return {field.heading: sorted(words) for field, words in zip(worded, found[1:], strict=True)}

    def provinces(self) -> list[str]:
        """The provinces that are named."""
        if "province" not in self.fields:
            return []
        return [row[0] for row in self.frame.select("province").distinct().collect() if row[0] is not None]

    def level(self, words: Mapping[str, list[str]]) -> tuple[Level, "Watch"]:
        """The rows as engines read them, and what watches for wrong ones while they are read."""
        assert self.key is not None  # else it is a problem, and nothing is read
        code, wrongs = self.key.read(())
        facts: dict[str, Clause] = {}
        for name, field in self.fields.items():
            facts[name], wrong = field.read(words.get(field.heading, ()))
            wrongs += wrong
        wrongs.append(Wrong(self.key.heading, self.key.cell.isNull(), F.lit(""), self._nameless))
        watch = Watch((*wrongs, *self._exceeding(facts)))
        return Level(watch.over(self.frame), facts, (code,)), watch

    def _nameless(self, _: str) -> Problem:
        assert self.key is not None
        if self.owner is not self.kind:
            return Problem(NOWHERE, none_named(self.owner))
        vi, en = self.kind.title.vi.lower(), self.kind.title.en.lower()
        return Problem(NOWHERE, Text(f"{vi} không có mã", f"a {en} without a code"))

    def _exceeding(self, facts: Mapping[str, Clause]) -> Iterator[Wrong]:
        """The parts that are more than a whole."""
        attributes = self.kind.attributes

        def amount(name: str) -> Clause:
            return facts[name] * (SCALE if attributes[name].type is Type.COUNT else 1)

        for name in facts:
            wholes = [whole for whole in wholes_of(attributes, name) if whole in facts] if name in attributes else []
            for whole in wholes:
                more = amount(name) > amount(whole)
                shown = F.concat_ws(" > ", quoted(name).cast("string"), quoted(whole).cast("string"))
                yield Wrong(name, more, shown, partial(_more, name, whole))


def _more(name: str, whole: str, shown: str) -> Problem:
    vi, en = f"{name} nhiều hơn {whole} ({shown})", f"{name} is more than {whole} ({shown})"
    return Problem(NOWHERE, Text(vi, en))


@attrs.frozen(eq=False)
class Watch:
    """Counts the rows in which something is wrong while they pass by, and keeps a text of one of each."""

    wrongs: tuple[Wrong, ...]
    observation: Observation = attrs.field(factory=Observation)

    def over(self, frame: DataFrame) -> DataFrame:
        """The same rows, watched."""
        counts = [F.count_if(wrong.rows).alias(f"rows {at}") for at, wrong in enumerate(self.wrongs)]
        shown = [F.min(F.when(one.rows, one.shown)).alias(f"shown {at}") for at, one in enumerate(self.wrongs)]
        return frame.observe(self.observation, *counts, *shown)

    def problems(self, place: str) -> Iterator[Problem]:
        """What was wrong, when all rows have passed."""
        seen: Mapping[str, Any] = self.observation.get
        for at, wrong in enumerate(self.wrongs):
            count = seen[f"rows {at}"]
            if count:
                found = wrong.say(seen[f"shown {at}"] or "")
                vi, en = f"{found.what.vi} (số dòng: {count})", f"{found.what.en} (rows: {count})"
                yield attrs.evolve(found, place=Place(place, 0, wrong.heading), what=Text(vi, en))


def opened(
    law: Law, kind: SubjectType, place: str, frame: DataFrame, wanted: Collection[str]
) -> tuple[Opened, list[Problem]]:
    """The table of a kind of subject, and what is wrong with its headings and their types."""
    types = {one.name: one.dataType for one in frame.schema.fields}
    dates = [name for name, one in kind.attributes.items() if one.type is Type.DATE and one.nullable]
    companions = [f"{name}{NONE}" for name in dates if name in types and f"{name}{NONE}" in types]
    known = columns(law, kind, alone=False)
    fields = {
        heading: _field(kind, known[heading], type_, f"{heading}{NONE}" in companions)
        for heading, type_ in types.items()
        if heading in wanted and known[heading].store in (Store.VALUES, Store.COMPLETE)
    }
    upper = law.vocabulary.parent(kind.name)
    owner, key = (upper[0], f"{upper[0].name}_code") if upper else (kind, "code")
    own = Field(key, types[key], owner.attributes["code"]) if key in types else None
    problems = [*_meaningless(place, [one for one in types if one not in companions], known)]
    read = (*fields.values(), *([own] if own else ()))
    problems += [_mistyped(place, one.heading, one.type, one.expected) for one in read if not one.fits]
    flags = [(one, types[one]) for one in companions if not isinstance(types[one], T.BooleanType)]
    problems += [_mistyped(place, heading, type_, Text("boolean", "boolean")) for heading, type_ in flags]
    if own is None:
        problems.append(Problem(Place(place), Text(f"thiếu cột “{key}”", f"the column “{key}” is missing")))
    return Opened(kind, owner, frame, fields, own), problems


def _field(kind: SubjectType, column: InputColumn, type_: T.DataType, none: bool) -> Field:
    name = column.name
    if column.store is Store.COMPLETE:
        return Field(name, type_, Attribute(name, Text(name, name), Type.YES_NO), absent=False)
    return Field(name, type_, kind.attributes[name], none)


def _meaningless(place: str, headings: Collection[str], known: Mapping[str, InputColumn]) -> Iterator[Problem]:
    """The headings that no table of this kind has, and those that nobody reads here."""
    for heading in headings:
        at = Place(place, 0, heading[:60])
        if heading not in known:
            what = Text(f"cột lạ “{heading[:60]}”", f"unknown column “{heading[:60]}”")
            yield Problem(at, what, None, closest(heading[:60], known))
        elif known[heading].store is Store.ANSWERS:
            yield Problem(
                at, Text(f"{heading}: Spark không nhận câu trả lời", f"{heading}: Spark takes no answers"), COLUMNAR
            )


def _mistyped(place: str, heading: str, type_: T.DataType, expected: Text) -> Problem:
    found = type_.simpleString()
    return Problem(Place(place, 0, heading), Text(f"{heading}: kiểu {found}", f"{heading}: the type {found}"), expected)
