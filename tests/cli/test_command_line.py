"""The command line: every command in every form, exit codes, consoles that are not UTF-8, pipes that break."""

import csv
import io
import json
import os
import subprocess
import sys
from importlib import import_module
from importlib.metadata import PackageNotFoundError
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from eligibility import cli
from eligibility.sources import EngineDisagreement
from tests.reporting.samples import write_rules

COMMUNES = """code,name,district,listed_region,support_points,new_rural_since,evidence
07615,Xã Ở,Lục Ngạn,III,0,none,official
07616,Xã Ấn,Lục Ngạn,II,1,,secondary
"""
REGION = ("861/QĐ-TTg", "--as-of", "2023-07-05")


@pytest.fixture
def facts(tmp_path):
    path = tmp_path / "communes.csv"
    path.write_text(COMMUNES, encoding="utf-8")
    return str(path)


@pytest.fixture
def run(monkeypatch):
    """Run the program in this process, as `main` does."""
    monkeypatch.setenv("LC_ALL", "vi_VN.UTF-8")
    monkeypatch.setenv("COLUMNS", "80")

    def running(*words):
        return CliRunner().invoke(cli.program, [str(word) for word in words], standalone_mode=False)

    return running


def outcome(result):
    return result.return_value, result.stdout, result.stderr


def test_decide_prints_a_list(run, facts):
    code, out, err = outcome(run("decide", *REGION, facts))
    assert (code, err) == (0, "")
    assert out == (
        "861/QĐ-TTg · ngày xét 05/07/2023\n"
        "\n"
        "07615 · Xã Ở, Lục Ngạn\n"
        "  · Khu vực của xã  Xã khu vực III [nguồn chính thức]\n"
        "\n"
        "07616 · Xã Ấn, Lục Ngạn\n"
        "  ? Khu vực của xã  chưa xác định; có thể là: Xã khu vực I | Xã khu vực II\n"
        "\n"
        "TỔNG HỢP\n"
        "  Khu vực của xã: 1 Xã khu vực III · 1 chưa xác định\n"
    )


def test_decide_writes_csv_and_json(run, facts):
    code, out, _ = outcome(run("decide", *REGION, facts, "--format", "csv"))
    assert code == 0
    assert list(csv.DictReader(io.StringIO(out)))[1] == {
        "subject": "07616",
        "rule_set": "861/QĐ-TTg region",
        "attribute": "region",
        "value": "",
        "may_be": "I|II",
        "evidence": "",
    }
    code, out, _ = outcome(run("decide", *REGION, facts, "--format", "json", "--lang", "en"))
    assert code == 0
    assert [one["label"] for one in json.loads(out)["decisions"]] == ["Region III commune", None]


def test_conflict_is_a_finding(run, facts, tmp_path):
    folder = write_rules(tmp_path / "rules")
    Path(facts).write_text("code,support_points\n07615,2\n", encoding="utf-8")
    code, out, _ = outcome(run("decide", folder, facts, "--as-of", "2023-07-05"))
    assert code == 1
    assert "! Xã được chọn" in out
    assert run("explain", folder, facts, "--as-of", "2023-07-05", "--subject", "07615").return_value == 1


def test_explain_tells_why_and_what_would_change_it(run, facts):
    code, out, _ = outcome(run("explain", *REGION, facts, "--subject", "xã ở", "--why-not", "--lang", "en"))
    assert code == 0
    assert out.startswith("07615 Xã Ở, Lục Ngạn · The commune's region: Region III commune — 861/QĐ-TTg")
    assert "The conclusion would be another if:\n" in out
    code, out, _ = outcome(run("explain", *REGION, facts, "--subject", "07616"))
    assert "Sẽ rõ nếu biết, chẳng hạn:\n" in out
    code, out, _ = outcome(run("explain", *REGION, facts, "--subject", "07616", "--format", "json"))
    assert json.loads(out)["decisions"][0]["unsettled"]["settlings"]


