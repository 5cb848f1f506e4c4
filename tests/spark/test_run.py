"""Spark against the columnar engine, on random laws and registers with gaps; and runs from files to files."""

import json
import os
import random
import sys
from datetime import date
from decimal import Decimal
from typing import Any

import attrs
import polars as pl
import pytest
from click.testing import CliRunner
from pyspark.sql import functions as F  # noqa: N812

from eligibility.cli import program
from eligibility.deciding.columnar import decide_register, needed
from eligibility.engines import layout_of
from eligibility.engines.columnar import Call, ColumnarEngine
from eligibility.model import (
    Citation,
    Count,
    Fact,
    HitPolicy,
    Law,
    Leaf,
    Literal,
    Op,
    Otherwise,
    Ratio,
    Rule,
    RuleSet,
    Type,
    conditions,
)
from eligibility.model.columns import columns_of
from eligibility.registers.columnar import open_columns
from eligibility.rulefiles import load_rules
from eligibility.sources import FactError, Text, Unavailable
from eligibility.spark import decide_on_spark
from eligibility.spark.engine import SparkEngine
from eligibility.spark.expressions import clause
from eligibility.spark.run import Folder
from eligibility.spark.session import session
from eligibility.spark.windows import KIND, Level
from tests import generators

pytestmark = pytest.mark.slow

NIGHTLY = os.environ.get("ELIGIBILITY_NIGHTLY") == "1"
LAWS, FACTS = (200 if NIGHTLY else 12), 40
AS_OF = date(2023, 7, 5)
QUICK = {
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    "spark.sql.adaptive.enabled": "false",
}


@pytest.fixture(scope="module")
def spark():
    started = session("local[2]")
    started.conf.set("spark.sql.shuffle.partitions", "2")
    yield started
    started.stop()


# ── the same bits ────────────────────────────────────────────────────────────────────────────────


def tables(columns, path=(), owners=None):
    """The table of each kind by path, each row with the keys of those above it and its own."""
    own = pl.Series(f"k{len(path)}", range(len(columns.table)), dtype=pl.Int64)
    keys = pl.DataFrame([own]) if owners is None else owners.with_columns(own)
    yield path, columns.table, keys
    for name, group in columns.members.items():
        counts = group.offsets.diff().slice(1)
        repeated = keys.select(pl.all().repeat_by(counts).explode(empty_as_null=False))
        yield from tables(group.columns, (*path, name), repeated)


def levels(spark, columns, folder):
    found = {}
    for number, (path, table, keys) in enumerate(tables(columns)):
        file = folder / f"{number}.parquet"
        unsigned = pl.selectors.unsigned_integer() - pl.selectors.by_dtype(pl.UInt64)
        pl.concat([table.with_columns(unsigned.cast(pl.Int64)), keys], how="horizontal").write_parquet(file)
        frame = spark.read.parquet(str(file))
        found[path] = Level(
            frame,
            {name: F.col(f"`{name}`") for name in table.columns},
            tuple(F.col(name) for name in keys.columns),
        )
    return found


def outcomes(found):
    return [*found.leaves, *found.states, *found.outcomes, *found.values, found.conflict]


def differences(spark, law, group, folder):
    layout = layout_of(law, "commune")
    columns = columns_of(law, law.vocabulary["commune"], group)
    traced = ColumnarEngine(law, layout).run(columns)
    whole = SparkEngine(law, layout).run(levels(spark, columns, folder))
    stack = whole.stack
    named = list(dict.fromkeys(one for held in whole.found.values() for one in outcomes(held)))
    keys = [F.col(name).asc_nulls_first() for name in stack.frame.columns if name.startswith("~key")]
    chosen = [stack.outcome(one).alias(f"o{at}") for at, one in enumerate(named)]
    rows = stack.frame.orderBy(*keys).select(KIND, *chosen, whole.faulty().alias("fault")).collect()
    mine = {path: [row for row in rows if row[0] == number] for number, path in enumerate(stack.paths)}
    found = []
    for at, one in enumerate(named):
        got = [row[at + 1] for row in mine[one[0]]]
        if got != traced.column(one).to_list():
            found.append((one, got, traced.column(one).to_list()))
    faults = {(path, at) for path in mine for at, row in enumerate(mine[path]) if row["fault"]}
    assert faults == {*traced.faulty()}
    assert whole.found == traced.plan.derived
    return found


