"""An assistant that reads real turns and counts words: enough to know why a turn is found."""

import re
import threading
import time
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from index.catalog.fulltext import matches
from index.catalog.kept import KeptInFolder
from index.errors import NotFound
from index.filter import Filter
from index.transcript import Event, Segment, Turn, split_turn_id, turn_id
from rag.answer import (
    Answer,
    Citation,
    Coverage,
    Done,
    Passage,
    Sentence,
    Sources,
    StreamEvent,
    Timings,
    Token,
)  # fmt: skip
from rag.retrieval.concordance import Concordance, InTranscript, Kind, Mention

COMMON = frozenset(
    "a about an and are did do does for in is it of on or say says said that the this to was what when who why".split()
)


@dataclass(frozen=True)
class Info:
    id: str
    title: str
    date: str | None
    speakers: tuple[str, ...]
    turns: int
    state: str = "ready"
    warnings: tuple[str, ...] = ()
    format: str = "webvtt"


@dataclass(frozen=True)
class TranslatedError:
    """A transcript in memory."""

    id: str
    title: str
    date: str | None
    spoken: tuple[Turn, ...]
    printed: tuple[Event, ...] = ()

    @property
    def info(self) -> Info:
        speakers = tuple(dict.fromkeys(turn.speaker for turn in self.spoken if turn.speaker))
        return Info(self.id, self.title, self.date, speakers, len(self.spoken))


def tell(
    identifier: str, title: str, text: str, *, date: str | None = "2026-03-12", pace: float | None = 20.0
) -> TranslatedError:
    """A transcript of the lines "Name: words"; `pace` seconds a turn, None for a format without a clock."""
    turns = []
    for index, line in enumerate(line for line in text.strip().splitlines() if line.strip()):
        speaker, _, words = line.strip().partition(": ")
        start = None if pace is None else index * pace
        place = Segment(identifier, 4 * index + 1, 4 * index + 3, 0, len(words))
        turns.append(Turn(turn_id(identifier, index), index, speaker, words, segments=(place,), start=start))
    return TranslatedError(identifier, title, date, tuple(turns))


@dataclass
class MemoryIndex:
    told: dict[str, TranslatedError]
    generation: int = 1
    library: Path | None = None  # where recordings lie
    folder: Path = Path("/nowhere")  # of feedback

    @property
    def kept(self) -> KeptInFolder:
        return KeptInFolder(self.folder)

    def transcripts(self) -> tuple[Info, ...]:
        return tuple(told.info for told in self.told.values())

    def warnings(self) -> tuple[str, ...]:
        return ()

    def info(self, transcript_id: str) -> Info:
        return self._told(transcript_id).info

    def turns(self, transcript_id: str, first: int | None = None, last: int | None = None) -> tuple[Turn, ...]:
        spoken = self._told(transcript_id).spoken
        return spoken[first or 0 : len(spoken) if last is None else last + 1]

    def events(self, transcript_id: str) -> tuple[Event, ...]:
        return self._told(transcript_id).printed

    def files(self, transcript_id: str) -> tuple[str, ...]:
        return (self._told(transcript_id).id,)

    def turn(self, identifier: str) -> Turn:
        transcript_id, index = split_turn_id(identifier)
        spoken = self._told(transcript_id).spoken
        if index >= len(spoken):
            raise NotFound(f"{transcript_id} has no turn {index}; its turns are 0 to {len(spoken) - 1}")
        return spoken[index]

    def _told(self, transcript_id: str) -> TranslatedError:
        if transcript_id not in self.told:
            raise NotFound(f"no transcript {transcript_id!r} in the library")
        return self.told[transcript_id]


@dataclass(frozen=True)
class MemoryConcordances:
    """Turns that hold every word asked for; for an idea those that share one."""

    index: MemoryIndex

    def find(self, query: str, kind: Kind, where: Filter | None = None) -> Concordance:
        where = where or Filter()
        says = {key: passage for key, passage in enumerate(self._all()) if self._says(passage, query, kind, where)}
        passages = list(says.values())
        turns = sum(len(told.spoken) for told in self.index.told.values())
        return Concordance(
            query,
            kind,
            where,
            tuple(says),
            len(passages),
            tuple(Counter(passage.turn.speaker for passage in passages).most_common()),
            tuple(
                InTranscript(told.id, told.title, told.date, number)
                for told in self.index.told.values()
                if (number := sum(passage.transcript_id == told.id for passage in passages))
            ),
            tuple(Counter(passage.date for passage in passages).items()),
            Coverage(len(self.index.told), turns, where.describe()),
        )

    def listed(self, found: Concordance, first: int, number: int) -> tuple[Mention, ...]:
        everything = self._all()
        passages = [everything[key] for key in found.keys[first : first + number]]
        spans = matches(found.query, [passage.turn.text for passage in passages])
        return tuple(Mention(passage, said) for passage, said in zip(passages, spans, strict=True))

    def _all(self) -> list[Passage]:
        return [
            Passage(turn, told.id, told.title, told.date, 1.0)
            for told in self.index.told.values()
            for turn in told.spoken
        ]

    def _says(self, passage: Passage, query: str, kind: Kind, where: Filter) -> bool:
        asked, said = words(query), words(passage.turn.text)
        if where.speakers and passage.turn.speaker not in where.speakers:
            return False
        if where.transcripts and passage.transcript_id not in where.transcripts:
            return False
        return bool(asked) and (bool(asked & said) if kind == "meaning" else asked <= said)


def words(text: str) -> set[str]:
    return {word for word in re.findall(r"\w+", text.casefold()) if word not in COMMON}


