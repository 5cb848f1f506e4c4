"""Texts: one spelling for the same Vietnamese word, its alphabetical order, the nearest word to a mistyped one."""

import re
import unicodedata
from collections.abc import Callable, Iterable
from functools import lru_cache

import attrs

_ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_RANK = {letter: rank for rank, letter in enumerate(_ALPHABET, start=100)}
_TONES = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}  # huyền hỏi ngã sắc nặng
# `hoà` and `hòa` are one syllable; in `quý` the u belongs to the consonant.
_OLD_TONE = re.compile("(o[ae]|(?<!q)uy)([\u0300\u0301\u0303\u0309\u0323])(?!\\w)")
_TY = re.compile("\\bty(?=\u0309)")


@attrs.frozen
class Text:
    """A text in Vietnamese and in English."""

    vi: str
    en: str

    def in_(self, lang: str) -> str:
        """The text in the language ``vi`` or ``en``.

        >>> Text("Xã", "Commune").in_("vi")
        'Xã'
        """
        return self.en if lang == "en" else self.vi

    @classmethod
    def of(cls, say: Callable[[str], str]) -> "Text":
        """The text that a function gives for each language."""
        return cls(say("vi"), say("en"))

    def map(self, change: Callable[[str], str]) -> "Text":
        """The text changed the same way in each language."""
        return Text(change(self.vi), change(self.en))

    def format(self, *parts: "Text") -> "Text":
        """The text with parts in the places of ``{}``.

        >>> Text("{} và {}", "{} and {}").format(Text("xã", "commune"), Text("thôn", "village")).en
        'commune and village'
        """
        return Text(self.vi.format(*(part.vi for part in parts)), self.en.format(*(part.en for part in parts)))


def normalized(text: str) -> str:
    """The text in Unicode's composed form (NFC), without a byte-order mark or outer spaces."""
    return unicodedata.normalize("NFC", text.removeprefix("\ufeff")).strip()


@lru_cache(maxsize=65_536)
def spelling_key(text: str) -> str:
    """The form in which two spellings of the same words are equal: no capitals, one place for tones, i for y in tỷ.

    It is decomposed (NFD): compare it with what was made the same way, never with a text as written.

    >>> (
    ...     spelling_key("Tỷ lệ") == spelling_key("tỉ lệ"),
    ...     spelling_key("hoà") == spelling_key("hòa"),
    ...     spelling_key("Cấm Sơn") == spelling_key("Cẩm Sơn"),
    ... )
    (True, True, False)
    """
    apart = unicodedata.normalize("NFD", " ".join(text.casefold().split()))
    moved = _OLD_TONE.sub(lambda match: match[1][0] + match[2] + match[1][1], apart)
    return _TY.sub("ti", moved)


@lru_cache(maxsize=65_536)
def without_marks(text: str) -> str:
    """The text without marks, in lower case: to suggest by, never to decide by.

    >>> without_marks("Đồng Sơn")
    'dong son'
    """
    apart = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


def alphabetical(text: str) -> tuple[list[int], list[int], str]:
    """The key that sorts by the Vietnamese alphabet: letters first, then tones, then capitals.

    >>> sorted(["Đồng", "Dương", "Ăn", "An", "Ấn"], key=alphabetical)
    ['An', 'Ăn', 'Ấn', 'Dương', 'Đồng']
    """
    letters: list[int] = []
    tones: list[int] = []
    for letter in unicodedata.normalize("NFC", text.casefold()):
        apart = unicodedata.normalize("NFD", letter)
        base = unicodedata.normalize("NFC", "".join(mark for mark in apart if mark not in _TONES))
        if base or not tones:
            letters.append(_rank(base))
            tones.append(0)
        tones[-1] += sum(_TONES.get(mark, 0) for mark in apart)
    return letters, tones, unicodedata.normalize("NFC", text).swapcase()


def _rank(letter: str) -> int:
    """Spaces, signs and digits before the alphabet, foreign letters after it."""
    code = ord(letter) if letter else 0
    return _RANK.get(letter, code if code < 97 else 1_000 + code)


def closest(word: str, candidates: Iterable[str]) -> str | None:
    """The candidate most like a mistyped word, or None where none is near.

    >>> closest("vilages", ["villages", "region"])
    'villages'
    """
    from difflib import get_close_matches  # only mistakes need it

    originals: dict[str, str] = {}
    for candidate in sorted(candidates):  # of two that differ by marks alone, always the same one
        originals.setdefault(without_marks(candidate), candidate)
    matches = get_close_matches(without_marks(word)[:200], originals, n=1, cutoff=0.6)
    return originals[matches[0]] if matches else None