@pytest.fixture
def uncompiled(spark):
    """The session without what pays for large registers only."""
    for name, value in QUICK.items():
        spark.conf.set(name, value)
    yield spark
    for name in QUICK:
        spark.conf.unset(name)


@pytest.mark.parametrize("batch", range(LAWS))
def test_spark_agrees_with_columnar(uncompiled, tmp_path, batch):
    rng = random.Random(batch + 17)
    law = attrs.evolve(generators.random_law(rng), listings=())
    group = [generators.random_facts(rng, law) for _ in range(FACTS)]
    assert differences(uncompiled, law, group, tmp_path) == []


# ── from files to files ──────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def law():
    return load_rules("03/2023/TT-BTTTT", AS_OF)


def gaps(rng, values, share=0.1):
    return [None if rng.random() < share else value for value in values]


def communes(rng, amount):
    return (
        pl.DataFrame(
            {
                "code": [f"{number:05}" for number in range(amount)],
                "province": gaps(rng, [rng.choice(("Sơn La", "Lào Cai", "Kon Tum")) for _ in range(amount)]),
                "listed_region": gaps(
                    rng, [rng.choice(("I", "II", "III", "none", "I|II", "ii")) for _ in range(amount)]
                ),
                "support_points": gaps(rng, [rng.choice((0, 0, 1, 2)) for _ in range(amount)]),
                "new_rural_since": gaps(rng, [date(2020 + rng.randrange(6), 3, 1) for _ in range(amount)]),
                "villages_complete": gaps(rng, [rng.random() < 0.7 for _ in range(amount)]),
            },
            schema_overrides={"support_points": pl.Int32},
        )
        .with_columns(pl.Series("new_rural_since:none", [rng.random() < 0.3 for _ in range(amount)]))
        .with_columns(
            pl.when(pl.col("new_rural_since:none"))
            .then(None)
            .otherwise(pl.col("new_rural_since"))
            .alias("new_rural_since")
        )
    )


def villages(rng, amount):
    codes = [f"{rng.randrange(amount):05}" for _ in range(4 * amount)]
    return pl.DataFrame(
        {
            "commune_code": codes,
            "name": [f"Thôn {number}" for number in range(len(codes))],
            "listed_specially_difficult": gaps(rng, [rng.random() < 0.2 for _ in codes]),
        }
    )


def register(folder, communes, villages=None):
    folder.mkdir(exist_ok=True)
    communes.write_parquet(folder / "communes.parquet")
    if villages is not None:
        villages.write_parquet(folder / "villages.parquet")
    return folder


def test_shipped_law_is_decided_as_by_columns(spark, tmp_path, law):
    rng = random.Random(3)
    facts = register(tmp_path / "register", communes(rng, 1_000), villages(rng, 1_000))
    told: list = []
    out = tmp_path / "out"
    counts = decide_on_spark(law, "commune", f"{facts}/", str(out), "local[2]", told.append)
    decided = decide_register(law, open_columns(facts, law, needed(law, "commune")).whole())
    expected = decided.frame(evidence=False).sort("code")
    found = pl.read_parquet(out / "*.parquet").sort("code")
    assert found.columns == expected.columns
    assert found.equals(expected)
    assert counts == {name: decided.tally(name) for name in decided.rule_sets}
    assert [text.en for text in told] == ["Reading the headings", "Deciding", "Counting"]
    assert [path.name for path in tmp_path.iterdir() if "part" in path.name] == []
    with pytest.raises(FactError, match="something here already"):
        decide_on_spark(law, "commune", str(facts), str(out), "local[2]")
    alone = decide_on_spark(law, "commune", str(facts / "communes.parquet"), str(tmp_path / "one.csv"), "local[2]")
    parts = [path.read_text(encoding="utf-8").splitlines() for path in (tmp_path / "one.csv").glob("*.csv")]
    assert {lines[0] for lines in parts} == {",".join(expected.columns)}
    assert sum(len(lines) - 1 for lines in parts) == 1_000
    assert alone["eligible"][0].keys() == counts["eligible"][0].keys()
    assert alone["eligible"][0].total() == 1_000