@pytest.mark.parametrize(("subject", "hint"), [("07617", "có phải là 07616?"), ("99999999999999", "")])
def test_explain_of_nobody_is_misuse(facts, subject, hint):
    result = CliRunner().invoke(cli.program, ["explain", *REGION, facts, "--subject", subject, "--lang", "vi"])
    assert result.exit_code == 2
    assert f"không có đối tượng “{subject}”" in result.stderr
    assert hint in result.stderr


def test_allocate_shows_the_plan_of_bac_giang(run):
    code, out, err = outcome(run("allocate", "rules/92-kh-stttt"))
    assert (code, err) == (1, "")
    assert "KẾT QUẢ: 0 được chọn · 0 chờ · 0 không đủ điều kiện · 209 chưa xác định\n" in out
    assert "CHƯA ĐƯỢC AI THÔNG QUA" in out
    assert len(out.splitlines()) <= 60
    assert max(map(len, out.splitlines())) <= 80


def test_allocate_with_assumptions_marks_every_award(run):
    code, out, _ = outcome(run("allocate", "92/KH-STTTT", "--assume"))
    assert code == 0
    awards = [
        line for line in out.partition("ĐƯỢC CHỌN")[2].partition("DANH SÁCH CHỜ")[0].splitlines() if "hạng" in line
    ]
    assert len(awards) == 4
    assert all(line.endswith("[GIẢ ĐỊNH]") for line in awards)
    assert "32 có Khu vực của xã = III; 861/QĐ-TTg công bố 28 → lệch +4" in out
    every = run("allocate", "92/KH-STTTT", "--assume", "--all").stdout
    assert len(every.splitlines()) > len(out.splitlines()) + 80


def test_allocate_takes_other_facts_a_date_and_other_forms(run, facts):
    code, out, _ = outcome(run("allocate", "92/KH-STTTT", facts, "--as-of", "05/07/2023", "--format", "csv"))
    assert code == 1
    assert out.splitlines()[0] == "status,rank,subject,name,value,may_be,evidence,assumed,reasons"
    code, out, _ = outcome(run("allocate", "92/KH-STTTT", facts, "--format", "json", "--lang", "en"))
    assert {"awarded", "waitlist", "excluded", "undetermined", "changeable"} <= set(json.loads(out))


def test_check_is_silent_about_good_files(run, tmp_path):
    folder = write_rules(tmp_path / "rules")
    assert outcome(run("check", folder, "861/QĐ-TTg")) == (0, "không có lỗi\n", "")
    assert outcome(run("check", folder, "--format", "json")) == (0, '{"problems": []}\n', "")
    assert outcome(run("check", folder, "--format", "csv")) == (0, "", "")


def test_check_tells_what_is_wrong_in_every_form(run, tmp_path):
    folder = write_rules(tmp_path / "rules")
    file = folder / "2023-01-01.yaml"
    file.write_text(
        file.read_text(encoding="utf-8").replace("households: {known", "housholds: {known"), encoding="utf-8"
    )
    code, out, err = outcome(run("check", folder))
    assert (code, out) == (3, "")
    assert "housholds" in err
    assert "có phải là households?" in err
    code, out, err = outcome(run("check", folder, "--format", "json", "--lang", "en"))
    assert (code, err) == (3, "")
    assert json.loads(out)["problems"][0]["suggestion"] == "households"
    code, out, err = outcome(run("check", folder, "--format", "csv", "--lang", "en"))
    assert (code, out.splitlines()[0]) == (3, "file,line,column,what,expected,suggestion")


def test_bad_facts_fill_a_screen_and_a_file(run, facts, tmp_path):
    rows = "".join(f"{at},Xã {at}\n" for at in range(1, 40))
    Path(facts).write_text("code,name\n" + rows, encoding="utf-8")
    everything = tmp_path / "all.txt"
    code, out, err = outcome(run("decide", *REGION, facts, "--errors", everything))
    assert (code, out) == (3, "")
    assert len(err.splitlines()) == 22
    assert "… và 19 lỗi nữa" in err
    assert len(everything.read_text(encoding="utf-8").splitlines()) == 39


