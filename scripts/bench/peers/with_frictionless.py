"""frictionless validates the package as its command line does."""

import sys

from frictionless import Package

report = Package(sys.argv[1]).validate()
sys.exit(0 if report.valid else 1)