def test_provinces_that_lists_speak_of_are_refused(spark, tmp_path, law):
    table = pl.DataFrame({"code": ["00001", "00002"], "province": ["Tỉnh Bắc Giang", "Sơn La"]})
    facts = register(tmp_path / "register", table)
    with pytest.raises(FactError, match=r"lists of the law speak of this register Tỉnh Bắc Giang; .*--engine columnar"):
        decide_on_spark(law, "commune", str(facts), str(tmp_path / "out"), "local[2]")
    everywhere = attrs.evolve(law.listings[0], keys=("code",), rows=law.listings[0].rows[:1])
    listed = attrs.evolve(law, listings=(everywhere,))
    facts = register(tmp_path / "other", table.select("code"))
    with pytest.raises(FactError, match="lists of the law speak of this register; Spark meets no names"):
        decide_on_spark(listed, "commune", str(facts), str(tmp_path / "out"), "local[2]")


# ── typed columns ────────────────────────────────────────────────────────────────────────────────


MANY = tuple(f"w{number}" for number in range(64))


def typed_law(more=()):
    """A law that reads attributes of every type."""
    own = generators.VOCABULARY["commune"]
    attribute = generators._attribute
    extra = (
        attribute("cleared", Type.YES_NO, nullable=True),
        attribute("stated", Type.YES_NO, nullable=True),
        attribute("many", Type.CHOICE, choices=MANY),
    )
    kind = generators._subject("commune", (*own.attributes.values(), *extra), *own.relations.values())
    fact = {
        "flag": True, "region": "II", "allowance": Decimal("0.5"), "road_km": Decimal("2.5"), "coverage": Decimal("0.2"),
        "target": Decimal("0.25"), "unpaved_km": Decimal(1), "since": None, "until": AS_OF, "name": "Yên",
        "households": 100, "poor": 2, "cleared": None, "stated": None, "points": 3, **dict(more),
    }  # fmt: skip
    leaves = {name: Leaf(Fact(name), (conditions.Test(Op.IS, (Literal(value),)),)) for name, value in fact.items()}
    leaves["hard"] = Leaf(
        Count("villages", Leaf(Fact("road"), (conditions.Test(Op.IS, (Literal("hard"),)),))), AT_LEAST
    )
    leaves["far"] = Leaf(Ratio("unpaved_km", "road_km"), (conditions.Test(Op.AT_LEAST, (Literal(Decimal("0.2")),)),))
    rules = tuple(
        Rule(f"is-{name}", Text("", ""), (Citation("1/QĐ"),), leaf, "a" if at % 2 else None)
        for at, (name, leaf) in enumerate(leaves.items())
    )
    worded = attribute("worded", Type.CHOICE, choices=("a", "b"), nullable=True)
    noted = attribute("noted", Type.CHOICE, choices=("a", "b"), nullable=True)
    sets = (
        RuleSet("1/QĐ", "one", Text("", ""), "commune", worded, HitPolicy.UNIQUE, rules, Otherwise("b", ())),
        RuleSet("1/QĐ", "two", Text("", ""), "commune", noted, HitPolicy.COLLECT, rules[:2], None),
    )
    vocabulary = {**generators.VOCABULARY, "commune": kind}
    return Law("1/QĐ", AS_OF, sets, {}, vocabulary, {})


AT_LEAST = (conditions.Test(Op.AT_LEAST, (Literal(1),)),)


def typed(amount, rng):
    """A register with columns of every type that is read."""

    def some(*values):
        return [rng.choice((*values, None)) for _ in range(amount)]

    days = some(AS_OF, date(2020, 1, 1))
    return pl.DataFrame(
        [
            pl.Series("code", [f"{number:05}" for number in range(amount)]),
            pl.Series("flag", some("yes", "no", "Có", "unknown", "yes|no")),
            pl.Series("region", some("I", "II", "i|iii", "none", "I|II|III|none")),
            pl.Series("allowance", some(Decimal("0.3"), Decimal("0.5"), Decimal(1)), dtype=pl.Decimal(3, 1)),
            pl.Series("road_km", some(2.5, 3.0, 20.5), dtype=pl.Float64),
            pl.Series("unpaved_km", some(0, 1), dtype=pl.Int16),
            pl.Series("coverage", some(Decimal("0.2"), Decimal("0.149999")), dtype=pl.Decimal(38, 7)),
            pl.Series("target", some(0.25, 0.5), dtype=pl.Float32),
            pl.Series("since", days, dtype=pl.Date),
            pl.Series("since:none", [day is None and rng.random() < 0.5 for day in days]),
            pl.Series("until", some(AS_OF, date(2020, 1, 1)), dtype=pl.Date),
            pl.Series("name", some("Yên", "Ấn", "Xã An–Bình (mới)")),
            pl.Series("households", some(100, 200), dtype=pl.Int64),
            pl.Series("poor", some(2, 30), dtype=pl.UInt8),
            pl.Series("cleared", some(True, False)),
            pl.Series("stated", some("yes", "none", "no|none")),
            pl.Series("villages_complete", some("yes", "no")),
            pl.Series("evidence", some("official")),
            pl.Series("region:source", some("somewhere")),
        ]
    )


