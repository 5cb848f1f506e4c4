"""Steps: what is done to the tables of a register, one after another, and where the results of a rule set stand."""

import attrs

from eligibility.engines.expressions import Column, Constant, Expression

Path = tuple[str, ...]
"""The relations from the topmost kind of subject down to a table."""


@attrs.frozen
class Keep:
    """Name an expression's value in a table."""

    table: Path
    name: str
    expression: Expression


@attrs.frozen
class Gather:
    """Give each member what its subject has in the column of this name."""

    table: Path
    name: str
    source: str


@attrs.frozen
class Tally:
    """Count for each subject the members that satisfy, as `low`, and those undetermined, as `more`."""

    table: Path
    relation: str
    outcome: Column | Constant
    low: str
    more: str


Step = Keep | Gather | Tally
Named = tuple[Path, Column | Constant]
"""Where to find an outcome: the table, and its column there or what is the same for every row."""


@attrs.frozen
class Found:
    """Where the results of a rule set stand in a table.

    `leaves` are in the order of the trace; a leaf on the subject that this one belongs to stands in that one's
    table. `values` tell for each value of the domain whether it is possible, answers taken into account.
    """

    leaves: tuple[Named, ...]
    states: tuple[Named, ...]
    outcomes: tuple[Named, ...]
    values: tuple[Named, ...]
    conflict: Named
