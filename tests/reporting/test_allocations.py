"""Awards: the page that a provincial officer reads, whole in Vietnamese, and its warnings one by one."""

from datetime import date
from decimal import Decimal

import attrs
import pytest

from eligibility import load_plan
from eligibility.allocation import grounds_of
from eligibility.communes import short_name
from eligibility.model import (
    UNKNOWN,
    Behind,
    Citation,
    Fact,
    HitPolicy,
    InConflict,
    Leaf,
    Limit,
    Limited,
    LimitUnknown,
    Literal,
    Missing,
    MoreMembers,
    NoMoreMembers,
    NotDecided,
    Op,
    ScopeUnknown,
    Test,
)
from eligibility.reporting import Reasons, allocation_lines
from eligibility.reporting.placement_reasons import full_name
from eligibility.reporting.terminal import width
from eligibility.sources import Text
from tests.reporting.plans import POINTS, allocated, commune, register, third

PAGE = """\
92/KH-STTTT · Thiết lập điểm hỗ trợ ở Bắc Giang năm 2023
  Ngày xét 05/07/2023 · chỉ tiêu 3–4 (92/KH-STTTT) · mỗi xã nhiều nhất 1
  Danh bạ: Tám xã, 07/05/2023

KẾT QUẢ: 4 được chọn · 2 chờ · 1 không đủ điều kiện · 1 chưa xác định
  Còn có thể thay đổi: có; ví dụ vào 07606 Xã F, ra 07603 Xã E, nếu 07603 Xã E
    (số hộ nghèo: 0 hộ, số hộ: 0 hộ); 07606 Xã F (số hộ nghèo: 51 hộ, số hộ: 199
    hộ)

ĐƯỢC CHỌN
  hạng 1 · 07243 Xã A, Huyện Yên Thế [nguồn chính thức]
    Xã khu vực III · hệ số phụ cấp khu vực: 0,3 · số hộ nghèo / số hộ: 50/200 =
      25%
    được chọn thứ 1/4; trước 07606 Xã F theo hệ số phụ cấp khu vực
  hạng 2 · 07246 Xã B, Huyện Yên Thế [nguồn chính thức]
    Xã khu vực III · hệ số phụ cấp khu vực: 0,3 · số hộ nghèo / số hộ: 20/200 =
      10%
    được chọn thứ 2/4; trước 07606 Xã F theo hệ số phụ cấp khu vực
  hạng 4 · 07600 Xã D, Huyện Sơn Động [nguồn thứ cấp]
    Xã khu vực III · hệ số phụ cấp khu vực: 0,2 · chưa biết số hộ nghèo / số hộ
    được chọn thứ 3/4; trước 07606 Xã F theo hệ số phụ cấp khu vực
  hạng 5 · 07603 Xã E, Huyện Sơn Động [nguồn chính thức]
    Xã khu vực III · hệ số phụ cấp khu vực: 0,1 · chưa biết số hộ nghèo / số hộ
    được chọn thứ 4/4; trước 07606 Xã F theo mã xã
  Xã được thiết lập điểm hỗ trợ: có — 03/2023/TT-BTTTT; 39/2021/QĐ-TTg Phụ lục X

DANH SÁCH CHỜ (2)
  hạng 3 · 07249 Xã C, Huyện Yên Thế [nguồn chính thức]
    nhiều nhất 2 cho mỗi huyện: Huyện Yên Thế đã có 07243 Xã A, 07246 Xã B
  hạng 6 · 07606 Xã F, Huyện Sơn Động [nguồn chính thức]
    hết chỗ; sau 07603 Xã E theo mã xã

KHÔNG ĐỦ ĐIỀU KIỆN (1)
  1 · Xã được thiết lập điểm hỗ trợ: không (Xã đã có một điểm hỗ trợ) —
    03/2023/TT-BTTTT
     07609 Xã G, Huyện Sơn Động [nguồn chính thức]

CHƯA XÁC ĐỊNH (1): chưa biết không phải là không
  1 xã, còn thiếu: khu vực ghi trong danh sách (phụ lục 861/QĐ-TTg); danh sách
    đầy đủ: các thôn (phụ lục 612/QĐ-UBDT)
    07612 Xã H, Huyện Sơn Động

DANH SÁCH ĐÃ NẠP / TỔNG SỐ CÔNG BỐ
  861/QĐ-TTg · Khu vực ghi trong danh sách: CHƯA ĐỦ 4/73 (I 3/36 · II 1/9 · III
    0/28)
    4 tên không có trong danh bạ: Xã Hương Sơn, Lạng Giang; Xã Yên Mỹ, Lạng
      Giang; Xã Hương Lạc, Lạng Giang; Thị trấn An Châu, Sơn Động
  612/QĐ-UBDT · Có trong danh sách thôn đặc biệt khó khăn: CHƯA ĐỦ 0/244

LỰA CHỌN CỦA NGƯỜI LẬP KẾ HOẠCH, không phải luật — CHƯA ĐƯỢC AI THÔNG QUA
  1. Nhóm xã được hỗ trợ: Xã khu vực III rồi Xã ngoài khu vực III có thôn đặc
    biệt khó khăn — theo thứ tự hai nhóm nêu trong kế hoạch
  2. Hệ số phụ cấp khu vực, cao trước — hệ số phụ cấp khu vực cao hơn là nơi khó
    khăn hơn
  3. Số hộ nghèo / số hộ, cao trước — tỷ lệ hộ nghèo cao hơn xếp trước
  4. Mã xã, thấp trước — để kết quả luôn như nhau
  · giới hạn: nhiều nhất 2 cho mỗi huyện — trải đều các huyện
  · trả lời: “Xã từng ở khu vực II hoặc III nay đã đạt chuẩn nông thôn mới” →
    không áp dụng — 612/QĐ-UBDT có cả 1184 thôn thuộc xã khu vực I

THỜI HẠN 01/07/2023 – 31/12/2023: Thiết lập xong trong quý III và quý IV năm
  2023 — 92/KH-STTTT
     1 đạt: 07243
     1 KHÔNG ĐẠT: 07246
     1 chưa biết: 07249
"""


