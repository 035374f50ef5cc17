"""Front matter of a text: title, date, place, clock, and who is present. Nothing of it is speech."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from index.readers.shared.document import Line
from index.readers.shared.stage import is_stage_only
from index.readers.shared.times import find_date, iso_date
from index.readers.text.layout import furniture
from index.readers.text.roster import PEOPLE, people_at
from index.transcript import Meta, Person
from index.vocabulary import SENTENCE_END, WEEKDAYS

# Closed vocabulary: what such a label may stand for before the first turn, and a key in YAML.
_VOCABULARY: Mapping[str, str] = {
    "title": "title|subject|topic|meeting title|meeting name|meeting topic|call title|episode title|主题|标题|題名",
    "date": "date|day|recorded|recorded on|aired|air date|interview date|meeting date|date of interview"
    "|date of meeting|date recorded|recording date|date and time|date/time|datum|fecha|data|日期|日時|日付|開催日",
    "time": "time|start|start time|zeit|时间|時間",
    "place": "venue|location|place|ort|lieu|lugar|luogo|local|plaats|plats|miejsce|地点|地點|場所",
    "event": "event|meeting|series|show|podcast|project",
    "url": "url|link|source",
    "language": "language|lang",
    "chamber": "chamber",
    "note": "read in chinese|read in english|duration|length|transcript|file|filename|file name|audio|transcriber"
    "|guild|channel|server|transcribed by|transcription|keywords|summary keywords|summary|author|apologies|agenda"
    "|interview number|interview no|interview no.|interview id|meeting id|meeting link|recording url|end time"
    "|episode|season|pseudonym|participant id|transcription date|dauer|durée|来源|作者"
    "|duración|duração|durata|duur|czas trwania|modalidad|modalidade|modalité|hora de inicio|hora de finalización"
    "|hora de término|hora de fin|horário|horario|heure de début|heure de fin|beginn|ende|uhrzeit",
}
FIELDS: Mapping[str, str] = {word: name for name, known in _VOCABULARY.items() for word in known.split("|")}
KNOWN_FIELDS = FIELDS.keys() | PEOPLE
_FIELD = re.compile(r"(?:[-*•]\s+)?(?:\*{1,2}|_)?([^:：=\n]{2,30}?)(?:\*{1,2}|_)?\s*(?::|：|=)(?:\*{1,2}|_)?\s*(.*)")
_CLOCK = re.compile(r"(?<![\d:])\d{1,2}:\d\d(?::\d\d)?(?:\s*[AaPp]\.?\s?[Mm]\b\.?)?(?:\s+(?:[A-Z]{2,4}T?)\b)?")
_SITE = re.compile(
    r"(?:press room|home|news|transcripts?|briefing room|speeches|read in \w+|full (?:text|transcript)"
    r"|(?:rush )?transcript"
    r"|press (?:briefings?|releases?)|for immediate release|print|share|download.*|menu|search)",
    re.IGNORECASE,
)
_PLACE = re.compile(
    r"\b(?:room|hall|building|cent(?:er|re)|auditorium|chamber|library|street|avenue|theat(?:er|re)|church|school"
    r"|university|hotel|garden|lawn|airport|via (?:zoom|teleconference|video\w*)|aboard|house office|capitol)\b",
    re.IGNORECASE,
)
_NOTICE = re.compile(
    r"\b(?:E ?& ?OE|EO ?& ?E|THIS IS A|RUSH TRANSCRIPT|COPY MAY|NOT BE IN ITS FINAL|EMBARGO|UNEDITED"
    r"|CHECK AGAINST DELIVERY)(?!\w)"
)
_QUOTES = re.compile(r"[\[\]\"']")
NARRATIVE_WORDS = 25
_UNKNOWN = 8  # fields in a row whose names nobody foresaw
_SHORT = 120  # characters of such a field
BLOCK_LINES = 200  # of YAML between two rules of three dashes


@dataclass(slots=True)
class Front:
    """What stands before the first turn: where that is (an index into the lines), and what was understood."""

    first: int
    fields: dict[str, str] = field(default_factory=dict)
    roster: list[Person] = field(default_factory=list)
    plain: list[Line] = field(default_factory=list)  # lines that are no field
    has_fields: bool = False


def open_front(lines: Sequence[Line], is_label: Mapping[int, bool]) -> Front:
    """Walk the lines down to the first label; `is_label` tells which lines (by index) look like a speaker's."""
    front, index = Front(first=len(lines)), 0
    if lines and lines[0].text == "---":
        index = _yaml_block(lines, front)
    while index < len(lines):
        used = _field_at(lines, index, front) or _foreseen_by_none(lines, index, below=front.has_fields)
        if used:
            index += used
            front.has_fields = True
            continue
        if is_label.get(index, False):
            front.first = index
            return front
        front.plain.append(lines[index])
        index += 1
    return front


