"""Labels of other languages and parliaments, of names seen once beside others, of questions and answers."""

import pytest

from tests.index.readers.reading_helpers import read, said

TALKS = {
    "Spanish": (
        "El señor PRESIDENTE: Se abre.\n\n"
        "La señora PÉREZ LÓPEZ: Gracias.\n\n"
        "El señor PRESIDENTE: Bien.\n\n"
        "El señor GÓMEZ: Hoy.\n\n"
    ),
    "Italian": (
        "PRESIDENTE. È aperta.\n\n"
        "ROSA TEI (PD). Quando?\n\n"
        "PRESIDENTE. Lunedì.\n\n"
        "BENE ODE, Ministro dei trasporti. Il 3.\n\n"
    ),
    "Finnish": ("Puhemies: Avattu.\n\nRosa Tey /sd: Milloin?\n\nPuhemies: Heti.\n\nBen Ode /kok: Kiitos.\n\n"),
    "Turkish": (
        "BAŞKAN – Açıyorum.\n\nROSA TEY (İzmir) – Sayın Başkan?\n\nBAŞKAN – Evet.\n\nBEN ODE (Ankara) – Bugün.\n\n"
    ),
    "French": ("Q – Quand ?\n\nR – Lundi.\n\nQ – Lequel ?\n\nR – Le 3.\n\n"),
    "Portuguese": (
        "O SR. PRESIDENTE (Beto Alves) - Aberta.\n\n"
        "A SRA. ROSA TEY (PT-SP) - Quando?\n\n"
        "O SR. PRESIDENTE - Hoje.\n\n"
        "O SR. LIMA - Bem.\n\n"
    ),
    "placeholders": ("主持人：几点开放？\n\n张三：一点。\n\n主持人：哪一天？\n\n李四：明天。\n\n"),
    "signs": ("■主持人：几点开放？\n\n■张三：一点。\n\n■主持人：哪一天？\n\n■李四：明天。\n\n"),
    "one letter": ("问：几点开放？\n\n答：一点。\n\n问：哪一天？\n\n答：明天。\n\n"),
    "wide blank": (
        "問\u3000港はいつ開きますか。\n\n答\u3000月曜日です。\n\n問\u3000いつの月曜日ですか。\n\n答\u3000来週です。\n\n"
    ),
    "brackets": (
        "（問）\n港はいつ開きますか。\n\n（答）\n月曜日です。\n\n（問）\nいつの月曜日ですか。\n\n（答）\n来週です。\n\n"
    ),
    "Korean": (
        "○의장 김철수  시작합니다.\n\n○이영희 의원  언제 엽니까?\n\n○의장 김철수  내일입니다.\n\n○이영희 의원  네.\n\n"
    ),
    "numbered questions": ("Q1  Chair: When?\n\nBen Ode: On Monday.\n\nQ2  Chair: Which?\n\nBen Ode: The next.\n\n"),
}
WHO = {
    "Spanish": ["El señor PRESIDENTE", "La señora PÉREZ LÓPEZ", "El señor PRESIDENTE", "El señor GÓMEZ"],
    "Italian": ["PRESIDENTE", "ROSA TEI", "PRESIDENTE", "BENE ODE"],
    "Finnish": ["Puhemies", "Rosa Tey /sd", "Puhemies", "Ben Ode /kok"],
    "Turkish": ["BAŞKAN", "ROSA TEY", "BAŞKAN", "BEN ODE"],
    "French": ["Q", "R", "Q", "R"],
    "Portuguese": ["O SR. PRESIDENTE", "A SRA. ROSA TEY", "O SR. PRESIDENTE", "O SR. LIMA"],
    "placeholders": ["主持人", "张三", "主持人", "李四"],
    "signs": ["主持人", "张三", "主持人", "李四"],
    "one letter": ["问", "答", "问", "答"],
    "wide blank": ["問", "答", "問", "答"],
    "brackets": ["問", "答", "問", "答"],
    "Korean": ["김철수", "이영희", "김철수", "이영희"],
    "numbered questions": ["Chair", "Ben Ode", "Chair", "Ben Ode"],
}


@pytest.mark.parametrize("kind", TALKS)
def test_labels_are_told_by_the_others_of_their_file(kind: str) -> None:
    assert [turn.speaker for turn in read("talk.txt", TALKS[kind]).turns] == WHO[kind]


def test_what_is_said_of_a_speech_in_the_record_stands_in_its_label() -> None:
    text = "[Congressional Record Volume 143, Number 8 (Tuesday, January 28, 1997)]\n[Senate]\n\n"
    text += "  Mr. REED of Nevada. I thank the Chair.\n  The PRESIDING OFFICER. Without objection.\n"
    text += "  Mr. REED of Nevada (during the reading). I ask that it be waived.\n"
    assert said(read("record.txt", text))[2] == ("Mr. REED of Nevada", "I ask that it be waived.")


def test_a_time_and_a_name_with_a_colon_may_stand_above_the_words() -> None:
    text = "[00:00:01] Rosa Tey:\nShall we begin?\n\n[00:00:05] Ben Ode:\nPlease.\n\n[01:02:05] Rosa Tey:\nYes.\n"
    transcript = read("talk.txt", text)
    assert [(turn.speaker, turn.start) for turn in transcript.turns] == [
        ("Rosa Tey", 1.0),
        ("Ben Ode", 5.0),
        ("Rosa Tey", 3725.0),
    ]


NO_TALKS = {
    "settings": "Write this:\n\n"
    "[Service]\nExecStart=run it.\n\n[Service]\nUser=me. That is all.\n\n[Sizes]\nSo it is.\n",
    "openers": "Otherwise, it stays as it is.\n\nThe rest is easy.\n\nOtherwise, it goes.\n\nI.e., it is"
    " no more.\n\nI.e., nothing is left of it.\n",
    "table": "# Sizes\n\n"
    "| Model | Licence |\n| --- | --- |\n| Mini | free. |\n| Maxi | free: mostly. |\n\nThat is all.\n",
}


@pytest.mark.parametrize("kind", NO_TALKS)
def test_documents_are_no_talks(kind: str) -> None:
    assert {turn.speaker for turn in read("page.md", NO_TALKS[kind]).turns} == {None}


def test_a_label_in_small_letters_seen_once_is_believed_where_all_are_small() -> None:
    text = "maren: hi there.\nkofi: it went up: ten percent.\nmaren: and you?\npriya: we fly.\nkofi: true.\n"
    assert [turn.speaker for turn in read("talk.txt", text).turns] == ["maren", "kofi", "maren", "priya", "kofi"]


def test_a_display_name_may_hold_a_bar() -> None:
    text = "Ana (she/her)  0:03\nHi.\n\nBo (He/Him) | Pier Bank  0:12\nIt went up.\n\nAna (she/her)  0:15\nYes.\n"
    assert [turn.speaker for turn in read("talk.txt", text).turns][1] == "Bo (He/Him) | Pier Bank"


TALK = [("Rosa Tey", "Shall we begin?"), ("Ben Ode", "Please. It is late."), ("Rosa Tey", "Then: we do.")]


def test_a_page_may_set_names_off_by_a_dash_and_rtf_by_cells() -> None:
    page = "".join(f"<p><strong>{name}</strong> — {words}</p>" for name, words in TALK)
    assert said(read("talk.html", f"<!doctype html><html><body>{page}</body></html>")) == TALK
    rows = "".join(f"\\trowd {name}\\cell {words}\\cell\\row\n" for name, words in TALK)
    assert said(read("talk.rtf", "{\\rtf1\\ansi " + rows + "}")) == TALK
