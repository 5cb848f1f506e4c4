"""Reading at size: the same facts as from a register, whatever the file and the order; what is wrong all at once."""

import random
from datetime import date
from pathlib import Path

import polars as pl
import pytest

import eligibility as el
from eligibility.columns import files, levels, reading
from eligibility.columns.reading import open_columns
from eligibility.columns.tables import facts_of
from eligibility.errors import FactError
from eligibility.registers import read_register
from eligibility.rulesets import Law
from eligibility.values import Type
from eligibility.vocabulary import SubjectType, written
from tests import generators
from tests.columns.test_objects import plain

LAW = el.load_rules("03/2023/TT-BTTTT", date(2023, 7, 5))
BARE = Law("1", date(2023, 7, 5), (), {}, LAW.vocabulary, {})
KINDS = {"communes": LAW.vocabulary["commune"], "villages": LAW.vocabulary["village"]}
COMMUNES = {"code": ["00001", "00002", "00003"], "households": [30, None, 20]}
VILLAGES = {"commune_code": ["00001", "00001", "00003"], "households": [10, 20, None]}


def write(folder: Path, suffix: str = "parquet", **tables: dict | pl.DataFrame | str) -> Path:
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
                word = written(generators.random_value(rng, attribute)) if attribute.type is not Type.CODE else ""
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
@pytest.mark.parametrize("seed", range(40))
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
