"""What a terminal shows while an answer is made."""

from io import StringIO

import pytest

from rag.answer import Answer, Coverage, Done, Reading, StreamEvent, Token
from rag.cli.streamed import stream_answer

ANSWER = Answer("?", "It is.", False, None, (), (), Coverage(1, 1), "m", "v", 1)


class Terminal(StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("events", "shown"),
    [
        ([Reading(1, 2), Reading(2, 2)], "\rReading 1 of 2 parts\rReading 2 of 2 parts\n\n"),
        ([Reading(1, 2), Token("It "), Token("is.")], "\rReading 1 of 2 parts\nIt is.\n\n"),
        ([Token("It is."), Reading(2, 2)], "It is.\nReading 2 of 2 parts\n\n"),
    ],
)
def test_the_part_that_is_read_has_a_line_of_its_own(
    monkeypatch: pytest.MonkeyPatch, events: list[StreamEvent], shown: str
) -> None:
    monkeypatch.setattr("sys.stderr", terminal := Terminal())
    stream_answer(iter([*events, Done(ANSWER)]), note=None)
    assert terminal.getvalue() == shown
