"""Python's garbage collector waits while a file is read.

Reading makes hundreds of thousands of small values, all of them kept, and the collector would go through them again and
again: a third of the time of a large file. What it is for, cycles, readers do not make.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

_lock = Lock()
_waiting = 0  # how many reads are under way, in any thread: the switch is the whole process's
_was_on = False


@contextmanager
def collector_waits() -> Iterator[None]:
    """The first of the reads under way turns the collector off, the last one on again, if it was on."""
    global _waiting, _was_on
    with _lock:
        if _waiting == 0:
            _was_on = gc.isenabled()
            gc.disable()
        _waiting += 1
    try:
        yield
    finally:
        with _lock:
            _waiting -= 1
            if _waiting == 0 and _was_on:
                gc.enable()
