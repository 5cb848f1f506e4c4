"""Bad input at size: what is wrong, in which file and column and its first rows, how many in all; nothing decided."""

import random
from datetime import date, time
from decimal import Decimal

import polars as pl
import pytest

from eligibility.model import UNKNOWN, Evidence, OneOf
from eligibility.model.columns import facts_of
from eligibility.registers import parsing, read_register
from eligibility.registers.columnar import open_columns
from eligibility.sources import FactError
from tests import generators
from tests.model.columns.test_objects import plain
from tests.registers.columnar.test_reading import BARE, COMMUNES, LAW, VILLAGES, small, write, wrong

__all__ = ["small"]  # a fixture
NEW = pl.Decimal(38, 7)
READ = "cannot be read"
COUNT = "a whole number from 0"
DATE = "a date that exists, 1900 to 2200, YYYY-MM-DD or DD/MM/YYYY, or none"


DAYS = "days"  # as a file counts them


def series(values, type_) -> pl.DataFrame:
    if type_ == DAYS:
        return pl.DataFrame({"x": pl.Series(values, dtype=pl.Int32).cast(pl.Date)})
    return pl.DataFrame({"x": pl.Series(values, dtype=type_)})


@pytest.mark.parametrize(
    ("name", "values", "type_", "expected"),
    [
        ("households", [0, 10**12, None], pl.Int64, [0, 10**12, UNKNOWN]),
        ("households", [None, None], pl.Null, [UNKNOWN, UNKNOWN]),
        ("villages_complete", [True, None, False], pl.Boolean, [True, False, False]),
        ("villages_complete", ["yes", None, "không"], pl.String, [True, False, False]),
        ("mekong_delta", [True, None, False], pl.Boolean, [True, UNKNOWN, False]),
        ("mekong_delta", ["yes", None, "yes|no"], pl.String, [True, UNKNOWN, UNKNOWN]),
        ("listed_region", ["I", "I|none", "none", None], pl.Categorical, ["I", OneOf.of("I", None), None, UNKNOWN]),
        ("listed_region", ["I", "II"], pl.Enum(["I", "II"]), ["I", "II"]),
        ("road_to_district_km", [3, None], pl.UInt8, [Decimal(3), UNKNOWN]),
        ("road_to_district_km", ["3.5", None], pl.Decimal(20, 1), [Decimal("3.5"), UNKNOWN]),
        ("road_to_district_km", ["3.5"], NEW, [Decimal("3.5")]),
        ("road_to_district_km", [3.1, 0.000001, None], pl.Float64, [Decimal("3.1"), Decimal("0.000001"), UNKNOWN]),
        ("new_rural_since", [date(1900, 1, 1), date(2200, 12, 31), None], pl.Date, [date(1900, 1, 1), date(2200, 12, 31), UNKNOWN]),
        ("new_rural_since", ["2023-07-05", "5/7/2023", "none", None], pl.String, [date(2023, 7, 5), date(2023, 7, 5), None, UNKNOWN]),
        ("new_rural_since", [None], pl.Null, [UNKNOWN]),
        ("villages_complete", [None], pl.Null, [False]),
        ("code", [None], pl.Null, [UNKNOWN]),
        ("name", [None], pl.Null, [UNKNOWN]),
        ("name", ["Xã An", " Xã  B ", "unknown"], pl.String, ["Xã An", "Xã  B", UNKNOWN]),
    ],
)  # fmt: skip
def test_columns_of_each_type_are_read(tmp_path, name, values, type_, expected):
    path = write(tmp_path, communes=series(values, type_).rename({"x": name})) / "communes.parquet"
    found = [getattr(one.subject, name) for one in facts_of(BARE, open_columns(path, BARE).whole())]
    assert found == expected
    assert [*map(type, found)] == [*map(type, expected)]


