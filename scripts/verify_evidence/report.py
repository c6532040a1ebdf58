"""The report of `verify-evidence`: that of `validate`, with what each source's copy covers."""

import json
from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass

from scripts import validate
from scripts.verify_evidence.proof import Dossier, Proof


@dataclass(frozen=True)
class Coverage:
    """How much of a source's record its copy bears out; without a copy only how much there is to check.

    `same_text` tells a copy that is, to the letter, the text that was read whole. A claim is verified where its figure
    stands in its passage and says what the claim says. Numerals `outside` stand where the copy can't be matched with
    the text that was read, so that nothing is said of them. There are no numerals where the source was not read whole.
    """

    source_id: str
    copy: str | None
    same_text: bool
    passages: dict[str, int]
    claims: dict[str, int]
    numerals: dict[str, int] | None

    def __str__(self) -> str:
        passages, claims, numerals = self.passages, self.claims, self.numerals
        found = passages["at_offsets"] + passages["elsewhere"]
        elsewhere = f" ({passages['elsewhere']} elsewhere)" if passages["elsewhere"] else ""
        parts = [f"{found} of {passages['recorded']} passages{elsewhere}"]
        parts += [f"{claims['verified']} of {claims['recorded']} claims"]
        if numerals:
            known = numerals["claimed"] + numerals["waived"]
            outside = f", {numerals['outside']} more outside the text that was read" if numerals["outside"] else ""
            detail = f"{numerals['claimed']} claimed, {numerals['waived']} waived{outside}"
            parts += [f"{known} of {known + numerals['unaccounted']} numerals ({detail})"]
        return f"{self.source_id} in {self.copy}: {', '.join(parts)}"


def uncovered(dossier: Dossier) -> Coverage:
    """The coverage of a source of which no copy is at hand."""
    claims = sum(map(len, dossier.claims.values()))
    passages = {"recorded": len(dossier.passages), "at_offsets": 0, "elsewhere": 0, "not_found": 0}
    return Coverage(dossier.source_id, None, False, passages, {"recorded": claims, "verified": 0}, None)


def covered(proof: Proof, refuted: Collection[int | None]) -> Coverage:
    """The coverage of a source; `refuted` are the lines of the claims on which something was found."""
    rows = proof.dossier.passages
    at_offsets = sum(map(proof.at_offsets, rows))
    found = sum(row["passage_id"] in proof.spans for row in rows)
    claims = [row for group in proof.dossier.claims.values() for row in group]
    verified = sum(row["claim_id"] in proof.spots and row.line not in refuted for row in claims)
    passages = {"recorded": len(rows), "at_offsets": at_offsets, "elsewhere": found - at_offsets}
    kinds = ("claimed", "waived", "unaccounted", "outside")
    return Coverage(
        proof.dossier.source_id,
        proof.copy.file,
        proof.same_text,
        passages | {"not_found": len(rows) - found},
        {"recorded": len(claims), "verified": verified},
        {kind: len(getattr(proof.ledger, kind)) for kind in kinds} if proof.ledger else None,
    )


@dataclass(frozen=True)
class Verification:
    """A report as `validate` makes it, and the coverage of each source that was asked for, by source_id."""

    report: validate.Report
    coverage: Sequence[Coverage]

    @property
    def checked(self) -> list[Coverage]:
        return [source for source in self.coverage if source.copy is not None]

    @property
    def not_checked(self) -> list[str]:
        return [source.source_id for source in self.coverage if source.copy is None]


def as_text(verification: Verification) -> str:
    """A line a problem, a line a source that was checked, and one that sums up."""
    report, sources = verification.report, verification.coverage
    counts = ", ".join(f"{count} {rule}" for rule, count in report.counts.items())
    result = f"{sum(report.counts.values())} problems ({counts})" if counts else "everything in them was found"
    total = f"{len(verification.checked)} of {len(sources)} sources checked: {result}"
    return "\n".join([*validate.listed(report), *map(str, verification.checked), total])


def as_json(verification: Verification) -> str:
    """The document of `validate`, and `coverage`: a list of sources, `copy` being null where none was at hand."""
    document = validate.document(verification.report)
    document["coverage"] = [asdict(source) for source in verification.coverage]
    return json.dumps(document, ensure_ascii=False, indent=2)


def as_github(verification: Verification) -> str:
    """Workflow commands that annotate the lines of a pull request."""
    return validate.as_github(verification.report)


def asides(verification: Verification, strangers: Sequence[str]) -> list[str]:
    """What is worth knowing and no problem: sources without a copy, and files that no source has."""
    lines = {"not checked, as no copy is at hand": verification.not_checked, "files of no source": strangers}
    return [f"{what}: {_some(names)}" for what, names in lines.items() if names]


def _some(names: Sequence[str], most: int = 10) -> str:
    more = [f"and {len(names) - most} more"] if len(names) > most else []
    return ", ".join([*names[:most], *more])


def as_sarif(verification: Verification) -> str:
    """The report for code scanning."""
    return validate.as_sarif(verification.report)


FORMATS = {"text": as_text, "json": as_json, "github": as_github, "sarif": as_sarif}
