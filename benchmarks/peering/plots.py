"""The plot: communes per second of every contender as bars on a logarithmic scale, written as SVG."""

from collections.abc import Mapping
from html import escape
from math import ceil, floor, log10
from statistics import median
from typing import Any

_LEFT, _WIDTH, _ROW, _TOP = 330, 520, 22, 64
_FONT, _TITLE = (
    'font-family="sans-serif"',
    "Communes a second, decided and awarded, of so many (logarithmic; nothing unknown)",
)
_COLOURS = {"yardstick": "#8a8f98", "columns": "#c9a227", "rows": "#b5651d", "ours": "#1f6f8b"}
_LEGEND = {"ours": "this library", "columns": "over columns", "rows": "one by one", "yardstick": "yardstick"}


def plot(found: Mapping[str, Any]) -> str:
    """Each contender at its largest register in which nothing is unknown."""
    bars = sorted(_bars(found), key=lambda bar: -bar[2])
    low, high = floor(log10(min(speed for *_, speed in bars))), ceil(log10(max(speed for *_, speed in bars)))

    def across(speed: float) -> float:
        return _LEFT + (log10(speed) - low) / max(1, high - low) * _WIDTH

    height = _TOP + _ROW * len(bars) + 20
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="960" height="{height}" {_FONT} font-size="12">',
        '<rect width="100%" height="100%" fill="white"/>',
        f'<text x="10" y="20" font-size="14">{_TITLE}</text>',
    ]
    for at, (kind, words) in enumerate(_LEGEND.items()):
        lines.append(f'<rect x="{10 + at * 130}" y="30" width="12" height="12" fill="{_COLOURS[kind]}"/>')
        lines.append(f'<text x="{26 + at * 130}" y="40">{words}</text>')
    for power in range(low, high + 1):
        x = across(10**power)
        lines.append(f'<line x1="{x:.0f}" y1="{_TOP - 6}" x2="{x:.0f}" y2="{height - 16}" stroke="#ddd"/>')
        lines.append(f'<text x="{x:.0f}" y="{height - 4}" text-anchor="middle" fill="#555">{_short(10**power)}</text>')
    for at, (title, kind, speed) in enumerate(bars):
        y = _TOP + at * _ROW
        wide = max(1.0, across(speed) - _LEFT)
        lines.append(f'<text x="{_LEFT - 8}" y="{y + 12}" text-anchor="end">{escape(title)}</text>')
        lines.append(f'<rect x="{_LEFT}" y="{y}" width="{wide:.0f}" height="16" fill="{_COLOURS[kind]}"/>')
        lines.append(f'<text x="{_LEFT + wide + 6:.0f}" y="{y + 12}" fill="#333">{_short(speed)}</text>')
    return "\n".join([*lines, "</svg>"]) + "\n"


def _bars(found: Mapping[str, Any]) -> list[tuple[str, str, float]]:
    bars = []
    for name, about in found["peers"].items():
        cells = [cell for cell in found["cells"] if cell["name"] == name and not cell["unknowns"]]
        if cells:
            cell = max(cells, key=lambda one: one["communes"])
            seconds = median(a + b for a, b in zip(cell["decide"], cell["award"], strict=True))
            size = f" ({_short(cell['communes'])})"
            bars.append((about["title"] + size, about["kind"], cell["communes"] / seconds))
    return bars


def _short(value: float) -> str:
    for limit, unit in ((1e6, "M"), (1e3, "k")):
        if value >= limit:
            return f"{value / limit:.3g}{unit}"
    return f"{value:.3g}"