@pytest.mark.parametrize(
    ("name", "values", "type_", "expected"),
    [
        ("households", [-1, 10**12 + 1], pl.Int64, ["“-1”", "“1000000000001”"]),
        ("households", [2**64 - 1], pl.UInt64, ["“18446744073709551615”"]),
        ("road_to_district_km", [float("nan"), float("inf"), float("-inf"), -0.5], pl.Float64, ["“nan”", "“inf”", "“-inf”", "“-0.5”"]),
        ("road_to_district_km", [0.12345678, 1e15], pl.Float64, ["“0.12345678”", "“1000000000000000.0”"]),
        ("road_to_district_km", ["0.1234567", "-1"], NEW, ["“0.1234567”", "“-1”"]),
        ("new_rural_since", [date(1899, 12, 31), date(2201, 1, 1)], pl.Date, ["“1899-12-31”", "“2201-01-01”"]),
        ("new_rural_since", [2**31 - 1, -(2**31), 3_000_000], DAYS, ["“2147483647”", "“-2147483648”", "“3000000”"]),
        ("new_rural_since", ["31/02/2023", "2023-02-30", "1899-12-31"], pl.String, ["“31/02/2023”", "“2023-02-30”", "“1899-12-31”"]),
        ("listed_region", ["IV", "I|V"], pl.String, ["“IV”", "“V”"]),
        ("code", ["7615", "0761x"], pl.String, ["“7615”", "“0761x”"]),
    ],
)  # fmt: skip
def test_cells_that_cannot_be_read_are_named_with_their_rows(tmp_path, name, values, type_, expected):
    write(tmp_path, communes=series(values, type_).rename({"x": name}))
    told = wrong(tmp_path)
    assert [text.partition("; ")[0] for text in told] == [
        f"communes.parquet:{row}:{name}: {shown} {READ}" for row, shown in enumerate(expected, 1)
    ]


@pytest.mark.parametrize(
    ("name", "values", "type_", "expected"),
    [
        ("code", [7615, 7616], pl.Int64, "the type Int64 (first rows: 7615, 7616); expected String of 5 digits, zeros in front"),
        ("households", ["10"], pl.String, "the type String (first rows: 10); expected an integer type"),
        ("households", [1.5], pl.Float64, "the type Float64 (first rows: 1.5); expected an integer type"),
        ("road_to_district_km", ["1"], pl.String, "the type String (first rows: 1); expected Decimal or an integer type"),
        ("mekong_delta", [1], pl.Int8, "the type Int8 (first rows: 1); expected Boolean or String with the words of CSV"),
        ("listed_region", [1], pl.Int8, "the type Int8 (first rows: 1); expected String with the words of CSV"),
        ("name", [b"x"], pl.Binary, "the type Binary (first rows: b'x'); expected String"),
        ("source", [1], pl.Int8, "the type Int8 (first rows: 1); expected String"),
        ("new_rural_since", [0], pl.Datetime, "the type Datetime(time_unit='us', time_zone=None) (first rows: 1970-01-01 00:00:00); expected Date or String"),
    ],
)  # fmt: skip
def test_columns_of_a_wrong_type_are_refused_with_their_first_rows(tmp_path, name, values, type_, expected):
    write(tmp_path, communes=series(values, type_).rename({"x": name}))
    assert wrong(tmp_path) == [f"communes.parquet:{name}: {name}: {expected}"]


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (pl.Series([2**40 * 1000, 2**62, None], dtype=pl.Int64).cast(pl.Datetime("ms")), "1099511627776000, 4611686018427387904, None"),
        (pl.Series([2**62, 0], dtype=pl.Int64).cast(pl.Datetime("us", "UTC")), "4611686018427387904, 1970-01-01 00:00:00+00:00"),
        (pl.Series([2**62], dtype=pl.Int64).cast(pl.Duration("ms")), "Duration(time_unit='ms')"),
        (pl.Series([time(1, 2)]), "01:02:00"),
    ],
)  # fmt: skip
def test_days_and_moments_that_no_calendar_has_are_shown_as_numbers(tmp_path, cells, expected):
    write(tmp_path, communes=pl.DataFrame({"new_rural_since": cells}))
    (told,) = wrong(tmp_path)
    assert f"(first rows: {expected})" in told


@pytest.mark.parametrize("name", ["households:evidence", "evidence", "source", "households:source"])
def test_empty_columns_say_nothing_of_evidence(tmp_path, name):
    write(tmp_path, communes={"code": ["00001"], "households": [1], name: [None]})
    (one,) = facts_of(BARE, open_columns(tmp_path, BARE).whole())
    assert (one.level("households"), one.source("households")) == (Evidence.UNSTATED, "")


