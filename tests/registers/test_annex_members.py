"""Supplements: parts that only a list names, and what lists say of parts that are there."""

from eligibility.communes import SUBJECTS, Commune, Village
from eligibility.model import UNKNOWN, AnnexList, Evidence, Facts, Row
from eligibility.registers import Annexes, members_of, supplement

KEYS = ("province", "district", "commune", "name")


def listing(*names: str, keys: tuple[str, ...] = KEYS) -> Annexes:
    place = ("Bắc Giang", "Sơn Động", "Vân Sơn")[: len(keys) - 1]
    rows = tuple(Row((*place, name), True, Evidence.OFFICIAL, "612") for name in names)
    return Annexes((AnnexList("612/QĐ-UBDT", "listed_specially_difficult", "village", keys, rows, False),))


def villages(lists: Annexes, commune: Commune | Facts) -> tuple[list[tuple[object, object]], list[str]]:
    own = commune if isinstance(commune, Facts) else Facts(commune)
    (found,), _, problems = supplement(lists, SUBJECTS, "commune", [(own, None)])
    members = members_of(found, "villages")
    assert tuple(one.subject for one in members) == found.subject.villages
    named = [(one.subject.name, one.subject.listed_specially_difficult) for one in members]
    return named, [problem.text("en") for problem in problems]


def commune(*names: str | None, name: str = "Xã Vân Sơn", complete: bool = False) -> Commune:
    found = tuple(Village(name=name) if name else Village() for name in names)
    place = {"province": "Tỉnh Bắc Giang", "district": "Huyện Sơn Động", "name": name}
    return Commune(**place, villages=found, villages_complete=complete)  # type: ignore[arg-type]


def test_village_that_only_the_list_names_is_added() -> None:
    assert villages(listing("Khe Ang", "Nà Hin"), commune("Nà Hin")) == ([("Nà Hin", True), ("Khe Ang", True)], [])


def test_added_village_stands_on_the_row() -> None:
    (found,), _, _ = supplement(listing("Khe Ang"), SUBJECTS, "commune", [(Facts(commune()), None)])
    (added,) = found.members["villages"]
    assert (added.level("name"), added.source("name")) == (Evidence.OFFICIAL, "612")


def test_village_of_another_commune_is_not_added() -> None:
    assert villages(listing("Khe Ang"), commune(name="Xã Hữu Sản")) == ([], [])


def test_village_without_a_name_may_be_the_one_that_the_list_names() -> None:
    found, _ = villages(listing("Khe Ang", "Nà Hin"), commune(None))
    assert found == [(UNKNOWN, UNKNOWN), ("Nà Hin", True)]


def test_village_of_a_name_that_could_be_confused_is_not_added() -> None:
    assert [name for name, _ in villages(listing("Cẩm Sơn"), commune("Cấm Sơn"))[0]] == ["Cấm Sơn"]


def test_village_that_a_complete_relation_lacks_is_a_problem() -> None:
    _, problems = villages(listing("Khe Ang"), commune("Nà Hin", complete=True))
    assert len(problems) == 1
    assert "Khe Ang is in the list of 612/QĐ-UBDT but not in the facts" in problems[0]


def test_commune_of_unknown_place_is_left_as_it_is() -> None:
    assert villages(listing("Khe Ang"), Commune(name="Xã Vân Sơn")) == ([], [])


def test_list_by_codes_names_no_new_village() -> None:
    assert villages(listing("07615", keys=("province", "commune_code")), commune()) == ([], [])


def test_facts_of_members_stay_when_lists_say_nothing() -> None:
    own = Facts.of(commune("Nà Hin"), villages=[Facts.of(Village(name="Nà Hin"), "official")])
    (found,), _, _ = supplement(listing("Nà Bó", keys=KEYS[:2]), SUBJECTS, "commune", [(own, None)])
    assert found is own
