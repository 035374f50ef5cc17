"""Whether the time that reading takes grows with the length and no faster: `python -m benchmarks.growth [--jobs 1]`.

Every reader with every pattern (tests/index/readers/growing.py), some 3,400 pairs: an hour of a processor, so it is run
by hand; a slice of it is a test. Each pair is read at two sizes. Prints the pairs whose time grows with more than the
length to the power of 1.6, and those that take longest; the exit code is 1 where there are such pairs. `--part 2/8` is
the third eighth of them. A pair that takes more than two minutes of a processor is given up and counted.
"""

from __future__ import annotations

import argparse
import signal
import sys
from collections.abc import Sequence
from multiprocessing import get_context
from types import FrameType

from tests.index.readers.growing import LARGE, SMALL, Growth, growth, pairs

LONGEST = 120  # seconds of a processor for one pair
_SHOWN = 10


def main(arguments: Sequence[str] = ()) -> int:
    """Run the pairs; 1 where the time of one grows too fast."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.growth", description=__doc__)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--part", default="0/1")
    parser.add_argument("--reader")
    chosen = parser.parse_args(arguments)
    number, parts = map(int, chosen.part.split("/"))
    todo = [pair for pair in pairs() if chosen.reader in (None, pair[0])][number::parts]
    found: list[tuple[Growth, str, str]] = []
    with get_context("spawn").Pool(chosen.jobs) as pool:
        for (reader, pattern), grown in zip(todo, pool.imap(_measured, todo, chunksize=8), strict=True):
            found.append((grown, reader, pattern))
            if grown.is_steep:
                print(_row(grown, reader, pattern), flush=True)
    print(f"{len(found)} pairs at {SMALL:,} and {LARGE:,} characters. The longest:")
    for grown, reader, pattern in sorted(found, key=lambda one: -one[0].large)[:_SHOWN]:
        print(_row(grown, reader, pattern))
    return int(any(grown.is_steep for grown, _, _ in found))


def _row(grown: Growth, reader: str, pattern: str) -> str:
    mark = "STEEP " if grown.is_steep else ""
    return f"{mark}{reader:22} {pattern!r:22} {grown.small:7.2f} s {grown.large:7.2f} s  exponent {grown.exponent:.2f}"


def _measured(pair: tuple[str, str]) -> Growth:
    signal.signal(signal.SIGPROF, _give_up)
    signal.setitimer(signal.ITIMER_PROF, LONGEST)
    try:
        return growth(*pair)
    except TimeoutError:
        return Growth(1.0, float(LONGEST))
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


def _give_up(_: int, __: FrameType | None) -> None:
    raise TimeoutError


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
