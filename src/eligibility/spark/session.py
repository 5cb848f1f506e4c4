"""Clusters: whole registers decided on Spark, on this machine or on many."""

import os
import re
import shutil
import subprocess
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from eligibility.engines import layout_of
from eligibility.model import Law
from eligibility.sources import Text, Unavailable

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

    from eligibility.spark.run import Tallies

JAVA: Final = 17
"""The oldest Java that Spark 4 runs on."""
Progress = Callable[[Text], None]
"""Is told what begins."""


def session(master: str = "local[*]") -> "SparkSession":
    """A session of Spark at this master.

    On this machine it listens to nobody else. Dates are days in no time zone, and a number too large stops the run
    (ANSI). Raises `Unavailable` where Spark, or a Java that it runs on, is missing.
    """
    try:
        from pyspark.sql import SparkSession
    except ImportError as error:
        raise Unavailable(f"Spark: pip install 'eligibility[spark]' ({error.name})") from None
    _need_java()
    settings = {
        "spark.sql.ansi.enabled": "true",
        "spark.sql.session.timeZone": "UTC",
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.log.level": "ERROR",
    }
    if master.startswith("local"):
        settings |= {
            "spark.driver.bindAddress": "127.0.0.1",
            "spark.driver.host": "127.0.0.1",
            "spark.driver.memory": "3g",
            "spark.sql.shuffle.partitions": "32",
        }
    builder = SparkSession.Builder().master(master).appName("eligibility")
    for name, value in settings.items():
        builder = builder.config(name, value)
    return builder.getOrCreate()


def _need_java() -> None:
    found = _java()
    if found < JAVA:
        what = f"Java {found} is too old for Spark" if found else "Spark needs Java, which is missing"
        raise Unavailable(f"{what}: install a Java {JAVA} runtime (apt-get install openjdk-{JAVA}-jre-headless)")


def _java() -> int:
    """The version of the Java that Spark would start; 0 where there is none."""
    home = os.environ.get("JAVA_HOME")
    program = shutil.which("java", path=os.path.join(home, "bin")) if home else shutil.which("java")  # noqa: PTH118
    if program is None:
        return 0
    said = subprocess.run([program, "-version"], capture_output=True, text=True, check=False).stderr  # noqa: S603
    found = re.search(r'version "(?:1\.)?(\d+)', said)
    return int(found[1]) if found else 0


def decide_on_spark(
    law: Law, subject: str, facts: str, out: str, master: str = "local[*]", progress: Progress = lambda _: None
) -> "Tallies":
    """Decide a register in Parquet on Spark; return what was decided how often.

    That is by attribute how often it has each value, under ``?`` how often none, and how many contradictions there are.
    `facts` is a folder anywhere that Spark reads, with `communes.parquet` and `villages.parquet` in it (files or
    folders), or the one table of the topmost subjects. `out` is a folder that is not there yet: of Parquet files, or
    of CSV files where its name ends with ``.csv``; it gets its name when everything is written. Raises `FactError`
    with all that is wrong, or where the register needs what only the columnar engine does, and `Unavailable` where
    Spark or Java is missing.
    """
    started = session(master)
    from eligibility.spark.run import Run

    return Run(started, law, layout_of(law, subject), subject, facts.rstrip("/"), out.rstrip("/"), progress).decide()
