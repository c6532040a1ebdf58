"""How far a long read is, on stderr: nothing where stderr is no terminal, or where it takes no time."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

SMALL = 16_000_000  # bytes that are read before anyone wonders

Told = Callable[[str, int], object]  # of what is read now, and how many bytes more have been read of it


@contextmanager
def progress(size: int) -> Iterator[Told]:
    """A bar for `size` bytes, with rate and time left, that goes when all is read."""
    if size < SMALL or not sys.stderr.isatty():
        yield lambda name, read: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn, TransferSpeedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TransferSpeedColumn())
    with Progress(*columns, TimeRemainingColumn(), console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=size)
        yield lambda name, read: bar.update(task, description=name, advance=read)
