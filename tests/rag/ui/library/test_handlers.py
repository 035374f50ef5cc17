"""What happens in Library, over a real library in a folder: adding, renaming, removing, and who may not."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from rag.ui.library.handlers import Keeping, Sheet
from tests.index.double import Library
from tests.rag.double import make_assistant

REQUEST: Any = SimpleNamespace(headers={"accept-language": "en"})
VTT = b"WEBVTT\n\n00:01.000 --> 00:04.000\n<v Speaker 1>The zebra sleeps.\n\n00:05.000 --> 00:06.000\n<v Bo>Why?\n"


@dataclass
class Kept:
    library: Library
    keeping: Keeping
    uploads: Path

    def send(self, *files: tuple[str, bytes], sheet: Sheet | None = None) -> tuple[str, Sheet]:
        listed = []
        for number, (name, data) in enumerate(files):
            path = self.uploads / f"hash-{number}" / f"file-{number}"
            path.parent.mkdir(parents=True)
            path.write_bytes(data)
            listed.append({"path": str(path), "name": name})
        return self.keeping.preview(sheet or Sheet(), clicked(files=listed), REQUEST)

    def done(self) -> None:
        assert self.keeping.jobs.join(30)
        job = self.keeping.jobs.current
        assert job is not None
        assert job.problem is None

    @property
    def files(self) -> list[str]:
        return sorted(path.name for path in self.library.folder.iterdir() if not path.name.startswith("."))

    @property
    def sent(self) -> list[Path]:
        return list(self.uploads.rglob("file-*"))


def clicked(**values: Any) -> Any:
    return SimpleNamespace(**values)


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Kept]:
    uploads = tmp_path / "uploads"
    uploads.mkdir()
    monkeypatch.setenv("GRADIO_TEMP_DIR", str(uploads))
    library = Library(tmp_path / "library")
    library.write("talk.txt", "Speaker 1: I sell fish.\nAna: Fresh?\n")
    library.index.sync()
    assistant = make_assistant(library)
    yield Kept(library, Keeping(lambda: assistant, lambda _: "", lambda _: True), uploads)
    library.index.close()


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


def test_a_speaker_is_renamed_after_what_that_changes_was_shown(kept: Kept) -> None:
    html, _ = kept.keeping.ask_speakers(Sheet(), clicked(id="talk.txt"), REQUEST)
    assert "Speaker 1" in html
    event = clicked(id="talk.txt", speaker="Speaker 1", new="Eve Lund", role="fishwife", scope="here")
    html, sheet = kept.keeping.plan_rename(event, REQUEST)
    assert "1 turn will be of Eve Lund" in html
    assert not (kept.library.folder / "aliases").exists()
    kept.keeping.rename(sheet, REQUEST)
    kept.done()
    assert kept.library.index.turn("talk.txt#0").speaker == "Eve Lund"


def test_a_name_that_cannot_be_given_is_refused_beside_its_field(kept: Kept) -> None:
    event = clicked(id="talk.txt", speaker="Speaker 1", new=" ", role="", scope="here")
    html, sheet = kept.keeping.plan_rename(event, REQUEST)
    assert 'role="alert"' in html
    assert 'name="new"' in html
    assert sheet.rename is None
    html, *_ = kept.keeping.rename(sheet, REQUEST)
    assert "first" in html
    assert not kept.keeping.jobs.busy


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


def test_whoever_may_only_read_is_refused_whatever_their_page_shows(kept: Kept) -> None:
    reading = Keeping(kept.keeping.assistant, kept.keeping.status, lambda _: False)
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
        reading.ask_speakers(Sheet(), event, REQUEST)[0],
        reading.ask_rename(event, REQUEST)[0],
        reading.plan_rename(event, REQUEST)[0],
        reading.rename(Sheet(), REQUEST)[0],
        reading.look_again(REQUEST)[0],
        reading.rebuild(REQUEST)[0],
    ]
    assert all("You may read this library&#44; not change it" in html for html in shown)
    assert not path.exists()
    assert not reading.jobs.busy
    assert kept.files == ["talk.txt"]
    assert "data-act" not in reading.dress(REQUEST)[0] + reading.draw("", 0, REQUEST)


def test_the_folder_is_looked_at_again_and_the_index_made_anew(kept: Kept) -> None:
    kept.library.write("late.txt", "Ana: A walrus.\nBo: Where?\n")
    _, _, timer = kept.keeping.look_again(REQUEST)
    assert timer.active
    kept.done()
    assert kept.library.index.mentions("walrus")
    assert "Make the index anew" in kept.keeping.ask_rebuild(Sheet(), REQUEST)[0]
    before = kept.library.index.generation
    kept.keeping.rebuild(REQUEST)
    kept.done()
    assert kept.library.index.generation > before


def test_the_list_names_what_failed_first_with_the_way_out(kept: Kept) -> None:
    kept.library.write("bad.json", "[1, 2")
    kept.library.index.sync()
    html = kept.keeping.draw("", 0, REQUEST)
    assert html.index("bad&#46;json") < html.index("talk")
    assert re.search(r'data-act="ask-remove"[^>]*data-id="bad&#46;json"', html)


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
