"""The benchmark against peers: its page holds no number that its results do not, and findings that differ stop it."""

import json
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
RESULTS = json.loads((ROOT / "benchmarks" / "results.json").read_text(encoding="utf-8"))


@pytest.fixture(autouse=True)
def benchmarks(monkeypatch):
    monkeypatch.syspath_prepend(str(ROOT / "benchmarks"))
    yield
    for name in [name for name in sys.modules if name.split(".")[0] == "peering"]:
        del sys.modules[name]


@pytest.mark.parametrize(("name", "part"), [("benchmark.md", "text"), ("benchmark.svg", "plot")])
def test_page_is_what_the_results_generate(name, part):
    from peering import page

    made = getattr(page, part)(RESULTS)
    assert (ROOT / "docs" / name).read_text(encoding="utf-8") == made, "run: python benchmarks/peers.py --page"


def test_ratio_is_of_the_same_round():
    from peering import page

    def cell(name, *seconds):
        zeros = [0.0] * len(seconds)
        return {
            "name": name,
            "communes": 10,
            "unknowns": 0.0,
            "decide": [*seconds],
            "award": zeros,
            "peak": 1,
            "base": 1,
        }

    peers = {name: {"title": name, "kind": "rows", "lacks": ""} for name in ("plain_loop", "other")}
    found = {"peers": peers, "cells": [cell("plain_loop", 1.0, 2.0, 4.0), cell("other", 3.0, 4.0, 20.0)]}
    (row,) = [line for line in page.tables(found).splitlines() if line.startswith("| other | 10 ")]
    assert "| 3.00 (2.00) |" in row  # the median of 3, 2 and 5, and the least


def test_contender_that_finds_something_else_is_refused(monkeypatch):
    pytest.importorskip("numpy", reason="the benchmarks' data is numpy's")
    from peering import measuring

    def ask(_, cell):
        digest = "wrong" if cell.name == "numpy_bare" else "right"
        return {"digest": digest, "decide": 1.0, "award": 1.0, "peak": 1, "base": 1, "versions": {}}

    monkeypatch.setattr(measuring, "_ask", ask)
    with pytest.raises(measuring.Mismatch, match=r"numpy_bare.* found wrong, the oracle right"):
        measuring.results(Path("peers.py"), {10: 1}, ["plain_loop", "numpy_bare"])


def test_digest_tells_any_two_findings_apart():
    numpy = pytest.importorskip("numpy", reason="the benchmarks' data is numpy's")
    from peering.workload import Found

    found = Found([1, 0], [0, 4], [2, 1], [(5, 1, 0)], [0])
    others = [found._replace(**{name: value}) for name, value in (
        ("states", [3, 0]), ("undetermined", [0, 0]), ("eligible", [2, 0]), ("score", [(5, 2, 0)]), ("awarded", [1]),
    )]  # fmt: skip
    assert found.digest() == Found(*map(numpy.asarray, found)).digest()
    assert len({one.digest() for one in (found, *others)}) == len(others) + 1
