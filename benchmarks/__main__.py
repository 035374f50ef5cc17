"""Run benchmarks: `python -m benchmarks [waiting | readers [FILE ...]]`, all of them where none is named."""

import sys

from benchmarks import readers, waiting

chosen, *names = sys.argv[1:] or [""]
if chosen in ("", "readers"):
    readers.main(names)
if chosen in ("", "waiting"):
    waiting.main()
