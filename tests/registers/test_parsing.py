"""The parsing of texts to values."""

from eligibility.registers import parsing
from eligibility.registers.parsing import InputColumn, Store
from eligibility.sources import NOWHERE


def test_column_remembers_the_values_of_so_many_texts_only(monkeypatch):
    monkeypatch.setattr(parsing, "REMEMBERED", 1)
    column = InputColumn(Store.EVIDENCE, "name", str.upper)
    assert [column.value(text, NOWHERE, []) for text in "ab"] == ["A", "B"]
    assert column.seen == {"a": "A"}
