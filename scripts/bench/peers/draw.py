"""A chart in Vega-Lite, as JSON on standard input, to an SVG file."""

import sys
from pathlib import Path

import vl_convert

Path(sys.argv[1]).write_text(vl_convert.vegalite_to_svg(sys.stdin.read()), "utf-8")
