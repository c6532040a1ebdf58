"""The session on Spark: started quietly, given our code, and its failures told in one line."""

import importlib.util
import os
import re
import shutil
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from schemas.problems import CannotRunError

ROOT = Path(__file__).parents[2]
UNTRIED = "PySpark does not yet fully support pandas"  # a warning at import; nothing goes through its pandas
ATTEMPTS = 4  # at a task, before the run fails; a cluster has spark.task.maxFailures for it
TASKS = 10_000  # of a stage, at most
SETTINGS = {
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.adaptive.enabled": "true",
    "spark.sql.autoBroadcastJoinThreshold": "16m",  # a table this small goes to every node, and the large one stays
    "spark.sql.execution.arrow.pyspark.enabled": "true",
    "spark.python.worker.reuse": "true",
}
MEMORY = "2g"  # of the one JVM that does everything on a local master
_LOCAL = re.compile(r"local(?:\[([^,\]]+)\])?")
_OURS = re.compile(r"CannotRunError: (.*)")
_ERROR = re.compile(r"^(?:: |Caused by: )?((?:[\w.]+\.)?\w+(?:Error|Exception)\b.*)", re.MULTILINE)
_DIED = "Python worker exited unexpectedly"


@contextmanager
def session(master: str) -> Iterator[Any]:
    """A session on Spark. Raises CannotRunError where Spark or a JVM is missing, and for whatever fails in it."""
    _check_installed()
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    os.environ.setdefault("PYTHONWARNINGS", f"ignore:{UNTRIED}:FutureWarning")
    with tempfile.TemporaryDirectory() as folder:
        spark = _started(master, _code(Path(folder)), Path(folder) / "log")
        try:
            with told_in_one_line():
                yield spark
        finally:
            with suppress(Exception):  # it may be what failed
                spark.stop()


@contextmanager
def told_in_one_line() -> Iterator[None]:
    """Raises CannotRunError for whatever Spark raises."""
    from py4j.protocol import Py4JError
    from pyspark.errors import PySparkException

    try:
        yield
    except (Py4JError, PySparkException, OSError) as error:  # OSError: the JVM has gone
        raise CannotRunError(f"Spark: {reason(str(error))}") from None


def _check_installed() -> None:
    if importlib.util.find_spec("pyspark") is None:
        raise CannotRunError("the engine spark needs PySpark: make .venv-spark/installed, and run its python")
    if not (shutil.which("java") or os.environ.get("JAVA_HOME")):
        raise CannotRunError("the engine spark needs a JVM, version 17 or newer: apt install openjdk-17-jre-headless")


def _code(folder: Path) -> str:
    """Our code as a file that every worker imports from."""
    path = folder / "code.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name in ("schemas", "scripts"):
            for file in sorted((ROOT / name).rglob("*.py")):
                archive.write(file, file.relative_to(ROOT))
    return str(path)


def _started(master: str, code: str, log: Path) -> Any:
    """A session; what its JVM has to say goes to a log."""
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.master(with_attempts(master)).appName("validate")
    for name, value in {**SETTINGS, **({"spark.driver.memory": MEMORY} if _LOCAL.match(master) else {})}.items():
        builder = builder.config(name, value)
    try:
        with _errors_to(log):
            spark = builder.getOrCreate()
        spark.sparkContext.addPyFile(code)
    except Exception as error:
        raise CannotRunError(f"Spark can't be started on {master}: {reason(str(error))}") from None
    return spark


@contextmanager
def _errors_to(path: Path) -> Iterator[None]:
    """Whatever is started meanwhile writes its errors to a file: the JVM speaks before it can be told not to."""
    sys.stderr.flush()
    kept = os.dup(2)
    with path.open("wb") as file:
        os.dup2(file.fileno(), 2)
    try:
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)


def with_attempts(master: str) -> str:
    """A local master that tries again as a cluster does."""
    match = _LOCAL.fullmatch(master)
    return f"local[{match[1] or 1},{ATTEMPTS}]" if match else master


def reason(text: str) -> str:
    """What a failure of Spark comes to, in one line."""
    if ours := _OURS.findall(text):
        return str(ours[-1])
    if _DIED in text:
        return f"a worker died {ATTEMPTS} times at the same task; it may need more memory"
    errors = _ERROR.findall(text)
    return (errors[-1] if errors else next(iter(text.split("\n")), "no reason given")).strip()[:300]


def parallel(spark: Any) -> Callable[[Callable[[Any], Any], Sequence[Any]], list[Any]]:
    """Applies a function to each item on the workers; the results in order."""

    def run(function: Callable[[Any], Any], items: Sequence[Any]) -> list[Any]:
        if not items:
            return []
        return list(spark.sparkContext.parallelize(items, min(len(items), TASKS)).map(function).collect())

    return run
