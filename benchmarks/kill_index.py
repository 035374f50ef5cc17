"""Kill the writer of an index at random moments; look what readers find then, and whether a sync completes it.

    python -m benchmarks.kill_index --kills 200 --seed 0

Four situations by turns: a first start, a sync of edits, additions, a renaming and a removal, a rebuild, a removal.
Half of the kills come at a moment, spread evenly over the run's length, the others before or after a call of one of the
two stores. After each kill a fresh process reads; every third time another writer goes on and is killed too; then a
sync completes the index, which must equal one built from nothing. Exit 1 where anything was found.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

from rich.progress import Progress

from benchmarks.killed_writer import NAME
from index.readers import Source, read_group

ROOT = Path(__file__).parents[1]
SITUATIONS = ("first start", "sync", "rebuild", "removal")
WORDS = [f"word{n}" for n in range(300)]
GONE = "gone.txt"  # removed, and reported as removed, before anything else happens

Files = dict[str, str]


@dataclass(slots=True)
class Result:
    """What the kills did."""

    kills: Counter[tuple[str, str]] = field(default_factory=Counter)  # by situation and what the writer was doing
    faults: list[str] = field(default_factory=list)
    first_answers: list[float] = field(default_factory=list)  # seconds, all checks of a reader included
    completions: list[float] = field(default_factory=list)

    @property
    def total(self) -> int:
        """How often a writer was killed."""
        return sum(self.kills.values())


class Trials:
    """A folder in which the situations are set up, and processes are started and killed."""

    def __init__(
        self, root: Path, *, seed: int, transcripts: int, turns: int, situations: Sequence[str] = SITUATIONS
    ) -> None:
        self.root, self.library, self.draw = root, root / "library", random.Random(seed)
        self.turns, self.situations = turns, situations
        self.note = root / "note"
        self.note.write_bytes(b" " * NAME)
        self.before: Files = {f"{n:02}.txt": self._talk(n, turns) for n in range(transcripts)}
        self.after = {name: self._changed(name) for name in situations}
        self.length: dict[str, float] = {}
        self.calls: dict[str, Mapping[str, int]] = {}
        self.result = Result()

    def prepare(self) -> Iterator[str]:
        """Index the library as it is before, and, from nothing, as it is after each situation; time each unkilled."""
        yield "the library"
        self._put({**self.before, GONE: self._talk(99, self.turns)})
        self._write()
        self._put(self.before)
        self._write()
        shutil.copytree(self.library, self.root / "template")
        for situation in self.situations:
            yield situation
            self._set_up(situation)
            self._do("make", folder=self._reference(situation))
            _, done = self._write(rebuild=situation == "rebuild")
            assert done is not None, "nobody killed it"
            self.length[situation], self.calls[situation] = done["seconds"], done["calls"]

    def run(self, kills: int) -> Iterator[int]:
        """Kill so many writers."""
        number = 0
        while self.result.total < kills:
            self._trial(number)
            number += 1
            yield self.result.total

    # -- one trial ---------------------------------------------------------------------------------------------------

    def _trial(self, number: int) -> None:
        situation = self.situations[number % len(self.situations)]
        self._set_up(situation)
        place = f"trial {number}, {situation}"
        for last in [False, True] if number % 3 == 2 else [True]:
            share = (self.result.total % 10 + self.draw.random()) / 10  # tenths of the run, one after the other
            fatal = self._named_point(situation) if self.draw.random() < 0.5 else ""
            moment = None if fatal else share * self.length[situation]
            died, done = self._write(rebuild=situation == "rebuild", moment=moment, fatal=fatal)
            if died:
                self.result.kills[situation, died] += 1
            self._look(f"{place}, killed {died} {fatal}", situation, finished=done is not None, last=last)

    def _look(self, place: str, situation: str, *, finished: bool, last: bool) -> None:
        after = self.after[situation]
        before = after if finished else {} if situation == "first start" else self.before
        order = {
            "allowed": {name: [_said(name, f[name]) for f in (before, after) if name in f] for name in before | after},
            "needed": sorted(before.keys() & after.keys()),
            "gone": [_mark(99), *(self._marks_gone(situation) if finished else ())],
        }
        if last:
            order |= {"reference": self._reference(situation), "marks": [_mark(99), *self._marks_gone(situation)]}
        found = self._do("check", **order)
        self.result.first_answers.append(found["seconds"])
        self.result.completions += found["completing"]
        self.result.faults += [f"{place}: {fault}" for fault in found["faults"]]

    def _marks_gone(self, situation: str) -> list[str]:
        """The words of those transcripts whose text is in the library no more."""
        texts = "".join(self.after[situation].values())
        return [mark for n in range(len(self.before)) if (mark := _mark(n)) not in texts]

    def _named_point(self, situation: str) -> str:
        name = self.draw.choice(sorted(self.calls[situation]))
        call = self.draw.randint(1, self.calls[situation][name])
        return f"{name}:{call}:{self.draw.choice(['before', 'after'])}"

    # -- libraries ---------------------------------------------------------------------------------------------------

    def _talk(self, number: int, turns: int) -> str:
        lines = []
        for turn in range(turns):
            words = " ".join(self.draw.choices(WORDS, k=self.draw.randint(3, 25)))
            lines.append(f"{('ANA', 'BEN')[turn % 2]}: {_mark(number)} {words}, turn {turn}.")
        return "\n\n".join(lines) + "\n"

    def _changed(self, situation: str) -> Files:
        names = sorted(self.before)
        quarter = len(names) // 4
        if situation == "removal":
            return {name: self.before[name] for name in names[quarter:]}
        if situation != "sync":
            return dict(self.before)
        edited = {name: self.before[name].replace(", turn 3.", ", changed.") for name in names[:quarter]}
        added = {f"{n}.txt": self._talk(n, self.turns) for n in range(50, 50 + quarter)}
        kept = {name: self.before[name] for name in names[quarter:-2]}  # the last is removed, the one before renamed
        return {**edited, **kept, **added, "renamed.txt": self.before[names[-2]]}

    def _set_up(self, situation: str) -> None:
        shutil.rmtree(self.library, ignore_errors=True)
        if situation == "first start":
            self.library.mkdir()
        else:
            shutil.copytree(self.root / "template", self.library)
        self._put(self.after[situation])

    def _put(self, files: Files) -> None:
        self.library.mkdir(exist_ok=True)
        for path in self.library.glob("*.txt"):
            if path.name not in files:
                path.unlink()
        for name, text in files.items():
            if not (self.library / name).exists() or (self.library / name).read_text() != text:
                (self.library / name).write_text(text)

    def _reference(self, situation: str) -> str:
        return str(self.root / f"reference {situation}")

    # -- processes ---------------------------------------------------------------------------------------------------

    def _write(
        self, *, rebuild: bool = False, moment: float | None = None, fatal: str = ""
    ) -> tuple[str, dict[str, Any] | None]:
        """What the writer was doing when it was killed, "" where it was not; what it reported, None where nothing."""
        order = {"do": "write", "library": str(self.library), "rebuild": rebuild}
        self.note.write_bytes(b"between".ljust(NAME))
        process = self._start({**order, "note": str(self.note), "fatal": fatal})
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        process.stdin.write("go\n")
        process.stdin.flush()
        if moment is not None:
            time.sleep(moment)
            process.kill()
        said, _ = process.communicate(timeout=120)
        killed = process.returncode == -9
        assert killed or process.returncode == 0, f"the writer failed ({process.returncode})"
        doing = f"at {fatal.partition(':')[0]}" if fatal else self.note.read_bytes().decode().strip()
        return (doing if killed else ""), json.loads(said) if said.endswith("}\n") else None

    def _do(self, work: str, **order: Any) -> dict[str, Any]:
        process = self._start({"do": work, "library": str(self.library), **order})
        said, _ = process.communicate(timeout=120)
        if process.returncode:
            fault = f"the process that was to {work} it ended with {process.returncode}"
            return {"faults": [fault], "seconds": 0.0, "completing": []}
        result: dict[str, Any] = json.loads(said.splitlines()[-1])
        return result

    def _start(self, order: dict[str, Any]) -> subprocess.Popen[str]:
        command = [sys.executable, "-m", "benchmarks.killed_writer"]
        environment = os.environ | {"PYTHONPATH": str(ROOT)}
        process = subprocess.Popen(
            command, env=environment, text=True, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        assert process.stdin is not None
        process.stdin.write(json.dumps(order) + "\n")
        process.stdin.flush()
        return process


def _mark(number: int) -> str:
    """A word that only one transcript has, in every turn."""
    return f"mark{number:02}x"


def _said(name: str, text: str) -> list[str]:
    [transcript] = read_group([Source(name, text.encode())])
    return [turn.text for turn in transcript.turns]


def main() -> None:
    """Print how often the writer was killed in what, and what was found wrong."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--transcripts", type=int, default=16)
    parser.add_argument("--turns", type=int, default=64, help="of each transcript")
    chosen = parser.parse_args()
    with TemporaryDirectory() as folder, Progress() as progress:
        trials = Trials(Path(folder), seed=chosen.seed, transcripts=chosen.transcripts, turns=chosen.turns)
        bar = progress.add_task("preparing", total=chosen.kills)
        for step in trials.prepare():
            progress.update(bar, description=f"preparing {step}")
        told_of = 0
        for done in trials.run(chosen.kills):
            progress.update(bar, completed=done, description="kills")
            for fault in trials.result.faults[told_of:]:
                progress.console.print(fault)
            told_of = len(trials.result.faults)
    print(told(trials.result))
    sys.exit(bool(trials.result.faults))


def told(result: Result) -> str:
    """The result in lines."""
    lines = [f"{result.total} kills, {len(result.faults)} faults"]
    for situation in SITUATIONS:
        own = {doing: n for (kind, doing), n in sorted(result.kills.items()) if kind == situation}
        lines.append(f"{situation}: {sum(own.values())} ({', '.join(f'{doing} {n}' for doing, n in own.items())})")
    for name, seconds in (("reading after a kill", result.first_answers), ("completing sync", result.completions)):
        lines.append(f"{name}: median {median(seconds):.2f} s, longest {max(seconds):.2f} s")
    return "\n".join([*lines, *result.faults])


if __name__ == "__main__":
    main()
