"""Names of the attributes by which the shipped law's subjects say who they are and where they lie."""

from typing import Final

AREA: Final = "province"
"""The area by which the totals of annexes count, and for which an annex is complete."""
PLACES: Final = (AREA, "district")
"""The units that contain a commune, the widest first."""
NAMES: Final = ("name", "commune", "district")
"""The names by which people know a subject, the narrowest first."""
IDENTITY: Final = ("name", "commune", *PLACES)
"""Texts that say who a subject is; codes do so too."""
DELIVERED: Final = "point"
"""The kind of subject that is set up for those awarded: deadlines are checked on it."""
DELIVERED_NAMES: Final = ("commune_code", "district", "commune", "site")
"""The code, or else the names, of what was set up."""
DELIVERED_DAYS: Final = ("installed_on", "handed_over_on", "in_use_since")
"""The day on which it was set up, then days by which it must have been."""
