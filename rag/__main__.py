"""`python -m rag`: the same as `ontherecord`."""

from rag.cli import main

main()
