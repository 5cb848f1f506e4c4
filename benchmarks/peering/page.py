"""The page: tables and sentences made from the results alone, so that no number in them is typed by hand."""

from collections.abc import Mapping, Sequence
from statistics import median
from typing import Any, NamedTuple

from peering.plots import plot

__all__ = ["plot", "tables", "text"]

Results = Mapping[str, Any]
PLAIN = {0.0: "plain_loop", 0.05: "plain_unknowns"}
NUMPY = {0.0: "numpy_bare", 0.05: "numpy_unknowns"}
SHOWN = 10_000
NODE = "json_logic_node"  # which double entry need not be ahead of
_COLUMNS = ("contender", "communes", "µs to decide", "µs to award", "1,000/s", "× plain loop", "× numpy")

_HEAD = """# Benchmark against peers

Made by `python benchmarks/peers.py --write` from `benchmarks/results.json`; do not edit it by hand.

One workload: communes with four villages on average (none to eight), three rules, the matched rules of every commune,
a score in three parts, the first four of each of 63 provinces by score, ties by code. The rules are [made
up](../benchmarks/peering/rules/1-2026-qd-th/2026-01-01.yaml) and the data seeded:

1. the region is III;
2. at least 20 % of the households are poor, and the road is longer than 20 km;
3. at least two villages are specially difficult.

A commune is eligible when one of them applies. The score is the share of poor households, then the road, then the
fewest support points. Every run of every contender is checked by digest against a plain Python loop over attrs
objects: which rules match, which are undetermined, who is eligible, the score, the awards.

Every contender runs in a process of its own, and in each round all of them take turns. A process prepares its input
in the form that the contender likes best, outside the time measured, and counts the best of up to three runs, with
Python's garbage collector on. *Decide* is the rules; *award* the score, the order and the first four: engines that
have no order of their own share one in numpy, or one in Python. Ratios are of the same round: the median of all
rounds, and the least.

![Communes per second of every contender](benchmark.svg)
"""

_LIMITS = """## What these numbers do not hold

- They are of one machine with {cores} cores, shared with others, under Python {python}; of synthetic data, in which
  every commune is about as hard as the next; of three rules. More rules, longer texts, dates and chains of rule sets
  cost each engine differently.
- The columns *lacks* says what an engine does not give at that price. Only this library keeps, for every commune,
  which condition held, failed or stayed open. The peers without unknowns see data in which nothing is unknown (the
  first table); those that can take unknowns were asked again with 5 % of all facts unknown (the second).
- Engines without arithmetic or lists (durable_rules, business-rules) get the share and the count of villages worked
  out in Python, in the time measured. JsonLogic, CEL and Zen count the villages themselves. json-logic in Node and
  in Rust *parsed before*, and CEL, read records that they turned into their own before the time measured.
- Every peer is called in the quickest way that was found, which its module in `benchmarks/peering/contenders` says.
  Other ways that look alike took ten times as long and more with Zen and with CEL in Rust.
- Rows are decided at {rows} communes, or fewer where one engine is very slow; columns up to {largest}. Engines with
  threads (Polars, DuckDB, Zen in batches) have both cores, the others one.
- *own compute* of OpenFisca has its population set up and its inputs set; *from tables* does that in the time
  measured. Its results are read as numpy arrays, as those of all engines over columns are.
- *one by one* of this library keeps the whole trace of a commune until the next one is decided and renders no text.
- Memory is the peak of the whole process, interpreter, libraries and data included; *of it before* is what the
  process held before it decided anything.
"""


class Line(NamedTuple):
    """A cell of the results with its title."""

    title: str
    kind: str
    lacks: str
    cell: Mapping[str, Any]


def _lines(found: Results, unknowns: float) -> list[Line]:
    return [
        Line(about["title"], about["kind"], about["lacks"], cell)
        for name, about in found["peers"].items()
        for cell in found["cells"]
        if (cell["name"], cell["unknowns"]) == (name, unknowns)
    ]


def total(cell: Mapping[str, Any]) -> list[float]:
    """The seconds of every round."""
    return [decide + award for decide, award in zip(cell["decide"], cell["award"], strict=True)]


def _cell(found: Results, name: str, communes: int, unknowns: float) -> Mapping[str, Any] | None:
    key = name, communes, unknowns
    return next((one for one in found["cells"] if (one["name"], one["communes"], one["unknowns"]) == key), None)


def _ratios(over: Sequence[float], under: Sequence[float]) -> tuple[float, float]:
    ratios = [a / b for a, b in zip(over, under, strict=False)]
    return median(ratios), min(ratios)


def number(value: float) -> str:
    """Three digits."""
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}" if value >= 1 else f"{value:.3f}"


def _against(found: Results, line: Line, yardstick: str) -> str:
    cell = line.cell
    other = _cell(found, yardstick, cell["communes"], cell["unknowns"])
    if other is None:
        return "–"
    return "{} ({})".format(*map(number, _ratios(total(cell), total(other))))


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    marks = [" --- ", *(" ---: " for _ in head[1:])]
    lines = [f"| {' | '.join(head)} |", f"|{'|'.join(marks)}|", *(f"| {' | '.join(row)} |" for row in rows)]
    return "\n".join(lines)