@pytest.fixture(scope="module")
def found():
    return allocated(points=POINTS)


def page(found, lang="vi", columns=80, everyone=False, **more):
    return (
        "\n".join(allocation_lines(found, grounds_of(found, register(found, **more)), lang, columns, everyone)) + "\n"
    )


def test_page_says_all_from_top_to_bottom(found):
    assert page(found) == PAGE
    assert max(width(line) for line in PAGE.splitlines()) <= 80


def test_page_in_english_says_the_same(found):
    lines = page(found, "en", 120).splitlines()
    assert len(lines) > 40
    for line in (
        "  As of 2023-07-05 · quota 3–4 (92/KH-STTTT) · at most 1 a commune",
        "  Register: Eight communes, 2023-05-07",
        "RESULT: 4 awarded · 2 waiting · 1 not eligible · 1 undetermined",
        "  rank 4 · 07600 Xã D, Huyện Sơn Động [secondary]",
        "    Region III commune · regional-allowance coefficient: 0.2 · unknown poor households / households",
        "    awarded 4 of 4; before 07606 Xã F by commune code",
        "    at most 2 for each district: Huyện Yên Thế has 07243 Xã A, 07246 Xã B",
        "    no place left; behind 07603 Xã E by commune code",
        "UNDETERMINED (1): unknown is not no",
        "  861/QĐ-TTg · Region in the list: NOT COMPLETE 4/73 (I 3/36 · II 1/9 · III 0/28)",
        "PLANNER’S CHOICES, not law — NOT ADOPTED BY ANYBODY",
        "     1 MISSED: 07246",
    ):
        assert line in lines


def test_date_of_the_register_is_said_once(found):
    assert "Danh bạ: Tám xã\n" in page(found, snapshot=None)
    again = register(found)
    named = attrs.evolve(again, title=Text("Xã ngày 2023-05-07", ""))
    assert "  Danh bạ: Xã ngày 2023-05-07" in list(allocation_lines(found, grounds_of(found, named)))
    assert "  Danh bạ: x, 07/05/2023" in list(
        allocation_lines(found, grounds_of(found, attrs.evolve(again, title=None)))
    )


