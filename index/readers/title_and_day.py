"""What a transcript says of its whole where its reader found nothing: a title by its headings, a day that is spoken of.

A spoken day counts where somebody says that it is today's or the recording's; the transcript carries it as inferred.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from index.readers.pieces import Parsed, Piece
from index.readers.shared.document import Document
from index.readers.shared.stage import is_stage_only
from index.readers.shared.times import find_date
from index.transcript import Meta, ReaderWarning, Turn, file_date
from index.vocabulary import SPACED_ENDS, UNSPACED_ENDS, WEEKDAYS

_OPENING_TURNS = 12
_OPENING = 3000  # characters of speech in which a recording says its day
_WEEKDAY = f"(?:{'|'.join(WEEKDAYS)})"
_BESIDE = rf"(?:[\s,]|\b(?:is|the|on|of|for|a|an|it['’]s|{_WEEKDAY}|morning|afternoon|evening|date|day)\b)*"
# What makes a day the recording's, in the words before it: it is said to be today, or the recording's own.
_TODAY = re.compile(
    rf"(?:\b(?:today(?:['’]s)?|it(?: is|['’]s)|this is|the date is|date:){_BESIDE}"
    r"|(?:今天是?|今日は|本日は|오늘은)\s*)\Z",
    re.IGNORECASE,
)
_RECORDED = re.compile(
    r"\b(?:record(?:ed|ing)|taped|taping|filmed|called to order|conven(?:ed|es?)|on the record|live from|streamed)\b"
    r"(?P<between>.{0,80})\Z",
    re.IGNORECASE | re.DOTALL,
)
_ELSEWHEN = re.compile(
    r"\b(?:since|until|till|before|after|from|by|born|was|were|between|back|last|next|about)\b", re.IGNORECASE
)
_ALONE = re.compile(rf"{_BESIDE}[.!]?", re.IGNORECASE)
_SENTENCE = re.compile(rf"(?<=[{SPACED_ENDS}{UNSPACED_ENDS}])\s+")
_TITLES = ("title", "meeting_title", "meetingTitle", "episode_title", "episodeTitle", "topic", "subject")
_PLACES = ("metadata", "meeting", "episode", "recording")
_FILE = re.compile(r"\.\w{2,4}\Z")
_LONGEST_TITLE = 200


def with_title(meta: Meta, document: Document, parsed: Parsed) -> Meta:
    """The metadata, its title from the JSON's own keys or from the heading above the first words where it has none."""
    if meta.title is not None:
        return meta
    return replace(meta, title=next(_titles(document, parsed.pieces), None))


def _titles(document: Document, pieces: Sequence[Piece]) -> Iterator[str]:
    whole = document.json
    if isinstance(whole, dict):
        for place in (whole, *map(whole.get, _PLACES)):
            told = [place.get(key) for key in _TITLES] if isinstance(place, dict) else []
            yield from (str(title) for title in told if isinstance(title, str) and _may_be_title(title))
    for piece in pieces:
        headed = piece.kind == "stage" and piece.chars is not None and document.text.startswith("#", piece.chars[0])
        if headed and not is_stage_only(piece.text.text):
            yield " ".join(piece.text.text.split())
        elif piece.kind == "speech" and piece.text.text:
            return


def _may_be_title(text: str) -> bool:
    return 3 <= len(text) <= _LONGEST_TITLE and not _FILE.search(text)


def with_spoken_date(meta: Meta, identifier: str, turns: Sequence[Turn]) -> tuple[Meta, list[ReaderWarning]]:
    """The metadata with the day that is spoken of where none is printed, and a note that it is inferred."""
    found = spoken_date(turns) if meta.date is None else None
    if found is None:
        return meta, []
    day, sentence, turn = found
    line = turn.segments[0].line_start if turn.segments else None
    message = f"the date {day} is inferred from “{sentence.strip()[:160]}”"
    notes = [ReaderWarning("date_inferred", identifier, line, message)] if file_date(identifier) is None else []
    return replace(meta, spoken_date=day), notes


def spoken_date(turns: Sequence[Turn]) -> tuple[str, str, Turn] | None:
    """The day that the opening says is today's or the recording's, its sentence, and the turn; None where it says none.

    >>> said = ("It rained on May 3, 2025. This was recorded April 8th, 2026.", "On May 3, 2025, it rained.")
    >>> [found and found[0] for text in said for found in [spoken_date([Turn("a#0", 0, "Ana", text, ())])]]
    ['2026-04-08', None]
    """
    heard = 0
    for turn in turns[:_OPENING_TURNS]:
        text = turn.text[: max(_OPENING - heard, 0)]
        heard += len(text)
        for sentence in _SENTENCE.split(text):
            found = find_date(sentence)
            if found is not None and _is_day(found[0]) and _is_own(sentence[: found[1]], sentence[found[2] :]):
                return found[0], sentence, turn
    return None


def _is_own(before: str, behind: str) -> bool:
    """Whether what stands beside a date in its sentence makes it the day of the recording, or nothing stands there."""
    recorded = _RECORDED.search(before)
    if _TODAY.search(before) or (recorded is not None and not _ELSEWHEN.search(recorded["between"])):
        return True
    return _ALONE.fullmatch(before) is not None and _ALONE.fullmatch(behind) is not None


def _is_day(printed: str) -> bool:
    try:
        date.fromisoformat(printed)
    except ValueError:
        return False
    return True
