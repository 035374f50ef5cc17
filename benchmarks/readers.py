"""How fast each format is read, and whether twice the size takes twice the time.

Reads made-up transcripts (benchmarks/made_up) of several sizes and prints megabytes of file per second of processor
time on one core, offset maps and all; how the time grows with the size (1.0 is linear, 2.0 quadratic); and how many
times as long it takes as the parser that anybody would begin with, which knows nothing of speakers or places:
`json.loads`, `csv.reader`, `lxml`.

    python -m benchmarks readers [FILE ...]
"""

import csv
import json
import os
import time
from collections.abc import Callable, Sequence
from functools import partial
from math import log
from typing import NamedTuple

from lxml import etree

from benchmarks.made_up import FILES, make
from index.readers import Source, read_transcript

SIZES = (250_000, 1_000_000, 4_000_000)
SMALL_SIZES = (20_000, 80_000, 320_000)
SMALL = {"hearing.pdf"}  # read in a process of its own, by a library that reads some 50 kB a second
ROUNDS, MOST_ROUNDS = 2, 20
ENOUGH = 1.0  # seconds of processor time


class Row(NamedTuple):
    name: str
    format: str
    speeds: tuple[float, ...]  # MB/s at each size
    growth: float  # exponent between the two larger sizes
    ratio: float | None  # to the plain parser; None where there is none


def main(names: Sequence[str] = ()) -> None:
    """Print the table, of the named files or of all."""
    print(f"{'file':22} {'format':20} {'MB/s at 1/16':>12} {'1/4':>6} {'1':>6} {'growth':>7} {'/ plain parser':>15}")
    for name in names or FILES:
        row = measured(name)
        speeds = " ".join(f"{speed:>{width}.1f}" for speed, width in zip(row.speeds, (12, 6, 6), strict=True))
        ratio = f"{row.ratio:.1f}" if row.ratio is not None else "-"
        print(f"{row.name:22} {row.format:20} {speeds} {row.growth:>7.2f} {ratio:>15}", flush=True)


def measured(name: str, sizes: Sequence[int] = ()) -> Row:
    """The row of one file, at the usual sizes where none are given."""
    files = [make(name, size) for size in sizes or (SMALL_SIZES if name in SMALL else SIZES)]
    times = [_least(partial(read_transcript, [Source(name, data)])) for data in files]
    plain = _plain_parser(name)
    return Row(
        name,
        read_transcript([Source(name, files[0])]).files[0].format,
        tuple(len(data) / 1e6 / spent for data, spent in zip(files, times, strict=True)),
        log(times[-1] / times[-2]) / log(len(files[-1]) / len(files[-2])),
        times[-1] / _least(partial(plain, files[-1])) if plain is not None else None,
    )


def _plain_parser(name: str) -> Callable[[bytes], object] | None:
    if name.endswith((".json", ".json3")):
        return json.loads
    if name.endswith(".csv"):
        return lambda data: list(csv.reader(data.decode().splitlines()))
    return etree.fromstring if name.endswith((".xml", ".trs", ".eaf", ".srv1")) else None


def _least(work: Callable[[], object]) -> float:
    """The least processor seconds of a few rounds, more of quick work: what else runs on the machine only adds."""
    spent = [_spent(work)]
    while len(spent) < ROUNDS or (len(spent) < MOST_ROUNDS and sum(spent) < ENOUGH):
        spent.append(_spent(work))
    return min(spent)


def _spent(work: Callable[[], object]) -> float:
    before = _processor_seconds()
    work()
    return _processor_seconds() - before


def _processor_seconds() -> float:
    """Of this process and of those it waited for."""
    spent = os.times()
    return time.process_time() + spent.children_user + spent.children_system
