"""Source: the lines of one function of a frame, as they are written, and the names that they use."""

from collections.abc import Callable, Iterator
from typing import Any

import attrs

from eligibility.engines import functions

Lines = list["str | list[str]"]
"""Lines in order; a list among them may still grow until the function is compiled."""


@attrs.frozen
class Loop:
    """A loop over listed members: `before` it and at the `end` of its body there is room for lines to come."""

    member: str
    before: list[str]
    end: list[str]
    indent: str

    def count(self, total: str, expression: str) -> None:
        """Add up an expression of each member."""
        self.before.append(f"{self.indent}{total} = 0")
        self.end.append(f"{self.indent}    {total} += {expression}")


@attrs.define
class FunctionSource:
    """Writes the lines of one function. Constants are passed in by name, and never from a rule file's text."""

    names: dict[str, Any]
    indent: str = "    "
    lines: Lines = attrs.field(factory=list)
    count: int = 0
    loops: dict[str, Loop] = attrs.field(factory=dict)

    def constant(self, value: object) -> str:
        """The name by which the lines refer to a value, or the number itself."""
        if type(value) is int:
            return repr(value)
        name = f"K{len(self.names)}"
        self.names[name] = value
        return name

    def call(self, function: Callable[..., Any], *arguments: str) -> str:
        """The call of a function."""
        self.names[function.__name__] = function
        return f"{function.__name__}({', '.join(arguments)})"

    def line(self, text: str) -> None:
        """Write a line, inside the loops that are open."""
        self.lines.append(self.indent + text)

    def new(self, letter: str) -> str:
        """A name that nothing has yet."""
        self.count += 1
        return f"{letter}{self.count}"

    def name(self, letter: str, expression: str) -> str:
        """A new name for the value of an expression."""
        name = self.new(letter)
        self.line(f"{name} = {expression}")
        return name

    def given(self, letter: str, value: object) -> str:
        """A new name for a value that is passed in."""
        name = self.new(letter)
        self.names[name] = value
        return name

    def loop(self, listed: str, unlisted: str, write: Callable[[str], None]) -> None:
        """Write the same lines for each listed member, and for the one that nobody listed."""
        loop = self.loops[listed] = Loop(self.new("m"), [], [], self.indent)
        self.lines.append(loop.before)
        self.line(f"for {loop.member} in {listed}:")
        start = len(self.lines)
        self.indent += "    "
        write(loop.member)
        self.indent = loop.indent
        body = self.lines[start:]
        self.lines.append(loop.end)
        self.line(f"{loop.member} = {unlisted}")
        self.line(f"if {loop.member} is not None:")
        self.lines += body

    def compiled(self, name: str, parameter: str, result: str, about: str) -> Callable[..., Any]:
        """The function, with the expression of what it returns."""
        return functions.compiled(name, parameter, [*self._flat(), f"    return {result}"], self.names, about)

    def _flat(self) -> Iterator[str]:
        for line in self.lines:
            yield from (line,) if isinstance(line, str) else line
