"""Who speaks in a folder, and which of its files name nobody."""

from pathlib import Path

import pytest

from benchmarks.labels_seen import main


def test_speakers_are_counted_and_files_without_any_are_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.txt").write_text("Ana: Shall we?\nBo: Yes.\nAna: Good.\n")
    (tmp_path / "b.txt").write_text("Ana: Again.\nAna: And again.\nCleo: No.\n")
    assert main([str(tmp_path)]) == 0
    told = capsys.readouterr().out
    assert "    2 files      3 turns  Ana" in told
    assert "2 files, 3 speakers, 5 turns" in told
    (tmp_path / "c.txt").write_text("We went to the harbour. Nobody was there.\n")
    assert main([str(tmp_path), "--sample", "3"]) == 1
    assert "c.txt: nobody is named" in capsys.readouterr().out
