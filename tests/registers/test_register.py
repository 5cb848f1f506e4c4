"""Registers: good rows as facts, bad ones as problems with file, row and column, all at once and nothing decided."""

import shutil
import unicodedata
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import eligibility as el
from eligibility import UNKNOWN, Evidence, FactError, OneOf
from eligibility.registers import Register, read_register
from tests.work import calls

ROOT = Path(__file__).resolve().parents[2] / "rules"
DAY = date(2023, 7, 5)
LAW = el.load_rules("03/2023/TT-BTTTT", DAY)
COMMUNES = (
    "code,province,district,name\n"
    "07615,Bắc Giang,Huyện Sơn Động,Thị trấn An Châu\n"
    "07616,Bắc Giang,Sơn Động,Xã Vân Sơn\n"
)


def folder(tmp_path: Path, **files: str | bytes) -> Path:
    """A folder with these tables; `communes` is communes.csv, `villages__jsonl` villages.jsonl."""
    for name, data in files.items():
        stem, _, suffix = name.partition("__")
        path = tmp_path / f"{stem}.{suffix or 'csv'}"
        path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return tmp_path


def read(path: Path, law: el.Law = LAW) -> Register:
    return read_register(path, law)


def wrong(path: Path, law: el.Law = LAW) -> list[str]:
    """What is wrong with a register, in English; the same is said in Vietnamese."""
    with pytest.raises(FactError) as found:
        read_register(path, law)
    problems = found.value.problems
    assert [str(problem.place) for problem in problems] == [problem.text("vi").split(": ")[0] for problem in problems]
    return [problem.text("en").replace(str(path), "R").replace("R/", "") for problem in problems]


def communes(path: Path, law: el.Law = LAW) -> list[Any]:
    return [facts.subject for facts in read(path, law).of("commune")]


