"""Whether version, CHANGELOG and data agree: `release --check`."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from scripts.diff.compute import RETIRED, Difference, compared, table_of
from scripts.diff.levels import Level, bump, reasons
from scripts.diff.places import opened
from scripts.release.baseline import baseline, tag_version
from scripts.release.changelog import draft, releases
from scripts.release.versions import FIRST, Version, parse

CHANGELOG = "CHANGELOG.md"
MOST = 20  # vanished ids named


@dataclass(frozen=True)
class Verdict:
    """What was compared and what does not fit. `since` None: there was no release to compare with.

    `wanted` is the version by the difference; `reasons` what raises it, each with its level.
    """

    since: str | None
    wanted: Version
    level: Level
    reasons: Mapping[str, Level]
    problems: list[str]
    draft: str


def check(path: Path, since: str | None = None) -> Verdict:
    """Compares a package with its last release, or with the one at `since`: a revision or any other place of a package.

    Raises CannotRunError where one of them or the CHANGELOG can't be read.
    """
    with opened(str(path), Path.cwd()) as new:
        listed = releases(new.root / CHANGELOG)
        version = parse(new.descriptor.get("version"))
        problems = [*_disagreement(new.descriptor.get("version"), version, listed)]
        last = since or baseline(new.root, listed)
        if last is None:
            problems += _first_faults(version)
            return Verdict(None, FIRST, Level.NONE, {}, problems, "")
        with opened(last, new.root) as old, compared(old, new) as difference:
            return _compared(last, version, problems, difference)


def _disagreement(told: object, version: Version | None, listed: list[Version]) -> Iterator[str]:
    if version is None:
        yield f"datapackage.json: version {told!r} is not three numbers such as 0.1.0"
    elif not listed:
        yield f"{CHANGELOG}: lists no release; add one for {version}"
    elif listed[0] != version:
        yield f"{CHANGELOG}: its topmost release is {listed[0]}, the version in datapackage.json {version}"


def _first_faults(version: Version | None) -> Iterator[str]:
    if version is not None and version != FIRST:
        told = "no earlier release was found (no tag v*, no commit with the CHANGELOG's previous version)"
        yield f"datapackage.json: version is {version}, but {told}; fetch the history or name one with --since"


def _compared(last: str, version: Version | None, problems: list[str], difference: Difference) -> Verdict:
    level, told = bump(difference), difference.old.descriptor.get("version")
    before = parse(told)
    if before is None:
        problems.append(f"{last}: version {told!r} is not three numbers such as 0.1.0")
        before = version or FIRST
    elif tag_version(last) not in (None, before):
        problems.append(f"{last}: holds version {before}, not the one it is named after")
    wanted = before.raised(level)
    if version is not None and not version.may_follow(before, level):
        what = f"{before} → {wanted} ({level})"
        problems.append(f"datapackage.json: version is {version}; what changed since {last} asks for {what}")
    problems += _unretired(difference, version)
    text = draft(difference, version if version and version.may_follow(before, level) else wanted)
    return Verdict(last, wanted, level, reasons(difference), problems, text if difference else "")


def _unretired(difference: Difference, version: Version | None) -> Iterator[str]:
    """Ids that vanished without being listed as retired, or are listed under another version than this one."""
    if not any(table_of(package, RETIRED) for package in (difference.old, difference.new)):
        return
    retired = difference.retired()
    for name, rows in difference.tables.items():
        missing = [id_ for id_ in rows.vanished() if (name, id_) not in retired]
        for id_ in missing[:MOST]:
            yield f"{name}: {id_} is gone; list it in {RETIRED} with the reason, or bring it back"
        if len(missing) > MOST:
            yield f"{name}: and {len(missing) - MOST} more ids are gone that {RETIRED} does not list"
    yield from _wrongly_dated(difference, version)


def _wrongly_dated(difference: Difference, version: Version | None) -> Iterator[str]:
    for row in difference.tables[RETIRED].rows_added() if RETIRED in difference.tables else ():
        if version is not None and row.get("retired_in") != str(version):
            told = f"{row.get('table')} {row.get('id')} says retired_in {row.get('retired_in')}"
            yield f"{RETIRED}: {told}; it goes with this version, {version}"


def as_text(verdict: Verdict) -> str:
    """The verdict for people: what was compared, what it asks for and why, a draft, and what is wrong."""
    lines = [f"since {verdict.since}: {verdict.level}, version {verdict.wanted}"]
    if verdict.since is None:
        lines = [f"no earlier release: the first version is {FIRST}"]
    lines += [
        f"  {level}: {what}" for what, level in sorted(verdict.reasons.items(), key=lambda one: (-one[1], one[0]))
    ]
    lines += ["", f"draft for {CHANGELOG}:", "", verdict.draft] if verdict.draft else []
    lines += [f"problem: {problem}" for problem in verdict.problems] or ["version, CHANGELOG and data agree"]
    return "\n".join(lines)
