"""Words: the keywords of the rule language in Vietnamese and English, one table for readers and writers of rules."""

import re
from collections import Counter
from collections.abc import Container, Iterable
from typing import Final

from eligibility.sources.text import closest, spelling_key

KEYWORDS: Final[dict[str, str]] = {
    # files
    "instrument": "văn bản",
    "in_force": "hiệu lực",
    "from": "từ ngày",
    "until": "đến hết ngày",
    "uses": "dùng",
    "values": "giá trị",
    "annexes": "phụ lục",
    "lists": "danh sách",
    "rule_sets": "các bộ quy tắc",
    "notes": "ghi chú",
    "title": "tên",
    "labels": "nhãn",
    "cite": "căn cứ",
    "id": "mã",
    # rule sets
    "subject": "đối tượng",
    "concludes": "kết luận",
    "hit_policy": "cách chọn",
    "rules": "quy tắc",
    "table": "bảng",
    "columns": "cột",
    "rows": "dòng",
    "value": "mức",
    "variants": "trường hợp",
    "otherwise": "còn lại",
    "when": "khi",
    "then": "thì",
    "exception_to": "ngoại lệ của",
    "formalised": "đã mã hóa",
    "question": "câu hỏi",
    # lists
    "file": "tệp",
    "gives": "cho biết",
    "absent": "vắng mặt",
    "complete_when": "đầy đủ khi",
    "evidence": "bằng chứng",
    "source": "nguồn",
    # conditions
    "all": "tất cả",
    "any": "một trong",
    "not": "không phải",
    "some": "có",
    "every": "mọi",
    "count": "đếm",
    "where": "trong đó",
    "ratio": "tỷ lệ",
    "of": "của",
    "is": "là",
    "is_not": "khác",
    "one_of": "thuộc",
    "none_of": "không thuộc",
    "at_least": "ít nhất",
    "at_most": "nhiều nhất",
    "more_than": "hơn",
    "less_than": "dưới",
    "between": "trong khoảng",
    "before": "trước",
    "after": "sau",
    "on_or_before": "chậm nhất",
    "on_or_after": "sớm nhất",
    "known": "đã biết",
    # plans
    "plan": "kế hoạch",
    "register": "danh bạ",
    "scope": "phạm vi",
    "eligible": "đủ điều kiện",
    "rule_set": "bộ quy tắc",
    "quota": "chỉ tiêu",
    "per_subject": "mỗi đối tượng",
    "limits": "giới hạn",
    "for_each": "cho mỗi",
    "deadlines": "thời hạn",
    "to": "đến ngày",
    "chosen_by": "người chọn",
    "chosen_on": "ngày chọn",
    "order": "thứ tự",
    "key": "khóa",
    "descending": "giảm dần",
    "sequence": "trình tự",
    "unknown": "chưa biết",
    "answers": "trả lời",
    "rule": "quy tắc số",
    "holds": "đúng",
    "reason": "lý do",
    "assume": "giả định",
    "compare": "đối chiếu",
    "attribute": "thuộc tính",
    # registers and vocabulary
    "snapshot": "thời điểm",
    "subjects": "các đối tượng",
    "attributes": "các thuộc tính",
    "type": "kiểu",
    "unit": "đơn vị",
    "step": "bước",
    "part_of": "một phần của",
    "choices": "lựa chọn",
    "nullable": "có thể không có",
    "width": "số chữ số",
    "back": "thuộc về",
    "relations": "các quan hệ",
    # instruments
    "instruments": "các văn bản",
    "number": "số hiệu",
    "issuer": "cơ quan ban hành",
    "issued": "ngày ban hành",
    "based_on": "dựa trên",
    "amends": "sửa đổi",
    "amended_by": "được sửa đổi bởi",
    "replaces": "thay thế",
    "note": "lưu ý",
}
"""Keys, English to Vietnamese. One language a file."""

TERMS: Final[dict[str, str]] = {
    "yes": "có",
    "no": "không",
    "none": "không có",
    "as_of": "ngày xét",
    "anything": "bất kỳ",
    "last": "sau cùng",
    "first": "đầu tiên",
    "unique": "duy nhất",
    "collect": "thu thập",
    "any": "bất kỳ",
    "unknown": "chưa biết",
}
"""Values that are words of the language, English to Vietnamese."""

# `lý do` and `lí do`, `bất kỳ` and `bất kì` are one word; in `quý` the y belongs to another vowel.
_Y = re.compile("(?<=[hklmst])y(?=[\u0300\u0301\u0303\u0309\u0323]?(?!\\w))")


def _spelled(word: str) -> str:
    return _Y.sub("i", spelling_key(word))


_ENGLISH: Final = {_spelled(vi): en for en, vi in KEYWORDS.items()}


_SINGULAR: Final = {"values": "value", "rules": "rule"}


def other_language(lang: str) -> str:
    """The other of the two languages."""
    return "en" if lang == "vi" else "vi"


def english_keyword(word: str, lang: str) -> str | None:
    """The English keyword of a key in a file of this language, or None where it is none.

    >>> english_keyword("tỉ lệ", "vi"), english_keyword("ratio", "en"), english_keyword("ratio", "vi")
    ('ratio', 'ratio', None)
    """
    if lang == "vi":
        return _ENGLISH.get(_spelled(word))
    return word if word in KEYWORDS else None


def allowed_keyword(word: str, lang: str, allowed: Container[str]) -> str | None:
    """The English keyword of a key at a place where some are allowed, or None where it is none of them.

    In Vietnamese one word may stand for many or for one: `giá trị` are the values of a file, or the value of a row.

    >>> (
    ...     allowed_keyword("giá trị", "vi", ("value",)),
    ...     allowed_keyword("giá trị", "vi", ("values",)),
    ...     allowed_keyword("giá trị", "vi", ("when",)),
    ... )
    ('value', 'values', None)
    """
    keyword = english_keyword(word, lang)
    if lang == "vi" and keyword in _SINGULAR and keyword not in allowed:
        keyword = _SINGULAR[keyword]
    return keyword if keyword is not None and keyword in allowed else None


def language(keys: Iterable[str]) -> str:
    """The language of a file with these keys: that of most of its keywords, or where they tie of the first."""
    counts = Counter(lang for key in keys for lang in ("en", "vi") if english_keyword(key, lang))
    return max(counts, key=lambda lang: counts[lang], default="en")


def local_keyword(keyword: str, lang: str) -> str:
    """The keyword as a file of this language writes it."""
    return KEYWORDS.get(keyword, keyword) if lang == "vi" else keyword


def intended_keyword(word: str, keywords: Iterable[str], lang: str) -> str | None:
    """The keyword that somebody meant by this word, as the file's language writes it."""
    allowed = list(keywords)
    foreign = english_keyword(word, other_language(lang))
    if foreign is not None and foreign in allowed:
        return local_keyword(foreign, lang)
    return closest(word, [local_keyword(keyword, lang) for keyword in allowed])


def term(word: str, lang: str, among: Iterable[str]) -> str | None:
    """The English term that a value stands for, among those allowed at its place."""
    spelled = _spelled(word)
    return next((candidate for candidate in among if spelled == _spelled(local_term(candidate, lang))), None)


def local_term(word: str, lang: str) -> str:
    """A term as a file of this language writes it; codes such as `official` are the same in both."""
    return TERMS.get(word, word) if lang == "vi" else word