def open_block(lines: Sequence[Line]) -> Front:
    """What a block between two rules of three dashes says, and where the words below it begin; 0 where none stands."""
    front = Front(first=0)
    if lines and lines[0].text == "---":
        front.first = _yaml_block(lines, front)
    return front


def _yaml_block(lines: Sequence[Line], front: Front) -> int:
    """The lines between two rules of three dashes; how many there are, 0 where the block never closes.

    Read line by line here, as much of what people write there is no YAML; what is gets its say in `metadata`.
    """
    end = next((number for number, line in enumerate(lines[1:BLOCK_LINES], start=1) if line.text in ("---", "...")), 0)
    for number, line in enumerate(lines[:end]):
        match = _FIELD.fullmatch(line.text)
        key = match[1].strip().casefold() if match else ""
        if match and key in FIELDS:
            front.fields.setdefault(FIELDS[key], match[2].strip().strip("'\""))
            front.has_fields = True
        elif match and key in PEOPLE:  # a name, or a list of names in brackets or on lines of their own
            front.roster.extend(people_at(lines[:end], number, key, _QUOTES.sub("", match[2]))[0])
    return end + 1 if end else 0


def _field_at(lines: Sequence[Line], index: int, front: Front) -> int:
    """How many lines a field takes from `index` on; 0 where none stands there."""
    text = lines[index].text
    match = _FIELD.fullmatch(text) if len(text) <= 400 else None
    if match is None:
        return 1 if text.casefold() in FIELDS and FIELDS[text.casefold()] == "note" else 0
    key, value = match[1].strip().casefold(), match[2].strip()
    if key in PEOPLE:
        people, used = people_at(lines, index, key, value)
        front.roster.extend(people)
        return used
    if key not in FIELDS:
        return 0
    if not value and index + 1 < len(lines) and FIELDS[key] != "note":
        value = lines[index + 1].text
        if _FIELD.fullmatch(value) and not iso_date(value):
            return 1
        front.fields.setdefault(FIELDS[key], value)
        return 2
    front.fields.setdefault(FIELDS[key], value)
    return 1


def _foreseen_by_none(lines: Sequence[Line], index: int, *, below: bool) -> int:
    """How many lines from `index` on are fields of names that nobody foresaw, in one block with some that are known.

    Above a known one, or `below` some up to the end of their block and none of them printed again as a label.
    """
    keys = list[str]()
    for place in range(index, min(index + _UNKNOWN + 1, len(lines))):
        line = lines[place]
        if line.gap and (keys or not below):
            return 0 if any(_comes_again(lines, place, key) for key in keys) or not below else len(keys)
        match = _FIELD.fullmatch(line.text) if len(line.text) <= _SHORT else None
        if (
            match is None
            or not match[2]
            or match[2].startswith("//")
            or SENTENCE_END.search(match[2])
            or (line.gap and not keys)
        ):
            return 0
        keys.append(match[1].strip())
        if keys[-1].casefold() in FIELDS or keys[-1].casefold() in PEOPLE:
            return len(keys) - 1
    return 0


