"""The filter row and the example questions: what the library offers, and what was chosen from it."""

from collections.abc import Sequence
from datetime import date

from index.filter import Filter
from rag.errors import SettingsError
from rag.ui.protocol import TranscriptInfo

EXAMPLES = 4


def filter_of(speakers: Sequence[str], transcripts: Sequence[str], after: str, before: str) -> Filter:
    """The filter of the row; SettingsError where a date is none."""
    return Filter(
        speakers=tuple(speakers),
        transcripts=tuple(transcripts),
        after=_iso(after, field="From"),
        before=_iso(before, field="To"),
    )


def speaker_choices(library: Sequence[TranscriptInfo]) -> list[str]:
    """Every speaker of the library, in alphabetical order."""
    return sorted({speaker for info in library for speaker in info.speakers}, key=str.casefold)


def transcript_choices(library: Sequence[TranscriptInfo]) -> list[tuple[str, str]]:
    """Title with date, and id, of every transcript, newest first."""
    newest = sorted(library, key=lambda info: (info.date or "", info.title), reverse=True)
    return [(f"{info.title} ({info.date})" if info.date else info.title, info.id) for info in newest]


def example_questions(library: Sequence[TranscriptInfo]) -> list[str]:
    """Questions that this library could answer: by a speaker, on a transcript, across all of them."""
    newest = sorted(library, key=lambda info: (info.date or "", info.id), reverse=True)
    named = [(speaker, info.title) for info in newest for speaker in info.speakers if _is_name(speaker)]
    questions = [f"What did {speaker} say about the main points of {title}?" for speaker, title in named[:1]]
    questions += [f"What was decided in {info.title}?" for info in newest[:1]]
    questions += [f"Who asked questions in {info.title}?" for info in newest[1:2]]
    questions += [f"What is {speaker} worried about?" for speaker, _ in named[-1:]]
    return questions[:EXAMPLES]


def _is_name(speaker: str) -> bool:
    """Whether a label is a person's name rather than a recognizer's "Speaker 1" or a role in capitals."""
    return " " in speaker and not any(letter.isdigit() for letter in speaker) and not speaker.isupper()


def _iso(text: str, *, field: str) -> str | None:
    if not text.strip():
        return None
    try:
        return date.fromisoformat(text.strip()).isoformat()
    except ValueError:
        raise SettingsError(f"{field}: {text.strip()!r} is not a date. Write it like 2026-11-23") from None
