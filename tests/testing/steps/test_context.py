"""Scenario context: what a scenario may state, in both languages; a name that does not exist is refused."""

from datetime import date
from pathlib import Path

import pytest

from eligibility.sources import EngineDisagreement, RuleError
from eligibility.testing.laws import LawCache
from eligibility.testing.steps import context as worlds
from tests.testing.builders import GROUP, LAWS, REGION, finding, outcome

ROOT = Path(__file__).resolve().parents[3]
PLAN = 'Cho kế hoạch "92/KH-STTTT"'
ASSUMED = 'Cho kế hoạch "92/KH-STTTT" cùng các giả định'
LISTED = ("Cho " + REGION, "Và một xã", "| Khu vực ghi trong danh sách | I |")
DECIDED = (*LISTED, "Khi xét xã đó")
CIRCULAR = ("Cho " + GROUP, "Và một xã", "| Tên xã | Xã giả định A |")
TWO = (
    PLAN,
    "Và các xã sau",
    "| Mã xã | Tên xã | Mã tỉnh | Mã huyện | Khu vực ghi trong danh sách |",
    "| 90001 | Xã giả định A | 24 | 901 | III |",
    "| 90002 | Xã giả định B | 24 | 902 | III |",
    "Và mọi xã trên có",
    "| Ngày công nhận đạt chuẩn nông thôn mới có hiệu lực | không có |",
    "| Số điểm hỗ trợ đã có | 0 |",
)
GIVEN_OUT = (*TWO, "Khi phân bổ")


def table(*rows: tuple[str, tuple[str, ...], str]) -> pytest.MarkDecorator:
    """Rows of (sentence, steps, what is found)."""
    return pytest.mark.parametrize(("steps", "wanted"), [pytest.param(*row[1:], id=row[0]) for row in rows])


# ── what is not there ────────────────────────────────────────────────────────────────────────────