def test_disagreement_of_the_engines_is_told_without_a_traceback(run, facts, monkeypatch):
    def disagreeing(*_):
        raise EngineDisagreement("07615", ("a",), ("b",), {})

    monkeypatch.setattr("eligibility.deciding.subjects.decide_many", disagreeing)
    code, out, err = outcome(run("decide", *REGION, facts, "--lang", "en"))
    assert (code, out) == (3, "")
    assert err.startswith("the two engines disagree about 07615")


def test_date_that_does_not_exist_is_misuse(facts):
    result = CliRunner().invoke(cli.program, ["decide", "861/QĐ-TTg", facts, "--as-of", "31/02/2023"])
    assert result.exit_code == 2
    assert "YYYY-MM-DD" in result.stderr


def run_main(monkeypatch, *words):
    monkeypatch.setattr(sys, "argv", ["eligibility", *map(str, words)])
    with pytest.raises(SystemExit) as stopped:
        cli.main()
    return stopped.value.code


def test_main_ends_with_the_exit_code(monkeypatch, capsys, facts):
    assert run_main(monkeypatch, "decide", *REGION, facts) == 0
    assert run_main(monkeypatch, "--version") == 0
    assert run_main(monkeypatch, "decide", "861/QĐ-TTg") == 2
    assert run_main(monkeypatch, "decide", *REGION, "nowhere.csv") == 3
    assert "Usage" in capsys.readouterr().err


def test_main_says_a_mistake_of_its_own_in_a_line(monkeypatch, capsys, facts):
    def failing(*_, **__):
        raise RuntimeError("broken")

    monkeypatch.setattr("eligibility.rulefiles.load_rules", failing)
    assert run_main(monkeypatch, "decide", *REGION, facts) == 3
    err = capsys.readouterr().err
    assert "an error of this program: RuntimeError: broken (test_command_line.py:" in err
    assert len(err.splitlines()) == 1
    assert run_main(monkeypatch, "decide", *REGION, facts, "--format", "json") == 3
    out, err = capsys.readouterr()
    assert err == ""
    assert "RuntimeError: broken" in json.loads(out)["problems"][0]["what"]
    monkeypatch.setattr(cli.program, "main", failing)
    assert run_main(monkeypatch, "--help") == 3
    assert "an error of this program: RuntimeError: broken" in capsys.readouterr().err


def test_main_interrupted_says_nothing(monkeypatch, capsys, facts):
    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("eligibility.rulefiles.load_rules", interrupted)
    assert run_main(monkeypatch, "decide", *REGION, facts) == 130
    assert "Traceback" not in capsys.readouterr().err


def test_main_leaves_streams_alone_that_have_no_encoding(monkeypatch, facts):
    class Bare:
        def __init__(self):
            self.text = ""

        def write(self, text):
            self.text += text

        def flush(self):
            pass

    out = Bare()
    monkeypatch.setattr(sys, "stdout", out)
    assert run_main(monkeypatch, "decide", *REGION, facts) == 0
    assert "Xã Ở" in out.text


def child(*words, encoding="utf-8", **more):
    source = Path(cli.__file__).resolve().parents[2]
    env = {**os.environ, "PYTHONPATH": str(source), "PYTHONIOENCODING": encoding, "LC_ALL": "C"}
    return subprocess.Popen(
        [sys.executable, "-m", "eligibility", *map(str, words)],
        env=env,
        **{"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **more},
    )


@pytest.mark.slow
def test_console_of_another_encoding_gets_utf8(facts):
    out, err = child("decide", *REGION, facts, encoding="cp1252").communicate()
    assert "07615 · Xã Ở, Lục Ngạn" in out.decode("utf-8")
    assert err == b""


@pytest.mark.slow
def test_reader_that_leaves_early_is_no_error():
    process = child("decide", "03/2023/TT-BTTTT", "units/2023-05-07", "--as-of", "2023-07-05")
    process.stdout.read(10)
    process.stdout.close()
    with process.stderr:
        assert process.stderr.read() == b""
    assert process.wait() == 0


def left(*words, stream="stdout"):
    """The exit code, and what is heard on the other stream, where nobody reads one of them."""
    process = child(*words)
    other = {"stdout": process.stderr, "stderr": process.stdout}[stream]
    getattr(process, stream).close()
    with other:
        heard = other.read()
    return process.wait(), heard


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("--help",), 0),
        (("check", "03/2023/TT-BTTTT"), 0),
        (("decide", *REGION, "nowhere.csv", "--format", "json"), 3),
    ],
)
@pytest.mark.slow
def test_reader_that_left_before_is_no_error(words, code):
    assert left(*words) == (code, b"")


