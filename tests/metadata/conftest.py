"""The release whose metadata the tests look at."""

from tests.release.conftest import made

__all__ = ["made"]
