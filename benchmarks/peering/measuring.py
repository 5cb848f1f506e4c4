"""Measuring: each contender in a process of its own, in rounds in which all take turns."""

import gc
import json
import os
import platform
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, NamedTuple

from peering.contenders import NAMES, peer
from peering.workload import GAP, Data

RUNS = 3
ENOUGH_SECONDS = 2.0
ORACLES = {0.0: "plain_loop", GAP: "plain_unknowns"}
ONLY_UNKNOWNS = ("plain_unknowns", "numpy_unknowns")


class Cell(NamedTuple):
    """A contender on a register of so many communes with such a share of unknown facts."""

    name: str
    communes: int
    unknowns: float


class Mismatch(Exception):
    """A contender found something else than the oracle."""


def cells(sizes: Sequence[int], only: Sequence[str] = ()) -> tuple[list[Cell], dict[str, str]]:
    """Every contender at every size that it is asked for, and why the others are absent.

    Row engines are asked at the smallest size alone; where theirs is smaller still, the plain loop runs at it too.
    """
    found: list[Cell] = []
    absent: dict[str, str] = {}
    for name in only or NAMES:
        try:
            kind = peer(name)
        except ImportError as error:
            absent[name] = str(error)
            continue
        largest = [size for size in sizes if size <= kind.largest] or [kind.largest]
        wanted = largest[:1] if kind.kind == "rows" or name in ("ours_double", "ours_tracing") else largest
        for unknowns in (0.0, GAP):
            if (unknowns and not kind.unknowns) or (not unknowns and name in ONLY_UNKNOWNS):
                continue
            found += [Cell(name, size, unknowns) for size in wanted]
    oracles = {Cell(ORACLES[cell.unknowns], cell.communes, cell.unknowns) for cell in found}
    yardsticks = {Cell("numpy_bare", cell.communes, 0.0) for cell in found if "numpy_bare" not in absent}
    return [*sorted((oracles | yardsticks) - set(found)), *found], absent


# ── in the process of its own ────────────────────────────────────────────────────────────────────


def measure(cell: Cell) -> dict[str, Any]:
    """One contender, prepared and run a few times; its best run counts. The collector is on, as in use."""
    data = Data(cell.communes, cell.unknowns)
    contender = peer(cell.name)(data)
    del data
    base = memory("VmRSS")
    runs: list[tuple[float, float]] = []
    start = time.perf_counter()
    while not runs or (len(runs) < RUNS and time.perf_counter() - start < ENOUGH_SECONDS):
        gc.collect()
        runs.append((_seconds(contender.decide), _seconds(contender.award)))
    peak = memory("VmHWM") + getattr(contender, "memory", 0) / 2**20  # and that of a process of its own
    versions = {name: _version(name) for name in contender.packages} | getattr(contender, "versions", {})
    decide, award = min(runs, key=sum)
    return {
        "decide": decide,
        "award": award,
        "first": sum(runs[0]),
        "base": round(base),
        "peak": round(peak),
        "digest": contender.found().digest(),
        "versions": versions,
    }


def _seconds(work: Any) -> float:
    start = time.perf_counter()
    elsewhere = work()
    return time.perf_counter() - start if elsewhere is None else float(elsewhere)


def memory(what: str) -> float:
    """Megabytes, as Linux says them of this process alone (its `ru_maxrss` begins with that of its parent)."""
    status = Path("/proc/self/status")
    lines = status.read_text(encoding="utf-8").splitlines() if status.exists() else []
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith(what)), 0.0)


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:  # the library is measured from its sources
        from tomllib import loads

        project = loads((Path(__file__).parents[2] / "pyproject.toml").read_text(encoding="utf-8"))["project"]
        return str(project["version"]) if project["name"] == name else "?"


# ── in the process that asks ─────────────────────────────────────────────────────────────────────


def rounds(entry: Path, wanted: Sequence[Cell], amount: dict[int, int]) -> Iterator[tuple[Cell, dict[str, Any]]]:
    """Each cell measured in as many rounds as its size has; within a round all take turns, each in a new process.

    A cell that turns out to be absent is reported once, as {"absent": why}.
    """
    gone: set[str] = set()
    for number in range(max(amount.values())):
        for cell in wanted:
            if number >= amount[cell.communes] or cell.name in gone:
                continue
            found = _ask(entry, cell)
            if "absent" in found:
                gone.add(cell.name)
            yield cell, found


def _ask(entry: Path, cell: Cell) -> dict[str, Any]:
    command = [sys.executable, str(entry), "--worker", json.dumps(cell)]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    if done.returncode:
        raise RuntimeError(f"{cell}\n{done.stderr}")
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def worker(text: str) -> None:
    """Measure one cell and print what was found."""
    name, communes, unknowns = json.loads(text)
    try:
        print(json.dumps(measure(Cell(name, communes, unknowns))))
    except ImportError as error:
        print(json.dumps({"absent": str(error)}))


def machine() -> dict[str, Any]:
    """What was measured on, without saying where that is."""
    return {"python": platform.python_version(), "system": platform.system(), "cores": os.cpu_count() or 0}


def results(entry: Path, sizes: dict[int, int], only: Sequence[str] = ()) -> dict[str, Any]:
    """Everything that the page is made of: for each cell the seconds of every round.

    Raises `Mismatch` where a contender's findings are not the oracle's.
    """
    wanted, absent = cells(sorted(sizes), only)
    smallest = sizes[min(sizes)]
    amount = {cell.communes: sizes.get(cell.communes, smallest) for cell in wanted}
    measured: dict[Cell, dict[str, Any]] = {}
    versions: dict[str, str] = {}
    digests: dict[tuple[int, float], str] = {}
    for cell, found in rounds(entry, wanted, amount):
        if "absent" in found:
            absent[cell.name] = found["absent"]
            continue
        both = found["decide"] + found["award"]
        print(f"{both:9.4f} s  {cell.communes:>9,} {cell.unknowns:4.0%}  {cell.name}", flush=True)
        if digests.setdefault(cell[1:], found["digest"]) != found["digest"]:  # an oracle is the first of its register
            raise Mismatch(f"{cell} found {found['digest']}, the oracle {digests[cell[1:]]}")
        versions |= found["versions"]
        _add(measured.setdefault(cell, {"decide": [], "award": [], "peak": 0, "base": 0}), found)
    return {
        "machine": machine(),
        "versions": dict(sorted(versions.items())),
        "peers": {name: _about(name) for name in NAMES if any(cell.name == name for cell in measured)},
        "absent": absent,
        "cells": [{**cell._asdict(), **seen} for cell, seen in measured.items()],
    }


def _add(seen: dict[str, Any], found: dict[str, Any]) -> None:
    for part in ("decide", "award"):
        seen[part].append(round(found[part], 7))
    for part in ("peak", "base"):
        seen[part] = max(seen[part], found[part])


def _about(name: str) -> dict[str, str]:
    kind = peer(name)
    return {"title": kind.title, "kind": kind.kind, "lacks": kind.lacks}
