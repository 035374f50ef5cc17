"""Abbreviations whose full stop need not end a sentence, and the words that begin one, of the languages we read.

What has a capital here is taken with one only: "Con. Res. 202", but "pros and con."
"""

from collections.abc import Iterator

from rag.language.vocabulary import FOREIGN_MONTHS, MONTHS, SHORT_MONTHS


def _forms(word: str) -> Iterator[str]:
    yield from (word, word.upper())
    if word.islower():
        yield word.capitalize()


def _all_forms(*languages: str) -> frozenset[str]:
    return frozenset(form for words in languages for word in words.split() for form in _forms(word))


# English, German, French, Spanish. What stands before a name, or in the midst of a sentence: it never ends one.
NEVER_LAST = _all_forms(
    "Mr Mrs Ms Messrs Dr Prof hon Rep Sen Gov Gen Maj Col Lt Sgt Capt Cmdr Adm Pres Rev Supt Atty Con Res"
    " e.g i.e vs v cf approx",
    "Hr Fr Abg bzw vgl sog inkl evtl ggf z.B d.h",
    "MM p.ex",
    "Sra Srta Dra Dña Excmo Excma p.ej ej ex EE",
)
# What stands before a number; elsewhere "No." is a sentence.
BEFORE_NUMBER = _all_forms(
    "no nos art arts sec secs vol fig figs ch cl para paras reg c p pp ext col Eliz Geo",
    "nr abs ziff Rn",
    "núm pág págs",
)
# What may end a sentence: it does where the next word opens one.
MAYBE_LAST = _all_forms(
    " ".join(map(str.capitalize, SHORT_MONTHS)),
    "St Mt Ave Blvd Rd Jr Sr Inc Ltd Co Corp LLC Bros etc al",
    "usw ca Mio Mrd Jh",
    "UU Ud Uds Vd",
)
# None that is a name as well ("Will", "May", "Das", "Le").
OPENERS = frozenset(
    (
        "A About After All Also Although And Another Any Are As At Because Before But By Can Could Did Do Does Each"
        " Even Every For From Had Has Have He Her Here His How However I If In Is It Its Just Let Like Look Many Maybe"
        " Most My No Nobody Not Nothing Now Of Oh Okay On Once One Only Or Other Our Perhaps Please She Should"
        " Since So Some Sometimes Still Thank Thanks That The Their Then There These They This Those Though Thus To"
        " Today Unless Until Was We Well Were What When Where Whether Which While Who Why With Would Yeah Yes Yet You"
        " Your"
        " Die Es Er Sie Wir Ihr Ich Und Aber Oder Denn Doch Dann Dort Hier Wenn Weil Als Auch Nur Noch Nicht Kein Keine"
        " Wer Wie Wo Warum Ja Nein Dies Diese Dieser Dieses Jetzt"
        " Les Une Ce Cette Ces Il Elle Ils Elles Nous Vous Je Et Mais Ou Donc Car Quand Que Qui Quoi Comment Pourquoi"
        " Tout Tous Oui Puis Dans Pour Avec"
        " Una Pero Porque Cuando Cómo Qué Quién Dónde Sí Esto Esta Este Estos Eso Ella Ellos Nosotros Usted"
    ).split()
)
# What stands before a number in a row, which German writes with a stop: "am 3. Tag", "der 20. Bundestag".
BEFORE_ORDINAL = _all_forms(
    "am im vom zum zur bis der die das dem den des ab seit beim ein eine einen einem einer jeder"
)
# Behind a number of one or two digits: a day in German.
DATED = frozenset(map(str.capitalize, (*MONTHS, *FOREIGN_MONTHS)))
