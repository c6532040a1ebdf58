"""What every metadata document is made from: the descriptor, the tables with their schemas, and the files' facts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from scripts.export.tables import ExportTable


class FileFacts(NamedTuple):
    """Size in bytes and SHA-256, in hex, of a file."""

    bytes: int
    sha256: str


@dataclass(frozen=True)
class Described:
    """A release: its descriptor, its tables as they are exported, and the files of the data by their paths in it."""

    package: Mapping[str, Any]
    tables: Sequence[ExportTable]
    files: Mapping[str, FileFacts]

    @property
    def day(self) -> str:
        """The day of the release, `YYYY-MM-DD`."""
        return str(self.package.get("created") or "")[:10]

    @property
    def licence(self) -> Mapping[str, Any]:
        """The licence of the data, which stands first; the second is that of the code."""
        return dict(self.package["licenses"][0])

    @property
    def makers(self) -> list[str]:
        """Who the dataset is by."""
        return [str(person["title"]) for person in self.package.get("contributors") or []]


# What a file is, by its ending: media type and what it holds. Other files are documents, not data.
DATA_FILES = {
    ".parquet": ("application/vnd.apache.parquet", "{title}, as Parquet"),
    ".csv": ("text/csv", "{title}, as CSV"),
    ".sqlite": ("application/vnd.sqlite3", "All tables as one SQLite database"),
    ".xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "All tables as one workbook"),
}


def data_files(described: Described) -> dict[str, tuple[str, str, FileFacts]]:
    """Media type, description and facts of each file that holds data, by its path."""
    titles = {table.name: table.title for table in described.tables}
    found = {}
    for path, facts in described.files.items():
        stem, dot, ending = path.rpartition("/")[2].rpartition(".")
        if dot + ending in DATA_FILES:
            mediatype, description = DATA_FILES[dot + ending]
            found[path] = (mediatype, description.format(title=titles.get(stem, stem)), facts)
    return found
