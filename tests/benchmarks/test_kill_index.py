"""A short run of the kill test; the long one is `python -m benchmarks.kill_index`."""

from pathlib import Path

import pytest

from benchmarks.kill_index import Trials

pytestmark = pytest.mark.slow


def test_killed_writers_leave_an_index_that_answers_and_that_a_sync_completes(tmp_path: Path) -> None:
    trials = Trials(tmp_path, seed=0, transcripts=8, turns=12)
    steps = [*trials.prepare(), *trials.run(8)]
    assert steps[-1] == trials.result.total >= 8
    assert trials.result.faults == []