@pytest.mark.parametrize(("words", "code"), [(("decide", *REGION, "nowhere.csv"), 3), (("decide",), 2)])
@pytest.mark.slow
def test_errors_that_nobody_reads_keep_their_exit_code(words, code):
    assert left(*words, stream="stderr") == (code, b"")


NOTHING_LEFT = Path("/dev/full")


@pytest.mark.skipif(not NOTHING_LEFT.exists(), reason="needs a device that is always full")
@pytest.mark.parametrize(
    "words", [("--help",), ("check", "861/QĐ-TTg"), ("decide", *REGION, "nowhere.csv", "--format", "json")]
)
@pytest.mark.slow
def test_output_that_cannot_be_written_is_said_in_a_line(words):
    with NOTHING_LEFT.open("wb") as full:
        _, err = child(*words, stdout=full).communicate()
    (line,) = err.decode().splitlines()
    assert line.endswith("the output could not be written: No space left on device")


@pytest.mark.skipif(os.name != "posix", reason="closes a stream as a shell does")
@pytest.mark.parametrize(
    ("closed", "words", "code"),
    [(1, "check 861/QĐ-TTg", 3), (2, "decide 861/QĐ-TTg nowhere.csv --as-of 2023-07-05", 3), (1, "--help", 0)],
)
@pytest.mark.slow
def test_stream_that_is_closed_is_no_mistake_of_ours(closed, words, code):
    shell = ["sh", "-c", f'"$0" -m eligibility {words} {closed}>&-', sys.executable]
    source = str(Path(cli.__file__).resolve().parents[2])
    done = subprocess.run(shell, capture_output=True, env={**os.environ, "PYTHONPATH": source}, check=False)
    assert done.returncode == code
    assert done.stdout == b""
    assert (b"could not be written: Bad file descriptor" in done.stderr) == (closed == 1 and code == 3)
    assert b"of this program" not in done.stderr


def test_help_is_there_within_a_moment():
    assert min(_spent() for _ in range(3)) < 0.3


def _spent():
    """Seconds of processor time, which other programs do not lengthen."""
    before = os.times()
    out, _ = child("--help").communicate()
    after = os.times()
    assert b"allocate" in out
    return after.children_user + after.children_system - before.children_user - before.children_system


def test_module_runs_as_a_program():
    assert import_module("eligibility.__main__").main is cli.main


def test_version_is_that_of_the_installed_package(run, monkeypatch):
    monkeypatch.setattr("importlib.metadata.version", lambda _name: "1.2.3")
    assert run("--version").stdout == "eligibility 1.2.3\n"


def test_version_from_sources_is_not_known(run, monkeypatch):
    def missing(name):
        raise PackageNotFoundError(name)

    monkeypatch.setattr("importlib.metadata.version", missing)
    assert outcome(run("--version")) == (0, "", "")


def test_every_command_says_in_both_languages_what_it_does(run):
    for name, command in cli.program.commands.items():
        options = [option.help or "" for option in command.params if isinstance(option, click.Option)]
        assert " · " in (command.help or ""), name
        assert all(". " in text for text in options), name