# ── bad input ────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        pytest.param(
            {"communes": "code,name\n07615,A\n07615,B\n"},
            ["communes.csv:3:code: Commune 07615 repeats (communes.csv:2:code)"],
            id="a commune twice by code",
        ),
        pytest.param(
            {"communes": "district,name\nHuyện Sơn Động,Xã An Lạc\nSơn Động,xã an lạc\n"},
            ["communes.csv:3:name: Commune xã an lạc repeats (communes.csv:2:name)"],
            id="a commune twice by name",
        ),
        pytest.param(
            {"communes": "code,name\n07615,A\n,A\n"},
            ["communes.csv:3:name: Commune A repeats (communes.csv:2:name)"],
            id="a commune twice, once without its code",
        ),
        pytest.param(
            {"communes": COMMUNES, "villages": "commune_code,name\n07615,Thôn 1\n07615,Thôn 1\n"},
            ["villages.csv:3:name: Village Thôn 1 repeats (villages.csv:2:name)"],
            id="a village twice",
        ),
        pytest.param(
            {"communes": COMMUNES, "villages": "commune_code,name\n07699,Thôn 1\n"},
            ["villages.csv:2:commune_code: no commune is the one that this row names"],
            id="a village of no commune",
        ),
        pytest.param(
            {"communes": COMMUNES, "villages": "district,commune,name\nSơn Động,Xã Văn Sơn,Thôn 1\n"},
            ["villages.csv:2:commune: no commune is the one that this row names; did you mean Xã Vân Sơn?"],
            id="a village of a commune that differs by a mark",
        ),
        pytest.param(
            {"communes": COMMUNES, "villages": "commune_code,name\n,Thôn 1\n"},
            ["villages.csv:2:commune: the row names no commune"],
            id="a village that names no commune",
        ),
        pytest.param(
            {
                "communes": "district,name\nA,Xã Phúc Sơn\nB,Xã Phúc Sơn\n",
                "villages": "commune,name\nPhúc Sơn,Thôn 1\n",
            },
            ["villages.csv:2:commune: several could be the commune that this row names; expected the commune's code"],
            id="a village whose commune may be one of two",
        ),
        pytest.param(
            {"communes": COMMUNES, "villages": "commune_code,commune,name\n07615,Xã Vân Sơn,Thôn 1\n"},
            [
                (
                    "villages.csv:2:commune: name of this commune is Xã Vân Sơn, but Thị trấn An Châu elsewhere "
                    "(communes.csv:2:name)"
                )
            ],
            id="a village whose code and name mean two communes",
        ),
        pytest.param(
            {"communes": "code\n7615\n7615.0\n"},
            [
                "communes.csv:2:code: “7615” cannot be read; expected a code of 5 digits; did you mean 07615?",
                "communes.csv:3:code: “7615.0” cannot be read; expected a code of 5 digits; did you mean 07615?",
            ],
            id="codes that a spreadsheet spoilt",
        ),
        pytest.param(
            {"communes": "households\n-1\nNaN\n1.5\n"},
            [
                f"communes.csv:{line}:households: “{text}” cannot be read; expected a whole number from 0"
                for line, text in ((2, "-1"), (3, "NaN"), (4, "1.5"))
            ],
            id="counts below zero, no numbers, not whole",
        ),
        pytest.param(
            {"communes": "households,poor_households\n10,11\n"},
            ["communes.csv:2:poor_households: poor_households is 11, more than households, which is 10"],
            id="more poor than households",
        ),
        pytest.param(
            {"communes": "code,hoseholds,name:evidnce\n07615,1,x\n"},
            [
                "communes.csv:1:hoseholds: unknown column “hoseholds”; did you mean households?",
                "communes.csv:1:name:evidnce: unknown column “name:evidnce”; did you mean name:evidence?",
            ],
            id="unknown columns, said once",
        ),
        pytest.param(
            {"communes": "new_rural_since\n31/02/2023\n2023-02-30\n"},
            [
                f"communes.csv:{line}:new_rural_since: “{text}” cannot be read; expected a date that "
                "exists, 1900 to 2200, YYYY-MM-DD or DD/MM/YYYY, or none"
                for line, text in ((2, "31/02/2023"), (3, "2023-02-30"))
            ],
            id="days that do not exist",
        ),
        pytest.param(
            {"communes": "listed_region,evidence,villages_complete\nIV,oficial,maybe\nI,official,yes|no\n"},
            [
                (
                    "communes.csv:2:listed_region: “IV” cannot be read; expected one of: I, II, III, "
                    "none; did you mean I?"
                ),
                (
                    "communes.csv:2:evidence: “oficial”; expected assumed, unstated, secondary, official; "
                    "did you mean official?"
                ),
                "communes.csv:2:villages_complete: “maybe” cannot be read; expected one of: yes, no",
                ("communes.csv:3:villages_complete: “yes|no” cannot be read; expected one of: yes, no"),
            ],
            id="words that are none of those expected",
        ),
        pytest.param(
            {"communes": "code,region\n07615,III\n07616,unknown\n"},
            [
                (
                    "communes.csv:2:region: “region” is concluded by a rule set; it may only be given as an answer "
                    "with evidence; expected a column region:evidence"
                )
            ],
            id="a derived attribute without evidence",
        ),
        pytest.param(
            {"communes": "name,source\na\x00b,x\nA,y\x00z\n"},
            [
                (
                    "communes.csv:2:name: 'a\\x00b' cannot be read; expected printable text (NFC) of at most "
                    "1,000 characters"
                ),
                (
                    "communes.csv:3:source: 'y\\x00z' cannot be read; expected printable text (NFC) of at most "
                    "1,000 characters"
                ),
            ],
            id="NUL bytes",
        ),
        pytest.param({"communes": ""}, ["communes.csv:1: the file is empty: no row of headings"], id="an empty file"),
        pytest.param(
            {"communes": COMMUNES, "commune": "code\n07615\n", "villages__xlsx": "PK"},
            [
                (
                    "commune.csv: a file that is no table of a subject; expected communes.csv, villages.csv, "
                    "sites.csv, points.csv; did you mean communes.csv?"
                ),
                (
                    "villages.xlsx: a file that is no table of a subject; expected communes.csv, villages.csv, "
                    "sites.csv, points.csv; did you mean villages.csv?"
                ),
            ],
            id="files of no subject",
        ),
        pytest.param(
            {"communes": "code;name\n07615;A\n"},
            ["communes.csv:1: columns must be separated by commas"],
            id="semicolons",
        ),
        pytest.param(
            {"communes": "code,name\n07615\n07616,A,B\n"},
            [
                "communes.csv:2:name: 1 cells for 2 columns; put a text with a comma in quotes",
                "communes.csv:3:name: 3 cells for 2 columns; put a text with a comma in quotes",
            ],
            id="a wrong number of cells",
        ),
        pytest.param(
            {"communes": "code,,code\n07615,,\n"},
            ["communes.csv:1:2: the heading is empty", "communes.csv:1:3: the heading “code” repeats"],
            id="headings empty or repeated",
        ),
        pytest.param(
            {"communes__jsonl": '{"code": 7615, "households": NaN, "hoseholds": 1, "name": [{}], "villages": "x"}\n'},
            [
                "communes.jsonl:1:households: nan is not a number",
                "communes.jsonl:1:code: “7615” cannot be read; expected a code of 5 digits; did you mean 07615?",
                "communes.jsonl:1:hoseholds: unknown column “hoseholds”; did you mean households?",
                (
                    "communes.jsonl:1:villages: “villages” must be a list of objects; "
                    "expected a file of its own, or JSON Lines: villages"
                ),
                "communes.jsonl:1:name: “name” is no list; expected lists only under: villages",
            ],
            id="JSON Lines: numbers for codes, NaN, unknown keys, lists in wrong places",
        ),
        pytest.param(
            {
                "communes__jsonl": '{"villages": [{"name": "A", "x": 1, "sites": []}, '
                '{"households": 1, "poor_households": 2}]}\n'
            },
            [
                "communes.jsonl:1:villages[1].x: unknown column “x”",
                "communes.jsonl:1:villages[1].sites: “sites” is no list",
                "communes.jsonl:1:villages[2].poor_households: poor_households is 2, more than households, which is 1",
            ],
            id="JSON Lines: wrong inside members",
        ),
    ],
)
def test_register_refused_with_every_problem(tmp_path: Path, files: dict[str, str], expected: list[str]) -> None:
    assert sorted(wrong(folder(tmp_path, **files))) == sorted(expected)


