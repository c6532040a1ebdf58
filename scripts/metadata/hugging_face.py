"""README.md of a release: what is in the folder and how to load it, headed as a Hugging Face dataset card.

Form: https://huggingface.co/docs/hub/datasets-cards; each table is a configuration, `claims_wide` the default one. A
table without rows is none: the hub's library takes no file without them.
"""

import json
from collections.abc import Iterator, Sequence

from scripts.export.tables import ExportTable
from scripts.metadata.described import Described

DEFAULT = "claims_wide"
# What the hub calls a number of rows below each limit.
SIZES = {10**3: "n<1K", 10**4: "1K<n<10K", 10**5: "10K<n<100K", 10**6: "100K<n<1M", 10**7: "1M<n<10M"}
_TEXT = """
# {title} {version}

{description}

| file | for |
| --- | --- |
| `parquet/TABLE.parquet` | analysis: one typed file for each table, described by `parquet/datapackage.json` |
| `data/TABLE.csv` | the record as it is edited, described by `datapackage.json` |
| `{name}.sqlite` | SQL: all tables with their keys |
| `{name}.xlsx` | reading: one sheet for each table |
| `docs/` | the data dictionary, with every column and code, and the codebook, with how a coder decides |
| `croissant.json`, `schema-org.jsonld`, `CITATION.cff` | metadata for other tools |
| `MANIFEST.json`, `SHA256SUMS`, `PROVENANCE.json` | rows, digests, and what the release was made from, with what |

Open `claims_wide` first: one row a claim, with its agreement, its source and all names joined in.

```python
import pandas
claims = pandas.read_parquet("parquet/claims_wide.parquet")
```

## Tables

{tables}

## Check it

`sha256sum --check SHA256SUMS` proves that no file changed. With the dataset's tools,
`python -m scripts release --verify` and this folder or its zip proves, too, that CSV, Parquet and SQLite say the same.

## Cite

> {makers} ({year}). *{title}* (version {version}) [Data set].

The data are under [{licence}]({licence_path}); [CHANGELOG.md](CHANGELOG.md) tells what changed.
"""


def card(described: Described) -> str:
    """The page, with a head that the hub reads."""
    package = described.package
    text = _TEXT.format(
        **{key: package[key] for key in ("title", "version", "description", "name")},
        tables="\n".join(_line(table) for table in described.tables),
        makers=", ".join(described.makers),
        year=described.day[:4],
        licence=described.licence["name"],
        licence_path=described.licence["path"],
    )
    return "\n".join(["---", *_head(described), "---"]) + "\n" + text


def _line(table: ExportTable) -> str:
    return f"- `{table.name}`{' (derived)' if table.is_derived else ''}: {table.description}"


def _head(described: Described) -> Iterator[str]:
    """YAML in which every text is quoted as JSON has it."""
    package = described.package
    yield f"pretty_name: {json.dumps(package['title'], ensure_ascii=False)}"
    yield f"license: {described.licence['name'].lower()}"
    yield from ("language:", "- en", "tags:", *(f"- {json.dumps(word)}" for word in package["keywords"]))
    yield from ("size_categories:", f"- {size(described.tables)}", "configs:")
    filled = [table for table in described.tables if table.rows.num_rows]
    for table in sorted(filled, key=lambda table: table.name != DEFAULT):
        yield f"- config_name: {table.name}"
        yield from ["  default: true"] if table.name == DEFAULT else []
        yield from ("  data_files:", "  - split: train", f"    path: parquet/{table.name}.parquet")


def size(tables: Sequence[ExportTable]) -> str:
    """The hub's word for the rows of all tables."""
    rows = sum(table.rows.num_rows for table in tables)
    return next((name for limit, name in SIZES.items() if rows < limit), "n>1T")
