"""SubStation Alpha, TTML, SAMI, SCC, LRC."""

from time import process_time

import pytest

from index.readers.captions import lrc
from index.readers.shared.document import open_document
from tests.index.readers.reading_helpers import read, said, stray_characters

_EVENTS = "[Script Info]\nTitle: Talk\n\n[V4+ Styles]\nStyle: Default,Arial,20\n\n[Events]\n"
_FORMAT = "Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text\n"


def test_substation_takes_the_actor_for_the_speaker_and_its_keys_for_nobody() -> None:
    text = _EVENTS + _FORMAT
    text += "Comment: 0,0:00:00.00,0:00:01.00,Default,Ana,0,0,0,,check this\n"
    text += "Dialogue: 0,0:00:01.00,0:00:03.50,Default,Ana,0,0,0,,{\\an8}Shall we, now,\\Nbegin?\n"
    text += "Dialogue: 0,0:00:03.50,0:00:05.00,Default,,0,0,0,,Please.\n"
    text += "Dialogue: 0,0:00:05.00,0:00:06.00,Default,Bob,0,0,0,,{\\p1}m 0 0 l 10 10{\\p0}\n"
    transcript = read("t.ass", text)
    assert said(transcript) == [("Ana", "Shall we, now, begin?"), (None, "Please.")]
    assert (transcript.turns[0].start, transcript.turns[0].end, transcript.meta.title) == (1.0, 3.5, "Talk")
    assert [record.kind for record in transcript.dropped] == ["comment", "drawing"]
    assert stray_characters(transcript, text) == []


def test_substation_without_actors_has_labels_and_dashes_as_other_captions() -> None:
    text = _EVENTS + "Format: Marked, Start, End, Style, Text\n"
    text += "Dialogue: Marked=0,0:00:01.00,0:00:02.00,Default,Ana Reyes: Begin?\n"
    text += "Dialogue: Marked=0,0:00:02.00,0:00:03.00,Default,Bob Ott: Please.\n"
    assert said(read("t.ssa", text)) == [("Ana Reyes", "Begin?"), ("Bob Ott", "Please.")]


def _ttml(body: str, attributes: str = "") -> str:
    agents = '<ttm:agent xml:id="a1"><ttm:name type="full">Ana Reyes</ttm:name></ttm:agent>'
    names = 'xmlns="http://www.w3.org/ns/ttml" xmlns:ttm="http://www.w3.org/ns/ttml#metadata"'
    names += ' xmlns:ttp="http://www.w3.org/ns/ttml#parameter" xmlns:p="http://podcasts.apple.com/transcript"'
    return f"<tt {names} {attributes}><head><metadata>{agents}</metadata></head><body>{body}</body></tt>"


@pytest.mark.parametrize(
    ("begin", "end", "attributes"),
    [
        ("00:00:01.500", "00:00:02.000", ""),
        ("00:00:01:15", "00:00:02:00", 'ttp:frameRate="30"'),
        ("1.5s", "2000ms", ""),
        ("15000000t", "20000000t", 'ttp:tickRate="10000000"'),
        ("37.5f", "50f", 'ttp:frameRate="25"'),
        ("1.5", "2.0", ""),
    ],
)
def test_ttml_has_many_ways_to_say_a_time(begin: str, end: str, attributes: str) -> None:
    transcript = read("t.ttml", _ttml(f'<div><p begin="{begin}" end="{end}">Ana: Begin?</p></div>', attributes))
    assert said(transcript) == [("Ana", "Begin?")]
    assert (transcript.turns[0].start, transcript.turns[0].end) == (1.5, 2.0)


def test_ttml_counts_from_the_element_around_and_names_agents() -> None:
    body = '<div begin="10s"><p begin="1s" dur="2s" ttm:agent="a1">Shall &amp; we<br/>begin?</p>'
    body += '<p begin="3s" end="4s" ttm:agent="a2">Please.</p></div>'
    transcript = read("t.ttml", _ttml(body))
    assert said(transcript) == [("Ana Reyes", "Shall & we begin?"), ("a2", "Please.")]
    assert [(turn.start, turn.end) for turn in transcript.turns] == [(11.0, 13.0), (13.0, 14.0)]


def test_the_words_of_apples_spans_stand_apart() -> None:
    words = "".join(
        f'<span begin="{n}.0" end="{n}.5" p:unit="word">{word}</span>' for n, word in enumerate(["Shall", "we?"])
    )
    body = f'<div><p begin="0.0" end="1.5" ttm:agent="SPEAKER_1"><span p:unit="sentence">{words}</span></p></div>'
    assert said(read("t.ttml", _ttml(body))) == [("SPEAKER_1", "Shall we?")]