def test_assumed_result_is_marked_in_summary_heading_and_line():
    loaded = load_plan("92/KH-STTTT", assume=True)
    bare = {"listed_region": UNKNOWN, "new_rural_since": UNKNOWN, "support_points": UNKNOWN}
    group = tuple(commune(f"0760{at}", f"Xã {at}", "220", **third(**bare)) for at in range(8))
    found = allocated(group, loaded=loaded)
    text = page(found, group=group)
    assert "  ! DỰA TRÊN GIẢ ĐỊNH: kết quả thử, không phải quyết định" in text
    assert "ĐƯỢC CHỌN — GIẢ ĐỊNH\n  hạng 1 · 07600 Xã 0, Huyện Sơn Động [GIẢ ĐỊNH]\n" in text
    assert "DANH SÁCH CHỜ (6) — GIẢ ĐỊNH\n" in text
    assert "  … và 2 nữa (--all)\n" in text
    assert "  8 xã — hệ số phụ cấp khu vực được công bố" in text
    assert "8 có Khu vực của xã = III; 861/QĐ-TTg công bố 28 → lệch -20\n" in text
    assert "hạng 8 · 07607 Xã 7" in page(found, everyone=True, group=group)
    assert "  … and 2 more (--all)\n" in page(found, "en", group=group)


def test_nothing_assumed_is_said_with_the_missing_total():
    loaded = load_plan("92/KH-STTTT", assume=True)
    own = commune("07600", "Xã 0", "220", province="An Giang", **third())
    text = page(allocated((own,), loaded=loaded), "en", 120, group=(own,))
    assert "  0 communes — published regional-allowance coefficient" in text
    assert "An Giang: 1 with The commune's region = III; 861/QĐ-TTg published no total\n" in text


def test_too_few_are_said_to_be_a_shortfall():
    group = (commune("07600", "Xã 0", "220", **third()),)
    found = allocated(group)
    assert "  ! THIẾU: chưa đến 3 xã có thể được chọn" in page(found, group=group)
    assert "SHORTFALL: fewer than 3 can be awarded" in page(found, "en", group=group)
    assert "dù những điều chưa biết ra sao" in page(found, group=group)
    assert "no, whatever the unknown facts are" in page(found, "en", 120, group=group)


def test_enough_only_with_the_undetermined_is_not_yet_known():
    group = tuple(commune(f"0760{at}", f"Xã {at}", ("215", "220")[at % 2]) for at in range(8))
    found = allocated(group)
    assert "  ! CHƯA BIẾT có đủ 3 xã hay không" in page(found, group=group)
    assert "UNKNOWN whether the minimum of 3 is met: it depends on undetermined communes" in page(
        found, "en", group=group
    )
    assert "Xã 7" not in page(found, group=group).partition("CHƯA XÁC ĐỊNH")[2]
    assert "Xã 7" in page(found, everyone=True, group=group).partition("CHƯA XÁC ĐỊNH")[2]


def test_plan_without_an_order_awards_nobody():
    loaded = load_plan("92/KH-STTTT")
    loaded = attrs.evolve(loaded, choices=attrs.evolve(loaded.choices, order=(), limits=()))
    found = allocated(loaded=loaded)
    text = page(found)
    assert "  ! Chưa ai chọn thứ tự ưu tiên, nên không chọn được ai" in text
    assert "  · 07243 Xã A, Huyện Yên Thế [nguồn chính thức]" in text
    assert "    6 đối tượng đủ điều kiện cho 4 chỗ mà chưa ai chọn thứ tự" in text
    assert "6 are eligible for 4 places, and nobody chose an order" in page(found, "en", 120)


def test_choices_that_somebody_adopted_say_who(found):
    def adopted(by, on):
        return attrs.evolve(found, choices=attrs.evolve(found.choices, chosen_by=by, chosen_on=on))

    assert "không phải luật — Giám đốc, 01/07/2023\n" in page(adopted("Giám đốc", date(2023, 7, 1)))
    assert "not law — Giám đốc\n" in page(adopted("Giám đốc", None), "en")


def test_plan_without_choices_or_deadlines_says_nothing_of_them(found):
    law = attrs.evolve(found.law, answers={})
    bare = attrs.evolve(found, law=law, choices=attrs.evolve(found.choices, order=(), limits=()), deadlines=())
    plan = attrs.evolve(bare.plan, per_subject=None)
    text = page(attrs.evolve(bare, plan=plan, outside=("1", "2"), change=lambda: ("not proved", None)))
    assert "LỰA CHỌN" not in text
    assert "THỜI HẠN" not in text
    assert "mỗi xã nhiều nhất" not in text
    assert "  Danh bạ: Tám xã, 07/05/2023 · 2 ngoài phạm vi\n" in text
    assert "  Còn có thể thay đổi: chưa chứng minh được là không\n" in text


