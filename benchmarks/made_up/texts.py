"""Labelled text, text with times, and captions."""

from collections.abc import Callable, Mapping, Sequence

from benchmarks.made_up.conversation import (
    SPEAKERS,
    Cue,
    Render,
    Said,
    clock,
    cues,
    minutes,
    plain_text,
    surname,
    wrapped,
)


def _two_paragraphs(said: Said) -> str:
    """A longer turn has two paragraphs."""
    half = len(said.words) // 2
    if half < 20:
        return said.text
    return " ".join(w.text for w in said.words[:half]) + "\n\n" + " ".join(w.text for w in said.words[half:])


def _stenographer(said: Said) -> str:
    return f"MS. {surname(said.who)}:  {said.text}\n\n"


def _question(said: Said) -> str:
    return (f"Q    {said.text}" if said.who % 2 else f"MS. {surname(said.who)}:  {said.text}") + "\n\n"


def _testified(said: Said) -> str:
    return wrapped(f"{'A.' if said.who % 2 else 'Q.'}   {said.text}", indent="     ")


def _record(said: Said) -> str:
    return wrapped(f"Mr. {surname(said.who)}. {said.text}", indent="  ")


_HEARING = "               ROADS AND BRIDGES\n\n                 TUESDAY, MAY 6, 2025\n\n"
_CONGRESS = (
    "[Congressional Record Volume 143, Number 8 (Tuesday, January 28, 1997)]\n[Senate]\n[Page S697]\n\n"
    "         RURAL ROADS ACT\n\n"
)


def _captions(cue: Callable[[int, Cue], str], head: str = "WEBVTT\n\n") -> Render:
    return lambda turns: (head + "".join(cue(n, c) for n, c in enumerate(cues(turns), start=1))).encode()


def _span(cue: Cue, point: str = ".", arrow: str = " --> ") -> str:
    return clock(cue.words[0].start, point) + arrow + clock(cue.words[-1].end, point)


def _voiced(number: int, cue: Cue) -> str:
    return f"{number}\n{_span(cue)}\n<v {SPEAKERS[cue.who]}>{cue.lines}</v>\n\n"


def _open_voice(_: int, cue: Cue) -> str:
    return f"{_span(cue)}\n" + (f"<v {SPEAKERS[cue.who]}>" if cue.opens else "") + f"{cue.lines}\n\n"


def _zoom(number: int, cue: Cue) -> str:
    return f"{number}\n{_span(cue)}\n{SPEAKERS[cue.who]}: {cue.lines}\n\n"


def _unnamed(_: int, cue: Cue) -> str:
    return f"{_span(cue)}\n{cue.lines}\n\n"


def _rolling(turns: Sequence[Said]) -> bytes:
    """YouTube's automatic captions: each line twice, once with the time of each word."""
    out, above = ["WEBVTT\nKind: captions\nLanguage: en\n\n"], " "
    for cue in cues(turns):
        first, *rest = cue.words
        timed = first.text + "".join(f"<{clock(word.start)}><c> {word.text}</c>" for word in rest)
        line, end = cue.lines.replace("\n", " "), cue.words[-1].end
        out.append(f"{_span(cue)} align:start position:0%\n{above}\n{timed}\n\n")
        out.append(f"{clock(end)} --> {clock(end + 0.01)} align:start position:0%\n{line}\n \n\n")
        above = line
    return "".join(out).encode()


def _srt(number: int, cue: Cue) -> str:
    return f"{number}\n{_span(cue, ',')}\n{SPEAKERS[cue.who] + ': ' if cue.opens else ''}{cue.lines}\n\n"


def _sbv(_: int, cue: Cue) -> str:
    return f"{_span(cue, arrow=',')}\n{cue.lines}\n\n"


FILES: Mapping[str, Render] = {
    "alone.txt": plain_text(lambda said: f"{said.name}:\n\n{_two_paragraphs(said)}\n\n"),
    "inline.txt": plain_text(lambda said: f"{said.name}: {_two_paragraphs(said)}\n\n"),
    "wrapped.txt": plain_text(lambda said: wrapped(f"{said.name}: {said.text}") + "\n"),
    "stenographer.txt": plain_text(_stenographer),
    "questions.txt": plain_text(_question),
    "cable-news.txt": plain_text(lambda said: f"{said.name.upper()}, CNN ANCHOR: {said.text}\n\n"),
    "broadcast.txt": plain_text(lambda said: f">> {said.name.upper()}: {said.text}\n", head=""),
    "podcast.md": plain_text(lambda said: f"**{said.name}:** {_two_paragraphs(said)}\n\n"),
    "otter.txt": plain_text(lambda said: f"{said.name}  {minutes(said.start)}\n{said.text}\n\n", head=""),
    "rev.txt": plain_text(lambda said: f"{said.name} ({clock(said.start)[:8]}):\n{said.text}\n\n", head=""),
    "ladybug.md": plain_text(lambda said: f"**{said.name}** [{clock(said.start)[:8]}]: {said.text}\n\n", head=""),
    "times.txt": plain_text(lambda said: f"[{clock(said.start)[:8]}] {said.name}: {said.text}\n", head=""),
    "transcribeme.txt": plain_text(lambda said: f"S{said.who + 1}  {minutes(said.start)}   {said.text}\n", head=""),
    "hearing.txt": plain_text(
        lambda said: wrapped(f"Mr. {said.name.split()[-1]}. {said.text}", indent="    "), head=_HEARING
    ),
    "deposition.txt": plain_text(_testified, head="                 EXAMINATION\nBY MS. LEE:\n"),
    "congress.txt": plain_text(_record, head=_CONGRESS),
    "prose.txt": plain_text(lambda said: wrapped(said.text) + "\n"),
    "voices.vtt": _captions(_voiced),
    "carried.vtt": _captions(_open_voice),
    "zoom.vtt": _captions(_zoom),
    "unnamed.vtt": _captions(_unnamed),
    "rolling.vtt": _rolling,
    "named.srt": _captions(_srt, ""),
    "unnamed.srt": _captions(lambda number, cue: f"{number}\n{_span(cue, ',')}\n{cue.lines}\n\n", ""),
    "unnamed.sbv": _captions(_sbv, ""),
}
