"""Pages: an HTML page for each instrument, its rules beside the scenarios that guard them."""

from eligibility.testing.pages import site
from eligibility.testing.pages.site import build, write