def _comes_again(lines: Sequence[Line], index: int, key: str) -> bool:
    return any(line.text.lstrip("*_ ").startswith(key) for line in lines[index:])


def front_meta(front: Front, lines: Sequence[Line]) -> Meta:
    """Title, date, place and clock of the lines before the first turn."""
    fields = front.fields
    title, date = _title(front)
    date = iso_date(fields.get("date", "")) or iso_date(fields.get("time", "")) or date or _date(front)
    clock = _CLOCK.search(fields.get("time", "")) or _CLOCK.search(fields.get("date", "")) or _clock(front)
    return Meta(
        title=fields.get("title") or title,
        date=date,
        event=fields.get("event"),
        place=fields.get("place") or _place(front, title),
        chamber=fields.get("chamber"),
        start_clock=clock[0].strip() if clock else None,
        url=_url(front),
        language=fields.get("language"),
        raw_header_lines=tuple(line.text for line in lines[: front.first]),
    )


def _title(front: Front) -> tuple[str | None, str | None]:
    """The title, and the date printed behind it."""
    for line in front.plain:
        found = find_date(line.text)
        if found and re.search(r"\s[|｜]\s*$", line.text[: found[1]]):
            return line.text[: found[1]].rstrip(" \t|｜\u00a0"), found[0]
    for line in front.plain:
        if _is_title(line.text) and furniture(line) is None:
            return line.text.lstrip("# ").strip("*").strip(), None
    return None, None


def _is_title(text: str) -> bool:
    bare = text.lstrip("# ").strip()
    if (
        not bare
        or _SITE.fullmatch(bare)
        or is_stage_only(bare)
        or _NOTICE.search(bare)
        or bare.startswith(("http", "[", "<"))
    ):
        return False
    found = find_date(bare)
    rest = bare if found is None else bare[: found[1]] + bare[found[2] :]
    letters = [c for c in _CLOCK.sub("", rest) if c.isalpha()]
    if len(letters) < 4 or re.match(r"(?:aired|recorded|published|posted|updated)\b", bare, re.IGNORECASE):
        return False
    if found is not None and re.fullmatch(rf"\W*(?:{'|'.join(WEEKDAYS)})\W*", rest, re.IGNORECASE):
        return False
    return len(bare.split()) <= 30 and not (SENTENCE_END.search(bare) and len(bare.split()) > 12)


def _date(front: Front) -> str | None:
    return next((date for line in front.plain if (date := iso_date(line.text))), None)


def _clock(front: Front) -> re.Match[str] | None:
    """A clock on a line of its own, or behind a date."""
    for line in front.plain:
        found = find_date(line.text)
        match = _CLOCK.search(line.text, found[2] if found else 0)
        # hh:mm:ss alone is a time of the recording.
        if match and (found or (match.end() - match.start() == len(line.text) and match[0].count(":") == 1)):
            return match
    return None


def _place(front: Front, title: str | None) -> str | None:
    for line in front.plain:
        text = line.text
        if title is not None and title in text:
            continue
        if (
            _PLACE.search(text)
            and len(text.split()) <= 12
            and not SENTENCE_END.search(text)
            and not _SITE.fullmatch(text)
        ):
            return text
    return None


def _url(front: Front) -> str | None:
    for text in (front.fields.get("url", ""), *(line.text for line in front.plain)):
        match = re.search(r"https?://[^\s<>\"')\]]+", text)
        if match:
            return match[0]
    return None


def prose(front: Front, title: str | None) -> Iterator[Line]:
    """Lines behind the title that are sentences and not notices, captions, dates or places."""
    behind = title is None or not any(title in line.text for line in front.plain)
    for line in front.plain:
        if not behind:
            behind = title is not None and title in line.text
            continue
        if _is_prose(line.text):
            yield line


def _is_prose(text: str) -> bool:
    if is_stage_only(text) or _NOTICE.search(text) or _SITE.fullmatch(text):
        return False
    return SENTENCE_END.search(text) is not None or len(text.split()) >= 12 or text[:1].islower()
