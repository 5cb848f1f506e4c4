"""Session of Spark, on this machine or on a cluster, and the entrance to this room."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

import eligibility
from eligibility.model import Law
from eligibility.sources import Text, Unavailable

if TYPE_CHECKING:
    from pyspark import SparkContext

    from eligibility.spark.run import SparkResults

JAVA: Final = 17
"""The oldest Java that Spark 4 runs on."""
Progress = Callable[[Text], None]
"""Called with each stage when it begins."""


def session(master: str = "local[*]") -> "SparkContext":
    """A session of Spark at this master.

    On this machine it listens to nobody else, and its workers run this Python. Raises `Unavailable` where a Java that
    Spark runs on is missing.
    """
    from pyspark import SparkConf, SparkContext

    _need_java()
    settings = {
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.log.level": "ERROR",
        "spark.shuffle.compress": "false",  # blocks are compressed
        "spark.executorEnv.POLARS_MAX_THREADS": "1",  # a worker has one core
    }
    if master.startswith("local"):
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
        here = str(Path(eligibility.__file__).parents[1])
        settings |= {
            "spark.driver.bindAddress": "127.0.0.1",
            "spark.driver.host": "127.0.0.1",
            "spark.driver.extraJavaOptions": "-XX:+UseSerialGC -XX:TieredStopAtLevel=1",
            "spark.executorEnv.PYTHONPATH": os.pathsep.join(filter(None, (here, os.environ.get("PYTHONPATH")))),
        }
    return SparkContext.getOrCreate(SparkConf().setMaster(master).setAppName("eligibility").setAll([*settings.items()]))


def _need_java() -> None:
    version = _java()
    if version < JAVA:
        what = f"Java {version} is too old for Spark" if version else "Spark needs Java, which is missing"
        raise Unavailable(f"{what}: install a Java {JAVA} runtime (apt-get install openjdk-{JAVA}-jre-headless)")


def _java() -> int:
    """The version of the Java that Spark would start; 0 where there is none."""
    home = os.environ.get("JAVA_HOME")
    program = shutil.which("java", path=os.path.join(home, "bin")) if home else shutil.which("java")  # noqa: PTH118
    if program is None:
        return 0
    said = subprocess.run([program, "-version"], capture_output=True, text=True, check=False).stderr  # noqa: S603
    match = re.search(r'version "(?:1\.)?(\d+)', said)
    return int(match[1]) if match else 0


def decide_on_spark(
    law: Law, facts: str, out: str, master: str = "local[*]", progress: Progress = lambda _: None
) -> "SparkResults":
    """Decide a register on Spark as columns; return what was decided how often.

    `facts` is a file or folder anywhere that Spark reads, as the columnar engine reads them, where each table may be a
    folder of files. `out` is a folder that is not there yet: of Parquet files, or of CSV files where its name ends with
    ``.csv``; it gets its name when everything is written, after the file beside it that says what its columns hold.
    Raises `FactError` with all that is wrong, and `Unavailable` where Spark or Java is missing.
    """
    try:
        from eligibility.spark.run import Run
    except ImportError as error:
        raise Unavailable(f"Spark: pip install 'eligibility[spark]' ({error.name})") from None
    return Run(session(master), law, facts.rstrip("/"), out.rstrip("/"), progress).decide()
