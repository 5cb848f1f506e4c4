"""Features: what reads as it stands, and every trap that would lose a scenario, refused with its place and a remedy."""

import unicodedata
from pathlib import Path

import pytest

from eligibility.sources import Place
from eligibility.testing.gherkin import FeatureError, Step, feature_of, feature_text, read_features
from eligibility.testing.gherkin.features import feature_files, read_feature

FINE = """# language: vi
@nhan
Tính năng: Xã có được không?
  Lời mô tả: viết gì cũng được.

  Bối cảnh:
    Cho một xã
      | Số hộ | 1000 |

  Quy tắc: Điều 1

    @rieng
    Kịch bản: Một trường hợp
      Cho "Số hộ" là "5"
      Và "Số hộ nghèo" là "1"
      Khi xét xã đó
      Thì "Được" là "có"
      Nhưng "Khác" là "không"

    Khung kịch bản: Nhiều trường hợp
      Cho các xã sau
        | Số hộ   |
        | <số hộ> |
      Khi xét xã đó
      Thì "Được" là "<được>"

      @it
      Dữ liệu: Ít
        | số hộ | được |
        | 1     | có   |

      Dữ liệu: Nhiều
        | số hộ | được  |
        | 2     | không |
"""


def read(text: str):
    return feature_of(text, Path("a.feature"))


def problems(text: str) -> list[str]:
    with pytest.raises(FeatureError) as error:
        read(text)
    return [problem.text("vi") for problem in error.value.problems]


def body(text: str) -> str:
    """A file of which only this is of interest; it starts at line 3."""
    return f"# language: vi\nTính năng: A\n{text}"


def test_feature_read_with_rules_rows_tags_and_background() -> None:
    feature = read(FINE)
    one, few, many = feature.scenarios
    assert (feature.name, feature.language) == ("Xã có được không?", "vi")
    assert feature.description == "Lời mô tả: viết gì cũng được."
    assert (one.rule, one.name, one.title) == ("Điều 1", "Một trường hợp", "Một trường hợp")
    assert one.tags == {"nhan", "rieng"}
    assert few.tags == {"nhan", "it"}
    assert few.title == "Nhiều trường hợp [1 · có]"
    assert many.row == (("số hộ", "2"), ("được", "không"))
    assert many.place == Place("a.feature", 34)


def test_step_takes_the_kind_of_the_step_before_it() -> None:
    steps = read(FINE).scenarios[0].steps
    assert [step.type for step in steps] == ["given", "given", "given", "when", "then", "then"]
    assert steps[0] == Step("given", "Cho", "một xã", (("Số hộ", "1000"),), Place("a.feature", 7))


def test_row_filled_into_texts_and_tables() -> None:
    few = read(FINE).scenarios[1]
    assert few.steps[1].table == (("Số hộ",), ("1",))
    assert few.steps[3].text == '"Được" là "có"'


@pytest.mark.parametrize(
    "written",
    [
        pytest.param(lambda text: unicodedata.normalize("NFD", text).encode(), id="decomposed"),
        pytest.param(lambda text: b"\xef\xbb\xbf" + text.encode(), id="byte-order mark"),
        pytest.param(lambda text: text.replace("\n", "\r\n").encode(), id="CRLF"),
        pytest.param(lambda text: b"\n\n" + text.encode().lstrip(), id="blank lines before"),
    ],
)
def test_same_text_read_the_same(tmp_path: Path, written) -> None:
    path = tmp_path / "a.feature"
    path.write_bytes(written(FINE))
    found = [
        (one.name, one.row, [(s.type, s.text, s.table) for s in one.steps]) for one in read_feature(path).scenarios
    ]
    wanted = [(one.name, one.row, [(s.type, s.text, s.table) for s in one.steps]) for one in read(FINE).scenarios]
    assert found == wanted