@pytest.mark.parametrize(
    ("data", "line", "said"),
    [
        pytest.param(COMMUNES.encode("utf-16"), 1, "the file is not UTF-8", id="UTF-16"),
        pytest.param(b"code,name\n07615,a\n07616,\xff\n", 3, "the file is not UTF-8", id="a byte that is not UTF-8"),
        pytest.param(b"code,name\n07615," + b"x" * 10_000_000, 2, "a line of over", id="10 MB in one cell"),
        pytest.param(b'code,name\n07615,"' + b"x\n" * 5_000_000, 2, "cannot be read", id="10 MB of lines in one cell"),
        pytest.param(b'code,name\n07615,"A\n07616,B\n', 2, "cannot be read", id="quotes never closed"),
    ],
)
def test_file_that_cannot_be_read_is_refused(tmp_path: Path, data: bytes, line: int, said: str) -> None:
    (problem,) = wrong(folder(tmp_path, communes=data))
    assert problem.startswith(f"communes.csv:{line}:")
    assert said in problem


def test_header_only_is_an_empty_register(tmp_path: Path) -> None:
    assert communes(folder(tmp_path, communes="code,name\n")) == []


def test_problems_of_all_files_are_said_at_once(tmp_path: Path) -> None:
    found = wrong(
        folder(tmp_path, communes="code\n1\n", villages="commune_code,households\n2,x\n", points="cost\n-1\n")
    )
    assert [line.split(": ")[0] for line in found] == [
        "communes.csv:2:code",
        "points.csv:2:cost",
        "villages.csv:2:commune_code",
        "villages.csv:2:households",
        "villages.csv:2:commune",
    ]


