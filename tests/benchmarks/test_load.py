"""The load benchmark in its smallest size: every part runs, and nothing of those who left stays behind."""

import pytest

from benchmarks import load


@pytest.mark.slow
def test_every_part_runs_and_nothing_stays_behind(capsys: pytest.CaptureFixture[str]) -> None:
    assert load.main(["--small"], module="tests.rag.ui.counting") == 0
    shown = capsys.readouterr().out
    for name in ("4 ask", "search meanwhile", "memory after each round", "12 left", "asked meanwhile", "idle"):
        assert f"| {name}" in shown
