"""The last release, with which the working copy is compared to see what the next version has to be."""

import json
from collections.abc import Sequence
from pathlib import Path

from scripts.diff.git import git
from scripts.release.versions import Version, parse

DESCRIPTOR = "datapackage.json"


def baseline(folder: Path, listed: Sequence[Version]) -> str | None:
    """The revision of the last release of the package in a folder; None where its repository knows none.

    It is the newest tag `v*` by version among those that lead here; without tags, the last commit whose descriptor
    holds the second version of `listed`, those of the CHANGELOG. Raises CannotRunError without git.
    """
    return _newest_tag(folder) or (_last_with(folder, listed[1]) if len(listed) > 1 else None)


def tag_version(revision: str) -> Version | None:
    """The version that a tag is named after."""
    return parse(revision.removeprefix("refs/tags/v")) if revision.startswith("refs/tags/v") else None


def _newest_tag(folder: Path) -> str | None:
    listed = git(folder, "for-each-ref", "--merged=HEAD", "--format=%(refname)", "refs/tags/v*") or ""
    tags = [(version, tag) for tag in listed.split("\n") if (version := tag_version(tag))]
    return max(tags)[1] if tags else None


def _last_with(folder: Path, version: Version) -> str | None:
    """Back through the commits that changed the descriptor, to the last one before the version was left behind."""
    log = git(folder, "log", "--first-parent", "--format=%H", "--", f":(literal){DESCRIPTOR}") or ""
    newest = "HEAD"
    for commit in log.split():
        if _version_at(folder, commit) == version:
            return newest
        newest = f"{commit}^1"
    return None


def _version_at(folder: Path, commit: str) -> Version | None:
    text = git(folder, "cat-file", "blob", f"{commit}:./{DESCRIPTOR}")
    try:
        found = json.loads(text or "null")
    except (ValueError, RecursionError):
        return None
    return parse(found.get("version")) if isinstance(found, dict) else None
