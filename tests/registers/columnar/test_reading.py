"""Reading at size: the same facts as from a register, whatever the file and the order; what is wrong all at once."""

import random
from datetime import date
from pathlib import Path
from typing import Any

import attrs
import polars as pl
import pytest

import eligibility as el
from eligibility.model import AnnexList, Evidence, Law, Row, SubjectType, Total, Type, format_value
from eligibility.model.columns import facts_of
from eligibility.registers import read_register
from eligibility.registers.columnar import files, levels, open_columns, reading
from eligibility.sources import FactError
from tests import generators
from tests.model.columns.test_objects import plain
from tests.sizes import seeds

LAW = el.load_rules("03/2023/TT-BTTTT", date(2023, 7, 5))
BARE = Law("1", date(2023, 7, 5), (), {}, LAW.vocabulary, {})
KINDS = {"communes": LAW.vocabulary["commune"], "villages": LAW.vocabulary["village"]}
COMMUNES = {"code": ["00001", "00002", "00003"], "households": [30, None, 20]}
VILLAGES = {"commune_code": ["00001", "00001", "00003"], "households": [10, 20, None]}


def write(folder: Path, suffix: Any = "parquet", **tables: Any) -> Path:
    for name, table in tables.items():
        path = folder / f"{name}.{suffix}"
        if isinstance(table, str):
            path.write_text(table, encoding="utf-8")
            continue
        frame = pl.DataFrame(table)
        if suffix == "parquet":
            frame.write_parquet(path, row_group_size=2)
        elif suffix == "arrow":
            frame.write_ipc(path)
        else:
            frame.write_ipc_stream(path)
    return folder


def facts(path: Path, law: Law = BARE, size: int | None = None) -> list:
    source = open_columns(path, law)
    chunks = [source.whole()] if size is None else [*source.chunks(size)]
    return [plain(one, law) for columns in chunks for one in facts_of(law, columns)]


def wrong(path: Path, law: Law = BARE, wanted=None) -> list[str]:
    with pytest.raises(FactError) as found:
        open_columns(path, law, wanted).whole()
    return [problem.text("en").replace(str(path), "R").replace("R/", "") for problem in found.value.problems]


# ── the same as registers ────────────────────────────────────────────────────────────────────────


def drawn(rng: random.Random, kind: SubjectType, rows: int, **codes: list) -> str:
    """A table in CSV of values, words and gaps at random."""
    names = [name for name in kind.attributes if name not in codes and not name.endswith("code") and rng.random() < 0.8]
    complete = [f"{name}_complete" for name in kind.relations]
    lines = [",".join([*codes, *names, *complete, "households:evidence", "evidence", "source"])]
    for at in range(rows):
        cells = [codes[name][at] for name in codes]
        for name in names:
            attribute = kind.attributes[name]
            word = rng.choice(("unknown", "", "", "")) if rng.random() < 0.4 else ""
            if name == "name":
                word = word or f"Xã {at} {rng.choice(('An', ' Ân'))}"
            elif rng.random() < 0.6:
                word = format_value(generators.random_value(rng, attribute)) if attribute.type is not Type.CODE else ""
                if attribute.part_of:
                    word = "0"
                if attribute.type is Type.SHARE:
                    word = "20.5%"
                if attribute.type is Type.DATE and rng.random() < 0.3:
                    word = rng.choice(("5/7/2023", "không có", " 2023-07-05"))
                if attribute.type.finite and attribute.nullable and rng.random() < 0.3:
                    word = "I|none"
            cells.append(word)
        cells += [rng.choice(("", "yes", "no")) for _ in complete]
        cells += [rng.choice(("", "official", "assumed")), rng.choice(("", "secondary")), rng.choice(("", "a book"))]
        lines.append(",".join(cells))
    return "\n".join(lines) + "\n"


@pytest.fixture
def small(monkeypatch):
    monkeypatch.setattr(levels, "CHUNK", 3)
    monkeypatch.setattr(reading, "CHUNK", 3)


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("seed", seeds(12, 80))
@pytest.mark.slow
def test_columns_say_what_the_register_of_the_same_file_says(tmp_path, monkeypatch, seed):
    rng = random.Random(seed)
    monkeypatch.setattr(files, "IN_MEMORY", rng.choice((0, 10**9)))
    codes = [f"{code:05}" for code in rng.sample(range(1000), 8)]
    codes = sorted(codes) if rng.random() < 0.5 else codes
    owners = [rng.choice(codes) for _ in range(20)]
    owners = sorted(owners, key=codes.index) if rng.random() < 0.5 else owners
    path = write(
        tmp_path,
        "csv",
        communes=drawn(rng, KINDS["communes"], 8, code=codes),
        villages=drawn(rng, KINDS["villages"], 20, commune_code=owners),
    )
    if rng.random() < 0.5:
        (path / "register.yaml").write_text(
            "register: {vi: Sổ, en: Book}\nevidence: official\nsource: {vi: X, en: X}\n"
        )
    expected = [plain(one, BARE) for one in read_register(path, BARE).of("commune")]
    assert facts(path) == expected
    assert facts(path, size=3) == expected


