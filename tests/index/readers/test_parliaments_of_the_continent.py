"""The Bundestag, the Assemblée nationale, the Riksdag; written answers and OpenAustralia."""

from tests.index.readers.reading_helpers import read, said


def _bundestag(inside: str) -> str:
    return (
        '<dbtplenarprotokoll wahlperiode="20" sitzung-nr="7" sitzung-datum="1.2.2026" sitzung-start-uhrzeit="9:00">'
        f"<vorspann><titel>Inhalt</titel></vorspann><sitzungsverlauf>{inside}</sitzungsverlauf></dbtplenarprotokoll>"
    )


_MEMBER = (
    '<p klasse="redner"><redner id="1"><name><titel>Dr.</titel><vorname>Ben</vorname><nachname>Ode</nachname>'
    "<rolle><rolle_lang>Bundesminister für Häfen</rolle_lang></rolle></name></redner>Dr. Ben Ode, Bundesminister:</p>"
)


def test_in_the_bundestag_the_chair_speaks_between_members() -> None:
    speech = f'<rede id="R1">{_MEMBER}<p klasse="J_1">Der Hafen ist zu.</p><kommentar>(Beifall)</kommentar>'
    speech += '<name>Präsidentin Rosa Tey:</name><p klasse="J">Kommen Sie zum Ende.</p>'
    speech += '<p klasse="N">Dr. Ben Ode:</p><p klasse="O">Gleich.</p></rede>'
    heading = '<p klasse="T_NaS">Beratung der Häfen</p>'
    transcript = read("t.xml", _bundestag(f'<tagesordnungspunkt top-id="TOP 1">{heading}{speech}</tagesordnungspunkt>'))
    assert [(turn.speaker, turn.text) for turn in transcript.turns] == [
        ("Ben Ode", "Der Hafen ist zu."),
        ("Präsidentin Rosa Tey", "Kommen Sie zum Ende."),
        ("Ben Ode", "Gleich."),
    ]
    first = transcript.turns[0]
    assert (first.role, first.section) == ("Bundesminister für Häfen", "TOP 1")
    assert [event.text for event in transcript.events] == ["TOP 1", "Beratung der Häfen", "(Beifall)"]
    meta = transcript.meta
    assert (meta.title, meta.date, meta.start_clock) == ("Plenarprotokoll 20/7", "2026-02-01", "9:00")
    assert [record.text for record in transcript.dropped] == ["Inhalt"]


def test_in_the_assembly_a_paragraph_without_a_speaker_goes_on_or_was_heard() -> None:
    def paragraph(words: str, name: str = "", who: str = "") -> str:
        people = (
            f"<orateurs><orateur><nom>{name}</nom><qualite>rapporteur</qualite></orateur></orateurs>" if name else ""
        )
        return f'<paragraphe id_acteur="{who}">{people}<texte>{words}</texte></paragraphe>'

    words = paragraph("Le port ouvre.", "M. Ben Ode.", "PA1") + paragraph("Lundi.", who="PA1")
    words += paragraph("<italique>(Rires.)</italique>") + paragraph("La séance est levée.")
    point = (
        f'<point nivpoint="1"><texte>Ports</texte><point nivpoint="2"><texte>Discussion</texte>{words}</point></point>'
    )
    about = "<metadonnees><dateSeance>20260112150000000</dateSeance></metadonnees>"
    transcript = read("t.xml", f"<compteRendu>{about}<contenu>{point}</contenu></compteRendu>")
    (turn,) = transcript.turns
    assert (turn.speaker, turn.role, turn.section) == ("Ben Ode", "rapporteur", "Ports > Discussion")
    assert turn.text.split("\n\n") == ["Le port ouvre.", "Lundi."]
    assert [event.text for event in transcript.events] == ["Ports", "Discussion", "(Rires.)", "La séance est levée."]
    assert transcript.meta.date == "2026-01-12"


def test_written_questions_and_their_answers_are_turns() -> None:
    identifier = 'id="uk.org.publicwhip/wrans/2024-05-06.1.{}"'
    text = f"<publicwhip><major-heading {identifier.format('h')}>PORTS</major-heading>"
    text += f'<ques {identifier.format("q0")} speakername="Ann Hill"><p>When?</p></ques>'
    text += f'<reply {identifier.format("r0")} speakername="Bob Ott"><p>On Monday.</p></reply></publicwhip>'
    transcript = read("t.xml", text)
    assert said(transcript) == [("Ann Hill", "When?"), ("Bob Ott", "On Monday.")]
    assert (transcript.meta.date, transcript.turns[0].section) == ("2024-05-06", "PORTS")


def test_openaustralia_has_the_shape_of_parlaparse_and_its_own_chambers() -> None:
    text = '<debates><major-heading id="uk.org.publicwhip/lords/2024-05-06.1.1">BILLS</major-heading>'
    text += (
        '<speech id="uk.org.publicwhip/lords/2024-05-06.1.2" speakername="Ann Hill" time="12:30"><p>Order!</p></speech>'
    )
    transcript = read("t.xml", text + "</debates>")
    assert said(transcript) == [("Ann Hill", "Order!")]
    assert (transcript.meta.chamber, transcript.turns[0].clock) == ("Senate", "12:30")


def test_what_a_swedish_speaker_says_goes_on_behind_a_note() -> None:
    text = '<TEI xmlns="http://www.tei-c.org/ns/1.0"><text><body><div>'
    text += '<note type="speaker">Anf. 7 ROSA TEY (S) replik:</note><u who="Q1" next="b"><seg>Ett.</seg></u>'
    text += '<note>(Applåder)</note><u who="Q1" prev="a"><seg>Två.</seg></u></div></body></text></TEI>'
    transcript = read("t.xml", text)
    (turn,) = transcript.turns
    assert (turn.speaker, turn.text.split()) == ("ROSA TEY", ["Ett.", "Två."])
    assert [segment.as_printed for segment in turn.segments][:1] == ["Anf. 7 ROSA TEY (S) replik"]
