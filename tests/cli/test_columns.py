"""The command line on registers decided as columns: the same answers as one by one, and files written whole."""

import json
import random
import subprocess
import sys
from datetime import date

import click
import polars as pl
import pytest
from click.testing import CliRunner

import eligibility
from eligibility import cli
from eligibility.cli import decide as decide_command
from eligibility.registers.columnar import open_columns
from tests.reporting.samples import write_rules

pytestmark = pytest.mark.slow

SUPPORT = ("03/2023/TT-BTTTT", "--as-of", "2023-07-05")


@pytest.fixture
def register(tmp_path):
    """Communes and their villages in CSV, a little of everything unknown."""
    rng = random.Random(1)
    folder = tmp_path / "register"
    folder.mkdir()
    communes = ["code,name,district,province,listed_region,new_rural_since,support_points,villages_complete,evidence"]
    villages = ["commune_code,name,listed_specially_difficult,delisted_on"]
    for at in range(60):
        cells = [
            f"{at:05}",
            f"Xã {at}",
            "Yên Thế",
            rng.choice(("Bắc Giang", "An Giang", "Kon Tum")),
            rng.choice(("I", "II", "III", "I|II|none", "none", "")),
            rng.choice(("none", "2020-01-01", "2024-01-01", "")),
            rng.choice(("0", "1", "")),
            rng.choice(("yes", "no", "")),
            rng.choice(("official", "secondary", "assumed", "")),
        ]
        communes.append(",".join(cells))
        for number in range(rng.randint(0, 4)):
            flag, day = rng.choice(("yes", "no", "")), rng.choice(("none", "2022-01-01", ""))
            villages.append(f"{at:05},Thôn {number},{flag},{day}")
    (folder / "communes.csv").write_text("\n".join(communes) + "\n", encoding="utf-8")
    (folder / "villages.csv").write_text("\n".join(villages) + "\n", encoding="utf-8")
    return folder


@pytest.fixture
def run(monkeypatch):
    """Run the program in this process."""
    monkeypatch.setenv("LC_ALL", "vi_VN.UTF-8")

    def running(*words):
        return CliRunner().invoke(cli.program, [str(word) for word in words], standalone_mode=False)

    return running


@pytest.mark.parametrize("law", ["03/2023/TT-BTTTT", "612/QĐ-UBDT", "861/QĐ-TTg", "33/2020/QĐ-TTg"])
def test_columns_say_what_is_said_one_by_one(run, register, law):
    one, other = (
        run("decide", law, register, "--as-of", "2023-07-05", "--format", "csv", "--engine", engine)
        for engine in ("double", "columnar")
    )
    assert (one.return_value, other.return_value) == (0, 0)
    assert one.stdout == other.stdout


@pytest.mark.parametrize("facts", ["units/2023-05-07", "registers/an-giang-861"])
def test_shipped_registers_are_filled_from_the_lists(run, facts):
    one, other = (run("decide", *SUPPORT, facts, "--format", "csv", "--engine", e) for e in ("double", "columnar"))
    assert one.stdout == other.stdout


def test_json_says_the_same_and_who_was_entered_twice(run, register):
    one, other = (
        json.loads(run("decide", *SUPPORT, register, "--format", "json", "--engine", engine).stdout)
        for engine in ("double", "columnar")
    )
    assert other["engine"] == "columnar"
    assert len(other["entered_twice"]["by_code"]) == 60
    keys = ("subject", "rule_set", "attribute", "value", "may_be", "evidence", "rules")
    mine, theirs = ([{key: row[key] for key in keys} for row in found["decisions"]] for found in (one, other))
    assert mine == theirs


def test_table_is_the_summary(run, register):
    result = run("decide", *SUPPORT, register, "--engine", "columnar")
    one, other = (found.stdout.partition("TỔNG HỢP")[2] for found in (run("decide", *SUPPORT, register), result))
    assert other.replace("\nKhông đọc, cũng không kiểm tra: delisted_on\n", "") == one
    assert "xét theo cột · Xã: 60 · Thôn: " in result.stdout
    assert "kết quả như nhau: 60 theo mã" in result.stdout
    assert "decided as columns" in run("decide", *SUPPORT, register, "--engine", "columnar", "--lang", "en").stdout


def test_results_are_written_with_their_dictionary(run, register, tmp_path):
    out = tmp_path / "results.parquet"
    result = run("decide", *SUPPORT, register, "--out", out, "--format", "json")
    assert result.return_value == 0
    assert json.loads(result.stdout)["decisions"] == []
    frame = pl.read_parquet(out)
    assert frame.height == 60
    assert frame["eligible"].dtype == pl.Boolean
    dictionary = pl.read_csv(tmp_path / "results.columns.csv")
    assert dictionary["column"].to_list() == frame.columns
    assert dictionary.filter(pl.col("column") == "eligible/in-a-group")["cite"].item().startswith("03/2023/TT-BTTTT")
    assert run("decide", *SUPPORT, register, "--out", tmp_path / "r.csv", "--format", "csv").stdout == ""


def test_wrong_facts_write_nothing(run, register, tmp_path):
    with (register / "communes.csv").open("a", encoding="utf-8") as stream:
        stream.write("00001,Xã Lặp,Yên Thế,Kon Tum,I,none,0,yes,\n")
    result = run("decide", *SUPPORT, register, "--out", tmp_path / "results.parquet")
    assert result.return_value == 3
    assert "communes.csv:62:code" in result.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == ["register"]


