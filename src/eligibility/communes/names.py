"""Names of administrative units: provinces, districts, communes and villages, compared as people write them."""

import re
from functools import lru_cache

from eligibility.sources import spelling_key, without_marks

# Words for the kind of unit, which lists write or leave out as they please, and their short forms.
_SHORT = {"tp": "thành phố", "tx": "thị xã", "tt": "thị trấn", "tdp": "tổ dân phố"}
_KINDS = (
    *("tỉnh", "thành phố", "thị xã", "thị trấn", "huyện", "quận", "phường", "xã"),
    *("thôn", "bản", "ấp", "tổ dân phố", "khu phố", "làng", "buôn", "xóm"),
)
_KIND = re.compile(rf"(?:{'|'.join(map(spelling_key, _KINDS))}) (?=\S)")
_SHORT_KIND = re.compile(rf"({'|'.join(_SHORT)})(?:\. ?| )(?=\S)")


@lru_cache(maxsize=65_536)
def full_name(name: str) -> str:
    """A unit's name with the word for its kind written out, in the form in which equal names are equal."""
    return spelling_key(_SHORT_KIND.sub(lambda found: f"{_SHORT[found[1]]} ", spelling_key(name), count=1))


def short_name(name: str) -> str:
    """A unit's name without the word for its kind, in the form in which equal names are equal.

    >>> short_name("Huyện Yên Thế") == short_name("yên thế"), short_name("Thị trấn An Châu") == short_name("Xã An Châu")
    (True, True)
    """
    full = full_name(name)
    kind = _KIND.match(full)
    return full[kind.end() :] if kind else full


@lru_cache(maxsize=65_536)
def plain_name(name: str) -> str:
    """A unit's name without marks or any word for a kind: what names that may be confused have in common."""
    short = short_name(name)
    return without_marks(short) if short == full_name(name) else plain_name(short)


def may_be_same_unit(name: str, other: str) -> bool:
    """True where two names may mean one unit: equal, or equal but for a missing word for its kind.

    >>> may_be_same_unit("Xã Bản Xèo", "Bản Xèo"), may_be_same_unit("Thị trấn Bố Hạ", "Xã Bố Hạ")
    (True, False)
    """
    return (
        full_name(name) == full_name(other)
        or short_name(name) == full_name(other)
        or full_name(name) == short_name(other)
    )
