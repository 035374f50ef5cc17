"""What the plain-text families share: lines, paragraphs, the furniture of pages."""

import re
from collections.abc import Sequence
from functools import lru_cache

from index.readers.pieces import Piece
from index.readers.shared.document import Document, Line
from index.readers.shared.label_evidence import ends_sentence
from index.readers.shared.mapped import MappedText, cleaned, unfolded
from index.readers.shared.stage import is_stage_only
from index.readers.shared.times import seconds
from index.transcript import Dropped

# At most so many blanks before a break, or a long run of them would be tried from each of its characters.
_BREAK = r"[ \t\u00a0\u3000]{0,40}(?:\r\n?|\n)[ \t\u00a0\u3000]*"
# Descript and others print the time of the recording amid the words: [00:01:40].
# f4 prints it between two #, others in round brackets on a line of its own or at the end of one, Markdown with
# backslashes before the brackets.
_CLOCK = r"(?:\d{1,3}:)?\d{1,2}:\d{2}(?:[.,-]\d{1,3})?"
TIME_AMID = (
    rf"[ \t]{{0,40}}(?:\\?\[{_CLOCK}(?:[ ]?[-–—>]{{1,3}}[ ]?{_CLOCK})?\\?\]|#{_CLOCK}#|\{{{_CLOCK}\}}"
    rf"|\({_CLOCK}\):?(?=[ \t]*(?:[\r\n]|\Z)))"
)
_TIME = re.compile(TIME_AMID)
_DIGITS = re.compile(_CLOCK)
_MAY_BE_MARKED = re.compile(r"[\[#({]\d|</?[A-Za-z]|[\u200b\u200e\u200f\u2060\ufeff]")
# Markup of web pages that is left in a text: struck, bold, a link.
_TAGS = (
    r"</?(?:[sbiu]|em|del|ins|strong|strike|sup|sub|span|font|br|p|a|div|mark|small|cite|q|blockquote)"
    r"(?:\s[^<>\r\n]{0,200})?/?>"
)
_NO_WIDTH = r"[\u200b\u200e\u200f\u2060\ufeff]"
_WRAPPED = re.compile(rf"{_BREAK}|{TIME_AMID}|{_TAGS}|{_NO_WIDTH}", re.IGNORECASE)
# Markdown: emphasis and the backslash before a bracket or another mark are not text.
_MARKDOWN = re.compile(rf"{_BREAK}(?:>[ \t]{{0,4}})?|{TIME_AMID}|{_TAGS}|{_NO_WIDTH}|\*\*|\\(?=[\[\]()*_#>.!-])")
_QUOTE = re.compile(r"[ \t]{0,4}>(?!>)[ \t]{0,4}")
_MARKS = "：，–—‐（）【】〔〕▲△▼▽■□●○◆◇◎★☆※▶▷▪•·"  # beyond ASCII, and no loss where they stand before or behind a label
_LONGEST_FURNITURE = 240  # characters
_LONGEST_DIRECTION = 6  # lines
TAG = re.compile(r"</?[A-Za-z][^<>]*>")
_HEADING_WORDS = 15  # more are somebody's words
_MARKED = ("**", "## ", "### ", "#### ")
_HEADING = re.compile(r"#{1,6}[ \t]+(?P<words>\S.*)")
_UNDERLINE = re.compile(r"([=^~\"'`#*+-])\1{2,}")
_FURNITURE = re.compile(
    r"""(?P<navigation>(?:pages?:)?[<«\s\u00a0]*1(?:[\s\u00a0|,]+\d+)+[>»\s\u00a0]*)
      |(?P<page_number>(?:page\s+|p\.\s*|第\s*)\d+\s*(?:of\s+\d+|/\s*\d+|页|頁)?|-+\s*\d+\s*-+)
      |(?P<folding></?(?:details|summary|center)>)
      |(?P<directive>\.\.\ (?:[\w-]{1,30}::|_[\w-]{1,30}:).*)
      |(?P<rule>(?:\\?[-_=*#~^—–]\s*){3,})
      |(?P<footer>Transcribed\ by\ .{3,80}|\(?Transcript(?:ion)?\ (?:provided|by|ended|copyright)\b.{0,120}
         |Copyright\b.{0,200}|©.{0,200}|(?-i:TO\ ORDER)\ .{0,200}
         |(?:Content\ and\ Programming|ALL)\ (?:Copyright|RIGHTS\ RESERVED).{0,200}
         |Meeting\ ended\ (?:after|at)\b.{0,60}|[*_]{0,2}This\ editable\ transcript\ was\ .{0,160}
         |\x1a{1,9}|ACTION\ ITEM:\ .{1,160}\ -\ WATCH:\ \S{1,80}|Exported\ \d+\ message\(s\)
         |[^.:\n]{1,60}\ (?:(?:started|stopped)\ transcription|hat\ die\ Transkription\ (?:gestartet|beendet)
          |a\ (?:démarré|commencé|arrêté)\ la\ transcription|(?:ha\ )?(?:inici|detuv|deten)\w+\ la\ transcripción
          |(?:iniciou|parou|interrompeu)\ a\ transcrição|ha\ (?:avviato|interrotto|arrestato)\ la\ trascrizione
          |heeft\ de\ transcriptie\ (?:gestart|gestopt)|(?:startade|stoppade)\ transkriberingen)
         |Search\ (?:in\ video|transcript)|[^\W\d_]{3,20}\ \(auto-generated\)
         |Back\ to\ top|Share\ this.{0,40}|(?:\[(?:GRAPHIC|TIFF\ OMITTED)[^\[\]]{0,60}\]\s*)+\S{0,20}
         |(?-i:END\ OF\ TAKE|UNREVISED\ HANSARD)\b.{0,80}
         |(?:责任编辑|【编辑|编辑)[:：].{0,60}|This\ transcript\ was\ (?:generated|created|produced)\b.{0,160})
      |(?P<end>[-–—#\s]*(?-i:END)(?:\s+(?P<clock>\d{1,2}:\d\d\s*[AP]\.?M\.?(?:\s+[A-Z]{2,4})?))?[-–—#\s]*)""",
    re.VERBOSE | re.IGNORECASE,
)


