"""Readers' own copies of sources: a folder of files named by source id, as plain text or as saved HTML.

All that a page says is kept, menus and captions included: passages are looked for in it, so that text too much does no
harm and text too little does. Extractors of the main content drop captions, tables and what stands before the article;
so the text is taken from the parsed page, with the HTML5 parser Lexbor (in selectolax) that reads what browsers read.
"""

import codecs
import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path

from schemas.problems import CannotRunError

_BOMS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
_CHARSET = re.compile(rb"<meta[^>]+charset\s*=\s*[\"']?\s*([A-Za-z0-9_:.-]+)", re.IGNORECASE)
# What browsers take these names for (WHATWG Encoding Standard).
_WIDER = {"iso8859-1": "windows-1252", "ascii": "windows-1252", "gb2312": "gb18030"}
_UNSEEN = ["script", "style", "template"]
# Elements that a browser sets within a line. Each other one, known or not, parts words: paragraph, cell, line break.
_INLINE = (
    *("a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i", "ins"),
    *("kbd", "mark", "nobr", "q", "rb", "ruby", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "time"),
    *("tt", "u", "var", "wbr"),
)
_PARTING = "*" + "".join(f":not({name})" for name in _INLINE)


@dataclass(frozen=True)
class Copy:
    """A copy of a source: the name of its file, and its text."""

    file: str
    text: str


def read_copies(folder: Path, sources: Collection[str]) -> tuple[dict[str, Copy], list[str]]:
    """The copies of some sources by source id, and the names of files that no source has.

    Raises CannotRunError where a file can't be read, or where there are two of one source.
    """
    copies: dict[str, Copy] = {}
    strangers: list[str] = []
    for path in _files(folder):
        if path.stem not in sources:
            strangers.append(path.name)
        elif path.stem in copies:
            raise CannotRunError(f"{copies[path.stem].file} and {path.name} are copies of one source; keep one")
        else:
            copies[path.stem] = _read(path)
    return copies, strangers


def _files(folder: Path) -> list[Path]:
    try:
        return sorted(path for path in folder.iterdir() if path.suffix.lower() in READERS and path.is_file())
    except OSError as error:
        raise CannotRunError(f"{folder}: cannot be read: {error.strerror or error}") from None


def _read(path: Path) -> Copy:
    try:
        return Copy(path.name, READERS[path.suffix.lower()](path.read_bytes()))
    except OSError as error:
        raise CannotRunError(f"{path.name}: cannot be read: {error.strerror or error}") from None
    except ValueError as error:
        raise CannotRunError(f"{path.name}: {error}") from None


def plain_text(data: bytes) -> str:
    """Text in UTF-8, or in UTF-16 with a byte order mark; ValueError for anything else."""
    try:
        return data.decode(_marked(data) or "utf-8")
    except UnicodeDecodeError:
        raise ValueError("is not text in UTF-8; save it as such") from None


def _marked(data: bytes) -> str | None:
    return next((codec for mark, codec in _BOMS.items() if data.startswith(mark)), None)


def html_text(data: bytes) -> str:
    """All text of a page, hidden parts included; a space wherever a browser would begin a new line or cell."""
    from selectolax.lexbor import LexborHTMLParser

    page = LexborHTMLParser(_decoded(data))
    page.strip_tags(_UNSEEN)
    for node in page.css(_PARTING):
        node.insert_before(" ")
        node.insert_after(" ")
    return page.root.text(deep=True) if page.root else ""


def _decoded(data: bytes) -> str:
    """A page decoded. What is valid UTF-8 is UTF-8, whatever the page says: it may have been saved anew."""
    try:
        return data.decode(_marked(data) or "utf-8")
    except UnicodeDecodeError:
        declared = _CHARSET.search(data)
        return data.decode(_codec(declared[1].decode("ascii") if declared else ""), errors="replace")


def _codec(name: str) -> str:
    """The codec of a declared character set; the web's default where there is none or it is unknown."""
    try:
        codec = codecs.lookup(name).name
        "".encode(codec)  # refuses what is a codec but no encoding of text
    except (LookupError, UnicodeError):
        return "windows-1252"
    return _WIDER.get(codec, codec)


READERS: dict[str, Callable[[bytes], str]] = {".txt": plain_text, ".html": html_text, ".htm": html_text}
