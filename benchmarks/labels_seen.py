"""Who speaks in a folder of files, to be read by eye: `python -m benchmarks.labels_seen FOLDER [--sample 250]`.

Prints the speakers with their turns and files, those of a single file first, as a speaker that is none is mostly seen
in one; then the files in which nobody is named and those that were refused. Exit code 1 where there are such files.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random

from index.errors import TranscriptError
from index.readers import Source, read_transcript
from index.transcript import Transcript


def main(arguments: Sequence[str] = ()) -> int:
    """List the labels; 1 where a file names nobody or is refused."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.labels_seen", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--sample", type=int)
    parser.add_argument("--seed", type=int, default=0)
    chosen = parser.parse_args(arguments)
    paths = sorted(path for path in chosen.folder.rglob("*") if path.is_file())
    if chosen.sample is not None:
        paths = sorted(Random(chosen.seed).sample(paths, min(chosen.sample, len(paths))))
    turns, files, nobody = Counter[str](), Counter[str](), list[str]()
    for path, found in _transcripts(paths):
        counts = Counter(turn.speaker for turn in found.turns if turn.speaker) if found else Counter[str]()
        turns.update(counts)
        files.update(counts.keys())
        if not counts:
            nobody.append(f"{path}: {'nobody is named' if found else 'refused'}")
    for speaker, count in sorted(files.items(), key=lambda one: (one[1], turns[one[0]], one[0])):
        print(f"{count:5} files {turns[speaker]:6} turns  {speaker}")
    print(f"{len(paths)} files, {len(files)} speakers, {sum(turns.values())} turns", *nobody, sep="\n")
    return int(bool(nobody))


def _transcripts(paths: Sequence[Path]) -> Iterator[tuple[Path, Transcript | None]]:
    for path in paths:
        try:
            yield path, read_transcript([Source(path.name, path.read_bytes())])
        except TranscriptError:
            yield path, None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
