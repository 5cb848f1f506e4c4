"""Invalid values: the wording of a refused number, date, choice or text, wherever it is read.

Attributes read and refuse (`attributes`); registers, rule files and scenarios add the place.
"""

from typing import Final

from eligibility.model.values import Type
from eligibility.sources import Place, Problem, Text

TYPE_TITLES: Final = {
    Type.YES_NO: Text("có hoặc không", "yes or no"),
    Type.COUNT: Text("số nguyên từ 0", "a whole number from 0"),
    Type.QUANTITY: Text("số từ 0, dấu chấm thập phân", "a number from 0, with a decimal point"),
    Type.SHARE: Text("tỷ lệ có dấu %, từ 0% đến 100%", "a share with %, from 0% to 100%"),
    Type.DATE: Text(
        "ngày có thật từ 1900 đến 2200, YYYY-MM-DD hoặc DD/MM/YYYY",
        "a date that exists, 1900 to 2200, YYYY-MM-DD or DD/MM/YYYY",
    ),
    Type.TEXT: Text("chữ in được (NFC), không quá 1000 ký tự", "printable text (NFC) of at most 1,000 characters"),
    Type.CODE: Text("mã số", "a code"),
    Type.CHOICE: Text("một trong các giá trị", "one of the values"),
}
"""Description of a valid value by type."""


class InvalidValue(ValueError):
    """A text that is not a value of an attribute: what was found, what was expected, and a suggestion."""

    def __init__(self, what: Text, expected: Text, suggestion: str | None = None) -> None:
        self.what, self.expected, self.suggestion = what, expected, suggestion
        super().__init__(what.en, expected.en)

    def at(self, place: Place) -> Problem:
        """The same as a problem at a place; the name of its attribute is not said again after that of its column."""
        heading = str(place.column).rpartition(".")[2]
        what = Text(self.what.vi, self.what.en.removeprefix(f"{heading}: "))
        return Problem(place, what, self.expected, self.suggestion)


def refusal(name: str, title: Text, quoted: str) -> Text:
    """The words for something found that is not a value of the attribute of this name and title."""
    vi = f"{title.vi} ({name})" if name else title.vi
    return Text(f"{vi}: {quoted} không đọc được", f"{name or title.en}: {quoted} cannot be read")
