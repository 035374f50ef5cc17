"""The speaker whom an answer's own words credit, and whether that person said it. Pure.

A sentence credits the first speaker of the transcript that its prose names ("Ana said that Ben agreed"
credits Ana). Prose is the sentence without markers and without quoted words, so a name inside a quotation
credits nobody, nor does a sentence that is nothing but a quotation. A label may be named in full or by a part
that is a name ("Joey" for "Joey Tribbiani"): a capitalised part of at least three letters that one speaker
only bears and the transcript never writes in lower case, which keeps "Project" of "Project Manager" out.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from rag.answer import Answer, Citation, Sentence
from rag.citations import without_markers
from rag.evaluation.dataset import SourceTurn

_QUOTED = re.compile(r'"[^"]*"|“[^”]*”|«[^»]*»|„[^“”]*[“”]')


@dataclass(frozen=True, slots=True)
class Credit:
    """The speaker that a sentence credits, and the speakers of the turns it cites."""

    speaker: str
    cited: frozenset[str]


@dataclass(frozen=True, slots=True)
class Names:
    """The ways to name each speaker of a transcript; `forms` maps each to the label."""

    forms: dict[str, str]
    pattern: re.Pattern[str] | None  # None where the transcript names nobody

    def first(self, text: str) -> str | None:
        """The label of the speaker that the text names first; None where it names none."""
        match = self.pattern.search(text) if self.pattern else None
        return self.forms[match[0]] if match else None


def speaker_names(turns: Iterable[SourceTurn]) -> Names:
    """The names of everyone who speaks in these turns."""
    turns = tuple(turns)
    labels = {turn.speaker for turn in turns if turn.speaker}
    lower = {word for turn in turns for word in re.findall(r"\b[^\W\d_]+\b", turn.text) if word.islower()}
    bearers: dict[str, set[str]] = {}
    for label in labels:
        for part in label.split():
            bearers.setdefault(part, set()).add(label)
    forms = {
        part: min(borne)
        for part, borne in bearers.items()
        if len(borne) == 1 and len(part) >= 3 and part.istitle() and part.isalpha() and part.lower() not in lower
    }
    forms |= {label: label for label in labels}
    longest_first = sorted(forms, key=lambda form: (-len(form), form))
    pattern = rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)"
    return Names(forms, re.compile(pattern) if forms else None)


def credits_of(answer: Answer, names: Names) -> tuple[Credit, ...]:
    """Credits of the shown sentences, in order; one without citations takes all of the answer's."""
    found = []
    for sentence in answer.sentences:
        own = [citation for citation in answer.citations if citation.marker in sentence.citations]
        speaker = names.first(prose(sentence, own))
        if speaker is not None:
            cited = frozenset(citation.speaker for citation in own or answer.citations if citation.speaker)
            found.append(Credit(speaker, cited))
    return tuple(found)


def prose(sentence: Sentence, citations: Iterable[Citation]) -> str:
    """The sentence without markers and quoted words."""
    text = without_markers(sentence.text).strip()
    for citation in citations:
        if text and text in citation.quote:
            return ""
        if citation.quote:
            text = text.replace(citation.quote, "")
    return _QUOTED.sub("", text)
