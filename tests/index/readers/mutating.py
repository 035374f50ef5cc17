"""How a sound file is spoilt: each mutator takes bytes and gives other bytes; the same `Random` gives the same ones."""

import json
import re
import zipfile
import zlib
from collections.abc import Callable, Sequence
from copy import deepcopy
from io import BytesIO
from random import Random
from typing import Any, cast

from lxml import etree

LONGEST = 400_000  # bytes of a mutated file
_ENCODINGS = ("utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-8-sig", "cp1252", "gb18030", "shift_jis", "koi8_r")
_NESTS = (b"[", b"{", b'{"a":', b'[{"text":', b"<a>", b"<p><b>", b"(", b"[(", b"**", b"<v ", b'"', b">", b"{\\", b"- ")
_NUMBERS = (
    b"-1", b"0", b"1e999", b"-1e-999", b"NaN", b"Infinity", b"1.7976931348623157e309",
    b"18446744073709551616", b"0x7f",
    b"\xd9\xa3", b"1_000", b"99999999999:99:99,999", b"null", b"true", b'""', b"9" * 30, b"9" * 400, b"9" * 5000,
)  # fmt: skip
_ODD = (
    b"\x00", b"\x00\x00\x00\x00", b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b"\x0b",
    b"\x0c", b"\x1c", b"\x1a", b"\x85",
    b"\x15", b"\x1b[31m", b"\xe2\x80\xa8", b"\xe2\x80\xae", b"\xe2\x80\x8b", b"\xc2\xa0",
    b"\xe3\x80\x80", b"\xed\xa0\x80",
    b"\\ud800", b"&#0;", b"&#xD800;", b"&#x110000;", b"&nope;", b"\xf4\x90\x80\x80",
    b"\xcc\x81" * 50, b"\r", b"\r\r\n",
)  # fmt: skip
_WORDS = (
    b"\n\n", b":", b"\r", b'"', b"[", b"]", b"{", b"}", b"-->", b"<v ", b"</v>", b"(", b")",
    b"  ", b"\t", b",", b";", b"|",
    b"Q. ", b"A. ", b"Speaker 1: ", b"ANA LEE: ", b"00:00:01", b"[00:00:01]", b"(Laughter.)",
    b"\xe2\x99\xaa", b">> ",
    b"NOTE", b"---", b"**", b"&amp;", b"<![CDATA[", b"]]>", b"<!--",
    b"<!DOCTYPE a [<!ENTITY b 'c'>]>", b"<?xml version='1.0'?>",
    b"</p>", b"<br/>", b"WEBVTT\n\n", b"1 2 3 >", b"Page 3 of 9", b"%", b"*", b"@Begin",
    b"Date: May 6, 2024\n", b"\xef\xbc\x9a",
)  # fmt: skip
_TOKENS = re.compile(rb"\w+|\s+|[^\w\s]")
_TAG = re.compile(rb"<[^<>]*>")
_VALUE = re.compile(rb'="[^"]*"')
_DIGITS = re.compile(rb"\d[\d.,]*")
_STREAM = re.compile(
    rb"(?P<head><<[^<>]*?)/Length \d+(?P<tail>[^<>]*>>\s*)stream\r?\n(?P<body>.*?)\nendstream", re.DOTALL
)

Mutator = Callable[[Random, bytes, Sequence[bytes]], bytes]


def mutated(rnd: Random, data: bytes, others: Sequence[bytes]) -> bytes:
    """The file spoilt in one to five ways; an archive or a PDF at times from the inside."""
    for _ in range(rnd.choice((1, 1, 1, 2, 3, 5))):
        if data.startswith(b"PK\x03\x04") and rnd.random() < 0.85:
            data = _inside_zip(rnd, data, others)
        elif data.startswith(b"%PDF-") and rnd.random() < 0.6:
            data = _inside_pdf(rnd, data, others)
        else:
            data = _spoilt(rnd, data, others)
    return data[:LONGEST]


