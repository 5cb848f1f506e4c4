"""Spark against the columnar engine, cell for cell: on random laws and registers with gaps, and on shipped ones."""

import json
import os
import random
import sys
from datetime import date
from types import SimpleNamespace
from typing import Any

import attrs
import polars as pl
import pytest
from click.testing import CliRunner

from eligibility.cli import program
from eligibility.deciding.columnar import open_chunks
from eligibility.model import Type, declare, format_value, vocabulary_of
from eligibility.reporting.columnar import registers
from eligibility.rulefiles import load_rules
from eligibility.sources import FactError, Unavailable
from eligibility.spark import decide_on_spark, run
from eligibility.spark.run import Run
from eligibility.spark.session import session
from eligibility.spark.storage import Storage, broken
from tests import generators
from tests.sizes import seeds
from tests.spark import inprocess

pytestmark = pytest.mark.slow

AS_OF = date(2023, 7, 5)
CONTEXT: Any = inprocess.Context()


@pytest.fixture
def here(monkeypatch):
    """Runs in this process, in buckets of a few rows."""
    monkeypatch.setattr(run, "Storage", inprocess.Storage)
    monkeypatch.setattr(run, "ROWS", 20)
    monkeypatch.setattr(run, "FEW", 10)


def by_columns(law, facts):
    """The decisions of the columnar engine, its tally and lists; or what it refuses."""
    try:
        chunked = open_chunks(law, str(facts))
        frames = [
            decided.frame() for decided in chunked.chunks(10**6, lambda _: None) if decided.subject == chunked.main
        ]
    except FactError as error:
        return texts(error)
    lists = sorted((one.area, one.rows, one.missing, one.ambiguous) for one in chunked.lists())
    return pl.concat(frames), chunked.tally, lists


def by_spark(law, facts, out, context=CONTEXT):
    """The same of a run."""
    try:
        results = Run(context, law, str(facts), str(out), lambda _: None).decide()
    except FactError as error:
        assert not [path for path in out.parent.iterdir() if path.name.startswith(out.name)]
        return texts(error)
    lists = sorted((one.area, one.rows, one.missing, one.ambiguous) for one in results.lists)
    return pl.read_parquet(out / "*.parquet"), results.tally, lists


def texts(error):
    return sorted(problem.text("en") for problem in error.problems)


def same(one, other):
    if isinstance(one, list) or isinstance(other, list):
        assert one == other or min(len(one), len(other)) >= run.FAULTS  # of many contradictions some are shown
        return
    assert one[1:] == other[1:]
    assert one[0].schema == other[0].schema
    order = one[0].columns
    assert one[0].sort(order).equals(other[0].sort(order))


# ── random laws and registers ────────────────────────────────────────────────────────────────────


def coded(law):
    """The law with villages that have codes, so that hamlets find them."""
    village = law.vocabulary["village"]
    code = generators._attribute("code", Type.CODE, width=4)
    kind = declare(attrs.evolve(village, attributes={**village.attributes, "code": code}), "Village")
    return attrs.evolve(law, vocabulary=vocabulary_of({**law.vocabulary, "village": kind}))


def cell(rng, attribute):
    """What a register may have in a cell."""
    if rng.random() < 0.35:
        return rng.choice(("", "", "unknown"))
    if attribute.part_of:
        return "0"
    word = format_value(generators.random_value(rng, attribute))
    if attribute.type is Type.SHARE:
        word = "20.5%"
    return "I|none" if attribute.name == "region" and rng.random() < 0.2 else word


