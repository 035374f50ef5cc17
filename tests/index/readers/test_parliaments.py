"""Parliaments' XML: who speaks, under which heading, at what time of day, with its place in the file."""

from tests.index.readers.reading_helpers import read, said, stray_characters

HANSARD = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE publicwhip [<!ENTITY mdash "&#8212;">]>
<publicwhip>
<major-heading id="uk.org.publicwhip/lords/2009-10-27a.1.0">Roads</major-heading>
<speech id="uk.org.publicwhip/lords/2009-10-27a.1.1" speakername="Lord Vale" colnum="2" time="019:43:00">
<p>It is wet&mdash;<i>very</i>
wet.</p><p>And cold &amp; dark.</p></speech>
<division id="d"><mplist vote="aye"><mpname>Ann Hill</mpname></mplist></division>
<minor-heading>Bridges</minor-heading>
<speech id="uk.org.publicwhip/lords/2009-10-27a.1.2" speakername="Ann Hill"><p>No. [<i>Laughter.</i>]</p></speech>
</publicwhip>
"""

TEI = """<?xml version="1.0"?>
<TEI xmlns="http://www.tei-c.org/ns/1.0" xml:lang="sl"><teiHeader><fileDesc><titleStmt>
<title type="main">Session 3</title>
</titleStmt></fileDesc><profileDesc><settingDesc><setting><name>Ljubljana</name><date when="2014-08-01"/></setting>
</settingDesc>
<particDesc><listPerson><person xml:id="LahZarko"><persName><surname>Lah</surname><forename>Žarko</forename>
</persName></person>
</listPerson></particDesc></profileDesc></teiHeader>
<text><body><div><head>Opening</head><note type="time">Seja se je pričela ob 11.</note>
<note type="speaker">PREDSEDNIK DR. ŽARKO LAH:</note>
<u who="#LahZarko" xml:id="u1"><seg>Spoštovani in vse lepo.</seg><note>/Aplavz./</note>
<seg>Drugi <kinesic><desc>ploskanje</desc></kinesic> del.</seg></u>
<u who="#NovakAna"><seg><s><w join="right">Hvala</w><pc>,</pc> <w join="right">res</w><pc>.</pc></s></seg></u>
</div></body></text></TEI>
"""

AKOMA_NTOSO = """<akomaNtoso><debate><meta><identification><FRBRWork><FRBRdate date="2012-03-04"/></FRBRWork>
</identification>
<references><TLCPerson eId="ann" showAs="Ann Hill"/><TLCRole eId="chair" showAs="Chairperson"/></references></meta>
<debateBody><debateSection><heading>Questions</heading><narrative>The House met.</narrative>
<speech by="#ann" as="#chair" startTime="2012-03-04T14:31:00" eId="s1"><from>Mrs Hill:</from><p>Order.</p>
<p>More.</p></speech>
<scene>Protest in the gallery</scene>
<debateSection><heading>Roads</heading><speech by="#bo"><from>Mr Li:</from><p>Hello.</p></speech></debateSection>
</debateSection></debateBody></debate></akomaNtoso>
"""

AUSTRALIA = """<hansard><session.header><date>2009-02-03</date><chamber>REPS</chamber></session.header><chamber.xscript>
<debate><debateinfo><title>BILLS</title></debateinfo><speech><talk.start><talker><time.stamp>09:01:00</time.stamp>
<page.no>7</page.no><name role="metadata">Rudd, Kevin, MP</name><name role="display">Mr RUDD</name></talker>
<para>I move that.</para></talk.start><para>More words.</para>
<interjection><talk.start><talker><name role="display">Mr Pyne</name></talker><para>No!</para></talk.start>
</interjection>
<para>Yes.</para></speech></debate></chamber.xscript></hansard>
"""

AUSTRALIA_SINCE_2011 = """<hansard version="2.2"><chamber.xscript><debate><debateinfo><title>BILLS</title>
</debateinfo><speech>
<talk.start><talker><name role="metadata">Abbott, Tony</name></talker></talk.start><talk.text><body>
<p><a type="MemberSpeech"><span>Mr ABBOTT</span>
</a> (<span>Warringah</span>) (<span>14:02</span>): My question: is this?</p>
<p>And <b>that</b>.</p><p><a type="MemberInterjecting"><span>Ms Gillard:</span></a> Shame!</p>
</body></talk.text></speech></debate></chamber.xscript></hansard>
"""


def test_hansard_keeps_column_heading_and_clock() -> None:
    transcript = read("lords.xml", HANSARD)
    first, second = transcript.turns
    assert said(transcript) == [("Lord Vale", "It is wet—very wet. And cold & dark."), ("Ann Hill", "No. [Laughter.]")]
    assert (first.page, first.clock, first.start, first.section) == ("col 2", "019:43:00", None, "Roads")
    assert second.section == "Roads > Bridges"
    assert (transcript.meta.date, transcript.meta.chamber) == ("2009-10-27", "House of Lords")
    assert [record.text for record in transcript.dropped] == ["Ann Hill"]


def test_every_word_of_the_xml_maps_back_to_the_file() -> None:
    for source in (HANSARD, TEI, AKOMA_NTOSO, AUSTRALIA, AUSTRALIA_SINCE_2011):
        transcript = read("a.xml", source)
        assert stray_characters(transcript, source) == []
        assert all(segment.runs for turn in transcript.turns for segment in turn.segments)


def test_tei_names_people_from_the_header_and_lists_what_was_heard() -> None:
    transcript = read("a.xml", TEI)
    assert said(transcript) == [
        ("Žarko Lah", "Spoštovani in vse lepo. Drugi ploskanje del."),
        ("NovakAna", "Hvala, res."),
    ]
    assert transcript.turns[0].as_printed == ("PREDSEDNIK DR. ŽARKO LAH",)
    assert {event.text for event in transcript.events} == {
        "Opening",
        "Seja se je pričela ob 11.",
        "/Aplavz./",
        "ploskanje",
    }
    assert (transcript.meta.date, transcript.meta.place, transcript.meta.language) == ("2014-08-01", "Ljubljana", "sl")


def test_the_reporters_own_words_in_tei_end_a_turn() -> None:
    divided = TEI.replace("</u>\n<u", '</u>\n<note type="narrative">The House divided.</note>\n<u', 1)
    narrative = [event.text for event in read("a.xml", divided).events if event.kind == "narrative"]
    assert narrative == ["The House divided."]


def test_akoma_ntoso_resolves_references() -> None:
    transcript = read("a.xml", AKOMA_NTOSO)
    first = transcript.turns[0]
    assert said(transcript) == [("Ann Hill", "Order. More."), ("Mr Li", "Hello.")]
    assert (first.role, first.clock, first.anchor) == ("Chairperson", "14:31:00", "s1")
    assert transcript.turns[1].section == "Questions > Roads"
    assert [(event.kind, event.text) for event in transcript.events] == [
        ("stage", "Questions"),
        ("narrative", "The House met."),
        ("stage", "Protest in the gallery"),
        ("stage", "Roads"),
    ]


def test_australian_hansard_returns_to_the_speaker_after_an_interjection() -> None:
    transcript = read("a.xml", AUSTRALIA)
    assert said(transcript) == [
        ("Kevin Rudd", "I move that. More words."),
        ("Mr Pyne", "No!"),
        ("Kevin Rudd", "Yes."),
    ]
    assert (transcript.turns[0].clock, transcript.turns[0].page) == ("09:01:00", "7")


def test_the_newer_australian_layout_names_speakers_inside_paragraphs() -> None:
    transcript = read("a.xml", AUSTRALIA_SINCE_2011)
    assert said(transcript) == [("Tony Abbott", "My question: is this? And that."), ("Ms Gillard", "Shame!")]


RECORD = """[Congressional Record Volume 143, Number 8 (Tuesday, January 28, 1997)]
[Senate]

                RURAL ROADS ACT

  The House met at noon.

                BRIDGES

  Mr. GRANT. We begin.

                BRIDGES

  Mr. GRANT. We go on.

                HARBOURS
"""


def test_headings_of_the_record_under_which_nobody_speaks_are_reported() -> None:
    transcript = read(
        "a.htm", f"<html><head><title>Roads</title></head><p>Home</p><pre>{RECORD}</pre><p>Top</p></html>"
    )
    assert said(transcript) == [("Mr. GRANT", "We begin. We go on.")]
    dropped = sorted(record.text for record in transcript.dropped)
    assert dropped == ["BRIDGES", "HARBOURS", "Home", "RURAL ROADS ACT", "Top"]