# ── traps ────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param(
            "  Kịch bản: B\n    Khi xét xã đó\n  Kịch bản: B\n    Khi xét xã đó\n",
            "a.feature:5: hai kịch bản cùng tên “B” (dòng 3)",
            id="two scenarios with one name",
        ),
        pytest.param(
            "  Quy tắc: 1\n    Kịch bản: B\n      Khi xét xã đó\n  Quy tắc: 2\n    Kịch bản: B\n      Khi xét xã đó\n",
            "a.feature:7: hai kịch bản cùng tên “B” (dòng 4)",
            id="one name under two rules",
        ),
        pytest.param(
            "  Khung kịch bản: B\n    Khi xét <a>\n    Dữ liệu:\n      | a |\n      | 1 |\n"
            "  Khung kịch bản: B\n    Khi xét <a>\n    Dữ liệu:\n      | a |\n      | 1 |\n",
            "a.feature:12: hai kịch bản cùng tên “B” (dòng 7)",
            id="two outlines with one name",
        ),
        pytest.param("  Kịch bản: B\n", "a.feature:3: kịch bản “B” không có bước nào", id="without steps"),
        pytest.param("  Kịch bản:\n    Khi xét xã đó\n", "a.feature:3: kịch bản không có tên", id="without a name"),
        pytest.param(
            "  Kịch bản: B\n    thì đúng\n    Khi xét xã đó\n",
            "a.feature:4: bước “thì đúng” bị đọc thành lời mô tả; có phải là Thì?",
            id="first step in lower case",
        ),
        pytest.param(
            "  Kịch bản: B\n    Given a commune\n    Khi xét xã đó\n",
            "a.feature:4: bước “Given a commune” bị đọc thành lời mô tả; có phải là Cho?",
            id="first step in English",
        ),
        pytest.param(
            "  Kịch bản: B\n    Khi xét xã đó\n    thì đúng\n",
            "a.feature:5: không hiểu dòng “thì đúng”; cần",
            id="later step in lower case",
        ),
        pytest.param(
            "  Khung kịch bản: B\n    Khi xét <a>\n    Ví dụ:\n      | a |\n      | 1 |\n",
            "có phải là Dữ liệu:?",
            id="unknown keyword for the rows",
        ),
        pytest.param(
            "  Khung kịch bản: B\n    Khi xét <a>\n    Examples:\n      | a |\n      | 1 |\n",
            "có phải là Dữ liệu:?",
            id="English keyword for the rows",
        ),
        pytest.param(
            "  Kịch bãn: B\n    Khi xét xã đó\n  Kịch bản: C\n    Khi xét xã đó\n",
            "a.feature:3: từ khóa lạ “Kịch bãn:”; có phải là Kịch bản:?",
            id="misspelt keyword read as description of the feature",
        ),
        pytest.param(
            "  Kịch bản: B\n    Lời.\n\n    Lời.\n    Khi xét xã đó\n  Giả sử:\n",
            "a.feature:8: không hiểu dòng “Giả sử:”",
            id="unknown keyword after a description of two paragraphs",
        ),
        pytest.param(
            "  Kịch bản: B\n    Lời.\n\n    Giả sử:\n    Khi xét xã đó\n",
            "a.feature:6: từ khóa lạ “Giả sử:”",
            id="unknown keyword in a second paragraph",
        ),
        pytest.param(
            "  Kịch bản: B\n    Giả sử:\n    Khi xét xã đó\n", "a.feature:4: từ khóa lạ “Giả sử:”", id="unknown keyword"
        ),
        pytest.param(
            "  | Số hộ | 5 |\n  Kịch bản: C\n    Khi xét xã đó\n",
            "a.feature:3: bảng bị đọc thành lời mô tả",
            id="table read as description",
        ),
        pytest.param(
            "  Khung kịch bản: B\n    Khi xét <a>\n",
            "a.feature:3: khung kịch bản không có dữ liệu; có phải là Dữ liệu:?",
            id="outline without data",
        ),
        pytest.param(
            "  Khung kịch bản: B\n    Khi xét <a>\n    Dữ liệu:\n",
            "a.feature:3: khung kịch bản không có dữ liệu",
            id="outline with an empty table",
        ),
        pytest.param(
            "  Khung kịch bản: B\n    Khi xét <số hộ>\n    Dữ liệu:\n      | so ho |\n      | 1 |\n",
            "a.feature:5: dữ liệu không có cột “số hộ”; có phải là so ho?",
            id="parameter without a column",
        ),
        pytest.param(
            "  Khung kịch bản: B\n    Khi xét <a>\n    Dữ liệu:\n      | a | b |\n      | 1 | 2 |\n",
            "a.feature:5: cột “b” không dùng đến",
            id="column without a parameter",
        ),
        pytest.param(
            "  Khung kịch bản: B\n    Khi xét <a>\n    Dữ liệu:\n      | a | a |\n      | 1 | 2 |\n",
            "a.feature:5: cột “a” lặp lại",
            id="column twice",
        ),
        pytest.param(
            "  Khung kịch bản: B\n    Khi xét <a>\n    Dữ liệu:\n      | a |\n      | 1 |\n      | 1 |\n",
            "a.feature:8: dòng này lặp lại dòng 7",
            id="row twice",
        ),
        pytest.param(
            "  Bối cảnh:\n    Cho một <a>\n  Kịch bản: B\n    Khi xét xã đó\n",
            "a.feature:4: bối cảnh không có dữ liệu cho <a>",
            id="parameter in a background",
        ),
        pytest.param(
            '  Kịch bản: B\n    Khi xét xã đó\n      """\n      chữ\n      """\n',
            "a.feature:4: bước không dùng đoạn văn bản",
            id="block of text",
        ),
        pytest.param(
            "  Kịch bản: B\n    Cho các xã sau\n      | a | b |\n      | 1 |\n",
            "a.feature:6: không hiểu dòng “| 1 |”",
            id="row with a cell missing",
        ),
        pytest.param("", "a.feature:2: tính năng không có kịch bản nào", id="no scenario"),
    ],
)
def test_trap_refused(text: str, found: str) -> None:
    assert any(found in one for one in problems(body(text))), problems(body(text))


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Tính năng: A\n", id="none"),
        pytest.param("", id="empty file"),
        pytest.param("# language: xx\nTính năng: A\n", id="unknown language"),
        pytest.param("Tính năng: A\n# language: vi\n", id="not in the first line"),
    ],
)
def test_missing_language_refused(text: str) -> None:
    assert problems(text) == ["a.feature:1: thiếu dòng đầu tiên “# language: vi”; cần # language: vi"]


