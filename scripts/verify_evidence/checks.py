"""What can be wrong between the record and a copy: one function a fact, its name with hyphens is the rule's id."""

from collections.abc import Callable, Iterator

from schemas import figures
from schemas.passages import words
from schemas.problems import Problem
from schemas.rules.cells import failed, shown
from schemas.table import Finding, Row
from scripts.verify_evidence.proof import Proof, waiver

AROUND = 30  # characters of the copy shown on each side of a numeral
TARGETS = ("agreement_id", "milestone_id", "event_id", "relation_id", "position_id")


def passage_not_in_copy(proof: Proof) -> Iterator[Finding]:
    """Every passage stands in the copy, at its offsets or elsewhere."""
    for row in proof.dossier.passages:
        if row["passage_id"] not in proof.spans:
            message = f"these {row['words']} words are nowhere in {proof.copy.file}; {_resting_on(proof, row)}"
            yield Finding(proof.dossier.record["passages"], row, "fingerprint", message)


def _resting_on(proof: Proof, row: Row) -> str:
    """The records that a passage carries, named."""
    claims = [f"claim {claim['claim_id']}" for claim in proof.dossier.claims[row["passage_id"]]]
    targets = [
        f"{column.removesuffix('_id')} {evidence[column]} ({evidence['evidence_id']})"
        for evidence in proof.dossier.evidence[row["passage_id"]]
        for column in TARGETS
        if evidence[column] is not None
    ]
    return f"on them rests {', '.join([*claims, *targets])}" if claims or targets else "nothing rests on them"


def passage_not_at_its_offsets(proof: Proof) -> Iterator[Finding]:
    """In a copy that is to the letter the text that was read, each passage stands at its offsets."""
    for row in proof.dossier.passages if proof.same_text else ():
        span = proof.spans.get(row["passage_id"])
        if span is not None and not proof.at_offsets(row):
            message = f"{row['start']} to {row['end']} are not its offsets in {proof.copy.file}: {span[0]} to {span[1]}"
            yield Finding(proof.dossier.record["passages"], row, "start", f"{message}; correct start and end")


def passage_of_another_length(proof: Proof) -> Iterator[Finding]:
    """A passage has as many words as the record says."""
    for row in proof.dossier.passages:
        start, end = proof.spans.get(row["passage_id"], (0, 0))
        count = len(words(proof.text[start:end]))
        if end and count != row["words"]:
            message = f"{row['words']} is not its number of words ({count}); correct it"
            yield Finding(proof.dossier.record["passages"], row, "words", message)


def figure_not_in_its_passage(proof: Proof) -> Iterator[Finding]:
    """A claim's figure is printed inside its passage, and not as a part of a longer one."""
    for row in _claims(proof):
        if proof.spots[row["claim_id"]] is None:
            message = f'"{row["as_written"]}" is not printed in passage {row["passage_id"]} of {proof.copy.file}'
            yield Finding(proof.dossier.record["claims"], row, "as_written", f"{message}; correct one of them")


def claim_differs_from_copy(proof: Proof) -> Iterator[Finding]:
    """What a claim says is what the figure parser reads in the copy, where it reads the source's language."""
    if (proof.dossier.source["language"] or "").partition("-")[0] not in figures.LANGUAGES:
        return
    for row in _claims(proof):
        spot = proof.spots[row["claim_id"]]
        if spot is not None:
            yield from (
                Finding(proof.dossier.record["claims"], row, *wrong)
                for wrong in _differences(proof, row, proof.text[slice(*spot)])
            )


def _differences(proof: Proof, row: Row, print_: str) -> Iterator[tuple[str, str]]:
    """Column and message of each cell of a claim that is not what a print says."""
    try:
        figure = figures.read_figure(print_, row["unit_as_written"])
    except ValueError as error:
        yield "as_written", f'"{print_}", as {proof.copy.file} has it, can\'t be read: {error}'
        return
    unit = figure.unit or proof.dossier.units.get(row["quantity_id"])
    says = {name: getattr(figure, name) for name in ("value", "value_upper", "date", "qualifier")} | {"unit": unit}
    for column, value in says.items():
        if row[column] != value and not failed(row, column):
            message = f'{shown(row[column])} is not what "{print_}" in {proof.copy.file} says ({shown(value)})'
            yield column, message


def numeral_unaccounted(proof: Proof) -> Iterator[Finding]:
    """Every numeral of a source that was read whole stands inside a claim's figure or is waived."""
    for start, end in proof.ledger.unaccounted if proof.ledger else ():
        numeral = proof.text[start:end]
        around = f"{proof.text[max(0, start - AROUND) : start]}[{numeral}]{proof.text[end : end + AROUND]}"
        message = f"{proof.dossier.source_id}: no claim's figure has the numeral at {start} to {end} (… {around} …)"
        nowhere = Row(0, {}, {"as_written": numeral})
        yield Finding(proof.dossier.record["waived_numerals"], nowhere, "as_written", f"{message}; claim or waive it")


def waived_numeral_not_in_copy(proof: Proof) -> Iterator[Finding]:
    """A waived numeral stands where the record says, as far as the copy has that part of the text."""
    astray = set(proof.ledger.astray) if proof.ledger else set()
    for row in proof.dossier.waived if astray else ():
        if waiver(row) in astray:
            message = f'"{row["as_written"]}" is not at {row["start"]} to {row["end"]} in {proof.copy.file}'
            yield Finding(proof.dossier.record["waived_numerals"], row, "as_written", f"{message}; correct one of them")


def _claims(proof: Proof) -> Iterator[Row]:
    """The claims whose passage is in the copy."""
    yield from (row for rows in proof.dossier.claims.values() for row in rows if row["claim_id"] in proof.spots)


CHECKS: tuple[Callable[[Proof], Iterator[Finding]], ...] = (
    passage_not_in_copy,
    passage_not_at_its_offsets,
    passage_of_another_length,
    figure_not_in_its_passage,
    claim_differs_from_copy,
    numeral_unaccounted,
    waived_numeral_not_in_copy,
)


def problems(proof: Proof) -> Iterator[Problem]:
    """Everything that is wrong, in no order. A numeral that has no row has no line either."""
    for check in CHECKS:
        rule = check.__name__.replace("_", "-")
        for table, row, column, message in check(proof):
            value = row.raw.get(column) if column else None
            yield Problem(table.name, table.file, row.line or None, column, rule, value, message)
