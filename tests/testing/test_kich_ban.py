"""docs/kich-ban.md: its table holds every wording and no other, and its example passes."""

import re
import textwrap
from pathlib import Path

from eligibility.testing.gherkin import feature_of
from eligibility.testing.runner import bind_features, run
from eligibility.testing.steps.match import wordings
from tests.testing.builders import LAWS

PAGE = (Path(__file__).resolve().parents[2] / "docs/kich-ban.md").read_text(encoding="utf-8")
KEYWORDS = {"given": "Cho", "when": "Khi", "then": "Thì"}


def test_page_lists_every_wording_in_order() -> None:
    listed = re.findall(r"^\| (Cho|Khi|Thì) \| `([^`]+)` \| \S.* \|$", PAGE, re.MULTILINE)
    assert listed == [(KEYWORDS[type_], wording) for type_, wording, _ in wordings("vi")]


def test_example_of_the_page_passes() -> None:
    (example,) = re.findall(r"```gherkin\n(.*?)```", PAGE, re.DOTALL)
    feature = feature_of(textwrap.dedent(example), Path("kich-ban.feature"))
    (scenario,) = bind_features([feature])
    assert run(scenario, LAWS)[0].passed