# ── lists ────────────────────────────────────────────────────────────────────────────────────────

PLACES: dict[str, list[Any]] = {
    "code": ["07615", "07616", "00001", "07617", "00002"],
    "province": ["Tỉnh Bắc Giang", "Bắc Giang", "Hà Giang", "bắc giang", None],
    "district": ["Sơn Động", "Sơn Động", "A", "Sơn Động", "B"],
    "name": ["Thị trấn An Châu", "Xã Vân Sơn", "Xã X", "Xã Dương Hưu", "Xã Y"],
}
ANNEX = AnnexList(
    "612/QĐ-UBDT",
    "listed_specially_difficult",
    "village",
    ("province", "district", "commune", "name"),
    tuple(
        Row(("Bắc Giang", "Sơn Động", commune, name), True, Evidence.OFFICIAL, "annex")
        for commune, name in (("Vân Sơn", "Nà Hin"), ("Vân Sơn", "Khe Ang"), ("Dương Hưu", "Mùng"))
    ),
    False,
    (Total("Bắc Giang", True, 3, "", Evidence.OFFICIAL, "totals"),),
)
LISTED = attrs.evolve(LAW, listings=(*[one for one in LAW.listings if one.of == "commune"], ANNEX))
PARTS = {
    "commune_code": ["00002", "07616", "07615", "07616", "00001"],
    "name": ["Thôn 1", "Thôn Nà Hin", "Thôn 3", None, "Thôn 4"],
    "households": [5, 6, 7, 8, 9],
}


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("size", [None, 1, 2])
def test_lists_fill_in_what_they_know_as_in_registers(tmp_path, size):
    (tmp_path / "csv").mkdir()
    write(tmp_path / "csv", "csv", communes=pl.DataFrame(PLACES).write_csv(), villages=pl.DataFrame(PARTS).write_csv())
    register = read_register(tmp_path / "csv", LISTED)
    (tmp_path / "parquet").mkdir()
    write(tmp_path / "parquet", communes=PLACES, villages=PARTS)
    source = open_columns(tmp_path / "parquet", LISTED)
    expected = [plain(one, LISTED) for one in register.of("commune")]
    assert [len(one[0]["villages"]) for one in expected] == [1, 2, 1, 1, 1]  # Mùng stands in the annex alone
    assert facts(tmp_path / "parquet", LISTED, size) == expected
    assert source.matches == register.matches
    wanted = {"commune": ["listed_region"], "village": ["listed_specially_difficult"]}
    (columns,) = open_columns(tmp_path / "parquet", LISTED, wanted).chunks()
    regions = [(one.subject.code, one.subject.listed_region) for one in register.of("commune")]
    assert [(one.subject.code, one.subject.listed_region) for one in facts_of(LISTED, columns)] == regions
    assert "name" not in columns.table.columns


def one_list(of: str, gives: str, keys: tuple[str, ...], names: tuple[str, ...], value: str | bool) -> Law:
    row = Row(names, value, Evidence.OFFICIAL, "annex")
    return attrs.evolve(BARE, listings=(AnnexList("1/QĐ", gives, of, keys, (row,)),))


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize(
    "law",
    [
        one_list("village", "listed_specially_difficult", ("commune", "name"), ("Xã X", "Thôn 4"), True),
        one_list("commune", "listed_region", ("code",), ("00002",), "II"),
        one_list("commune", "listed_region", ("province", "name"), ("Hà Giang", "Xã X"), "II"),
        one_list("commune", "listed_region", ("province", "name"), ("Cà Mau", "Xã X"), "II"),
        one_list("point", "site", ("province",), ("Cà Mau",), "A"),
    ],
)
def test_lists_of_any_keys_fill_in_as_in_registers(tmp_path, law):
    communes: dict[str, list[Any]] = {name: [*values, *values] for name, values in PLACES.items()}
    communes["code"][5:] = ["10001", "10002", "10003", "10004", "10005"]
    communes["name"][5:] = ["U", "V", "X", "Y", "Z"]
    for name in ("csv", "parquet"):
        (tmp_path / name).mkdir()
    tables = {"communes": pl.DataFrame(communes), "villages": pl.DataFrame(PARTS)}
    write(tmp_path / "csv", "csv", **{name: table.write_csv() for name, table in tables.items()})
    write(tmp_path / "parquet", **tables)
    register = read_register(tmp_path / "csv", law)
    assert facts(tmp_path / "parquet", law, 2) == [plain(one, law) for one in register.of("commune")]
    assert open_columns(tmp_path / "parquet", law).matches == tuple(
        m for m in register.matches if m.listing.of != "point"
    )


def test_facts_that_contradict_a_list_are_refused(tmp_path):
    law = one_list("commune", "listed_region", ("code",), ("07615",), "III")
    write(tmp_path, communes={"code": ["07615"], "listed_region": ["I"]})
    assert wrong(tmp_path, law) == ["07615: listed_region is I in the facts but III by 1/QĐ"]
    write(tmp_path, communes={"code": ["07615"], "district": ["x" * 2000]})
    (told,) = wrong(tmp_path, law, {"commune": {"listed_region"}})
    assert told.startswith("communes.parquet:1:district: “xxx")
