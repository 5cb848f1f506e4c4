"""A small folder of rules that has one of everything, for tests of mutants and of coverage."""

from pathlib import Path

INSTRUMENTS = """instruments:
  - {number: 1/2020/QĐ-A, title: {vi: Một, en: One}, issuer: {vi: A, en: A}, issued: 2020-01-01}
  - {number: 9/KH-A, title: {vi: Kế hoạch, en: Plan}, issuer: {vi: A, en: A}, issued: 2022-03-01}
"""
FIRST = """instrument: 1/2020/QĐ-A
in_force: {from: 2020-01-01, until: 2021-12-31}
values:
  poor:
    cite: 1/2020/QĐ-A
    rows:
      - {from: 2020-01-01, value: 10%}
      - {from: 2021-01-01, value: 20%}
  unused: {cite: 1/2020/QĐ-A, rows: [{from: 2020-01-01, value: 5}]}
rule_sets:
  - id: poor
    subject: commune
    concludes: is_poor
    rules:
      - {id: poor, cite: 1/2020/QĐ-A, when: {ratio: poor_households, of: households, at_least: poor}, then: yes}
    otherwise: {then: no, cite: 1/2020/QĐ-A}
"""
SECOND = """instrument: 1/2020/QĐ-A
in_force: {from: 2022-01-01}
values:
  many:
    cite: 1/2020/QĐ-A
    rows:
      - from: 2022-01-01
        value: 100
        variants:
          - {when: {mekong_delta: yes}, value: 50}
          - {when: {road_to_district_km: {more_than: 20}}, value: 70}
rule_sets:
  - id: grade
    title: {vi: Hạng, en: Grade}
    subject: commune
    concludes: grade
    hit_policy: first
    labels: {a: {vi: Hạng A, en: Grade A}, none: {vi: Không hạng, en: No grade}}
    rules:
      - id: sized
        cite: 1/2020/QĐ-A Điều 1
        when:
          all:
            - households: {between: [100, 100], less_than: 5000}
            - not: {name: Xã A}
            - count: [{mekong_delta: yes}, {support_points: {at_least: 1}}]
              at_least: 1
            - every: villages
              where: {road: good}
        then: a
      - id: sized-too
        cite: 1/2020/QĐ-A Điều 1
        when: {households: {at_least: many}}
        then: a
      - id: dated
        cite: 1/2020/QĐ-A Điều 2
        when: {new_rural_since: {before: 2022-03-01}}
        then: b
      - id: both-bases
        cite: 1/2020/QĐ-A Điều 3
        exception_to: [sized, dated]
        when: {poor_households: {more_than: minority_households}}
        then: none
    otherwise: {then: none, cite: 1/2020/QĐ-A}
  - id: roads
    title: {vi: Đường, en: Roads}
    subject: village
    concludes: reached
    rules:
      - id: road
        cite: 1/2020/QĐ-A Điều 4
        when:
          any:
            - road: {is_not: [hard, no_road]}
            - commune: {households: {at_least: many}}
            - delisted_on: {after: as_of}
        then: yes
    otherwise: {then: no, cite: 1/2020/QĐ-A}
  - id: gaps
    title: {vi: Thiếu, en: Gaps}
    subject: commune
    concludes: gaps
    hit_policy: collect
    rules:
      - {id: unknown-size, cite: 1/2020/QĐ-A, when: {households: {known: no}}, then: gap}
      - {id: villages, cite: 1/2020/QĐ-A, when: {count: villages, at_least: 2}, then: gap}
"""
PLAN = """plan: 9/KH-A
subject: commune
scope: {all: [{province_code: "24"}, {mekong_delta: no}]}
eligible: {rule_set: 1/2020/QĐ-A grade, is: a}
quota: {at_least: 1, at_most: 1, cite: 9/KH-A}
limits: [{for_each: district_code, at_most: 1, cite: 9/KH-A}]
deadlines: [{id: done, to: 2022-12-31, cite: 9/KH-A}]
"""
CHOICES = """plan: 9/KH-A
chosen_by: ""
order:
  - {key: households, reason: {vi: nhỏ trước, en: small first}}
  - {key: grade, sequence: [a, b, none], reason: {vi: hạng, en: grade}}
"""
ASSUME = """plan: 9/KH-A
assume:
  - {id: small, subject: commune, when: {mekong_delta: no}, then: {households: 100, listed_region: I}, reason: {vi: A, en: A}}
"""


def rules(root: Path) -> Path:
    """The folder, without the plan's."""
    folder = root / "rules"
    files = {
        "instruments.yaml": INSTRUMENTS,
        "1-2020-qd-a/2020-01-01.yaml": FIRST,
        "1-2020-qd-a/2022-01-01.yaml": SECOND,
    }
    return _written(folder, files)


def rules_and_plan(root: Path) -> Path:
    """The folder with the plan's."""
    own = {"9-kh-a/2022-03-01.yaml": PLAN, "9-kh-a/choices.yaml": CHOICES, "9-kh-a/assume.yaml": ASSUME}
    return _written(rules(root), own)


def _written(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder
