r"""LaTeX: interviews and talks as `\item[Ana] words`, `\textbf{Ana:} words`, `\speaker{Ana} words`.

The commands are taken out, labels given their colon, and the rest is read as a text.
"""

import re
from dataclasses import replace
from unicodedata import normalize

from index.readers.pieces import Fit, Parsed, Reader
from index.readers.shared.document import Document
from index.readers.shared.mapped import cleaned
from index.readers.shared.times import iso_date
from index.readers.text.places_in_file import Unwrapped
from index.readers.text.unwrapped import read_unwrapped

_NAME = r"[^{}\[\]\r\n:]{1,60}"
_LABEL = re.compile(
    rf"\\item\s*\[(?:\\\w{{1,9}}\s*\{{)?({_NAME}):?\}}?:?\]:?"
    rf"|\\(?:speaker|speak|says?|persona|person|character|role|actor|who|name)\s*\{{({_NAME}):?\}}:?"
    rf"|(?:\A|(?<=[\r\n]))[ \t]*(?:\\noindent\s*)?(?:\\text(?:bf|sc|it)|\{{\\bf)\s*\{{?\s*({_NAME})\}}(?=[ \t]+[^\s:])"
)
_HEADING = r"\\(?:part|chapter|(?:sub)*section|paragraph)\*?\s*\{[^{}\r\n]{0,200}\}"
_COMMENT = r"(?<!\\)%[^\r\n]*"
_MARKUP = re.compile(
    rf"{_LABEL.pattern}|{_HEADING}|{_COMMENT}|\\(?:begin|end)\s*\{{[^{{}}\r\n]{{0,40}}\}}(?:\[[^\[\]\r\n]{{0,200}}\])?"
    r"|\\\\(?:\[[^\[\]\r\n]{0,20}\])?|\\(?:d?l?dots|par|newline|item)\b[ \t]*|\\[&%$#_{} ]"
    r"|\\(?:[a-z]*(?:skip|space)|label|ref|cite|input|includegraphics)\*?\s*(?:\[[^\[\]\r\n]{0,80}\])?\{[^{}\r\n]{0,80}\}"
    r"|\\['`^\"~=.]\s?(?:\{[A-Za-z]\}|[A-Za-z])|\\[A-Za-z]{1,30}\*?[ \t]?|``|''|[{}~]"
)
_LEFT_OUT = re.compile(rf"{_HEADING}|{_COMMENT}")
_BODY = re.compile(r"\\begin\s*\{document\}")
_END = re.compile(r"\\end\s*\{document\}")
_TITLE, _DATE = (re.compile(rf"\\{name}\s*\{{([^{{}}\r\n]{{1,200}})\}}") for name in ("title", "date"))
_BREAKS = ("\\\\", "\\par", "\\newline", "\\item")
_SIGNS = {"``": "“", "''": "”", "~": "\u00a0"}
_ACCENTS = {"'": "\u0301", "`": "\u0300", "^": "\u0302", '"': "\u0308", "~": "\u0303", "=": "\u0304", ".": "\u0307"}
_LEAST = 3  # labels


def _sniff(document: Document) -> Fit:
    opening = document.opening.text
    if "\\documentclass" in opening or _BODY.search(opening):
        return Fit(0.9, "opens as LaTeX does")
    labels = len(_LABEL.findall(opening))
    if labels >= _LEAST and labels * 4 >= sum(map(bool, document.head)):
        return Fit(0.75, f"{labels} labels of LaTeX")
    bold = sum(line.startswith("\\text") for line in document.head)
    return Fit(0.7, f"{bold} lines that open with a command") if bold >= _LEAST else Fit(0.0, "no LaTeX")


def _read(document: Document) -> Parsed:
    text = document.text
    body, end = _BODY.search(text), _END.search(text)
    start = body.end() if body else 0
    stop = end.start() if end and end.start() > start else len(text)
    parsed = read_unwrapped(document, Unwrapped(cleaned(text, start, stop, _MARKUP, _printed)))
    dropped = [document.dropped("preamble", 0, start)] if text[:start].strip() else []
    dropped += [document.dropped("left out", *match.span()) for match in _LEFT_OUT.finditer(text, start, stop)]
    dropped += [document.dropped("left out", stop, len(text))] if text[stop:].strip() else []
    title, date = _TITLE.search(text), _DATE.search(text)
    meta = replace(
        parsed.meta,
        title=title[1].strip() if title else parsed.meta.title,
        date=(iso_date(date[1]) if date else None) or parsed.meta.date,
    )
    return replace(parsed, meta=meta, dropped=[*dropped, *parsed.dropped])


def _printed(command: str) -> str:
    """What a command prints; a label with the colon that sets it off.

    >>> _printed(r"\\item[Ana]"), _printed(r"\\emph"), _printed(r"\\&"), _printed("``")
    ('\\n\\nAna: ', '', '&', '“')
    """
    label = _LABEL.fullmatch(command) or _LABEL.match(command + " x")
    if label is not None:
        return f"\n\n{next(filter(None, label.groups())).strip()}: "
    if command.startswith(("\\begin", "\\end", "\\section")) or command.rstrip() in _BREAKS or command[:3] == "\\\\[":
        return "\n"
    if "dots" in command:
        return "… " if command[-1].isspace() else "…"
    if command[:1] == "\\" and command[1:2] in _ACCENTS:
        return normalize("NFC", command.strip("{}")[-1] + _ACCENTS[command[1]])
    return _SIGNS.get(command, command[1] if len(command) == 2 and command[1] in "&%$#_{} " else "")


READER = Reader("latex", frozenset({".tex"}), _sniff, _read)
