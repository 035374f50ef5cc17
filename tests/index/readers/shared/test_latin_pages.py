"""The Latin code pages are told apart by what their letters and words say in the languages that use them."""

import pytest

from index.readers.shared.decoding import decode

SAID = {
    "Czech": "Dobrý večer, vítám vás na zasedání.\nRozpočet jsme schválili včera, ale ještě chybí dvě čísla.",
    "Slovak": "Dnes budeme hovoriť o moste.\nKeď sa voda vráti, musíme byť pripravení a vedieť, čo robiť ďalej.",
    "Polish": "Dziękuję za głos.\nMost będzie gotowy w październiku, choć deszcz przeszkadzał całą wiosnę.",
    "Hungarian": "Köszönöm a szót.\nAz őszi költségvetésről még nem döntöttünk, mert előbb a hídról beszélünk.",
    "Croatian": "Hvala lijepa, gospođo predsjednice.\nOdlučit ćemo sljedeći tjedan, još nam trebaju važne brojke.",
    "Turkish": "Teşekkür ederim, sayın başkan.\nKöprünün açılışı için üç ay daha gerekiyor, çünkü yağmur durmadı.",
    "Lithuanian": "Ačiū, kad atėjote.\nTiltą baigsime rudenį, jeigu lietus liausis ir užteks pinigų.",
    "French": "Merci à vous, madame la présidente.\nLe pont sera prêt à l'été, où qu'en soient les dépenses.",
    "German": "Schönen guten Abend, Frau Präsidentin.\nÜber die Brücke müssen wir nächste Woche noch einmal reden.",
    "Spanish": "Gracias, señora presidenta.\n¿Cuándo estará listo el puente? El año próximo, según el informe.",
    "Portuguese": "Obrigado, senhora presidente.\nA ponte não estará pronta antes do verão, e a decisão é nossa.",
    "Danish": "Tak, fru formand.\nBroen bliver først færdig på den anden side af nytår, når pengene er fundet.",
    "Icelandic": "Þakka þér fyrir, frú forseti.\nBrúin verður ekki tilbúin fyrr en í haust, það er ljóst.",
    "Finnish": "Kiitos, rouva puheenjohtaja.\nSilta valmistuu vasta syksyllä, sillä sitä ei ehditä tehdä kesällä.",
}
PAGES = [
    *(("cp1250", name) for name in ("Czech", "Slovak", "Polish", "Hungarian", "Croatian")),
    *(("iso8859-2", name) for name in ("Czech", "Slovak", "Polish", "Croatian")),
    *(("cp852", name) for name in ("Czech", "Polish")),
    ("cp1254", "Turkish"),
    ("cp1257", "Lithuanian"),
    *(("cp1252", name) for name in ("French", "German", "Spanish", "Portuguese", "Danish", "Icelandic", "Finnish")),
    *(("mac_roman", name) for name in ("French", "German", "Danish")),
    *(("cp850", name) for name in ("French", "Spanish")),
]


@pytest.mark.parametrize(("page", "language"), PAGES)
def test_a_page_is_known_by_the_letters_it_gives(page: str, language: str) -> None:
    assert decode(SAID[language].encode(page)) == (SAID[language], page, None)


@pytest.mark.parametrize("language", SAID)
def test_what_is_utf_8_stays_so(language: str) -> None:
    assert decode(SAID[language].encode()).encoding == "utf-8"


@pytest.mark.parametrize(
    "said",
    ["It’s so – “we’re done”, she said.", "The café and the naïve façade.", "£5, 20°, ½ — §3 ©", "Zoë Müller: Yes."],
)
def test_few_accents_and_typographers_signs_in_english_are_cp1252(said: str) -> None:
    assert decode(said.encode("cp1252")) == (said, "cp1252", None)
