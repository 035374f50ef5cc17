"""Web pages: Podcasting 2.0's `<cite>` and `<time>`, and any page whose text, markup gone, is a labelled transcript."""

import re
import sys
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from heapq import merge
from itertools import pairwise
from operator import itemgetter
from typing import NamedTuple

from index.readers.documents.attributed import read_attributed
from index.readers.documents.page_flow import PageFlow, words_in
from index.readers.documents.tables_inside import facts, letters, read_tables, spoken_tables, states_facts, with_title
from index.readers.pieces import Fit, Parsed, Piece, Reader
from index.readers.shared.document import Document
from index.readers.shared.entities import unescape
from index.readers.shared.labels import is_name_shaped
from index.readers.shared.mapped import MappedText
from index.readers.shared.rows import Row
from index.readers.shared.times import seconds
from index.readers.text.markup import is_ink
from index.readers.text.places_in_file import Unwrapped
from index.readers.text.unwrapped import read_unwrapped, with_colons
from index.transcript import Dropped, Meta

_PAGE = re.compile(r"(?:<\?xml[^<>]*>\s*)?(?:<!--.*?-->\s*)*(?:<!doctype\s+html\b|<html\b)", re.IGNORECASE | re.DOTALL)
_FRAGMENT = re.compile(
    r"<(?:head|body|main|article|section|div|p|pre|h[1-6]|table|ul|ol|dl|blockquote|cite|span|b|strong|font|center)\b[^<>]*>",
    re.IGNORECASE,
)
_ASIDE = re.compile(
    r"<(?P<close>/?)(?P<name>script|style|noscript|template|svg|nav|footer|aside|button|select|iframe|object)\b[^<>]*>",
    re.IGNORECASE,
)
# A few words that the page shows at times only; what is longer may be a talk that waits to be unfolded.
_HIDDEN = re.compile(
    r"<(?P<name>a|span|i|b|em|small|sup|button)\b[^<>]*\bstyle\s*=\s*[\"'][^\"'<>]*display\s*:\s*none\b[^<>]*>[^<>]{0,60}"
    r"</(?P=name)\s*>",
    re.IGNORECASE,
)
_RAW = frozenset({"script", "style"})
_HEAD = re.compile(r"<head\b[^<>]*>|<body\b[^<>]*>|</head\s*>", re.IGNORECASE)
_TABLE = re.compile(r"<(?P<close>/?)(?P<name>table|tr|td|th)\b[^<>]*>", re.IGNORECASE)
_TITLE = re.compile(r"<title[^<>]*>([^<]*)</title", re.IGNORECASE)
_H1 = re.compile(r"<h1\b[^<>]*>((?:[^<]|<(?!/?h1\b))*)</h1", re.IGNORECASE)
# Nobody's words where they say something behind a colon ("Ep 12: The roof") or do not come again as names do.
_HEADING = re.compile(r"<(?P<tag>h[1-6])\b[^<>]*>(?P<words>(?:[^<]|<(?!/?h[1-6]\b))*)</(?P=tag)\s*>", re.IGNORECASE)
_LIST = re.compile(r"<(?P<tag>ul|ol)\b[^<>]*>(?P<items>(?:[^<]|<(?!/?(?:ul|ol)\b))*)</(?P=tag)\s*>", re.IGNORECASE)
_ITEM = re.compile(r"<li\b", re.IGNORECASE)
_LINK_HERE = re.compile(r"<li\b[^<>]*>\s*<a\b[^<>]*\bhref\s*=\s*[\"']?#", re.IGNORECASE)
_LINKS = 3  # that make a table of contents
_DASH = re.compile("[–—]")
_LANGUAGE = re.compile(r"<html\b[^<>]*?\slang\s*=\s*[\"']?([A-Za-z][\w-]{1,20})", re.IGNORECASE)
_CITE = re.compile(r"<cite\b[^<>]*>(?P<cite>(?:[^<]|<(?!/?cite\b))*)</cite\s*>\s*<time\b", re.IGNORECASE)
_MARK = re.compile(r"<cite\b[^<>]*>|<time\b[^<>]*>|<p\b[^<>]*>", re.IGNORECASE)
_ENDS = re.compile(r"</?(?:cite|time|p|body|html)\b", re.IGNORECASE)


def _sniff(document: Document) -> Fit:
    opening = document.text[:4_000].lstrip("\ufeff \t\r\n")
    if _PAGE.match(opening):
        return Fit(0.85, "is a web page")
    if _FRAGMENT.match(opening) and not is_ink(document):
        return Fit(0.6, "opens with markup of a web page")
    return Fit(0.0, "no markup of a web page")


