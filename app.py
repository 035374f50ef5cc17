"""The chat page: `python app.py`, the same as `ontherecord serve`."""

import os
import sys
from pathlib import Path

from rag.cli import main as command

EXAMPLES = Path(__file__).parent / "examples" / "transcripts"


def main() -> None:
    """Serve the library of the settings; where there is none, the examples. Arguments are those of `serve`."""
    if not Path("transcripts").is_dir():
        os.environ.setdefault("OTR_LIBRARY", str(EXAMPLES))
    command(["serve", *sys.argv[1:]])


if __name__ == "__main__":
    main()
