"""The readers' core: decoding, texts with places, times, parts by name, limits."""

import io
import re
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import MalformedTranscript, TooLarge
from index.readers import group_names
from index.readers.shared.decoding import decode
from index.readers.shared.limits import open_zip, read_member
from index.readers.shared.located_json import mapped, parse_json
from index.readers.shared.mapped import (
    MappedText,
    cleaned,
    joined,
    part,
    stretch,
    trimmed,
)
from index.readers.shared.stage import directions, is_stage_only
from index.readers.shared.times import iso_date, seconds

GERMAN = "Zoë sagt: „Grüße aus Köln – für alle“, und geht."
CHINESE = "记者：请问下一步有什么安排？\n王兰：谢谢您的提问，我们讲三点，一是规划，二是建设，三是管理。"
RUSSIAN = "Ведущий: Доброе утро. Сегодня мы говорим о портах и кораблях.\nГость: Спасибо, что пригласили меня."
JAPANESE = "田中：おはようございます。それでは会議を始めます。\n佐藤：はい、よろしくお願いします。"


@pytest.mark.parametrize(
    ("text", "encoding", "reported"),
    [
        ("plain", "ascii", "utf-8"),
        (GERMAN, "utf-8", "utf-8"),
        (GERMAN, "utf-8-sig", "utf-8"),
        (GERMAN, "utf-16", "utf-16-le"),
        (GERMAN, "utf-16-be", "utf-16-be"),
        (GERMAN, "utf-16-le", "utf-16-le"),
        (GERMAN, "cp1252", "cp1252"),
        (CHINESE, "gbk", "gb18030"),
        (CHINESE, "gb18030", "gb18030"),
        (RUSSIAN, "cp1251", "cp1251"),
        (JAPANESE, "shift_jis", "shift_jis"),
        (RUSSIAN, "utf-16-le", "utf-16-le"),
    ],
)
def test_the_encoding_is_found_and_named(text: str, encoding: str, reported: str) -> None:
    decoded = decode(text.encode(encoding))
    assert (decoded.text, decoded.encoding, decoded.problem) == (text, reported, None)


def test_a_declared_encoding_counts_where_it_fits() -> None:
    page = '<?xml version="1.0" encoding="ISO-8859-1"?><a>é</a>'
    assert decode(page.encode("latin-1")).encoding == "iso-8859-1"
    assert decode(page.replace("ISO-8859-1", "utf-8").encode("latin-1")).encoding == "cp1252"


def test_a_byte_that_means_nothing_is_reported() -> None:
    decoded = decode(b"caf\xe9 \x81 and so on, in plain words")
    assert (decoded.encoding, decoded.problem is not None) == ("cp1252", True)


def test_a_damaged_byte_does_not_turn_utf8_into_something_else() -> None:
    decoded = decode(("Grüße " * 100).encode() + b"\xff")
    assert decoded.encoding == "utf-8"
    assert decoded.problem


def test_an_encoding_insisted_on_is_used_or_refused() -> None:
    assert decode("é".encode("cp850"), encoding="cp850").text == "é"
    with pytest.raises(MalformedTranscript, match=r"a\.txt"):
        decode(b"\xff", path="a.txt", encoding="utf-8")
    with pytest.raises(MalformedTranscript, match="klingon"):
        decode(b"a", path="a.txt", encoding="klingon")


SOURCES = st.text(alphabet="ab &;\n\u3000é\U0001f600", max_size=40)


def holds(mapped_text: MappedText, source: str) -> bool:
    ends = [start + length for start, _, length in mapped_text.runs]
    ordered = all(end <= run[0] for end, run in zip(ends, mapped_text.runs[1:], strict=False))
    same = all(mapped_text.text[a : a + n] == source[b : b + n] for a, b, n in mapped_text.runs)
    return ordered and same and all(end <= len(mapped_text.text) for end in ends)


@given(SOURCES, st.data())
def test_cutting_joining_and_cleaning_keep_every_place(source: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(source)))
    end = data.draw(st.integers(start, len(source)))
    plain = stretch(source, start, end)
    clean = cleaned(source, start, end, re.compile(r"\n|&;?"), lambda match: " " if match == "\n" else "")
    low = data.draw(st.integers(0, len(clean.text)))
    pieces = [plain, part(clean, low, len(clean.text)), trimmed(part(clean, 0, low))]
    assert all(holds(piece, source) for piece in [*pieces, clean, joined(pieces)])
    assert plain.text == source[start:end].strip()


