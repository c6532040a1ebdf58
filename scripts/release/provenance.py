"""Where a release comes from: an in-toto statement (https://in-toto.io/Statement/v1) with the words of SLSA provenance.

It is unsigned and names no builder, since nobody here vouches for one; so it claims no SLSA level and has a predicate
type of its own. A commit is named only where git holds exactly what was built. What is not committed is told as such,
without a commit that others would look for in vain; so the same files give the same statement in both cases.
"""

import sqlite3
import sys
import zlib
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

from schemas.problems import CannotRunError
from scripts.diff.git import commit_of, git
from scripts.release.layout import sha256

ROOT = Path(__file__).parents[2]
LOCK = ROOT / "requirements.lock"
DATA = ("datapackage.json", "data", "schemas", "docs", "CHANGELOG.md", "LICENSE", "LICENSE-DATA.md")
TOOLS = ("schemas", "scripts", "loader", "requirements.lock")
LIBRARIES = ("duckdb", "numpy", "pandas", "pandera", "pyarrow", "xlsxwriter")  # that read, derive or write tables


def provenance(package: Mapping[str, Any], root: Path, subjects: Mapping[str, str]) -> dict[str, Any]:
    """The statement about files (name and SHA-256) that were built from the package in the folder `root`."""
    materials = [source("data", root, DATA), source("tools", ROOT, TOOLS)]
    materials += [{"name": LOCK.name, "digest": {"sha256": sha256(LOCK)}}] if LOCK.is_file() else []
    return {
        "_type": "https://in-toto.io/Statement/v1",
        "subject": [{"name": name, "digest": {"sha256": digest}} for name, digest in sorted(subjects.items())],
        "predicateType": "urn:pacts-and-figures:provenance:1",
        "predicate": {
            "buildDefinition": {
                "buildType": "urn:pacts-and-figures:release:1",
                "externalParameters": {name: package.get(name) for name in ("name", "version", "created")},
                "internalParameters": {"command": "python -m scripts release"},
                "resolvedDependencies": materials,
            },
            "runDetails": {"builder": {"version": tool_versions()}},
        },
    }


def tool_versions() -> dict[str, str]:
    """What the bytes of a release may depend on."""
    python = ".".join(map(str, sys.version_info[:3]))
    engines = {"python": python, "sqlite": sqlite3.sqlite_version, "zlib": zlib.ZLIB_RUNTIME_VERSION}
    return dict(sorted({**engines, **{name: version(name) for name in LIBRARIES}}.items()))


def source(name: str, root: Path, paths: tuple[str, ...]) -> dict[str, Any]:
    """The git commit that holds these paths of a folder exactly as they stand there, or that none does."""
    commit = _commit(root, paths)
    if commit is None:
        return {"name": name, "annotations": {"committed": False}}
    return {"name": name, "digest": {"gitCommit": commit}, "annotations": {"committed": True}}


def _commit(root: Path, paths: tuple[str, ...]) -> str | None:
    present = [path for path in paths if (root / path).exists()]
    try:
        if git(root, "ls-files", "--error-unmatch", "--", *present) is None:
            return None  # no repository, or one that does not know the files
        changed = git(root, "status", "--porcelain", "--untracked-files=all", "--", *paths)
        return commit_of(root, "HEAD") if changed == "" else None
    except CannotRunError:
        return None  # without git nothing can be said
