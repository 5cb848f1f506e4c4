"""Operands: the Python expressions of both sides of a comparison, in the same unit and without a division."""

from fractions import Fraction
from typing import Any

import attrs

from eligibility.engines.comparisons import scale_beside
from eligibility.engines.frames import PARENT, FrameLayout
from eligibility.engines.tracing.source import FunctionSource
from eligibility.model import SCALE, Attribute, Op, Type, encode


@attrs.frozen
class ConstantOperand:
    """An operand that is the same for every subject."""

    value: Any


@attrs.frozen
class FrameOperand:
    """An operand, or what is observed, in a slot of a frame."""

    attribute: Attribute
    slot: str

    @property
    def unknown(self) -> str:
        """The expression of whether it is unknown."""
        return f"{self.slot} is None"


@attrs.frozen
class FrameVariable:
    """A variable that contains a frame of this layout."""

    layout: FrameLayout
    name: str

    def above(self) -> "FrameVariable":
        """The frame of the subject that this one belongs to."""
        assert self.layout.parent is not None  # the checker has seen to it
        return FrameVariable(self.layout.parent, f"{self.name}[{PARENT}]")

    def operand(self, attribute: str) -> FrameOperand:
        """An attribute's slot in the frame."""
        return FrameOperand(self.layout.attributes[attribute], f"{self.name}[{self.layout.slots[attribute]}]")


@attrs.frozen
class RatioOperand:
    """One observed number over another: two names, the first None where it is unknown."""

    part: str
    whole: str

    @property
    def unknown(self) -> str:
        """The expression of whether it is unknown."""
        return f"{self.part} is None"


Observed = FrameOperand | RatioOperand
Compared = ConstantOperand | FrameOperand


def comparison(source: FunctionSource, op: Op, observed: Observed, operand: Compared) -> str:
    """The expression of the outcome of a test against one operand."""
    unknown = observed.unknown
    if isinstance(operand, FrameOperand):
        unknown += f" or {operand.unknown}"
    left, right = _sides(source, observed, operand)
    passes = f"{left} {op.sign} {right}"
    if isinstance(observed, FrameOperand) and observed.attribute.type is Type.DATE and not op.chooses:
        if operand == ConstantOperand(None):
            return "0"  # nothing is before or after none, nor none before or after anything
        if isinstance(operand, FrameOperand):
            return f"(0 if {left} == 0 or {right} == 0 else 1 if {unknown} else 3 if {passes} else 0)"
        passes = f"{left} and {passes}"
    return f"(1 if {unknown} else 3 if {passes} else 0)"


def _sides(source: FunctionSource, observed: Observed, operand: Compared) -> tuple[str, str]:
    if isinstance(observed, RatioOperand):
        if isinstance(operand, FrameOperand):
            return f"{observed.part} * {SCALE}", f"{observed.whole} * {operand.slot}"
        share = Fraction(operand.value)
        return f"{observed.part} * {share.denominator}", f"{observed.whole} * {share.numerator}"
    if isinstance(operand, FrameOperand):
        left, right = factors(observed.attribute, operand.attribute)
        return observed.slot + left, operand.slot + right
    return observed.slot, source.constant(encode(observed.attribute, operand.value))


def number(source: FunctionSource, operand: Compared) -> str:
    """The expression of the number that a count is compared with; None where it is unknown."""
    if isinstance(operand, ConstantOperand):
        value = Fraction(operand.value)
        return source.constant(int(value) if value.denominator == 1 else value)
    if operand.attribute.type is Type.COUNT:
        return operand.slot
    source.names["Fraction"] = Fraction
    return f"(None if {operand.unknown} else Fraction({operand.slot}, {SCALE}))"


def factors(left: Attribute, right: Attribute) -> tuple[str, str]:
    """The multiplications that bring a count and a quantity, which is stored in millionths, to one unit."""
    scales = scale_beside(left, right), scale_beside(right, left)
    left_factor, right_factor = (f" * {scale}" if scale > 1 else "" for scale in scales)
    return left_factor, right_factor