def test_villages_of_unreadable_communes_are_not_blamed_too(tmp_path: Path) -> None:
    found = wrong(folder(tmp_path, communes="code\n7615\n", villages="commune_code,name\n07615,Thôn 1\n"))
    assert [line.split(": ")[0] for line in found] == ["communes.csv:2:code"]


def test_share_without_its_sign_is_refused(tmp_path: Path) -> None:
    rules = Path(shutil.copytree(ROOT, tmp_path / "rules"))
    (rules / "vocabulary.yaml").write_text(
        "subjects:\n  commune:\n    attributes:\n      cover:\n"
        "        {type: share, title: {vi: Tỷ lệ phủ sóng, en: Coverage}}\n",
        encoding="utf-8",
    )
    law = el.load_rules(rules / "03-2023-tt-btttt", DAY)
    path = tmp_path / "communes.csv"
    path.write_text("cover\n20\n0.2\n20%\n", encoding="utf-8")
    expected = "expected a share with %, from 0% to 100%; did you mean 20%?"
    assert [line.partition(": ")[2] for line in wrong(path, law)] == [
        f"“20” cannot be read; {expected}",
        f"“0.2” cannot be read; {expected}",
    ]


@pytest.mark.parametrize("change", ["nfd", "bom", "crlf"])
def test_same_text_in_other_bytes_reads_the_same(tmp_path: Path, change: str) -> None:
    (plain := tmp_path / "plain").mkdir()
    (other := tmp_path / "other").mkdir()
    changed = {
        "nfd": unicodedata.normalize("NFD", COMMUNES),
        "bom": "\ufeff" + COMMUNES,
        "crlf": COMMUNES.replace("\n", "\r\n"),
    }
    assert communes(folder(other, communes=changed[change])) == communes(folder(plain, communes=COMMUNES))


def test_part_of_nothing_is_refused_in_its_row(tmp_path: Path) -> None:
    """A ratio of a rule, whose whole the vocabulary does not declare to be one."""
    rules = Path(shutil.copytree(ROOT, tmp_path / "rules"))
    file = rules / "33-2020-qd-ttg/2020-12-31.yaml"
    text = file.read_text(encoding="utf-8")
    shares = "{ratio: minority_households, of: workers, at_least: minority_share}"
    file.write_text(
        text.replace("{ratio: minority_households, of: households, at_least: minority_share}", shares, 1),
        encoding="utf-8",
    )
    law = el.load_rules(rules / "33-2020-qd-ttg", DAY)
    (tables := tmp_path / "tables").mkdir()
    rows = "07615,0,3\n07616,0,0\n07617,0,7\n"
    folder(tables, communes="code,workers,minority_households\n" + rows)
    assert wrong(tables, law) == [
        f"communes.csv:{line}:minority_households: minority_households is {number} while workers is 0"
        for line, number in ((2, 3), (4, 7))
    ]
    with pytest.raises(FactError, match=r"^07615:minority_households: minority_households is 3 while workers is 0$"):
        el.decide(law, el.Commune(code="07615", workers=0, minority_households=3))


# ── evidence, answers, what is known in part ─────────────────────────────────────────────────────


def test_evidence_and_source_of_value_row_and_register(tmp_path: Path) -> None:
    path = folder(
        tmp_path,
        register__yaml="register: {vi: Sổ, en: Book}\nsnapshot: 2023-05-07\n"
        "evidence: secondary\nsource: {vi: báo, en: press}\n",
        communes="code,households,households:evidence,households:source,evidence,source\n"
        "07615,10,official,count,,\n07616,11,,,assumed,hearsay\n",
    )
    register = read(path)
    first, second = register.of("commune")
    assert (register.snapshot, register.title and register.title.en) == (date(2023, 5, 7), "Book")
    assert (first.level("code"), first.source("code")) == (Evidence.SECONDARY, "báo")
    assert (first.level("households"), first.source("households")) == (Evidence.OFFICIAL, "count")
    assert (second.level("households"), second.source("households")) == (Evidence.ASSUMED, "hearsay")
    assert register.of("site") == ()


