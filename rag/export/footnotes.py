"""Answers as Markdown with a footnote a citation."""

import re

from rag.answer import Answer, Citation

_TURNS = re.compile(r"[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]")  # the direction of writing
_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~])")


def export(*answers: Answer) -> str:
    """Each question, its answer's sentences, and a footnote for each citation; transcript text is escaped."""
    several = len(answers) > 1
    return "\n".join(_one(answer, f"{number}-" if several else "") for number, answer in enumerate(answers, start=1))


def _one(answer: Answer, prefix: str) -> str:
    """`prefix` keeps the footnotes of several answers apart."""
    lines = [f"# {_plain(answer.question)}", ""]
    if answer.abstained:
        lines.append(_plain(answer.text))
    else:
        marked = (_plain(s.text) + "".join(f"[^{prefix}{m}]" for m in s.citations) for s in answer.sentences)
        lines.append(" ".join(marked))
    lines += ["", *(_footnote(citation, prefix) for citation in answer.citations)]
    return "\n".join(lines).rstrip() + "\n"


def _footnote(citation: Citation, prefix: str) -> str:
    details = [citation.speaker or "Unnamed speaker", citation.title, citation.date, f"turn {citation.turn}"]
    if citation.start is not None:
        details.append(clock(citation.start))
    where = ", ".join(_plain(detail) for detail in details if detail)
    return f"[^{prefix}{citation.marker}]: “{_plain(citation.quote)}” {where}. <{citation.url}>"


def clock(seconds: float) -> str:
    """Seconds as h:mm:ss.

    >>> clock(3725.4)
    '1:02:05'
    """
    whole = int(seconds)
    return f"{whole // 3600}:{whole % 3600 // 60:02}:{whole % 60:02}"


def _plain(text: str) -> str:
    r"""Transcript text as text. What turns the direction of writing is left out, and the text that had it set apart: it
    must not turn the citation around it.

    >>> _plain("pay \u202e000,1 euros") == "\u2068pay 000,1 euros\u2069"
    True
    """
    escaped = _SPECIAL.sub(r"\\\1", " ".join(text.split()))
    return f"\u2068{_TURNS.sub('', escaped)}\u2069" if _TURNS.search(escaped) else escaped