def _read(document: Document) -> Parsed:
    meta = _meta(document.text)
    if _CITE.search(document.text):
        return Parsed(list(_cited(document)), meta, carry="changes", separator="\n\n")
    aside = sorted(_left_out(document.text))
    attributed = read_attributed(document, meta, aside)
    if attributed is not None:
        return attributed
    tables = {table.start: table for table in _tables(document.text, aside)}
    rows = {start: table.rows for start, table in tables.items()}
    spoken = spoken_tables(rows)
    if spoken:
        beside = (table.start for table in tables.values() if table.start in spoken or states_facts(table.rows))
        holes = [(start, tables[start].end, "table") for start in beside]
        around = PageFlow(document.text)
        around.walk(0, len(document.text), sorted([*aside, *holes]))
        if sum(letters(table.rows) for table in spoken.values()) >= len(around.result().text):
            parsed = with_title(read_tables(document, spoken, list(_outside(document, around.result()))), meta)
            stated = [fact for start in rows if start not in spoken for fact in facts(document, rows[start])]
            return replace(parsed, dropped=[*stated, *parsed.dropped])
    hidden = (match for match in _HIDDEN.finditer(document.text) if not _is_within(match.start(), aside))
    aside = sorted([*aside, *((*match.span(), "hidden") for match in hidden)])
    left_out = sorted([*aside, *_contents(document.text, aside)])
    left_out = sorted([*left_out, *_headings(document.text, left_out)])
    left_out = sorted([*left_out, *_stated(tables.values(), left_out, len(document.text))])
    flow = PageFlow(document.text)
    flow.walk(0, len(document.text), left_out)
    parsed = read_unwrapped(document, Unwrapped(with_colons(flow.result(), flow.labels)))
    headings = [(start, end) for start, end, kind in left_out if kind == "heading" and parsed.pieces]
    holes = [hole for hole in left_out if hole[:2] not in headings]
    dropped = [record for hole in holes if (record := _dropped(document, *hole)) is not None]
    told = replace(parsed.meta, title=meta.title or parsed.meta.title, language=parsed.meta.language or meta.language)
    pieces = _with_headings(document.text, parsed.pieces, headings)
    return replace(parsed, pieces=pieces, meta=told, dropped=[*dropped, *parsed.dropped])


def _with_headings(source: str, pieces: Sequence[Piece], headings: Sequence[tuple[int, int]]) -> list[Piece]:
    """The pieces, the headings among them where they stand in the page."""
    told = [Piece(words, place, kind="stage") for place in headings if (words := words_in(source, *place)).text]
    return list(merge(pieces, told, key=_place))


def _place(piece: Piece) -> int:
    return piece.chars[0] if piece.chars else 0


class _Table(NamedTuple):
    """An outermost table of the page: where it stands, and its rows."""

    start: int
    end: int
    rows: list[Row]


def _tables(source: str, aside: Sequence[tuple[int, int, str]]) -> Iterator[_Table]:
    """The tables that hold no other and are not left out anyway."""
    begun: int | None = None
    marks: list[re.Match[str]] = []
    starts = [start for start, _, _ in aside]
    for mark in _TABLE.finditer(source):
        place = bisect_right(starts, mark.start()) - 1
        if place >= 0 and mark.start() < aside[place][1]:
            continue
        name, closes = mark["name"].lower(), bool(mark["close"])
        if name == "table":
            if closes and begun is not None:
                yield _Table(begun, mark.end(), list(_rows(source, [*marks, mark])))
            begun, marks = (None if closes else mark.start()), []
        elif begun is not None:
            marks.append(mark)


def _rows(source: str, marks: Sequence[re.Match[str]]) -> Iterator[Row]:
    """The rows, each a cell from its opening tag to the next tag of a cell or a row."""
    cells: list[MappedText] = []
    start = marks[0].start()
    for mark, following in pairwise(marks):
        if mark["name"].lower() == "tr":
            if cells:
                yield Row(cells, (start, mark.start()))
            cells, start = [], mark.start()
        elif not mark["close"]:
            cells.append(words_in(source, mark.end(), following.start()))
    if cells:
        yield Row(cells, (start, marks[-1].start()))


def _stated(
    tables: Iterable[_Table], left_out: Sequence[tuple[int, int, str]], length: int
) -> Iterator[tuple[int, int, str]]:
    """The small tables that only state facts."""
    ends = [end for _, end, _ in left_out]
    for table in tables:
        place = bisect_right(ends, table.start)
        apart = place == len(left_out) or left_out[place][0] >= table.end
        if apart and states_facts(table.rows) and letters(table.rows) * 8 < length:
            yield table.start, table.end, "table"


def _outside(document: Document, text: MappedText) -> Iterator[tuple[int | None, str]]:
    at = 0
    for line in text.text.split("\n"):
        if line.strip():
            place = bisect_right(text.runs, (at, sys.maxsize)) - 1
            yield document.line_at(text.runs[max(place, 0)][1]) if text.runs else None, " ".join(line.split())
        at += len(line) + 1


