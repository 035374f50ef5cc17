"""Little words of languages other than English, once: what asks, what says, numbers and time. Pure.

A language is one entry. Everything that reads a text by its language asks here which it is in; where that is English,
or too little tells, None is the answer and English is read.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache

from index.language import IN_CJK
from index.vocabulary import SPACED_ENDS, UNSPACED_ENDS

_LETTERS = re.compile(r"[^\W\d_]+")


def _split(text: str) -> frozenset[str]:
    return frozenset(text.split())


@dataclass(frozen=True, slots=True)
class Tongue:
    """What is read of a language. `name`: in English, as a model is told it.

    `little`: words that carry no meaning, small numbers among them, by which the language is known, as by its
    `letters`; `asking`: patterns of question words,
    each with the English that stands for it, of those that begin together the first is taken; `saying`: so verbs of
    saying; `leads`: what stands before a date and bounds it, by the name that `rag.question.date_range` has for that;
    `not_said`: a pattern of how a model says that there is no answer; `stemmer`: Snowball's name;
    `grouped`: whether dots stand between thousands and a comma before decimals.
    """

    name: str
    little: frozenset[str] = frozenset()
    letters: str = ""
    asking: tuple[tuple[str, str], ...] = ()
    saying: tuple[tuple[str, str], ...] = ()
    leads: dict[str, str] = field(default_factory=dict)
    not_said: str = ""
    stemmer: str = ""
    grouped: bool = False


TONGUES = {
    "es": Tongue(
        "Spanish",
        _split(
            "el la los las un una unos unas de del al y o e que qué en por para con sin se su sus lo le les es "
            "son fue era ser está están hay ha han he había como cómo más pero porque este esta estos estas eso "
            "esto ese esa yo tú él ella nosotros ellos ellas mi mis tu tus nos muy ya también cuando cuándo "
            "donde dónde quién quiénes cuál cuáles cuánto cuánta cuántos cuántas sobre entre hasta desde según "
            "si sí tiene tengo después antes todo todos nada cada otro otra dos tres cuatro cinco seis siete "
            "ocho nueve diez doce quince veinte treinta cuarenta cincuenta sesenta setenta ochenta noventa cien "
            "ciento doscientos doscientas trescientos quinientos mil millón millones"
        ),
        "ñíáó",
        (
            (r"resum(?:e|en|ir)\b|resumen\b", "summarize"),
            (r"(?:enumera|lista|nombra)\b", "list"),
            (r"por qué|cuál (?:es|fue|era) (?:el motivo|la razón)|a qué se deb\w+", "why"),
            (r"(?:desde |hasta |para )?cuándo|(?:en |de )?qué (?:día|fecha|mes|año)", "when"),
            (r"(?:a |de |con |para |por )?quién(?:es)?", "who"),
            (r"cuánto tiempo", "how long"),
            (r"cuánt[oa]s|(?:en )?cuánt[oa]", "how much"),
            (r"(?:de |a )?d[oó]nde", "where"),
            (r"cómo", "how"),
            (r"(?:de |a |en |con |sobre )?(?:qué|cuál(?:es)?)", "what"),
        ),
        (
            (r"preguntó|preguntaron|pregunta", "asked"),
            (r"prometió|prometieron", "promised"),
            (r"dijo|dice|dijeron|dicen|dicho|opina\w*|según|explicó|contó|comentó|mencionó|afirmó", "said"),
        ),
        {
            "since": "desde|a partir del?", "after": "después del?|tras", "before": "antes del?", "until": "hasta",
            "at": "en|el|del?", "between": "entre",
        },
        r"(?:eso |esto )?no se (?:dice|dijo|menciona|mencionó|indica)",
        "spanish",
        grouped=True,
    ),
    "de": Tongue(
        "German",
        _split(
            "der die das den dem des ein eine einen einem einer eines und oder aber nicht kein keine keinen ist "
            "sind war waren wird werden wurde wurden hat haben hatte hatten ich du er sie es wir ihr mich mir "
            "ihm ihn ihnen sein seine ihre unser mein meine dein deine zu zum zur mit von vom für auf an am im "
            "bei beim nach aus über unter vor wie was wer wen wem wann wo warum wieso weshalb wegen welche "
            "welcher welches welchen wohin woher dass weil wenn als auch noch nur schon sehr so da dann doch "
            "mehr hier sich man wieder soll sollen kann können muss will bis seit ja nein habe zwei drei vier "
            "fünf sechs sieben acht neun zehn elf zwölf zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig "
            "neunzig hundert tausend millionen"
        ),
        "äöüß",
        (
            (r"fass\w* .*\bzusammen\b|zusammenfassung", "summarize"),
            (r"(?:nenne|zähle|liste)\b", "list"),
            (r"warum|weshalb|wieso|weswegen|aus welchem grund", "why"),
            (r"(?:seit |bis |ab )?wann|(?:in |an |seit |zu )?welche[mnrs]? (?:jahr|monat|tag|datum)e?[ns]?", "when"),
            (r"(?:mit |von |bei |für )?(?:wer|wem|wen|wessen)", "who"),
            (r"wie lange", "how long"),
            (r"wie viele?|wieviele?", "how much"),
            (r"wo|wohin|woher", "where"),
            (r"wie", "how"),
            (r"was|(?:in |an |mit |von |bei |auf )?welche[mnrs]?|worüber|womit|wovon", "what"),
        ),
        (
            (r"(?:ge|nach)?fragt(?:e|en)?|nachgefragt", "asked"),
            (r"versprach|versprochen|verspricht", "promised"),
            (
                r"sagt(?:e|en)?|gesagt|meint(?:e|en)?|gemeint|laut|erzählt(?:e|en)?|erklärt(?:e|en)?|erwähnt(?:e|en)?"
                r"|äußert(?:e|en)?|geäußert",
                "said",
            ),
        ),
        {
            "since": "seit(?: dem)?|ab(?: dem)?", "after": "nach(?: dem)?", "before": "vor(?: dem)?",
            "until": "bis(?: zum)?", "at": "am|im|in|vom|des|den", "between": "zwischen(?: dem)?",
        },
        r"(?:das |es )?(?:wird |wurde |ist )?nicht (?:gesagt|erwähnt|genannt|angegeben)(?: worden)?",
        "german",
        grouped=True,
    ),
    "fr": Tongue(
        "French",
        _split(
            "l le la les un une des du de qu et ou mais ne pas que qui quoi dont où en dans sur sous par pour "
            "avec sans se son sa ses leur leurs ce cet cette ces il elle ils elles je tu nous vous on lui moi "
            "mon ma mes ton ta tes notre votre est sont était sera ont avait avoir être fait au aux y comme "
            "plus très aussi quand combien comment pourquoi quel quelle quels quelles parce si même tout tous "
            "toute toutes depuis jusqu après avant entre chez est-ce déjà encore cela ça deux trois quatre cinq "
            "sept huit neuf dix onze douze quinze vingt trente quarante cinquante soixante cents mille"
        ),
        "çèêâîôûœàù",
        (
            (r"résum\w+", "summarize"),
            (r"(?:énumère|énumérez|liste|listez|cite|citez)\b", "list"),
            (r"pourquoi|pour quelles? raisons?", "why"),
            (
                r"(?:depuis |jusqu['’]à )?quand|(?:en |à |depuis )?quel(?:le)? (?:année|mois|date|jour|est la date)",
                "when",
            ),
            (r"combien de temps", "how long"),
            (r"(?:de |à )?combien", "how much"),
            (r"(?:d['’])?où", "where"),
            (r"comment", "how"),
            (
                r"qu['’]est-ce qu[ei]?|qu['’]|(?<!est-ce )que|(?:à |de |dans |sur |avec |par )?"
                r"(?:quel(?:le)?s?|quoi|laquelle)",
                "what",
            ),
            (r"(?:à |de |avec |pour |par )?qui", "who"),
        ),
        (
            (r"(?:a |ont )?demandé|demande|demandait", "asked"),
            (r"promis|promet", "promised"),
            (r"(?:a |ont )?dit|disait|disent|selon|pense|expliqué|déclaré|raconté|mentionné|affirmé|parlé", "said"),
        ),
        {
            "since": "depuis(?: le)?|à partir d[ue](?: le)?|dès(?: le)?", "after": "après(?: le)?",
            "before": "avant(?: le)?", "until": "jusqu['’](?:au|en|à)", "at": "le|en|au|du|de",
            "between": "entre(?: le)?",
        },
        r"(?:ce n['’]est |cela n['’]est |non |pas )(?:pas )?(?:dit|mentionné|précisé)",
        "french",
    ),
    "zh": Tongue(
        "Chinese",
        frozenset("的了是在和有吗呢什么怎谁哪就都也很把被对这那个我你他她它们"),
        "",
        (
            (r"总结|概括|摘要|總結", "summarize"),
            (r"列出|列举", "list"),
            (r"为什么|为何|為什麼|什么原因|怎么会", "why"),
            (r"什么时候|何时|什麼時候|哪一?年|哪一?天|哪个月|几月|几号|几点", "when"),
            (r"谁|誰|哪位|哪个人", "who"),
            (r"多久|多长时间", "how long"),
            (r"多少|几个|几次|几人|幾", "how much"),
            (r"哪里|哪儿|在哪|什么地方", "where"),
            (r"怎么|怎样|如何", "how"),
            (r"什么|什麼|哪些|哪", "what"),
        ),
        ((r"问了|问过|询问", "asked"), (r"答应|保证|承诺", "promised"), (r"说|表示|提到|认为|谈到|讲|建议", "said")),
        not_said="(?:这里|文中)?(?:没有|未)(?:说|提到|提及|说明)",
    ),
}  # fmt: skip
_ENGLISH = _split(
    "the and of to is are was were that it you we they he she this these those what which who when where why how not "
    "with for have has had be been do does did can could would should will there their from at by my your our his her "
    "but if an about just as all or so i on no up out won don"
)
_CJK = "zh"  # the one language without spaces that stands here
_LEAST = 2  # little words that only another language has
_OTHER_ENGLISH = _split("comment on no son me war man hat den plus pour ton eta sous come")
# Words that English has too tell nothing, nor does a letter.
_TELLING = {
    code: frozenset(word for word in tongue.little - _ENGLISH - _OTHER_ENGLISH if len(word) > 1)
    for code, tongue in TONGUES.items()
    if code != _CJK
}


@lru_cache(maxsize=8192)
def tongue_of(text: str) -> str | None:
    """The language of a text by its little words, or its script; None for English, or where too little tells.

    >>> tongue_of("Wegen der Knie."), tongue_of("¿Quién paga?"), tongue_of("谁付钱？"), tongue_of("Was it Los Angeles?")
    ('de', 'es', 'zh', None)
    """
    words = frozenset(_LETTERS.findall(text.casefold()))
    if len(IN_CJK.findall(text)) * 3 > sum(map(str.isalpha, text)):
        return _CJK
    english = words & _ENGLISH
    letters = frozenset(text.casefold())
    shared = {code: len(words & little) for code, little in _TELLING.items()}
    told = {code: number + (not letters.isdisjoint(TONGUES[code].letters)) for code, number in shared.items()}
    code = max(told, key=lambda one: told[one])
    found = told[code]
    if found == 1 and not english:  # "Wer zahlt?"
        return code if any(_pattern(form, code).match(text.lstrip("¿ ")) for form, _ in TONGUES[code].asking) else None
    return code if found >= _LEAST and found > len(english) else None


@lru_cache(maxsize=1024)
def english_form(question: str) -> str:
    """The question with its question word in English and in front, and English verbs of saying.

    What kind of answer is wanted is read from that; the question in English as it is.

    >>> english_form("¿Cuándo cerraron el mercado?"), english_form("Wer hat das gesagt?"), english_form("When?")
    ('when cerraron el mercado', 'who hat das said', 'When?')
    """
    code = tongue_of(question)
    if code is None:
        return question
    tongue, text = TONGUES[code], question.strip(f"¿¡ {SPACED_ENDS}{UNSPACED_ENDS}")
    for form, english in tongue.saying:
        text = _pattern(form, code).sub(english if code != _CJK else f" {english} ", text)
    found = [(match, english) for form, english in tongue.asking if (match := _pattern(form, code).search(text))]
    asks, english = min(found, key=lambda one: one[0].start(), default=(None, ""))
    if asks is None or not _opens(text[: asks.start()], code):
        return text
    return " ".join(f"{english} {text[: asks.start()]} {text[asks.end() :]}".split())


def bounding(kind: str) -> str:
    """A pattern for what stands before a date and bounds it so, in any of these languages."""
    return "|".join(tongue.leads[kind] for tongue in TONGUES.values() if kind in tongue.leads)


def _opens(before: str, code: str) -> bool:
    """Whether a question word asks: it opens the question or its last clause ("… und wer zahlt?" is of two)."""
    return code == _CJK or len(_LETTERS.findall(before.rpartition(",")[2])) <= 2


@lru_cache(maxsize=256)
def _pattern(form: str, code: str) -> re.Pattern[str]:
    return re.compile(form if code == _CJK else rf"(?<!\w)(?:{form})(?:(?<=['’])|(?!\w))", re.IGNORECASE)
