"""The sample law."""

import pytest

from eligibility.model import Law
from tests.reporting.samples import sample_law


@pytest.fixture(scope="session")
def law(tmp_path_factory: pytest.TempPathFactory) -> Law:
    """The law of the sample rules, which no test changes."""
    return sample_law(tmp_path_factory.mktemp("sample"))
