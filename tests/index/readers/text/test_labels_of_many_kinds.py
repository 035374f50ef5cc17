"""Labels told by the file as a whole: offices, their holders, initials, chats, other scripts and marks."""

import pytest

from index.transcript import Dropped
from tests.index.readers.reading_helpers import read, said

TALKS = {
    "offices with small words": (
        "Předsedkyně Jana Malá: Zahajuji.\n\nMinistr dopravy Petr Svoboda: Otevřeme.\n\nPředsedkyně Jana Malá: Kdy?\n",
        ["Předsedkyně Jana Malá", "Ministr dopravy Petr Svoboda", "Předsedkyně Jana Malá"],
    ),
    "the holder of an office, words right below": (
        "The Secretary of State for Transport (Helen Marsh)\nThe bridge opens.\n\n"
        "Sir Ian Pike (North Wold) (Con)\nWhen?\n\nHelen Marsh\nIn May.\n\nSir Ian Pike\nI thank her.\n",
        ["Helen Marsh", "Sir Ian Pike", "Helen Marsh", "Sir Ian Pike"],
    ),
    "capital names of other scripts, initials behind them": (
        "ГОЛОВА. Розпочинаємо.\n\nКОВАЛЬ І.П. Коли?\n\nГОЛОВА. У травні.\n\nКОВАЛЬ І.П. Дякую.\n",
        ["ГОЛОВА", "КОВАЛЬ І.П.", "ГОЛОВА", "КОВАЛЬ І.П."],
    ),
    "a surname in capitals and a first name": (
        "PRESIDENTE. Aperta.\n\nROSSI Carla (PD). Quando?\n\nPRESIDENTE. A maggio.\n\nROSSI Carla (PD). Grazie.\n",
        ["PRESIDENTE", "ROSSI Carla", "PRESIDENTE", "ROSSI Carla"],
    ),
    "what somebody is, behind two dashes": (
        "Operator\n\nGood day.\n\nMaria Estrada -- Chief Executive Officer\n\nThank you.\n\n"
        "Operator\n\nGo ahead.\n\nMaria Estrada -- Chief Executive Officer\n\nIt rose.\n",
        ["Operator", "Maria Estrada", "Operator", "Maria Estrada"],
    ),
    "initials of those the front matter lists": (
        "Interviewer: Dr. Lisa Monk\nInterviewee: Harold Pence\nDate: June 4, 2011\n\n"
        "LM: Tell me.\n\nHP: I began there.\n\nLM: When?\n\nHP: In 1951.\n",
        ["Lisa Monk", "Harold Pence", "Lisa Monk", "Harold Pence"],
    ),
    "quotation marks around the name": (
        "«Ana» ¿Salió el barco?\n«Luis» Hace una hora.\n«Ana» ¿Sin nosotros?\n«Luis» Sí.\n",
        ["Ana", "Luis", "Ana", "Luis"],
    ),
    "callouts": (
        "> [!quote] Ana\n> Did it leave?\n\n> [!quote] Luis\n> It did.\n\n> [!quote] Ana\n> Without us?\n",
        ["Ana", "Luis", "Ana"],
    ),
    "keys for all but the words": (
        "Time: 00:00:03\nSpeaker: Ana Roy\nDid it leave?\n\nTime: 00:00:08\nSpeaker: Luis Vega\nIt did.\n",
        ["Ana Roy", "Luis Vega"],
    ),
    "a blank before the colon behind the time": (
        "Ana Roy  (0:03)  :  Did it leave?\n\nLuis Vega  (0:08)  :  It did.\n\nAna Roy  (0:12)  :  Well.\n",
        ["Ana Roy", "Luis Vega", "Ana Roy"],
    ),
}


@pytest.mark.parametrize("kind", TALKS)
def test_every_turn_has_its_speaker(kind: str) -> None:
    text, speakers = TALKS[kind]
    found = read("talk.md" if ">" in text else "talk.txt", text)
    assert [turn.speaker for turn in found.turns] == speakers
    assert all(turn.text.strip("?.") and ":" not in turn.text for turn in found.turns)


def test_where_every_cue_has_a_label_one_seen_once_is_a_name() -> None:
    cues = ["민수: 어디 있어?", "영희: 기다리고 있어.", "민수: 기다리자."]
    text = "".join(
        f"{number}\n00:00:0{number},000 --> 00:00:0{number},900\n{cue}\n\n" for number, cue in enumerate(cues, start=1)
    )
    assert [name for name, _ in said(read("talk.srt", text))] == ["민수", "영희", "민수"]
    assert [name for name, _ in said(read("talk.srt", text, "euc-kr"))] == ["민수", "영희", "민수"]


def test_hebrew_of_old_is_not_taken_for_cyrillic() -> None:
    text = "דנה: איפה כולם? אמרת שהם יבואו.\n\nיוסי: הם מחכים לסבא, הוא איחר.\n\nדנה: אז נחכה.\n"
    found = read("talk.txt", text, "cp1255")
    assert (found.files[0].encoding, said(found)[0][0]) == ("cp1255", "דנה")


def test_what_teams_prints_in_other_languages_is_nobodys_words() -> None:
    text = (
        "Ana Roy hat die Transkription gestartet\n\nAna Roy   0:03\nIst es weg?\n\nBo Li   0:08\nJa.\n\n"
        "Ana Roy   0:12\nOhne uns?\n\nAna Roy hat die Transkription beendet\n"
    )
    found = read("talk.txt", text)
    assert said(found)[-1] == ("Ana Roy", "Ohne uns?")
    assert found.meta.title is None
    assert Dropped("footer", "talk.txt", 12, "Ana Roy hat die Transkription beendet") in found.dropped
