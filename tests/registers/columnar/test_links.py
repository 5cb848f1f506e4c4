"""Links: members by their codes, in whatever order, at every level, and codes of every shape."""

import random

import polars as pl
import pytest

from eligibility.model import Attribute, Law, Relation, SubjectType, Type, declare
from eligibility.model.columns import facts_of
from eligibility.model.columns.columns import physical
from eligibility.registers.columnar import links, open_columns
from eligibility.sources import FactError, Text
from tests import generators
from tests.registers.columnar.test_reading import BARE, LAW, small, write, wrong
from tests.sizes import seeds

pytestmark = pytest.mark.slow

__all__ = ["small"]  # a fixture


def law(width: int) -> Law:
    """A law whose communes have villages that have hamlets, all with codes of so many digits, or of any text."""
    code = Attribute("code", Text("Mã", "Code"), Type.CODE, width=width)
    below = {"commune": ("villages", "village"), "village": ("hamlets", "hamlet"), "hamlet": None}
    kinds = {}
    for name, pair in below.items():
        relations = {pair[0]: Relation(pair[0], Text("", ""), pair[1], name)} if pair else {}
        kinds[name] = declare(
            SubjectType(name, Text(name, name.title()), {"code": code}, relations, object), name.title()
        )
    return Law("1", generators.AS_OF, (), {}, kinds, {})


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("seed", seeds(6, 48))
@pytest.mark.parametrize("width", [0, 9, 12, 25])
def test_members_stand_with_the_subjects_of_their_codes(tmp_path, monkeypatch, width, seed):
    rng = random.Random(seed)
    monkeypatch.setattr(links, "_SPARSE", rng.choice((1, 10**30)))
    codes = [str(code).zfill(width) for code in rng.sample(range(100, 300), 60)]
    rows = {"commune": codes[:10], "village": codes[10:30], "hamlet": codes[30:]}
    owners = {"village": rng.choices(rows["commune"], k=20), "hamlet": rng.choices(rows["village"], k=30)}
    if rng.random() < 0.5:
        owners["village"].sort(key=rows["commune"].index)
        rows["commune"].sort()
    for name, upper in (("commune", ""), ("village", "commune"), ("hamlet", "village")):
        frame = pl.DataFrame({"code": rows[name], **({f"{upper}_code": owners[name]} if upper else {})})
        write(tmp_path, **{f"{name}s": frame})
    expected = [
        (one, [(two, [three for three, owner in zip(rows["hamlet"], owners["hamlet"], strict=True) if owner == two])
               for two, owner in zip(rows["village"], owners["village"], strict=True) if owner == one])
        for one in rows["commune"]
    ]  # fmt: skip
    own = law(width)
    for columns in ([open_columns(tmp_path, own).whole()], open_columns(tmp_path, own).chunks(4)):
        found = [one.subject for some in columns for one in facts_of(own, some)]
        said = [
            (one.code, [(two.code, [three.code for three in two.hamlets]) for two in one.villages]) for one in found
        ]
        assert said == expected


@pytest.mark.parametrize("width", [0, 9])
def test_codes_given_twice_are_refused_at_every_level(tmp_path, width):
    one, two = "1".zfill(width), "2".zfill(width)
    write(tmp_path, communes={"code": [one, two, one]}, villages={"code": [one, one], "commune_code": [two, two]})
    assert wrong(tmp_path, law(width)) == [
        f"communes.parquet:3:code: Commune {one} repeats (communes.parquet:1:code)",
        f"villages.parquet:2:code: Village {one} repeats (villages.parquet:1:code)",
    ]


def test_communes_of_no_known_code_own_nothing(tmp_path):
    write(tmp_path, communes={"code": pl.Series([None], dtype=pl.String)}, villages={"commune_code": ["00001"]})
    assert wrong(tmp_path) == ["villages.parquet:1:commune_code: no commune is the one that this row names"]


def test_only_the_tables_that_are_wanted_are_read(tmp_path):
    write(
        tmp_path,
        communes={
            "code": ["00001"],
            "name": ["A"],
            "name:source": ["x"],
            "households": [3],
            "households:source": ["y"],
        },
        villages={"commune_code": ["00001"], "commune": ["A"], "households": [3], "road": ["good"]},
        points={"site": ["A"]},
    )
    source = open_columns(tmp_path, BARE, {"commune": {"households"}, "village": set()})
    assert (source.kinds, source.counts) == (("commune",), {"commune": 1, "village": 1})
    columns = source.whole()
    assert columns.table.columns == ["code", "households", "households:source"]
    assert columns.members["villages"].columns.table.to_dict(as_series=False) == {"name": [None]}
    assert not open_columns(tmp_path, BARE, {"commune": set()}).whole().members
    assert open_columns(tmp_path, BARE, {"village": {"road"}}).whole().table.columns == ["code"]
    source = open_columns(tmp_path, LAW)
    assert source.kinds == ("commune", "point")
    assert [len(source.whole(kind)) for kind in (None, "point")] == [1, 1]
    assert len(open_columns(tmp_path / "points.parquet", LAW).whole()) == 1


def test_choice_takes_as_many_bits_as_it_has_values():
    def chosen(many: int) -> Attribute:
        return Attribute("x", Text("", ""), Type.CHOICE, choices=tuple(map(str, range(many))))

    widths = {2: pl.UInt8, 8: pl.UInt8, 9: pl.UInt16, 17: pl.UInt32, 64: pl.UInt64}
    assert {many: physical(chosen(many)) for many in widths} == widths
    with pytest.raises(FactError, match="x has more than 64 values"):
        physical(chosen(65))


@pytest.mark.parametrize(
    ("owners", "members", "offsets"),
    [
        ([3, 5, 6], [3, 3, 6], [0, 2, 2, 3]),
        ([3, 5, 6], [], [0, 0, 0, 0]),
        ([3, 5, 6], [3, 6, 3], None),  # in no order
        ([5, 3, 6], [3, 3, 6], None),
        ([3, 5, 6], [3, 4, 6], None),  # one of nobody
        ([3, 5, 6], [2, 3], None),
        ([3, 5, 6], [6, 7], None),
        ([3, 5, 6], [3, None], None),
        ([3, None, 6], [3], None),
        ([], [], None),
        ([3, 3, 6], [3], None),  # of which of the two?
        ([3, 5, 4_000_000_000], [3], None),  # so far apart that counting by address would take too much
    ],
)
def test_members_in_order_are_counted_by_their_codes(owners, members, offsets):
    found = links.ordered(pl.Series(owners, dtype=pl.UInt32), pl.Series(members, dtype=pl.UInt32))
    assert (found.offsets.to_list() if found else None) == offsets


def test_codes_that_are_no_numbers_are_not_counted_by_address():
    assert links.ordered(pl.Series(["a"]), pl.Series(["a"])) is None
