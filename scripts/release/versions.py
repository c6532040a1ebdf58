"""Version numbers of the package: three numbers, and which of them a difference raises."""

import re
from typing import NamedTuple

from scripts.diff.levels import Level

_FORM = re.compile(r"(0|[1-9][0-9]{0,8})\.(0|[1-9][0-9]{0,8})\.(0|[1-9][0-9]{0,8})")


class Version(NamedTuple):
    major: int
    minor: int
    patch: int

    def __str__(self) -> str:
        return f"{self.major}.{self.minor}.{self.patch}"

    def raised(self, level: Level) -> "Version":
        """The next version. While the first number is 0, the second is raised in its place."""
        if level is Level.MAJOR and self.major:
            return Version(self.major + 1, 0, 0)
        if level >= Level.MINOR:
            return Version(self.major, self.minor + 1, 0)
        return Version(self.major, self.minor, self.patch + (level is Level.PATCH))

    def may_follow(self, last: "Version", level: Level) -> bool:
        """Whether this is the version for a difference of a level from the last release.

        Beyond the recipe: 1.0.0 may follow any 0.x, since to promise stability is a decision and no difference; and
        a release of new tooling around the same data may raise the third number.
        """
        stable = last.major == 0 and self == Version(1, 0, 0)
        tooling = level is Level.NONE and self == last.raised(Level.PATCH)
        return self == last.raised(level) or stable or tooling


FIRST = Version(0, 1, 0)


def parse(text: object) -> Version | None:
    """A version; None where the text is none: pre-releases and build metadata are not used here."""
    match = _FORM.fullmatch(text) if isinstance(text, str) else None
    return Version(*map(int, match.groups())) if match else None