@table(
    (
        "rule set",
        ('Cho bộ quy tắc "99/QĐ-TTg" vào ngày 05/07/2023',),
        "a.feature:4: không có tệp, thư mục hay văn bản “99/QĐ-TTg”",
    ),
    ("rule set not in force", ('Cho bộ quy tắc "861/QĐ-TTg" vào ngày 01/01/2021',), "không có hiệu lực vào 2021-01-01"),
    ("rule set misspelt, nearest", ('Cho bộ quy tắc "816/QĐ-TTg" vào ngày 05/07/2023',), "có phải là 861/QĐ-TTg?"),
    (
        "date that does not exist",
        ('Cho bộ quy tắc "861/QĐ-TTg" vào ngày 31/06/2023',),
        "a.feature:4: ngày: “31/06/2023”",
    ),
    ("date unknown", ('Cho bộ quy tắc "861/QĐ-TTg" vào ngày chưa biết',), "“chưa biết” không đọc được; cần ngày"),
    (
        "date in a table",
        (*LISTED[:2], "| Ngày công nhận đạt chuẩn nông thôn mới có hiệu lực | 30/02/2023 |"),
        "30/02/2023",
    ),
    ("plan", ('Cho kế hoạch "9/KH-STTTT"',), "“9/KH-STTTT”; cần"),
    ("plan before its date", (PLAN + " vào ngày 01/01/2020",), "chưa có kế hoạch vào 2020-01-01"),
    ("no rules yet", ("Cho một xã", "| Mã xã | 07615 |"), "a.feature:4: chưa nêu bộ quy tắc hay kế hoạch nào"),
    ("no plan yet", ("Cho " + REGION, "Khi phân bổ"), "a.feature:5: chưa nêu kế hoạch nào"),
    ("no plan, its register", ("Cho danh bạ của kế hoạch",), "chưa nêu kế hoạch nào"),
    ("register", ("Cho " + REGION, 'Và danh bạ "registers/khong-co"'), "registers/khong-co"),
    ("kind of subject", ("Cho " + REGION, "Và một xa"), "không có đối tượng “xa”; có phải là xã?"),
    ("no subject yet", ("Cho " + REGION, 'Và "Số hộ" là "5"'), "a.feature:5: chưa nêu đối tượng nào"),
    ("attribute", (*LISTED, 'Và "Số hô" là "5"'), "a.feature:7: xã không có “Số hô”; có phải là Số hộ?"),
    ("column", ("Cho " + REGION, "Và các xã sau", "| Mã xa |", "| 07615 |"), "xã không có “Mã xa”; có phải là Mã xã?"),
    ("value", (*LISTED, 'Và "Số hộ" là "1.5"'), "a.feature:7: Số hộ (households): “1.5” không đọc được; cần số nguyên"),
    ("value of a choice, nearest", (*LISTED, 'Và "Khu vực ghi trong danh sách" là "IV"'), "cần một trong: I, II, III"),
    ("value of a conclusion", (*DECIDED, 'Thì "Khu vực của xã" là "V"'), "“V” không đọc được"),
    ("conclusion unknown", (*DECIDED, 'Thì "Khu vực của xã" là "chưa biết"'), "có phải là chưa xác định?"),
    (
        "evidence",
        (*LISTED, 'Và bằng chứng của mọi dữ kiện là "chinh thuc"'),
        "không có bằng chứng “chinh thuc”; có phải là chính thức?",
    ),
    (
        "evidence of nothing",
        (*LISTED, 'Và bằng chứng của "Bằng chứng" là "thứ cấp"'),
        "“Bằng chứng” không phải thuộc tính",
    ),
    (
        "rule",
        (*DECIDED, 'Thì quy tắc "Xã có tên ở khu vực 1" của "Khu vực của xã" được áp dụng'),
        "có phải là Xã có tên ở khu vực I?",
    ),
    (
        "outcome",
        (*DECIDED, 'Thì quy tắc "listed-i" của "Khu vực của xã" đúng'),
        "không hiểu “đúng”; cần được áp dụng, không áp dụng",
    ),
    (
        "open rule",
        ("Cho " + GROUP, 'Và quy tắc bỏ ngỏ "?" được coi là áp dụng'),
        "không có quy tắc bỏ ngỏ “?”; có phải là Xã từng ở",
    ),
    (
        "no open rule at all",
        ("Cho " + REGION, 'Và quy tắc bỏ ngỏ "?" được coi là áp dụng'),
        "không có quy tắc bỏ ngỏ “?”",
    ),
    ("answer", ("Cho " + GROUP, 'Và quy tắc bỏ ngỏ "former-region" được coi là đúng'), "cần áp dụng, không áp dụng"),
    ("nothing decided", (*LISTED, 'Thì "Khu vực của xã" là "I"'), "a.feature:7: chưa xét đối tượng nào"),
    ("fact that is not concluded", (*DECIDED, 'Thì "Số hộ" là "5"'), "“Số hộ” không phải kết luận"),
    ("nothing allocated", (PLAN, "Thì danh sách chờ trống"), "chưa phân bổ"),
    ("list", (*GIVEN_OUT, "Thì danh sách cho trống"), "không hiểu “cho”; cần được chọn, chờ"),
    (
        "subject of the allocation",
        (*GIVEN_OUT, 'Thì lý do của "Xã giả định X" có "a"'),
        "không có “Xã giả định X”; có phải là Xã giả định",
    ),
    ("subject to decide", (*TWO, 'Khi xét xã "90009"'), "không có “90009”; có phải là 9000"),
    (
        "assumption",
        (ASSUMED, "Khi phân bổ", 'Thì giả định "x" áp dụng cho 1 xã'),
        "không có giả định “x”; có phải là allowance?",
    ),
    ("point", (*GIVEN_OUT, 'Thì điểm hỗ trợ ở "90001" đúng hạn'), "không có một điểm hỗ trợ ở “90001”"),
    ("number", (*GIVEN_OUT, "Thì danh sách chờ có hai xã"), "“hai” không phải một số"),
)
def test_what_is_not_there_refused(steps: tuple[str, ...], wanted: str) -> None:
    result, _ = outcome(*steps)
    assert result.failure is None
    assert wanted in finding(*steps)


