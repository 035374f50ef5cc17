"""What happens in Library, over a real library in a folder: adding, renaming, removing, and who may not."""

import re
from html import unescape
from pathlib import Path

import pytest

from rag.ui.i18n import LANGUAGES
from rag.ui.library.handlers import Keeping
from rag.ui.library.html import render_list
from rag.ui.library.managing import Sheet
from rag.ui.library.renaming import Renaming
from tests.index.double import CountingEmbedder, Library
from tests.rag.ui.library.double import REQUEST, VTT, Kept, clicked


def test_a_file_sent_is_shown_and_only_added_when_that_is_confirmed(kept: Kept) -> None:
    html, sheet = kept.send(("../new.vtt", VTT))
    assert "2 turns" in html
    assert "webvtt" in html
    assert kept.files == ["talk.txt"]
    kept.keeping.add(sheet, clicked(files=[{"number": 0, "there": ""}]), REQUEST)
    kept.done()
    assert kept.files == ["new.vtt", "talk.txt"]
    assert kept.library.index.mentions("zebra")
    assert kept.sent == []


def test_a_bad_file_says_why_and_cannot_be_added(kept: Kept) -> None:
    html, sheet = kept.send(("bad.json", b"[1, 2"), ("talk.exe", b"MZ"), ("good.vtt", VTT))
    assert "bad&#46;json&#58;1&#58;" in html
    assert "talk&#46;exe" in html
    assert [upload.name for upload in sheet.uploads] == ["good.vtt"]
    assert len(kept.sent) == 1
    kept.keeping.add(sheet, clicked(files=[{"number": 0}, {"number": 1}, {"number": "0"}, None]), REQUEST)
    kept.done()
    assert kept.files == ["good.vtt", "talk.txt"]


def test_what_is_not_added_is_deleted(kept: Kept) -> None:
    _, sheet = kept.send(("one.vtt", VTT), ("two.vtt", VTT + b"\n"))
    kept.keeping.close(sheet)
    assert kept.sent == []
    assert kept.files == ["talk.txt"]


def test_nothing_chosen_adds_nothing_and_says_so(kept: Kept) -> None:
    _, sheet = kept.send(("one.vtt", VTT))
    html, *_ = kept.keeping.add(sheet, clicked(files=[]), REQUEST)
    assert "No file is chosen" in html.replace("&#46;", ".")
    assert not kept.keeping.jobs.busy


def test_a_file_of_the_same_name_is_kept_or_replaced_as_said(kept: Kept) -> None:
    new = b"Speaker 1: I sell eels.\nAna: Alive?\n"
    html, sheet = kept.send(("talk.txt", new))
    assert 'value="keep both" checked' in html
    kept.keeping.add(sheet, clicked(files=[{"number": 0, "there": "nonsense"}]), REQUEST)
    kept.done()
    assert kept.files == ["talk (2).txt", "talk.txt"]


@pytest.mark.parametrize(("keep", "where"), [("keep", ".removed"), ("delete", None)])
def test_a_transcript_is_removed_after_its_files_were_named(kept: Kept, keep: str, where: str | None) -> None:
    html, _ = kept.keeping.ask_remove(Sheet(), clicked(id="talk.txt"), REQUEST)
    assert "talk&#46;txt" in html
    assert kept.files == ["talk.txt"]
    kept.keeping.remove(clicked(id="talk.txt", keep=keep), REQUEST)
    kept.done()
    assert kept.files == []
    assert kept.library.index.mentions("fish") == []
    assert bool(list(kept.library.folder.glob(".removed/*/talk.txt"))) == (where is not None)


def test_users_who_may_only_read_are_refused_whatever_their_page_shows(kept: Kept) -> None:
    reading = Keeping(kept.keeping.assistant, kept.keeping.status, lambda _: False)
    renaming = Renaming(kept.keeping.assistant, kept.keeping.status, lambda _: False)
    path = kept.uploads / "hash" / "file"
    path.parent.mkdir()
    path.write_bytes(VTT)
    event = clicked(id="talk.txt", speaker="Speaker 1", new="Eve", role="", scope="here", keep="delete", first="0")
    html, sheet = reading.preview(Sheet(), clicked(files=[{"path": str(path), "name": "new.vtt"}]), REQUEST)
    shown = [
        html,
        reading.add(Sheet(sheet.uploads), clicked(files=[{"number": 0}]), REQUEST)[0],
        reading.ask_remove(Sheet(), event, REQUEST)[0],
        reading.remove(event, REQUEST)[0],
        renaming.ask_speakers(Sheet(), event, REQUEST)[0],
        renaming.ask_rename(event, REQUEST)[0],
        renaming.plan_rename(event, REQUEST)[0],
        renaming.rename(Sheet(), REQUEST)[0],
        reading.look_again(REQUEST)[0],
        reading.rebuild(REQUEST)[0],
    ]
    assert all("You may read this library&#44; not change it" in html for html in shown)
    assert not path.exists()
    assert not reading.jobs.busy
    assert kept.files == ["talk.txt"]
    assert "data-act" not in reading.dress(REQUEST)[0] + reading.draw("", 0, REQUEST)


def test_the_folder_is_looked_at_again_and_the_index_rebuilt(kept: Kept) -> None:
    kept.library.write("late.txt", "Ana: A walrus.\nBo: Where?\n")
    _, _, timer = kept.keeping.look_again(REQUEST)
    assert timer.active
    kept.done()
    assert kept.library.index.mentions("walrus")
    assert "Rebuild the index" in kept.keeping.ask_rebuild(Sheet(), REQUEST)[0]
    before = kept.library.index.generation
    kept.keeping.rebuild(REQUEST)
    kept.done()
    assert kept.library.index.generation > before


def test_the_list_names_what_failed_first_with_the_way_out(kept: Kept) -> None:
    kept.library.write("bad.json", "[1, 2")
    kept.library.index.sync()
    html = kept.keeping.draw("", 0, REQUEST)
    assert html.index("bad&#46;json") < html.index("talk")
    assert re.search(r'data-act="ask&#45;remove"[^>]*data-id="bad&#46;json"', html)


def test_a_change_of_the_index_is_drawn_once(kept: Kept) -> None:
    _, _, drawn, generation, _ = kept.keeping.tick(-1, "", 0, REQUEST)
    assert "talk" in drawn
    assert generation == kept.library.index.generation
    again = kept.keeping.tick(generation, "", 0, REQUEST)
    assert not isinstance(again[2], str)


def test_a_page_before_its_library_offers_nothing_and_says_why(kept: Kept) -> None:
    early = Keeping(lambda: None, lambda say: say("status.opening"), lambda _: True)
    assert "opening the library" in early.look_again(REQUEST)[0]
    assert "No transcripts yet" in early.draw("", 0, REQUEST)


def test_the_list_says_that_the_embedding_model_does_not_know_the_language(tmp_path: Path) -> None:
    library = Library(tmp_path / "library")
    library.write("a.txt", "Ana: 我们得谈谈港口的事，因为桥关闭了。\n")
    with library.opened(embedder=CountingEmbedder(name="all-MiniLM-L6-v2")) as index:
        index.sync()
        shown = render_list(index.transcripts(), LANGUAGES["zh"], manages=False, warnings=index.warnings())
    assert unescape(shown).count("嵌入模型 all-MiniLM-L6-v2 不懂") == 2, "of the whole, and in its line"
