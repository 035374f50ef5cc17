"""Web pages: their text is read by the text readers, and every word keeps its place between the tags."""

import pytest

from index.errors import MalformedTranscript
from tests.index.readers.reading_helpers import read, said, stray_characters

PODCAST = """<!DOCTYPE html><html lang="en"><head><title>Episode 4</title></head><body>
<cite>Ana Reyes:</cite><time>0:00</time><p>Hello &amp; welcome.</p><p>More &lt;b&gt;.</p>
<cite>Bo:</cite>
<time>1:02</time>
<p>Hi <i>you</i>.</p></body></html>
"""

BOLD = """<html><head><title>Interview with Ana - Site</title><script>if (a<b) {"x: y"}</script></head>
<body><nav>Home: <a href="/about">About</a></nav><h1>Interview with Ana</h1><p>May 6, 2025</p>
<p><strong>Ana Reyes</strong> Hello
 there&nbsp;you. <em>(Laughter.)</em></p><p><strong>Bo Li</strong></p><p>Second one: hi.</p>
<p><b>Ana Reyes</b><br>Bye.</p><footer>Copyright us</footer></body></html>
"""

BROADCAST = """<html><body><p>WOLF BLANK, ANCHOR: Good evening.<br/><br/>JOHN KING, CORRESPONDENT (voice-over):
Wolf, hi &amp; bye.</p><p>BLANK: Thanks. (COMMERCIAL BREAK)</p></body></html>
"""

HEARING = """<html><head><title>HEARING ON ROADS</title></head><body><pre>
                          HEARING ON ROADS

                        TUESDAY, MAY 6, 2008

    Mr. Linder. Thank you, Mr. Chairman. I talked to Mr. Smith. He said
no &amp; left.
    A second paragraph.
    Ms. Castor. I yield.
    Mr. Linder. Thanks. [Laughter.]
    The Chairman. Without objection.
    The Chairman. So ordered.
    [Whereupon, at 11 a.m., the committee adjourned.]
</pre></body></html>
"""


def test_cite_and_time_name_the_speaker_and_the_second() -> None:
    transcript = read("a.html", PODCAST)
    assert said(transcript) == [("Ana Reyes", "Hello & welcome. More <b>."), ("Bo", "Hi you.")]
    assert [turn.start for turn in transcript.turns] == [0.0, 62.0]
    assert (transcript.title, transcript.meta.language) == ("Episode 4", "en")


def test_bold_names_are_labels_and_navigation_is_dropped() -> None:
    transcript = read("a.html", BOLD)
    assert said(transcript) == [
        ("Ana Reyes", "Hello there you. (Laughter.)"),
        ("Bo Li", "Second one: hi."),
        ("Ana Reyes", "Bye."),
    ]
    assert transcript.turns[0].as_printed == ("Ana Reyes",)
    assert (transcript.title, transcript.meta.date) == ("Interview with Ana", "2025-05-06")
    assert [record.text for record in transcript.dropped] == ["Home: About", "Copyright us"]


def test_a_broadcasts_page_reads_like_its_text() -> None:
    assert said(read("a.html", BROADCAST)) == [
        ("WOLF BLANK", "Good evening."),
        ("JOHN KING", "Wolf, hi & bye."),
        ("WOLF BLANK", "Thanks. (COMMERCIAL BREAK)"),
    ]


def test_a_hearing_in_mixed_case_tells_labels_from_sentences() -> None:
    transcript = read("a.htm", HEARING)
    assert said(transcript) == [
        ("Mr. Linder", "Thank you, Mr. Chairman. I talked to Mr. Smith. He said no & left. A second paragraph."),
        ("Ms. Castor", "I yield."),
        ("Mr. Linder", "Thanks. [Laughter.]"),
        ("The Chairman", "Without objection. So ordered."),
    ]
    assert transcript.turns[1].segments[0].line_start == 9
    assert transcript.meta.date == "2008-05-06"


