"""Two paths that change places in one step, where the system can do that."""

import errno
import os
import sys
from ctypes import CDLL, get_errno
from pathlib import Path

_HERE, _EXCHANGE = -100, 2  # AT_FDCWD and RENAME_EXCHANGE of Linux
_CANNOT = {errno.ENOSYS, errno.EINVAL, errno.EOPNOTSUPP, errno.EPERM}  # system, file system or a sandbox lacks it


def exchanged(one: Path, other: Path) -> bool:
    """Gives each of two paths the other's name, so that both names are there at every moment.

    False, and nothing done, where that can't be done in one step. Raises OSError where it could be, but failed.
    """
    if sys.platform != "linux":
        return False
    rename = getattr(CDLL(None, use_errno=True), "renameat2", None)
    if rename is None:
        return False
    if rename(_HERE, os.fsencode(one), _HERE, os.fsencode(other), _EXCHANGE) == 0:
        return True
    code = get_errno()
    if code in _CANNOT:
        return False
    raise OSError(code, os.strerror(code), str(one), None, str(other))
