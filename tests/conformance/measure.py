"""What we, frictionless and four readers make of a case, measured."""

import json
import warnings
from collections.abc import Callable
from pathlib import Path
from unittest.mock import patch

from schemas.problems import CannotRunError
from scripts.validate import validate
from tests.conformance.cases import Case


def written(case: Case, folder: Path) -> Path:
    """Writes the package of a case; returns the path of its descriptor."""
    for name, data in case.files.items():
        (folder / name).write_bytes(data)
    path = folder / "datapackage.json"
    path.write_text(json.dumps(case.descriptor), "utf-8")
    return path


def ours(case: Case, folder: Path) -> str:
    try:
        return "invalid" if validate(written(case, folder), keep=False).problems else "valid"
    except CannotRunError:
        return "refused"


def frictionless(case: Case, folder: Path) -> str:
    """Its verdict, without network; `raises` where an exception that is not its own leaves it."""
    from frictionless import Package

    path = written(case, folder)
    with warnings.catch_warnings(), patch("socket.socket.connect", side_effect=OSError("no network here")):
        warnings.simplefilter("ignore")
        try:
            return "valid" if Package(str(path)).validate().valid else "invalid"
        except Exception as error:  # whatever it is, it is the finding
            return "invalid" if type(error).__name__ == "FrictionlessException" else "raises"


def _pandas(path: str) -> None:
    import pandas

    pandas.read_csv(path)


def _pyarrow(path: str) -> None:
    import pyarrow.csv

    pyarrow.csv.read_csv(path)


def _duckdb(path: str) -> None:
    import duckdb

    duckdb.connect().execute("SELECT * FROM read_csv(?)", [path]).fetchall()


def _polars(path: str) -> None:
    import polars

    polars.read_csv(path)


READERS: dict[str, Callable[[str], None]] = {
    "pandas": _pandas,
    "pyarrow": _pyarrow,
    "DuckDB": _duckdb,
    "polars": _polars,
}


def readers(case: Case, folder: Path) -> list[str]:
    """Which readers accept the file of a case without a word."""
    written(case, folder)
    return ["accepts" if _accepts(read, str(folder / "t.csv")) else "refuses" for read in READERS.values()]


def _accepts(read: Callable[[str], None], path: str) -> bool:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            read(path)
        except Exception:  # an error or a warning: it said something
            return False
    return True
