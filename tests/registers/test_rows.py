"""Records: CSV and JSON Lines as texts by heading; everything wrong with their form, with its place."""

import json
from pathlib import Path

import pytest

from eligibility.registers.rows import LONGEST, Record, open_records
from eligibility.sources import FactError

PLAIN = "found a list or an object; expected a text, a number, true, false or null"


def read(tmp_path: Path, data: str | bytes, name: str = "communes.jsonl") -> tuple[list[Record], list[str]]:
    """The records of a file, and what is wrong with it, in English."""
    path = tmp_path / name
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    try:
        source = open_records(path, name)
    except FactError as error:
        return [], [problem.text("en") for problem in error.problems]
    records = list(source.records)
    assert all(problem.text("vi") != problem.text("en") for problem in source.problems)
    return records, [problem.text("en") for problem in source.problems]


def test_csv_rows_become_records_with_their_lines(tmp_path: Path) -> None:
    records, problems = read(tmp_path, "code,name\n07615,An Châu\n\n07616,Tây Yên Tử\n", "communes.csv")
    assert problems == []
    assert [(record.line, dict(record.cells)) for record in records] == [
        (2, {"code": "07615", "name": "An Châu"}),
        (4, {"code": "07616", "name": "Tây Yên Tử"}),
    ]
    assert str(records[1].at("name")) == "communes.csv:4:name"


def test_json_lines_become_records(tmp_path: Path) -> None:
    line = {
        "code": "07615",
        "households": 12,
        "mekong_delta": False,
        "villages_complete": True,
        "poor_households": None,
        "road_to_district_km": 20.5,
        "evidence": {"households": "official"},
        "source": "the commune",
        "villages": [{"name": "Thôn Mo"}, {"name": "Thôn Làng Chẽ", "source": {"name": "its head"}}],
    }
    (record,), problems = read(tmp_path, "\ufeff" + json.dumps(line, ensure_ascii=False) + "\r\n\r\n")
    assert problems == []
    assert dict(record.cells) == {
        "code": "07615",
        "households": "12",
        "mekong_delta": "no",
        "villages_complete": "yes",
        "poor_households": "",
        "road_to_district_km": "20.5",
        "households:evidence": "official",
        "source": "the commune",
    }
    first, second = record.members["villages"]
    assert dict(second.cells) == {"name": "Thôn Làng Chẽ", "name:source": "its head"}
    assert str(first.at("name")) == "communes.jsonl:1:villages[1].name"


def test_decomposed_text_reads_as_composed(tmp_path: Path) -> None:
    (record,), _ = read(tmp_path, '{"name": "Xa\u0303 A\u0302n"}\n')
    assert record.cells["name"] == "Xã Ân"


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        pytest.param("", ["communes.jsonl:1: the file is empty"], id="an empty file"),
        pytest.param("\n \n", ["communes.jsonl:1: the file is empty"], id="blank lines only"),
        pytest.param(
            '{"code": 1}'.encode("utf-16"),
            ["communes.jsonl:1: the file is not UTF-8; expected JSON Lines in UTF-8"],
            id="UTF-16",
        ),
        pytest.param(
            b'{"name": "a"}\n{"name": "\xff"}\n{"name": 1e9}',
            ["communes.jsonl:2: the file is not UTF-8; expected JSON Lines in UTF-8"],
            id="a byte that is not UTF-8",
        ),
        pytest.param(
            '{"a": "' + "x" * LONGEST + '"}',
            [f"communes.jsonl:1: a line of over {LONGEST} bytes"],
            id="a line too long",
        ),
        pytest.param(
            "{code: 1}\n{'a': 2}\n",
            [
                "communes.jsonl:1: not JSON from character 2; expected one JSON object on each line",
                "communes.jsonl:2: not JSON from character 2; expected one JSON object on each line",
            ],
            id="no JSON, on every line",
        ),
        pytest.param("[" * 200_000, ["communes.jsonl:1: JSON nested too deeply"], id="a depth bomb"),
        pytest.param("[]\n", ["communes.jsonl:1: this line is no object; expected a JSON object {…}"], id="a list"),
        pytest.param("7\n", ["communes.jsonl:1: this line is no object; expected a JSON object {…}"], id="a number"),
        pytest.param(
            '{"households": NaN}\n{"households": -Infinity}\n',
            ["communes.jsonl:1:households: nan is not a number", "communes.jsonl:2:households: -inf is not a number"],
            id="NaN and infinity",
        ),
        pytest.param(
            '{"code": "1", "code": "2"}\n', ["communes.jsonl:1:code: “code” repeats"], id="a key that repeats"
        ),
        pytest.param(
            '{"Xã": "1", "Xa\u0303": "2"}\n', ["communes.jsonl:1:Xã: “Xã” repeats"], id="a key in both Unicode forms"
        ),
        pytest.param(
            '{"villages": [{"name": {"a": 1}}, 7]}\n',
            [
                f"communes.jsonl:1:villages[1].name: {PLAIN}",
                "communes.jsonl:1:villages[2]: found a plain value; expected a JSON object {…}",
            ],
            id="an object for a text, a number for a member",
        ),
        pytest.param(
            '{"source": {"name": ["a"], "name": 1}}\n',
            [
                f"communes.jsonl:1:source.name: {PLAIN}",
                "communes.jsonl:1:source.name: “name” repeats",
            ],
            id="wrong inside source",
        ),
    ],
)
def test_json_lines_that_are_none_are_reported(tmp_path: Path, data: str | bytes, expected: list[str]) -> None:
    assert read(tmp_path, data)[1] == expected


def test_lines_around_a_bad_one_are_still_read(tmp_path: Path) -> None:
    records, problems = read(tmp_path, '{"code": "1"}\n{\n{"code": "2"}\n')
    assert [record.cells["code"] for record in records] == ["1", "2"]
    assert len(problems) == 1


@pytest.mark.parametrize("name", ["none.jsonl", "none.csv"])
def test_file_that_is_not_there_is_reported(tmp_path: Path, name: str) -> None:
    problems = []
    try:
        source = open_records(tmp_path / name, name)
        assert list(source.records) == []
        problems = source.problems
    except FactError as error:
        problems = list(error.problems)
    assert [problem.text("en") for problem in problems] == [f"{name}: there is no such file, or it cannot be read"]
