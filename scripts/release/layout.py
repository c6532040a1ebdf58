"""What a release holds and where: the names that building and verifying it share."""

import hashlib
from pathlib import Path

CSV, PARQUET = "data", "parquet"  # the CSV files where the record has them, so that both descriptors say the same
MANIFEST, PROVENANCE, SUMS = "MANIFEST.json", "PROVENANCE.json", "SHA256SUMS"
CROISSANT, SCHEMA_ORG, CARD, CITATION = "croissant.json", "schema-org.jsonld", "README.md", "CITATION.cff"
# Copied from the package as they are.
DOCUMENTS = ("CHANGELOG.md", "LICENSE", "LICENSE-DATA.md", "docs/codebook.md", "docs/data-dictionary.md")


def sha256(path: Path) -> str:
    """The SHA-256 of a file's bytes, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def files_in(folder: Path) -> list[str]:
    """Every file below a folder by its path from there, sorted; links count as files."""
    found = (path for path in folder.rglob("*") if path.is_symlink() or not path.is_dir())
    return sorted(path.relative_to(folder).as_posix() for path in found)


def sums_of(folder: Path, names: list[str]) -> str:
    """Lines as `sha256sum` writes and checks them."""
    return "".join(f"{sha256(folder / name)}  {name}\n" for name in names)


def listed_sums(text: str) -> dict[str, str]:
    """The files of such lines, each with its digest. Raises ValueError, naming it, for a line of any other form."""
    found: dict[str, str] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        digest, gap, name = line[:64], line[64:66], line[66:]
        if gap != "  " or not name or name in found or set(digest) - set("0123456789abcdef"):
            raise ValueError(f"line {number} is not a digest, two spaces and the name of a file named once")
        found[name] = digest
    return found
