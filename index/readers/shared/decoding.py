"""Bytes to text, and the name of the choice: BOM, NULs, declaration, UTF-8, CJK and Cyrillic of old, Latin code pages.

The choice is always reported. A BOM is neither text nor part of the name; plain ASCII is `utf-8`.
"""

import codecs
import re
from typing import NamedTuple

from index.errors import MalformedTranscript
from index.readers.shared.latin_pages import latin_page

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16: it begins with the same two bytes
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARED = re.compile(
    rb"""<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._:-]{2,40})|<meta[^>]{0,200}?charset\s*=\s*["']?([A-Za-z0-9._:-]{2,40})""",
    re.IGNORECASE,
)
_SAMPLE = 32_768
# What charset-normalizer is asked about: it misreads Latin text, so only scripts of many high bytes are left to it.
_LEGACY = (
    "gb18030",
    "big5",
    "shift_jis",
    "euc_jp",
    "euc_kr",
    "cp1251",
    "koi8_r",
    "cp1253",
    "cp1255",
    "cp1256",
    "cp874",
)
_FEW_LETTERS = 20
_CJK = frozenset({"gb18030", "big5", "shift_jis", "cp932", "euc_jp", "euc_kr", "cp949", "johab"})


class Decoded(NamedTuple):
    """The text with newlines as in the file, the encoding's name, and what went wrong (None where nothing did)."""

    text: str
    encoding: str
    problem: str | None = None


def decode(data: bytes, *, path: str = "", encoding: str | None = None) -> Decoded:
    """The text of a file; MalformedTranscript only where an encoding the caller insists on is unknown or wrong."""
    if encoding is not None:
        return _by_choice(data, path, encoding)
    return _by_bom(data) or _by_nuls(data) or _by_declaration(data) or _by_content(data)


def _by_choice(data: bytes, path: str, encoding: str) -> Decoded:
    for bom, name in _BOMS:
        if data.startswith(bom) and _are_same(name, encoding):
            data = data[len(bom) :]
            break
    try:
        name = codecs.lookup(encoding).name
        return Decoded(data.decode(name), name)
    except (LookupError, UnicodeError) as error:
        raise MalformedTranscript(path, f"cannot be decoded as {encoding}: {error}.", way_out=_WAY_OUT) from error


_WAY_OUT = "Leave the encoding out to have it detected, or name another."


def _are_same(one: str, other: str) -> bool:
    try:
        wanted = codecs.lookup(other).name
    except LookupError:
        return False
    return wanted in {codecs.lookup(one).name, f"{one.rsplit('-', 1)[0]}", "utf-8-sig"}


def _by_bom(data: bytes) -> Decoded | None:
    for bom, name in _BOMS:
        if data.startswith(bom):
            return _lenient(data[len(bom) :], name)
    return None


def _by_nuls(data: bytes) -> Decoded | None:
    """UTF-16 without a BOM: half of the bytes of Latin text are NUL, all on one side."""
    sample = data[:_SAMPLE]
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if max(even, odd) * 10 < len(sample) or min(even, odd) * 10 > max(even, odd):
        return None
    return _lenient(data, "utf-16-le" if odd > even else "utf-16-be")


def _by_declaration(data: bytes) -> Decoded | None:
    head = data[:2048]
    found = _DECLARED.search(head) if head.lstrip()[:1] == b"<" else None
    if found is None:
        return None
    declared = (found[1] or found[2]).decode("ascii")
    try:
        name = codecs.lookup(declared).name
        if name in {"iso8859-1", "ascii"} and re.search(rb"[\x80-\x9f]", data):
            name = "utf-8" if _is_utf8(data) else "cp1252"  # browsers read what calls itself Latin-1 as cp1252
        return Decoded(data.decode(name), {"iso8859-1": "iso-8859-1", "ascii": "utf-8"}.get(name, name))
    except (LookupError, UnicodeError):
        return None


def _by_content(data: bytes) -> Decoded:
    try:
        return Decoded(data.decode("utf-8"), "utf-8")
    except UnicodeDecodeError:
        pass
    damaged = data.decode("utf-8", errors="replace")
    lost = damaged.count("\ufffd")
    if lost * 50 < len(data.translate(None, bytes(range(0xC2)))):
        return Decoded(damaged, "utf-8", f"{lost} characters are not valid UTF-8")
    return _legacy(data) or _lenient(data, latin_page(data))


def _legacy(data: bytes) -> Decoded | None:
    """CJK, Cyrillic and the like: at least a fifth of high bytes, or high bytes mostly in runs."""
    high = data.translate(None, bytes(range(0x80)))
    if len(high) * 5 < len(data) and not _in_runs(data, len(high)):
        return None
    import charset_normalizer  # here: a file in UTF-8, the usual one, never needs it

    if _is_hebrew(high):
        return _lenient(data, "cp1255")
    best = charset_normalizer.from_bytes(_whole_lines(data), cp_isolation=list(_LEGACY)).best()
    name = "gb18030" if best is None or best.encoding in {"gb2312", "gbk"} else best.encoding
    if _mostly_pairs(data) and name not in _CJK:
        name = "gb18030"
    try:
        return Decoded(data.decode(name), name)
    except UnicodeDecodeError:
        return _lenient(data, name) if best is not None else None


def _is_hebrew(high: bytes) -> bool:
    """Whether the high bytes are letters of a script without capitals, from Alef to Tav, and signs.

    The same bytes are small letters in Cyrillic pages, where the capitals or the five letters above them come too.
    """
    letters = high.translate(None, bytes(range(0x80, 0xC0)))
    return len(letters) > _FEW_LETTERS and not letters.translate(None, bytes(range(0xE0, 0xFB)))


def _in_runs(data: bytes, high: int) -> bool:
    """Whether most high bytes stand in runs of four or more, as words of another script do in a text full of markup."""
    runs = re.findall(rb"[\x80-\xff]{4,}", data)
    return sum(map(len, runs)) * 2 > high > 0


def _mostly_pairs(data: bytes) -> bool:
    """Whether the high bytes read as pairs of GB 2312: both high, the first a Chinese character's row."""
    pairs = re.findall(rb"[\x80-\xff]+", data)
    common = sum(len(re.findall(rb"[\xb0-\xd7][\xa1-\xfe]|[\xa1-\xa3][\xa1-\xfe]", run)) * 2 for run in pairs)
    total = sum(map(len, pairs))
    return all(len(run) % 2 == 0 for run in pairs) and common * 10 > total * 9


def _whole_lines(data: bytes) -> bytes:
    if len(data) <= _SAMPLE:
        return data
    return data[: data.rfind(b"\n", 0, _SAMPLE) + 1] or data[:_SAMPLE]


def _lenient(data: bytes, name: str) -> Decoded:
    try:
        return Decoded(data.decode(name), name)
    except UnicodeDecodeError as error:
        text = data.decode(name, errors="replace")
        return Decoded(text, name, f"byte {error.start} and maybe others mean nothing in {name}")


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
