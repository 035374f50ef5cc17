"""Speakers renamed in Library: suggested names, what a name changes, the change itself."""

from rag.ui.library.managing import Sheet
from tests.rag.ui.library.double import REQUEST, Kept, clicked


def test_a_speaker_is_renamed_after_what_that_changes_was_shown(kept: Kept) -> None:
    html, _ = kept.renaming.ask_speakers(Sheet(), clicked(id="talk.txt"), REQUEST)
    assert "Speaker 1" in html
    event = clicked(id="talk.txt", speaker="Speaker 1", new="Eve Lund", role="fishwife", scope="here")
    html, sheet = kept.renaming.plan_rename(event, REQUEST)
    assert "1 turn will be attributed to Eve Lund" in html
    assert not (kept.library.folder / "aliases").exists()
    kept.renaming.rename(sheet, REQUEST)
    kept.done()
    assert kept.library.index.turn("talk.txt#0").speaker == "Eve Lund"


def test_a_name_that_cannot_be_given_is_refused_beside_its_field(kept: Kept) -> None:
    event = clicked(id="talk.txt", speaker="Speaker 1", new=" ", role="", scope="here")
    html, sheet = kept.renaming.plan_rename(event, REQUEST)
    assert 'role="alert"' in html
    assert 'name="new"' in html
    assert sheet.rename is None
    html, *_ = kept.renaming.rename(sheet, REQUEST)
    assert "first" in html
    assert not kept.keeping.jobs.busy


def test_an_unnamed_speaker_is_offered_a_name_with_the_turn_that_says_it(kept: Kept) -> None:
    kept.library.write("call.txt", "Speaker 1: Good morning, I'm Cleo Marsh.\nSpeaker 2: Yes.\n")
    kept.library.index.sync()
    html, _ = kept.renaming.ask_speakers(Sheet(), clicked(id="call.txt"), REQUEST)
    assert "May be Cleo Marsh" in html
    assert "turn&#61;call&#46;txt&#37;230&#38;quote&#61;14&#45;28" in html
    assert html.count('data-act="offer"') == 1
    planned, sheet = kept.renaming.plan_rename(
        clicked(id="call.txt", speaker="Speaker 1", new="Cleo Marsh", role="", scope="here"), REQUEST
    )
    assert "1 turn will be attributed to Cleo Marsh" in planned
    kept.renaming.rename(sheet, REQUEST)
    kept.done()
    assert kept.library.index.turn("call.txt#0").speaker == "Cleo Marsh"


def test_a_variant_of_a_name_is_offered_for_merging_with_what_that_changes(kept: Kept) -> None:
    kept.library.write("a.txt", "MR. KIRBY: On Friday.\nAna: Why?\nMR. KIRBY: The tide.\n")
    kept.library.write("b.txt", "KIRBY: On Monday.\nAna: Why?\n")
    kept.library.index.sync()
    html, _ = kept.renaming.ask_speakers(Sheet(), clicked(id="b.txt"), REQUEST)
    assert "May be the same person as MR&#46; KIRBY" in html
    assert 'data-new="MR&#46; KIRBY" data-scope="everywhere"' in html
    planned, _ = kept.renaming.plan_rename(
        clicked(id="b.txt", speaker="KIRBY", new="MR. KIRBY", role="", scope="everywhere"), REQUEST
    )
    assert "1 turn will be attributed to MR&#46; KIRBY" in planned
