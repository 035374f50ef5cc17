"""Run every benchmark: `python -m benchmarks`."""

from benchmarks import waiting

waiting.main()
