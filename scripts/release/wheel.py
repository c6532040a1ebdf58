"""A wheel with the loader and the tables as Parquet, written directly: it needs no build tool and no network.

Form: the binary distribution format 1.0 and core metadata 2.4
(https://packaging.python.org/en/latest/specifications/).
"""

import ast
import base64
import hashlib
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from scripts.release.archive import zipped
from scripts.release.layout import PARQUET

LOADER = Path(__file__).parents[2] / "loader"
MODULE = "pacts_and_figures"
FILES = ("__init__.py", "py.typed")
LICENCES = ("LICENSE", "LICENSE-DATA.md")
_WHEEL = "Wheel-Version: 1.0\nGenerator: scripts.release\nRoot-Is-Purelib: true\nTag: py3-none-any\n"


def wheel_name(package: Mapping[str, Any]) -> str:
    """The name of the wheel's file."""
    return f"{MODULE}-{package['version']}-py3-none-any.whl"


def wheel(package: Mapping[str, Any], folder: Path, day: date) -> bytes:
    """The wheel of the release that stands in a folder."""
    info = f"{MODULE}-{package['version']}.dist-info"
    loader = {f"{MODULE}/{name}": LOADER / MODULE / name for name in FILES}
    tables = {f"{MODULE}/data/{path.name}": path for path in sorted((folder / PARQUET).glob("*.parquet"))}
    licences = {f"{info}/licenses/{name}": folder / name for name in LICENCES}
    files = {name: path.read_bytes() for name, path in {**loader, **tables, **licences}.items()}
    files |= {f"{info}/METADATA": _metadata(package).encode("utf-8"), f"{info}/WHEEL": _WHEEL.encode("ascii")}
    return zipped(files | {f"{info}/RECORD": _record(files, f"{info}/RECORD")}, day)


def _metadata(package: Mapping[str, Any]) -> str:
    """Its description is what the loader says of itself."""
    told = ast.get_docstring(ast.parse((LOADER / MODULE / FILES[0]).read_text("utf-8"))) or ""
    licences = " AND ".join(sorted(licence["name"] for licence in package["licenses"]))
    lines = ["Metadata-Version: 2.4", f"Name: {package['name']}", f"Version: {package['version']}"]
    lines += [f"Summary: {_summary(package)}", f"Keywords: {','.join(package.get('keywords') or [])}"]
    lines += [f"License-Expression: {licences}", *(f"License-File: {name}" for name in LICENCES)]
    lines += ["Classifier: Typing :: Typed", "Requires-Python: >=3.11"]
    lines += ["Requires-Dist: pandas>=2.2", "Requires-Dist: pyarrow>=17"]
    lines += [f'Provides-Extra: {name}\nRequires-Dist: {name}>=1; extra == "{name}"' for name in ("duckdb", "polars")]
    return "\n".join([*lines, "Description-Content-Type: text/plain", "", told, ""])


def _summary(package: Mapping[str, Any]) -> str:
    """The first sentence of the description: a summary has one line."""
    return str(package["description"]).split(". ")[0].rstrip(".")


def _record(files: Mapping[str, bytes], own: str) -> bytes:
    lines = [f"{name},sha256={_digest(content)},{len(content)}\n" for name, content in files.items()]
    return "".join([*lines, f"{own},,\n"]).encode("utf-8")


def _digest(content: bytes) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode("ascii")