def test_lists_without_totals_are_told_by_their_rows(found):
    (listing, *_) = [match for match in found.matches if match.listing.rows]
    rows = tuple(row for row in listing.listing.rows if row.names[0] == "Bắc Giang")
    plain = attrs.evolve(
        listing, listing=attrs.evolve(listing.listing, totals=(), rows=rows), missing=rows[:1], ambiguous=rows[1:2]
    )
    text = "\n".join(
        allocation_lines(found, grounds_of(found, attrs.evolve(register(found), matches=(plain,))), "en", 120)
    )
    assert "  861/QĐ-TTg · Region in the list: 2 of 4 rows matched\n" in text
    assert "    1 ambiguous name, refused: Xã Yên Mỹ, Lạng Giang" in text


def test_list_that_names_no_province_counts_for_every_one(found):
    match = next(match for match in found.matches if match.listing.rows)
    row = attrs.evolve(match.listing.rows[0], names=("07243",))
    coded = attrs.evolve(match, listing=attrs.evolve(match.listing, keys=("code",), rows=(row,), totals=()), missing=())
    lines = list(allocation_lines(found, grounds_of(found, attrs.evolve(register(found), matches=(coded,)))))
    assert "  861/QĐ-TTg · Khu vực ghi trong danh sách: 1 trên 1 dòng khớp" in lines


def test_complete_list_is_said_to_be_complete(found):
    match = next(match for match in found.matches if match.listing.totals)
    totals = tuple(
        attrs.evolve(total, count=4)
        for total in match.listing.totals
        if total.every and total.area == short_name("Bắc Giang")
    )
    full = attrs.evolve(match, listing=attrs.evolve(match.listing, totals=totals), missing=())
    lines = list(allocation_lines(found, grounds_of(found, attrs.evolve(register(found), matches=(full,)))))
    assert "  861/QĐ-TTg · Khu vực ghi trong danh sách: đủ 4/4" in lines


def test_register_without_lists_has_no_such_section(found):
    assert "DANH SÁCH ĐÃ NẠP" not in "\n".join(
        allocation_lines(found, grounds_of(found, attrs.evolve(register(found), matches=())))
    )


def test_awards_on_different_articles_are_cited_one_by_one(found):
    loaded = load_plan("92/KH-STTTT")
    eligible = next(one for one in loaded.law.rule_sets if one.concludes.name == "eligible")
    rule = eligible.rules[0]
    first = attrs.evolve(rule, id="first", cite=(Citation("861/QĐ-TTg"),), when=leaf("regional_allowance", "0.3"))
    split = attrs.evolve(eligible, hit_policy=HitPolicy.ANY, rules=(first, *eligible.rules))
    rest = tuple(one for one in loaded.law.rule_sets if one is not eligible)
    text = page(
        allocated(loaded=attrs.evolve(loaded, law=attrs.evolve(loaded.law, rule_sets=(*rest, split)))), "en", 120
    )
    assert text.count("    861/QĐ-TTg; 03/2023/TT-BTTTT; 39/2021/QĐ-TTg Phụ lục X\n") == 2
    assert text.count("    03/2023/TT-BTTTT; 39/2021/QĐ-TTg Phụ lục X\n") == 2


def leaf(name, number):
    return Leaf(Fact(name), (Test(Op.IS, (Literal(Decimal(number)),)),))


def test_reasons_that_are_rare_have_words(found):
    placing = found.undetermined[0]
    reasons = {lang: Reasons.of(found, lang) for lang in ("vi", "en")}
    limit = Limit("province", 1)
    for reason, vi, en in (
        (Behind(None, None), "chỉ tiêu không còn chỗ nào", "there is no place"),
        (
            Behind("07243", None),
            "hết chỗ; sau 07243 Xã A theo mã và tên",
            "no place left; behind 07243 Xã A by code and name",
        ),
        (ScopeUnknown(()), "chưa biết có thuộc phạm vi kế hoạch", "whether it is in the plan's scope is unknown"),
        (
            LimitUnknown(limit, (Missing("07612", "province"),)),
            "nhiều nhất 1 cho mỗi tỉnh; chưa biết Tỉnh",
            "at most 1 for each province; unknown: Province",
        ),
        (
            LimitUnknown(limit, (Missing("07243", "province"),)),
            "nhiều nhất 1 cho mỗi tỉnh; chưa biết Tỉnh của 07243 Xã A",
            "at most 1 for each province; unknown: Province of 07243 Xã A",
        ),
        (
            Limited(limit, "X", ("07243", "9")),
            "nhiều nhất 1 cho mỗi tỉnh: X đã có 07243 Xã A, 9",
            "at most 1 for each province: X has 07243 Xã A, 9",
        ),
        (
            InConflict(("in-a-group",), ()),
            "các quy tắc mâu thuẫn (Xã thuộc một trong hai nhóm được hỗ trợ) — ",
            "rules in conflict (In one of the two support groups) — ",
        ),
        (
            NotDecided((True, False)),
            "Xã được thiết lập điểm hỗ trợ: có hoặc không",
            "Whether a support point may be set up in the commune: yes or no",
        ),
    ):
        assert reasons["vi"].reason(reason, placing) == vi
        assert reasons["en"].reason(reason, placing) == en


