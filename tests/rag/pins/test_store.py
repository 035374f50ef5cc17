"""Pins: places in turns that somebody put by."""

import pytest

from index.catalog.kept import KeptInFolder
from index.errors import LibraryError, NotFound
from index.library.correct import Change, correct
from rag.pins import store
from rag.pins.store import Pin, Pinned
from tests.index.double import Library

TALK = "ANA: We ship the ferry timetable on Friday, I hope.\n\nBEN: Who pays for it?\n\nANA: The council does.\n"


@pytest.fixture
def talk(on_either: Library) -> Library:
    on_either.write("talk.txt", TALK)
    on_either.index.sync()
    return on_either


def pin(library: Library, turn: int = 0, *, quote: str = "", owner: str = "ana", note: str = "") -> Pin:
    turn_id = f"talk.txt#{turn}"
    span = store.span_of(library.index, turn_id, quote) if quote else None
    made = store.make_pin(library.index, turn_id, owner=owner, span=span, note=note)
    return store.add(library.index.kept, made)


def found(library: Library, owner: str = "ana") -> tuple[Pinned, ...]:
    return store.resolve(store.read(library.index.kept, owner), library.index, base_url="http://desk:7860")


def quotes(library: Library) -> list[str | None]:
    return [one.citation.quote if one.citation else None for one in found(library)]


def test_a_turn_or_a_quote_of_it_is_put_by_with_who_said_it_and_a_link(talk: Library) -> None:
    pin(talk, 1)
    pin(talk, 0, quote="on Friday", note="check the date")
    whole, part = found(talk)
    assert whole.citation is not None
    assert part.citation is not None
    assert (whole.citation.quote, whole.citation.speaker) == ("Who pays for it?", "BEN")
    assert (part.citation.quote, part.pin.note) == ("on Friday", "check the date")
    assert part.citation.url == "http://desk:7860/?turn=talk.txt%230"


def test_no_word_of_the_transcripts_is_kept(talk: Library) -> None:
    pin(talk, 0, quote="the ferry timetable", note="mine")
    kept = "\n".join(talk.index.kept.lines(store.FILE))
    assert "mine" in kept
    assert "ferry" not in kept


def test_everybody_has_their_own(talk: Library) -> None:
    made = pin(talk, 0, owner="ana")
    pin(talk, 1, owner="ben")
    pin(talk, 2, owner="")
    assert [len(found(talk, owner)) for owner in ("ana", "ben", "", "cleo")] == [1, 1, 1, 0]
    with pytest.raises(NotFound, match="no pin"):
        store.remove(talk.index.kept, "ben", made.id)
    with pytest.raises(NotFound, match="no pin"):
        store.annotate(talk.index.kept, "", made.id, "not yours")


def test_a_place_is_pinned_once_and_keeps_its_note(talk: Library) -> None:
    first = pin(talk, 0, note="one")
    assert pin(talk, 0) == first
    assert pin(talk, 0, note="two").id == first.id
    assert [one.pin.note for one in found(talk)] == ["two"]


def test_a_pin_goes_with_its_turn_when_that_is_corrected(talk: Library) -> None:
    pin(talk, 0, quote="the ferry timetable on Friday")
    pin(talk, 1)
    pin(talk, 2, quote="council")
    for turn, change in (
        (0, Change(words="We ship the ferry's time table on Monday, I hope.")),
        (2, Change(split_at="does.")),
        (1, Change(words="Who paid?", speaker="CLEO")),
    ):
        talk.index.sync([correct(talk.index, f"talk.txt#{turn}", change)])
    assert quotes(talk) == ["the ferry's time table on Monday", "Who paid?", "council"]
    assert [one.citation.corrected for one in found(talk) if one.citation] == [True, True, True]


def test_a_note_is_changed_and_a_pin_removed(talk: Library) -> None:
    made = pin(talk, 0)
    store.annotate(talk.index.kept, "ana", made.id, "  for the lead  ")
    assert [one.pin.note for one in found(talk)] == ["for the lead"]
    store.remove(talk.index.kept, "ana", made.id)
    assert found(talk) == ()


def test_words_that_a_new_version_moved_are_found_again(talk: Library) -> None:
    pin(talk, 0, quote="on Friday")
    pin(talk, 1)
    talk.write("talk.txt", "CLEO: Good morning.\n\nANA: Yes, on Friday.\n\nBEN: Who pays for it?\n")
    talk.index.sync()
    assert quotes(talk) == ["on Friday", "Who pays for it?"]
    assert [one.to_dict()["turn_id"] for one in found(talk)] == ["talk.txt#1", "talk.txt#2"]


def test_words_that_are_gone_are_told_as_lost(talk: Library) -> None:
    pin(talk, 0, quote="on Friday", note="was it?")
    talk.write("talk.txt", "ANA: We ship on Monday.\n")
    talk.index.sync()
    assert quotes(talk) == [None]
    (talk.folder / "talk.txt").unlink()
    talk.index.sync(allow_empty=True)
    assert quotes(talk) == [None]
    assert found(talk)[0].to_dict()["note"] == "was it?"


@pytest.mark.parametrize("span", [(5, 5), (4000, 4002), (-3, 2), (7, 3)])
def test_a_span_without_words_is_refused(span: tuple[int, int], talk: Library) -> None:
    with pytest.raises(NotFound, match="no words"):
        store.make_pin(talk.index, "talk.txt#0", owner="", span=span)


def test_a_turn_that_is_not_there_or_does_not_say_it_is_refused(talk: Library) -> None:
    with pytest.raises(NotFound):
        store.make_pin(talk.index, "talk.txt#9", owner="")
    with pytest.raises(NotFound, match="does not say"):
        store.span_of(talk.index, "talk.txt#0", "on Monday")


def test_nobody_fills_the_disk(talk: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "MOST", 2)
    pin(talk, 0)
    pin(talk, 1, note="x" * 9000)
    with pytest.raises(LibraryError, match="Remove some"):
        pin(talk, 2)
    assert len(found(talk)[1].pin.note) == store.LONGEST_NOTE


def test_a_line_that_is_no_pin_is_left_for_somebody_to_see(talk: Library) -> None:
    with talk.index.kept.changing(store.FILE) as lines:
        lines.append("rubbish")
    pin(talk, 0)
    assert len(found(talk)) == 1
    assert "rubbish" in talk.index.kept.lines(store.FILE)


def test_a_folder_that_may_not_be_written_is_named(talk: Library) -> None:
    with pytest.raises(LibraryError, match="cannot be kept"):
        store.add(KeptInFolder(talk.folder / "talk.txt"), store.make_pin(talk.index, "talk.txt#0", owner=""))
