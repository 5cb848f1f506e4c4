"""The vocabulary: which subjects there are, which attributes they have, and which values an attribute may take."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Final

import attrs

from eligibility.errors import FactError, Place, Problem
from eligibility.texts import Text, nearest, normal, same
from eligibility.values import (
    LARGEST,
    TYPE_TITLES,
    UNKNOWN,
    Choice,
    Given,
    OneOf,
    Type,
    Unknown,
    Value,
    listed,
    scaled,
)

WORDS: Final = {
    True: ("yes", "có"),
    False: ("no", "không"),
    None: ("none", "không có"),
    UNKNOWN: ("unknown", "chưa biết"),
}
"""How the special values are written, in English and Vietnamese."""
_SPECIAL: Final = {same(word): value for value, words in WORDS.items() for word in words}
_LONGEST = 1_000
_DATE = re.compile(r"(?:(\d{4})-(\d{2})-(\d{2})|(\d{1,2})/(\d{1,2})/(\d{4}))\Z", re.ASCII)
_NUMBER = re.compile(r"\d{1,13}(?:\.\d{1,6})?\Z", re.ASCII)


class Unreadable(ValueError):
    """A text that is no value of an attribute: what was found, what was expected, and perhaps what was meant."""

    def __init__(self, what: Text, expected: Text, suggestion: str | None = None) -> None:
        self.what, self.expected, self.suggestion = what, expected, suggestion
        super().__init__(what.en, expected.en)

    def at(self, place: Place) -> Problem:
        """The same as a problem at a place."""
        return Problem(place, self.what, self.expected, self.suggestion)


def written(value: object) -> str:
    """A value as rule files and registers write it.

    >>> written(True), written(None), written(OneOf.of("II", "I", None)), written(date(2023, 7, 5))
    ('yes', 'none', 'I|II|none', '2023-07-05')
    """
    if isinstance(value, OneOf):
        return "|".join(sorted((written(option) for option in value.options), key=lambda word: (word == "none", word)))
    if isinstance(value, bool | Unknown) or value is None:
        return WORDS[value][0]
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


@attrs.frozen
class Attribute:
    """One attribute of a subject.

    `step` is the smallest difference that matters in practice (it scales no value); `part_of` names the attributes
    that this one can never exceed; `width` is the number of digits of a code; `nullable` says that the law's *none*
    is a value.
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

    @property
    def domain(self) -> tuple[Choice, ...]:
        """The finitely many values of a yes/no or choice, in their order; empty for other types."""
        own: tuple[Choice, ...] = (True, False) if self.type is Type.YES_NO and not self.choices else self.choices
        return (*own, None) if self.nullable and self.type.finite and None not in own else own

    @property
    def expected(self) -> Text:
        """What a value looks like, for a message."""
        if self.type is Type.CODE and self.width:
            return Text(f"mã {self.width} chữ số", f"a code of {self.width} digits")
        if self.type.finite:
            words = listed(written(option) for option in self.domain)
            return Text(f"một trong: {words}", f"one of: {words}")
        title = TYPE_TITLES[self.type]
        return Text(f"{title.vi}, hoặc none", f"{title.en}, or none") if self.nullable else title

    def read(self, text: str) -> Given:
        """The value that a text stands for; empty is unknown.

        Raises `Unreadable`, which says what was expected. A separator is never guessed.
        """
        text = normal(text)
        if not text:
            return UNKNOWN
        special = _SPECIAL.get(same(text), text)
        if special is UNKNOWN or (special is None and self.nullable):
            return special  # type: ignore[return-value]
        if self.type.finite:
            return self._choice(text)
        read = {
            Type.COUNT: self._number,
            Type.QUANTITY: self._number,
            Type.SHARE: self._share,
            Type.DATE: self._date,
            Type.CODE: self._text,
            Type.TEXT: self._text,
        }[self.type]
        return read(text)

    def no(self, found: object, suggestion: str | None = None) -> Unreadable:
        """The refusal of something found where a value of this attribute was expected."""
        shown = repr(found)[:60] if not isinstance(found, str) else f"“{found[:60]}”"
        what = Text(f"{self.title.vi} ({self.name}): {shown} không đọc được", f"{self.name}: {shown} cannot be read")
        return Unreadable(what, self.expected, suggestion)

    def _choice(self, text: str) -> Given:
        known = {same(written(option)): option for option in self.domain}
        for option in self.domain:
            if option is None or isinstance(option, bool):
                known |= {same(word): option for word in WORDS[option]}
        words = [part.strip() for part in text.split("|")]
        wrong = next((word for word in words if same(word) not in known), None)
        if wrong is not None:
            raise self.no(wrong, nearest(wrong, [written(option) for option in self.domain]))
        options = frozenset(known[same(word)] for word in words)
        return next(iter(options)) if len(options) == 1 else OneOf(options)

    def _number(self, text: str) -> Value:
        if not _NUMBER.match(text):
            raise self.no(text, text.replace(",", ".") if re.fullmatch(r"\d+,\d{1,2}", text) else None)
        whole, _, decimals = text.partition(".")
        if self.type is Type.COUNT:
            if decimals or (len(whole) > 1 and whole[0] == "0"):
                raise self.no(text, whole if decimals == "0" else None)
            return int(text)
        if len(decimals) == 3:  # 1.500 may be one and a half or one thousand five hundred
            raise self.no(text, f"{whole}.{decimals}0")
        return Decimal(text)

    def _share(self, text: str) -> Value:
        if not text.endswith("%") or not _NUMBER.match(text[:-1].rstrip()):
            plain = text if _NUMBER.match(text) else None
            raise self.no(text, plain and f"{written((Decimal(plain) * 100).normalize()) if '.' in plain else plain}%")
        share = Decimal(text[:-1].rstrip()) / 100
        if share > 1 or scaled(share) != share * 10**6:
            raise self.no(text)
        return share

    def _date(self, text: str) -> Value:
        found = _DATE.match(text)
        if not found:
            raise self.no(text)
        year, month, day = (int(part) for part in (found.groups()[:3] if found[1] else found.groups()[:2:-1]))
        try:
            day_found = date(year, month, day)
        except ValueError:
            raise self.no(text) from None
        if self.problem(day_found):
            raise self.no(text)
        return day_found

    def _text(self, text: str) -> Value:
        if self.type is Type.CODE and self.width and not re.fullmatch(rf"[0-9]{{{self.width}}}", text):
            digits = text.removesuffix(".0")
            raise self.no(text, digits.zfill(self.width) if digits.isdigit() and len(digits) <= self.width else None)
        if len(text) > _LONGEST or not text.isprintable():
            raise self.no(text)
        return text

    def problem(self, value: object) -> bool:
        """Whether an application's value is not one of this attribute's."""
        if value is UNKNOWN or (value is None and self.nullable):
            return False
        if self.type is Type.COUNT:
            return type(value) is not int or not 0 <= value <= LARGEST
        if self.type.finite:
            options = value.options if isinstance(value, OneOf) else (value,)
            return not options or any(_absent(option, self.domain) for option in options)
        if self.type in (Type.TEXT, Type.CODE):
            return not isinstance(value, str) or _unreadable(self, value)
        if self.type is Type.DATE:
            return type(value) is not date or not 1900 <= value.year <= 2200
        if type(value) is int or (isinstance(value, Decimal) and value.is_finite()):
            top = 1 if self.type is Type.SHARE else LARGEST
            return not 0 <= value <= top or value != Decimal(scaled(value)).scaleb(-6)
        return True