def test_typed_columns_are_read_as_by_columns(spark, tmp_path):
    rng = random.Random(5)
    law = typed_law()
    members = pl.DataFrame(
        {"commune_code": [f"{rng.randrange(60):05}" for _ in range(150)], "road": gaps(rng, ["hard", "good"] * 75)}
    )
    facts = register(tmp_path / "register", typed(60, rng), members)
    decide_on_spark(law, "commune", str(facts), str(tmp_path / "out"), "local[2]")
    decided = decide_register(law, open_columns(facts, law, needed(law, "commune")).whole())
    found = pl.read_parquet(tmp_path / "out" / "*.parquet").sort("code")
    assert found.equals(decided.frame(evidence=False).sort("code"))


def refused(law, facts, tmp_path, subject="commune"):
    with pytest.raises(FactError) as caught:
        decide_on_spark(law, subject, str(facts), str(tmp_path / "out"), "local[2]")
    assert not [path for path in tmp_path.iterdir() if path.name.startswith("out")]
    return [problem.text("en").removeprefix(f"{tmp_path}/register/") for problem in caught.value.problems]


def test_wrong_cells_are_counted_and_nothing_is_written(spark, tmp_path):
    law = typed_law()
    table = typed(8, random.Random(1)).with_columns(
        pl.Series("code", ["00000", "00001", "00001", "1", None, "00005", "00006", "00007"]),
        pl.Series("flag", ["maybe", None, "perhaps", *[None] * 5]),
        pl.Series("allowance", [Decimal("0.7"), *[None] * 7], dtype=pl.Decimal(3, 1)),
        pl.Series("road_km", [float("nan"), float("inf"), 0.1234567, 5.0, *[None] * 3, 0.0]),
        pl.Series("unpaved_km", [-1, 0, 0, 6, *[None] * 3, 1], dtype=pl.Int16),
        pl.Series("coverage", [Decimal("1.5"), Decimal("0.1234567"), *[None] * 6], dtype=pl.Decimal(38, 7)),
        pl.Series("since", [date(1800, 1, 1), AS_OF, *[None] * 6]),
        pl.Series("since:none", [False, True, *[False] * 6]),
        pl.Series("name", ["Y\u00ean", "Ye\u0302n", " Yên", "unknown", "", *["Yên"] * 3]),
        pl.Series("households", [10**12 + 1, 1, 0, *[None] * 5], dtype=pl.Int64),
        pl.Series("poor", [None, 2, None, *[None] * 5], dtype=pl.UInt8),
    )
    members = pl.DataFrame({"commune_code": ["00000", "00009", None], "households": [0, 0, 0], "poor": [0, 0, 0]})
    facts = register(tmp_path / "register", table, members)
    assert refused(law, facts, tmp_path) == [
        "communes.parquet:code: code: “1” cannot be read (rows: 1); expected a code of 5 digits",
        "communes.parquet:flag: flag: “maybe” cannot be read (rows: 2); expected one of: yes, no",
        "communes.parquet:allowance: allowance: “0.7” cannot be read (rows: 1); expected one of: 0.3, 0.5, 1, none; did you mean 0.5?",
        "communes.parquet:road_km: road_km: “0.1234567” cannot be read (rows: 3); expected a number from 0, with a decimal point",
        "communes.parquet:unpaved_km: unpaved_km: “-1” cannot be read (rows: 1); expected a number from 0, with a decimal point",
        "communes.parquet:coverage: coverage: “0.1234567” cannot be read (rows: 2); expected a share with %, from 0% to 100%",
        "communes.parquet:since: since: “1800-01-01” cannot be read (rows: 1); expected a date that exists, 1900 to 2200, YYYY-MM-DD or DD/MM/YYYY, or none",
        "communes.parquet:since:none: the row has the date 2023-07-05 under since and none (rows: 1)",
        "communes.parquet:name: name: “” cannot be read (rows: 4); expected printable text (NFC) of at most 1,000 characters",
        "communes.parquet:households: households: “1000000000001” cannot be read (rows: 1); expected a whole number from 0",
        "communes.parquet:code: a commune without a code (rows: 1)",
        "communes.parquet:poor: poor is more than households (2 > 1) (rows: 1)",
        "communes.parquet:code: commune 00001 repeats (rows: 2)",
        "communes.parquet: 00007: there is a part of what is 0 as a whole (rows: 1)",
        "villages.parquet:commune_code: the row names no commune (rows: 1)",
        "villages.parquet:commune_code: 00009: no commune is the one that this row names (rows: 1)",
    ]