def test_conflicts_are_named_at_the_top(found):
    placing = attrs.evolve(found.undetermined[0], reasons=(InConflict((), ()),))
    clash = attrs.evolve(found, undetermined=(placing,))
    assert "  ! MÂU THUẪN quy tắc về 1: 07612 Xã H, Huyện Sơn Động\n" in page(clash)
    assert "  ! CONFLICT of rules about 1: 07612 Xã H, Huyện Sơn Động\n" in page(clash, "en")


def test_subject_without_a_code_or_name_is_called_what_it_is(found):
    placing = attrs.evolve(found.undetermined[0], subject="Sơn Động/Xã H", names=("Xã H", "Sơn Động"))
    assert full_name(placing) == "Sơn Động/Xã H, Sơn Động"
    assert full_name(attrs.evolve(placing, subject="9", names=())) == "9"


def test_witness_of_many_subjects_shows_the_first(found):
    more = MoreMembers(1, (("listed_specially_difficult", True),))
    facts = (
        (Missing("07243", "villages", "relation"), more),
        (Missing("07246", "villages", "relation"), NoMoreMembers()),
        (Missing("07249", "support_points"), 0),
    )
    witness = attrs.evolve(found.witness, facts=facts, entering=(), leaving=("07243",))
    text = page(attrs.evolve(found, change=lambda: ("yes", witness)), "en", 300)
    assert (
        "May still change: yes; say — in, 07243 Xã A out, if 07243 Xã A (1 more village (Listed as specially difficult:"
        " yes)); 07246 Xã B (there is no other village); … +1\n"
    ) in text


def test_many_points_of_a_deadline_are_counted(found):
    points = tuple(attrs.evolve(found.deadlines[0].points[0], subject=f"{at}") for at in range(6))
    late = attrs.evolve(
        found.deadlines[0], points=points, deadline=attrs.evolve(found.deadlines[0].deadline, start=None)
    )
    text = page(attrs.evolve(found, deadlines=(late, attrs.evolve(late, points=()))))
    assert "THỜI HẠN … – 31/12/2023" in text
    assert "     6 đạt: 0; 1; 2; 3; … +2\n" in text


def test_key_in_ascending_order_says_low_first(found):
    order = (attrs.evolve(found.choices.order[1], descending=False),)
    assert "1. Hệ số phụ cấp khu vực, thấp trước" in page(
        attrs.evolve(found, choices=attrs.evolve(found.choices, order=order))
    )


def test_limit_of_the_planner_without_a_reason_is_said_bare(found):
    limits = (Limit("code", 1),)
    text = page(attrs.evolve(found, choices=attrs.evolve(found.choices, limits=limits)), "en")
    assert "  · limit: at most 1 for each commune code\n" in text


def test_all_who_fit_are_awarded_without_any_order():
    loaded = load_plan("92/KH-STTTT")
    loaded = attrs.evolve(loaded, choices=attrs.evolve(loaded.choices, order=(), limits=()))
    group = tuple(commune(f"0760{at}", f"Xã {at}", "220", **third()) for at in range(3))
    text = page(allocated(group, loaded=loaded), group=group)
    assert "ĐƯỢC CHỌN\n  · 07600 Xã 0, Huyện Sơn Động [nguồn chính thức]\n    được chọn thứ 1/3\n" in text


def test_many_who_are_excluded_for_one_reason_are_counted():
    group = tuple(commune(f"0760{at}", f"Xã {at}", "220", **third(support_points=1)) for at in range(6))
    found = allocated(group)
    assert "  6 · Xã được thiết lập điểm hỗ trợ: không" in page(found, group=group)
    assert "Xã 5" not in page(found, group=group)
    assert "Xã 5" in page(found, everyone=True, group=group)
