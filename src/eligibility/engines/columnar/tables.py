"""Tables: the columns of one kind of subject, and the values of expressions over them."""

from functools import cached_property, reduce
from typing import Any, assert_never

import attrs
import numpy as np
import polars as pl

from eligibility.engines.columnar.bits import (
    Bits,
    ColumnData,
    Numbers,
    Texts,
    Wide,
    both_known,
    compared,
    constant,
    product,
    read,
    short,
    unpacked,
)
from eligibility.engines.columnar.expressions import Call, ColumnRef, Constant, Expression
from eligibility.model import COMPARISONS


@attrs.define(eq=False, slots=False)
class Table:
    """The facts of one kind of subject and the columns computed from them, by name."""

    facts: pl.DataFrame
    columns: dict[str, ColumnData] = attrs.field(factory=dict)
    index: "Table | None" = None

    def __len__(self) -> int:
        return self.facts.height

    def column(self, name: str) -> ColumnData:
        """A column; one of facts is read once."""
        if name not in self.columns:
            self.columns[name] = self.index.column(name) if self.index else read(self.facts[name])
        return self.columns[name]

    @cached_property
    def twice(self) -> tuple[str, ...]:
        """The codes of more than one subject; looked for once in the same facts."""
        if self.index:
            return self.index.twice
        codes = self.facts["code"].drop_nulls() if "code" in self.facts.columns else pl.Series([], dtype=pl.String)
        numbers = short(codes)
        if numbers is not None and (numbers[1:] > numbers[:-1]).all():
            return ()  # most registers are in the order of their codes
        return tuple(codes.filter(codes.is_duplicated()).unique(maintain_order=True))

    def below(self) -> "Table":
        """A table of the same facts, in which nothing is computed yet."""
        return Table(self.facts, {}, self)

    def outcome(self, expression: Expression) -> Bits:
        """An outcome of every subject."""
        value = self.value(expression)
        if isinstance(value, Bits):
            return value
        assert value in (True, False, None), value
        return constant(value, len(self))  # type: ignore[arg-type] # one of these three

    def value(self, expression: Expression) -> ColumnData | int | str | None:
        """The value of an expression: a whole column, or what is the same everywhere."""
        match expression:
            case ColumnRef(name):
                return self.column(name)
            case Constant(value):
                return value
            case Call("&" | "|" | "~" | "sure" | "may" | "null"):
                return self._logical(expression)
            case Call(sign, (left, right)) if sign in COMPARISONS:
                return self._compared(left, sign, right)
            case Call():
                return self._arithmetic(expression)
            case _:
                assert_never(expression)

    def _logical(self, call: Call) -> Bits:
        if call.sign == "null":
            return Bits.certain(self._unknown(call.parts[0]))
        outcomes = [self.outcome(part) for part in call.parts]
        sure, may = [outcome.sure for outcome in outcomes], [outcome.may for outcome in outcomes]
        plain = all(outcome.plain for outcome in outcomes)
        match call.sign:
            case "&" | "|":
                join = np.bitwise_and if call.sign == "&" else np.bitwise_or
                joined = reduce(join, sure)
                return Bits(joined, joined if plain else reduce(join, may))
            case "~":
                negated = ~may[0]
                return Bits(negated, negated if plain else ~sure[0])
            case _:
                return Bits.certain(sure[0] if call.sign == "sure" else may[0])

    def _arithmetic(self, call: Call) -> ColumnData:
        match call:
            case Call("if", (condition, then, otherwise)):
                return self._chosen(self.outcome(condition), then, otherwise)
            case Call("bits", (part, Constant(int(mask)))):
                values = self._numbers(part).values
                return Numbers(values & values.dtype.type(mask))
            case Call("number", (part,)):
                return Numbers(unpacked(self.outcome(part).sure, len(self)).astype(np.int64))
            case Call("wide", (part,)):
                numbers = self._numbers(part)
                return Wide(np.zeros(len(self), dtype=np.uint64), numbers.values.astype(np.uint64), numbers.known)
            case _:
                return self._calculated(call.sign, *map(self.value, call.parts))

    def _compared(self, left: Expression, sign: str, right: Expression) -> Bits:
        sides = self.value(left), self.value(right)
        assert sides[0] is not None, left
        assert sides[1] is not None, right
        return compared(sides[0], sign, sides[1])

    def _numbers(self, expression: Expression) -> Numbers:
        value = self.value(expression)
        assert isinstance(value, Numbers), expression
        return value

    def _unknown(self, expression: Expression) -> Any:  # noqa: ANN401 - an array
        value = self.value(expression)
        if isinstance(value, Bits):
            return value.may & ~value.sure
        if isinstance(value, Texts):
            return Bits.of(value.series.is_null().to_numpy()).sure
        assert isinstance(value, Numbers | Wide), expression
        return constant(value=False, length=len(self)).sure if value.known is None else ~value.known

    def _chosen(self, condition: Bits, then: Expression, otherwise: Expression) -> Numbers:
        """One number or another; None is an unknown one."""
        flags = unpacked(condition.sure, len(self))
        sides = []
        known_bits = []
        for part, words in ((then, condition.sure), (otherwise, ~condition.sure)):
            if isinstance(part, Constant):
                sides.append(np.int64(part.value or 0))
                known_bits.append(~words if part.value is None else None)
            else:
                numbers = self._numbers(part)
                sides.append(numbers.values)
                known_bits.append(None if numbers.known is None else numbers.known | ~words)
        return Numbers(np.where(flags, *sides), both_known(*known_bits))

    def _calculated(self, sign: str, left: Any, right: Any) -> ColumnData:  # noqa: ANN401 - a column, or a number
        if isinstance(left, Wide):
            return product(left, right)
        left_values, right_values = (side.values if isinstance(side, Numbers) else side for side in (left, right))
        known_bits = both_known(*(side.known if isinstance(side, Numbers) else None for side in (left, right)))
        if sign == "*":  # counts of members are stored in 32 bits
            return Numbers(np.multiply(left_values, right_values, dtype=np.int64), known_bits)
        return Numbers(left_values + right_values if sign == "+" else left_values // right_values, known_bits)
