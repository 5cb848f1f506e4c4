"""Forms: numbers, dates and values as people of each language write them."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from eligibility.communes import SUBJECTS
from eligibility.model import UNKNOWN, Attribute, OneOf, Type
from eligibility.reporting import formats
from eligibility.sources import Text

COMMUNE = SUBJECTS["commune"].attributes
SHARE = Attribute("share", Text("Tỷ lệ", "Share"), Type.SHARE)


@pytest.mark.parametrize(
    ("given", "attribute", "vi", "en"),
    [
        (1234, None, "1.234", "1,234"),
        (Decimal("1234.5"), None, "1.234,5", "1,234.5"),
        (Decimal("0.3"), COMMUNE["regional_allowance"], "0,3", "0.3"),
        (45, COMMUNE["households"], "45 hộ", "45 households"),
        (1, COMMUNE["households"], "1 hộ", "1 household"),
        (Decimal("0.155"), SHARE, "15,5%", "15.5%"),
        (Decimal("0.2"), SHARE, "20%", "20%"),
        (date(2023, 7, 5), COMMUNE["new_rural_since"], "05/07/2023", "2023-07-05"),
        (True, None, "có", "yes"),
        (False, None, "không", "no"),
        (None, None, "không có", "none"),
        (UNKNOWN, None, "chưa biết", "unknown"),
        ("Xã An", COMMUNE["name"], "Xã An", "Xã An"),
        (OneOf.of(None, "III", "I"), COMMUNE["listed_region"], "I hoặc III hoặc không có", "I or III or none"),
        (OneOf.of("b", "a"), None, "a hoặc b", "a or b"),
    ],
)
def test_value_is_written_in_the_language(given, attribute, vi, en):
    assert formats.value(given, attribute, "vi") == vi
    assert formats.value(given, attribute, "en") == en


def test_value_with_a_label_is_its_label():
    assert formats.value("a", None, "vi", {"a": Text("Thứ nhất", "First")}) == "Thứ nhất"


def test_share_that_is_not_exact_says_about():
    assert formats.share(Fraction(2, 3), "vi") == "≈ 66,67%"
    assert formats.share(Fraction(1000, 1), "en") == "100,000%"


@pytest.mark.parametrize(
    ("names", "lang"),
    [
        ({"LC_ALL": "en_US.UTF-8"}, "en"),
        ({"LC_ALL": "", "LANG": "vi_VN"}, "vi"),
        ({"LC_MESSAGES": "C"}, "vi"),
        ({}, "vi"),
    ],
)
def test_language_is_that_of_the_locale_or_vietnamese(names, lang, monkeypatch):
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in names.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr("locale.getlocale", lambda: (None, None))
    assert formats.locale_lang() == lang
