"""Which column of a table holds what: by the names that tools give, else by what stands in the cells.

Column names were taken from what programs write: Whisper (`start`, `end`, `text`), Amazon's Word and CSV scripts,
NVivo, MAXQDA, VizScribe, ELAN's and Audacity's tab-separated exports, Sonix, Trint, Happy Scribe, Zoom, Teams, Gong.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import pairwise
from statistics import mean
from typing import Literal, NamedTuple

from index.readers.shared.labels import is_name_shaped
from index.readers.shared.located_json import Json, number
from index.readers.shared.times import seconds

Unit = Literal["seconds", "milliseconds", "unsaid"]

_SYNONYMS = {
    "speaker": "speaker name|speaker|speaker label|speaker display name|speakername|speaker names|talker"
    "|participant name|participant|who|spoken by|display name|full name|member name|name|speaker id"
    "|media channel|speaker tag|spk|voice|person|member|author|sender|sender name|from name|username"
    "|user name|user profile|user|participant id|user id|author id|person id|speakers|users|from|role"
    "|speaker role|turn speaker|actor|character|interlocutor|source|legislator|sprecher|sprecherin|redner"
    "|locuteur|intervenant|hablante|orador|interlocutore|falante|spreker|talare|mówca|mluvčí|спикер"
    "|говорящий|участник|发言人|发言者|说话人|說話者|話者|発言者|説話者|화자|발언자",
    "text": "text|utterance|utterance text|content|contents|transcript|transcript text|transcription|body|spoken text"
    "|sentence|message|words|spoken words|speech|dialog|dialogue|line|lines|caption|captions|display text|raw text"
    "|segment text|text blocks|sentences|children|subtitle|subtitles|statement|msg|phrase|quote|said|annotation|snippet"
    "|turn text|txt|script|raw script|token|word|quotation|quotation content|response|responses|answer|reply"
    "|comment|value|texte|texto|testo|tekst|wortlaut"
    "|текст|реплика|内容|内容文本|文本|発言|発言内容|발언|내용",
    "start": "start|start time|starttime|start timestamp|start time code|start timecode|start sec|start offset|startsec"
    "|time begin|begin|begin time|begin timestamp|beginning|in|in time|in point|time in|tc in|timecode in|onset"
    "|timestamp|time stamp|timestamps|time|timecode|time code|tc|time start|offset start|begin offset|relative start"
    "|t start|position|from time|start seconds|timestamp in|ts|start ts|begin ts|start at"
    "|anfang|beginn|zeit|début|debut|inicio|inizio|начало|время|开始|开始时间"
    "|時間|時刻|offset|시작|시간|from|snippet time|timespan|time span|time range|range|at",
    "end": "end|end time|endtime|end timestamp|end time code|end timecode|end sec|end offset|endsec|stop|stop time|out"
    "|out time|out point|time out|tc out|timecode out|finish|finish time|offset|time end|offset end|relative end|t end"
    "|to|until|to time|end seconds|timestamp out|end ts|end at|ende|fin|fine|конец|结束|结束时间|終了|끝",
    "duration": "duration|dur|length|lasts|dauer|durée|duración",
    "date": "date|day|datetime|date time|when|session date|datum|fecha",
    "section": "section|topic|heading|agenda item|scene|session|chapter",
}
_COLUMNS: Mapping[str, tuple[str, ...]] = {column: tuple(names.split("|")) for column, names in _SYNONYMS.items()}
_MILLISECONDS = frozenset({"ms", "msec", "msecs", "millis", "millisecond", "milliseconds"})
_SECONDS = frozenset({"s", "sec", "secs", "second", "seconds"})
_FORMATS = frozenset({"hh", "mm", "ss", "h", "m", "hms"})
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_BETWEEN = re.compile(r"[\s_\-./:()\[\]#*?]+")
_CLOCK = re.compile(r"[\[(<]?\d{1,3}:\d{1,2}(?::\d{1,2})?(?:[.,:;]\d{1,9})?[\])>]?")
_NUMBER = re.compile(r"-?\d{1,10}(?:[.,]\d{1,9})?s?")
_LETTERS = re.compile(r"[^\W\d_]")
# A cell with who speaks and when: `Ana Reyes (0:02)`, `00:00:02 - Ana Reyes`.
_BESIDE = r"\d{1,3}:\d{1,2}(?::\d{1,2})?(?:[.,]\d{1,9})?"
_WHO = r"[^\W\d_][^:\[\]\d]{0,60}?\d{0,3}"
_WHO_AND_WHEN = re.compile(
    rf"(?P<name>{_WHO})(?:[,:]?\s+[-–—|]?\s*|:?\s*(?=[\[(]))[\[(]?(?P<time>{_BESIDE})[\])]?:?"
    rf"|[\[(]?(?P<first>{_BESIDE})[\])]?\s+(?:[-–—|]\s+)?(?P<behind>{_WHO}):?"
)
MOST_NAMED = 40  # characters of a speaker's name where the table does not say which column it is
_LEAST = 3  # rows, from which names without times beside them are told
_DIARIZED = re.compile(r"(?:speaker|spkr?)[ _-]?\w{1,3}", re.IGNORECASE)  # what programs call voices
SAMPLE = 200  # rows
SPECTRUM = "\\"  # the first cell of Audacity's rows that tell of the label above and hold no words
HEADER_WITHIN = 12  # rows
_SLOWEST, _FASTEST = 0.2, 12.0  # words in a second of somebody who speaks


class Layout(NamedTuple):
    """What each column is: its place by the names above, and the unit of the times."""

    columns: Mapping[str, int]
    unit: Unit = "unsaid"

    @property
    def milliseconds(self) -> bool:
        return self.unit == "milliseconds"


class Table(NamedTuple):
    """A layout, and how many rows stand above the first one with words, the header included."""

    layout: Layout
    above: int


def layout_of(names: Sequence[str]) -> Layout | None:
    """The columns of a header, None where none of them holds words.

    >>> layout_of(["startMs", "Speaker Name", "dialog"])
    Layout(columns={'speaker': 1, 'text': 2, 'start': 0}, unit='milliseconds')
    """
    exact = [" ".join(_tokens(name)) for name in names]
    bare = [" ".join(_bare(_tokens(name))) for name in names]
    columns: dict[str, int] = {}
    for column, wanted in _COLUMNS.items():
        found = [
            (wanted.index(name), place)
            for printed in (exact, bare)
            for place, name in enumerate(printed)
            if name in wanted
        ]
        free = [entry for entry in found if entry[1] not in columns.values()]
        if free:
            columns[column] = min(free)[1]
    if "text" not in columns:
        return None
    return Layout(columns, _unit_named(names[columns["start"]]) if "start" in columns else "unsaid")


def _tokens(name: str) -> list[str]:
    return _BETWEEN.sub(" ", _HUMP.sub(" ", name)).casefold().split()


def _bare(tokens: list[str]) -> list[str]:
    """A name without the unit behind it; what is nothing else stays."""
    kept = [token for token in tokens if token not in _MILLISECONDS | _SECONDS | _FORMATS]
    return kept or tokens


def _unit_named(name: str) -> Unit:
    told = set(_tokens(name))
    return "milliseconds" if told & _MILLISECONDS else "seconds" if told & (_SECONDS | _FORMATS) else "unsaid"


def table_of(rows: Sequence[Sequence[str]]) -> Table | None:
    """How a table is laid out: as one of its first rows says, or as its cells show; None where it holds no speech."""
    for above, row in enumerate(rows[:HEADER_WITHIN]):
        layout = layout_of(row) if len(row) > 1 else None
        if layout is not None and ({"speaker", "start"} & set(layout.columns)) and _may_be_header(row):
            return Table(layout, above + 1)
    return _by_its_cells(rows)


def _may_be_header(row: Sequence[str]) -> bool:
    return not any(is_time(cell) for cell in row) and all(len(cell) <= 60 for cell in row)


def _by_its_cells(rows: Sequence[Sequence[str]]) -> Table | None:
    """A table without names of columns, or with names of its own: times that go up, words, perhaps speakers."""
    rows = [row for row in rows if row[:1] != [SPECTRUM]]
    first = next((place for place, row in enumerate(rows[:3]) if any(map(is_time, row))), 0)
    sample = rows[first : first + SAMPLE]
    if not sample:
        return None
    width = Counter(map(len, sample)).most_common(1)[0][0]
    same = [row for row in sample if len(row) == width]
    if width < 2 or len(same) * 10 < len(sample) * 9 or (first and len(rows[first - 1]) != width):
        return None
    cells = [[row[place].strip() for row in same] for place in range(width)]
    both = [place for place in range(width) if hold_both(cells[place])]
    for place in both:
        cells[place] = [(who_and_when(cell) or (cell, ""))[0] for cell in cells[place]]
    columns = {"start": both[0]} if both else _times_in(cells)
    told = [
        place
        for place in range(width)
        if sum(_LETTERS.search(cell) is not None for cell in cells[place]) * 2 > len(same)
    ]
    if not told:
        return None
    most = max(len(set(cells[place])) for place in told)
    lengths = {place: mean(len(cell) for cell in cells[place]) for place in told}
    repeat = [place for place in told if len(set(cells[place])) < most and _are_names(cells[place])]
    columns["text"] = max((place for place in told if place not in repeat), key=lambda place: (lengths[place], place))
    if _words_in(cells[columns["text"]]) < 1.2 * len(same):
        return None
    names = [place for place in told if place != columns["text"] and _are_names(cells[place])]
    if names:
        columns["speaker"] = names[0]
    if "start" not in columns and not (names and _alternate(cells[names[0]])):
        return None
    return Table(Layout(columns), first)


def speech_of(rows: Sequence[Sequence[str]]) -> Layout | None:
    """The columns of the words and of people who speak in turns, whatever they are called; None where nobody does."""
    varied = [place for place, cells in enumerate(zip(*rows, strict=True)) if len(set(cells)) > 1]
    table = _by_its_cells([[row[place] for place in varied] for row in rows])
    columns = table.layout.columns if table is not None else {}
    if "speaker" not in columns:
        return None
    speaker, text = (varied[columns[column]] for column in ("speaker", "text"))
    return Layout({"speaker": speaker, "text": text}) if _alternate([row[speaker] for row in rows]) else None


def _alternate(names: Sequence[str]) -> bool:
    """Whether a column without times beside it holds the names of people who speak in turns, of a row or several."""
    counts = Counter(names)
    again = sum(count for name, count in counts.items() if count > 1 and is_name_shaped(name))
    changes = sum(one != other for one, other in pairwise(names))
    turns = changes * 2 >= len(names) - 1 or (again * 10 >= len(names) * 9 and changes > len(counts))
    return len(names) >= _LEAST and len(counts) > 1 and again * 3 >= len(names) * 2 and turns


def _words_in(cells: Sequence[str]) -> int:
    return sum(max(len(cell.split()), len(cell) // 12) for cell in cells)  # some scripts have no spaces


def _times_in(cells: Sequence[Sequence[str]]) -> dict[str, int]:
    """Where the times begin and end, if they do: columns of a kind, the first going up, the second never before it."""
    timed = [place for place, column in enumerate(cells) if all(is_time(cell) for cell in column)]
    numbers = [place for place in timed if _counts_up(cells[place])]  # of the rows
    timed = [place for place in timed if place not in numbers or len(numbers) > 1]
    for kind in (_is_clock, _is_fraction, is_time):
        places = [place for place in timed if all(map(kind, cells[place]))]
        for number_of, place in enumerate(places):
            starts = [time_of(cell, milliseconds=False) or 0.0 for cell in cells[place]]
            if sum(a <= b for a, b in pairwise(starts)) * 10 < 8 * (len(starts) - 1):
                continue
            for other in places[number_of + 1 :]:
                ends = [time_of(cell, milliseconds=False) or 0.0 for cell in cells[other]]
                if all(a <= b for a, b in zip(starts, ends, strict=True)) and starts != ends:
                    return {"start": place, "end": other}
            return {"start": place}
    return {}


def _counts_up(cells: Sequence[str]) -> bool:
    """Whether cells number the rows, from 0 or 1."""
    return len(cells) >= _LEAST and any(
        list(cells) == [str(n) for n in range(first, first + len(cells))] for first in (0, 1)
    )


def who_and_when(cell: str) -> tuple[str, str] | None:
    """The name and the time of a cell that holds both and nothing else.

    >>> who_and_when("Ana Reyes (0:02)"), who_and_when("[00:02] Bob:"), who_and_when("at 0:02 it rained")
    (('Ana Reyes', '0:02'), ('Bob', '00:02'), None)
    """
    match = _WHO_AND_WHEN.fullmatch(cell)
    if match is None:
        return None
    name, time = (match["name"] or match["behind"]).strip(), match["time"] or match["first"]
    return (name, time) if is_name_shaped(name) else None


def hold_both(cells: Sequence[str]) -> bool:
    """Whether most of a column's cells hold a name and a time."""
    told = [cell for cell in cells if cell]
    return len(told) > 1 and sum(who_and_when(cell) is not None for cell in told) * 5 >= len(told) * 4


