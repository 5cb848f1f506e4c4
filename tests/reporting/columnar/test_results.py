"""Writing: the results whole under their name, or nothing; what each column holds beside them."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest

from eligibility.reporting.columnar.results import Entry, results_at
from eligibility.sources import FactError, Text

ENTRIES = (
    Entry("code", Text("Mã xã", "Code")),
    Entry("eligible", Text("Đủ", "Eligible"), "03/2023/TT-BTTTT Điều 1", Text("chưa rõ", "undetermined")),
)
CHUNKS = (
    pl.DataFrame({"code": ["00001", "00002"], "eligible": [True, None]}),
    pl.DataFrame({"code": ["00003"], "eligible": [False]}),
    pl.DataFrame({"eligible": [None], "code": ["00004"]}, schema={"eligible": pl.Null, "code": pl.String}),
)
WHOLE = {"code": ["00001", "00002", "00003", "00004"], "eligible": [True, None, False, None]}


@pytest.mark.parametrize("suffix", ["parquet", "csv"])
def test_results_are_the_chunks_one_after_another(tmp_path, suffix):
    path = tmp_path / f"results.{suffix}"
    path.write_text("old")
    with results_at(path, ENTRIES) as results:
        for chunk in CHUNKS:
            results.add(chunk)
        assert path.read_text() == "old"
    read = pl.read_parquet(path) if suffix == "parquet" else pl.read_csv(path, schema_overrides={"code": pl.String})
    assert read.to_dict(as_series=False) == WHOLE
    assert {found.name for found in tmp_path.iterdir()} == {f"results.{suffix}", "results.columns.csv"}


def test_dictionary_says_what_each_column_holds(tmp_path):
    with results_at(tmp_path / "results.csv", ENTRIES) as results:
        results.add(CHUNKS[0].with_columns(more=1))
    assert (tmp_path / "results.columns.csv").read_text(encoding="utf-8") == (
        "column,type,title_vi,title_en,cite,null_vi,null_en,values_vi,values_en\n"
        "code,String,Mã xã,Code,,,,,\n"
        "eligible,Boolean,Đủ,Eligible,03/2023/TT-BTTTT Điều 1,chưa rõ,undetermined,,\n"
        "more,Int32,more,more,,,,,\n"
    )


def test_results_of_which_none_came_are_not_written(tmp_path):
    with results_at(tmp_path / "results.csv"):
        pass
    assert not [*tmp_path.iterdir()]


def test_error_on_the_way_leaves_nothing(tmp_path):
    def write() -> None:
        with results_at(tmp_path / "results.parquet") as results:
            results.add(CHUNKS[0])
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        write()
    assert not [*tmp_path.iterdir()]


@pytest.mark.parametrize("suffix", ["parquet", "csv"])
@pytest.mark.slow
def test_killed_run_leaves_nothing_that_reads_as_whole(tmp_path, suffix):
    script = (
        "import sys, time, polars as pl; from eligibility.reporting.columnar.results import results_at\n"
        f"with results_at({str(tmp_path / f'results.{suffix}')!r}) as results:\n"
        "    results.add(pl.DataFrame({'code': ['00001']})); print('written', flush=True); time.sleep(60)\n"
    )
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE) as run:
        assert run.stdout is not None
        assert run.stdout.readline() == b"written\n"
        os.kill(run.pid, signal.SIGKILL)
    (left,) = tmp_path.iterdir()
    assert left.is_dir()
    assert (left.name.startswith("."), left.suffix) == (True, ".part")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("results.xlsx", "results are written to a .parquet or .csv file"),
        ("none/results.csv", "the results cannot be written"),
    ],
)
def test_file_that_cannot_be_written_is_refused_at_once(tmp_path: Path, name, expected):
    with pytest.raises(FactError, match=expected), results_at(tmp_path / name):
        pytest.fail("there is nowhere to write to")