def table(rng, law, kind, codes, sound):
    """A table of texts; `codes` are the columns that are not drawn. A sound one hardly contradicts law or lists."""
    attributes = law.vocabulary[kind].attributes
    length = len(next(iter(codes.values())))
    names = [name for name in attributes if name not in codes and name != "code"]
    columns = {**codes, **{name: [cell(rng, attributes[name]) for _ in range(length)] for name in names}}
    for name in names if sound else ():  # nothing is a part of nothing, and lists alone give what they give
        given = {listing.gives for listing in law.listings if listing.of == kind}
        columns[name] = ["" if word == "0" or name in given else word for word in columns[name]]
    if "name" in columns:
        columns["name"] = [text and f"{text} {at}" for at, text in enumerate(columns["name"])]
    for relation in law.vocabulary[kind].relations.values():
        columns[relation.complete] = [rng.choice(("no", "") if sound else ("yes", "no", "")) for _ in range(length)]
    columns["evidence"] = [rng.choice(("official", "assumed", "secondary", "")) for _ in range(length)]
    columns["households:evidence"] = [rng.choice(("official", "", "")) for _ in range(length)]
    for rule_set in law.of(kind):
        if rng.random() < 0.2 and not (sound and rule_set.rules):
            answer, domain = rule_set.concludes.name, rule_set.concludes.domain
            columns[answer] = [format_value(rng.choice(domain)) if rng.random() < 0.05 else "" for _ in range(length)]
            columns["evidence"] = ["official"] * length
    return pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String))


def register(rng, law, folder, sound):
    """Communes, villages and hamlets in no order, in CSV or Parquet, one table perhaps in several files."""
    communes = [f"{number:05}" for number in rng.sample(range(10_000), 25)]
    villages = [f"{number:04}" for number in rng.sample(range(10_000), 40)]
    tables = {
        "communes": table(rng, law, "commune", {"code": communes}, sound),
        "villages": table(rng, law, "village", {"code": villages, "commune_code": rng.choices(communes, k=40)}, sound),
        "hamlets": table(rng, law, "hamlet", {"village_code": rng.choices(villages, k=50)}, sound),
    }
    folder.mkdir()
    if not sound:
        name = rng.choice([*tables])
        column = rng.choice(tables[name].columns)
        word = rng.choice(("what?", "", tables[name][column][0]))
        at = pl.int_range(pl.len()).is_in(rng.sample(range(20), rng.choice((1, 1, 7))))
        tables[name] = tables[name].with_columns(pl.when(at).then(pl.lit(word)).otherwise(column).alias(column))
    for name, frame in tables.items():
        if rng.random() < 0.5:
            frame.write_csv(folder / f"{name}.csv")
        else:
            kind = law.vocabulary[name[:-1]]
            types: dict = {Type.COUNT: pl.Int64, Type.QUANTITY: pl.Decimal(38, 6)}
            casts = [
                pl.col(one.name).cast(types[one.type], strict=False)
                for one in kind.attributes.values()
                if one.type in types and one.name in frame.columns
            ]
            frame.with_columns(casts).write_parquet(folder / f"{name}.parquet")
    return folder


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize("seed", seeds(12, 400))
def test_a_run_decides_random_registers_as_columns_do(tmp_path, seed):
    rng = random.Random(seed)
    law = coded(generators.random_law(rng))
    facts = register(rng, law, tmp_path / "register", seed % 4 > 0)
    same(by_columns(law, facts), by_spark(law, facts, tmp_path / "out"))


# ── registers with lists, and what is wrong over several buckets ─────────────────────────────────


@pytest.fixture(scope="module")
def law():
    return load_rules("03/2023/TT-BTTTT", AS_OF)


def bac_giang(rng, law):
    """Communes that the lists of the law name, nearly name, or do not, and villages of them."""
    rows = [row for listing in law.listings for row in listing.rows if "Bắc Giang" in row.names[0]]
    named = [dict(zip(("province", "district", "name", "village"), row.names, strict=False)) for row in rows]
    named = rng.choices(named, k=60) + [{"province": "Sơn La", "district": "A", "name": f"Xã {at}"} for at in range(60)]
    communes = list({(one["province"], one["district"], one["name"]): one for one in named}.values())
    codes = [f"{number:05}" for number in rng.sample(range(10_000), len(communes))]
    places = pl.DataFrame(
        {
            "code": codes,
            **{name: [one[name] for one in communes] for name in ("province", "district", "name")},
            "support_points": [rng.choice(("0", "1", "")) for _ in codes],
            "villages_complete": [rng.choice(("yes", "no", "")) for _ in codes],
        }
    )
    villages = [(code, one.get("village", "Thôn Mới")) for code, one in zip(codes, communes, strict=True)]
    villages = [pair for pair in villages if rng.random() < 0.7] + [(rng.choice(codes), "") for _ in range(40)]
    return places, pl.DataFrame(villages, schema=["commune_code", "name"], orient="row")


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize("seed", seeds(4, 40))
def test_lists_speak_of_subjects_in_any_bucket(tmp_path, law, seed):
    rng = random.Random(seed)
    places, villages = bac_giang(rng, law)
    facts = tmp_path / "register"
    facts.mkdir()
    places.write_csv(facts / "communes.csv")
    villages.write_csv(facts / "villages.csv")
    (facts / "register.yaml").write_text("register: {vi: Sổ, en: Book}\nevidence: official\n")
    expected = by_columns(law, facts)
    same(expected, by_spark(law, facts, tmp_path / "out"))
    assert not isinstance(expected, list)


