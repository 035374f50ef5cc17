"""A transcript as a document: Word, Markdown, WebVTT or JSON, with the names and corrections that it has now.

Of a transcript in which people are hidden nothing is written that could name them: no file, no id, no link, nor what
was printed before a name or a word was corrected. A new form is one function and one line in `FORMS`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from html import escape
from typing import TYPE_CHECKING, Any
from unicodedata import normalize

from index.errors import LibraryError
from index.speakers.redaction import Redaction, redaction
from index.stage_directions import placed
from index.transcript import Event, Original, Turn, file_title
from rag.citations import turn_url
from rag.export.clock import when
from rag.export.footnotes import plain
from rag.export.word import Paragraph, document

if TYPE_CHECKING:
    from index.catalog.rows import TranscriptInfo
    from index.index import Index

UNNAMED = "Unnamed speaker"
CORRECTED = "corrected"
_PACE = 2.5  # words a second, where a file does not say how long a turn takes
_SHORTEST = 0.5  # seconds of a cue
_MARKDOWN_LINE = re.compile(r"^(\s*)(\d+)([.)])|^(\s*)([-+=])")
_FILE_NAME = re.compile(r"[^\w]+")


@dataclass(frozen=True, slots=True)
class Block:
    """Words of a turn, or what is only `printed` among them: a stage direction, the reporter's own words."""

    text: str
    printed: bool = False


@dataclass(frozen=True, slots=True)
class Said:
    """A turn as it is written; `original` is what its file says where somebody corrected it, and nobody is hidden."""

    turn: Turn
    blocks: tuple[Block, ...]
    corrected: bool = False
    original: tuple[Original, ...] = ()
    url: str = ""

    def heading(self) -> str:
        """Who speaks, in which role, when, and whether somebody corrected it."""
        who = f"{self.turn.speaker or UNNAMED}{f' ({self.turn.role})' if self.turn.role else ''}"
        return ", ".join(filter(None, [who, self.turn.date, when(self.turn), CORRECTED * self.corrected]))

    def before(self) -> str:
        """What the file says, in words; "" where nobody corrected it, or somebody is hidden."""
        said = (f"{f'{one.speaker}: ' if one.speaker != self.turn.speaker else ''}{one.text}" for one in self.original)
        return f"The file says: {' / '.join(said)}" if self.original else ""


@dataclass(frozen=True, slots=True)
class Cue:
    """What is shown from `start` to `end`, in seconds of the recording."""

    start: float
    end: float
    said: Said
    text: str


@dataclass(frozen=True, slots=True)
class Manuscript:
    """A transcript as it is written; `hidden` are the letters that people are hidden under, `id` "" where some are."""

    id: str
    title: str
    date: str | None
    said: tuple[Said, ...]
    cues: tuple[Cue, ...] = ()
    events: tuple[Event, ...] = ()
    hidden: tuple[str, ...] = ()

    def file(self, form: str) -> str:
        """A name for its file.

        >>> Manuscript("", "Hearing: ferries & more", None, ()).file("docx")
        'Hearing-ferries-more.docx'
        """
        name = _FILE_NAME.sub("-", normalize("NFC", self.title)).strip("-_")[:80] or "transcript"
        return f"{name}.{form}"


def manuscript(
    info: TranscriptInfo,
    turns: Sequence[Turn],
    *,
    events: Sequence[Event] = (),
    files: Sequence[str] = (),
    hiding: Redaction | None = None,
    base_url: str = "",
) -> Manuscript:
    """A transcript as it is written; with `base_url` each turn has its link. `hiding` says who is hidden."""
    hiding = hiding or Redaction(())
    between = placed(events, turns, files)
    said = tuple(_said(turn, between, hiding, "" if hiding else base_url) for turn in turns)
    named = file_title(info.id) == info.title
    return Manuscript(
        id="" if hiding else info.id,
        title=(hiding.inside if named else hiding.text)(info.title),
        date=info.date,
        said=said,
        cues=tuple(_cues(turns, said, hiding)),
        events=tuple(map(hiding.event, events)) if hiding else tuple(events),
        hidden=tuple(one.label for one in hiding.people),
    )


