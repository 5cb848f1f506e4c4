"""Functions that are written as lines of Python and compiled once."""

from collections.abc import Callable, Iterable
from typing import Any


def compiled(name: str, parameters: str, body: Iterable[str], names: dict[str, Any], about: str) -> Callable[..., Any]:
    """The function of this name; `names` are its globals, and `about` is shown for its file in a traceback."""
    source = "\n".join([f"def {name}({parameters}):", *body])
    exec(compile(source, f"<{about}>", "exec"), names)  # noqa: S102
    function: Callable[..., Any] = names[name]
    return function


def tuple_of(expressions: Iterable[str]) -> str:
    """The expression of a tuple."""
    return f"({''.join(f'{expression}, ' for expression in expressions)})"
