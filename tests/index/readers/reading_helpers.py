"""What the readers' tests share: reading a text as a file, and saying in short what came of it."""

from index.readers import Source, read_transcript
from index.transcript import Transcript


def read(name: str, content: str | bytes, encoding: str = "utf-8") -> Transcript:
    data = content if isinstance(content, bytes) else content.encode(encoding)
    return read_transcript([Source(name, data)])


def said(transcript: Transcript) -> list[tuple[str | None, str]]:
    """Who said what, white space made one."""
    return [(turn.speaker, " ".join(turn.text.split())) for turn in transcript.turns]


def stray_characters(transcript: Transcript, source: str) -> list[str]:
    """Runs that do not stand in the file where they claim to; none where the places hold."""
    return [
        turn.text[run.text_start : run.text_start + run.length]
        for turn in transcript.turns
        for segment in turn.segments
        for run in segment.runs
        if turn.text[run.text_start : run.text_start + run.length]
        != source[run.char_start : run.char_start + run.length]
    ]
