"""Formats of values, numbers and dates for people, in Vietnamese or English."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction

from eligibility.model import UNKNOWN, Attribute, Given, OneOf, Type, Unknown, format_value
from eligibility.sources import Text

_WORDS = {
    True: Text("có", "yes"),
    False: Text("không", "no"),
    None: Text("không có", "none"),
    UNKNOWN: Text("chưa biết", "unknown"),
}
_OR = Text(" hoặc ", " or ")
_MARKS = {"vi": str.maketrans(",.", ".,"), "en": {}}
_SHARES = 2
ABOUT = "≈"
"""The mark of a rounded number."""


def locale_lang() -> str:
    """The language of the locale where it is one of ours, else Vietnamese."""
    import locale
    import os

    names = [os.environ.get(name, "") for name in ("LC_ALL", "LC_MESSAGES", "LANG")]
    name = next(filter(None, names), locale.getlocale()[0] or "")
    return "en" if name.lower().startswith("en") else "vi"


def number(value: int | Decimal, lang: str) -> str:
    """A number with the marks of the language between thousands and before decimals.

    >>> number(Decimal("1234.5"), "vi"), number(1234, "en")
    ('1.234,5', '1,234')
    """
    return f"{value:,}".translate(_MARKS[lang])


def day(value: date, lang: str) -> str:
    """A date: day first in Vietnamese, ISO in English.

    >>> day(date(2023, 7, 5), "vi"), day(date(2023, 7, 5), "en")
    ('05/07/2023', '2023-07-05')
    """
    return value.strftime("%d/%m/%Y") if lang == "vi" else value.isoformat()


def share(value: Fraction | Decimal, lang: str) -> str:
    """A share as a percentage with two decimals at most; ≈ where it is not exact.

    >>> share(Decimal("0.155"), "vi"), share(Fraction(1, 3), "en")
    ('15,5%', '≈ 33.33%')
    """
    exact = Fraction(value) * 100
    rounded = round(exact, _SHARES)
    plain = (Decimal(rounded.numerator) / Decimal(rounded.denominator)).normalize()
    return f"{'' if rounded == exact else f'{ABOUT} '}{number(_plain(plain), lang)}%"


def lowered(title: str) -> str:
    """A title inside a sentence: its first letter small, unless the word is all capitals."""
    return title if title[1:2].isupper() else title[:1].lower() + title[1:]


def plural(count: int, noun: str) -> str:
    """An English noun after a number.

    >>> plural(1, "name"), plural(2, "commune"), plural(3, "family")
    ('name', 'communes', 'families')
    """
    if count == 1:
        return noun
    return f"{noun[:-1]}ies" if noun.endswith("y") and noun[-2:-1] not in "aeiou" else f"{noun}s"


def _plain(value: Decimal) -> Decimal:
    """The decimal without an exponent: 2E+1 is 20."""
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value


def value(
    given: Given, attribute: Attribute | None = None, lang: str = "vi", labels: Mapping[str, Text] | None = None
) -> str:
    """A value of an attribute as people read it; `labels` are the titles of a choice's values.

    >>> value(OneOf.of("I", "II"), lang="vi"), value(True, lang="en")
    ('I hoặc II', 'yes')
    """
    if isinstance(given, OneOf):
        order = attribute.domain if attribute else ()
        options = sorted(given.options, key=lambda option: (_place(option, order), format_value(option)))
        return _OR.in_(lang).join(value(option, attribute, lang, labels) for option in options)
    label = (labels or {}).get(format_value(given)) or _label(given, attribute)
    if label is not None:
        return label.in_(lang)
    if isinstance(given, bool | Unknown) or given is None:
        return _WORDS[given].in_(lang)
    if isinstance(given, date):
        return day(given, lang)
    if isinstance(given, str):
        return given
    if attribute is not None and attribute.type is Type.SHARE:
        return share(Decimal(given), lang)
    unit = attribute.unit.in_(lang) if attribute and attribute.unit else ""
    counted = unit.removesuffix("s") if lang == "en" and given == 1 else unit
    return f"{number(given, lang)} {counted}".rstrip()


def _label(given: Given, attribute: Attribute | None) -> Text | None:
    """The title of a choice, where its attribute gives titles."""
    if attribute is None or not attribute.labels or given not in attribute.choices:
        return None
    return attribute.labels[attribute.choices.index(given)]


def _place(option: object, domain: tuple[object, ...]) -> int:
    same = (index for index, value in enumerate(domain) if value == option and type(value) is type(option))
    return next(same, 0)
