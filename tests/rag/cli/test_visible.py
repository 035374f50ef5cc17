"""What a transcript says reaches a terminal as text, and nothing of it as a command."""

import io
import json
import unicodedata
from contextlib import redirect_stdout

import pytest

from rag.cli import printing
from rag.cli.visible import escaped, visible
from tests.rag.cli.test_cli import Run, run  # noqa: F401 - a fixture

ATTACKS = (
    "\x1b[2J\x1b[1;31mgone", "\x1b]0;title\x07", "\x1b]8;;http://evil.example\x1b\\\\link", "\x9b31m", "\x9d0;x\x9c",
    "a\rb", "a\bb", "\x7f", "\u202eetaler", "\u2066x", "\u200fx", "\u2028x", "a\x00b", "\U000e0041", "\ufeffx",
)  # fmt: skip


def obeyed(text: str) -> set[str]:
    """What a terminal would act on in a text, or would not show."""
    kept = set("\n\t")
    return {c for c in text if unicodedata.category(c) in ("Cc", "Cf", "Zl", "Zp", "Cs") and c not in kept}


@pytest.mark.parametrize("attack", ATTACKS)
def test_nothing_a_terminal_obeys_is_left(attack: str) -> None:
    assert not obeyed(visible(attack))
    assert "\n" not in visible(f"{attack}\n")
    assert visible("Ana Reyes: 40 000 €, 王小明") == "Ana Reyes: 40 000 €, 王小明"


@pytest.mark.parametrize("attack", ATTACKS)
def test_json_means_the_same(attack: str) -> None:
    text = json.dumps({"text": attack}, ensure_ascii=False)
    assert not obeyed(escaped(text))
    assert json.loads(escaped(text)) == {"text": attack}


@pytest.mark.parametrize("attack", ATTACKS)
def test_every_table_and_list_shows_it(attack: str) -> None:
    transcript = {"id": attack, "title": attack, "date": attack, "turns": 1, "format": attack, "state": "broken"}
    turn = {
        "index": 0,
        "speaker": attack,
        "text": attack,
        "start": None,
        "turn_id": attack,
        "title": attack,
        "date": "",
    }
    warning = {"file": attack, "line": 1, "message": attack}
    whole = {
        "title": attack,
        "date": None,
        "event": attack,
        "place": None,
        "url": None,
        "language": None,
        "warnings": [attack],
    }
    with redirect_stdout(io.StringIO()) as shown:
        printing.transcripts({"transcripts": [{**transcript, "warnings": [attack], "speakers": [attack]}]})
        printing.speakers({"speakers": [{"speaker": attack, "transcripts": 1, "turns": 2}]})
        printing.search_results({"results": [turn], "count": 1, "mode": attack})
        printing.turns({"transcript": whole, "turns": [turn]})
        parsed = {"title": attack, "date": "", "turns": [turn], "events": [], "dropped": [], "encoding": attack}
        printing.parsed({**parsed, "warnings": [warning]})
        checked = {"text": attack, "support": "weak", "why": attack}
        printing.verified({"citations": [{"marker": 1, "holds": False, "why": attack}], "sentences": [checked]})
        printing.checks({"checks": [{"name": attack, "ok": False, "detail": attack, "fix": attack}]})
    assert not obeyed(shown.getvalue())


def test_a_file_name_is_shown_and_not_done(run: Run) -> None:  # noqa: F811
    for arguments in (("parse", "no\x1b[2Jsuch\nfile.txt"), ("parse", "--json", "no\x9bsuch.txt")):
        told = run(*arguments)
        assert told.code == 1
        assert not obeyed(told.out + told.err)
