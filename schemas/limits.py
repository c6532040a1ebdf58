"""What a hostile file can't outgrow: every limit of reading in one place, each to be raised by who needs more."""

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace

from schemas.problems import CannotRunError


@dataclass(frozen=True)
class Limits:
    """Limits of a package. What goes beyond one is a problem that names it; what is within costs bounded memory."""

    descriptor: int = 10_000_000  # bytes of a descriptor, schema or dialect
    files: int = 10_000  # files of all tables together
    columns: int = 10_000  # of a table
    row: int = 64_000_000  # bytes of a record
    cell: int = 1_000_000  # characters
    rows: int = 1_000_000_000  # of a table
    pattern: int = 10_000  # characters of a regular expression
    seconds: int = 60  # that one regular expression may take on one table


DEFAULT = Limits()


def limits_of(settings: Iterable[str]) -> Limits:
    """The limits with some set anew, each as `name=number`. Raises CannotRunError for anything else."""
    known = [field.name for field in fields(Limits)]
    limits = Limits()
    for setting in settings:
        name, _, number = setting.partition("=")
        if name not in known or not (number.isascii() and number.isdigit() and int(number)):
            raise CannotRunError(f"limit {setting!r}: write NAME=NUMBER with a name of {', '.join(known)}")
        limits = replace(limits, **{name: int(number)})
    return limits
