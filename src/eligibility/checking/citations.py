"""Checking of citations and effective periods, wherever they stand."""

from typing import Final

import attrs

from eligibility.checking.sheets import Fields, Sheet
from eligibility.documents import Node, Scalar
from eligibility.rulesets import Citation, Period
from eligibility.texts import Text

_CITED: Final = Text(
    "danh sách, như [861/QĐ-TTg Điều 1, 612/QĐ-UBDT]", "a list, such as [861/QĐ-TTg Điều 1, 612/QĐ-UBDT]"
)


def citations(sheet: Sheet, node: Node | None) -> tuple[Citation, ...]:
    """Citations, each of which must resolve in the table of instruments."""
    cited = (sheet.scalar(item) for item in sheet.some(node))
    return tuple(found for item in cited if item is not None and (found := _citation(sheet, item)))


def number_of(sheet: Sheet, node: Node | None) -> str:
    """The number of one instrument, without an article; empty where it does not resolve."""
    written = sheet.scalar(node)
    cited = _citation(sheet, written) if written else None
    if written is None or cited is None:
        return ""
    if cited.article:
        vi, en = "chỉ ghi số văn bản, không ghi điều", "only the number, without an article"
        sheet.wrong(written.place, vi, en, suggestion=cited.instrument)
    return cited.instrument


def _citation(sheet: Sheet, cited: Scalar) -> Citation | None:
    if "," in cited.text:
        vi, en = "căn cứ có dấu phẩy; mỗi căn cứ là một mục", "a citation with a comma; each one is an item"
        sheet.wrong(cited.place, vi, en, _CITED)
        return None
    number, _, article = cited.text.partition(" ")
    if sheet.instruments and number not in sheet.instruments:
        vi = f"không có văn bản “{number}” trong instruments.yaml"
        en = f"there is no instrument “{number}” in instruments.yaml"
        near = sheet.near(number, sheet.instruments)
        sheet.unknown(attrs.evolve(cited, text=number), "instrument", vi, en, (), near)
        return None
    return Citation(number, article.strip())


def period(sheet: Sheet, node: Node | None) -> Period | None:
    """An effective period."""
    if node is None:
        return None
    found = Fields.of(sheet, node, ("from",), ("until",))
    start, end = sheet.day(found.get("from")), sheet.day(found.get("until"))
    if start and end and end < start:
        vi, en = f"kết thúc trước khi bắt đầu ({start})", f"it ends before it begins ({start})"
        sheet.wrong(found.at("until"), vi, en)
        return None
    return Period(start, end) if start else None
