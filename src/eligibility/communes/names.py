"""Names of administrative units: provinces, districts, communes and villages, compared as people write them."""

import re
from functools import lru_cache

from eligibility.sources import folded, same

# Words for the kind of unit, which lists write or leave out as they please, and their short forms.
_SHORT = {"tp": "thành phố", "tx": "thị xã", "tt": "thị trấn", "tdp": "tổ dân phố"}
_KINDS = (
    *("tỉnh", "thành phố", "thị xã", "thị trấn", "huyện", "quận", "phường", "xã"),
    *("thôn", "bản", "ấp", "tổ dân phố", "khu phố", "làng", "buôn", "xóm"),
)
_KIND = re.compile(rf"(?:{'|'.join(map(same, _KINDS))}) (?=\S)")
_SHORT_KIND = re.compile(rf"({'|'.join(_SHORT)})(?:\. ?| )(?=\S)")


@lru_cache(maxsize=65_536)
def whole(name: str) -> str:
    """A unit's name with the word for its kind written out, in the form in which equal names are equal."""
    return same(_SHORT_KIND.sub(lambda found: f"{_SHORT[found[1]]} ", same(name), count=1))


def bare(name: str) -> str:
    """A unit's name without the word for its kind, in the form in which equal names are equal.

    >>> bare("Huyện Yên Thế") == bare("yên thế"), bare("Thị trấn An Châu") == bare("Xã An Châu")
    (True, True)
    """
    full = whole(name)
    kind = _KIND.match(full)
    return full[kind.end() :] if kind else full


@lru_cache(maxsize=65_536)
def root(name: str) -> str:
    """A unit's name without marks or any word for a kind: what names that may be confused have in common."""
    short = bare(name)
    return folded(short) if short == whole(name) else root(short)


def alike(one: str, other: str) -> bool:
    """Whether two names may mean one unit: equal, or equal where one of them leaves out the word for its kind.

    >>> alike("Xã Bản Xèo", "Bản Xèo"), alike("Thị trấn Bố Hạ", "Xã Bố Hạ")
    (True, False)
    """
    return whole(one) == whole(other) or bare(one) == whole(other) or whole(one) == bare(other)