def test_file_without_feature_refused() -> None:
    assert problems("# language: vi\n")[0].startswith("a.feature:2: tệp dừng lại quá sớm; cần Tính năng:")


def test_every_problem_told_at_once_in_order() -> None:
    text = "  Kịch bản: B\n  Kịch bản: C\n    thì đúng\n"
    assert [one.split(":")[1] for one in problems(body(text))] == ["3", "4", "5"]


def test_english_feature_read() -> None:
    feature = read("# language: en\nFeature: A\n  Scenario: B\n    When that commune is decided\n")
    assert (feature.language, feature.scenarios[0].steps[0].type) == ("en", "when")


def test_star_is_what_the_step_before_was() -> None:
    steps = read(body("  Kịch bản: B\n    * một xã\n    Khi xét xã đó\n    * xét xã đó\n")).scenarios[0].steps
    assert [step.type for step in steps] == ["given", "when", "when"]


# ── files ────────────────────────────────────────────────────────────────────────────────────────


def test_files_found_in_order_of_name(tmp_path: Path) -> None:
    for name in ("b/2.feature", "b/1.feature", "a.feature", "a.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(FINE, encoding="utf-8")
    found = [path.relative_to(tmp_path).as_posix() for path in feature_files([tmp_path, tmp_path / "a.feature"])]
    assert found == ["a.feature", "b/1.feature", "b/2.feature", "a.feature"]
    assert len(read_features([tmp_path / "b"])) == 2


@pytest.mark.parametrize("name", ["nowhere", "a.txt"])
def test_path_that_is_no_feature_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "a.txt").touch()
    with pytest.raises(FeatureError, match="no such feature file or folder"):
        read_features([tmp_path / name])


def test_problems_of_several_files_told_together(tmp_path: Path) -> None:
    (tmp_path / "a.feature").write_text("Tính năng: A\n", encoding="utf-8")
    (tmp_path / "b.feature").write_text("# language: vi\n", encoding="utf-8")
    with pytest.raises(FeatureError) as error:
        read_features([tmp_path])
    assert [Path(problem.place.file).name for problem in error.value.problems] == ["a.feature", "b.feature"]


def test_file_that_cannot_be_read_refused(tmp_path: Path) -> None:
    with pytest.raises(FeatureError, match="cannot be read"):
        feature_text(tmp_path / "nowhere.feature")
    (tmp_path / "latin.feature").write_bytes("Tính".encode("cp1258", "replace") + b"\xff")
    with pytest.raises(FeatureError):
        feature_text(tmp_path / "latin.feature")
