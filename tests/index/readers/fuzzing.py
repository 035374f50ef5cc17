"""Spoilt files for every reader, and what a reader must make of them: a transcript that holds, or a TranscriptError.

The file for a reader, a seed and a number is always the same, so that one that kills its process needs no saving first.
"""

import traceback
from collections.abc import Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path
from random import Random

from index.errors import TranscriptError
from index.readers import FORMATS, Source, read_group, read_transcript
from index.readers.read import detect
from index.readers.shared.document import open_document
from tests.index.readers.conformance import FOLDERS, broken_laws, files_of
from tests.index.readers.mutating import mutated
from tests.index.readers.samples import EXAMPLES, TESTIMONY, docx, epub, example, odt, paragraphs, pdf, plain_page, xlsx

_EXAMPLES = Path(__file__).parents[3] / "examples" / "transcripts"
_WHOLE = (".docx", ".pdf")
_TALK = ["ANA REYES: Hello there, everybody in", "the room.", "", "BO LI: I wanted to say that we"]


@cache
def seeds() -> dict[str, tuple[Source, ...]]:
    """Sound files by the format they are detected as; each format has at least one."""
    found: dict[str, list[Source]] = {name: [] for name in FORMATS}
    for name in EXAMPLES:
        found[name].append(example(name))
    found["word"] += _documents()
    talk: list[Sequence[str | float]] = [
        ("Start", "Speaker", "Text"),
        (1.5 / 86400, "Ana Reyes", "Begin?"),
        (3.5 / 86400, "Bo Li", "Please: do."),
    ]
    found["workbook"] += [Source("talk.xlsx", xlsx(*talk))]
    lines = ["ANA REYES: Hello.", "BO LI: Yes, hello."]
    found["opendocument"] += [Source("talk.odt", odt("".join(f"<text:p>{line}</text:p>" for line in lines)))]
    found["epub"] += [Source("talk.epub", epub("".join(f"<p>{line}</p>" for line in lines)))]
    found["pdf"] += [Source("roe.pdf", pdf(TESTIMONY)), Source("talk.pdf", pdf([plain_page(_TALK, "7")]))]
    for file in [*sorted(_EXAMPLES.glob("*.*")), *(file for folder in FOLDERS for file in files_of(folder))]:
        source = Source(file.name, file.read_bytes()[:20_000] if file.suffix not in _WHOLE else file.read_bytes())
        with suppress(TranscriptError):  # a case that no reader takes yet
            found[detect(open_document(source.path, source.data)).name].append(source)
    return {name: tuple(sources) for name, sources in found.items()}


def _documents() -> list[Source]:
    teams = paragraphs(
        "Mara Storey started transcription", "Mara Storey   0:04\nWe begin: now.\nOkay.", "Kim Ito   1:09\nYes."
    )
    meet = paragraphs("Notes", "Harbour talk - Transcript", "00:00:11", "Mara Storey: Okay.", "Kim Ito: Agreed.")
    cues = paragraphs("0:0:0.0 --&gt; 0:0:2.500\nMara Storey\nWe begin.", "0:0:3.0 --&gt; 0:0:4.0\nKim Ito\nYes.")
    plain = paragraphs("ANA REYES: Hello.", "BO LI: Yes, hello.") + "<w:tbl><w:tr><w:tc><w:p/></w:tc></w:tr></w:tbl>"
    named = {"teams": teams, "meet": meet, "cues": cues, "plain": plain}
    return [
        Source(f"{name}.docx", docx(body, header1_xml=paragraphs("Head"), footnotes_xml=paragraphs("Note")))
        for name, body in named.items()
    ]


@cache
def _contents() -> tuple[bytes, ...]:
    return tuple(source.data for sources in seeds().values() for source in sources)


def spoilt(reader: str, number: int, seed: int = 0) -> Source:
    """A reader's spoilt file of that number."""
    rnd = Random(f"{seed} {reader} {number}")
    sound = rnd.choice(seeds()[reader])
    path = sound.path if rnd.random() < 0.8 else f"file{rnd.choice(('.txt', '.json', '.xml', '.vtt', '.bin', ''))}"
    return Source(path, mutated(rnd, sound.data, _contents()))


def fault(source: Source, reader: str) -> str | None:
    """What went wrong on the way through detection and through the reader named; None where nothing did.

    A MemoryError passes: the process it comes from is no longer to be trusted.
    """
    try:
        if _format_of(source) != reader:  # else the reader has just had it
            _format_of(source, reader)
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001 - whatever else comes out is what is looked for
        where = traceback.extract_tb(error.__traceback__)[-1]
        return f"{type(error).__name__} at {Path(where.filename).name}:{where.lineno}: {error}"[:500]
    return None


def _format_of(source: Source, reader: str | None = None) -> str | None:
    """The format it is read as, its transcript sound; None where it is refused, the file named."""
    try:
        (transcript,) = (read_transcript([source], format=reader),) if reader else read_group([source])
    except TranscriptError as error:
        if not error.reason or not str(error).startswith(source.path):
            raise AssertionError(f"a refusal that does not say what or why: {error}") from error
        return None
    broken = broken_laws(transcript, [source])
    assert not broken, broken
    return transcript.files[0].format
