"""Clauses: expressions over whole columns as Spark says them.

Spark's Booleans are nullable and its `& | ~` are Kleene's, so an outcome is a column as it stands. Numbers are exact:
whole numbers of 64 bits, decimals of 38 digits where a product may be larger; one too large even for these stops the
run (ANSI mode) and is never cut.
"""

from collections.abc import Callable
from decimal import Decimal
from functools import reduce
from operator import and_, eq, ge, gt, le, lt, ne, or_
from typing import Final

from pyspark.sql import (
    Column as Clause,
    functions as F,  # noqa: N812 - as all of Spark's own documents call it
)

from eligibility.engines.columnar import Call, ColumnRef, Constant, Expression

COMPARED: Final[dict[str, Callable[[Clause, Clause], Clause]]] = {
    "==": eq,
    "!=": ne,
    ">=": ge,
    "<=": le,
    ">": gt,
    "<": lt,
}
LONG: Final = 2**63
"""A number from this on is a decimal."""
Named = Callable[[str], Clause]
"""Finds the column of a name."""


def clause(expression: Expression, named: Named) -> Clause:
    """The value of an expression of any type, in a table whose columns are found by name."""
    match expression:
        case ColumnRef(name):
            return named(name)
        case Constant(value):
            return constant(value)
        case Call("&" | "|" as sign, parts):
            return reduce(and_ if sign == "&" else or_, (outcome(part, named) for part in parts))
        case Call("~", (part,)):
            return ~outcome(part, named)
        case Call("sure" | "may" as sign, (part,)):
            return F.coalesce(outcome(part, named), F.lit(sign == "may"))
        case Call("null", (part,)):
            return clause(part, named).isNull()
        case Call("if", (condition, one, other)):
            return F.when(outcome(condition, named), clause(one, named)).otherwise(clause(other, named))
        case Call("number", (part,)):
            return outcome(part, named).cast("bigint")
        case Call("wide", (part,)):
            return clause(part, named).cast("decimal(38,0)")
        case Call(sign, (left, right)):
            return _joined(clause(left, named), sign, clause(right, named))
        case _:
            raise AssertionError(expression)


def outcome(expression: Expression, named: Named) -> Clause:
    """An outcome: a Boolean, null where undetermined."""
    return clause(expression, named).cast("boolean") if isinstance(expression, Constant) else clause(expression, named)


def constant(value: bool | int | str | None) -> Clause:
    """The same for every row."""
    return F.lit(Decimal(value) if isinstance(value, int) and value >= LONG else value)


def _joined(left: Clause, sign: str, right: Clause) -> Clause:
    match sign:
        case "+":
            return left + right
        case "*":
            return left * right
        case "//":
            return F.call_function("div", left, right)  # exact: Spark's `/` makes a double
        case "bits":
            return left.bitwiseAND(right)
        case _:
            return COMPARED[sign](left, right)
