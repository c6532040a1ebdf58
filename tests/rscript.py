"""R, where it is there with what the examples need."""

import shutil
import subprocess

import pytest


def rscript() -> str:
    """The command that runs R; skips the test where R or its package RSQLite is not installed."""
    command = shutil.which("Rscript")
    if command is None:
        pytest.skip("Rscript is not installed; on Debian and Ubuntu: apt-get install r-cran-rsqlite")
    ready = [command, "-e", 'quit(status = !requireNamespace("RSQLite", quietly = TRUE))']
    if subprocess.run(ready, capture_output=True, check=False).returncode:
        pytest.skip('R has no package RSQLite: run install.packages("RSQLite") in R')
    return command
