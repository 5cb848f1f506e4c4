"""Subjects of the shipped law: communes, villages, sites and support points."""

from datetime import date
from decimal import Decimal
from typing import Any, Final

import attrs

from eligibility.model import (
    OneOf,
    Relation,
    SubjectType,
    Type,
    Unknown,
    Vocabulary,
    attributes_of,
    check,
    fact,
    members,
    relations_of,
)
from eligibility.sources import Text

Count = int | Unknown
Quantity = Decimal | int | Unknown
YesNo = bool | OneOf | Unknown
ChoiceFact = str | OneOf | Unknown | None
Day = date | Unknown | None
Name = str | Unknown

HOUSEHOLDS: Final = Text("hộ", "households")
PEOPLE: Final = Text("người", "people")


@attrs.frozen(kw_only=True)
class Village:
    """A village (thôn, ấp, bản). What is not given is unknown.

    >>> from eligibility import UNKNOWN
    >>> Village(name="Thôn Đồng", households=120, poor_households=30).road is UNKNOWN
    True
    """

    name: Name = fact(Type.TEXT, "Tên thôn", "Village")
    commune_code: Name = fact(Type.CODE, "Mã xã", "Commune code", width=5)
    households: Count = fact(Type.COUNT, "Số hộ", "Households", unit=HOUSEHOLDS)
    minority_households: Count = fact(
        Type.COUNT, "Số hộ dân tộc thiểu số", "Minority households", unit=HOUSEHOLDS, part_of=("households",)
    )
    poor_households: Count = fact(
        Type.COUNT, "Số hộ nghèo", "Poor households", unit=HOUSEHOLDS, part_of=("households",)
    )
    poor_minority_households: Count = fact(
        Type.COUNT,
        "Số hộ nghèo dân tộc thiểu số",
        "Poor minority households",
        unit=HOUSEHOLDS,
        part_of=("poor_households", "minority_households"),
    )
    road: ChoiceFact = fact(
        Type.CHOICE,
        "Đường đến trung tâm xã",
        "Road to the commune's centre",
        choices=("good", "hard", "no_road"),
        labels=(Text("đi được", "good"), Text("rất khó đi", "very hard"), Text("chưa có đường", "no road")),
    )
    households_off_grid: Count = fact(
        Type.COUNT, "Số hộ chưa dùng điện lưới", "Households off the grid", unit=HOUSEHOLDS, part_of=("households",)
    )
    listed_specially_difficult: YesNo = fact(
        Type.YES_NO, "Có trong danh sách thôn đặc biệt khó khăn", "Listed as specially difficult"
    )
    delisted_on: Day = fact(Type.DATE, "Ngày đưa ra khỏi danh sách", "Taken off the list on", nullable=True)

    __attrs_post_init__ = check


