"""A line as a page of print has it, with the number in its margin: of PDF files and of testimony in plain text."""

import re
from typing import NamedTuple

LEAST_NUMBERED = 5  # lines of a page whose margin counts
_MARGIN = re.compile(r"[ \t]*(\d{1,2})(?:[ \t]+|$)")


class PrintedLine(NamedTuple):
    """A line of a page: its text, its page and margin number as printed, how far in it begins, white space above.

    `start`: where the text begins in the file, None in a PDF.
    """

    text: str
    page: str | None
    number: str | None
    indent: int
    gap: bool
    start: int | None = None


def margin_numbers(lines: list[str]) -> dict[int, tuple[str, int]]:
    """The margin numbers, which count from 1: for each line the number, and where its text begins."""
    found: dict[int, tuple[str, int]] = {}
    lone: int | None = None  # a line with nothing but a 1 on it, which may be the page's own number
    for place, line in enumerate(lines):
        match = _MARGIN.match(line)
        if match is None:
            continue
        value = int(match[1])
        if value == 1 and len(found) == 1 and lone is not None:
            del found[lone]
        if value == len(found) + 1:
            found[place] = (match[1], match.end())
            lone = place if value == 1 and not line[match.end() :].strip() else None
    inside = max(found) - min(found) + 1 if found else 0
    return found if len(found) >= LEAST_NUMBERED and len(found) * 5 >= inside * 3 else {}