def _absent(option: object, domain: tuple[Choice, ...]) -> bool:
    return not any(option == known and type(option) is type(known) for known in domain)


def _unreadable(attribute: Attribute, text: str) -> bool:
    try:
        return attribute.read(text) != text
    except Unreadable:
        return True


@attrs.frozen
class Relation:
    """A relation from a subject to the many subjects that are its parts (`villages`), and back to the one (`commune`)."""

    name: str
    title: Text
    subject: str
    back: str

    @property
    def complete(self) -> str:
        """The attribute that says that every member is given."""
        return f"{self.name}_complete"


@attrs.frozen
class SubjectType:
    """A kind of subject: its attributes by name, its relations by name, and the attrs class of its facts."""

    name: str
    title: Text
    attributes: Mapping[str, Attribute]
    relations: Mapping[str, Relation]
    cls: type[Any]


METADATA: Final = "eligibility"


def described(cls: type[Any]) -> Iterator[Attribute]:
    """The attributes that the fields of an attrs class declare."""
    for field in attrs.fields(cls):
        attribute = field.metadata.get(METADATA)
        if isinstance(attribute, Attribute):
            yield attrs.evolve(attribute, name=field.name) if attribute.name != field.name else attribute


def check(subject: Any) -> None:
    """Refuse an object whose values are not its attributes', with every reason at once."""
    kind = type(subject)
    attributes = _attributes(kind)
    place = Place(kind.__name__)
    problems = [
        attribute.no(getattr(subject, name)).at(attrs.evolve(place, column=name))
        for name, attribute in attributes.items()
        if (value := getattr(subject, name)) is not UNKNOWN and attribute.problem(value)
    ]
    problems = problems or [
        Problem(attrs.evolve(place, column=name), what)
        for name, what in exceeding(attributes, lambda name: getattr(subject, name))
    ]
    if problems:
        raise FactError(problems)


def _attributes(kind: type[Any]) -> Mapping[str, Attribute]:
    found: Mapping[str, Attribute] | None = kind.__dict__.get("_eligibility_attributes")
    if found is None:
        found = {attribute.name: attribute for attribute in described(kind)}
        kind._eligibility_attributes = found  # what is worked out once for a class stays with the class
    return found


def exceeding(attributes: Mapping[str, Attribute], value: Any) -> Iterator[tuple[str, Text]]:
    """Every known part that is more than a whole it is a part of."""
    for name, attribute in attributes.items():
        part = value(name)
        if not attribute.part_of or part is UNKNOWN or part is None:
            continue
        for whole_name in attribute.part_of:
            whole = value(whole_name)
            if whole is not UNKNOWN and whole is not None and part > whole:
                title = attributes[whole_name].title
                yield (
                    name,
                    Text(
                        f"{attribute.title.vi} ({name}) là {part}, nhiều hơn {title.vi} ({whole_name}) là {whole}",
                        f"{name} is {part}, more than {whole_name}, which is {whole}",
                    ),
                )