def test_headings_and_types_are_told_before_anything_is_read(spark, tmp_path):
    law = typed_law({"many": "w1"}.items())
    table = pl.DataFrame(
        {
            "Code": ["00001"],
            "flag": [1],
            "region": [1],
            "allowance": [1.5],
            "points": ["3"],
            "road_km": ["2"],
            "since": ["2020-01-01"],
            "since:none": ["no"],
            "name": [3],
            "many": ["w1"],
            "worded": ["a"],
        }
    )
    members = pl.DataFrame({"commune_code": [1]})
    facts = register(tmp_path / "register", table, members)
    assert refused(law, facts, tmp_path) == [
        "communes.parquet:Code: unknown column “Code”; did you mean code?",
        "communes.parquet:worded: worded: Spark takes no answers; expected --engine columnar",
        "communes.parquet:flag: flag: the type bigint; expected boolean, or string with the words of CSV",
        "communes.parquet:region: region: the type bigint; expected string with the words of CSV",
        "communes.parquet:allowance: allowance: the type double; expected string with the words of CSV",
        "communes.parquet:points: points: the type string; expected an integer type",
        "communes.parquet:road_km: road_km: the type string; expected decimal or an integer type",
        "communes.parquet:since: since: the type string; expected date",
        "communes.parquet:name: name: the type bigint; expected string",
        "communes.parquet:many: many: the type string; expected at most 63 values",
        "communes.parquet:since:none: since:none: the type string; expected boolean",
        "communes.parquet: the column “code” is missing",
        "villages.parquet:commune_code: commune_code: the type bigint; expected string",
    ]
    hamlets = attrs.evolve(
        law,
        rule_sets=(
            attrs.evolve(
                law.rule_sets[1],
                rules=(
                    attrs.evolve(
                        law.rule_sets[1].rules[0],
                        when=Leaf(Count("villages", Leaf(Count("hamlets", None), AT_LEAST)), AT_LEAST),
                    ),
                ),
            ),
        ),
    )
    facts = register(tmp_path / "register", table.select(code="Code"), pl.DataFrame({"commune_code": ["00001"]}))
    pl.DataFrame({"village_code": ["1"]}).write_parquet(facts / "hamlets.parquet")
    deep = "hamlets.parquet: Spark reads subjects and their parts only; expected --engine columnar"
    assert refused(hamlets, facts, tmp_path) == [deep]


def test_what_is_not_there_or_broken_is_refused(spark, tmp_path, law):
    (tmp_path / "register").mkdir()
    (message,) = refused(law, tmp_path / "register", tmp_path)
    assert message.startswith("communes.parquet: Spark cannot read or decide this ([PATH_NOT_FOUND]")
    facts = register(tmp_path / "register", pl.DataFrame({"code": ["00001"]}))
    whole = (facts / "communes.parquet").read_bytes()
    (facts / "communes.parquet").write_bytes(whole[:-9])
    (message,) = refused(law, facts, tmp_path)
    assert message.startswith("communes.parquet: Spark cannot read or decide this (")
    (message,) = refused(law, facts, tmp_path, "village")
    assert message == f"{facts}: Spark decides no village by itself; expected --engine columnar"


def test_results_that_cannot_be_given_their_name_are_told(spark, tmp_path):
    class Files:
        def rename(self, one, other):
            return False

    folder = Folder(spark, str(tmp_path / "one"))
    object.__setattr__(folder, "_files", Files())
    with pytest.raises(FactError, match="the results cannot be given their name"):
        folder.rename(Folder(spark, str(tmp_path / "other")))


