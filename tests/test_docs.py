"""Facts that have to stand in several documents agree, links lead somewhere, and nothing names one machine."""

import fnmatch
import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from scripts import dictionary

ROOT = Path(__file__).parents[1]
DESCRIPTOR = json.loads((ROOT / "datapackage.json").read_text("utf-8"))
CITATION: dict[str, Any] = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))
README = (ROOT / "README.md").read_text("utf-8")
CHANGELOG = (ROOT / "CHANGELOG.md").read_text("utf-8")
RELEASES = re.findall(r"^## \[(\d+\.\d+\.\d+)\] - (\d{4}-\d{2}-\d{2})$", CHANGELOG, re.MULTILINE)
FIGURES = {"sources", "passages", "quantities", "claims", "waived_numerals", "exchange_rates"}  # the first diagram
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
LINK = re.compile(r"\]\(([^()\s]+)\)")
OF_A_MACHINE = re.compile(r"(?<![\w.:/])(?:/(?:home|Users|root|work|tmp|opt)/\w|[A-Z]:\\Users)")
OF_A_REGISTRY = re.compile(
    r"pypi\.org|pythonhosted\.org|test\.pypi|npmjs\.(?:org|com)|conda\.anaconda|crates\.io|proxy\.golang"
    r"|^-i |--(?:extra-)?index-ur[l][ =]|--trusted-host[ =]|--find-link[s][ =]",
    re.MULTILINE,
)


def test_version_and_day_are_the_same_everywhere() -> None:
    latest = DESCRIPTOR["version"], DESCRIPTOR["created"][:10]
    assert RELEASES[0] == latest
    assert (CITATION["version"], CITATION["date-released"]) == latest
    assert f"({latest[1][:4]}). *{DESCRIPTOR['title']}* (version {latest[0]})" in README


def test_changelog_is_newest_first_with_data_before_schema_before_tooling() -> None:
    days = [day for _, day in RELEASES]
    assert days == sorted(days, reverse=True)
    for release in CHANGELOG.split("\n## ")[1:]:
        sections = re.findall(r"^### (.*)$", release, re.MULTILINE)
        assert sections == [name for name in ("Data", "Schema", "Tooling") if name in sections]


def test_citation_says_what_the_descriptor_says() -> None:
    assert CITATION["cff-version"] == "1.2.0"
    assert CITATION["type"] == "dataset"
    assert CITATION["message"]
    assert CITATION["title"] == DESCRIPTOR["title"]
    assert CITATION["abstract"] == DESCRIPTOR["description"]
    assert CITATION["keywords"] == DESCRIPTOR["keywords"]
    assert CITATION["license"] == DESCRIPTOR["licenses"][0]["name"]
    assert CITATION["authors"] == [{"name": person["title"]} for person in DESCRIPTOR["contributors"]]


def test_both_licences_have_a_file() -> None:
    data, code = DESCRIPTOR["licenses"]
    holder = DESCRIPTOR["contributors"][0]["title"]
    of_data, of_code = (ROOT / "LICENSE-DATA.md").read_text("utf-8"), (ROOT / "LICENSE").read_text("utf-8")
    assert (data["name"], code["name"]) == ("CC-BY-4.0", "MIT")
    assert data["path"] in of_data
    assert of_code.startswith("MIT License\n")
    assert holder in of_data
    assert holder in of_code


def test_data_dictionary_is_current() -> None:
    assert dictionary.write(check=True), "run python -m scripts dictionary"


def test_diagrams_show_every_foreign_key() -> None:
    shown = [text.splitlines() for text in re.findall(r"^```mermaid\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)]
    expected = [["erDiagram", *diagram(True)], ["erDiagram", *diagram(False), "    retired_ids"]]
    assert shown == expected, "the README should show:\n" + "\n".join(line for part in expected for line in part)


def diagram(of_figures: bool) -> Iterator[str]:
    """The lines of a diagram: many rows to one; required columns and others lead to a table on lines of their own."""
    for table, schema in schemas().items():
        required = {field["name"] for field in schema["fields"] if field.get("constraints", {}).get("required")}
        required |= set(schema["primaryKey"])
        columns: dict[tuple[str, str], list[str]] = {}
        for key in schema.get("foreignKeys", []) if (table in FIGURES) == of_figures else []:
            end = "||" if set(key["fields"]) <= required else "o|"
            columns.setdefault((end, key["reference"]["resource"] or table), []).extend(key["fields"])
        for (end, target), names in columns.items():
            yield f'    {table} }}o--{end} {target} : "{", ".join(names)}"'


def schemas() -> dict[str, Any]:
    resources = DESCRIPTOR["resources"]
    return {item["name"]: json.loads((ROOT / item["schema"]).read_text("utf-8")) for item in resources}


def test_every_table_is_listed_once() -> None:
    derived = {path.stem for path in (ROOT / "schemas" / "derived").glob("*.json")}
    section = README.partition("\n## Tables\n")[2].partition("```mermaid")[0]
    listed = [name for cell in re.findall(r"^\| (`.*?) \|", section, re.MULTILINE) for name in re.findall(r"\w+", cell)]
    assert sorted(listed) == sorted({*schemas(), *derived})


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_to_files_and_headings_of_the_repository(page: Path) -> None:
    assert [link for link in LINK.findall(without_code(page)) if not leads_somewhere(page, link)] == []


def leads_somewhere(page: Path, link: str) -> bool:
    """Addresses on the web are taken for good: no test needs the network."""
    if re.match(r"https://", link):
        return True
    path, _, anchor = link.partition("#")
    target = (page.parent / path).resolve() if path else page
    inside = target.is_relative_to(ROOT) and target.exists()
    return inside and (not anchor or anchor in anchors(target))


def anchors(page: Path) -> set[str]:
    """The names by which headings are linked, made as code hosts make them."""
    headings = re.findall(r"^#+ +(.*)$", without_code(page), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def without_code(page: Path) -> str:
    return re.sub(r"^( *)```.*?^\1```$", "", page.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)


def test_no_file_names_a_machine_or_a_registry() -> None:
    found = [
        f"{path.relative_to(ROOT)}: {match[0]!r}"
        for path in repository_files()
        for pattern in (OF_A_MACHINE, OF_A_REGISTRY)
        for match in pattern.finditer(path.read_text("utf-8", errors="replace"))
    ]
    assert found == []


def test_lock_names_no_address() -> None:
    assert "://" not in (ROOT / "requirements.lock").read_text("utf-8")


def repository_files() -> Iterator[Path]:
    """The files that are or may be committed."""
    ignored = [".git", *(line.strip("/") for line in (ROOT / ".gitignore").read_text("utf-8").split())]
    for folder, folders, files in os.walk(ROOT):
        folders[:] = [name for name in folders if not any(fnmatch.fnmatch(name, one) for one in ignored)]
        yield from (Path(folder, name) for name in files if not any(fnmatch.fnmatch(name, one) for one in ignored))
