"""Testimony as plain text: a court reporter's export, with the margin's line numbers and pages or without them."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from index.readers.pieces import Fit, Parsed, Reader
from index.readers.shared.document import Document, Line
from index.readers.shared.printed_line import LEAST_NUMBERED, PrintedLine, margin_numbers
from index.readers.text.deposition import examines, is_testimony, read_testimony
from index.readers.text.markup import looks_like_markup
from index.transcript import Dropped

_NUMBERED = re.compile(r"(\d{1,2})(?:[ \t]+|$)")
_PAGE = re.compile(r"\W*(?:page\s+)?(\d{1,5})\W*", re.IGNORECASE)


class _Page(NamedTuple):
    """A page's printed number, and its lines; those that are not the testimony's; margin numbers by line."""

    label: str | None
    lines: list[Line]
    furniture: set[int]
    margin: dict[int, tuple[str, int]]


def _sniff(document: Document) -> Fit:
    if not document.text or looks_like_markup(document):
        return Fit(0.0, "markup or data, not a text")
    pages = list(_pages(document.opening))
    lines = [line for page in pages for line in _printed(page)]
    if not is_testimony(lines):
        return Fit(0.0, "no lines that open with Q. and A.")
    if not examines(lines) and not any(page.margin for page in pages):
        return Fit(0.0, "Q. and A., but nobody who examines (`BY MS. LEE:`) and no line numbers")
    return Fit(0.9, "questions and answers with their examiner or line numbers")


def _read(document: Document) -> Parsed:
    pages = list(_pages(document))
    parsed = read_testimony(document, [line for page in pages for line in _printed(page)])
    parsed.dropped.extend(_dropped(document, pages))
    return parsed


def _pages(document: Document) -> Iterator[_Page]:
    """The pages, which end at a form feed, or where the margin's numbers begin again."""
    lines, start, last = document.printed_lines, 0, 0
    headed = _is_headed(lines)
    for place, line in enumerate(lines):
        match = _NUMBERED.match(line.text)
        number = int(match[1]) if match else 0
        fed = place > 0 and "\f" in document.text[lines[place - 1].end : line.start]
        again = number == 1 and last >= LEAST_NUMBERED
        if fed or again:
            top = place - 1 if again and headed and not fed and _PAGE.fullmatch(lines[place - 1].text) else place
            if top > start:
                yield _page(lines[start:top], first=start == 0)
            start, last = top, 0
        last = number if number == last + 1 else last
    if start < len(lines):
        yield _page(lines[start:], first=start == 0)


def _is_headed(lines: list[Line]) -> bool:
    """Whether a page's number stands above its lines, not below them."""
    for place, line in enumerate(lines[:-1]):
        if re.match(r"1[ \t]+\D", line.text) and lines[place + 1].text.startswith("2"):
            return place > 0 and _PAGE.fullmatch(lines[place - 1].text) is not None
    return False


def _page(lines: list[Line], *, first: bool) -> _Page:
    """What stands above and below the numbered lines is not the testimony's, but for the opening of the first page."""
    margin = margin_numbers([line.text for line in lines])
    if not margin:
        return _Page(None, lines, set(), {})
    outside = {place for place in range(len(lines)) if place < min(margin) or place > max(margin)}
    found = [match[1] for place in sorted(outside) if (match := _PAGE.fullmatch(lines[place].text))]
    kept = set(range(min(margin))) if first and min(margin) > 1 else set()
    return _Page(found[0] if found else None, lines, outside - kept, margin)


def _printed(page: _Page) -> Iterator[PrintedLine]:
    last: str | None = None
    spaced = sum(line.gap for line in page.lines) * 20 > len(page.lines) * 19  # blank lines between all
    for place, line in enumerate(page.lines):
        if place in page.furniture:
            continue
        last, cut = page.margin.get(place, (last, 0))
        if text := line.text[cut:].strip():
            yield PrintedLine(text, page.label, last, 0, line.gap and not spaced, line.end - len(text))


def _dropped(document: Document, pages: list[_Page]) -> Iterator[Dropped]:
    """Running heads and the margins' numbers."""
    for page in pages:
        for place in sorted(page.furniture):
            yield document.dropped("running head", page.lines[place].start, page.lines[place].end)
        for place, (number, _) in page.margin.items():
            start = page.lines[place].start
            yield document.dropped("line number", start, start + len(number))


READER = Reader("testimony", frozenset({".txt"}), _sniff, _read)
