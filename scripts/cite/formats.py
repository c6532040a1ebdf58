"""A citation in words, in Markdown, in BibTeX and in CSL-JSON."""

import json
import re
from decimal import Decimal

from schemas.rules.cells import shown
from scripts.cite.claim import Citation


def figure(value: Decimal) -> str:
    """A number with its digits in groups of three."""
    return f"{Decimal(shown(value)):,f}"


def _unit(code: str) -> str:
    """A unit behind a figure; none where things or days are counted."""
    return "" if code in ("1", "date") else f" {code}"


def value(cite: Citation) -> str:
    """A claim's figure as it is read."""
    claim = cite.claim
    qualifier, unit = claim["qualifier"].replace("_", " "), _unit(claim["unit"])
    if claim["date"] is not None:
        return f"{qualifier} {claim['date']}"
    if claim["value"] is None:
        return f"{qualifier}{unit}"
    upper = "" if claim["value_upper"] is None else f" to {figure(claim['value_upper'])}"
    return f"{qualifier} {figure(claim['value'])}{upper}{unit}"


def printed(cite: Citation) -> str:
    """A claim's figure as it is printed, with a unit that is printed apart."""
    apart = cite.claim["unit_as_written"] or ""
    return f"“{cite.claim['as_written']}”" + (f" with “{apart}”" if apart and not apart.startswith("?") else "")


def speaker(cite: Citation) -> str:
    """Who says it: the source itself, or whoever it names."""
    claim = cite.claim
    occasion = [text for text in (claim["said_at_name"], claim["stated_on"]) if text]
    said = f" ({', '.join(occasion)})" if occasion else ""
    via = f", as told by {claim['via_name']}" if claim["via_name"] else ""
    if claim["attributed_to_name"] is None:
        return f"{claim['publisher_name']}, in its own voice{said}{via}"
    return f"{claim['attributed_to_name']}{said}{via}, according to {claim['publisher_name']}"


def source(cite: Citation) -> str:
    """The document: publisher, title, date, address."""
    claim = cite.claim
    dated_ = claim["published_on"] or f"undated, read {claim['known_from']}"
    address = f", {claim['source_url']}" if claim["source_url"] else ""
    return f"{claim['publisher_name']}, “{claim['source_title']}”, {dated_}{address}"


def place(cite: Citation) -> str:
    """Where in the document: offsets in its normalised text where it was read whole, and the length of the passage."""
    passage = cite.passage
    span = "" if passage["start"] is None else f"characters {passage['start']} to {passage['end']}, "
    return f"{span}{passage['words']} words, fingerprint {passage['fingerprint'][:12]}… ({passage['passage_id']})"


def origins(cite: Citation) -> str:
    """How many independent origins there are, and whether they agree."""
    row = cite.reconciled
    count = row["independent_origins"]
    parts = [f"{count} independent {'origin' if count == 1 else 'origins'} ({row['verdict'].replace('_', ' ')})"]
    if row["low"] is not None and row["low"] != row["high"]:
        parts += [f"from {figure(row['low'])} to {figure(row['high'])}{_unit(row['unit'])}"]
    if cite.others:
        parts += [f"{cite.others} besides this one's{_compared(cite)}"]
    if reason := cite.claim["no_vote_reason"]:
        parts += [f"this claim does not count ({reason.replace('_', ' ')})"]
    return "; ".join(parts)


def _compared(cite: Citation) -> str:
    """How many others can be true together with the claim, by what is printed: $5 billion and $5.43 billion can't."""
    if cite.agree is None:
        return ""
    return f": as printed, {cite.agree} can be true together with it and {cite.others - cite.agree} can't"


def dataset(cite: Citation) -> str:
    """The dataset with its version."""
    return f"{cite.dataset.get('title') or cite.dataset.get('name')}, version {cite.dataset.get('version')}"


def _lines(cite: Citation) -> dict[str, str]:
    return {
        "Claim": f"{cite.claim['claim_id']}: {printed(cite)}, read as {value(cite)}",
        "Of": f"{cite.claim['definition']} ({cite.claim['quantity_id']})",
        "Said by": speaker(cite),
        "Source": f"{source(cite)} ({cite.claim['source_id']})",
        "Passage": place(cite),
        "Origins": origins(cite),
        **({"Note": cite.claim["note"]} if cite.claim["note"] else {}),
        "Dataset": dataset(cite),
    }


