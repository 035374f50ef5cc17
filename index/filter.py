"""What a search is limited to."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Filter:
    """Speakers, transcripts and dates; an empty field limits nothing.

    `speakers` are canonical names (compared without regard to case), `transcripts` are ids, `after` and `before` are
    ISO dates, both included. A transcript without a date fits no date filter.
    """

    speakers: tuple[str, ...] = ()
    transcripts: tuple[str, ...] = ()
    after: str | None = None
    before: str | None = None

    def __bool__(self) -> bool:
        return bool(self.speakers or self.transcripts or self.after or self.before)

    def describe(self) -> tuple[str, ...]:
        """The filter in words, one entry a limit.

        >>> Filter(speakers=("Ana Reyes",), after="2026-01-01").describe()
        ('speaker: Ana Reyes', 'after: 2026-01-01')
        """
        limits = [*(f"speaker: {s}" for s in self.speakers), *(f"transcript: {t}" for t in self.transcripts)]
        if self.after:
            limits.append(f"after: {self.after}")
        if self.before:
            limits.append(f"before: {self.before}")
        return tuple(limits)
