"""The golden record: what the command line prints for the shipped law, as digests, case by case.

python tests/golden/record.py             compare with record.json; exit code 1 where anything differs
python tests/golden/record.py --write     write record.json anew: for a change of behaviour that is meant
python tests/golden/record.py --out DIR   write every output to DIR, to compare two checkouts by `diff -r`
… --slow                                  with mutation too
"""

import argparse
import hashlib
import io
import json
import os
import shlex
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
RECORD = Path(__file__).with_name("record.json")
OUT = "OUT"
"""Stands in a command for a folder of its own, whose files are part of the output."""

RULES = ("33-2020-qd-ttg", "861-qd-ttg", "612-qd-ubdt", "03-2023-tt-btttt", "92-kh-stttt")
REGISTERS = ("units/2023-05-07", "registers/binh-phuoc-2023", "registers/an-giang-861")
SUBJECTS = ("07243", "07615", "Xã Tuấn Đạo", "no such commune")
AS_OF = "--as-of 2023-07-05"
FORMATS = ("table", "json", "csv")


def cases(*, slow: bool = False) -> Iterator[str]:
    """Every command of the record, `slow` with those that take minutes."""
    for command in _commands(slow):
        yield from (f"{command} --lang {lang}" for lang in ("vi", "en"))
    yield from ("--help", *(f"{name} --help" for name in ("decide", "explain", "allocate", "check", "test", "docs")))


def _commands(slow: bool) -> Iterator[str]:
    for rules in RULES:
        for register in REGISTERS:
            for form in FORMATS:
                yield f"decide rules/{rules} rules/{register} {AS_OF} --format {form}"
        yield f"decide rules/{rules} rules/{REGISTERS[0]} {AS_OF} --engine columnar --out {OUT}/result.csv"
        for form in FORMATS:
            yield f"decide rules/{rules} rules/{REGISTERS[0]} {AS_OF} --engine columnar --format {form} --all"
        for subject in SUBJECTS:
            for form in ("table", "json"):
                about = f"rules/{rules} rules/{REGISTERS[0]} {AS_OF} --subject '{subject}'"
                yield f"explain {about} --why-not --format {form}"
        yield f"check rules/{rules}"
        yield f"check rules/{rules} --format json"
    for form in FORMATS:
        for choice in ("", " --assume", " --assume --all", " --engine columnar", f" --assume --out {OUT}/awards.csv"):
            yield f"allocate rules/92-kh-stttt{choice} --format {form}"
    for form in ("table", "json"):
        yield f"test features --format {form}"
        yield f"test features --coverage --format {form}"
        yield f"docs features --out {OUT} --format {form}"
        if slow:
            yield f"test features --mutate --jobs 2 --format {form}"


def output(command: str) -> str:
    """All that a command prints and writes, and its exit code."""
    with tempfile.TemporaryDirectory() as folder:
        out, err, code = _run(shlex.split(command.replace(OUT, folder)))
        files = sorted(path for path in Path(folder).rglob("*") if path.is_file())
        written = [f"=== {path.relative_to(folder).as_posix()}\n{path.read_text(encoding='utf-8')}" for path in files]
        text = "".join((f"exit code {code}\n=== output\n", out, "=== errors\n", err, *written))
        return text.replace(folder, OUT)


def _run(words: list[str]) -> tuple[str, str, object]:
    """Run the command line in this process."""
    from eligibility.cli import main

    before = sys.argv, sys.stdout, sys.stderr
    streams = [io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True) for _ in "oe"]
    sys.argv, sys.stdout, sys.stderr = ["eligibility", *words], *streams
    code: object = 0
    try:
        main()
    except SystemExit as exit_:
        code = exit_.code
    finally:
        sys.argv, sys.stdout, sys.stderr = before
    out, err = (stream.buffer.getvalue().decode("utf-8") for stream in streams)
    return out, err, code


def digest(text: str) -> str:
    """A short fingerprint of an output."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def differences(commands: Iterable[str]) -> list[str]:
    """The commands whose output is not the recorded one."""
    record = json.loads(RECORD.read_text(encoding="utf-8"))
    return [command for command in commands if digest(output(command)) != record[command]]


def main() -> int:
    """Compare with the record, or write it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--out", type=Path)
    parser.add_argument("--slow", action="store_true")
    parser.add_argument("--only", default="")
    asked = parser.parse_args()
    os.chdir(ROOT)
    os.environ["COLUMNS"] = "100"
    record = json.loads(RECORD.read_text(encoding="utf-8")) if RECORD.exists() else {}
    wrong = []
    for command in (command for command in cases(slow=asked.slow) if asked.only in command):
        text = output(command)
        if asked.out:
            asked.out.mkdir(parents=True, exist_ok=True)
            name = command.replace("/", "-").replace(" ", "_")[:180]
            (asked.out / f"{name}.txt").write_text(text, encoding="utf-8")
        if record.get(command) != digest(text):
            wrong.append(command)
        record[command] = digest(text)
    if asked.write:
        lines = json.dumps(record, ensure_ascii=False, indent=0)
        RECORD.write_text(f"{lines}\n", encoding="utf-8")
        return 0
    print(*(f"differs: eligibility {command}" for command in wrong), f"{len(wrong)} of {len(record)} differ", sep="\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
