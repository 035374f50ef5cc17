"""Spoilt files through every reader: `python -m benchmarks.fuzz_readers [--inputs 100000] [--seed 0] [--jobs 2]`.

Looks for anything but a transcript or a TranscriptError: another exception, a crash of a C library, more than 5 s of
processor time for one file, more than 500 MB of memory. Files are read in child processes, a batch of one reader's in
each; a child says which file it takes up, so that the one that ends it is known. What fails is saved for another look:
`python -m benchmarks.fuzz_readers --replay FILE…`. A slice of it is a test (tests/index/readers/test_fuzzing.py).
"""

import argparse
import faulthandler
import json
import re
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import gettempdir
from threading import Lock
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from index.readers import FORMATS, Source

LONGEST = 5.0  # seconds of processor time for one file
LARGEST = 500  # megabytes of a process with all it has loaded
BATCH = 500
_COST = {"pdf": 10}  # each file starts a process, and so takes the time of hundreds of others
_WAIT = 120  # seconds of any clock, in which a child that does nothing is given up
_MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Failure:
    reader: str
    number: int
    what: str


@dataclass(slots=True)
class Tally:
    """What came of one reader's files: how many, the slowest with its seconds, the most memory, what failed."""

    inputs: int = 0
    seconds: float = 0.0
    slowest: int = 0
    longest: float = 0.0
    megabytes: float = 0.0
    failures: list[Failure] = field(default_factory=list)

    def add(self, number: int, seconds: float, megabytes: float, what: str | None, reader: str) -> None:
        """Count a file in."""
        self.inputs += 1
        self.seconds += seconds
        self.megabytes = max(self.megabytes, megabytes)
        if seconds > self.longest:
            self.slowest, self.longest = number, seconds
        if what is not None:
            self.failures.append(Failure(reader, number, what))


class Run:
    """A run over some readers; `tallies` is complete when `go` returns."""

    def __init__(self, readers: Sequence[str], inputs: int, *, seed: int = 0, jobs: int = 1) -> None:
        self.seed, self.jobs = seed, jobs
        self.tallies = {reader: Tally() for reader in readers}
        self._batches = list(_batches(readers, inputs))
        self._lock = Lock()

    def go(self, progress: Progress | None = None) -> dict[str, Tally]:
        """Read all files; the tallies by reader."""
        bar = progress.add_task("files", total=sum(len(numbers) for _, numbers in self._batches)) if progress else None

        def one(batch: tuple[str, range]) -> None:
            reader, numbers = batch
            for number, seconds, megabytes, what in _read(reader, numbers, self.seed):
                with self._lock:
                    self.tallies[reader].add(number, seconds, megabytes, what, reader)
                if progress is not None and bar is not None:
                    progress.advance(bar)
                    if what is not None:
                        progress.console.print(f"{reader} {number}: {what}", markup=False)

        with ThreadPoolExecutor(self.jobs) as pool:
            list(pool.map(one, self._batches))
        return self.tallies


def _batches(readers: Sequence[str], inputs: int) -> Iterator[tuple[str, range]]:
    """The numbers of each reader's files, in parts; what costs more gets less, the last one what is left."""
    weights = {reader: 1 / _COST.get(reader, 1) for reader in readers}
    begun, left = 0.0, inputs
    for reader in readers:
        begun += weights[reader]
        share = left - round(inputs * (1 - begun / sum(weights.values())))
        left -= share
        for start in range(0, share, BATCH):
            yield reader, range(start, min(start + BATCH, share))


def _read(reader: str, numbers: range, seed: int) -> Iterator[tuple[int, float, float, str | None]]:
    """For each number its seconds, the process's megabytes, and what went wrong; a new child after one that ended."""
    start = numbers.start
    while start < numbers.stop:
        at = start
        for at, found in _child(reader, range(start, numbers.stop), seed):
            yield at, *found
        start = at + 1


def _child(reader: str, numbers: range, seed: int) -> Iterator[tuple[int, tuple[float, float, str | None]]]:
    """What a child process tells of its files, up to the last or to the one that ends it."""
    command = [sys.executable, "-m", "benchmarks.fuzz_readers", "--child", reader]
    command += ["--from", str(numbers.start), "--to", str(numbers.stop), "--seed", str(seed)]
    at, told = numbers.start, False
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=_ROOT) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        for line in process.stdout:
            at, told = int(line.split(maxsplit=1)[0]), False
            if " " in line.strip():
                told = True
                yield at, tuple(json.loads(line.split(maxsplit=1)[1]))
        remarks = process.stderr.read()
    if process.returncode and not told:
        yield at, (LONGEST, 0.0, f"{_ended(process.returncode)}: {remarks[-1500:].strip()}")


_ROOT = Path(__file__).parents[1]
_FAILURES = Path(gettempdir()) / "fuzz-failures"


def _ended(code: int) -> str:
    if code == -signal.SIGPROF:
        return f"hang of more than {2 * LONGEST:.0f} s"
    return f"ended by {signal.Signals(-code).name}" if code < 0 else f"ended with {code}"