def write_down(index: Index, identifier: str, *, hide: Sequence[str] = (), base_url: str = "") -> Manuscript:
    """The transcript of this id as it is written, these people hidden: see `index.speakers.redaction.redaction`.

    Raises NotFound.
    """
    info, turns, events = index.info(identifier), index.turns(identifier), index.events(identifier)
    hiding = None
    if hide:
        printed = [part for turn in turns for part in (turn.section, turn.role, turn.affiliation) if part]
        also = [info.title, *(event.text for event in events), *dict.fromkeys(printed)]
        hiding = redaction(hide, index.people(identifier), turns, also=also)
    return manuscript(
        info, turns, events=events, files=index.files(identifier), hiding=hiding, base_url=base_url
    )  # fmt: skip


def word(written: Manuscript) -> bytes:
    """A Word document: the sections as headings, a turn's head as a link to it where it has one."""
    paragraphs = [Paragraph(written.title, style="Title")]
    paragraphs += [Paragraph(written.date)] if written.date else []
    for section, one in _sections(written):
        paragraphs += [Paragraph(section, style="Heading1")] if section else []
        paragraphs.append(Paragraph(one.heading(), style="Speaker", link=one.url))
        paragraphs += [Paragraph(block.text, style="Quote" if block.printed else "Normal") for block in one.blocks]
        paragraphs += [Paragraph(one.before(), style="Attribution")] if one.before() else []
    return document(paragraphs, title=written.title)


def markdown(written: Manuscript) -> str:
    """Markdown, transcript text escaped; what a file says of a corrected turn stands in a footnote."""
    lines = [f"# {plain(written.title)}", "", *([plain(written.date), ""] if written.date else [])]
    notes = []
    for section, one in _sections(written):
        lines += [f"## {plain(section)}", ""] if section else []
        note = f"[^{one.turn.index}]" if one.before() else ""
        head = f"**{plain(one.heading())}**{note}"
        lines += [f"{head} [#{one.turn.index}](<{one.url}>)" if one.url else head, ""]
        for block in one.blocks:
            for line in filter(str.strip, block.text.splitlines()):
                lines += [f"*{plain(line)}*" if block.printed else _no_list(plain(line)), ""]
        notes += [f"{note}: {plain(one.before())}"] if note else []
    return "\n".join([*lines, *notes]).rstrip() + "\n"


def webvtt(written: Manuscript) -> str:
    """WebVTT: a cue for each piece that has a time, its speaker as its voice, of class `corrected` where somebody
    corrected it. Raises LibraryError where the transcript has no times."""
    if not written.cues:
        message = f"{written.title}: has no times, which WebVTT is made of. Choose docx, md or json"
        raise LibraryError(message, code="no_times", title=written.title)
    head = f"WEBVTT\n\nNOTE\n{_cue_text(written.title)}\n"
    return "\n".join([head, *(_cue(cue) for cue in written.cues)])


def values(written: Manuscript) -> dict[str, Any]:
    """The transcript as plain values; `id`, `url` and `original` only where nobody is hidden."""
    return {
        **({"id": written.id} if written.id else {}),
        "title": written.title,
        "date": written.date,
        "hidden": list(written.hidden),
        "turns": [_turn(one) for one in written.said],
        "events": [{"kind": one.kind, "text": one.text, "turn": one.turn} for one in written.events],
    }


def _turn(one: Said) -> dict[str, Any]:
    keys = ("index", "speaker", "role", "affiliation", "section", "page", "text", "start", "end", "clock", "date")
    original = {"original": [asdict(before) for before in one.original]} if one.original else {}
    return {
        **{key: getattr(one.turn, key) for key in keys},
        "corrected": one.corrected,
        **original,
        **({"url": one.url} if one.url else {}),
    }


def _bytes(make: Callable[[Manuscript], str]) -> Callable[[Manuscript], bytes]:
    return lambda written: make(written).encode()


