"""Which language a text is in, what its question words stand for, and its numbers in figures."""

import pytest

from rag.language.figures import in_figures
from rag.language.numbers import numbers
from rag.language.tongues import TONGUES, english_form, tongue_of
from rag.language.words import content
from rag.question.kind import Kind, kind_of, read_wants


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Nadie resultó herido en el mercado.", "es"),
        ("Wegen der Knie.", "de"),
        ("Qui dirige l'autorité portuaire ?", "fr"),
        ("不用，我在茶园里养了鸡。", "zh"),
        ("Was it so in Los Angeles?", None),
        ("C O N T E N T S", None),
        ("I won't comment on that, Monsieur de la Tour.", None),
        ("", None),
    ],
)
def test_a_text_is_in_the_language_whose_little_words_it_has(text: str, code: str | None) -> None:
    assert tongue_of(text) == code


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("¿Cuándo cerraron el mercado?", "when"),
        ("In welchem Jahr wurde die Brücke gebaut?", "when"),
        ("Qui a demandé des bacs en inox ?", "fact"),
        ("谁反对在河边路摆摊？", "fact"),
        ("Fasse die Sitzung bitte zusammen.", "summary"),
        ("Wird der Turm wieder aufgebaut?", "fact"),
    ],
)
def test_the_kind_of_a_question_is_read_from_its_question_word(question: str, kind: Kind) -> None:
    assert kind_of(english_form(question)) == kind


def test_a_clause_further_on_asks_nothing() -> None:
    assert not english_form("Hat die Frau dem Mann gesagt, dass er nicht weiß wer zahlt?").startswith("who")


@pytest.mark.parametrize(
    "question",
    [
        "¿Cuántos puestos hay en el mercado?",
        "Wie viele Besucher waren da?",
        "Combien de foyers sont touchés ?",
        "养了多少只鸡？",
    ],
)
def test_a_number_is_wanted_in_every_language(question: str) -> None:
    assert read_wants(english_form(question)).number


@pytest.mark.parametrize(
    "question", ["¿Por qué votó en contra?", "Warum nicht?", "Pourquoi pas la montagne ?", "为什么没有电梯？"]
)
def test_a_reason_is_wanted_in_every_language(question: str) -> None:
    assert read_wants(english_form(question)).reason


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("La empresa pierde doscientos mil euros al año.", "200000"),
        ("El año pasado vendí 3.400 kilos.", "3400"),
        ("Die Sanierung kostet 2,4 Millionen Euro.", "2400000"),
        ("Zweihundertzwölf Mitglieder haben gespendet.", "212"),
        ("L'inox coûterait quatre-vingt-dix mille euros.", "90000"),
        ("Il y a 90 000 euros dans le budget.", "90000"),
        ("改造需要一百八十万元。", "1800000"),
        ("每户出3.5万元。", "35000"),
        ("二〇二五年三月", "2025"),
    ],
)
def test_numbers_in_words_and_figures_of_other_languages_are_one_value(text: str, number: str) -> None:
    assert number in numbers(text)


def test_english_figures_stay_as_they_are() -> None:
    assert in_figures("It rose from 4,200 to 4.6 million.") == "It rose from 4,200 to 4.6 million."


def test_words_have_the_stems_of_their_language_and_no_little_words() -> None:
    asked, said = content("¿Cuántos puentes cerraron en el pueblo?"), content("El puente del pueblo se cerró en junio.")

    assert len(asked & said) == 3
    assert not (asked | said) & TONGUES["es"].little


def test_elided_articles_are_no_part_of_a_french_word() -> None:
    assert content("Où est l'hôpital de la ville ?") & content("Les hôpitaux et l'hôpital sont dans les villes.") >= {
        "vill"
    }
