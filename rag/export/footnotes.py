"""An answer as Markdown with a footnote a citation."""

import re

from rag.answer import Answer, Citation

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~])")


def export(answer: Answer) -> str:
    """The question, the answer's sentences, and a footnote for each citation; transcript text is escaped."""
    lines = [f"# {_plain(answer.question)}", ""]
    if answer.abstained:
        lines.append(_plain(answer.text))
    else:
        lines.append(" ".join(_plain(s.text) + "".join(f"[^{m}]" for m in s.citations) for s in answer.sentences))
    lines += ["", *(_footnote(citation) for citation in answer.citations)]
    return "\n".join(lines).rstrip() + "\n"


def _footnote(citation: Citation) -> str:
    details = [citation.speaker or "Unnamed speaker", citation.title, citation.date, f"turn {citation.turn}"]
    if citation.start is not None:
        details.append(clock(citation.start))
    where = ", ".join(_plain(detail) for detail in details if detail)
    return f"[^{citation.marker}]: “{_plain(citation.quote)}” {where}. <{citation.url}>"


def clock(seconds: float) -> str:
    """Seconds as h:mm:ss.

    >>> clock(3725.4)
    '1:02:05'
    """
    whole = int(seconds)
    return f"{whole // 3600}:{whole % 3600 // 60:02}:{whole % 60:02}"


def _plain(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))