def test_members_with_an_empty_column_of_codes_belong_to_nobody(tmp_path):
    write(tmp_path, communes={"code": ["00001"]}, villages={"commune_code": [None], "households": [1]})
    assert wrong(tmp_path) == ["villages.parquet:1:commune_code: the row names no commune"]


def test_evidence_in_quotes_and_blanks_is_read_as_in_registers(tmp_path):
    lines = '00001,"",,\n00002," ", ,""\n00003, official ," official "," a book "\n'
    write(tmp_path, "csv", communes=f"code,households:evidence,evidence,source\n{lines}")
    rows = [plain(one, BARE) for one in facts_of(BARE, open_columns(tmp_path, BARE).whole())]
    assert rows == [plain(one, BARE) for one in read_register(tmp_path, BARE).of("commune")]


def test_shares_and_numbers_of_choice_are_read_from_columns_of_numbers(tmp_path):
    law = generators.random_law(random.Random(1))
    frame = pl.DataFrame(
        {
            "coverage": pl.Series(["0.2", "1.01", None], dtype=pl.Decimal(10, 4)),
            "target": ["20.5%", "none%", "20"],
            "allowance": pl.Series(["0.50", "1.00", "0.7"], dtype=pl.Decimal(10, 2)),
        }
    )
    write(tmp_path, communes=frame)
    share = "a share with %, from 0% to 100%"
    assert sorted(wrong(tmp_path, law)) == [
        f"communes.parquet:2:coverage: “1.01” {READ}; expected {share}",
        f"communes.parquet:2:target: “none%” {READ}; expected {share}",
        f"communes.parquet:3:allowance: “0.7” {READ}; expected one of: 0.3, 0.5, 1, none; did you mean 0.5?",
        f"communes.parquet:3:target: “20” {READ}; expected {share}; did you mean 20%?",
    ]
    write(tmp_path, communes=frame.head(1))
    (columns,) = open_columns(tmp_path, law).chunks()
    (one,) = (facts.subject for facts in facts_of(law, columns))
    assert (one.coverage, one.target, one.allowance) == (Decimal("0.2"), Decimal("0.205"), Decimal("0.5"))
    write(tmp_path, communes=pl.DataFrame({"allowance": [1.0]}))
    assert "the type Float64" in wrong(tmp_path, law)[0]


def test_companion_column_says_of_which_rows_a_date_is_none(tmp_path):
    frame = {"new_rural_since": [date(2023, 7, 5), None, None], "new_rural_since:none": [None, True, False]}
    (columns,) = open_columns(write(tmp_path, communes=frame), BARE).chunks()
    assert [one.subject.new_rural_since for one in facts_of(BARE, columns)] == [date(2023, 7, 5), None, UNKNOWN]
    write(tmp_path, communes={**frame, "new_rural_since:none": [True, True, True]})
    assert wrong(tmp_path) == [
        "communes.parquet:1:new_rural_since:none: the row has a date under new_rural_since and none"
    ]
    write(tmp_path, communes={**frame, "new_rural_since:none": [1, 2, 3], "households:none": [True] * 3})
    told = wrong(tmp_path)
    assert "communes.parquet:households:none: unknown column “households:none”" in told[1]
    assert told[:1] == [
        "communes.parquet:new_rural_since:none: new_rural_since:none: the type Int64 (first rows: 1, 2, 3); expected Boolean"
    ]


def test_of_many_bad_words_only_those_shown_are_compared_with_all_that_are_known(tmp_path, monkeypatch):
    compared = []
    monkeypatch.setattr("eligibility.model.attributes.closest", lambda word, known: compared.append((word, *known)))
    monkeypatch.setattr(parsing, "closest", lambda word, known: compared.append((word, *known)))
    cells = [f"x{number}" for number in range(50)]
    write(tmp_path, communes={"listed_region": cells, "evidence": cells, "villages_complete": cells})
    assert [text for text in wrong(tmp_path) if text.endswith("and 45 more rows like this")]
    assert len(compared) == 15