@table(
    ("table with three columns", ("Cho " + REGION, "Và một xã", "| Mã xã | 07615 | 1 |"), "bảng này có hai cột"),
    (
        "table without rows",
        ("Cho " + REGION, "Và các xã sau", "| Mã xã |"),
        "bảng cần dòng tiêu đề và ít nhất một dòng",
    ),
    ("list with two columns", (*GIVEN_OUT, "Thì danh sách chờ lần lượt là", "| 1 | 2 |"), "bảng này có một cột"),
    ("another kind decided", (*LISTED, "Khi xét thôn đó"), "đang nói về xã, không phải thôn; có phải là xã?"),
    ("kind above nothing", (*LISTED, "Và xã đó thuộc một xã", "| Mã xã | 07615 |"), "xã không thuộc đối tượng nào"),
    ("members of another", (*LISTED, "Và các địa điểm của xã đó", "| Tên địa điểm |", "| A |"), "xã không có địa điểm"),
    ("members without a code", (*TWO, "Và các thôn sau", "| Tên thôn |", "| Thôn 1 |"), "không có xã mang mã ?"),
    ("members of nobody", (*TWO, "Và các thôn sau", "| Mã xã |", "| 90009 |"), "không có xã mang mã 90009"),
    (
        "part larger than the whole",
        (*LISTED, 'Và "Số hộ" là "1"', 'Và "Số hộ nghèo" là "2"', "Khi xét xã đó"),
        "nhiều hơn Số hộ",
    ),
    (
        "two subjects of one name",
        (
            "Cho " + REGION,
            "Và các xã sau",
            "| Tên xã |",
            "| Xã giả định A |",
            "| Xã giả định A |",
            'Khi xét xã "Xã giả định A"',
        ),
        "có nhiều “Xã giả định A”",
    ),
    ("rules that cannot be read", ('Cho bộ quy tắc "" vào ngày 05/07/2023',), "a.feature:4: "),
    (
        "in force of what is not there",
        ('Thì vào ngày 05/07/2023 bộ quy tắc "99/X" có hiệu lực',),
        "a.feature:4: không có tệp, thư mục hay văn bản “99/X”",
    ),
)
def test_what_makes_no_sense_refused(steps: tuple[str, ...], wanted: str) -> None:
    assert wanted in finding(*steps)


def test_errors_in_the_language_of_the_feature() -> None:
    steps = ('Given the rules of "861/QĐ-TTg" on 2023-07-05', "And a comune")
    assert finding(*steps, language="en") == "a.feature:5: no subject “comune”; did you mean commune?"
    evidence = (
        'Given the rules of "861/QĐ-TTg" on 2023-07-05',
        "And a commune",
        'And the evidence of every fact is "oficial"',
    )
    assert finding(*evidence, language="en") == "a.feature:6: no evidence “oficial”; did you mean official?"
    outcome_ = (
        'Given the rules of "03/2023/TT-BTTTT" on 2023-07-05',
        'And the open rule "former-region" is taken to hold',
    )
    assert "expected apply, not apply" in finding(*outcome_, language="en")


def test_engines_that_disagree_are_an_error_of_the_step(monkeypatch: pytest.MonkeyPatch) -> None:
    def disagree(*_):
        raise EngineDisagreement("07615", (), ("listed-i",), {})

    monkeypatch.setattr(worlds, "decide", disagree)
    assert "a.feature:7: the engines disagree" in finding(*DECIDED)


# ── expectations not met ─────────────────────────────────────────────────────────────────────────