def _meta(source: str) -> Meta:
    """The page's title; its main heading where the title only adds the site's name to it."""
    title, language = _TITLE.search(source), _LANGUAGE.search(source)
    printed = _plain(title[1]) if title else ""
    headings = [_plain(re.sub(r"<[^<>]*>", "", heading[1])) for heading in _H1.finditer(source)]
    # The first heading of several may be the site's name.
    contained = (heading for heading in headings if _DASH.sub("-", heading) in _DASH.sub("-", printed))
    best = max(contained, key=len, default="") if printed else ""
    best = best or printed or next(filter(None, headings), "")
    return Meta(title=best or None, language=language[1] if language else None)


def _plain(markup: str) -> str:
    return " ".join(unescape(markup).split())


def _left_out(source: str) -> Iterator[tuple[int, int, str]]:
    """What is not the page's text: the head, and outermost elements such as scripts and navigation."""
    start = end = 0
    for mark in _HEAD.finditer(source):
        if mark[0][:5].lower() == "<head" and mark[0][5:6] not in "eE":
            start = mark.start()
        else:
            end = mark.end() if mark[0][1] == "/" else mark.start()
            break
    if end > start:
        yield start, end, "head"
    open_tags: list[tuple[str, int]] = []
    for tag in _ASIDE.finditer(source, end):
        name = tag["name"].lower()
        if open_tags and open_tags[-1][0] in _RAW and not (tag["close"] and name == open_tags[-1][0]):
            continue
        if not tag["close"]:
            open_tags.append((name, tag.start()))
        elif open_tags and open_tags[-1][0] == name:
            _, start = open_tags.pop()
            if not open_tags:
                yield start, tag.end(), name


def _contents(source: str, aside: Sequence[tuple[int, int, str]]) -> Iterator[tuple[int, int, str]]:
    """The lists of links to places of the page itself."""
    for match in _LIST.finditer(source):
        items, links = len(_ITEM.findall(match["items"])), len(_LINK_HERE.findall(match["items"]))
        if links >= _LINKS and links * 10 >= items * 9 and not _is_within(match.start(), aside):
            yield match.start(), match.end(), "contents"


def _headings(source: str, aside: Sequence[tuple[int, int, str]]) -> Iterator[tuple[int, int, str]]:
    """The headings that are nobody's words, outside of what is left out anyway.

    Those with words on both sides of a colon; those of a level at which nothing comes again and not all may be names.
    """
    found: dict[str, list[tuple[re.Match[str], str]]] = {}
    for match in _HEADING.finditer(source, aside[0][1] if aside and aside[0][2] == "head" else 0):
        words = _plain(re.sub(r"<[^<>]*>", "", match["words"]))
        if words and not _is_within(match.start(), aside):
            found.setdefault(match["tag"].lower(), []).append((match, words))
    for level in found.values():
        told = [words for _, words in level]
        titles = len(set(told)) == len(told) > 1 and not all(map(is_name_shaped, told))
        for match, words in level:
            before, colon, behind = words.partition(":")
            if titles or (before and colon and behind):
                yield match.start(), match.end(), "heading"


def _is_within(start: int, holes: Sequence[tuple[int, int, str]]) -> bool:
    place = bisect_right(holes, start, key=itemgetter(0)) - 1
    return place >= 0 and start < holes[place][1]


def _dropped(document: Document, start: int, end: int, kind: str) -> Dropped | None:
    if kind in ("script", "style", "head", "svg", "template", "object"):
        return None
    flow = PageFlow(document.text)
    flow.walk(start, end, ())
    text = " ".join(flow.result().text.split())
    return Dropped(kind, document.path, document.line_at(start), text) if text else None


def left_out_of(source: str) -> list[tuple[int, int, str]]:
    """What is not a page's text: its head, scripts, navigation."""
    return sorted(_left_out(source))


def flowed(source: str, left_out: Sequence[tuple[int, int, str]] = ()) -> MappedText:
    """The text of a stretch of a page as it would be shown, labels set off by bold print given their colon."""
    flow = PageFlow(source)
    flow.walk(0, len(source), left_out)
    return with_colons(flow.result(), flow.labels)


def _cited(document: Document) -> Iterator[Piece]:
    """Podcasting 2.0: who in `cite`, when in `time`, what in the paragraphs that follow."""
    source = document.text
    label: str | None = None
    start: float | None = None
    begun: int | None = None  # where the header of the next paragraph begins
    for mark in _MARK.finditer(source):
        end = _ENDS.search(source, mark.end())
        words = words_in(source, mark.end(), end.start() if end else len(source))
        kind = mark[0][1:2].lower()
        if kind == "c":
            label, start = words.text.rstrip(" :：") or None, None
        elif kind == "t":
            start = seconds(words.text)
        else:
            chars = (mark.start() if begun is None else begun, end.start() if end else len(source))
            yield Piece(
                words, chars, label=label, start=start, follows="segment" if begun is None and label is None else ""
            )
            label, start = None, None
        begun = (mark.start() if begun is None else begun) if kind != "p" else None


READER = Reader("web-page", frozenset({".htm", ".html", ".xhtml"}), _sniff, _read, version=2)
