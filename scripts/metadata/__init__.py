"""The verb `metadata`: CITATION.cff, made from the descriptor. A release makes the other documents with its files."""

import json
from pathlib import Path

from schemas.problems import CannotRunError
from scripts.files import write_whole
from scripts.metadata.citation import cff

ROOT = Path(__file__).parents[2]


def write(check: bool, root: Path = ROOT) -> bool:
    """Writes the citation file, or with `check` only compares; whether it was current."""
    target = root / "CITATION.cff"
    try:
        content = cff(json.loads((root / "datapackage.json").read_text("utf-8"))).encode("utf-8")
        current = target.exists() and target.read_bytes() == content
        if not current and not check:
            write_whole(target, content)
    except OSError as error:
        raise CannotRunError(f"{target.name}: cannot be made: {error.strerror or error}") from None
    except (ValueError, LookupError, TypeError) as error:
        raise CannotRunError(f"datapackage.json: does not say what a citation needs: {error}") from None
    return current
