"""Captions of broadcasters and players: SubStation, TTML, SAMI, SCC, LRC."""

from collections.abc import Callable, Mapping, Sequence
from html import escape

from benchmarks.made_up.conversation import SPEAKERS, Cue, Render, Said, clock, cues, minutes

_LRC_HOUR = 3600


def _of_cues(cue: Callable[[Cue], str], head: str, foot: str = "") -> Render:
    return lambda turns: (head + "".join(map(cue, cues(turns))) + foot).encode()


def _times(cue: Cue) -> tuple[float, float]:
    return cue.words[0].start, cue.words[-1].end


def _dialogue(cue: Cue) -> str:
    start, end = (clock(time)[1:-1] for time in _times(cue))
    text = cue.lines.replace("\n", "\\N")
    return f"Dialogue: 0,{start},{end},Default,{SPEAKERS[cue.who]},0,0,0,,{text}\n"


def _paragraph(cue: Cue) -> str:
    start, end = map(clock, _times(cue))
    text = escape(cue.lines).replace("\n", "<br/>")
    return f'<p begin="{start}" end="{end}" ttm:agent="a{cue.who}">{text}</p>\n'


def _sync(cue: Cue) -> str:
    label = f"{SPEAKERS[cue.who]}: " if cue.opens else ""
    text = escape(cue.lines).replace("\n", "<br>")
    return f"<SYNC Start={round(cue.words[0].start * 1000)}><P Class=ENCC>{label}{text}\n"


def _lyric(cue: Cue) -> str:
    start = cue.words[0].start
    shown = f"{int(start) // 60:02d}:{int(start) % 60:02d}" if start < _LRC_HOUR else minutes(start)
    return f"[{shown}.{round(start % 1 * 100) % 100:02d}]{' '.join(word.text for word in cue.words)}\n"


def _line_21(cue: Cue) -> str:
    """Pop-on captions: characters of line 21 with odd parity, two a code."""
    data = cue.lines.replace("\n", " ").encode("ascii")
    odd = [byte | 0x80 if bin(byte).count("1") % 2 == 0 else byte for byte in data]
    odd += [0x80] * (len(odd) % 2)
    codes = " ".join(f"{first:02x}{second:02x}" for first, second in zip(odd[::2], odd[1::2], strict=True))
    frames = f"{clock(cue.words[0].start)[:-4]}:{int(cue.words[0].start % 1 * 30):02d}"
    return f"{frames}\t9420 9420 94ae 94ae 9470 9470 {codes} 942c 942c 942f 942f\n\n"


def _ttml(turns: Sequence[Said]) -> bytes:
    agents = "".join(
        f'<ttm:agent type="person" xml:id="a{who}"><ttm:name type="full">{name}</ttm:name></ttm:agent>'
        for who, name in enumerate(SPEAKERS)
    )
    names = 'xmlns="http://www.w3.org/ns/ttml" xmlns:ttm="http://www.w3.org/ns/ttml#metadata"'
    head = f'<?xml version="1.0"?><tt {names} xml:lang="en"><head><metadata>{agents}</metadata></head><body><div>'
    return _of_cues(_paragraph, head, "</div></body></tt>")(turns)


_EVENTS = (
    "[Script Info]\nTitle: Roads\nScriptType: v4.00+\n\n[Events]\n"
    "Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text\n"
)
FILES: Mapping[str, Render] = {
    "substation.ass": _of_cues(_dialogue, _EVENTS),
    "broadcast.ttml": _ttml,
    "player.smi": _of_cues(_sync, "<SAMI><HEAD><TITLE>Roads</TITLE></HEAD><BODY>\n", "</BODY></SAMI>\n"),
    "line-21.scc": _of_cues(_line_21, "Scenarist_SCC V1.0\n\n"),
    "lyrics.lrc": _of_cues(_lyric, "[ti:Roads]\n"),
}