def test_register_yaml_that_is_wrong_is_reported_with_the_tables(tmp_path: Path) -> None:
    path = folder(tmp_path, register__yaml="snapshot: 2023-02-30\nevidence: rumour\n", communes="code\n1\n")
    found = wrong(path)
    assert {line.split(":")[0] for line in found} == {"register.yaml", "communes.csv"}
    assert any("rumour" in line for line in found)
    (tmp_path / "register.yaml").write_text("a: [", encoding="utf-8")
    assert any(line.startswith("register.yaml:") for line in wrong(path))


def test_derived_attribute_with_evidence_is_an_answer(tmp_path: Path) -> None:
    path = folder(tmp_path, communes="code,region,region:evidence\n07615,I|II|none,secondary\n07616,,\n")
    first, second = read(path).of("commune")
    assert first.answers == {"region": OneOf.of("I", "II", None)}
    assert second.answers == {}
    assert set(el.decide(LAW, first)["region"].may_be) == {"I", "II", None}


def test_partly_known_choice_and_none_are_read(tmp_path: Path) -> None:
    path = folder(tmp_path, communes="code,listed_region,new_rural_since\n07615,I|II|none,none\n07616,none,unknown\n")
    first, second = communes(path)
    assert (first.listed_region, first.new_rural_since) == (OneOf.of("I", "II", None), None)
    assert (second.listed_region, second.new_rural_since) == (None, UNKNOWN)


# ── members ──────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "row",
    [
        pytest.param("commune_code,name\n07616,Thôn 1\n", id="by the commune's code"),
        pytest.param(
            "province,district,commune,name\nBắc Giang,Sơn Động,Vân Sơn,Thôn 1\n", id="by names without unit words"
        ),
        pytest.param(
            "province,district,commune,name\nTỉnh Bắc Giang,Huyện Sơn Động,Xã Vân Sơn,Thôn 1\n", id="by names with them"
        ),
        pytest.param("commune,name\nXã Vân Sơn,Thôn 1\n", id="by a name that only one has"),
        pytest.param("commune_code,district,commune,name\n07616,Sơn Động,Vân Sơn,Thôn 1\n", id="by code and names"),
    ],
)
def test_village_given_to_its_commune(tmp_path: Path, row: str) -> None:
    town, commune = communes(folder(tmp_path, communes=COMMUNES, villages=row))
    assert town.villages == ()
    assert [village.name for village in commune.villages] == ["Thôn 1"]


def test_villages_complete_is_read(tmp_path: Path) -> None:
    path = folder(tmp_path, communes="code,villages_complete\n07615,yes\n07616,không\n07617,\n")
    assert [commune.villages_complete for commune in communes(path)] == [True, False, False]


def test_villages_inside_json_lines(tmp_path: Path) -> None:
    path = tmp_path / "communes.jsonl"
    path.write_text(
        '{"code": "07615", "villages_complete": true, '
        '"villages": [{"name": "Thôn 1", "listed_specially_difficult": true}]}\n'
        '{"code": "07616", "villages": [{"name": "Thôn 1"}]}',
        encoding="utf-8",
    )
    facts, other = read(path).of("commune")
    assert len(other.subject.villages) == 1
    assert [member.subject.name for member in facts.members["villages"]] == ["Thôn 1"]
    assert facts.subject.villages_complete
    assert set(el.decide(LAW, facts)["support_group"].may_be) >= {"difficult_village"}


