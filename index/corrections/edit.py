"""One text made another: where its segments, their places in the file and any span of it are in the new one. Pure."""

from __future__ import annotations

from dataclasses import replace

from index.transcript import Run, Segment


class Edit:
    """One text made another: what both begin and end with stands unchanged in the file."""

    def __init__(self, old: str, new: str) -> None:
        self.old, self.new = old, new
        most = min(len(old), len(new))
        begin = next((at for at in range(most) if old[at] != new[at]), most)
        rest = most - begin
        alike = next((at for at in range(rest) if old[-1 - at] != new[-1 - at]), rest)
        # What is before `begin`, and from `end` of the old text on, is in the new one too, the latter further on.
        self._spans = (begin, len(old) - alike, len(new) - len(old))

    def segment(self, segment: Segment) -> Segment:
        """A segment of the old text as one of the new; what was typed is nowhere in the file."""
        begin, end, by = self._spans
        runs = []
        for run in segment.runs:
            stop = run.text_start + run.length
            runs += [
                shifted_run(run, run.text_start, min(stop, begin), 0),
                shifted_run(run, max(run.text_start, end), stop, by),
            ]
        kept = tuple(run for run in runs if run.length > 0)
        return replace(
            segment, text_start=self._place(segment.text_start), text_end=self._place(segment.text_end), runs=kept
        )

    def kept(self, start: int, stop: int) -> tuple[int, int] | None:
        """Where in the new text this span of the old one is; None where it is not there, or several times."""
        begin, end, by = self._spans
        if stop <= begin:
            return start, stop
        if start >= end:
            return start + by, stop + by
        words = self.old[start:stop]
        at = self.new.find(words) if self.new.count(words) == 1 else -1
        return (at, at + len(words)) if at >= 0 else None

    def span(self, start: int, stop: int) -> tuple[int, int]:
        """Where in the new text the characters of the old one are, or about where what was typed for them is."""
        return self._place(start), self._place(stop)

    def _place(self, at: int) -> int:
        begin, end, by = self._spans
        if at <= begin:
            return at
        if at >= end:
            return at + by
        return begin + (at - begin) * (end + by - begin) // (end - begin)


def shifted_run(run: Run, start: int, stop: int, by: int) -> Run:
    """The characters `start` to `stop` of a run's text, moved on by so many."""
    return Run(start + by, run.char_start + start - run.text_start, stop - start)