def test_a_sign_that_spark_has_no_word_for_is_a_fault_of_the_engine():
    with pytest.raises(AssertionError):
        clause(Call("?", ()), F.col)


# ── what has to be installed ─────────────────────────────────────────────────────────────────────


def java(tmp_path, monkeypatch, says):
    """A home of Java with a program that says this version, or with none."""
    home = tmp_path / "java"
    (home / "bin").mkdir(parents=True)
    if says:
        program = home / "bin" / "java"
        program.write_text(f"#!/bin/sh\necho '{says}' >&2\n")
        program.chmod(0o755)
    monkeypatch.setenv("JAVA_HOME", str(home))


@pytest.mark.parametrize(
    ("says", "told"),
    [
        ("", "Spark needs Java, which is missing: install a Java 17 runtime"),
        ("what?", "Spark needs Java, which is missing: install"),
        ('openjdk version "1.8.0_402"', "Java 8 is too old for Spark: install a Java 17 runtime"),
        ('openjdk version "11.0.2" 2019-01-15', "Java 11 is too old for Spark: install"),
    ],
)
def test_a_missing_or_old_java_is_one_sentence(tmp_path, monkeypatch, says, told):
    java(tmp_path, monkeypatch, says)
    with pytest.raises(Unavailable, match=told):
        session("local[1]")


def test_java_is_found_on_the_path(monkeypatch):
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setenv("PATH", "")
    with pytest.raises(Unavailable, match="Spark needs Java, which is missing"):
        session("local[1]")


def test_a_missing_spark_is_one_sentence(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "pyspark.sql", None)
    with pytest.raises(Unavailable, match=r"^Spark: pip install 'eligibility\[spark\]' \(pyspark.sql\)$"):
        session("local[1]")


def test_only_a_session_on_this_machine_is_bound_to_it(tmp_path, monkeypatch):
    java(tmp_path, monkeypatch, 'openjdk version "21" 2023-09-19')
    settings: dict = {}

    class Builder:
        def master(self, name):
            settings["master"] = name
            return self

        def appName(self, name):  # noqa: N802
            return self

        def config(self, name, value):
            settings[name] = value
            return self

        def getOrCreate(self):  # noqa: N802
            return dict(settings)

    monkeypatch.setattr("pyspark.sql.SparkSession.Builder", Builder)
    far: Any = session("spark://one:7077")
    assert far["master"] == "spark://one:7077"
    assert far["spark.sql.ansi.enabled"] == "true"
    assert "spark.driver.host" not in far
    near: Any = session("local[2]")
    assert near["spark.driver.bindAddress"] == "127.0.0.1"


# ── the command line ─────────────────────────────────────────────────────────────────────────────


def command(*words):
    return CliRunner().invoke(program, [str(word) for word in words], standalone_mode=False)


@pytest.mark.parametrize("form", ["table", "json", "csv"])
def test_command_line_decides_on_spark(spark, tmp_path, monkeypatch, form):
    monkeypatch.setenv("LC_ALL", "vi_VN.UTF-8")
    monkeypatch.setattr("eligibility.spark.session.session", lambda _: spark)
    monkeypatch.setattr(sys.stderr.__class__, "isatty", lambda _: True, raising=False)
    typed = communes(random.Random(1), 40)
    typed.write_parquet(tmp_path / "communes.parquet")
    words = ("decide", "03/2023/TT-BTTTT", tmp_path / "communes.parquet", "--as-of", "2023-07-05")
    result = command(*words, "--engine", "spark", "--master", "local[2]", "--out", tmp_path / "out", "--format", form)
    assert result.return_value == 0, result
    assert pl.read_parquet(tmp_path / "out" / "*.parquet").height == 40
    if form == "table":
        summary = command(*words).stdout.partition("TỔNG HỢP\n")[2]
        assert result.stdout.splitlines()[1:] == summary.splitlines()[: len(result.stdout.splitlines()) - 1]
    elif form == "json":
        counts = json.loads(result.stdout)["counts"]["03/2023/TT-BTTTT eligible"]
        assert sum(counts.values()) == 40
    else:
        assert result.stdout == ""


def test_command_line_says_what_spark_needs(tmp_path):
    words = ("decide", "03/2023/TT-BTTTT", tmp_path, "--as-of", "2023-07-05")
    for more, told in ((("--engine", "spark"), "--out DIR"), (("--master", "local"), "--engine spark")):
        assert told in str(command(*words, *more).exception)
