"""Where Spark or a JVM is missing these tests are skipped; `make test` says so, and `make spark` gets them run."""

import importlib.util
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

MASTER = "local[2]"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    missing = [what for what, there in _needed().items() if not there]
    for item in items:
        if missing and Path(__file__).parent in item.path.parents and "on_spark" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.skip(reason=f"{' and '.join(missing)} missing: run make spark"))


def _needed() -> dict[str, bool]:
    return {"PySpark": importlib.util.find_spec("pyspark") is not None, "a JVM": shutil.which("java") is not None}


@pytest.fixture(scope="session")
def _one_session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """One session for all tests: it takes seconds to start."""
    from scripts.spark.session import session

    with session(MASTER) as spark:
        spark.conf.set("spark.sql.codegen.wholeStage", "false")  # to compile each query takes longer than its few rows
        spark.conf.set("spark.sql.codegen.factoryMode", "NO_CODEGEN")
        yield spark


@pytest.fixture
def on_spark(_one_session: Any, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    """Validates on Spark in the session of all tests, with parts of `size` bytes."""
    from contextlib import contextmanager

    from scripts.spark import layout
    from scripts.spark import validate as verb
    from scripts.validate import document

    @contextmanager
    def kept(_: str) -> Iterator[Any]:
        from scripts.spark.session import told_in_one_line

        with told_in_one_line():
            yield _one_session
        _one_session.catalog.clearCache()

    def run(path: Path, size: int = 16_000_000, **options: Any) -> dict[str, Any]:
        monkeypatch.setattr(layout, "SIZE", size)
        return document(verb.validate(path, MASTER, **options))

    monkeypatch.setattr(verb, "session", kept)
    return run
