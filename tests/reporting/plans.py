"""The plan of Bắc Giang on a handful of communes, with someone in every place."""

from datetime import date
from decimal import Decimal
from typing import Any

from eligibility import Commune, Facts, Point, load_plan
from eligibility.allocation import allocate
from eligibility.model import Allocation, LoadedPlan
from eligibility.registers import Register
from eligibility.sources import Text

DISTRICTS = {"215": "Huyện Yên Thế", "220": "Huyện Sơn Động"}


def commune(code: str, name: str, district: str, evidence: str = "official", **more: Any) -> Facts:
    known: dict[str, Any] = {
        "province_code": "24",
        "province": "Tỉnh Bắc Giang",
        "district_code": district,
        "district": DISTRICTS[district],
        "new_rural_since": None,
        "support_points": 0,
    }
    return Facts.of(Commune(code=code, name=name, **{**known, **more}), {"*": evidence})


def third(**more: Any) -> dict[str, Any]:
    return {"listed_region": "III", "regional_allowance": Decimal("0.3"), **more}


GROUP = (
    commune("07243", "Xã A", "215", **third(households=200, poor_households=50)),
    commune("07246", "Xã B", "215", **third(households=200, poor_households=20)),
    commune("07249", "Xã C", "215", **third(regional_allowance=Decimal("0.2"))),
    commune("07600", "Xã D", "220", "secondary", **third(regional_allowance=Decimal("0.2"))),
    commune("07603", "Xã E", "220", **third(regional_allowance=Decimal("0.1"))),
    commune("07606", "Xã F", "220", **third(regional_allowance=Decimal("0.1"))),
    commune("07609", "Xã G", "220", **third(support_points=1)),
    commune("07612", "Xã H", "220"),
)
POINTS = (
    Point(commune_code="07243", installed_on=date(2023, 8, 1), in_use_since=date(2023, 9, 1)),
    Point(commune_code="07246", installed_on=date(2024, 8, 1), in_use_since=date(2024, 9, 1)),
    Point(commune_code="07249"),
)


def allocated(group: tuple[Facts, ...] = GROUP, points: Any = (), loaded: LoadedPlan | None = None) -> Allocation:
    return allocate(loaded or load_plan("92/KH-STTTT"), group, points)


def register(found: Allocation, group: tuple[Facts, ...] = GROUP, snapshot: date | None = date(2023, 5, 7)) -> Register:
    return Register("x", {"commune": group}, found.matches, Text("Tám xã", "Eight communes"), snapshot)