def test_conflict_is_a_finding(run, tmp_path):
    folder = write_rules(tmp_path / "rules")
    facts = tmp_path / "communes.csv"
    facts.write_text("code,support_points\n07615,2\n", encoding="utf-8")
    assert run("decide", folder, facts, "--as-of", "2023-07-05", "--engine", "columnar").return_value == 1


def test_typed_and_large_tables_are_decided_as_columns(run, register, tmp_path, monkeypatch):
    monkeypatch.setattr(decide_command, "LARGE", 1)
    assert "xét theo cột" in run("decide", *SUPPORT, register).stdout
    monkeypatch.undo()
    law = eligibility.load_rules(SUPPORT[0], date(2023, 7, 5))
    assert open_columns(register, law).counts == {
        "commune": 60,
        "village": pl.read_csv(register / "villages.csv").height,
    }
    typed = tmp_path / "communes.parquet"
    pl.DataFrame({"code": ["07615"], "listed_region": ["III"], "support_points": [0]}).write_parquet(typed)
    assert "xét theo cột" in run("decide", *SUPPORT, typed).stdout


def test_progress_is_shown_to_people_who_wait(run, register, monkeypatch):
    monkeypatch.setattr(decide_command, "LONG", 1)
    monkeypatch.setattr(sys.stderr.__class__, "isatty", lambda _: True, raising=False)
    assert run("decide", *SUPPORT, register, "--engine", "columnar").return_value == 0


def test_missing_polars_is_one_sentence(register):
    words = ["eligibility", "decide", *SUPPORT, str(register), "--engine", "columnar"]
    code = f"import sys; sys.modules['polars'] = None; sys.argv = {words!r}; from eligibility.cli import main; main()"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=False)
    assert (result.returncode, result.stdout) == (3, "")
    assert "pip install 'eligibility[columnar]'" in result.stderr
    assert result.stderr.count("\n") == 1


def test_missing_polars_is_one_sentence_to_an_application():
    code = "import sys; sys.modules['polars'] = None; import eligibility; eligibility.decide_register"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=False)
    assert "Unavailable: polars is missing: pip install 'eligibility[columnar]'" in result.stderr


@pytest.mark.parametrize("assume", [(), ("--assume",)])
def test_allocate_awards_the_same_as_columns(run, assume):
    one, other = (
        run("allocate", "92/KH-STTTT", *assume, "--format", "json", "--engine", engine)
        for engine in ("double", "columnar")
    )
    assert one.return_value == other.return_value
    mine, theirs = json.loads(one.stdout), json.loads(other.stdout)
    assert [placing["subject"] for placing in mine["awarded"]] == [placing["subject"] for placing in theirs["awarded"]]
    assert len(mine["undetermined"]) == theirs["counts"]["undetermined"]
    assert mine["shortfall"] == theirs["shortfall"]


def test_allocate_writes_columns(run, register, tmp_path):
    out = tmp_path / "places.csv"
    run("allocate", "92/KH-STTTT", register, "--out", out)
    assert pl.read_csv(out).height == 60


def test_out_never_overwrites_what_is_read(run, register):
    result = run("decide", *SUPPORT, register, "--out", register / "communes.csv")
    assert isinstance(result.exception, click.BadParameter)


def test_explain_finds_its_subject_in_columns(run, register, tmp_path, monkeypatch):
    one = run("explain", *SUPPORT, register, "--subject", "00007").stdout
    monkeypatch.setattr(decide_command, "LARGE", 1)
    monkeypatch.setattr("eligibility.registers.columnar.CHUNK", 25)
    assert run("explain", *SUPPORT, register, "--subject", "00007").stdout == one
    assert run("explain", *SUPPORT, register, "--subject", "00052").return_value == 0
    missing = run("explain", *SUPPORT, register, "--subject", "00008x")
    assert missing.return_value == 3
    assert "không có đối tượng “00008x”; có phải là 00008?" in missing.stderr


def test_parquet_one_by_one_is_refused_with_what_to_do(run, tmp_path):
    pl.DataFrame({"code": ["07615"]}).write_parquet(tmp_path / "communes.parquet")
    result = run("decide", *SUPPORT, tmp_path, "--engine", "double")
    assert result.return_value == 3
    assert "Parquet và Arrow được xét theo cột (--engine columnar)" in result.stderr


def test_applications_read_a_register_by_its_path(register):
    law = eligibility.load_rules(SUPPORT[0], date(2023, 7, 5))
    decided = eligibility.decide_register(law, register)
    assert decided.frame().height == 60
    villages = eligibility.load_rules("612/QĐ-UBDT", date(2023, 7, 5))
    assert eligibility.decide_register(villages, str(register)).subject == "commune"
    plan = eligibility.load_plan("92/KH-STTTT")
    assert len(eligibility.allocate_register(plan, register)) == 60


def test_findings_have_no_value_in_columns(run, tmp_path):
    folder = write_rules(tmp_path / "rules")
    facts = tmp_path / "communes.csv"
    facts.write_text("code,support_points\n07615,1\n", encoding="utf-8")
    words = ("decide", folder, facts, "--as-of", "2023-07-05", "--engine", "columnar")
    double = run(*words[:-1], "double", "--format", "csv")
    assert run(*words, "--format", "csv").stdout == double.stdout
    told = run(*words, "--out", tmp_path / "out.csv").stdout
    assert f"Đã ghi: {tmp_path / 'out.csv'} (Xã) · {tmp_path / 'out.columns.csv'}" in told
