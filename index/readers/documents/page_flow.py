"""The text of a page as it would be shown: paragraphs, lines, single spaces; labels set off by their markup."""

import re
from collections.abc import Sequence

from index.readers.shared.entities import unescape
from index.readers.shared.mapped import MappedText, squeezed

_TOKEN = re.compile(
    r"""<!--.*?(?:-->|\Z)|<![^<>]*>|<\?[^<>]*>
      |<(?P<close>/?)(?P<name>[A-Za-z][A-Za-z0-9:-]*)(?P<rest>(?:[^<>"']|"[^"<]*"|'[^'<]*')*)>
      |<[A-Za-z/][^<>]*>
      |(?P<entity>&(?:\#\d{1,7}|\#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});?)
      |(?P<space>[\t\r\n\f][ \t\r\n\f]*|[ ][ \t\r\n\f]+)""",
    re.DOTALL | re.VERBOSE,
)
_PARAGRAPHS = frozenset(
    "p div section article header main h1 h2 h3 h4 h5 h6 ul ol dl dt dd table tbody blockquote figure figcaption hr"
    " address center body pre form fieldset details summary".split()
)
_LINES = frozenset("br li tr option".split())
_BOLD = frozenset({"b", "strong", "dt", "td", "th"})  # a row's first cell stands where a label would
_NAMING = re.compile(r"class\s*=\s*[\"'][^\"']*\bspeaker", re.IGNORECASE)
_LONGEST_LABEL = 80


class PageFlow:
    """The text of a page as it would be shown: paragraphs, lines, single spaces; labels set off by their markup."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.labels: list[tuple[int, int]] = []  # spans of the text: bold words that open a line
        self._pieces: list[str] = []
        self._runs: list[tuple[int, int, int]] = []
        self._length = 0
        self._newlines = 2  # owed before the next words
        self._space = False  # the same for a space
        self._preformatted = 0
        self._label: tuple[str, int] | None = None  # the tag that opened one, and where
        self._boundary = False  # an element ends right above

    def walk(self, start: int, end: int, left_out: Sequence[tuple[int, int, str]]) -> None:
        for hole_start, hole_end, _ in left_out:
            self._take_stretch(start, hole_start)
            start = hole_end
        self._take_stretch(start, end)

    def result(self) -> MappedText:
        return MappedText("".join(self._pieces), tuple(self._runs))

    def _take_stretch(self, at: int, end: int) -> None:
        for token in _TOKEN.finditer(self.source, at, end):
            self._words(at, token.start())
            at = token.end()
            if token["entity"]:
                self._take_entity(token["entity"])
            elif token["space"]:
                self._take_space(token)
            elif token["name"]:
                self._take_tag(token["name"].lower(), token["rest"], closes=bool(token["close"]))
        self._words(at, end)

    def _words(self, start: int, end: int) -> None:
        """Characters of the file with no markup among them."""
        while start < end and not self._preformatted and self.source[start] == " " and self._at_line_start():
            start += 1
        if start < end:
            if (
                self._boundary
                and self._pieces
                and self._pieces[-1].endswith(":")
                and self.source[start] not in "/ 0123456789"
            ):
                self._space = True  # a label with markup of its own, and no blank behind its colon
            self._boundary = False
            self._put_owed_space()
            self._runs.append((self._length, start, end - start))
            self._put(self.source[start:end])

    def _take_entity(self, entity: str) -> None:
        text = unescape(entity)
        if text.isspace() and not self._preformatted:
            self._space = True
        else:
            self._put_owed_space()
            self._put(text)

    def _take_space(self, token: re.Match[str]) -> None:
        if self._preformatted:
            self._words(token.start(), token.end())
        else:
            self._space = True

    def _take_tag(self, name: str, rest: str, *, closes: bool) -> None:
        if name in _PARAGRAPHS:
            self._newlines = max(self._newlines, 2)
        elif name in _LINES and not (closes and name == "br"):
            self._newlines = min(self._newlines + 1, 2) if name == "br" else max(self._newlines, 1)
        elif name in ("td", "th"):
            self._space = True
        if name == "pre":
            self._preformatted = max(self._preformatted + (-1 if closes else 1), 0)
        self._boundary = self._boundary or closes
        self._take_label_tag(name, rest, closes=closes)

    def _take_label_tag(self, name: str, rest: str, *, closes: bool) -> None:
        if self._label is None:
            if not closes and self._at_line_start() and (name in _BOLD or _NAMING.search(rest)):
                self._label = (name, self._length)
        elif closes and name == self._label[0]:
            if 0 < self._length - self._label[1] <= _LONGEST_LABEL + 2:
                self.labels.append((self._label[1], self._length))
            self._label = None

    def _at_line_start(self) -> bool:
        return self._newlines > 0 or not self._pieces

    def _put_owed_space(self) -> None:
        if self._newlines and self._pieces:
            self._put("\n" * self._newlines)
        elif self._space and self._pieces and not self._pieces[-1][-1].isspace():
            self._put(" ")
        self._newlines, self._space = 0, False

    def _put(self, text: str) -> None:
        if text:  # an entity may stand for nothing
            self._pieces.append(text)
            self._length += len(text)


def words_in(source: str, start: int, end: int) -> MappedText:
    flow = PageFlow(source)
    flow.walk(start, end, ())
    return squeezed(flow.result())