def write(folder, **tables):
    folder.mkdir(exist_ok=True)
    for name, table in tables.items():
        pl.DataFrame(table).write_parquet(folder / f"{name}.parquet")
    return folder


CODES = [f"{number:05}" for number in range(40)]


@pytest.mark.usefixtures("here")
def test_a_table_may_be_several_files_that_only_hadoop_reaches(tmp_path, law, monkeypatch):
    whole = write(tmp_path / "register", communes={"code": CODES, "support_points": [1] * 40})
    parts = tmp_path / "parts"
    (parts / "communes.parquet").mkdir(parents=True)
    table = pl.read_parquet(whole / "communes.parquet")
    table.slice(15).write_parquet(parts / "communes.parquet" / "part-0.parquet")
    table.slice(0, 15).write_parquet(parts / "communes.parquet" / "part-1.parquet")
    (parts / "communes.parquet" / "_SUCCESS").touch()
    (parts / "register.yaml").write_text("register: {vi: Sổ, en: Book}\nevidence: official\n")
    (whole / "register.yaml").write_text("register: {vi: Sổ, en: Book}\nevidence: official\n")
    expected = by_columns(law, whole)
    same(expected, by_spark(law, parts, tmp_path / "out"))
    monkeypatch.setattr(inprocess.Storage, "far", True)
    same(expected, by_spark(law, f"far:{parts}", tmp_path / "far"))
    table.slice(0, 15).cast({"support_points": pl.Int16}).write_parquet(parts / "communes.parquet" / "part-1.parquet")
    (problem,) = by_spark(law, parts, tmp_path / "wrong")
    assert problem.endswith("part-1.parquet: columns or types other than in the other files")


@pytest.mark.usefixtures("here")
def test_one_table_may_stand_alone_and_be_written_as_csv(tmp_path, law):
    facts = write(tmp_path / "register", communes={"code": CODES, "support_points": [1] * 40}) / "communes.parquet"
    same(by_columns(law, facts), by_spark(law, facts, tmp_path / "out"))
    with pytest.raises(FactError, match="something here already"):
        Run(CONTEXT, law, str(facts), str(tmp_path / "out"), print).decide()
    Run(CONTEXT, law, str(facts), str(tmp_path / "out.csv"), print).decide()
    lines = [line for path in sorted((tmp_path / "out.csv").iterdir()) for line in path.read_text().splitlines()]
    assert {line for line in lines if line.startswith("code")} == {
        ",".join(pl.read_parquet(tmp_path / "out" / "*").columns)
    }
    assert sum(not line.startswith("code") for line in lines) == 40


@pytest.mark.usefixtures("here")
def test_what_columns_hold_is_said_beside_them_as_by_columns(tmp_path, law):
    facts = write(tmp_path / "register", communes={"code": CODES})
    by_spark(law, facts, tmp_path / "out")
    chunked = open_chunks(law, str(facts))
    chunks = chunked.chunks(10**6, lambda _: None)
    assert [*registers.printed(chunked, chunks, "csv", "en", tmp_path / "whole.parquet")] == []
    assert (tmp_path / "out.columns.csv").read_bytes() == (tmp_path / "whole.columns.csv").read_bytes()


