"""The printed lines of a PDF: margin numbers and running heads taken off, the page's printed number kept."""

import json
import re
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from index.errors import TooLarge
from index.readers.documents import pdf_worker
from index.readers.documents.page_cells import with_colons
from index.readers.documents.page_columns import in_reading_order
from index.readers.documents.placed_text import is_placed, placed_pages
from index.readers.shared.document import Document
from index.readers.shared.limits import MAX_PDF_PAGES, SAVE_AGAIN, SPLIT
from index.readers.shared.printed_line import PrintedLine, margin_numbers
from index.transcript import Dropped

LEAST_SECONDS = 4  # of processor time that a file may take; larger ones more
_PATIENCE = 60  # seconds of any clock: on a busy machine a process may wait longer for its turn than it works
_MEMORY = 512 * 1024 * 1024
_PAGE = re.compile(r"\bpage\s+(\d{1,5})\b", re.IGNORECASE)
_ALONE = re.compile(r"[\W_]*(\d{1,5})(?:\s*(?:of|/)\s*\d{1,5})?[\W_]*")
_NUMBER = re.compile(r"(?<![\d.:/-])\d{1,5}(?![\d.:/-])")
_EDGE = 2  # lines at the top and at the bottom that may be running heads


class PrintedText(NamedTuple):
    lines: list[PrintedLine]
    dropped: list[Dropped]


class _Sheet(NamedTuple):
    """A page: its lines that are not blank, and which of them are furniture; margin numbers by line."""

    lines: list[str]
    blanks: list[int]  # blank lines above each
    margin: dict[int, tuple[str, int]]
    furniture: set[int]


def printed_text(document: Document) -> PrintedText:
    """The lines of all pages; MalformedTranscript or TooLarge where the PDF cannot be read."""
    laid_out = placed_pages(document.text) if is_placed(document.data) else _pages(document)
    pages = [part for page in laid_out for part in in_reading_order(page.splitlines())]
    sheets = [_sheet(page) for page in with_colons(pages)]
    repeated = _repeated(sheets)
    for sheet in sheets:
        sheet.furniture.update(number for number in _edges(sheet) if _shape(sheet.lines[number]) in repeated)
        sheet.furniture.update(_lone_number(sheet))
    labels = _page_labels(sheets)
    lines = [line for sheet, label in zip(sheets, labels, strict=True) for line in _lines(sheet, label)]
    if not lines:
        raise document.malformed("holds no text; its pages may be pictures.", way_out="Recognise its text first (OCR).")
    return PrintedText(lines, list(_dropped(document, sheets)))