def test_companion_column_needs_its_column(tmp_path):
    write(tmp_path, communes={"code": ["00001"], "new_rural_since:none": [True]})
    assert wrong(tmp_path) == [
        "communes.parquet:new_rural_since:none: “new_rural_since:none” needs “new_rural_since” beside it"
    ]
    write(tmp_path, communes={"new_rural_since": [None], "new_rural_since:none": [None]})
    (one,) = facts_of(BARE, open_columns(tmp_path, BARE).whole())
    assert one.subject.new_rural_since is UNKNOWN


@pytest.mark.usefixtures("small")
def test_many_wrong_cells_are_counted(tmp_path):
    write(tmp_path, communes={"households": [-1] * 20, "code": ["00001"] * 20})
    told = wrong(tmp_path)
    assert len(told) == 12
    assert told[-1] == "communes.parquet:6:code: and 14 more rows like this"
    assert "communes.parquet:5:households: and 15 more rows like this" in told
    assert told[1] == "communes.parquet:2:code: Commune 00001 repeats (communes.parquet:1:code)"


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("suffix", ["parquet", "arrow", "ipc", "csv"])
def test_rows_that_name_no_subject_are_refused(tmp_path, suffix):
    villages = {"commune_code": ["00002", None, "00001", "99999", "00001"], "name": [*"ABCDE"]}
    tables = {"communes": pl.DataFrame(COMMUNES), "villages": pl.DataFrame(villages)}
    write(tmp_path, suffix, **({k: t.write_csv() for k, t in tables.items()} if suffix == "csv" else tables))
    more = int(suffix == "csv")
    assert wrong(tmp_path) == [
        f"villages.{suffix}:{2 + more}:commune_code: the row names no commune",
        f"villages.{suffix}:{4 + more}:commune_code: no commune is the one that this row names",
    ]


def test_orphans_are_not_told_where_communes_could_not_be_read(tmp_path):
    write(tmp_path, communes={"code": ["7615"]}, villages={"commune_code": ["07615", "7615"]})
    assert [text.partition(": ")[0] for text in wrong(tmp_path)] == [
        "communes.parquet:1:code", "villages.parquet:2:commune_code"
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("tables", "expected"),
    [
        ({"communes": COMMUNES, "villages": {"name": ["A"]}}, ["villages.parquet: the column “commune_code” is missing"]),
        ({"communes": {"name": ["A"]}, "villages": VILLAGES}, ["communes.parquet: the column “code” is missing"]),
        ({"villages": VILLAGES}, ["villages.parquet: the table communes is missing beside it"]),
        ({"communes": {"hoseholds": [1]}}, ["communes.parquet:hoseholds: unknown column “hoseholds”; did you mean households?"]),
        ({"comunes": COMMUNES}, ["comunes.parquet: a file that is no table of a subject; expected communes.csv, villages.csv, sites.csv, points.csv; did you mean communes.parquet?"]),
        ({"xyz": COMMUNES}, ["xyz.parquet: a file that is no table of a subject; expected communes.csv, villages.csv, sites.csv, points.csv"]),
        ({}, ["R: no table in this folder; expected communes.csv, villages.csv, sites.csv, points.csv"]),
    ],
)  # fmt: skip
def test_tables_and_columns_that_are_missing_or_strange_are_named(tmp_path, tables, expected):
    assert wrong(write(tmp_path, **tables)) == expected


def test_parts_are_no_more_than_their_wholes(tmp_path):
    frame = {"households": [10, 10, None], "minority_households": [11, 9, 5], "poor_minority_households": [3, 12, 6]}
    write(tmp_path, communes=frame)
    assert wrong(tmp_path) == [
        "communes.parquet:1:minority_households: minority_households is 11, more than households, which is 10",
        "communes.parquet:2:poor_minority_households: poor_minority_households is 12, more than minority_households, which is 9",
        "communes.parquet:3:poor_minority_households: poor_minority_households is 6, more than minority_households, which is 5",
    ]