def _spoilt(rnd: Random, data: bytes, others: Sequence[bytes]) -> bytes:
    """Most of what has a grammar keeps it: else its reader would see little beyond the first bracket that is wrong."""
    if data[:200].lstrip(b"\xef\xbb\xbf \r\n")[:1] in (b"<", b"{", b"[") and rnd.random() < 0.65:
        return restructure(rnd, data, others)
    return rnd.choice(MUTATORS)(rnd, data, others)


def _place(rnd: Random, data: bytes) -> int:
    return rnd.randint(0, len(data))


def _put(rnd: Random, data: bytes, piece: bytes) -> bytes:
    at = _place(rnd, data)
    return data[:at] + piece + data[at:]


def _block(rnd: Random, data: bytes) -> tuple[int, int]:
    start = _place(rnd, data)
    return start, min(len(data), start + rnd.choice((1, 4, 20, 100, 1000)))


def _much(rnd: Random) -> int:
    """A number of repetitions: mostly few, seldom many."""
    return rnd.choice((2, 2, 3, 5, 20, 100, 500, 500)) if rnd.random() < 0.97 else 20_000


def flip(rnd: Random, data: bytes, _: Sequence[bytes]) -> bytes:
    """Single bits, up to a hundred."""
    found = bytearray(data)
    for _flip in range(min(rnd.choice((1, 2, 10, 100)), len(found))):
        found[rnd.randrange(len(found))] ^= 1 << rnd.randrange(8)
    return bytes(found)


def cut(rnd: Random, data: bytes, _: Sequence[bytes]) -> bytes:
    """One end of the file."""
    at = _place(rnd, data)
    return data[:at] if rnd.random() < 0.7 else data[at:]


def splice(rnd: Random, data: bytes, others: Sequence[bytes]) -> bytes:
    """The beginning of the file, and the end of another."""
    other = rnd.choice(others)
    return data[: _place(rnd, data)] + other[_place(rnd, other) :]


def graft(rnd: Random, data: bytes, others: Sequence[bytes]) -> bytes:
    """A block of another file amid this one."""
    other = rnd.choice(others)
    start, end = _block(rnd, other)
    return _put(rnd, data, other[start:end])


def tags(rnd: Random, data: bytes, _: Sequence[bytes]) -> bytes:
    """Tags of a web page around words."""
    words = re.split(rb"(?<=\S)(?=\s)|(?<=\s)(?=\S)", data)
    for _tag in range(rnd.choice((1, 3, 10))):
        name = rnd.choice((b"b", b"i", b"u", b"em", b"strong", b"span", b"font", b"s", b"odd"))
        for tag in (b"<%b%b>" % (name, rnd.choice((b"", b"", b' class="x"'))), b"</%b>" % name, b"<br>", b"{\\an8}"):
            at = rnd.randrange(len(words) + 1)
            words[at:at] = [tag]
    return b"".join(words)


