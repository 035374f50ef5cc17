"""A page over a real library, in a process of its own."""

import os
import subprocess
import sys
from collections.abc import Generator
from pathlib import Path

ROOT = Path(__file__).parents[2]


def serve_library(folder: Path, *arguments: str) -> Generator[str, None, None]:
    """The address of the page over a folder of transcripts; the page ends with the generator."""
    command = [sys.executable, "-m", "tests.browser.serve_library", str(folder), *arguments]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, env=os.environ) as process:
        assert process.stdout is not None
        try:
            yield process.stdout.readline().split()[-1]
        finally:
            process.terminate()