def test_lone_villages_make_their_communes(tmp_path: Path) -> None:
    path = tmp_path / "villages.csv"
    path.write_text(
        "commune_code,district,commune,mekong_delta,name,evidence,source\n"
        "07616,Sơn Động,Xã Vân Sơn,,Thôn 1,official,roll\n07616,Huyện Sơn Động,Vân Sơn,no,Thôn 2,official,roll\n"
        ",A,B,yes,Thôn 3,,\n",
        encoding="utf-8",
    )
    first, second = read(path).of("commune")
    assert (first.subject.code, first.subject.name, first.subject.mekong_delta) == ("07616", "Xã Vân Sơn", False)
    assert len(first.subject.villages) == 2
    assert (first.level("code"), first.source("code")) == (Evidence.OFFICIAL, "roll")
    assert (second.subject.name, second.subject.mekong_delta) == ("B", True)


def test_lone_villages_that_contradict_each_other_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "villages.csv"
    path.write_text("commune_code,mekong_delta,name\n07616,yes,A\n07616,no,B\n", encoding="utf-8")
    (problem,) = wrong(path)
    assert "3:mekong_delta: mekong_delta of this commune is no, but yes elsewhere" in problem


def test_villages_beside_communes_say_nothing_else_of_them(tmp_path: Path) -> None:
    path = folder(tmp_path, communes=COMMUNES, villages="commune_code,mekong_delta,name\n07616,yes,A\n")
    assert wrong(path) == ["villages.csv:1:mekong_delta: unknown column “mekong_delta”"]


def test_members_of_members_are_given_to_theirs(tmp_path: Path) -> None:
    rules = Path(shutil.copytree(ROOT, tmp_path / "rules"))
    (rules / "vocabulary.yaml").write_text(
        "subjects:\n  village:\n    relations: {families: {of: family, back: village}}\n"
        "  family:\n    attributes: {head: {type: text}, poor: {type: yes_no}}\n",
        encoding="utf-8",
    )
    law = el.load_rules(rules / "03-2023-tt-btttt", DAY)
    (tables := tmp_path / "tables").mkdir()
    folder(
        tables, villages="commune_code,name\n07616,Thôn 1\n", familys="village,head,poor\nThôn 1,An,yes\nThôn 1,Ba,no\n"
    )
    (commune,) = communes(tables, law)
    assert [family.head for family in commune.villages[0].families] == ["An", "Ba"]
    (tables / "villages.csv").unlink()
    folder(tables, familys="commune_code,village,head\n07616,Thôn 1,An\n07616,Thôn 1,Ba\n")
    (commune,) = communes(tables, law)
    assert [[family.head for family in village.families] for village in commune.villages] == [["An", "Ba"]]


# ── files and folders ────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("name", "text", "kind"),
    [
        pytest.param("commune.csv", "code\n07615\n", "commune", id="by its name"),
        pytest.param("x.csv", "code,name,district\n07615,A,B\n", "commune", id="communes by headings"),
        pytest.param("x.csv", "solid_building,safe\nyes,yes\n", "site", id="sites by headings"),
        pytest.param("x.csv", "commune_code,site,installed_on\n07615,A,none\n", "point", id="points by headings"),
        pytest.param("x.jsonl", '{"stable_power": true}\n', "site", id="sites by the keys of the first line"),
        pytest.param(
            "x.jsonl",
            '\n{"code": "07615", "villages": [{"name": "A"}]}\n{"code": "07616"}\n',
            "commune",
            id="communes by the keys and lists of the first record",
        ),
        pytest.param("x.jsonl", "{}\n", "site", id="what names nothing by the law's last subject"),
    ],
)
def test_single_file_read_as_its_kind_of_subject(tmp_path: Path, name: str, text: str, kind: str) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    assert set(read(tmp_path / name).facts) == {kind}


