"""Praat TextGrid, in its long and its short form: each tier of utterances is a speaker."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from index.readers.annotation.tiers import in_order, said_once
from index.readers.pieces import Fit, Parsed, Piece, Reader
from index.readers.shared.document import Document
from index.readers.shared.located_json import number
from index.readers.shared.mapped import EMPTY, MappedText, cleaned, squeezed
from index.transcript import Dropped, Meta

# Both forms are the same values in the same order: what else the long form prints is a comment.
_VALUE = re.compile(
    r'"(?P<string>[^"]*(?:""[^"]*)*)"|![^\r\n]*|\[[^\[\]\r\n"]*+\]|(?P<number>(?<![\w.])[-+]?\d[\d.]*(?:[eE][-+]?\d+)?(?![\w.]))'
)
_INSIDE = re.compile(r'""|(?<![ \t])[ \t]*[\r\n]\s*')  # blanks from the first of them only
_SIGNATURE = re.compile(r'(?:File type = )?"ooTextFile(?: short)?"')
_CLASS = re.compile(r'(?:Object class = )?"TextGrid"')
_PARTS_OF_SPEECH = re.compile(
    r"(?:^|[\s_.:/-])(?:phon\w*|phs?|segments?|syll?\w*|mau|kan(?:-mau)?|canonical|morph\w*|tones?|breaks?|tobi|pos"
    r"|lemma\w*|pitch|stress|notes?|comments?|misc)$",
    re.IGNORECASE,
)
_WORDS = re.compile(
    r"(?:^|[\s_.:/-]+)(?:words?|wrd|ort-mau|orthography|ort|utterances?|utt|transcri\w*|text|speech|sentences?|trn?)$",
    re.IGNORECASE,
)
# The same in front of the speaker's name: `utterance - Ana`.
_KIND_FIRST = re.compile(
    r"(?P<words>words?|wrd|ort|utterances?|utt|transcri\w*|text|speech|sentences?)?"
    r"(?(words)|(?P<parts>phon\w*|phs?|segments?|syll?\w*|mau|morph\w*|tones?|pos|lemma\w*|notes?|comments?))"
    r"\s*[-_.:/]+\s*(?=\S)",
    re.IGNORECASE,
)
_SILENCE = re.compile(r"(?:<p:?>|<sil>|#|sil|sp|spn|silence|pause|<eps>|_|-|\.)", re.IGNORECASE)
# What the long form prints about its values.
_ABOUT = re.compile(
    r"(?:File type|Object class|xmin|xmax|size|item|class|name|intervals|points|text|mark|number|time"
    r"|value)\b:?|tiers\?|<exists>|[=:?\s]+"
)
_POINTS = "TextTier"
_WAY_OUT = "Save it again in Praat as a text file."


class _Value(NamedTuple):
    """A number, or a string with where it stands between its quotes."""

    start: int
    end: int
    number: float | None


class _Label(NamedTuple):
    """An interval with its text."""

    chars: tuple[int, int]
    text: MappedText
    start: float | None
    end: float | None


class _Tier(NamedTuple):
    kind: str
    name: str
    labels: list[_Label]


def _sniff(document: Document) -> Fit:
    opening = [line for line in document.head[:6] if line]
    if opening and _SIGNATURE.fullmatch(opening[0]) and any(_CLASS.fullmatch(line) for line in opening[1:3]):
        return Fit(1.0, "is a TextGrid of Praat")
    return Fit(0.0, "no heading of a TextGrid")


def _read(document: Document) -> Parsed:
    values = _values(document.text)
    tiers = list(_tiers(document, values))
    spoken = _spoken(tiers)
    named = {place: _speaker(tiers[place].name, len(spoken)) for place in spoken}
    dropped = [record for place, tier in enumerate(tiers) for record in _dropped(document, tier, place in spoken)]
    dropped += [document.dropped("text behind the tiers", value.start, value.end) for value in values]
    dropped += _remarks(document)
    dropped += [
        Dropped("name of a tier", document.path, None, tier.name)
        for place, tier in enumerate(tiers)
        if tier.name and named.get(place) != tier.name
    ]
    pieces = in_order([_pieces(tiers[place], label) for place, label in named.items()])
    return Parsed(pieces, Meta(), dropped=dropped)


def _values(source: str) -> Iterator[_Value]:
    """The strings and numbers; what stands in square brackets counts, and says nothing."""
    for match in _VALUE.finditer(source):
        if match["string"] is not None:
            yield _Value(match.start("string"), match.end("string"), None)
        elif match["number"] is not None:
            yield _Value(match.start(), match.end(), number(match["number"]) or 0.0)


def _remarks(document: Document) -> Iterator[Dropped]:
    """What stands between the values and is none of the words that the long form prints there."""
    at = 0
    for match in [*_VALUE.finditer(document.text), None]:
        start = match.start() if match else len(document.text)
        if _ABOUT.sub("", document.text[at:start]):
            yield document.dropped("remark", at, start)
        if match is not None and match[0][0] in "![" and not match[0].strip("[]").isdigit() and match[0] != "[]":
            yield document.dropped("remark", *match.span())
        at = match.end() if match else start


def _tiers(document: Document, values: Iterator[_Value]) -> Iterator[_Tier]:
    def take(*, numeric: bool) -> _Value:
        value = next(values, None)
        if value is None or (value.number is not None) != numeric:
            line = document.line_at(value.start) if value is not None else len(document.lines)
            wanted = "number" if numeric else "text in quotes"
            raise document.malformed(f"has no {wanted} where a TextGrid has one.", line=line, way_out=_WAY_OUT)
        return value

    take(numeric=False), take(numeric=False)  # the file type and the class
    take(numeric=True), take(numeric=True)  # the whole time
    for _ in range(int(take(numeric=True).number or 0)):
        kind, name = take(numeric=False), take(numeric=False)
        take(numeric=True), take(numeric=True)
        points = document.text[kind.start : kind.end] == _POINTS
        labels = []
        for _ in range(int(take(numeric=True).number or 0)):
            start = take(numeric=True)
            end = start if points else take(numeric=True)
            text = take(numeric=False)
            labels.append(_Label((start.start, text.end + 1), _text(document, text), start.number, end.number))
        yield _Tier(document.text[kind.start : kind.end], _text(document, name).text, labels)


def _text(document: Document, value: _Value) -> MappedText:
    if value.start == value.end:
        return EMPTY
    return squeezed(cleaned(document.text, value.start, value.end, _INSIDE, lambda mark: '"' if mark == '""' else " "))


def _spoken(tiers: list[_Tier]) -> list[int]:
    """The tiers of utterances or words: no points, no sounds; words only where the same speaker has no utterances."""
    kept = [
        place
        for place, tier in enumerate(tiers)
        if tier.kind != _POINTS and any(label.text.text for label in tier.labels)
    ]
    told = [place for place in kept if not _is_of_parts(tiers[place].name)] or kept
    best: dict[str, int] = {}
    for place in told:
        speaker = _bare(tiers[place].name).casefold()
        known = best.get(speaker)
        if known is None or len(tiers[place].labels) < len(tiers[known].labels):
            best[speaker] = place
    texts = {place: [label.text.text for label in tiers[place].labels if label.text.text] for place in best.values()}
    return sorted(said_once(texts))


def _is_of_parts(name: str) -> bool:
    first = _KIND_FIRST.match(name)
    return _PARTS_OF_SPEECH.search(name) is not None or (first is not None and first["parts"] is not None)


def _bare(name: str) -> str:
    """The name less what it says of the tier's kind, before or behind."""
    return _WORDS.sub("", _KIND_FIRST.sub("", name, count=1))


def _speaker(name: str, tiers: int) -> str | None:
    """The tier's name, less what it says about its kind; a lone tier that says nothing else names nobody."""
    bare = _bare(name).strip(" -_.:/")
    return bare or (None if tiers == 1 else name)


def _pieces(tier: _Tier, label: str | None) -> Iterator[Piece]:
    for chars, text, start, end in tier.labels:
        if text.text and not _SILENCE.fullmatch(text.text):
            yield Piece(text, chars, label=label, start=start, end=end)


def _dropped(document: Document, tier: _Tier, spoken: bool) -> Iterator[Dropped]:
    """The labels of tiers that hold no speech, and silences; a kind of tier that Praat does not have."""
    if tier.kind not in (_POINTS, "IntervalTier"):
        yield Dropped("kind of tier", document.path, None, tier.kind)
    for label in tier.labels:
        if label.text.text and (not spoken or _SILENCE.fullmatch(label.text.text)):
            kind = "silence" if spoken else f"tier {tier.name}"
            yield Dropped(kind, document.path, document.line_at(label.chars[0]), label.text.text)


READER = Reader("textgrid", frozenset({".textgrid"}), _sniff, _read)