def test_answers_need_evidence(tmp_path):
    frame = pl.DataFrame(
        {
            "code": ["00001", "00002", "00003"],
            "support_group": ["none", "none", None],
            "eligible": [True, False, None],
            "support_group:evidence": [None, "official", None],
        }
    )
    write(tmp_path, communes=frame)
    bare = [text.partition(":")[2].partition("”")[0] for text in wrong(tmp_path, LAW)]
    assert bare == ["1:support_group: “support_group", "1:eligible: “eligible", "2:eligible: “eligible"]
    write(tmp_path, communes=frame.with_columns(evidence=pl.lit("secondary")))
    (columns,) = open_columns(tmp_path, LAW).chunks()
    (tmp_path / "csv").mkdir()
    write(
        tmp_path / "csv",
        "csv",
        communes=frame.with_columns(
            evidence=pl.lit("secondary"), eligible=pl.col("eligible").replace_strict({True: "yes", False: "no"})
        ).write_csv(),
    )
    assert [plain(one, LAW) for one in facts_of(LAW, columns)] == [
        plain(one, LAW) for one in read_register(tmp_path / "csv", LAW).of("commune")
    ]


def same_words(folder, **tables: str) -> list[str]:
    """What both readers refuse the same CSV files for."""
    write(folder, "csv", **tables)
    with pytest.raises(FactError) as found:
        read_register(folder, BARE)
    expected = [problem.text("en").replace(f"{folder}/", "") for problem in found.value.problems]
    assert wrong(folder) == expected
    return expected


@pytest.mark.usefixtures("small")
def test_members_given_twice_by_name_are_refused_with_the_words_of_registers(tmp_path):
    told = same_words(
        tmp_path,
        communes="code\n00001\n00002\n",
        villages="commune_code,name\n00002,Thôn A\n00001,Thôn A\n00001,\n00001,\n00001,thôn  a\n00002,TT B\n00002,Thị trấn B\n",
    )
    assert told == [
        "villages.csv:6:name: Village thôn  a repeats (villages.csv:3:name)",
        "villages.csv:8:name: Village Thị trấn B repeats (villages.csv:7:name)",
    ]
    write(tmp_path, "csv", villages="commune_code,name\n" + "00001,A\n" * 9)
    assert wrong(tmp_path)[-1] == "villages.csv:7:name: and 3 more rows like this"
    with pytest.raises(FactError):
        open_columns(tmp_path, BARE, {"village": {"name"}})
    open_columns(tmp_path, BARE, {"village": {"households"}})  # nobody reads the names


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ("X,D,A,\nY,D,A,\nTỉnh X,Huyện D,Xã A,\nX,D,Xã A,\nX,,A,\n,,A,\n,,A,\n", ["5:name", "8:name"]),
        ("X,D,A,00001\nX,D,A,00002\nX,D,A,\n", ["4:name"]),
        ("X,D,A,00001\nX,D,A,00001\nX,D,B,\n", ["3:code"]),
        ("X,D,A,\nX,D,A,00001\nX,D,A,00001\n", ["3:name", "4:code"]),
    ],
)
def test_topmost_subjects_given_twice_by_name_are_refused_as_in_registers(tmp_path, rows, told):
    found = same_words(tmp_path, communes=f"province,district,name,code\n{rows}")
    assert sorted(text.partition(": ")[0] for text in found) == [f"communes.csv:{place}" for place in told]


def test_subjects_told_apart_by_codes_may_share_names(tmp_path):
    write(tmp_path, "csv", communes="name,code\nA,00001\nA,00002\n")
    assert len(open_columns(tmp_path, BARE).whole()) == len(read_register(tmp_path, BARE).of("commune")) == 2


# ── files ────────────────────────────────────────────────────────────────────────────────────────


def test_broken_files_are_said_to_be_broken(tmp_path):
    write(tmp_path, communes={"code": [f"{n:05}" for n in range(10_000)], "households": [*range(10_000)]})
    whole = (tmp_path / "communes.parquet").read_bytes()
    for data in (whole[:5_000], b"PAR1" + b"x" * 100 + b"PAR1", whole[:1000] + bytes(20_000) + whole[21_000:]):
        (tmp_path / "communes.parquet").write_bytes(data)
        (told,) = wrong(tmp_path)
        assert told.startswith("communes.parquet: the file is broken or cut short (")
    (tmp_path / "communes.parquet").write_bytes(b"")
    assert wrong(tmp_path) == ["communes.parquet: the file is empty"]
    (tmp_path / "communes.parquet").rename(tmp_path / "communes.arrow")
    (tmp_path / "communes.arrow").write_bytes(b"ARROW1xxxxx")
    assert wrong(tmp_path)[0].startswith("communes.arrow: the file is broken or cut short (")
    assert wrong(tmp_path / "none.parquet")[0].endswith("there is no such file, or it cannot be read")
    assert wrong(tmp_path / "none.xlsx")[0].endswith("expected .csv, .parquet, .arrow, .ipc, .feather")