@pytest.mark.usefixtures("here")
def test_everything_wrong_is_told_by_file_and_row(tmp_path, law):
    """Names of subjects without codes over all buckets, codes of members too, rows of no subject, cells."""
    names = [f"Xã {number}" for number in range(40)]
    codes = [*CODES[:38], CODES[3], None]
    tables = {
        "communes": {"code": codes, "name": [*names[:39], "Xã 7"], "support_points": [1] * 39 + [-1]},
        "villages": {"commune_code": ["00001", "00077", None, "1", *CODES], "name": ["A", "B", "C", "D", *names]},
    }
    facts = write(tmp_path / "register", **tables)
    expected = by_columns(law, facts)
    same(expected, by_spark(law, facts, tmp_path / "out"))
    tables["communes"] |= {"support_points": [1] * 40, "code": [*CODES[:39], None]}
    tables["villages"] |= {"commune_code": [*CODES[:39], *CODES[:5]]}
    facts = write(tmp_path / "register", **tables)
    expected = by_columns(law, facts)
    assert len(expected) == 1
    same(expected, by_spark(law, facts, tmp_path / "out"))
    (facts / "communes.parquet").write_bytes(b"PAR1")
    expected = by_columns(law, facts)
    assert "the file is broken or cut short" in expected[-2]
    same(expected, by_spark(law, facts, tmp_path / "out"))
    (problem,) = by_spark(law, tmp_path / "nowhere", tmp_path / "out")
    assert "there is no such file" in problem


@pytest.mark.usefixtures("here")
def test_codes_of_members_are_given_once_in_all_buckets(tmp_path):
    law = coded(generators.random_law(random.Random(1)))
    villages = {"code": [f"{number:04}" for number in range(40)], "commune_code": CODES}
    villages["code"][30] = "0002"
    hamlets = {"village_code": ["0002", "0007"]}
    facts = write(tmp_path / "register", communes={"code": CODES}, villages=villages, hamlets=hamlets)
    expected = by_columns(law, facts)
    assert len(expected) == 1
    same(expected, by_spark(law, facts, tmp_path / "out"))


@pytest.mark.usefixtures("here")
def test_an_empty_register_has_no_decisions(tmp_path, law):
    facts = tmp_path / "register"
    facts.mkdir()
    (facts / "communes.csv").write_text("code,name\n")
    results = Run(CONTEXT, law, str(facts), str(tmp_path / "out"), print).decide()
    assert results.tally.values == {}
    assert [*(tmp_path / "out").iterdir()] == []
    assert (tmp_path / "out.columns.csv").read_text().count("\n") == 2


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


def test_a_missing_spark_is_one_sentence(monkeypatch, law):
    monkeypatch.setitem(sys.modules, "eligibility.spark.run", None)
    with pytest.raises(Unavailable, match=r"^Spark: pip install 'eligibility\[spark\]' \(eligibility.spark.run\)$"):
        decide_on_spark(law, "", "")


def test_only_a_session_on_this_machine_is_bound_to_it(tmp_path, monkeypatch):
    java(tmp_path, monkeypatch, 'openjdk version "21" 2023-09-19')
    monkeypatch.delenv("PYSPARK_PYTHON", raising=False)
    monkeypatch.setattr("pyspark.SparkContext.getOrCreate", lambda conf: dict(conf.getAll()))
    monkeypatch.setattr("pyspark.SparkConf.__init__", plain_conf)
    far: Any = session("spark://one:7077")
    assert far["spark.master"] == "spark://one:7077"
    assert "spark.driver.host" not in far
    assert "PYSPARK_PYTHON" not in os.environ
    near: Any = session("local[2]")
    assert near["spark.driver.bindAddress"] == "127.0.0.1"
    assert os.environ["PYSPARK_PYTHON"] == sys.executable


def plain_conf(conf):
    """A configuration that needs no Java."""
    conf._jconf, conf._conf = None, {}


# ── Spark itself ─────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def spark():
    context = session("local[2]")
    yield context
    context.stop()


def command(*words):
    return CliRunner().invoke(program, [str(word) for word in words], standalone_mode=False)


