"""A copy of the shipped rules that a test may add annex rows and totals to."""

import shutil
from pathlib import Path

import pytest

SHIPPED = Path(__file__).resolve().parents[2] / "rules"


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    """The shipped rules in a folder of their own."""
    return Path(shutil.copytree(SHIPPED, tmp_path / "rules"))
