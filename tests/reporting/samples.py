"""A small rule folder whose one file uses every kind of condition, to be put into words."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from eligibility.engines.durable import driver
from eligibility.model import Law
from eligibility.rulefiles import load_rules

AS_OF = date(2023, 7, 5)
ENTRY = "double" if driver.available() else "single"
ENGINES = (
    ("hai bộ máy cùng kết luận", "two engines agree")
    if driver.available()
    else ("chỉ một bộ máy kết luận", "one engine alone")
)
"""How decisions are entered here, and what is said of it: where durable_rules cannot be imported, by tracing alone."""
INSTRUMENTS = """instruments:
  - number: 1/QĐ
    title: {vi: "Một", en: "One"}
    issuer: {vi: "Ai", en: "Who"}
"""
RULES = """instrument: 1/QĐ
in_force: {from: 2023-01-01}
values:
  line:
    cite: 1/QĐ Điều 2
    rows: [{from: 2023-01-01, value: 20%, variants: [{when: {mekong_delta: yes}, value: 15%}]}]
rule_sets:
  - id: hamlet
    title: {vi: "Thôn nghèo", en: "Poor village"}
    subject: village
    concludes: poor
    hit_policy: unique
    rules:
      - id: delta
        title: {vi: "Thôn ở đồng bằng", en: "Village in the delta"}
        cite: 1/QĐ
        when: {all: [{commune: {mekong_delta: yes}}, {poor_households: {between: [1, 9]}}]}
        then: yes
    otherwise: {then: no, cite: 1/QĐ}
  - id: level
    title: {vi: "Mức của xã", en: "The commune's level"}
    subject: commune
    concludes: level
    labels:
      high: {vi: "Mức cao", en: "High"}
      low: {vi: "Mức thấp", en: "Low"}
      none: {vi: "Không mức nào", en: "No level"}
    hit_policy: first
    rules:
      - id: share
        title: {vi: "Nhiều hộ nghèo", en: "Many poor"}
        cite: 1/QĐ Điều 2
        when: {ratio: poor_households, of: households, at_least: line}
        then: high
      - id: villages
        title: {vi: "Thôn nghèo nhiều", en: "Many poor villages"}
        cite: 1/QĐ
        when:
          any:
            - {count: villages, where: {poor: yes}, at_least: 2}
            - {some: villages, where: {all: [{road: no_road}, {households: {more_than: 5}}]}}
            - {every: villages, where: {road: hard}}
            - {count: villages, more_than: 30}
            - {count: [{support_points: 0}, {listed_region: {none_of: [I, II]}}, {name: {is_not: A}}], at_least: 3}
        then: low
      - id: unless
        title: {vi: "Trừ xã mới", en: "Unless new"}
        cite: 1/QĐ
        exception_to: share
        when: {not: {new_rural_since: {after: as_of}}}
        then: none
    otherwise: {then: none, cite: 1/QĐ}
  - id: clash
    title: {vi: "Xã được chọn", en: "The commune fits"}
    subject: commune
    concludes: fits
    hit_policy: unique
    rules:
      - {id: a, title: {vi: "Có điểm", en: "Has points"}, cite: 1/QĐ, when: {support_points: {at_least: 1}}, then: yes}
      - id: b
        title: {vi: "Đủ điểm", en: "Enough points"}
        cite: 1/QĐ Điều 3
        when: {support_points: {at_least: 2}}
        then: no
    otherwise: {then: no, cite: 1/QĐ}
  - id: findings
    title: {vi: "Điều cần xem", en: "To be looked at"}
    subject: commune
    concludes: finding
    hit_policy: collect
    rules:
      - {id: blank, title: {vi: "Thiếu số", en: "No number"}, cite: 1/QĐ, when: {households: {known: no}}, then: yes}
      - {id: given, title: {vi: "Có tên", en: "Named"}, cite: 1/QĐ, when: {name: {known: yes}}, then: yes}
      - {id: far, title: {vi: "Xa", en: "Far"}, cite: 1/QĐ, when: {road_to_district_km: {more_than: 20.5}}, then: yes}
"""


def write_rules(root: Path) -> Path:
    """The folder of rules, with its one instrument."""
    folder = root / "1-qd"
    folder.mkdir(parents=True)
    (root / "instruments.yaml").write_text(INSTRUMENTS, encoding="utf-8")
    (folder / "2023-01-01.yaml").write_text(RULES, encoding="utf-8")
    return folder


def sample_law(root: Path) -> Law:
    """The law of that folder."""
    return load_rules(write_rules(root / "rules"), AS_OF)


def through_json(record_of: Callable[..., Any]) -> Callable[..., Any]:
    """The same function, with its record as another program reads it."""
    return lambda *given, **more: json.loads(json.dumps(record_of(*given, **more)))