def child(reader: str, numbers: range, seed: int) -> None:
    """Read the files of these numbers and print of each its number, then its seconds, megabytes and fault."""
    from tests.index.readers.fuzzing import fault, spoilt

    faulthandler.enable()
    faulthandler.register(signal.SIGPROF, chain=True)  # shows where a hang is, then ends the process as unhandled
    resource.setrlimit(resource.RLIMIT_AS, (4 * LARGEST * _MEGABYTE,) * 2)
    for number in numbers:
        print(number, flush=True)
        source = spoilt(reader, number, seed)
        signal.setitimer(signal.ITIMER_PROF, 2 * LONGEST)
        signal.alarm(_WAIT)
        begun = _processor_time()
        what = fault(source, reader)
        seconds, megabytes = _processor_time() - begun, _megabytes()
        signal.setitimer(signal.ITIMER_PROF, 0)
        if seconds > LONGEST:
            what = what or f"took {seconds:.1f} s"
        if megabytes > LARGEST:
            what = what or f"took {megabytes:.0f} MB"
        print(number, json.dumps([seconds, megabytes, what]), flush=True)
        if megabytes > LARGEST:  # the mark stays high: the files after it need a fresh process
            return


def _processor_time() -> float:
    """This process's seconds. What opens a PDF has a process, and limits, of its own."""
    return time.process_time()


def _megabytes() -> float:
    """The most memory that this process, or one that it started, has had."""
    # Not getrusage for this process: its mark begins with what the parent had when it forked.
    marks = re.findall(r"^VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text(), re.MULTILINE)
    started = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    return max(*map(int, marks), started) / 1024


def save(failures: Sequence[Failure], folder: Path, seed: int) -> Path:
    """Write each failing file and what it did, for another look."""
    from tests.index.readers.fuzzing import spoilt

    folder.mkdir(parents=True, exist_ok=True)
    for failure in failures:
        source = spoilt(failure.reader, failure.number, seed)
        name = f"{failure.reader}-{seed}-{failure.number}"
        (folder / f"{name}.input").write_bytes(source.data)
        record = {"reader": failure.reader, "path": source.path, "what": failure.what}
        (folder / f"{name}.json").write_text(json.dumps(record, indent=1), encoding="utf-8")
    return folder


def replay(files: Sequence[Path]) -> int:
    """Read saved files once more, in this process; how many still fail."""
    from tests.index.readers.fuzzing import fault

    failed = 0
    for file in files:
        record: dict[str, Any] = json.loads(file.with_suffix(".json").read_text(encoding="utf-8"))
        begun = time.process_time()
        what = fault(Source(record["path"], file.with_suffix(".input").read_bytes()), record["reader"])
        print(f"{file.stem}: {what or 'nothing wrong'} ({time.process_time() - begun:.2f} s)")
        failed += what is not None
    return failed


def report(tallies: dict[str, Tally]) -> Table:
    """A row for each reader."""
    table = Table("reader", "files", "ms each", "slowest, s", "its number", "peak MB", "failures")
    for reader, tally in tallies.items():
        each = f"{1000 * tally.seconds / max(tally.inputs, 1):.1f}"
        row = (f"{tally.inputs:,}", each, f"{tally.longest:.2f}", str(tally.slowest), f"{tally.megabytes:.0f}")
        table.add_row(reader, *row, str(len(tally.failures)))
    return table


def main() -> int:
    """Run as the arguments say; 1 where something failed."""
    parser = argparse.ArgumentParser(description="Spoilt files through every reader.")
    parser.add_argument("--inputs", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--readers", nargs="+", choices=sorted(FORMATS), default=list(FORMATS))
    parser.add_argument("--failures", type=Path, default=_FAILURES, help="folder for what fails")
    parser.add_argument("--replay", nargs="+", type=Path, metavar="FILE", help="read saved files once more")
    parser.add_argument("--child", help=argparse.SUPPRESS)
    parser.add_argument("--from", dest="first", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--to", dest="last", type=int, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.child:
        child(arguments.child, range(arguments.first, arguments.last), arguments.seed)
        return 0
    if arguments.replay:
        return 1 if replay(arguments.replay) else 0
    return _run(arguments)


def _run(arguments: argparse.Namespace) -> int:
    console = Console()
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console) as progress:
        run = Run(arguments.readers, arguments.inputs, seed=arguments.seed, jobs=arguments.jobs)
        tallies = run.go(progress)
    console.print(report(tallies))
    failures = [failure for tally in tallies.values() for failure in tally.failures]
    total, slowest = sum(tally.inputs for tally in tallies.values()), max(tally.longest for tally in tallies.values())
    peak = max(tally.megabytes for tally in tallies.values())
    console.print(f"{total:,} files, slowest {slowest:.2f} s, peak {peak:.0f} MB, {len(failures)} failures")
    if failures:
        console.print(f"saved in {save(failures, arguments.failures, arguments.seed)}")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
