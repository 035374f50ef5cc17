r"""Rich Text Format (`.rtf`): what TextEdit, WordPad, NVivo, f4 and court reporters save, read as the text it prints.

After Microsoft's "Rich Text Format (RTF) Specification 1.9.1": groups in braces, control words behind a backslash,
`\'hh` a byte of the code page of the font, `\uN` a character with `\ucN` others behind it for old readers; destinations
that a program does not know begin with `\*`. Every printed character keeps its place in the file.
"""

import codecs
import re
from dataclasses import dataclass, field, replace

from index.readers.pieces import Fit, Parsed, Reader
from index.readers.shared.document import Document
from index.readers.shared.mapped import MappedText
from index.readers.text.places_in_file import Unwrapped
from index.readers.text.unwrapped import read_unwrapped, with_colons

_TOKEN = re.compile(
    r"\\(?P<word>[A-Za-z]{1,32})(?P<number>-?\d{1,10})?[ ]?|\\'(?P<byte>[0-9A-Fa-f]{2})|\\(?P<sign>[^A-Za-z'])"
    r"|(?P<brace>[{}])|(?P<text>[^\\{}\r\n]+)|[\r\n]+|\\"
)
_OUTSIDE = frozenset(
    "fonttbl colortbl stylesheet pict header headerl headerr headerf footer footerl footerr footerf info fldinst object"
    " filetbl listtable listoverridetable revtbl rsidtbl themedata colorschememapping latentstyles datastore xmlnstbl"
    " generator bkmkstart bkmkend annotation atnid atnauthor footnote".split()
)
_PRINTED = {
    **{"par": "\n\n", "sect": "\n\n", "page": "\n\n", "line": "\n", "row": "\n"},
    **{"tab": "\t", "cell": "\t", "nestcell": "\t", "emspace": " ", "enspace": " ", "qmspace": " "},
    **{"emdash": "—", "endash": "–", "lquote": "‘", "rquote": "’", "ldblquote": "“", "rdblquote": "”", "bullet": "•"},
}
_SIGNS = {"~": "\xa0", "_": "-", "\n": "\n\n", "\r": "\n\n", "\\": "\\", "{": "{", "}": "}"}
_CHARSETS = {
    **{0: "cp1252", 77: "mac-roman", 128: "cp932", 129: "cp949", 134: "gb18030", 136: "cp950", 161: "cp1253"},
    **{162: "cp1254", 163: "cp1258", 177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251", 222: "cp874"},
    238: "cp1250",
}
_SURROGATE = re.compile("[\ud800-\udfff]")
_DEEPEST = 500


@dataclass(slots=True)
class _State:
    """What holds inside a group."""

    outside: bool = False
    destination: str = ""
    bold: bool = False
    skipped: int = 1  # characters behind `\\u` for readers that do not know it
    codec: str = ""


@dataclass(slots=True)
class _Page:
    """The text as printed so far, where its characters stand, and which open a line in bold."""

    parts: list[str] = field(default_factory=list)
    runs: list[tuple[int, int, int]] = field(default_factory=list)
    length: int = 0
    bold: list[tuple[int, int]] = field(default_factory=list)
    begun: int | None = None
    title: list[str] = field(default_factory=list)

    def put(self, text: str, at: int | None = None) -> None:
        if at is not None:
            self.runs.append((self.length, at, len(text)))
        self.parts.append(text)
        self.length += len(text)

    def marked(self, state: _State) -> None:
        """Begins or ends a bold stretch before the next character."""
        if state.bold and self.begun is None and (not self.parts or self.parts[-1].endswith("\n")):
            self.begun = self.length
        elif not state.bold:
            self.ended()

    def ended(self) -> None:
        if self.begun is not None and self.begun < self.length:
            self.bold.append((self.begun, self.length))
        self.begun = None


def _sniff(document: Document) -> Fit:
    if document.text.lstrip().startswith("{\\rtf"):
        return Fit(1.0, "opens with {\\rtf")
    return Fit(0.0, "does not open with {\\rtf")


def _read(document: Document) -> Parsed:
    page = _printed(document)
    text = MappedText(_SURROGATE.sub("\ufffd", "".join(page.parts)), tuple(page.runs))
    parsed = read_unwrapped(document, Unwrapped(with_colons(text, page.bold)))
    title = " ".join("".join(page.title).split())
    return replace(parsed, meta=replace(parsed.meta, title=parsed.meta.title or title or None))


def _printed(document: Document) -> _Page:
    page, state, around = _Page(), _State(codec="cp1252"), list[_State]()
    fonts: dict[int, str] = {}
    font = waits = 0
    lead = b""  # the first byte of a character of two
    for token in _TOKEN.finditer(document.text):
        if token["brace"] == "{":
            if len(around) >= _DEEPEST:
                raise document.malformed("its groups are nested too deeply.", way_out="Save it again as .docx or .txt.")
            around.append(replace(state))
            waits = 0
        elif token["brace"]:
            state = around.pop() if around else state
            waits = 0
        elif token["word"]:
            word, value = token["word"], int(token["number"]) if token["number"] else None
            if word == "f" and value is not None:
                font = value
                state.codec = fonts.get(font, state.codec)
            elif word == "fcharset" and state.destination == "fonttbl" and value in _CHARSETS:
                fonts[font] = _CHARSETS[value]
            elif word == "u" and value is not None:
                if not state.outside:
                    page.marked(state)
                    page.put(_character(value, page))
                waits = state.skipped
                continue
            else:
                _obey(word, value, state, page)
        elif token["byte"]:
            if waits > 0:
                waits -= 1
                continue
            letter, lead = _decoded(lead + bytes([int(token["byte"], 16)]), state.codec)
            if letter:
                _say(letter, None, state, page)
        elif token["sign"] == "*":
            state.outside = True
        elif token["sign"] is not None:
            _say(_SIGNS.get(token["sign"], ""), None, state, page)
        elif token["text"]:
            words, at = token["text"], token.start()
            skipped, waits = min(waits, len(words)), max(waits - len(words), 0)
            if len(words) > skipped:
                _say(*_read_as(words[skipped:], at + skipped, state.codec), state, page)
    page.ended()
    return page


def _obey(word: str, value: int | None, state: _State, page: _Page) -> None:
    if word in _OUTSIDE:
        state.outside, state.destination = True, word
    elif word == "title" and state.destination == "info":
        state.destination = "title"
    elif word == "b":
        state.bold = value != 0
    elif word == "plain":
        state.bold = False
    elif word == "uc" and value is not None:
        state.skipped = min(max(value, 0), 8)
    elif word == "ansicpg" and value:
        state.codec = _known(f"cp{value}") or state.codec
    elif word in _PRINTED:
        _say(_PRINTED[word], None, state, page)


def _say(text: str, at: int | None, state: _State, page: _Page) -> None:
    if state.destination == "title":
        page.title.append(text)
    elif not state.outside and text:
        if text[0] == "\n":
            page.ended()
        else:
            page.marked(state)
        page.put(text, at)


def _read_as(words: str, at: int, codec: str) -> tuple[str, int | None]:
    """Words and where they stand; bytes beyond ASCII, which the format does not have, are of the font's code page."""
    if words.isascii():
        return words, at
    return words.encode("latin-1", "replace").decode(codec, "replace"), None


def _known(name: str) -> str | None:
    try:
        return codecs.lookup({"cp65001": "utf-8", "cp10000": "mac-roman", "cp936": "gb18030"}.get(name, name)).name
    except LookupError:
        return None


def _decoded(data: bytes, codec: str) -> tuple[str, bytes]:
    """The character of one byte or two, or the first byte where another has to follow."""
    try:
        return data.decode(codec), b""
    except UnicodeDecodeError:
        return ("", data) if len(data) < 2 and codec in ("cp932", "cp949", "cp950", "gb18030") else ("\ufffd", b"")


def _character(value: int, page: _Page) -> str:
    """A code unit of UTF-16, negative above 32767; the second of a pair makes one with the first."""
    unit = value % 0x10000
    if 0xDC00 <= unit < 0xE000 and page.parts and 0xD800 <= ord(page.parts[-1][-1]) < 0xDC00:
        first = ord(page.parts.pop()[-1])
        page.length -= 1
        return chr(0x10000 + ((first - 0xD800) << 10) + (unit - 0xDC00))
    return chr(unit)


READER = Reader("rtf", frozenset({".rtf"}), _sniff, _read)
