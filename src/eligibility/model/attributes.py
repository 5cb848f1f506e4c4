"""Attributes: the facts of a kind of subject, the values that they may take, and how texts are read as values."""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Final, assert_never

import attrs

from eligibility.model.invalid_values import TYPE_TITLES, InvalidValue, refusal
from eligibility.model.values import (
    LARGEST,
    SCALE,
    UNKNOWN,
    Choice,
    Given,
    OneOf,
    Type,
    Unknown,
    listed,
    scaled,
)
from eligibility.sources import Text, closest, normalized, spelling_key

WORDS: Final = {
    True: ("yes", "có"),
    False: ("no", "không"),
    None: ("none", "không có"),
    UNKNOWN: ("unknown", "chưa biết"),
}
"""Spelling of the special values, in English and Vietnamese."""
_SPECIAL: Final[dict[str, bool | Unknown | None]] = {
    spelling_key(word): value for value, words in WORDS.items() for word in words
}
_FIRST: Final = frozenset(word[0] for word in _SPECIAL)  # most texts are told from these by their first letter
_LONGEST = 1_000
_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})|(\d{1,2})/(\d{1,2})/(\d{4})", re.ASCII)
_NUMBER = re.compile(r"(?:0|[1-9]\d{0,12})(?:\.\d{1,6})?", re.ASCII)


def format_value(value: object) -> str:
    """A value as rule files and registers write it.

    >>> format_value(True), format_value(None), format_value(OneOf.of("II", "I", None)), format_value(date(2023, 7, 5))
    ('yes', 'none', 'I|II|none', '2023-07-05')
    """
    if isinstance(value, OneOf):
        words = (format_value(option) for option in value.options)
        return "|".join(sorted(words, key=lambda word: (word == "none", word)))
    if isinstance(value, bool | Unknown) or value is None:
        return WORDS[value][0]
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


