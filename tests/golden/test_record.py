"""A sample of the golden record; `.ci/run` compares the whole."""

import pytest

from eligibility.engines.durable import driver
from tests.golden import record

SAMPLE = [command for command in record.cases() if not command.startswith(("docs", "test"))][::23]


@pytest.mark.skipif(not driver.available(), reason="recorded in double entry: durable_rules cannot be imported here")
@pytest.mark.parametrize("command", SAMPLE)
def test_command_prints_what_is_recorded(command, monkeypatch):
    monkeypatch.chdir(record.ROOT)
    monkeypatch.setenv("COLUMNS", "100")
    assert record.differences([command]) == [], "a change that is meant: python tests/golden/record.py --write"