@table(
    ("value", (*DECIDED, 'Thì "Khu vực của xã" là "III"'), "Khu vực của xã: III ≠ I"),
    (
        "value that is undetermined",
        (*LISTED[:2], "| Mã xã | 07615 |", "Khi xét xã đó", 'Thì "Khu vực của xã" là "III"'),
        "III ≠ ? I|II|III|none",
    ),
    ("undetermined", (*DECIDED, 'Thì "Khu vực của xã" chưa xác định'), "Khu vực của xã: chưa xác định ≠ I"),
    ("undetermined, as a value", (*DECIDED, 'Thì "Khu vực của xã" là "chưa xác định"'), "chưa xác định ≠ I"),
    ("options", (*DECIDED, 'Thì "Khu vực của xã" là "I hoặc II"'), "I hoặc II ≠ I"),
    ("options, in full", (*DECIDED, 'Thì "Khu vực của xã" chưa xác định, có thể là "I hoặc II"'), "I hoặc II ≠ I"),
    ("conflict", (*DECIDED, 'Thì "Khu vực của xã" mâu thuẫn'), "mâu thuẫn ≠ I"),
    (
        "outcome of a rule",
        (*DECIDED, 'Thì quy tắc "listed-i" của "Khu vực của xã" không áp dụng'),
        "listed-i: không áp dụng ≠ được áp dụng",
    ),
    ("citation", (*DECIDED, 'Thì căn cứ của "Khu vực của xã" là "861/QĐ-TTg Điều 2"'), "Điều 2 ≠ 861/QĐ-TTg Điều 1"),
    (
        "one of two citations",
        (
            *CIRCULAR,
            'Và "Khu vực ghi trong danh sách" là "III"',
            "Khi xét xã đó",
            'Thì căn cứ của "Xã được thiết lập điểm hỗ trợ" là "03/2023/TT-BTTTT"',
        ),
        "03/2023/TT-BTTTT ≠ 03/2023/TT-BTTTT; 39/2021",
    ),
    ("evidence", (*DECIDED, 'Thì bằng chứng của "Khu vực của xã" là "chính thức"'), "chính thức ≠ unstated"),
    (
        "evidence of nothing",
        (*CIRCULAR, "Khi xét xã đó", 'Thì bằng chứng của "Khu vực của xã" là "chính thức"'),
        "chính thức ≠ –",
    ),
    ("wanted", (*DECIDED, 'Thì "Khu vực của xã" còn thiếu "Số hộ"'), "Số hộ ≠ –"),
    (
        "not wanted",
        (*CIRCULAR, "Khi xét xã đó", 'Thì "Khu vực của xã" không cần "Khu vực ghi trong danh sách"'),
        "≠ Khu vực ghi",
    ),
    ("explanation", (*DECIDED, 'Thì lời giải thích của "Khu vực của xã" có "Điều 99"'), "Điều 99 ≠ "),
    ("count", (*TWO, "Khi xét mọi xã", 'Thì 1 xã có "Khu vực của xã" là "III"'), "1 xã: III ≠ 2/2"),
    ("all", (*TWO, "Khi xét mọi xã", 'Thì mọi xã có "Khu vực của xã" là "I"'), "mọi xã: I ≠ 0/2"),
    ("all of nobody", ("Cho " + REGION, "Khi xét mọi xã", 'Thì mọi xã có "Khu vực của xã" là "I"'), "≠ 0/0"),
    ("refusal", (*LISTED, 'Thì xã đó không xét được vì "mâu thuẫn"'), "mâu thuẫn ≠ không có lỗi nào"),
    (
        "another refusal",
        (*LISTED, 'Và "Số hộ" là "1"', 'Và "Số hộ nghèo" là "2"', 'Thì xã đó không xét được vì "mâu thuẫn"'),
        "mâu thuẫn ≠ a.feature:9",
    ),
    ("refusal to allocate", (*TWO, 'Thì không phân bổ được vì "hai lần"'), "hai lần ≠ không có lỗi nào"),
    (
        "in force",
        ('Thì vào ngày 05/07/2023 bộ quy tắc "861/QĐ-TTg" không có hiệu lực',),
        "không có hiệu lực ≠ có hiệu lực",
    ),
    (
        "not in force",
        ('Thì vào ngày 05/07/2020 bộ quy tắc "861/QĐ-TTg" có hiệu lực',),
        "có hiệu lực ≠ không có hiệu lực",
    ),
    (
        "order",
        (*GIVEN_OUT, "Thì danh sách được chọn lần lượt là", "| 90002 |", "| 90001 |"),
        "90002; 90001 ≠ 90001 Xã giả định A; 90002",
    ),
    (
        "too few in a list",
        (*GIVEN_OUT, "Thì danh sách được chọn lần lượt là", "| 90001 |"),
        "90001 ≠ 90001 Xã giả định A; 90002",
    ),
    ("empty list", (*GIVEN_OUT, "Thì danh sách được chọn trống"), "được chọn: 0 ≠ 90001"),
    ("size", (*GIVEN_OUT, "Thì danh sách được chọn có 3 xã"), "được chọn: 3 ≠ 2: 90001"),
    ("among", (*GIVEN_OUT, 'Thì danh sách chờ có "90001"'), "90001 ≠ –"),
    ("reason", (*GIVEN_OUT, 'Thì lý do của "90001" có "vì thế"'), "vì thế ≠ "),
    ("mark", (*GIVEN_OUT, 'Thì "90001" dựa trên giả định'), "90001: dựa trên ≠ không dựa trên"),
    ("result", (*GIVEN_OUT, "Thì kết quả phân bổ đủ chỉ tiêu"), "đủ chỉ tiêu ≠ thiếu chỉ tiêu"),
    ("assumed for", (ASSUMED, "Khi phân bổ", 'Thì giả định "allowance" áp dụng cho 1 xã'), "1 ≠ 0"),
    (
        "deadline",
        (
            *TWO,
            "Và các điểm hỗ trợ sau",
            "| Mã xã | Ngày lắp đặt |",
            "| 90001 | 01/08/2023 |",
            "Khi phân bổ",
            'Thì điểm hỗ trợ ở "90001" không đúng hạn',
        ),
        "không đúng hạn ≠ đúng hạn",
    ),
)
def test_expectation_not_met_says_what_was_found(steps: tuple[str, ...], wanted: str) -> None:
    result, _ = outcome(*steps)
    assert result.problems == ()
    assert wanted in finding(*steps)


