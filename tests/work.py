"""Work counted in calls, which a busy machine does not change: what takes too long does too much."""

import sys
from collections.abc import Callable
from contextlib import suppress


def calls(function: Callable[[], object], *refusals: type[Exception]) -> int:
    """The number of Python and C calls, and of resumed generators, until the function returns or refuses.

    Loops without a call in them are not counted: a search through a list by `in` is one call however long the list.
    """
    count = 0

    def profile(_frame: object, event: str, _argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(profile)
    try:
        with suppress(*refusals):
            function()
    finally:
        sys.setprofile(before)
    return count