def as_text(cite: Citation) -> str:
    """A line each."""
    return "\n".join(f"{name:8} {text}" for name, text in _lines(cite).items())


def as_markdown(cite: Citation) -> str:
    """A list, for a note below an article."""
    return "\n".join(f"- **{name}:** {_markdown(text)}" for name, text in _lines(cite).items())


def _markdown(text: str) -> str:
    """Text in which Markdown sees no markup, its addresses as links."""
    parts = re.split(r"(https?://[^\s<>]+)", text)
    return "".join(
        f"<{part}>" if at % 2 else re.sub(r"([\\`*_\[\]<>#|~$])", r"\\\1", part) for at, part in enumerate(parts)
    )


def title(cite: Citation) -> str:
    """The claim as a title: the figure as printed and what it counts."""
    return f"{printed(cite)}: {cite.claim['definition']}"


def note(cite: Citation) -> str:
    """All that bibliographies have no field for."""
    said = f"Claim {cite.claim['claim_id']}, read as {value(cite)}. Said by {speaker(cite)}"
    return f"{said}. Source: {source(cite)}; {place(cite)}. Agreement: {origins(cite)}."


def _key(cite: Citation) -> str:
    return f"{cite.dataset.get('name')}-{cite.dataset.get('version')}-{cite.claim['claim_id']}"


def _makers(cite: Citation) -> list[str]:
    """Who the dataset is by, as its descriptor says."""
    people = cite.dataset.get("contributors") or []
    return [str(person["title"]) for person in people if isinstance(person, dict) and person.get("title")]


def _day(cite: Citation) -> list[int]:
    """The day the version was made, as numbers; empty where the descriptor tells none."""
    found = re.match(r"(\d{4})-(\d{2})-(\d{2})", str(cite.dataset.get("created") or ""))
    return [int(part) for part in found.groups()] if found else []


def as_bibtex(cite: Citation) -> str:
    """An entry that BibTeX and biber both read, in UTF-8."""
    day, home = _day(cite), str(cite.dataset.get("homepage") or "")
    fields = {
        "author": " and ".join(f"{{{_latex(name)}}}" for name in _makers(cite)),  # braces: no family and given name
        "title": f"{{{_latex(title(cite))}}}",  # braces: capitals stay
        "howpublished": _latex(f"Dataset: {dataset(cite)}"),
        "version": _latex(str(cite.dataset.get("version") or "")),
        "year": str(day[0]) if day else "",
        "url": re.sub(r"[{}\\\s]", lambda match: f"%{ord(match[0]):02X}", home),
        "note": _latex(note(cite)),
    }
    body = "".join(f"  {name} = {{{text}}},\n" for name, text in fields.items() if text)
    body += f"  month = {_MONTHS[day[1] - 1]},\n" if day else ""
    return f"@misc{{{_key(cite)},\n{body}}}"


_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")  # BibTeX's own names
_LATEX = {char: f"\\{char}" for char in "&%$#_"} | {
    "\\": r"\textbackslash{}",
    "{": r"\textbraceleft{}",  # BibTeX counts braces even behind a backslash
    "}": r"\textbraceright{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
}


def _latex(text: str) -> str:
    """Text for a LaTeX field, in which nothing is markup; characters beyond ASCII stay as they are."""
    return "".join(_LATEX.get(char, char) for char in " ".join(text.split()))


def as_csl_json(cite: Citation) -> str:
    """A list of one item as the CSL data schema (csl-data.json 1.0.2) has it."""
    day, home, dataset_title = _day(cite), cite.dataset.get("homepage"), cite.dataset.get("title")
    item = {
        "id": _key(cite),
        "type": "dataset",
        "title": title(cite),
        "author": [{"literal": name} for name in _makers(cite)],
        "container-title": dataset_title,
        "version": cite.dataset.get("version"),
        "issued": {"date-parts": [day]} if day else None,
        "URL": home,
        "language": "en",
        "note": note(cite),
    }
    kept = {name: text for name, text in item.items() if text}
    return json.dumps([kept], ensure_ascii=False, indent=2)


FORMATS = {"text": as_text, "markdown": as_markdown, "bibtex": as_bibtex, "csl-json": as_csl_json}
