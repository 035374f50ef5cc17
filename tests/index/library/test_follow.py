"""What was written beside a transcript while another sync runs is kept, and the index follows."""

from __future__ import annotations

import threading

import pytest

from index.library import correct as correcting
from index.library import follow as following
from index.library.follow import follow, follow_at_once
from tests.index.double import Library


def test_a_correction_made_while_another_sync_runs_is_kept_and_follows(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    library.write("talk.txt", "ANA: The brigde is shut.\n\nBEN: I have the keys.\n")
    library.index.sync()
    monkeypatch.setattr(following, "SOON", 0.1)
    with library.index.place.writer.writing(wait=5.0):
        path = correcting.correct(library.index, "talk.txt#0", correcting.Change(words="The bridge is shut."))
        assert follow_at_once(library.index, path, wait=0.1) is None
        assert follow(library.index, path) is None
        assert library.index.turn("talk.txt#0").text == "The brigde is shut."
        (waits,) = (thread for thread in threading.enumerate() if thread.name == "follow")
    waits.join(60)
    assert library.index.turn("talk.txt#0").text == "The bridge is shut."
