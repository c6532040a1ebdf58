"""Small Arrow arrays made from buffers, for what is done before pandas is there: `pa.array` and `pa.scalar` import it.

A package is opened and its first blocks are read meanwhile.
"""

from array import array
from collections.abc import Sequence
from itertools import accumulate

import pyarrow as pa


def text_column(texts: Sequence[str]) -> pa.ChunkedArray:
    """A column of texts."""
    cells = [text.encode() for text in texts]
    ends = array("i", accumulate((len(cell) for cell in cells), initial=0))
    buffers = [None, pa.py_buffer(ends), pa.py_buffer(b"".join(cells))]
    return pa.chunked_array([pa.Array.from_buffers(pa.string(), len(cells), buffers)])


def one_cell(content: bytes, size: int) -> pa.Array:
    """The first bytes of something as one cell, not copied."""
    return pa.Array.from_buffers(pa.binary(), 1, [None, _from_zero_to(size), pa.py_buffer(content)])


def one_list(texts: pa.Array) -> pa.Array:
    """An array of texts as one list, not copied."""
    return pa.Array.from_buffers(pa.list_(texts.type), 1, [None, _from_zero_to(len(texts))], children=[texts])


def _from_zero_to(end: int) -> pa.Buffer:
    return pa.py_buffer(array("i", [0, end]))