def is_markdown(document: Document) -> bool:
    """Whether emphasis is markup here and not text."""
    return document.once(_is_markdown)


def _is_markdown(document: Document) -> bool:
    return document.suffix in {".md", ".markdown"} or sum(line.startswith(_MARKED) for line in document.head) > 2


def words(document: Document, start: int, end: int, *, markdown: bool = False) -> MappedText:
    """The characters from `start` to `end` with each line break as one space."""
    source = document.text
    if not markdown and not _may_be_marked(document, start, end):
        return unfolded(source, start, end)
    if markdown and (quote := _QUOTE.match(source, start, end)) is not None:
        start = quote.end()
    return cleaned(source, start, end, _MARKDOWN if markdown else _WRAPPED, _as_text)


def _as_text(match: str) -> str:
    return " " if match[0].isspace() or match[-1].isspace() else ""


def inline_times(document: Document, start: int, end: int) -> list[Dropped]:
    """A record of each time of the recording printed amid words, which `words` leaves out."""
    if not _may_be_marked(document, start, end):
        return []
    return [document.dropped("time", *match.span()) for match in _TIME.finditer(document.text, start, end)]


def _may_be_marked(document: Document, start: int, end: int) -> bool:
    """Whether a time or a tag may stand there; most files have none, which is told once."""
    return document.once(_is_marked) and _MAY_BE_MARKED.search(document.text, start, end) is not None


def _is_marked(document: Document) -> bool:
    return _MAY_BE_MARKED.search(document.text) is not None


def opening_time(document: Document, start: int, end: int) -> float | None:
    """The time of the recording that a paragraph opens with, in seconds."""
    match = _TIME.match(document.text, start, end)
    found = _DIGITS.search(match[0]) if match else None
    return seconds(found[0]) if found else None