@attrs.frozen
class Attribute:
    """One attribute of a subject.

    `step` is the smallest difference that matters in practice (it scales no value); `part_of` names the attributes
    that this one can never exceed; `width` is the number of digits of a code; `nullable` says that the law's *none*
    is a value; `labels` are the titles of the choices, in their order, where their codes do not speak; `distinguishes`
    marks a text that tells subjects of the same name apart where no code is known.
    """

    name: str
    title: Text
    type: Type
    unit: Text | None = None
    step: Decimal = Decimal(1)
    part_of: tuple[str, ...] = ()
    choices: tuple[Choice, ...] = ()
    nullable: bool = False
    width: int = 0
    labels: tuple[Text, ...] = ()
    distinguishes: bool = False

    @property
    def domain(self) -> tuple[Choice, ...]:
        """The finitely many values of a yes/no or choice, in their order; empty for other types."""
        if not self.type.finite:
            return ()
        options = self.choices or ((True, False) if self.type is Type.YES_NO else ())
        return (*options, None) if self.nullable and None not in options else options

    @property
    def expected(self) -> Text:
        """Description of a valid value, for a message."""
        if self.type is Type.CODE and self.width:
            return Text(f"mã {self.width} chữ số", f"a code of {self.width} digits")
        if self.type.finite:
            words = listed(format_value(option) for option in self.domain)
            return Text(f"một trong: {words}", f"one of: {words}")
        title = TYPE_TITLES[self.type]
        return Text(f"{title.vi}, hoặc none", f"{title.en}, or none") if self.nullable else title

    @property
    def flag(self) -> bool:
        """True where the domain is yes and no only, so that a Boolean can store it."""
        return self.type.finite and len(self.domain) == 2 and all(type(value) is bool for value in self.domain)

    def read(self, text: str) -> Given:
        """The value that a text stands for; empty is unknown.

        Raises `InvalidValue`, which says what was expected. A separator is never guessed.

        >>> Attribute("code", Text("Mã xã", "Code"), Type.CODE, width=5).read("07615")
        '07615'
        """
        text = normalized(text)
        if not text or self._is_absence(text):
            return _SPECIAL[spelling_key(text)] if text else UNKNOWN
        match self.type:
            case Type.YES_NO | Type.CHOICE:
                return self._choice(text)
            case Type.COUNT:
                return self._count(text)
            case Type.QUANTITY:
                return self._quantity(text)
            case Type.SHARE:
                return self._share(text)
            case Type.DATE:
                return self._date(text)
            case Type.CODE | Type.TEXT:
                return self._text(text)
            case _:
                assert_never(self.type)

    def rejects(self, value: object) -> bool:
        """True where an application's value is not valid for this attribute."""
        if value is UNKNOWN or (value is None and self.nullable):
            return False
        match self.type:
            case Type.YES_NO | Type.CHOICE:
                domain = self.domain
                options = value.options if isinstance(value, OneOf) else (value,)
                return not options or any(_absent(option, domain) for option in options)
            case Type.COUNT:
                return type(value) is not int or not 0 <= value <= LARGEST
            case Type.QUANTITY | Type.SHARE:
                return not isinstance(value, int | Decimal) or self._is_no_number(value)
            case Type.DATE:
                return type(value) is not date or not 1900 <= value.year <= 2200
            case Type.CODE | Type.TEXT:
                return type(value) is not str or self._is_no_text(value)
            case _:
                assert_never(self.type)

    def invalid(self, value: object, suggestion: str | None = None) -> InvalidValue:
        """The error for something found where a value of this attribute was expected."""
        if isinstance(value, str) and value.isprintable():
            quoted = f"“{value[:60]}”"
        else:
            quoted = (format_value(value) if isinstance(value, OneOf) else repr(value))[:60]
        return InvalidValue(refusal(self.name, self.title, quoted), self.expected, suggestion)

    def _meant(self, text: str, suggestion: str | None) -> InvalidValue:
        """The error for a text, with a suggestion where that is a valid value."""
        try:
            readable = suggestion not in (None, text) and self.read(str(suggestion)) is not UNKNOWN
        except InvalidValue:
            readable = False
        return self.invalid(text, suggestion if readable else None)

    def _is_absence(self, text: str) -> bool:
        """True where a text says *unknown*, or the law's *none* where that is a value."""
        if text[:1].casefold() not in _FIRST:
            return False
        special = _SPECIAL.get(spelling_key(text), text)
        return special is UNKNOWN or (special is None and self.nullable)

    def _choice(self, text: str) -> Given:
        by_word: dict[str, Choice] = {}
        for option in self.domain:
            special = option is None or isinstance(option, bool)
            for word in WORDS[option] if special else (format_value(option),):  # type: ignore[index]
                by_word[spelling_key(word)] = option
        words = [part.strip() for part in text.split("|")]
        wrong = next((word for word in words if spelling_key(word) not in by_word), None)
        if wrong is not None:
            raise self.invalid(wrong, closest(wrong, [format_value(option) for option in self.domain]))
        options = frozenset(by_word[spelling_key(word)] for word in words)
        return next(iter(options)) if len(options) == 1 else OneOf(options)

    def _count(self, text: str) -> int:
        if not (_NUMBER.fullmatch(text) and text.isdigit()) or int(text) > LARGEST:
            raise self._meant(text, text.removesuffix(".0") if text.endswith(".0") else None)
        return int(text)

    def _quantity(self, text: str) -> Decimal:
        if not _NUMBER.fullmatch(text) or Decimal(text) > LARGEST:
            decimal = re.fullmatch(r"\d+,\d{1,2}", text, re.ASCII)
            raise self._meant(text, text.replace(",", ".") if decimal else None)
        if len(text.partition(".")[2]) == 3:  # 1.500 may be one and a half or one thousand five hundred
            raise self.invalid(text, f"{text}0")
        return Decimal(text)

    def _share(self, text: str) -> Decimal:
        number = text.removesuffix("%").rstrip()
        if not text.endswith("%") or not _NUMBER.fullmatch(number):
            decimal = re.fullmatch(r"\d+,\d{1,2}", number, re.ASCII)
            plain = number.replace(",", ".") if decimal else number
            if "%" not in text and re.fullmatch(r"0\.\d{1,6}", plain, re.ASCII):  # 0.2 is 20%
                plain = format_value((Decimal(plain) * 100).normalize())
            raise self._meant(text, f"{plain}%" if _NUMBER.fullmatch(plain) else None)
        share = Decimal(number) / 100
        if self.rejects(share):
            raise self.invalid(text)
        return share

    def _date(self, text: str) -> date:
        match = _DATE.fullmatch(text)
        if match:
            year, month, day = match.group(1, 2, 3) if match[1] else match.group(6, 5, 4)
            try:
                read = date(int(year), int(month), int(day))
            except ValueError:
                raise self.invalid(text) from None
            if not self.rejects(read):
                return read
        raise self.invalid(text)

    def _text(self, text: str) -> str:
        if not self._is_misshapen(text):
            return text
        if self.type is Type.CODE and self.width:  # a spreadsheet makes 7615 or 7615.0 of 07615
            raise self._meant(text, text.removesuffix(".0").zfill(self.width))
        raise self._meant(text, " ".join(text.split()) if not text.isprintable() else None)

    def _is_misshapen(self, text: str) -> bool:
        if self.type is Type.CODE and self.width:
            return len(text) != self.width or not (text.isascii() and text.isdigit())
        return not 0 < len(text) <= _LONGEST or not text.isprintable()

    def _is_no_text(self, text: str) -> bool:
        return self._is_misshapen(text) or normalized(text) != text or self._is_absence(text)

    def _is_no_number(self, number: int | Decimal) -> bool:
        exact = number.is_finite() if type(number) is Decimal else type(number) is int
        largest = 1 if self.type is Type.SHARE else LARGEST
        return not exact or not 0 <= number <= largest or scaled(number) != number * SCALE


def _absent(option: object, domain: Iterable[Choice]) -> bool:
    if isinstance(option, Decimal) and not option.is_finite():
        return True
    # True == 1 in Python, but yes is not one.
    return not any(type(option) is type(candidate) and option == candidate for candidate in domain)


def wholes_of(attributes: Mapping[str, Attribute], name: str) -> tuple[str, ...]:
    """The attributes that an attribute is a part of, directly or through others."""
    wholes: dict[str, None] = {}
    todo = [name]
    while todo:
        new = [whole for whole in attributes[todo.pop()].part_of if whole not in wholes and whole != name]
        wholes |= dict.fromkeys(new)
        todo += new
    return tuple(wholes)