@pytest.mark.parametrize("page", [PODCAST, BOLD, BROADCAST, HEARING, HEARING.replace("\n", "\r\n")])
def test_every_word_maps_back_to_the_page(page: str) -> None:
    transcript = read("a.html", page)
    assert stray_characters(transcript, page) == []
    assert all(segment.runs for turn in transcript.turns for segment in turn.segments)


def test_a_heading_with_a_colon_is_nobodys_words() -> None:
    transcript = read(
        "a.html",
        "<html><head><title>Low Water 12</title></head><body><h1>Ep 12: The <i>roof</i></h1>"
        "<p><b>Ana:</b> Hello.</p><h2>Part Two: Rain</h2><p><b>Bob:</b> Yes.</p></body></html>",
    )
    assert said(transcript) == [("Ana", "Hello."), ("Bob", "Yes.")]
    assert [(event.kind, event.text) for event in transcript.events] == [
        ("stage", "Ep 12: The roof"),
        ("stage", "Part Two: Rain"),
    ]


def test_headings_that_never_come_again_and_contents_are_nobodys_words() -> None:
    turns = "".join(
        f"<h2 id='c{number}'>{heading}</h2><p><span class='name'>{name}</span> <a>(00:0{number}:00)</a> So.</p>"
        for number, (heading, name) in enumerate([("Rain", "Ana Reyes"), ("How the bridge fell", "Bo Ott")], 1)
    )
    turns += "<p><span class='name'>Ana Reyes</span> <a>(00:03:00)</a> Well.</p>"
    links = "".join(
        f"<li><a href='#c{n}'>{n}:20 &#8211; {words}</a></li>" for n, words in enumerate(["Rain", "Sun", "Ice"])
    )
    page = f"<html><body><h1>Talk</h1><ul>{links}</ul>{turns}</body></html>"
    transcript = read("a.html", page)
    assert said(transcript) == [("Ana Reyes", "So."), ("Bo Ott", "So."), ("Ana Reyes", "Well.")]
    assert [event.text for event in transcript.events] == ["Rain", "How the bridge fell"]
    assert [record.kind for record in transcript.dropped] == ["contents"]
    assert stray_characters(transcript, page) == []


def test_a_page_without_words_is_refused() -> None:
    with pytest.raises(MalformedTranscript, match="no words that could be speech"):
        read("a.html", "<html><body><img src='x'></body></html>")


def test_an_entity_that_stands_for_nothing_adds_nothing() -> None:
    assert said(read("p.html", "<p>&#1; <b>Ana Reyes:</b> Hi&#1; there.</p><p>Bob Ott: Yes.</p>")) == [
        ("Ana Reyes", "Hi there."),
        ("Bob Ott", "Yes."),
    ]


def test_a_table_of_turns_is_read_by_its_columns() -> None:
    rows = "".join(
        f"<tr><td>{time}</td><td>{name}</td><td>{words}</td></tr>"
        for time, name, words in [("0:01", "Ana Reyes", "Begin &amp; end?"), ("0:03", "Bo Li", "Please: do.")]
    )
    table = f"<table><tr><th>Time<th>Speaker<th>Text</tr>{rows}</table>"
    page = f"<html><head><title>Talk</title></head><body>{table}</body></html>"
    transcript = read("a.html", page)
    assert said(transcript) == [("Ana Reyes", "Begin & end?"), ("Bo Li", "Please: do.")]
    assert [turn.start for turn in transcript.turns] == [1.0, 3.0]
    assert stray_characters(transcript, page) == []


def test_names_in_the_first_cells_of_rows_are_labels() -> None:
    rows = "".join(
        f"<tr><td>{name}</td><td>{words}</td></tr>"
        for name, words in [("Ana Reyes", "Shall we?"), ("Bo Li", "Please."), ("Ana Reyes", "Good.")]
    )
    transcript = read("a.html", f"<html><body><h1>Talk</h1><table>{rows}</table></body></html>")
    assert said(transcript) == [("Ana Reyes", "Shall we?"), ("Bo Li", "Please."), ("Ana Reyes", "Good.")]
