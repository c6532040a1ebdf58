"""How a cell of each type or format is written, for engines whose regular expressions are like RE2's."""

_URI_CHAR = "(?:[A-Za-z0-9._~!$&'()*+,;=:@-]|%[0-9A-Fa-f]{2})"
FORMS = {
    "integer": "[+-]?[0-9]+",
    "number": r"-?[0-9]{1,18}(\.[0-9]{1,6})?",
    "date": "[0-9]{4}-[0-9]{2}-[0-9]{2}",
    "uri": f"[A-Za-z][A-Za-z0-9+.-]*:(?:{_URI_CHAR}|/)+(?:[?](?:{_URI_CHAR}|[/?])*)?(?:#(?:{_URI_CHAR}|[/?])*)?",
}


def form(field):
    """The pattern of a whole cell; None where any will do."""
    return FORMS.get(field["type"]) or FORMS.get(field.get("format"))