@attrs.frozen(kw_only=True)
class Commune:
    """A commune, ward or town. What is not given is unknown; none is written None.

    >>> from eligibility import UNKNOWN
    >>> Commune(code="07615", listed_region="III", support_points=0).new_rural_since is UNKNOWN
    True
    """

    code: Name = fact(Type.CODE, "Mã xã", "Commune code", width=5)
    name: Name = fact(Type.TEXT, "Tên xã", "Commune")
    district_code: Name = fact(Type.CODE, "Mã huyện", "District code", width=3)
    district: Name = fact(Type.TEXT, "Huyện", "District", distinguishes=True)
    province_code: Name = fact(Type.CODE, "Mã tỉnh", "Province code", width=2)
    province: Name = fact(Type.TEXT, "Tỉnh", "Province")
    mekong_delta: YesNo = fact(Type.YES_NO, "Thuộc đồng bằng sông Cửu Long", "In the Mekong Delta")
    households: Count = fact(Type.COUNT, "Số hộ", "Households", unit=HOUSEHOLDS)
    minority_households: Count = fact(
        Type.COUNT, "Số hộ dân tộc thiểu số", "Minority households", unit=HOUSEHOLDS, part_of=("households",)
    )
    poor_households: Count = fact(
        Type.COUNT, "Số hộ nghèo", "Poor households", unit=HOUSEHOLDS, part_of=("households",)
    )
    poor_minority_households: Count = fact(
        Type.COUNT,
        "Số hộ nghèo dân tộc thiểu số",
        "Poor minority households",
        unit=HOUSEHOLDS,
        part_of=("poor_households", "minority_households"),
    )
    minority_adults: Count = fact(
        Type.COUNT, "Số người dân tộc thiểu số 15–60 tuổi", "Minority people aged 15–60", unit=PEOPLE
    )
    illiterate_minority_adults: Count = fact(
        Type.COUNT,
        "Số người dân tộc thiểu số 15–60 tuổi chưa biết đọc, viết tiếng phổ thông",
        "Of these, unable to read and write the common language",
        unit=PEOPLE,
        part_of=("minority_adults",),
    )
    workers: Count = fact(Type.COUNT, "Số lao động có việc làm", "People in work", unit=PEOPLE)
    untrained_workers: Count = fact(
        Type.COUNT, "Số lao động chưa qua đào tạo từ 3 tháng", "Workers untrained", unit=PEOPLE, part_of=("workers",)
    )
    road_to_district_km: Quantity = fact(
        Type.QUANTITY,
        "Đường từ trung tâm huyện đến trung tâm xã",
        "Road from the district's centre",
        unit=Text("km", "km"),
        step=Decimal("0.1"),
    )
    unpaved_road_km: Quantity = fact(
        Type.QUANTITY,
        "Đoạn đường chưa được rải nhựa, bê tông",
        "Of it, unpaved",
        unit=Text("km", "km"),
        step=Decimal("0.1"),
        part_of=("road_to_district_km",),
    )
    new_rural_since: Day = fact(
        Type.DATE, "Ngày công nhận đạt chuẩn nông thôn mới có hiệu lực", "Recognised as new-rural since", nullable=True
    )
    listed_region: ChoiceFact = fact(
        Type.CHOICE, "Khu vực ghi trong danh sách", "Region in the list", choices=("I", "II", "III"), nullable=True
    )
    support_points: Count = fact(
        Type.COUNT, "Số điểm hỗ trợ đã có", "Support points it has", unit=Text("điểm", "points")
    )
    regional_allowance: Quantity = fact(
        Type.QUANTITY, "Hệ số phụ cấp khu vực", "Regional-allowance coefficient", step=Decimal("0.1")
    )
    villages: tuple[Village, ...] = members(Relation("villages", Text("Các thôn", "Villages"), "village", "commune"))
    villages_complete: bool = False

    __attrs_post_init__ = check


@attrs.frozen(kw_only=True)
class Site:
    """A place offered for a support point."""

    name: Name = fact(Type.TEXT, "Tên địa điểm", "Site")
    commune_code: Name = fact(Type.CODE, "Mã xã", "Commune code", width=5)
    solid_building: YesNo = fact(Type.YES_NO, "Nhà kiên cố có sẵn", "Solid building that already stands")
    convenient: YesNo = fact(Type.YES_NO, "Thuận tiện cho người dân", "Convenient for people")
    safe: YesNo = fact(Type.YES_NO, "An toàn cho người, tài sản và thiết bị", "Safe for people and equipment")
    stable_power: YesNo = fact(Type.YES_NO, "Điện ổn định", "Stable power")

    __attrs_post_init__ = check


@attrs.frozen(kw_only=True)
class Point:
    """A support point that was set up."""

    commune_code: Name = fact(Type.CODE, "Mã xã", "Commune code", width=5)
    province: Name = fact(Type.TEXT, "Tỉnh", "Province")
    district: Name = fact(Type.TEXT, "Huyện", "District", distinguishes=True)
    commune: Name = fact(Type.TEXT, "Xã", "Commune")
    site: Name = fact(Type.TEXT, "Địa điểm", "Site")
    installed_on: Day = fact(Type.DATE, "Ngày lắp đặt", "Installed on", nullable=True)
    handed_over_on: Day = fact(Type.DATE, "Ngày bàn giao", "Handed over on", nullable=True)
    in_use_since: Day = fact(Type.DATE, "Ngày đưa vào sử dụng", "In use since", nullable=True)
    cost: Quantity = fact(Type.QUANTITY, "Kinh phí", "Cost", unit=Text("đồng", "VND"))

    __attrs_post_init__ = check


def _kind(name: str, vi: str, en: str, cls: type[Any]) -> SubjectType:
    attributes = {attribute.name: attribute for attribute in attributes_of(cls)}
    return SubjectType(name, Text(vi, en), attributes, {relation.name: relation for relation in relations_of(cls)}, cls)


SUBJECTS: Final = Vocabulary(
    {
        kind.name: kind
        for kind in (
            _kind("commune", "Xã", "Commune", Commune),
            _kind("village", "Thôn", "Village", Village),
            _kind("site", "Địa điểm", "Site", Site),
            _kind("point", "Điểm hỗ trợ", "Support point", Point),
        )
    }
)
"""The subjects that need no declaration, by name."""
