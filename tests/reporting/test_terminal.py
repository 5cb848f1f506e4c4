"""Columns: the width of letters, cutting, wrapping and tables."""

import unicodedata

from eligibility.reporting.terminal import padded, table, width, wrapped


def test_width_counts_columns_and_not_code_points():
    assert width("e\u0302\u0323") == 1
    assert width("a\u200bb") == 2
    assert width("北江") == 4
    assert width("Đồng Sơn") == width(unicodedata.normalize("NFD", "Đồng Sơn")) == 8


def test_text_that_is_too_wide_is_cut():
    assert padded("北江省", 5) == "北江…"
    assert padded(unicodedata.normalize("NFD", "Đồng"), 6) == "Đồng  "


def test_line_is_wrapped_with_a_hanging_indent():
    text = "  " + " ".join(["từng"] * 12)
    assert list(wrapped(text, 40)) == ["  từng từng từng từng từng từng từng", "    từng từng từng từng từng"]


def test_line_of_one_long_word_stays_whole():
    assert list(wrapped("x" * 60, 40)) == ["x" * 60]
    assert list(wrapped("a\n\n" + "  " + "x" * 60 + " y", 40)) == ["a", "", "  " + "x" * 60, "    y"]


def test_table_aligns_columns_and_wraps_the_last():
    rows = [("1.", "Xã An", "một hai ba bốn năm sáu bảy"), ("10.", "Xã", "x" * 40)]
    assert list(table(rows, 40)) == [
        "  1.   Xã An  một hai ba bốn năm sáu bảy",
        "  10.  Xã     " + "x" * 40,
    ]
    assert list(table([("a", "một hai ba bốn năm sáu bảy")], 10)) == ["  a  một hai ba bốn năm", "     sáu bảy"]
    assert list(table([], 40)) == []