@pytest.mark.parametrize("form", ["table", "json", "csv"])
def test_the_command_line_decides_on_spark_as_by_columns(spark, tmp_path, monkeypatch, law, form):
    monkeypatch.setenv("LC_ALL", "vi_VN.UTF-8")
    monkeypatch.setattr(run, "ROWS", 60)
    monkeypatch.setattr(sys.stderr.__class__, "isatty", lambda _: True, raising=False)
    places, villages = bac_giang(random.Random(1), law)
    facts = tmp_path / "register"
    facts.mkdir()
    places.write_csv(facts / "communes.csv")
    villages.write_csv(facts / "villages.csv")
    words = ("decide", "03/2023/TT-BTTTT", facts, "--as-of", "2023-07-05", "--format", form)
    spread = command(*words, "--engine", "spark", "--master", "local[2]", "--out", tmp_path / "out")
    whole = command(*words, "--engine", "columnar", "--out", tmp_path / "whole.parquet")
    assert spread.return_value == whole.return_value == 0, spread
    found, expected = pl.read_parquet(tmp_path / "out" / "*"), pl.read_parquet(tmp_path / "whole.parquet")
    assert found.sort("code").equals(expected.sort("code"))
    assert (tmp_path / "out.columns.csv").read_bytes() == (tmp_path / "whole.columns.csv").read_bytes()
    assert [path.name for path in tmp_path.iterdir() if "part" in path.name] == []
    if form == "table":
        summary = whole.stdout.partition("TỔNG HỢP\n")[2].partition("\n\n")[0]
        assert summary in spread.stdout
        assert whole.stdout.partition("Đã ghi")[2].partition("\n")[2] in spread.stdout  # how the lists matched
    elif form == "json":
        counts = json.loads(spread.stdout)["counts"]["03/2023/TT-BTTTT eligible"]
        assert sum(counts.values()) == expected.height
    else:
        assert spread.stdout == ""
        assert "861/QĐ-TTg" in spread.stderr


def test_three_levels_are_decided_on_spark(spark, tmp_path):
    rng = random.Random(4)
    law = coded(generators.random_law(rng))
    facts = register(rng, law, tmp_path / "register", sound=True)
    expected = by_columns(law, facts)
    assert not isinstance(expected, list)
    same(expected, by_spark(law, facts, tmp_path / "out", spark))


def test_storage_copies_from_where_hadoop_reaches(spark, tmp_path):
    (tmp_path / "one").write_text("1")
    (tmp_path / ".hidden").touch()
    folder = Storage(spark, str(tmp_path))
    assert folder.is_folder()
    assert [*folder.children()] == ["one"]
    folder.children()["one"].get(tmp_path / "two")
    assert (tmp_path / "two").read_text() == "1"
    stuck = Storage(spark, str(tmp_path / "one"))
    object.__setattr__(stuck, "_files", SimpleNamespace(rename=lambda *_: False))
    with pytest.raises(FactError, match="the results cannot be given their name"):
        stuck.rename(folder)
    with pytest.raises(FactError, match="Spark cannot read or decide this"), broken("x"):
        Storage(spark, "what://is/this").exists()


def test_command_line_says_what_spark_needs(tmp_path):
    words = ("decide", "03/2023/TT-BTTTT", tmp_path, "--as-of", "2023-07-05")
    for more, told in ((("--engine", "spark"), "--out DIR"), (("--master", "local"), "--engine spark")):
        assert told in str(command(*words, *more).exception)


@pytest.mark.usefixtures("here")
def test_subjects_without_codes_are_told_apart_by_name(tmp_path, law):
    names = [f"Xã {number}" for number in range(40)]
    facts = write(tmp_path / "register", communes={"name": names, "support_points": [1] * 40})
    same(by_columns(law, facts), by_spark(law, facts, tmp_path / "out"))
    facts = write(tmp_path / "register", communes={"name": [*names[1:], names[1]], "support_points": [1] * 40})
    expected = by_columns(law, facts)
    assert len(expected) == 1
    same(expected, by_spark(law, facts, tmp_path / "other"))
    villages = {"commune_code": CODES[:4]}
    facts = write(tmp_path / "register", communes={"code": [*CODES[1:], "what?"]}, villages=villages)
    expected = by_columns(law, facts)
    assert len(expected) == 1  # the one of the first village may be that whose code cannot be read
    same(expected, by_spark(law, facts, tmp_path / "other"))