@dataclass
class WordAssistant:
    """Finds the turns that share words with the question; answers with the best sentence of each of the best two."""

    index: MemoryIndex
    model_name: str = "word counter"
    model_note: str | None = None
    pause: float = 0.0  # seconds before each token; eight times as long for who asks to be answered slowly
    asked: list[tuple[str, Filter, tuple[tuple[str, str], ...]]] = field(default_factory=list)
    closed: threading.Event = field(default_factory=threading.Event)  # set when nobody wants the rest of an answer

    @property
    def concordances(self) -> MemoryConcordances:
        return MemoryConcordances(self.index)

    def stream(
        self,
        question: str,
        *,
        filter: Filter | None = None,
        history: Sequence[tuple[str, str]] = (),
        without: Collection[str] = (),
    ) -> Iterator[StreamEvent]:
        filter = filter or Filter()
        self.asked.append((question, filter, tuple(history)))
        coverage = self._coverage(filter)
        passages = self._found(question, filter)
        quotes = [_quote(passage, question, marker) for marker, passage in enumerate(passages, 1)]
        named = {f"speaker: {p.turn.speaker}" for p in passages if p.turn.speaker and p.turn.speaker in question}
        yield Sources(tuple(passages), coverage, tuple(quotes), tuple(sorted(named - set(without))))
        cited = quotes[:2]
        for citation in cited:
            for word in citation.quote.split():
                time.sleep(self.pause * (8 if "Slowly" in question else 1))
                yield from self._say(word)
        yield Done(self._answer(question, cited, coverage))

    def _say(self, word: str) -> Iterator[Token]:
        try:
            yield Token(word + " ")
        except GeneratorExit:
            self.closed.set()
            raise

    def _searched(self, filter: Filter) -> list[TranslatedError]:
        return [t for t in self.index.told.values() if not filter.transcripts or t.id in filter.transcripts]

    def _coverage(self, filter: Filter) -> Coverage:
        told = self._searched(filter)
        return Coverage(len(told), sum(len(t.spoken) for t in told), filter.describe())

    def _found(self, question: str, filter: Filter) -> list[Passage]:
        asked = words(question)
        found = [
            Passage(turn, told.id, told.title, told.date, float(score))
            for told in self._searched(filter)
            for turn in told.spoken
            if (not filter.speakers or turn.speaker in filter.speakers)
            and (score := len(asked & words(turn.text)) + 0.5 * len(asked & words(turn.speaker or "")))
            and asked & words(turn.text)
        ]
        return sorted(found, key=lambda passage: -passage.score)[:8]

    def _answer(self, question: str, cited: list[Citation], coverage: Coverage) -> Answer:
        sentences = tuple(
            Sentence(citation.quote, "verbatim" if citation.marker == 1 else "weak", (citation.marker,))
            for citation in cited
        )
        return Answer(
            question=question,
            text=" ".join(sentence.text for sentence in sentences) or "The transcripts do not say.",
            abstained=not cited,
            reason=None if cited else "No turn shares a word with the question.",
            sentences=sentences,
            citations=tuple(cited),
            coverage=coverage,
            model=self.model_name,
            prompt_version="1",
            generation=self.index.generation,
            dropped=(Sentence("Everybody agreed at once.", "unsupported"),) if cited else (),
            timings_ms=Timings(sources=10.0, first_token=20.0, total=1200.0),
        )


def _quote(passage: Passage, question: str, marker: int) -> Citation:
    """The sentence of the turn that shares most words with the question."""
    turn, asked = passage.turn, words(question)
    spans = [found.span() for found in re.finditer(r"[^.!?]+[.!?]*", turn.text)]
    start, end = max(spans, key=lambda span: len(asked & words(turn.text[span[0] : span[1]])))
    start += len(turn.text[start:end]) - len(turn.text[start:end].lstrip())
    return Citation(
        marker=marker,
        turn_id=turn.id,
        transcript_id=passage.transcript_id,
        title=passage.title,
        date=passage.date,
        turn=turn.index,
        speaker=turn.speaker,
        start=turn.start,
        end=turn.end,
        quote=turn.text[start:end],
        quote_start=start,
        quote_end=end,
        url="",
    )


HEARING = tell(
    "hearings/bridge hearing.vtt",
    "Harbour bridge hearing",
    (Path(__file__).parent / "hearing.txt").read_text("utf-8"),
)

HOSTILE_TURN = (
    '<img src="https://evil.example/x.png" onerror="document.title=\'owned\'"> ![x](https://evil.example/y.png) '
    "<script>document.title='owned'</script> {{constructor}} ${document.title='owned'} **bold** </p></div> "
    "[link](javascript:alert(1)) zebra"
)
HOSTILE = tell(
    'odd/"><script>alert(1)</script>.txt',
    "<b>Bold</b> ${1+1} title",
    f"<i>Mallory</i> {{{{x}}}}: {HOSTILE_TURN}\nAna Reyes: A plain turn about a zebra.",
    date=None,
    pace=None,
)
LONG = tell(
    "long/three hours.srt",
    "A long meeting",
    "\n".join(
        f"{('Ana Reyes', 'Bo Chen', 'Speaker 3')[n % 3]}: This is remark number {n} of the meeting." for n in range(900)
    ),
    date="2026-05-02",
    pace=12.0,
)


def library(*told: TranslatedError, folder: Path = Path("/nowhere")) -> MemoryIndex:
    return MemoryIndex({one.id: one for one in told or (HEARING, HOSTILE, LONG)}, folder=folder)