def _are_names(cells: Sequence[str]) -> bool:
    """Whether a column's cells are few, short, and come again."""
    told = [cell for cell in cells if cell]
    if not told or any(len(cell) > MOST_NAMED or is_time(cell) for cell in told):
        return False
    few = len(set(told)) * 2 <= len(told) or (len(told) < 6 and all(cell[:1].isupper() for cell in told))
    return few or all(map(_DIARIZED.fullmatch, told))


def is_time(cell: str) -> bool:
    """Whether a cell is a clock or a number.

    >>> is_time("[00:01]"), is_time("2500"), is_time("at 9")
    (True, True, False)
    """
    cell = cell.strip()
    return _is_clock(cell) or _NUMBER.fullmatch(cell) is not None


def _is_clock(cell: str) -> bool:
    return _CLOCK.fullmatch(cell) is not None


def _is_fraction(cell: str) -> bool:
    return _NUMBER.fullmatch(cell) is not None and ("." in cell or "," in cell)


def unit_of(layout: Layout, times: Sequence[tuple[str, str, str]]) -> Layout:
    """The layout with the unit of its times, where no name says it: start, end and words of rows show it.

    Whole numbers are milliseconds where as seconds nobody would speak so slowly, and as milliseconds not too fast.
    """
    if layout.unit != "unsaid" or "start" not in layout.columns:
        return layout
    starts = [start.strip() for start, _, _ in times]
    whole = [float(start) for start in starts if start.isdecimal() and len(start) <= 12]
    if not whole or len(whole) < sum(map(bool, starts)):
        return layout
    spoken = _words_in([words for _, _, words in times])
    lasts = sum(
        max(float(end) - float(start), 0.0)
        for start, end, _ in times
        if start.strip().isdecimal() and end.strip().isdecimal() and len(end.strip()) <= 12
    )
    if not lasts:
        spoken, lasts = _words_in([words for _, _, words in times[:-1]]), max(whole) - min(whole)
    slow, fast = (spoken / lasts, 1000 * spoken / lasts) if lasts > 0 else (1.0, 0.0)
    return layout._replace(unit="milliseconds" if slow < _SLOWEST and fast <= _FASTEST else "seconds")


def time_of(value: Json, milliseconds: bool) -> float | None:
    """Seconds of a cell: a number with a point or a comma, or a clock, frames and brackets allowed.

    >>> time_of("[1:02]", False), time_of("1500", True), time_of("2,5", False), time_of("00:00:01:12", False)
    (62.0, 1.5, 2.5, 1.0)
    """
    if isinstance(value, str):
        value = value.strip().strip("[]()<>").rstrip("s").strip()
        if ":" in value:
            found = seconds(value)
            return found if found is not None else seconds(re.split(r"[:;](?=\d\d\Z)", value)[0])
        value = value.replace(",", ".") if value.count(",") == 1 else value
    found = number(value)
    return found / 1000 if found is not None and milliseconds else found
