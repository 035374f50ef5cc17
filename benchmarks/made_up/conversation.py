"""A conversation of any length, the same on every run, and what every rendering of it shares."""

import random
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

SPEAKERS = ("Ann Lee", "Bob Ott", "Cy Dee", "Maria Castellanos", "Jean-Luc Petit", "Wanjiru Kamau")
_VOCABULARY = (
    "the budget for road repair was doubled last year and nobody asked why it should grow again before council votes on"
    " a second bridge that engineers call unsafe while residents wait we heard from staff in March about costs don't"
    " think so either because schools need money too well let me finish what I'm saying number forty-two thousand"
).split()
_CUE_WORDS = 14
_WORD_SECONDS = 0.36


Render = Callable[[Sequence["Said"]], bytes]


class Word(NamedTuple):
    text: str
    start: float
    end: float


class Said(NamedTuple):
    """A turn of the conversation."""

    who: int
    words: tuple[Word, ...]

    @property
    def name(self) -> str:
        return SPEAKERS[self.who]

    @property
    def text(self) -> str:
        return " ".join(word.text for word in self.words)

    @property
    def start(self) -> float:
        return self.words[0].start

    @property
    def end(self) -> float:
        return self.words[-1].end


def conversation() -> Iterator[Said]:
    """Turns of 5 to 80 words, short ones more often, nobody twice in a row."""
    draw, who, time = random.Random(1), 0, 0.0
    while True:
        who = (who + draw.randrange(1, len(SPEAKERS))) % len(SPEAKERS)
        words = []
        for text in _spoken(draw, 5 + int(75 * draw.random() ** 2)):
            words.append(Word(text, round(time, 3), round(time + 0.3, 3)))
            time += _WORD_SECONDS
        yield Said(who, tuple(words))


def _spoken(draw: random.Random, count: int) -> list[str]:
    """Words in sentences of about a dozen."""
    words = [draw.choice(_VOCABULARY) for _ in range(count)]
    begins = 0
    while begins < count:
        ends = min(begins + draw.randrange(6, 19), count) - 1
        words[begins] = words[begins].capitalize()
        if ends - begins > 8:
            words[begins + 4] += ","
        words[ends] += draw.choice("....?")
        begins = ends + 1
    return words


class Cue(NamedTuple):
    who: int
    words: tuple[Word, ...]
    opens: bool  # a turn begins here

    @property
    def lines(self) -> str:
        texts = [word.text for word in self.words]
        half = _CUE_WORDS // 2
        return "\n".join(" ".join(line) for line in (texts[:half], texts[half:]) if line)


def cues(turns: Sequence[Said]) -> Iterator[Cue]:
    for turn in turns:
        for at in range(0, len(turn.words), _CUE_WORDS):
            yield Cue(turn.who, turn.words[at : at + _CUE_WORDS], at == 0)


def clock(time: float, point: str = ".") -> str:
    whole = int(time)
    return f"{whole // 3600:02d}:{whole // 60 % 60:02d}:{whole % 60:02d}{point}{round(time % 1 * 1000) % 1000:03d}"


def minutes(time: float) -> str:
    hours, rest = divmod(int(time), 3600)
    return f"{hours}:{rest // 60:02d}:{rest % 60:02d}" if hours else f"{rest // 60}:{rest % 60:02d}"


def plain_text(turn: Callable[[Said], str], head: str = "Council meeting\nMay 6, 2025\n\n", foot: str = "") -> Render:
    return lambda turns: (head + "".join(map(turn, turns)) + foot).encode()


def wrapped(text: str, width: int = 70, indent: str = "") -> str:
    lines, line = [], indent
    for word in text.split():
        if len(line) + len(word) > width:
            lines.append(line.rstrip())
            line = ""
        line += word + " "
    return "\n".join([*lines, line.rstrip()]) + "\n"


def surname(who: int) -> str:
    return SPEAKERS[who].split()[-1].upper()