JSON_TEXT = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=12)


@given(
    st.recursive(
        st.none() | st.integers() | JSON_TEXT,
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(JSON_TEXT, inner, max_size=4),
        max_leaves=12,
    )
)
def test_json_strings_know_their_place(value: object) -> None:
    import json

    for text in (json.dumps(value), json.dumps(value, ensure_ascii=False, indent=1)):
        found = parse_json(text)
        assert found == value
        for string in _strings(found):
            assert holds(mapped(string), text)
            assert mapped(string).text == string.strip()


def _strings(value: object) -> list[str]:
    if isinstance(value, dict):
        return [string for item in value.values() for string in _strings(item)]
    if isinstance(value, list):
        return [string for item in value for string in _strings(item)]
    return [value] if isinstance(value, str) else []


@pytest.mark.parametrize(
    ("printed", "expected"),
    [("00:00:01.500", 1.5), ("1:02:03,25", 3723.25), ("90:00", 5400.0), ("0:5", 5.0), ("1:2:3:4", None), ("", None)],
)
def test_clocks_are_seconds(printed: str, expected: float | None) -> None:
    assert seconds(printed) == expected


@pytest.mark.parametrize(
    "printed",
    [
        "Sept. 3, 2019",
        "3 September 2019",
        "2019-09-03",
        "2019/9/3",
        "3rd of September, 2019",
        "2019年9月3日",
        "Aired Sep 03, 2019 - 6",
    ],
)
def test_dates_are_iso(printed: str) -> None:
    assert iso_date(printed) == "2019-09-03"


@pytest.mark.parametrize("printed", ["2019-13-03", "March", "12:30", "v2019.1", ""])
def test_what_is_no_date_is_none(printed: str) -> None:
    assert iso_date(printed) is None


def test_stage_directions_are_told_from_asides() -> None:
    text = "The AI (2021) ran [sic] well (Laughter.) and [applause] (as I said) （笑） [1]"
    assert [text[a:b] for a, b in directions(text)] == ["(Laughter.)", "[applause]", "（笑）"]
    assert is_stage_only("(door closes) [Music]")
    assert not is_stage_only("(door closes) Hello")


def test_numbered_names_are_candidates_for_one_transcript() -> None:
    names = ["a/talk-2.txt", "a/talk-1.txt", "b/talk-3.txt", "notes.txt", "x page 1.txt", "x page 2.txt"]
    assert group_names(names) == (
        ("a/talk-1.txt", "a/talk-2.txt"),
        ("b/talk-3.txt",),
        ("notes.txt",),
        ("x page 1.txt", "x page 2.txt"),
    )


def test_dates_are_no_part_numbers_and_a_gap_ends_a_group() -> None:
    names = ["2024-01-01.txt", "2024-01-02.txt", "t-1.txt", "t-2.txt", "t-4.txt", "t-1.vtt"]
    assert ("t-1.txt", "t-2.txt") in group_names(names)
    assert all(len(group) == 1 for group in group_names(names) if "t-1.txt" not in group)


@given(st.lists(st.text(alphabet="ab-12/. page", min_size=1, max_size=9), unique=True))
def test_every_name_is_in_exactly_one_group(names: list[str]) -> None:
    assert sorted(name for group in group_names(names) for name in group) == sorted(names)


def _archive(*members: tuple[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return buffer.getvalue()


def test_an_archive_that_would_swell_is_refused_unopened() -> None:
    with pytest.raises(TooLarge, match="unpacks"):
        open_zip("a.docx", _archive(("x.xml", b"a" * 3_000_000)))


def test_an_archive_of_too_many_members_is_refused() -> None:
    with pytest.raises(TooLarge, match="members"):
        open_zip("a.docx", _archive(*((f"{n}", b"") for n in range(2001))))


def test_a_member_is_read_whole_and_a_missing_one_is_none() -> None:
    data = _archive(("x.xml", b"abc"))
    archive = open_zip("a.docx", data)
    assert read_member("a.docx", archive, "x.xml") == b"abc"
    assert read_member("a.docx", archive, "y.xml") is None
    with pytest.raises(MalformedTranscript, match=r"a\.docx"):
        open_zip("a.docx", data[:20])
