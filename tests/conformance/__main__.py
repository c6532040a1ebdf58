"""python -m tests.conformance > docs/conformance.md"""

import sys

from tests.conformance.page import measured, page

sys.stdout.write(page(measured()))