FORMS: Mapping[str, Callable[[Manuscript], bytes]] = {
    "docx": word,
    "md": _bytes(markdown),
    "vtt": _bytes(webvtt),
    "json": _bytes(lambda written: json.dumps(values(written), ensure_ascii=False, indent=2) + "\n"),
}


def _said(turn: Turn, between: Mapping[tuple[int, int], Sequence[Event]], hiding: Redaction, base_url: str) -> Said:
    found = hiding.found(turn.text)
    places = {at for number, at in between if number == turn.index}
    blocks, at = list[Block](), 0
    for place in sorted({*places, len(turn.text)}):
        text = hiding.piece(turn.text, at, place, found).strip()
        blocks += [Block(text)] if text else []
        blocks += [Block(hiding.text(event.text), printed=True) for event in between.get((turn.index, place), ())]
        at = max(at, place)
    return Said(
        turn=hiding.turn(turn) if hiding else turn,
        blocks=tuple(blocks),
        corrected=bool(turn.originals),
        original=() if hiding else turn.originals,
        url=turn_url(base_url, turn.id) if base_url else "",
    )


def _sections(written: Manuscript) -> Iterator[tuple[str, Said]]:
    """Each turn with the section that begins with it, "" where none does."""
    last = None
    for one in written.said:
        yield (one.turn.section or "") if one.turn.section != last else "", one
        last = one.turn.section


def _cues(turns: Sequence[Turn], said: Sequence[Said], hiding: Redaction) -> Iterator[Cue]:
    """A cue for each piece with a time, in order; of a recording in parts each begins where the one before ends."""
    pieces = [
        (one, *piece) for turn, one in zip(turns, said, strict=True) for piece in _pieces(turn, hiding)
    ]  # said, file, start, end, text
    shift = last = 0.0
    file = pieces[0][1] if pieces else ""
    for place, (one, own, start, end, text) in enumerate(pieces):
        if own != file and start + shift < last:
            shift = last
        file = own
        begins = max(start + shift, last)
        follows = pieces[place + 1] if place + 1 < len(pieces) else None
        spoken = start + max(len(text.split()) / _PACE, _SHORTEST)
        limit = follows[2] if follows is not None and follows[1] == own and follows[2] > start else spoken
        ends = (end if end is not None and end > start else min(spoken, limit)) + shift
        yield Cue(begins, max(ends, begins + 0.001), one, text)
        last = begins


def _pieces(turn: Turn, hiding: Redaction) -> Iterator[tuple[str, float, float | None, str]]:
    """(file, start, end, text) of each piece of a turn that has a time; what has none belongs to the piece before."""
    found = hiding.found(turn.text)
    timed = [segment for segment in turn.segments if segment.start is not None]
    if not timed:
        if turn.start is not None and turn.text.strip():
            file = turn.segments[0].file if turn.segments else ""
            yield file, turn.start, turn.end, hiding.text(turn.text)
        return
    for place, segment in enumerate(timed):
        first = segment.text_start if place else 0
        last = timed[place + 1].text_start if place + 1 < len(timed) else len(turn.text)
        text = hiding.piece(turn.text, first, last, found)
        if text.strip() and segment.start is not None:
            yield segment.file, segment.start, segment.end, text


def _cue(cue: Cue) -> str:
    mark = f".{CORRECTED}" if cue.said.corrected else ""
    speaker = _cue_text(cue.said.turn.speaker or UNNAMED)
    return f"{_cue_time(cue.start)} --> {_cue_time(cue.end)}\n<v{mark} {speaker}>{_cue_text(cue.text)}</v>\n"


def _cue_text(text: str) -> str:
    """Text that begins no tag and ends no cue."""
    return escape(" ".join(text.split()), quote=False)


def _cue_time(seconds: float) -> str:
    milliseconds = round(seconds * 1000)
    minutes, rest = divmod(milliseconds, 60_000)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{rest // 1000:02}.{rest % 1000:03}"


def _no_list(line: str) -> str:
    """A line that begins no list."""
    return _MARKDOWN_LINE.sub(lambda m: f"{m[1]}{m[2]}\\{m[3]}" if m[3] else f"{m[4]}\\{m[5]}", line)
