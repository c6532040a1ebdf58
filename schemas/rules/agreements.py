"""Rules on agreements and their parties."""

from collections.abc import Iterator

from schemas.table import Finding, Record

BUYING = ("buyer", "end_user", "lessee", "licensee")
SELLING = ("supplier", "lessor", "licensor")
_NEEDED = {"procurement_contract": ("buyer", "supplier"), "lease": ("lessee", "lessor")}
_WITHOUT_PARTIES = ("programme", "target")


def agreement_lacks_a_side(record: Record) -> Iterator[Finding]:
    """A contract has a buyer and a supplier, a lease a lessee and a lessor."""
    agreements, parties = record["agreements"], record["agreement_parties"].grouped("agreement_id")
    for row in agreements:
        roles = {party["role"] for party in parties.get(row["agreement_id"], ())}
        for role in _NEEDED.get(row["kind"], ()):
            if role not in roles:
                message = (
                    f"a {row['kind']} needs a {role}; add {row['agreement_id']} to agreement_parties with that role"
                )
                yield Finding(agreements, row, "kind", message)


def agreement_of_fewer_than_two(record: Record) -> Iterator[Finding]:
    """Every agreement except programmes and targets has at least two parties."""
    agreements, parties = record["agreements"], record["agreement_parties"].grouped("agreement_id")
    for row in agreements:
        names = {party["entity_id"] for party in parties.get(row["agreement_id"], ())}
        if row["kind"] not in (*_WITHOUT_PARTIES, None) and len(names) < 2:
            message = f"a {row['kind']} needs two parties and has {len(names)} in agreement_parties"
            yield Finding(agreements, row, "agreement_id", message)


def party_on_both_sides(record: Record) -> Iterator[Finding]:
    """Nobody buys (leases, licenses) from themselves."""
    parties = record["agreement_parties"]
    buyers = {(row["agreement_id"], row["entity_id"]) for row in parties if row["role"] in BUYING}
    for row in parties:
        if row["role"] in SELLING and (row["agreement_id"], row["entity_id"]) in buyers:
            message = f"{row['entity_id']} stands on the buying side of {row['agreement_id']} as well; keep one side"
            yield Finding(parties, row, "role", message)


def part_number_beyond_the_last(record: Record) -> Iterator[Finding]:
    """The part of a milestone ("4 of 5") is one of the parts that there are."""
    milestones = record["agreement_milestones"]
    for row in milestones:
        number, _, parts = (row["part"] or "").partition(" of ")
        if number.isdecimal() and parts.isdecimal() and int(number) > int(parts):
            yield Finding(milestones, row, "part", f"there is no {row['part']}; correct one of the numbers")


RULES = (agreement_lacks_a_side, agreement_of_fewer_than_two, party_on_both_sides, part_number_beyond_the_last)
