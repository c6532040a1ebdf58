"""python -m tests.mutation [SEED]: the mutation harness at length; exit 1 where a fault is missed or surprises."""

import shutil
import sys
import tempfile
from itertools import chain
from pathlib import Path
from random import Random

from tests.conftest import ROOT
from tests.mutation import harness, own

ROUNDS, ROWS, OWN = 40, 400, 200


def main(seed: int) -> int:
    rng = Random(seed)
    with tempfile.TemporaryDirectory() as folder:
        package = Path(folder) / "own"
        for part in ("data", "schemas"):
            shutil.copytree(ROOT / part, package / part, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
        shutil.copy(ROOT / "datapackage.json", package)
        generic = (harness.surprises(Path(folder), rng, ROWS) for _ in range(ROUNDS))
        found = list(chain(*generic, own.surprises(package, rng, OWN)))
    print("\n".join(found) or f"{ROUNDS * len(list(harness.all_faults()))} and {OWN} faults, each as expected")
    return bool(found)


sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 1))