def test_conflict_expected_and_found(tmp_path: Path) -> None:
    import shutil

    root = Path(shutil.copytree(ROOT / "rules", tmp_path / "rules"))
    path = root / "861-qd-ttg/2021-06-04.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("when: {listed_region: II}", "when: {listed_region: I}"), encoding="utf-8")
    steps = (*LISTED, "| Ngày công nhận đạt chuẩn nông thôn mới có hiệu lực | none |", "Khi xét xã đó")
    assert finding(*steps, 'Thì "Khu vực của xã" mâu thuẫn', laws=LawCache(root)) == ""


# ── what passes ──────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "steps",
    [
        pytest.param((*LISTED[:2], "| listed_region | I |", "Khi xét commune đó", 'Thì "region" là "I"'), id="names"),
        pytest.param(
            (*LISTED[:2], "| Region in the list | I |", "Khi xét xã đó", 'Thì "Khu vực của xã" là "Region I commune"'),
            id="titles and labels of the other language",
        ),
        pytest.param(
            (
                *LISTED,
                'Và "Khu vực ghi trong danh sách" là "chưa biết"',
                "Khi xét xã đó",
                'Thì "Khu vực của xã" chưa xác định',
            ),
            id="a fact taken back",
        ),
        pytest.param(
            (*CIRCULAR, "| villages_complete | không |", "Khi xét xã đó", 'Thì "Nhóm xã được hỗ trợ" chưa xác định'),
            id="a list that is not complete",
        ),
        pytest.param(
            (
                *CIRCULAR,
                "| Khu vực của xã | III |",
                "| Bằng chứng | thứ cấp |",
                "Khi xét xã đó",
                'Thì "Nhóm xã được hỗ trợ" là "region_iii"',
            ),
            id="an answer with evidence",
        ),
        pytest.param(
            (
                *TWO,
                'Khi xét xã "giả định A"',
                'Thì "Khu vực của xã" là "III"',
                'Khi xét xã "90002"',
                'Thì "Khu vực của xã" là "III"',
            ),
            id="by name or by code",
        ),
        pytest.param(
            (*GIVEN_OUT, "Thì kết quả phân bổ chưa được ai thông qua", "Và kết quả phân bổ thiếu chỉ tiêu"),
            id="results",
        ),
        pytest.param((*LISTED, "Khi xét xã đó", 'Thì "Khu vực của xã" không cần "Số hộ"'), id="not wanted"),
        pytest.param(
            (*LISTED, 'Và "Số hộ" là "0"', 'Và "Số hộ nghèo" là "1"', 'Thì xã đó không xét được vì "nhiều hơn"'),
            id="a refusal",
        ),
    ],
)
def test_steps_pass(steps: tuple[str, ...]) -> None:
    assert finding(*steps) == ""


def test_answers_make_one_law_each_time() -> None:
    law = LAWS.law("03/2023/TT-BTTTT", date(2023, 7, 5))
    rule = "03/2023/TT-BTTTT support-group former-region"
    answered = law.answered({rule: True})
    assert law.answered({rule: True}) is answered
    assert answered.answers[rule].holds
    assert answered.answered({rule: None}).answers == {}


def test_laws_loaded_once_and_refused_alike(tmp_path: Path) -> None:
    laws = LawCache(ROOT / "rules")
    assert laws.law("861/QĐ-TTg", date(2023, 7, 5)) is laws.law("861/QĐ-TTg", date(2023, 7, 5))
    assert laws.plan("92/KH-STTTT", None, False) is laws.plan("92/KH-STTTT", None, False)
    said = []
    for _ in range(2):
        with pytest.raises(RuleError) as error:
            laws.law("861/QĐ-TTg", date(2020, 1, 1))
        said.append(error.value.problems)
    assert said[0] == said[1]
    # A folder without this instrument leaves it to the shipped rules.
    assert LawCache(tmp_path).law("861/QĐ-TTg", date(2023, 7, 5)).number == "861/QĐ-TTg"


def test_register_of_the_plan_completed_by_its_lists() -> None:
    result, context = outcome(
        PLAN, "Và danh bạ của kế hoạch", 'Khi xét xã "07243"', 'Thì "Khu vực của xã" chưa xác định'
    )
    assert result.passed
    assert len(context.facts) == 209