def repeat(rnd: Random, data: bytes, _: Sequence[bytes]) -> bytes:
    """A block many times."""
    start, end = _block(rnd, data)
    times = min(_much(rnd), LONGEST // max(end - start, 1) + 1)
    return data[:start] + data[start:end] * times + data[end:]


def delete(rnd: Random, data: bytes, _: Sequence[bytes]) -> bytes:
    """A block less."""
    start, end = _block(rnd, data)
    return data[:start] + data[end:]


def recode(rnd: Random, data: bytes, _: Sequence[bytes]) -> bytes:
    """Another encoding, whatever the file declares."""
    return data.decode("utf-8", "replace").encode(rnd.choice(_ENCODINGS), "replace")


def nest(rnd: Random, data: bytes, _: Sequence[bytes]) -> bytes:
    """Something opened again and again, at times closed again."""
    opening, depth = rnd.choice(_NESTS), _much(rnd) * rnd.choice((1, 1, 40))
    depth = min(depth, LONGEST // len(opening))
    closing = {b"[": b"]", b"{": b"}", b"<a>": b"</a>", b"(": b")"}.get(opening, b"")
    at, end = sorted((_place(rnd, data), _place(rnd, data)))
    return data[:at] + opening * depth + data[at:end] + closing * depth + data[end:]


def count(rnd: Random, data: bytes, _: Sequence[bytes]) -> bytes:
    """A number that is none, or far too large a one."""
    found = list(_DIGITS.finditer(data))
    if not found:
        return _put(rnd, data, rnd.choice(_NUMBERS))
    for match in sorted(rnd.sample(found, min(len(found), rnd.choice((1, 3)))), key=lambda m: m.start(), reverse=True):
        data = data[: match.start()] + rnd.choice(_NUMBERS) + data[match.end() :]
    return data


def lengthen(rnd: Random, data: bytes, _: Sequence[bytes]) -> bytes:
    """No breaks at all, or one long line amid the others."""
    if rnd.random() < 0.3:
        return data.replace(b"\n", rnd.choice((b"", b" ", b"\t")))
    return _put(
        rnd, data, rnd.choice((b"a", b"word ", b" ", b"A ", b"1 ", b"\xe8\xaf\xb7", b". ", b"_", *_WORDS)) * _much(rnd)
    )


def odd(rnd: Random, data: bytes, _: Sequence[bytes]) -> bytes:
    """Control characters, marks of byte order, halves of pairs, entities of nothing."""
    for _odd in range(rnd.choice((1, 1, 3, 30))):
        data = _put(rnd, data, rnd.choice(_ODD))
    return data


def word(rnd: Random, data: bytes, _: Sequence[bytes]) -> bytes:
    """What means something to a reader, where it does not belong."""
    for _word in range(rnd.choice((1, 2, 8))):
        data = _put(rnd, data, rnd.choice(_WORDS))
    return data


def shuffle(rnd: Random, data: bytes, _: Sequence[bytes]) -> bytes:
    """Lines in another order, some of them twice or not at all."""
    lines = data.splitlines(keepends=True)
    return b"".join(rnd.choices(lines, k=rnd.randint(1, 2 * len(lines)))) if lines else data


def babble(rnd: Random, data: bytes, others: Sequence[bytes]) -> bytes:
    """A new file of the file's own words and marks: most of its grammar, none of its sense."""
    tokens = _TOKENS.findall(data[:20_000]) or [b" "]
    found = list(rnd.choices(tokens, k=rnd.choice((5, 50, 300))))
    return (data[: rnd.choice((0, 30, 200))] if rnd.random() < 0.7 else b"") + b"".join(found)


def restructure(rnd: Random, data: bytes, others: Sequence[bytes]) -> bytes:
    """JSON or XML that is sound and says something else; other files line by line."""
    try:
        value = json.loads(data)
    except (ValueError, RecursionError):
        return _regrown(rnd, data) if b"<" in data[:200] else shuffle(rnd, data, others)
    for _time in range(rnd.choice((1, 2, 5))):
        value = _revalued(rnd, value)
    try:
        return json.dumps(value, ensure_ascii=rnd.random() < 0.5).encode("utf-8", "replace")
    except (ValueError, RecursionError):
        return data


def _revalued(rnd: Random, value: Any) -> Any:  # Any: what json.loads gives
    """One value somewhere in it left out, put twice, or another one in its place."""
    inner: list[Any] = list(value) if isinstance(value, (dict, list)) else []
    if not inner or rnd.random() < 0.03:
        return rnd.choice(_STRANGE) if rnd.random() < 0.7 else [value, value]
    place = rnd.choice(inner) if isinstance(value, dict) else rnd.randrange(len(inner))
    if rnd.random() < 0.07:
        return {k: v for k, v in value.items() if k != place} if isinstance(value, dict) else value[:place]
    if isinstance(value, dict):
        return {**value, place: _revalued(rnd, value[place])}
    return [*value[:place], _revalued(rnd, value[place]), *value[place + 1 :]]


_STRANGE: tuple[Any, ...] = (
    None, True, 0, -1, 1e308, 10**30, float("nan"), float("inf"), "", " ", "\ud83d", "-5",
    "1e999", "12.5s", "0:01", "00:00:01,5",
    [], {}, [[]], [None], [{}], {"": None}, {"text": None}, [{"text": 5, "speaker": []}],
    "a\u0000b", "x" * 3000, [[[[[["x"]]]]]],
)  # fmt: skip


def _regrown(rnd: Random, data: bytes) -> bytes:
    """Sound XML with elements less, twice, elsewhere, renamed, or with other values and texts."""
    try:
        root = etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False))
    except (etree.XMLSyntaxError, ValueError):
        return _retagged(rnd, data)
    for _time in range(rnd.choice((1, 2, 6))):
        elements = [element for element in root.iter() if isinstance(element.tag, str)]
        one, other = rnd.choice(elements), rnd.choice(elements)
        values = [value for element in elements for value in element.attrib.values()] or ["x"]
        way = rnd.randrange(5)
        parent = one.getparent()
        if way == 0 and one.attrib:
            one.set(rnd.choice(list(one.attrib)), rnd.choice((*values, *_TEXTS)))
        elif way == 1:
            one.text, one.tail = rnd.choice((*_TEXTS, other.text)), rnd.choice((*_TEXTS, other.tail))
        elif way == 2 and parent is not None:
            parent.remove(one)
        elif way == 3 and one not in other.iterancestors():
            other.append(deepcopy(one))
        elif way == 4:
            one.tag = rnd.choice((other.tag, "x"))
    return cast(bytes, etree.tostring(root, encoding=rnd.choice(("utf-8", "us-ascii", "utf-16"))))


