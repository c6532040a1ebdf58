"""Files as a zip whose bytes depend on nothing but their names and contents, a day, and the zlib that packs them."""

import io
import zipfile
from collections.abc import Mapping
from datetime import date

FIRST_DAY = date(1980, 1, 1)  # that a zip can tell
_UNIX = 3
_FILE = 0o100644


def zipped(files: Mapping[str, bytes], day: date) -> bytes:
    """A zip of the files in their order: time 00:00 on the day, mode 644, no folders, no extra fields."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, content in files.items():
            archive.writestr(_member(name, max(day, FIRST_DAY)), content)
    return out.getvalue()


def _member(name: str, day: date) -> zipfile.ZipInfo:
    member = zipfile.ZipInfo(name, (day.year, day.month, day.day, 0, 0, 0))
    member.create_system, member.external_attr, member.compress_type = _UNIX, _FILE << 16, zipfile.ZIP_DEFLATED
    return member
