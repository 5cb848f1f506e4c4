"""Tables: CSV files as texts with places; nothing guessed, nothing held that is too large."""

import pytest

from eligibility.sources import FactError, read_table
from eligibility.sources.csv_table import LONGEST
from tests.work import calls


def read(tmp_path, data):
    path = tmp_path / "t.csv"
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    table = read_table(path, "t.csv")
    return table, [(line.number, line.cells) for line in table.lines]


def test_rows_are_texts_under_their_headings(tmp_path):
    table, lines = read(tmp_path, 'code,name\n07615,"Xã A, B"\n\n1.000,no\n')
    assert table.headings == ("code", "name")
    assert lines == [(2, {"code": "07615", "name": "Xã A, B"}), (4, {"code": "1.000", "name": "no"})]
    assert (table.problems, str(table.place(next(iter(read(tmp_path, "a\nb\n")[0].lines), None) or _Line, "a"))) == (
        [],
        "t.csv:7:a",
    )


class _Line:
    number = 7


@pytest.mark.parametrize(
    "data",
    [
        b"\xef\xbb\xbfname\nX\xc3\xa3\n",
        "name\r\nXã\r\n",
        "name\nXa\u0303\n",
        "name\rXã\r",
        " name \n Xã \n",
        '"name"\n"Xã"',
    ],
)
def test_byte_order_mark_line_ends_and_composition_make_no_difference(tmp_path, data):
    table, lines = read(tmp_path, data)
    assert (table.headings, lines, table.problems) == (("name",), [(2, {"name": "Xã"})], [])


def test_row_is_placed_at_its_first_line(tmp_path):
    _, lines = read(tmp_path, 'a,b\n1,"x\ny\nz"\n2,w\n')
    assert [number for number, _ in lines] == [2, 5]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ("", "t.csv:1: the file is empty: no row of headings"),
        ("\n\n", "t.csv:1: the file is empty"),
        (",,\n", "t.csv:1: the file is empty"),
        ("a;b\n1;2\n", "t.csv:1: columns must be separated by commas"),
        ("a\tb\n", "t.csv:1: columns must be separated by commas"),
        ("a,b\n".encode("utf-16"), "t.csv:1:1: the file is not UTF-8; expected CSV in UTF-8 (in Excel: CSV UTF-8)"),
        ("x" * (LONGEST + 1), "t.csv:1:1: a line of over 100000 characters at column 1"),
        ('"a,b\n1,2\n', "t.csv:1:1: the CSV line cannot be read"),
    ],
)
def test_file_without_headings_is_refused(tmp_path, data, message):
    with pytest.raises(FactError) as found:
        read(tmp_path, data)
    assert message in found.value.text("en")


@pytest.mark.parametrize(
    ("data", "message", "rows"),
    [
        ("a,b\n1\n2,3\n", "t.csv:2:b: 1 cells for 2 columns; put a text with a comma in quotes", 1),
        ("a,b\n1,2,3\n2,3\n", "t.csv:2:b: 3 cells for 2 columns", 1),
        ("a,a\n1,2\n", "t.csv:1:2: the heading “a” repeats", 1),
        ("a,,c\n1,2,3\n", "t.csv:1:2: the heading is empty", 1),
        ('a,b\n1,2\n3,"4\n', "t.csv:3:1: the CSV line cannot be read", 1),
        ('a,b\n1,"2"x\n', "t.csv:2:1: the CSV line cannot be read", 0),
        (b"a,b\n1,2\n3,4\n" + b"5,6\n" * 5_000 + b"\xff,7\n", "t.csv:5004:1: the file is not UTF-8", None),
        ("a,b\n1," + "x" * LONGEST + "\n3,4\n", "t.csv:2:2: a line of over 100000 characters at column 2", 0),
    ],
)
def test_wrong_line_is_a_problem_in_its_place(tmp_path, data, message, rows):
    table, lines = read(tmp_path, data)
    assert table.problems[0].text("en").startswith(message)
    assert rows is None or len(lines) == rows


def test_missing_file_is_refused(tmp_path):
    with pytest.raises(FactError, match=r"n\.csv: there is no such file"):
        read_table(tmp_path / "n.csv", "n.csv")


def test_file_that_becomes_readable_ends_the_search_for_its_wrong_line(tmp_path):
    from eligibility.sources.csv_table import _undecodable

    (tmp_path / "a").write_text("a\nb\n", encoding="utf-8")
    assert _undecodable(tmp_path / "a") == 3


@pytest.mark.parametrize(("head", "part"), [("", "a,"), ("a\n", '"x\n'), ("a\n", "x\n")])
def test_hostile_table_is_read_or_refused_with_work_that_grows_with_it(tmp_path, head, part):
    def work(count):
        return calls(lambda: read(tmp_path, head + part * count + "\n"), FactError)

    assert work(8_000) < 5 * work(2_000)


def test_ten_megabytes_in_one_cell_are_never_held(tmp_path):
    table, lines = read(tmp_path, "a,b\n1," + "x" * 10_000_000 + "\n")
    assert (lines, len(table.problems)) == ([], 1)