@pytest.mark.parametrize("data", [b"", b"a;b\n", b"code,name\n00001\n", b"code,name\n00001,A,B\n", b'code,name\n"00001,A\n', b"code,name\n00001,\xff\n", b"code,hoseholds\n7615,1\n,\n\n7616,2\n", b'code,name\n00001,"A\nB"\n\n1,C\n', b"code,name\n" + b"00001\n" * 3])  # fmt: skip
def test_csv_files_are_refused_with_the_words_of_registers(tmp_path, data):
    (tmp_path / "communes.csv").write_bytes(data)
    with pytest.raises(FactError) as found:
        read_register(tmp_path, BARE)
    expected = [problem.text("en").replace(f"{tmp_path}/", "") for problem in found.value.problems]
    assert wrong(tmp_path) == expected


def test_headings_of_csv_that_repeat_are_refused_before_anything_is_read(tmp_path):
    (tmp_path / "communes.csv").write_text("code,code\n1,2\n")
    assert wrong(tmp_path) == ["communes.csv:1:2: the heading “code” repeats"]


def test_short_lines_of_csv_are_counted(tmp_path):
    (tmp_path / "communes.csv").write_text("code,name\n" + "00001\n" * 9)
    assert wrong(tmp_path)[5:] == ["communes.csv:6:name: and 4 more rows like this"]


@pytest.mark.parametrize("text", ["code,name\n00001,\n", 'code,name\n00001,"A,B"\n00002,\n', "code,name\n"])
def test_empty_last_cells_are_unknown(tmp_path, text):
    (tmp_path / "communes.csv").write_text(text)
    (columns,) = open_columns(tmp_path, BARE).chunks()
    assert [plain(one, BARE) for one in facts_of(BARE, columns)] == [
        plain(one, BARE) for one in read_register(tmp_path, BARE).of("commune")
    ]


def test_second_tables_and_files_outside_are_refused(tmp_path):
    (tmp_path / "in").mkdir()
    write(tmp_path, communes=COMMUNES, sites={"name": ["A"]})
    write(tmp_path / "in", communes=COMMUNES)
    (tmp_path / "in" / "communes.csv").write_text("code\n")
    (tmp_path / "in" / "sites.parquet").symlink_to(tmp_path / "sites.parquet")
    (tmp_path / "in" / ".hidden.parquet").write_text("")
    told = [text.replace("in/", "") for text in wrong(tmp_path / "in")]
    assert told == [
        "communes.parquet: a second table of the same kind",
        "sites.parquet: the file lies outside the folder",
    ]


@pytest.mark.parametrize("name", ["villages.xlsx", "vilages.csv", "villages.json", "vilages.parquet", "vilages.jsonl"])
def test_files_that_are_no_table_are_refused_with_the_words_of_registers(tmp_path, name):
    (tmp_path / name).write_text("")
    same_words(tmp_path, communes="code\n00001\n")


def test_tables_that_only_the_other_reader_reads_are_refused(tmp_path):
    write(tmp_path, "csv", communes="code\n00001\n")
    (tmp_path / "villages.jsonl").write_text("{}")
    assert wrong(tmp_path) == ["villages.jsonl: JSON Lines is decided one by one, not as columns"]


@pytest.mark.parametrize("name", ["communes.parquet", "communes.csv"])
def test_folders_and_links_to_nowhere_are_no_tables(tmp_path, name):
    (tmp_path / "out").mkdir()
    write(tmp_path / "out", communes=COMMUNES)
    (tmp_path / "in" / name).mkdir(parents=True)
    (tmp_path / "in" / name / "part.parquet").symlink_to(tmp_path / "out" / "communes.parquet")
    (tmp_path / "in" / "villages.csv").symlink_to("villages.csv")
    reason = "there is no such file, or it cannot be read"
    assert [text.replace("in/", "") for text in wrong(tmp_path / "in")] == [
        f"{name}: {reason}",
        f"villages.csv: {reason}",
    ]