def _retagged(rnd: Random, data: bytes) -> bytes:
    """A tag less, one twice, two exchanged, or an attribute's value another's."""
    found = list(rnd.choice((_TAG, _VALUE)).finditer(data))
    if len(found) < 2:
        return data
    first, second = sorted(rnd.sample(range(len(found)), 2))
    one, other = found[first], found[second]
    put = rnd.choice(((other[0], one[0]), (b"", other[0]), (b"", b""), (one[0] * 2, other[0]), (one[0], one[0])))
    return data[: one.start()] + put[0] + data[one.end() : other.start()] + put[1] + data[other.end() :]


_TEXTS = (
    "",
    " ",
    "x" * 3000,
    "-1",
    "1e999",
    "99:99:99",
    "nope nope",
    "a\nb",
    "Q.",
    "(Laughter.)",
    "NaN",
    "#",
    "\u2028",
)

MUTATORS: tuple[Mutator, ...] = (
    flip, cut, splice, graft, repeat, delete, recode, nest, count, lengthen, odd, word,
    shuffle, babble, tags, restructure, restructure,
)  # fmt: skip


def _inside_zip(rnd: Random, data: bytes, others: Sequence[bytes]) -> bytes:
    """A sound archive with a spoilt member."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            members = {info.filename: archive.read(info) for info in archive.infolist()}
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, ValueError, zlib.error, RuntimeError):
        return flip(rnd, data, others)
    if not members:
        return data
    name = rnd.choice(list(members))
    members[name] = _spoilt(rnd, members[name], others)[:LONGEST]
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", rnd.choice((zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED))) as archive:
        for member, content in members.items():
            info = zipfile.ZipInfo(member)  # has a day of its own, not the clock's
            archive.writestr(info, content, compress_type=archive.compression)
    return packed.getvalue()


def _inside_pdf(rnd: Random, data: bytes, others: Sequence[bytes]) -> bytes:
    """A page's content spoilt, its length as it should be, at times packed."""
    found = list(_STREAM.finditer(data))
    if not found:
        return flip(rnd, data, others)
    match = rnd.choice(found)
    body, how = rnd.choice(MUTATORS)(rnd, match["body"], others)[:LONGEST], b""
    if rnd.random() < 0.4:
        body, how = zlib.compress(body), b"/Filter /FlateDecode "
        body = flip(rnd, body, others) if rnd.random() < 0.3 else body
    stream = b"%s%s/Length %d%sstream\n%s\nendstream" % (match["head"], how, len(body), match["tail"], body)
    return data[: match.start()] + stream + data[match.end() :]