def _pages(document: Document) -> list[str]:
    """The text of each page, from the child process."""
    seconds = min(LEAST_SECONDS + len(document.data) // 50_000, 300)
    limits = [str(seconds), str(_MEMORY), str(MAX_PDF_PAGES)]
    # -P: the worker's own folder holds modules that must not stand in for the standard library's.
    command = [sys.executable, "-P", str(Path(pdf_worker.__file__)), *limits]
    too_slow = TooLarge(document.path, f"takes more than {seconds} s to read.", way_out=SPLIT)
    try:
        done = subprocess.run(
            command, input=document.data, capture_output=True, timeout=max(_PATIENCE, 4 * seconds), check=False
        )
    except subprocess.TimeoutExpired as error:
        raise too_slow from error
    if done.returncode in (-signal.SIGXCPU, -signal.SIGKILL):
        raise too_slow
    try:
        result = json.loads(done.stdout)
    except ValueError as error:
        raise document.malformed("the PDF cannot be read.", way_out=SAVE_AGAIN) from error
    if "error" in result:
        raise _fault(document, result)
    return list(result["pages"])


def _fault(document: Document, result: dict[str, object]) -> Exception:
    code = result["error"]
    if code == "encrypted":
        return document.malformed("it is encrypted.", way_out="Save it without a password.")
    if code == "pages":
        return TooLarge(document.path, f"has {result['count']} pages, more than {MAX_PDF_PAGES:,}.", way_out=SPLIT)
    if code == "memory":
        return TooLarge(document.path, "needs too much memory to read.", way_out=SPLIT)
    return document.malformed(f"the PDF is broken ({result.get('detail')}).", way_out=SAVE_AGAIN)


def _sheet(page: list[str]) -> _Sheet:
    lines: list[str] = []
    blanks: list[int] = []
    above = 0
    for line in page:
        if line.strip():
            lines.append(line)
            blanks.append(above)
            above = 0
        else:
            above += 1
    margin = margin_numbers(lines)
    outside = (
        {number for number in range(len(lines)) if number < min(margin) or number > max(margin)} if margin else set()
    )
    return _Sheet(lines, blanks, margin, outside)


def _edges(sheet: _Sheet) -> Iterator[int]:
    """The lines at the top and at the bottom of a page without margin numbers."""
    if not sheet.margin:
        count = len(sheet.lines)
        yield from sorted({*range(min(_EDGE, count)), *range(max(count - _EDGE, 0), count)})


def _lone_number(sheet: _Sheet) -> Iterator[int]:
    """The last line of a page where it is but a number and stands apart."""
    last = len(sheet.lines) - 1
    apart = last > 0 and sheet.blanks[last] > max(sheet.blanks[1:last], default=0)
    if apart and not sheet.margin and _ALONE.fullmatch(sheet.lines[last].strip()):
        yield last


def _shape(line: str) -> str:
    """A line with its numbers made alike, so that running heads of different pages are."""
    return re.sub(r"\d+", "#", " ".join(line.split()))


def _repeated(sheets: list[_Sheet]) -> set[str]:
    """What stands at the edge of at least half of the pages; a page's number is that even where there is but one."""
    plain = [sheet for sheet in sheets if not sheet.margin]
    counts = Counter(shape for sheet in plain for shape in {_shape(sheet.lines[number]) for number in _edges(sheet)})
    repeated = {shape for shape, count in counts.items() if count > 1 and count * 2 >= len(plain)}
    return repeated | {
        shape for shape in counts if re.fullmatch(r"[\W_]*page #(?: ?(?:of|/) ?#)?[\W_]*", shape, re.IGNORECASE)
    }


def _page_labels(sheets: list[_Sheet]) -> list[str | None]:
    """The pages' printed numbers: those in running heads that go up with the pages; else the pages' places."""
    found = [_numbers(sheet) for sheet in sheets]
    offsets: Counter[int] = Counter()
    for place, numbers in enumerate(found):
        for number, weight in numbers.items():
            offsets[number - place] += weight
    if not offsets:
        return [str(place + 1) for place in range(len(sheets))]
    offset = offsets.most_common(1)[0][0]
    labels: list[str | None] = []
    for place, numbers in enumerate(found):
        sure = max(numbers, key=lambda number: numbers[number], default=None)
        labels.append(str(place + offset if place + offset in numbers or sure is None else sure))
    return labels


def _numbers(sheet: _Sheet) -> dict[int, int]:
    """The numbers in a page's furniture, and how likely each is the page's."""
    found: dict[int, int] = {}
    for place in sheet.furniture:
        line = sheet.lines[place]
        alone, named = _ALONE.fullmatch(line.strip()), _PAGE.search(line)
        for match in _NUMBER.finditer(line):
            found[int(match[0])] = max(found.get(int(match[0]), 0), 1)
        if alone is not None:
            found[int(alone[1])] = 3
        if named is not None:
            found[int(named[1])] = 4
    return found


def _lines(sheet: _Sheet, page: str | None) -> Iterator[PrintedLine]:
    usual = Counter(sheet.blanks[1:]).most_common(1)[0][0] if len(sheet.blanks) > 1 else 0
    last: str | None = None
    for place, line in enumerate(sheet.lines):
        if place in sheet.furniture:
            continue
        last, start = sheet.margin.get(place, (last, 0))
        text = line[start:]
        indent = start + len(text) - len(text.lstrip())
        if text.strip():
            yield PrintedLine(" ".join(text.split()), page, last, indent, sheet.blanks[place] > usual)


def _dropped(document: Document, sheets: list[_Sheet]) -> Iterator[Dropped]:
    """Running heads and the margins' numbers."""
    for sheet in sheets:
        for place, line in enumerate(sheet.lines):
            if place in sheet.furniture:
                yield Dropped("running head", document.path, None, " ".join(line.split()))
        numbers = " ".join(number for number, _ in sheet.margin.values())
        if numbers:
            yield Dropped("line numbers", document.path, None, numbers)
