"""The verb `cite`: one claim as an article can cite it, with who agrees and the dataset's version."""

from scripts.cite.claim import Citation, citation
from scripts.cite.formats import FORMATS

__all__ = ["FORMATS", "Citation", "citation"]