def test_json_lines_of_any_name_are_read_whole(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    path.write_text('{"code": "07615"}\n{"code": "07616", "villages": [{"name": "A"}]}\n', encoding="utf-8")
    assert [(one.code, len(one.villages)) for one in communes(path)] == [("07615", 0), ("07616", 1)]
    path.write_text("[1]\n", encoding="utf-8")
    (problem,) = wrong(path)
    assert "1: this line is no object" in problem


def test_several_files_of_one_kind_are_one_register(tmp_path: Path) -> None:
    path = folder(
        tmp_path, communes="code\n07615\n", communes__jsonl='{"code": "07616"}\n', sites="name\nNhà văn hóa\n"
    )
    assert [commune.code for commune in communes(path)] == ["07615", "07616"]
    assert len(read(path).of("site")) == 1
    (path / "communes.jsonl").write_text('{"code": "07615"}\n', encoding="utf-8")
    assert wrong(path) == ["communes.jsonl:1:code: Commune 07615 repeats (communes.csv:2:code)"]


def test_folder_without_a_table_is_refused(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("x", encoding="utf-8")
    (problem,) = wrong(tmp_path)
    assert "no table in this folder; expected communes.csv" in problem


def test_path_that_is_not_there_is_refused(tmp_path: Path) -> None:
    assert "there is no such file" in wrong(tmp_path / "none.csv")[0]


@pytest.mark.parametrize("path", ["../outside.csv", "/etc/hosts", "units/../../outside.csv"])
def test_path_from_the_rules_root_never_leaves_it(tmp_path: Path, path: str) -> None:
    (tmp_path / "outside.csv").write_text("code\n07615\n", encoding="utf-8")
    (root := tmp_path / "rules").mkdir()
    with pytest.raises(FactError, match="leaves the folder of rules"):
        read_register(path, LAW, root)


@pytest.mark.parametrize("name", ["communes.csv", "register.yaml"])
def test_link_out_of_the_folder_is_refused(tmp_path: Path, name: str) -> None:
    (inner := tmp_path / "inner").mkdir()
    outside = tmp_path / "outside"
    outside.write_text("register: {vi: a, en: a}\n" if name == "register.yaml" else "code\n07615\n", encoding="utf-8")
    folder(inner, sites="name\nA\n")
    (inner / name).symlink_to(outside)
    assert wrong(inner) == [f"{name}: the file lies outside the folder"]


def test_hidden_files_and_texts_are_left_alone(tmp_path: Path) -> None:
    path = folder(tmp_path, communes=COMMUNES)
    for name in (".communes.csv", "README.md", "note.txt"):
        (path / name).write_text("x", encoding="utf-8")
    assert len(communes(path)) == 2


# ── lists ────────────────────────────────────────────────────────────────────────────────────────


def test_list_beside_a_register_fills_in_and_is_reported(tmp_path: Path) -> None:
    path = folder(
        tmp_path,
        register__yaml="register: {vi: a, en: a}\nlists:\n"
        "  - {file: allowance.csv, gives: regional_allowance, of: commune, evidence: secondary,\n"
        "     source: {vi: x, en: x}}\n",
        allowance="province,district,name,regional_allowance\nBắc Giang,Sơn Động,Vân Sơn,0.3\n"
        "Bắc Giang,Sơn Động,Bồng Am,0.3\n"
        "An Giang,Tri Tôn,Ô Lâm,0.2\n",
        communes=COMMUNES,
    )
    register = read(path)
    assert [str(facts.subject.regional_allowance) for facts in register.of("commune")] == ["Unknown.UNKNOWN", "0.3"]
    match = next(match for match in register.matches if match.listing.gives == "regional_allowance")
    assert (match.matched, [row.names[-1] for row in match.missing]) == (1, ["Bồng Am"])


def test_list_that_contradicts_the_register_refuses_it(tmp_path: Path) -> None:
    path = folder(
        tmp_path,
        communes=COMMUNES.replace("name\n", "name,listed_region\n")
        .replace("Châu\n", "Châu,III\n")
        .replace("Sơn\n", "Sơn,\n"),
    )
    (problem,) = wrong(path)
    assert "rules/861-qd-ttg/annex/bac-giang.csv:5:listed_region" in problem


def test_villages_filled_in_from_the_list_of_villages(tmp_path: Path) -> None:
    rules = Path(shutil.copytree(ROOT, tmp_path / "rules"))
    with (rules / "612-qd-ubdt/annex/bac-giang.csv").open("a", encoding="utf-8") as annex:
        annex.write("Bắc Giang,Sơn Động,Xã Vân Sơn,Thôn 1,yes,official,test\n")
    law = el.load_rules(rules / "03-2023-tt-btttt", DAY)
    (tables := tmp_path / "tables").mkdir()
    folder(tables, communes=COMMUNES, villages="commune_code,name\n07616,Thôn 1\n07616,Thôn 2\n")
    _, facts = read(tables, law).of("commune")
    assert [village.listed_specially_difficult for village in facts.subject.villages] == [True, UNKNOWN]
    assert facts.members["villages"][0].level("listed_specially_difficult") is Evidence.OFFICIAL


# ── the shipped registers ────────────────────────────────────────────────────────────────────────


def shipped(name: str) -> tuple[Register, list[el.Decisions]]:
    register = read_register(name, LAW, ROOT)
    return register, list(el.decide_many(LAW, register.of("commune"), "commune"))


def test_bac_giang_has_209_communes_of_which_4_are_listed() -> None:
    register, decided = shipped("units/2023-05-07")
    assert len(register.of("commune")) == 209
    assert sum(one["region"].decided for one in decided) == 3  # the fourth is II, or I if new-rural
    assert not any(one["region"].decided and one["region"].value is None for one in decided)
    assert not any(one["eligible"].decided for one in decided)
    matches = {match.listing.gives: match for match in register.matches}
    assert (matches["listed_region"].matched, matches["listed_region"].missing) == (4, ())
    allowance = matches["regional_allowance"]
    gone = {"Thạch Sơn", "Phúc Thắng", "Quế Sơn", "Bồng Am", "Thanh Sơn", "Vĩnh Khương", "Chiên Sơn", "An Lập"}
    assert len(allowance.listing.rows) == 83
    assert (allowance.matched, {row.names[-1] for row in allowance.missing}) == (74, gone)
    assert [row.names[-1] for row in allowance.ambiguous] == ["An Châu"]


def test_an_giang_has_16_communes_all_listed() -> None:
    register, decided = shipped("registers/an-giang-861")
    assert len(register.of("commune")) == 16
    assert [match.matched for match in register.matches if match.listing.gives == "listed_region"] == [16]
    assert sum(one["region"].value == "I" for one in decided) == 9


def test_binh_phuoc_has_14_communes_outside_region_iii_with_14_points() -> None:
    register, decided = shipped("registers/binh-phuoc-2023")
    assert (len(register.of("commune")), len(register.of("point"))) == (14, 14)
    assert all("III" not in one["region"].may_be for one in decided)
    assert all(one["support_group"].may_be != () or one["support_group"].value for one in decided)
    assert {one["eligible"].decided for one in decided} == {
        False
    }  # whether new-rural, and any point before, is unknown


# ── size ─────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("row", ["{0:05d},Xã {0},{0}", "{0},Xã {0},-{0}"], ids=["good", "bad"])
def test_rows_are_read_with_work_that_grows_with_them(tmp_path: Path, row: str) -> None:
    def work(count: int) -> int:
        rows = "".join(f"{row.format(number)}\n" for number in range(count))
        (tmp_path / str(count)).mkdir()
        path = folder(tmp_path / str(count), communes=f"code,name,households\n{rows}")
        return calls(lambda: read(path), FactError)

    assert work(2_000) < 5 * work(500)


def test_every_bad_row_is_reported(tmp_path: Path) -> None:
    rows = "".join(f"{number:05d},Xã {number},-{number + 1}\n" for number in range(1_000))
    with pytest.raises(FactError) as error:
        read(folder(tmp_path, communes=f"code,name,households\n{rows}"))
    assert len(error.value.problems) == 1_000
