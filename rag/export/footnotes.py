"""Answers as Markdown with a footnote a citation."""

import re
from collections.abc import Sequence

from rag.answer import Answer, Citation, Sentence
from rag.export.clock import clock
from rag.export.columns import Column, columns
from rag.export.quotes import corrected

_TURNS = re.compile(r"[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]")  # the direction of writing
_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~])")


def export(*answers: Answer) -> str:
    """Each question, its answer's sentences, and a footnote for each citation; transcript text is escaped."""
    several = len(answers) > 1
    return "\n".join(
        _one_answer(answer, f"{number}-" if several else "") for number, answer in enumerate(answers, start=1)
    )


def _one_answer(answer: Answer, prefix: str) -> str:
    """`prefix` keeps the footnotes of several answers apart."""
    lines = [f"# {plain(answer.question)}", ""]
    if answer.abstained:
        lines.append(plain(answer.text))
    else:
        above, sides = columns(answer)
        lines.append(_marked(above, prefix, " "))
        lines += _table(sides, prefix) if sides else []
    lines += ["", *(_footnote(citation, prefix) for citation in answer.citations)]
    return "\n".join(lines).rstrip() + "\n"


def _marked(sentences: Sequence[Sentence], prefix: str, between: str) -> str:
    return between.join(plain(s.text) + "".join(f"[^{prefix}{m}]" for m in s.citations) for s in sentences)


def _table(sides: Sequence[Column], prefix: str) -> list[str]:
    """A column a side."""
    cells = (
        [plain(side.title) for side in sides],
        ["---"] * len(sides),
        [_marked(side.sentences, prefix, "<br>") for side in sides],
    )
    return ["", *(f"| {' | '.join(row)} |" for row in cells)]


def _footnote(citation: Citation, prefix: str) -> str:
    details = [citation.speaker or "Unnamed speaker", citation.title, citation.date, f"turn {citation.turn}"]
    if citation.start is not None:
        details.append(clock(citation.start))
    details += [corrected(citation)]
    where = ", ".join(plain(detail) for detail in details if detail)
    return f"[^{prefix}{citation.marker}]: “{plain(citation.quote)}” {where}. <{citation.url}>"


def plain(text: str) -> str:
    r"""Transcript text as text. What turns the direction of writing is left out, and the text that had it set apart: it
    must not turn the citation around it.

    >>> plain("pay \u202e000,1 euros") == "\u2068pay 000,1 euros\u2069"
    True
    """
    escaped = _SPECIAL.sub(r"\\\1", " ".join(text.split()))
    return f"\u2068{_TURNS.sub('', escaped)}\u2069" if _TURNS.search(escaped) else escaped
