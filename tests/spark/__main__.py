"""python -m tests.spark [CLAIMS]: seeds faults in a package of that size; do both engines report the same?"""

import sys
import tempfile
import time
import warnings
from pathlib import Path

ALL = 10**9  # problems listed


def main(claims: int) -> int:
    warnings.filterwarnings("ignore", "PySpark does not yet")  # said on import by pandera, which looks for PySpark
    from scripts.spark import validate as on_spark
    from scripts.validate import document, validate
    from tests.spark.seeding import seeded

    with tempfile.TemporaryDirectory() as folder:
        path = seeded(Path(folder) / "seeded", claims, every=500)
        started = time.perf_counter()
        local = document(validate(path, keep=False, limit=ALL))
        between = time.perf_counter()
        found = document(on_spark.validate(path, "local[2]", ALL))
        seconds = f"local {between - started:.0f} s, Spark {time.perf_counter() - between:.0f} s"
    rows, problems = sum(local["rows"].values()), len(local["problems"])
    verdict = "the reports are the same" if local == found else "the reports DIFFER"
    print(f"{rows:,} rows, {problems:,} problems of {len(local['counts'])} rules, {seconds}: {verdict}")
    return 0 if local == found else 1


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 640_000))
