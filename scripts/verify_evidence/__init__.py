"""The verb `verify-evidence`: the record held against readers' own copies of its sources."""

from pathlib import Path

from schemas.own_tables import own_record
from schemas.package import Package, open_package
from schemas.problems import CannotRunError, Findings
from schemas.table import Record
from scripts.validate import LIMIT, Report, descriptor_path, read_tables
from scripts.verify_evidence import checks
from scripts.verify_evidence.copies import Copy, read_copies
from scripts.verify_evidence.proof import Dossier, dossiers, prove
from scripts.verify_evidence.report import FORMATS, Coverage, Verification, asides, covered, uncovered

__all__ = ["FORMATS", "Verification", "asides", "verify_evidence"]

NEEDED = ("sources", "passages", "claims")


def verify_evidence(
    path: Path, folder: Path, source: str | None = None, limit: int = LIMIT
) -> tuple[Verification, list[str]]:
    """Checks passages, figures and numerals against the copies in a folder, of all sources or of one.

    Copies are named by source id and end in .txt, .html or .htm. Problems of reading the package are reported as well;
    its rules are left to `validate`. Also returns the names of files that belong to no source.
    Raises CannotRunError where package or copies can't be read, the source is unknown, or nothing can be checked.
    """
    findings, rows = Findings(limit), dict[str, int]()
    package, problems = open_package(descriptor_path(path))
    findings.add(problems)
    record = _record(package, findings, rows) if package else None
    coverage, strangers = _against_copies(record, folder, source, findings) if record else ([], [])
    report = Report(package, {}, rows, findings.kept(), dict(sorted(findings.counts.items())))
    return Verification(report, coverage), strangers


def _record(package: Package, findings: Findings, rows: dict[str, int]) -> Record:
    tables = read_tables(package, findings, rows, keep=False)
    record = own_record(package, tables)
    missing = [name for name in NEEDED if name not in tables]
    if record is None or missing:
        raise CannotRunError(f"the package has no table {', '.join(missing)} of this dataset's form")
    return record


def _against_copies(
    record: Record, folder: Path, source: str | None, findings: Findings
) -> tuple[list[Coverage], list[str]]:
    known = list(dossiers(record))
    wanted = [dossier for dossier in known if source in (None, dossier.source_id)]
    if source is not None and not wanted:
        raise CannotRunError(f"no source is named {source!r}")
    copies, strangers = read_copies(folder, {dossier.source_id for dossier in known})
    if wanted and not any(dossier.source_id in copies for dossier in wanted):
        raise CannotRunError(f"{folder} has no copy of {source or 'any source'}, as SOURCE_ID.txt or SOURCE_ID.html")
    return [_checked(dossier, copies.get(dossier.source_id), findings) for dossier in wanted], strangers


def _checked(dossier: Dossier, copy: Copy | None, findings: Findings) -> Coverage:
    """Adds what is wrong with a source's record to the findings."""
    if copy is None:
        return uncovered(dossier)
    proof = prove(dossier, copy)
    problems = list(checks.problems(proof))
    findings.add(problems)
    refuted = {problem.line for problem in problems if problem.table == "claims"}
    return covered(proof, refuted)