def _main_table(found: Results, unknowns: float) -> str:
    shown = {line.title: line for line in _lines(found, unknowns) if line.cell["communes"] <= SHOWN}
    rows = []
    for line in shown.values():
        cell = line.cell
        decide, award = (median(cell[part]) / cell["communes"] * 1e6 for part in ("decide", "award"))
        numbers = (decide, award, 1e3 / (decide + award))
        ratios = (_against(found, line, yardstick[unknowns]) for yardstick in (PLAIN, NUMPY))
        size, peak = f"{cell['communes']:,}", f"{cell['peak']:,}"
        rows.append((line.title, size, *map(number, numbers), *ratios, peak, line.lacks or "–"))
    return _table((*_COLUMNS, "peak MB", "lacks"), rows)


def _growth_table(found: Results, unknowns: float) -> str:
    sizes = sorted({line.cell["communes"] for line in _lines(found, unknowns) if line.cell["communes"] >= 10_000})
    rows = []
    for title in dict.fromkeys(line.title for line in _lines(found, unknowns)):
        mine = {line.cell["communes"]: line for line in _lines(found, unknowns) if line.title == title}
        if len(mine) < 2 or len(sizes) < 2:
            continue
        times = [f"{number(median(total(mine[size].cell)) * 1e3)}" if size in mine else "–" for size in sizes]
        last = mine[max(mine)]
        rows.append(
            (
                title,
                *times,
                _against(found, last, PLAIN[unknowns]),
                _against(found, last, NUMPY[unknowns]),
                f"{last.cell['peak']:,}",
                f"{last.cell['base']:,}",
            )
        )
    if not rows:
        return ""
    named = [f"ms at {size:,}" for size in sizes]
    return _table(("contender", *named, "× plain loop", "× numpy", "peak MB", "of it before"), rows)


# ── what was aimed at ────────────────────────────────────────────────────────────────────────────


def _cells(found: Results, name: str) -> dict[int, Mapping[str, Any]]:
    """The cells of a contender in which nothing is unknown, by size."""
    return {cell["communes"]: cell for cell in found["cells"] if (cell["name"], cell["unknowns"]) == (name, 0.0)}


def _deciding(cell: Mapping[str, Any]) -> list[float]:
    return [seconds / cell["communes"] for seconds in cell["decide"]]


def _whole(cell: Mapping[str, Any]) -> list[float]:
    return [seconds / cell["communes"] for seconds in total(cell)]


def _aim(found: Results, what: str, ours: str, other: str, limit: float, whole: bool = True) -> tuple[str, ...]:
    """Our time a commune is at most so many times the other's, at the smallest and the largest register of each."""
    title, of = found["peers"].get(other, {"title": other})["title"], _whole if whole else _deciding
    asked = f"≤ {limit:g} ×" if limit >= 1 else f"≥ {1 / limit:g} × faster"
    one, two = _cells(found, ours), _cells(found, other)
    if not one or not two:
        return (f"{what} against {title}", asked, "–", "–", f"not measured: {other if one else ours}")
    ratios = [_ratios(of(one[least(one)]), of(two[least(two)]))[0] for least in (min, max)]
    shown = [f"{number(ratio)} ×" if limit >= 1 else f"{number(1 / ratio)} × faster" for ratio in ratios]
    verdict = "missed" if ratios[1] > limit else "met" if ratios[0] <= limit else "met by the largest"
    return (f"{what} against {title}", asked, *shown, verdict)


def _aims(found: Results) -> str:
    rows = [name for name, about in found["peers"].items() if about["kind"] == "rows"]
    aims = [
        _aim(found, "columnar, deciding", "ours_columns", "openfisca_inputs", 2, whole=False),
        _aim(found, "columnar", "ours_columns", "openfisca_inputs", 2),
        _aim(found, "columnar", "ours_columns", "openfisca_tables", 0.2),
        _aim(found, "from attrs objects", "ours_objects", "plain_loop", 1),
        *(_aim(found, "columnar", "ours_columns", name, 0.05) for name in rows),
        *(_aim(found, "one by one, tracing,", "ours_tracing", name, 1, whole=False) for name in rows),
        *(
            _aim(found, "one by one, double entry,", "ours_double", name, 1, whole=False)
            for name in rows
            if name != NODE
        ),
    ]
    return _table(("what", "asked", "smallest register", "largest", ""), aims)


def tables(found: Results) -> str:
    """The tables of the page."""
    parts = []
    for unknowns, title in ((0.0, "Nothing unknown"), (0.05, "5 % of all facts unknown")):
        if _lines(found, unknowns):
            parts += [f"## {title}", _main_table(found, unknowns)]
            growth = _growth_table(found, unknowns)
            parts += [f"### Growth, {title[0].lower()}{title[1:]}", growth] if growth else []
    return "\n\n".join([*parts, "## What was aimed at", _aims(found)])


def text(found: Results) -> str:
    """The whole page."""
    sizes = [cell["communes"] for cell in found["cells"]]
    rows = [cell["communes"] for cell in found["cells"] if found["peers"][cell["name"]]["kind"] == "rows"]
    limits = _LIMITS.format(**found["machine"], rows=f"{max(rows, default=min(sizes)):,}", largest=f"{max(sizes):,}")
    versions = "\n".join(f"- {name} {version}" for name, version in found["versions"].items())
    absent = "\n".join(f"- {name}: {why}" for name, why in found["absent"].items()) or "Nothing."
    parts = (_HEAD, tables(found), limits, f"## Versions\n\n{versions}", f"## Not measured\n\n{absent}")
    return "\n\n".join(part.strip("\n") for part in parts) + "\n"
