"""Terminal: lines and tables of some width, measured by the columns that Vietnamese letters take."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence

# Latin letters, Vietnamese ones among them, each of one column.
_PLAIN = re.compile("[ -~\u00a0-\u00ac\u00ae-\u02ff\u1e00-\u1eff]*")
NARROWEST = 40
WIDEST = 120
"""A terminal is taken to be at least and at most so wide."""


def terminal() -> int:
    """The width of the terminal; 80 where there is none."""
    from shutil import get_terminal_size

    return min(get_terminal_size((80, 24)).columns, WIDEST)


def width(text: str) -> int:
    """The number of columns of a text: a combining mark takes none, a wide East Asian letter two.

    >>> width("Đồng Sơn"), width(unicodedata.normalize("NFD", "Đồng Sơn")), width("北江")
    (8, 8, 4)
    """
    return len(text) if _PLAIN.fullmatch(text) else sum(_width(letter) for letter in text)


def _width(letter: str) -> int:
    if unicodedata.combining(letter) or unicodedata.category(letter) in ("Cf", "Mn", "Me"):
        return 0
    return 2 if unicodedata.east_asian_width(letter) in "FW" else 1


def padded(text: str, columns: int) -> str:
    """The text, cut with … or filled with spaces to so many columns.

    >>> padded("Đồng", 6), padded("Đồng Sơn", 6)
    ('Đồng  ', 'Đồng …')
    """
    text = unicodedata.normalize("NFC", text)
    if width(text) > columns:
        while width(text) > columns - 1:
            text = text[:-1]
        text += "…"
    return text + " " * (columns - width(text))


def wrapped(text: str, columns: int) -> Iterator[str]:
    """The lines of a text, each within the width; continuation lines are indented two columns deeper."""
    for line in unicodedata.normalize("NFC", text).split("\n"):
        yield from _wrapped(line, max(columns, NARROWEST))


def _wrapped(line: str, columns: int) -> Iterator[str]:
    words = line.split(" ")
    indent = len(line) - len(line.lstrip(" "))
    current = line[:indent] + words[indent] if len(words) > indent else line
    hanging = " " * min(indent + 2, columns // 2)
    for word in words[indent + 1 :]:
        if width(current) + 1 + width(word) > columns and current.strip():
            yield current.rstrip()
            current = hanging + word
        else:
            current += f" {word}"
    yield current.rstrip()


def table(rows: Iterable[Sequence[str]], columns: int, indent: str = "  ", gap: str = "  ") -> Iterator[str]:
    """Rows of cells as lines: each column as wide as its widest cell, the last one wrapped within the width."""
    lines = [[unicodedata.normalize("NFC", cell) for cell in row] for row in rows]
    if not lines:
        return
    widths = [max(width(cell) for cell in column) for column in zip(*lines, strict=True)][:-1]
    before = width(indent) + sum(widths) + width(gap) * len(widths)
    room = max(columns - before, NARROWEST // 2)
    for row in lines:
        cells = [padded(cell, wide) for cell, wide in zip(row, widths, strict=False)]
        first, *rest = _fitted(row[-1], room)
        yield (indent + gap.join([*cells, first])).rstrip()
        yield from (" " * before + line for line in rest)


def _fitted(text: str, room: int) -> list[str]:
    """A cell's lines, broken at spaces."""
    lines = [""]
    for word in text.split(" "):
        joined = f"{lines[-1]} {word}" if lines[-1] else word
        if width(joined) > room and lines[-1]:
            lines.append(word)
        else:
            lines[-1] = joined
    return lines