def test_errors_file_that_cannot_be_written_hides_no_problem(run, tmp_path):
    facts = tmp_path / "communes.csv"
    facts.write_text("code\n7615\n", encoding="utf-8")
    code, _out, err = outcome(run("decide", *REGION, facts, "--errors", tmp_path / "nowhere" / "e.txt"))
    assert code == 3
    assert "07615" in err
    assert "e.txt: " in err
    assert "e.txt" not in err.splitlines()[-1]  # nobody is sent to a file that is not there


def test_errors_file_is_empty_after_a_clean_run(run, facts, tmp_path):
    everything = tmp_path / "all.txt"
    everything.write_text("old\n", encoding="utf-8")
    assert outcome(run("decide", *REGION, facts, "--errors", everything))[0] == 0
    assert everything.read_text(encoding="utf-8") == ""
    (write_rules(tmp_path / "rules") / "2023-01-01.yaml").write_text("instrument: 9\n", encoding="utf-8")
    assert run("check", tmp_path / "rules", "--format", "csv", "--errors", everything).return_value == 3
    assert everything.read_text(encoding="utf-8") != ""


@pytest.mark.parametrize("name", ["communes.csv", "link.txt", "sub/../communes.csv", "villages.csv"])
def test_errors_file_is_none_that_is_read(facts, tmp_path, name):
    (tmp_path / "link.txt").symlink_to(facts)
    (tmp_path / "sub").mkdir()
    given = facts if name != "villages.csv" else str(tmp_path)
    result = CliRunner().invoke(
        cli.program, ["decide", *REGION, given, "--errors", str(tmp_path / name), "--lang", "en"]
    )
    assert result.exit_code == 2
    assert "is read; choose another file" in result.stderr
    assert Path(facts).read_text(encoding="utf-8") == COMMUNES
    assert not (tmp_path / "villages.csv").exists()


def test_errors_file_is_no_rule(tmp_path):
    (tmp_path / "instruments.yaml").touch()
    (tmp_path / "plan").mkdir()
    words = ["check", str(tmp_path / "plan"), "--errors"]
    for inside in (tmp_path / "units.csv", Path(cli.__file__).parents[3] / "rules" / "new.yaml"):
        assert "--errors" in CliRunner().invoke(cli.program, [*words, str(inside)]).stderr
        assert not inside.exists()
    assert (
        CliRunner().invoke(cli.program, [*words, str(tmp_path / "errors.txt")], standalone_mode=False).return_value == 3
    )


def test_decide_names_the_rows_of_lists_that_mean_nobody(run, tmp_path):
    folder = tmp_path / "reg"
    folder.mkdir()
    (folder / "communes.csv").write_text("code,province,district,name\n07615,X,A,Xã Một\n", encoding="utf-8")
    (folder / "register.yaml").write_text(
        "register: {vi: a, en: a}\nlists: [{file: list.csv, gives: regional_allowance, of: commune, evidence: official, "
        "source: {vi: x, en: x}}]\n",
        encoding="utf-8",
    )
    rows = "".join(f"X,A,Xã Mốt {at},0.3\n" for at in range(5))  # a slip of the pen
    (folder / "list.csv").write_text("province,district,name,regional_allowance\n" + rows, encoding="utf-8")
    words = ("decide", *REGION, folder, "--lang", "en")
    code, out, err = outcome(run(*words))
    assert (code, err) == (0, "")
    assert "\n\nLISTS LOADED / PUBLISHED TOTALS\n" in out
    assert "Regional-allowance coefficient: 0 of 5" in out
    assert out.endswith(
        "    5 names not in the register: Xã Mốt 0, A; Xã Mốt 1, A; Xã Mốt 2, A; Xã Mốt\n"
        "      3, A; … and 1 more (--all)\n"
    )
    assert "Xã Mốt 4, A" in outcome(run(*words, "--all"))[1]
    (held,) = json.loads(outcome(run(*words, "--format", "json"))[1])["lists"]
    assert (held["rows"], held["unmatched"][0], held["ambiguous"]) == (5, "X, A, Xã Mốt 0", [])
    code, out, err = outcome(run(*words, "--format", "csv"))
    assert (code, len(out.splitlines())) == (0, 2)
    assert "5 names not in the register" in err
