"""What a search is limited to."""

from dataclasses import dataclass

from index.message import Message, message


@dataclass(frozen=True, slots=True)
class Filter:
    """Speakers, transcripts and dates; an empty field limits nothing.

    `speakers` are canonical names (compared without regard to case), `transcripts` are ids, `after` and `before` are
    ISO dates, both included. A transcript without a date fits no date filter. `scope` is what the transcripts are
    called together, where they were not named one by one.
    """

    speakers: tuple[str, ...] = ()
    transcripts: tuple[str, ...] = ()
    after: str | None = None
    before: str | None = None
    scope: str = ""

    def __bool__(self) -> bool:
        return bool(self.speakers or self.transcripts or self.after or self.before)

    def holds(self, speaker: str | None, date: str | None) -> bool:
        """Whether a turn of this speaker and day is within its speakers and dates.

        >>> Filter(speakers=("Ana Reyes",)).holds("Ben Ode", None), Filter(after="2026-01-01").holds(None, "2026-03-04")
        (False, True)
        """
        known = {name.casefold() for name in self.speakers}
        if known and (speaker or "").casefold() not in known:
            return False
        if not (self.after or self.before):
            return True
        return date is not None and (self.after or "") <= date <= (self.before or "9999")

    def within(self, other: "Filter") -> "Filter":
        """The limits of both; where each has speakers or dates, those of `other`, which somebody chose.

        >>> Filter(after="2026-01-01").within(Filter(speakers=("Ana Reyes",)))
        Filter(speakers=('Ana Reyes',), transcripts=(), after='2026-01-01', before=None, scope='')
        """
        dated = other if other.after or other.before else self
        return Filter(other.speakers or self.speakers, other.transcripts, dated.after, dated.before, other.scope)

    def describe(self) -> tuple[Message, ...]:
        """The filter in words, one entry a limit.

        >>> Filter(speakers=("Ana Reyes",), after="2026-01-01").describe()
        ('speaker: Ana Reyes', 'after: 2026-01-01')
        """
        named = () if self.scope else self.transcripts
        return (
            *((message("scope", "scope: {what}", what=self.scope),) if self.scope else ()),
            *(message("speaker", "speaker: {what}", what=speaker) for speaker in self.speakers),
            *(message("transcript", "transcript: {what}", what=transcript) for transcript in named),
            *((message("after", "after: {what}", what=self.after),) if self.after else ()),
            *((message("before", "before: {what}", what=self.before),) if self.before else ()),
        )
