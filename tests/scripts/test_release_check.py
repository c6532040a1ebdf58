"""`release --check`: version, CHANGELOG and what changed since the last release agree."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from schemas.problems import CannotRunError
from scripts.__main__ import app
from scripts.diff.levels import OF_DESCRIPTORS, Level
from scripts.release.check import Verdict, check
from scripts.release.versions import Version, parse
from tests.conftest import edited
from tests.scripts.test_diff_places import NAMED, git, zipped

ROOT = Path(__file__).parents[2]
ADDED = "c99999,ind-rus-summit-frequency,inferred,p00008,annual,,1,,,exact,/a,,,,,,,,2,,,\n"


@pytest.fixture
def repository(valid_package: Path) -> Path:
    """The package as version 1.2.3, released under a tag."""
    git(valid_package, "init", "--quiet")
    released(valid_package, "1.2.3")
    git(valid_package, "tag", "v1.2.3")
    return valid_package


def versioned(package: Path, version: str, *before: str) -> Path:
    """Gives a package a version, in its descriptor and on top of its CHANGELOG."""
    path = package / "datapackage.json"
    descriptor = json.loads(path.read_text("utf-8"))
    path.write_text(json.dumps(descriptor | {"version": version}, ensure_ascii=False), "utf-8")
    listed = "".join(f"## [{one}] - 2026-11-22\n\n- Added: something.\n\n" for one in (version, *before))
    (package / "CHANGELOG.md").write_text(f"# Changelog\n\n## [Unreleased]\n\n{listed}", "utf-8")
    return package


def released(package: Path, version: str, *before: str) -> Path:
    versioned(package, version, *before)
    git(package, "add", ".")
    git(package, *NAMED)
    return package


def with_row(package: Path, table: str = "claims", row: str = ADDED) -> Path:
    path = package / "data" / f"{table}.csv"
    path.write_text(path.read_text("utf-8") + row, "utf-8")
    return package


def without_row(package: Path, table: str, line: int = 2) -> str:
    """Removes a row; its first cell."""
    path = package / "data" / f"{table}.csv"
    lines = path.read_text("utf-8").splitlines(keepends=True)
    gone = lines.pop(line - 1)
    path.write_text("".join(lines), "utf-8")
    return gone.split(",")[0]


def wanted(package: Path, since: str | None = None) -> tuple[str, str]:
    verdict = check(package, since)
    return str(verdict.level), str(verdict.wanted)


def fits(verdict: Verdict) -> bool:
    return not verdict.problems


def test_the_repository_itself_agrees_as_a_first_version(valid_package: Path) -> None:
    versioned(valid_package, "0.1.0")
    assert fits(check(valid_package))


def test_without_an_earlier_release_only_the_first_version_passes(valid_package: Path) -> None:
    versioned(valid_package, "0.2.0")
    assert "no earlier release" in check(valid_package).problems[0]


def test_nothing_changed_asks_for_nothing(repository: Path) -> None:
    verdict = check(repository)
    assert (str(verdict.level), verdict.since, verdict.problems) == ("none", "refs/tags/v1.2.3", [])


def test_a_row_added_raises_the_second_number(repository: Path) -> None:
    assert wanted(with_row(repository)) == ("minor", "1.3.0")
    assert not fits(check(repository))
    assert fits(check(versioned(repository, "1.3.0", "1.2.3")))


def test_a_value_corrected_raises_the_third_number(repository: Path) -> None:
    edited(repository, "claims", note="Something else")
    assert wanted(repository) == ("patch", "1.2.4")
    assert fits(check(versioned(repository, "1.2.4", "1.2.3")))
    assert not fits(check(versioned(repository, "1.3.0", "1.2.3")))


def test_a_column_added_raises_the_first_number(repository: Path) -> None:
    path = repository / "schemas" / "exchange_rates.json"
    schema = json.loads(path.read_text("utf-8"))
    schema["fields"].append({"name": "note", "type": "string"})
    path.write_text(json.dumps(schema), "utf-8")
    data = repository / "data" / "exchange_rates.csv"
    header, *rows = data.read_text("utf-8").splitlines()
    data.write_text("\n".join([f"{header},note", *(f"{row}," for row in rows), ""]), "utf-8")
    assert wanted(repository) == ("major", "2.0.0")


def test_an_id_that_vanishes_has_to_be_retired(repository: Path) -> None:
    gone = without_row(repository, "waived_numerals")
    assert wanted(repository) == ("patch", "1.2.4")  # no id: nothing refers to it
    gone = without_row(repository, "claims")
    versioned(repository, "2.0.0", "1.2.3")
    assert [problem for problem in check(repository).problems if f"claims: {gone} is gone" in problem]
    with_row(repository, "retired_ids", f"claims,{gone},2.0.0,Entered twice,\n")
    assert fits(check(repository))


def test_an_id_with_a_successor_raises_the_second_number_only(repository: Path) -> None:
    gone = without_row(repository, "claims")
    with_row(repository, "retired_ids", f"claims,{gone},1.3.0,Entered twice,c00002\n")
    assert fits(check(versioned(repository, "1.3.0", "1.2.3")))


def test_an_id_is_retired_in_the_version_in_which_it_goes(repository: Path) -> None:
    gone = without_row(repository, "claims")
    with_row(repository, "retired_ids", f"claims,{gone},1.2.3,Entered twice,c00002\n")
    assert "retired_in 1.2.3" in check(versioned(repository, "1.3.0", "1.2.3")).problems[0]


def test_while_the_first_number_is_0_the_second_is_raised_in_its_place(valid_package: Path, tmp_path: Path) -> None:
    versioned(valid_package, "0.4.2")
    old = zipped(valid_package)
    without_row(valid_package, "claims")
    assert wanted(valid_package, str(old)) == ("major", "0.5.0")


def test_the_changelog_has_the_version_on_top(repository: Path) -> None:
    with_row(repository)
    versioned(repository, "1.3.0", "1.2.3")
    text = (repository / "CHANGELOG.md").read_text("utf-8")
    (repository / "CHANGELOG.md").write_text(text.replace("[1.3.0]", "[1.4.0]"), "utf-8")
    assert "topmost release is 1.4.0" in check(repository).problems[0]


def test_a_heading_in_a_code_block_is_no_release(repository: Path) -> None:
    text = (repository / "CHANGELOG.md").read_text("utf-8")
    (repository / "CHANGELOG.md").write_text(f"```\n## [9.9.9]\n```\n{text}", "utf-8")
    assert fits(check(repository))


def test_the_newest_tag_is_newest_by_version(repository: Path) -> None:
    for version in ("1.10.0", "1.9.0"):
        released(repository, version)
        git(repository, "tag", f"v{version}")
    git(repository, "tag", "v2.0.0-rc.1")
    git(repository, "tag", "vnext")
    assert check(repository).since == "refs/tags/v1.10.0"


def test_a_tag_named_otherwise_than_what_it_holds_is_reported(repository: Path) -> None:
    git(repository, "tag", "v1.2.4")
    assert "not the one it is named after" in check(repository).problems[0]


def test_without_tags_the_last_commit_of_the_previous_version_counts(valid_package: Path) -> None:
    git(valid_package, "init", "--quiet")
    released(valid_package, "0.1.0")
    edited(valid_package, "claims", note="Corrected before the next version")
    released(valid_package, "0.1.0")
    with_row(valid_package)
    released(valid_package, "0.2.0", "0.1.0")
    edited(valid_package, "claims", line=3, note="And later")
    verdict = check(valid_package)
    assert fits(verdict)
    assert "patch" in verdict.draft or "`c99999`" in verdict.draft
    assert "`c00001`" not in verdict.draft


def test_since_names_the_release_to_compare_with(repository: Path) -> None:
    first = zipped(repository, "pacts/")
    released(with_row(repository), "1.3.0", "1.2.3")
    git(repository, "tag", "v1.3.0")
    assert wanted(repository) == ("none", "1.3.0")
    assert wanted(repository, "v1.2.3") == wanted(repository, str(first)) == ("minor", "1.3.0")


def test_the_draft_names_data_and_schema_with_the_rows(repository: Path) -> None:
    with_row(repository)
    edited(repository, "claims", note="Something else")
    path = repository / "schemas" / "claims.json"
    path.write_text(path.read_text("utf-8").replace('"maxLength": 60', '"maxLength": 70'), "utf-8")
    draft = check(repository).draft
    assert draft.index("### Data") < draft.index("### Schema")
    assert "- Added: 1 row of `claims`: `c99999`." in draft
    assert "- Corrected: `note` in 1 row of `claims`: `c00001`." in draft
    assert "- Looser: `maxLength` of `claims.as_written`." in draft
    assert draft.startswith("## [1.3.0] - 2026-11-22\n")


def test_the_command_exits_1_with_what_is_wrong_and_0_where_all_agrees(repository: Path) -> None:
    runner = CliRunner()
    assert runner.invoke(app, ["release", str(repository), "--check"]).exit_code == 0
    done = runner.invoke(app, ["release", str(with_row(repository)), "--check"])
    assert done.exit_code == 1
    assert "asks for 1.2.3 → 1.3.0 (minor)" in done.stdout


@pytest.mark.parametrize("text", ["", "## [one]\n"])
def test_a_changelog_without_releases_is_reported(repository: Path, text: str) -> None:
    (repository / "CHANGELOG.md").write_text(text, "utf-8")
    assert "lists no release" in check(repository).problems[0]


def test_a_heading_that_is_no_version_is_refused(repository: Path) -> None:
    (repository / "CHANGELOG.md").write_text("## [1.2]\n", "utf-8")
    with pytest.raises(CannotRunError, match=r"'1\.2' in a heading is no version"):
        check(repository)


def test_a_missing_changelog_is_refused(repository: Path) -> None:
    (repository / "CHANGELOG.md").unlink()
    with pytest.raises(CannotRunError, match=r"CHANGELOG\.md"):
        check(repository)


VERSIONS = st.builds(Version, *[st.integers(0, 20)] * 3)


@given(VERSIONS, st.sampled_from(Level))
def test_a_version_that_is_raised_is_higher_and_reads_back(version: Version, level: Level) -> None:
    raised = version.raised(level)
    assert (raised > version) == (level is not Level.NONE)
    assert parse(str(raised)) == raised
    assert raised.may_follow(version, level)


@pytest.mark.parametrize(
    "text", [None, 1, "", "1", "1.2", "01.2.3", "1.2.3-rc.1", "1.2.3+x", "v1.2.3", "1.2.3\n", "١.٢.٣"]
)
def test_what_is_no_version_is_refused(text: object) -> None:
    assert parse(text) is None


def test_1_0_0_may_follow_any_0_x_and_new_tooling_the_same_data() -> None:
    assert Version(1, 0, 0).may_follow(Version(0, 7, 3), Level.PATCH)
    assert Version(1, 2, 4).may_follow(Version(1, 2, 3), Level.NONE)
    assert not Version(1, 2, 4).may_follow(Version(1, 2, 3), Level.MINOR)


def test_every_change_that_raises_the_version_is_explained() -> None:
    text = (ROOT / "docs" / "versioning.md").read_text("utf-8")
    assert [what for what in OF_DESCRIPTORS if what.replace("-", " ") not in text] == []
