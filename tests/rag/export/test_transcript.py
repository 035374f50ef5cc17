"""A transcript as a document, and what is left of somebody in it who is to be hidden."""

import io
import json
import zipfile
from dataclasses import replace

import pytest
from lxml import etree

from index.catalog.rows import TranscriptInfo
from index.errors import LibraryError
from index.readers import Source, read_transcript
from index.speakers.redaction import redaction
from index.transcript import Event, Original, Segment, Speaker, Turn
from rag.export.transcript import FORMS, Manuscript, manuscript

FILE = "hearings/2026-03-12-reyes-hearing.vtt"


def turn(number: int, speaker: str | None, text: str, *, start: float | None = None, **more: object) -> Turn:
    place = Segment(FILE, number * 3 + 1, number * 3 + 2, 0, len(text), start=start, as_printed=speaker)
    made = Turn(f"{FILE}#{number}", number, speaker, text, (place,), start=start, as_printed=(speaker or "",))
    return replace(made, **more)  # type: ignore[arg-type]  # any field of a turn


TURNS = (
    turn(0, "Ana Reyes", "We ship <b>on Friday</b> & not\nbefore.", start=0.0, role="mayor",
         section="Words of Ms. Reyes"),
    turn(1, "Ben Ode", "1. Thank you, Ms. Reyes --> Ana.", start=4.5, corrections=("c1",),
         originals=(Original(1, "Ana Reyes", "Thank Reyes."),),
         affiliation="friend of Reyes", anchor="reyes", clock="10:00 (Reyes)"),
    turn(2, None, "- Applause for Reyes", start=9.0),
)  # fmt: skip
EVENTS = (Event("narrative", "Ms. Reyes rises.", FILE, line=6),)
INFO = TranscriptInfo(FILE, "Hearing of Ana Reyes", "2026-03-12", ("Ana Reyes", "Ben Ode"), 3, "webvtt", "ready")


def written(*hide: str, title: str = INFO.title, turns: tuple[Turn, ...] = TURNS) -> Manuscript:
    speakers = (Speaker("Ana Reyes", ("MS. REYES",)), Speaker("Ben Ode"))
    hiding = redaction(hide, speakers, turns) if hide else None
    info = replace(INFO, title=title)
    return manuscript(info, turns, events=EVENTS, files=(FILE,), hiding=hiding, base_url="http://desk")


def everything(form: str, document: Manuscript) -> str:
    """All that a file holds, its parts and their names unpacked."""
    content = FORMS[form](document)
    if form != "docx":
        return document.file(form) + content.decode()
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return document.file(form) + "".join(name + archive.read(name).decode() for name in archive.namelist())


def test_markdown_has_names_times_links_sections_and_what_was_corrected() -> None:
    text = everything("md", written())
    assert "# Hearing of Ana Reyes\n\n2026-03-12" in text
    assert "## Words of Ms. Reyes" in text
    assert "**Ana Reyes (mayor), 0:00** [#0](<http://desk/?turn=hearings%2F2026-03-12-reyes-hearing.vtt%230>)" in text
    assert "We ship \\<b\\>on Friday\\</b\\> & not\n\nbefore." in text
    assert "**Ben Ode, 0:04, corrected**[^1]" in text
    assert "1\\. Thank you" in text
    assert "\\- Applause" in text
    assert text.endswith("[^1]: The file says: Ana Reyes: Thank Reyes.\n")
    assert text.index("*Ms. Reyes rises.*") > text.index("1\\. Thank you")


def test_a_word_document_is_one_with_links_and_the_words_once() -> None:
    content = FORMS["docx"](written())
    read = "\n".join(one.text for one in read_transcript([Source("a.docx", content)]).turns)
    assert read.count("Thank you, Ms. Reyes") == 1
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert all(etree.fromstring(archive.read(name)) is not None for name in archive.namelist())
        assert archive.read("word/_rels/document.xml.rels").count(b"http://desk/?turn=") == 3


def test_subtitles_are_read_again_as_the_same_turns_and_mark_what_was_corrected() -> None:
    text = FORMS["vtt"](written()).decode()
    assert "<v.corrected Ben Ode>1. Thank you, Ms. Reyes --&gt; Ana.</v>" in text
    again = read_transcript([Source("a.vtt", text.encode())]).turns
    assert [(one.speaker, one.start) for one in again[:2]] == [("Ana Reyes", 0.0), ("Ben Ode", 4.5)]
    assert again[0].text == "We ship <b>on Friday</b> & not before."


def test_a_cue_is_a_piece_with_a_time_in_order_and_parts_follow_each_other() -> None:
    long = "One two. Three four. Five six."
    spans = ((0, 8, 0.0, "a"), (9, 20, None, "a"), (21, 30, 6.0, "a"))
    pieces = tuple(Segment(f, 1, 1, first, last, start=start) for first, last, start, f in spans)
    part = replace(turn(1, "Ben Ode", "Next day."), segments=(Segment("b", 1, 1, 0, 9, start=1.0),))
    cues = written(turns=(replace(TURNS[0], text=long, segments=pieces), part)).cues
    assert [cue.text.strip() for cue in cues] == ["One two. Three four.", "Five six.", "Next day."]
    assert all(cue.start < cue.end for cue in cues)
    assert [cue.start for cue in cues] == sorted(cue.start for cue in cues)


def test_without_times_there_are_no_subtitles() -> None:
    with pytest.raises(LibraryError, match="no times"):
        FORMS["vtt"](written(turns=(turn(0, "Ana Reyes", "Hello."),)))


def test_json_has_every_turn_with_what_the_file_says() -> None:
    values = json.loads(FORMS["json"](written()))
    assert [one["corrected"] for one in values["turns"]] == [False, True, False]
    assert values["turns"][1]["original"] == [{"index": 1, "speaker": "Ana Reyes", "text": "Thank Reyes."}]
    assert (values["id"], values["hidden"], len(values["events"])) == (FILE, [], 1)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("title", [INFO.title, "reyes hearing"])
def test_of_whoever_is_hidden_no_form_has_a_trace(form: str, title: str) -> None:
    split = replace(TURNS[1], segments=(Segment(FILE, 1, 1, 0, 20, start=4.5), Segment(FILE, 2, 2, 20, 32, start=5.0)))
    found = everything(form, written("Ana Reyes", title=title, turns=(TURNS[0], split, TURNS[2])))
    assert "Speaker A" in found
    for trace in ("reyes", "ana", "mayor", "hearings", "http://desk", "The file says"):
        assert trace not in found.casefold().replace("schemas.openxmlformats.org", ""), trace
    assert "Ben Ode" in found
    assert "corrected" in found


def test_a_name_that_ends_in_the_next_cue_leaves_nothing_there() -> None:
    pieces = (Segment(FILE, 1, 1, 0, 9, start=1.0), Segment(FILE, 2, 2, 9, 20, start=2.0))
    cut = replace(TURNS[0], text="I am Ana Reyes here.", segments=pieces)
    assert [cue.text for cue in written("Ana Reyes", turns=(cut, TURNS[1])).cues][:2] == ["I am Speaker A", " here."]


@pytest.mark.parametrize(
    ("title", "file"), [("../../etc/passwd", "etc-passwd.md"), ("…", "transcript.md"), ('a"b\nc', "a-b-c.md")]
)
def test_a_file_is_called_by_the_title_and_nothing_else(title: str, file: str) -> None:
    assert written(title=title).file("md") == file