def beside_label(document: Document, start: int, end: int, *known: str) -> list[Dropped]:
    """A record of letters and signs beside a label and its time, which are `known`; none where there are but marks."""
    left = TAG.sub(" ", document.text[start:end])  # tags have a record of their own
    for part in known:
        left = left.replace(part, " ", 1)
    told = " ".join(left.split())
    return [Dropped("beside the label", document.path, document.line_at(start), told)] if is_telling(told) else []


def is_telling(text: str) -> bool:
    """Whether a text has letters, or signs that are more than a label's marks."""
    return any(sign.isalpha() or (sign > "\x7f" and sign.isprintable() and sign not in _MARKS) for sign in text)


def furniture(line: Line) -> re.Match[str] | None:
    """A match where a line belongs to the page and not to the talk; its `lastgroup` says what it is."""
    return _furniture(line.text) if len(line.text) <= _LONGEST_FURNITURE else None


@lru_cache(maxsize=8192)  # asked several times of each line of a file
def _furniture(text: str) -> re.Match[str] | None:
    return _FURNITURE.fullmatch(text)


def heading(document: Document, line: Line) -> Piece | None:
    """A heading of Markdown as an event, which ends nobody's turn; None where the line is none.

    One of many words that stands apart is what somebody asks, and the file does not say who.
    """
    match = _HEADING.fullmatch(line.text)
    many = match is not None and len(match["words"].split()) > _HEADING_WORDS
    if match is None or (many and not line.gap):
        return None
    start, end = (line.start + place for place in match.span("words"))
    text = words(document, start, end, markdown=True)
    return Piece(text, (line.start, line.end), kind="speech" if many else "stage")


def underlined(document: Document, lines: Sequence[Line], number: int) -> Piece | None:
    """A heading that a line of signs below it tells, as Markdown and reStructuredText allow; None where none does."""
    line, below = lines[number], lines[number + 1] if number + 1 < len(lines) else None
    if below is None or below.gap or not (line.gap or number == 0) or _UNDERLINE.fullmatch(below.text) is None:
        return None
    if len(below.text) + 1 < len(line.text) or len(line.text.split()) > _HEADING_WORDS:
        return None
    return Piece(words(document, line.start, line.end), (line.start, line.end), kind="stage")


def wrapped_directions(lines: Sequence[Line]) -> dict[int, int]:
    """The stage directions that run over several lines: the number of the first line, and of the last."""
    found = {}
    for number, line in enumerate(lines):
        if line.text[0] not in "([" or line.text.count("(") + line.text.count("[") != 1 or line.text[-1] in ")]":
            continue
        for last in range(number + 1, min(number + _LONGEST_DIRECTION, len(lines))):
            text = lines[last].text
            if lines[last].gap or "(" in text or "[" in text:
                break
            if ")" in text or "]" in text:
                whole = " ".join(told.text for told in lines[number : last + 1])
                if is_stage_only(whole):
                    found[number] = last
                break
    return found


def kind_of(match: re.Match[str]) -> str:
    """What a piece of furniture is called among the dropped."""
    names = ("navigation", "page_number", "folding", "directive", "rule", "footer", "end")
    return next(name.replace("_", " ") for name in names if match[name] is not None)


def begins(lines: Sequence[Line], number: int) -> bool:
    """Whether a line may begin a paragraph, and is not the rest of the one above it."""
    if number == 0 or lines[number].gap:
        return True
    above = lines[number - 1].text
    return ends_sentence(above) or is_stage_only(above) or furniture(lines[number - 1]) is not None


def paragraphs(lines: Sequence[Line]) -> list[list[Line]]:
    """The lines in groups between blank lines."""
    groups: list[list[Line]] = []
    for line in lines:
        if line.gap or not groups:
            groups.append([line])
        else:
            groups[-1].append(line)
    return groups