def test_sami_names_by_source_and_leaves_other_languages() -> None:
    text = "<SAMI><BODY><SYNC Start=1000><P Class=EN ID=Source>Ana<P Class=EN>Shall we<br>begin?"
    text += "<P Class=FR>On y va&nbsp;?\n<SYNC Start=3500><P Class=EN>&nbsp;</BODY></SAMI>"
    transcript = read("t.smi", text)
    assert said(transcript) == [("Ana", "Shall we begin?")]
    assert (transcript.turns[0].start, transcript.turns[0].end) == (1.0, 3.5)
    assert [record.text for record in transcript.dropped] == ["On y va ?"]


def test_lrc_sings_a_line_at_each_of_its_times_and_is_shifted_by_its_offset() -> None:
    text = "[ti:Song]\n[offset:500]\n[00:01.00][00:09.00]Ay <00:01.50>ay\n[00:05.00]\n[00:05.50]No\n"
    transcript = read("t.lrc", text)
    (turn,) = transcript.turns
    assert (turn.text, turn.start, len(turn.segments)) == ("Ay ay No Ay ay", 0.5, 3)
    assert transcript.meta.title == "Song"


def test_lines_behind_times_are_no_lrc_without_its_tags() -> None:
    text = b"[00:01] Shall we begin?\n[00:03] Please.\n"
    assert lrc.READER.sniff(open_document("t.txt", text)).score == 0
    assert lrc.READER.sniff(open_document("t.lrc", text)).score > 0


def _parity(code: int) -> int:
    return code | 0x80 if bin(code).count("1") % 2 == 0 else code


def _scc(*lines: tuple[str, list[int], str]) -> str:
    """Lines of a time, control codes before, words; characters with their parity bit."""
    printed = ["Scenarist_SCC V1.0", ""]
    for time, codes, words in lines:
        pairs = [f"{_parity(code >> 8):02x}{_parity(code & 0xFF):02x}" for code in codes for _ in range(2)]
        padded = words.encode("latin-1") + b"\x00" * (len(words) % 2)
        pairs += [f"{_parity(a):02x}{_parity(b):02x}" for a, b in zip(padded[::2], padded[1::2], strict=True)]
        printed += [f"{time}\t{' '.join(pairs)}", ""]
    return "\n".join(printed)


_LOAD, _ROW, _SHOW, _CLEAR, _ROLL, _RETURN = 0x1420, 0x1470, 0x142F, 0x142C, 0x1425, 0x142D


def test_scc_shows_what_was_written_unseen() -> None:
    text = _scc(
        ("00:00:00;15", [_LOAD, _ROW], "ANA: HELLO"),
        ("00:00:01;00", [_SHOW, _LOAD, _ROW], "BOB: YES."),
        ("00:00:02;00", [_SHOW], ""),
        ("00:00:03;15", [_CLEAR], ""),
    )
    transcript = read("t.scc", text)
    assert said(transcript) == [("ANA", "HELLO"), ("BOB", "YES.")]
    assert [(turn.start, turn.end) for turn in transcript.turns] == [(1.0, 2.0), (2.0, 3.5)]
    assert [turn.segments[0].line_start for turn in transcript.turns] == [5, 7]


def test_scc_rolls_up_line_by_line() -> None:
    text = _scc(
        ("00:00:01;00", [_ROLL, _RETURN, _ROW], "WE BEGIN."),
        ("00:00:02;00", [_ROLL, _RETURN, _ROW], "IT IS LATE."),
        ("00:00:03;00", [_CLEAR], ""),
    )
    assert [turn.text for turn in read("t.scc", text).turns] == ["WE BEGIN. IT IS LATE."]


def test_blanks_and_comments_without_an_end_take_no_longer_than_their_length() -> None:
    begun = process_time()
    for filling in (" " * 200_000, "<!--" * 20_000):
        read("t.smi", f"<SAMI><BODY><SYNC Start=1000><P>Begin {filling} now.\n<SYNC Start=2000><P>Yes.")
    assert process_time() - begun < 4


def test_ticks_of_an_hour_and_more_are_read() -> None:
    head = '<tt xmlns="http://www.w3.org/ns/ttml" xmlns:p="http://www.w3.org/ns/ttml#parameter" p:tickRate="10000000">'
    text = f'{head}<body><div><p begin="36050000000t" end="36060000000t">Good.</p></div></body></tt>'
    assert [turn.start for turn in read("talk.ttml", text).turns] == [3605.0]
