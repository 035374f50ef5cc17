"""Which of the Latin code pages a text is in that is not UTF-8: the same bytes are other letters in each.

Each reading of the bytes is compared with how often languages use their letters beyond ASCII, over the whole text, and
with their most frequent words. What nothing speaks for stays cp1252.
"""

import math
import re
from collections import Counter
from collections.abc import Mapping
from functools import cache
from itertools import pairwise

# Of each language the letters beyond ASCII, how often they come among 10,000 letters, and its most frequent words;
# counted from the word lists of wordfreq 3.1.1, but for Albanian and Estonian.
_LANGUAGES: Mapping[str, str] = {
    "cs": "í286á218ě176ž123ř107é98č90š84ý77ů46ú12ň5ď4ť4ó2 se na je to že si do jsem ale tak pro ve",
    "sk": "á190ž107č104ý101í100š89é78ú76ť70ľ44ô24ď19ň14ó11ä9ĺ1ŕ1 sa na je to že ako aj si do som ale po",
    "pl": "ł144ę134ż103ą86ó79ś73ć53ń15ź7 nie na się to do jest że jak ale co tak za",
    "hu": "é313á278ö94ó80ő73ü48í47ú29ű16 az és nem hogy egy is de meg csak ha van volt",
    "ro": "ă279ş118î115ţ98â51 de în şi la să din pe cu nu mai un este",
    "sl": "č140š99ž62 je in na se da so za ki pa tudi lahko ne",
    "sh": "š95č73ž56ć46đ19 je da se na od za su ne sa iz to kao",
    "tr": "ı416ü178ş149ç117ğ91ö76â2 ve bir bu için de da çok ile ne daha en gibi",
    "lt": "ė152ų127š118ž87ą74į61ū51č35ę17 ir kad su iš yra tai kaip ar buvo savo tik bet",
    "lv": "ā398ī187ē170š96ū58ņ45ļ35ž17ķ11ģ9č7 un ir ar par ka no kā uz kas arī vai bet",
    "es": "ó58í49á40é27ñ17ú12 de la que el en los no un se por es del",
    "fr": "é194à52è33ê19ç14ô5î3ù3â3û2œ1ï1 de la le et les est en des un que pas une",
    "de": "ü64ä44ö26 die der und in das ich ist nicht zu den von mit",
    "it": "è32à20ù10ò7é5ì5 di che il la in non un per del una le si",
    "pt": "ã87é59ç52á42í25ê22ó20ú10õ10à8â3ô3º1 de que do em da para não um uma com no se",
    "ca": "é60ó49à36è28í28ò22ç11ú11ï3ü2á1 de la que el en per del un les els una no",
    "nl": "é4ë4ï1 de van het een en in is op ik dat voor je",
    "da": "å138æ85ø80é2 og er af det at en til på jeg har for ikke",
    "nb": "å213ø85æ24é1 og er det på som til en av for ikke med har",
    "sv": "ä272å214ö147é1 är det att och jag på en inte som för med har",
    "fi": "ä507ö45 ja on ei että se oli mutta ole kun niin myös hän",
    "is": "ð358í209á199þ137ó78æ76ö71ú68é63ý19 og að er sem til en við af hann um ekki var",
    "en": "- the to and of in is for that you it on with",
    "sq": "ë700ç55 dhe në për të nga me që një është nuk ka ose",
    "et": "ä120õ90ü70ö20 ja on ei et see ta oli kui ma ka mis aga",
}
_WEST = tuple("es fr de it pt ca nl da nb sv fi is en et sq".split())
_CENTRE = tuple("cs sk pl hu ro sl sh".split())
# In the order in which equal scores are decided. ISO 8859-9 has the letters of cp1254, ISO 8859-1 those of cp1252.
_PAGES: Mapping[str, tuple[str, ...]] = {
    "cp1252": _WEST,
    "cp1250": _CENTRE,
    "iso8859-2": _CENTRE,
    "cp1254": ("tr",),
    "cp1257": ("lt", "lv", "et"),
    "iso8859-15": _WEST,
    "mac_roman": _WEST,
    "cp852": _CENTRE,
    "cp850": _WEST,
}
_SAMPLE = 262_144  # bytes, more of a text says nothing new
# Natural logarithms: by how much a page must explain a text better than cp1252; those of old machines by more.
_ADVANTAGE = 4.0
_ADVANTAGES = {"cp1252": 0.0, "mac_roman": 10.0, "cp852": 10.0, "cp850": 10.0}
_WORD = 1.5  # for a frequent word
_SIGN = math.log(2e-3)  # for a quotation mark, a dash and the like
_STRAY = math.log(2e-7)  # for a sign in the place of a letter
_FOREIGN = 0.2  # of 10,000 letters: one that a language does not have, or an accent in English
_NUMBERS = "¹²³¼½¾"
_LETTER = rf"[^\W\d_{_NUMBERS}]"
_TOKENS = re.compile(f"{_LETTER}+")
# Signs that stand beside letters in any language.
_INSIDE = "’·\u00ad\u200d"
_SIGNS = "„“”‘‚‹›«»–—…•€¿¡™®°ªº§£\u00a0" + _INSIDE
_OTHER = rf"(?:[{_NUMBERS}]|[^\w\s\x00-\x7f{_SIGNS}])"
_STRAYS = re.compile(
    rf"[\x80-\x9f\ufffd]|(?<={_LETTER}){_OTHER}|{_OTHER}(?={_LETTER})"
    rf"|(?<={_LETTER})[^\w\s\x00-\x7f{_INSIDE}](?={_LETTER})"
)


def latin_page(data: bytes) -> str:
    """The name of the code page that explains a Latin text best; cp1252 where nothing speaks for another."""
    sample = data[:_SAMPLE]
    scores = {page: _likelihood(sample, page) - _ADVANTAGES.get(page, _ADVANTAGE) for page in _PAGES}
    return max(scores, key=lambda page: scores[page])


def _likelihood(sample: bytes, page: str) -> float:
    """How well a page explains the bytes, as the logarithm of a probability, by the language that does it best."""
    text = sample.decode(page, errors="replace")
    words = Counter(_TOKENS.findall(text))
    letters = Counter[str]()
    plain = changes = 0
    for word, count in words.items():
        if word.isascii():
            plain += count * len(word)
            continue
        changes += count * sum(one.islower() and other.isupper() for one, other in pairwise(word))
        for letter in word.lower():
            if letter.isascii():
                plain += count
            else:
                letters[letter] += count
    strays = len(_STRAYS.findall(text)) + changes
    signs = sum(text.count(sign) for sign in _SIGNS)
    common = Counter[str]()
    for word, count in words.items():
        common[word.lower()] += count
    return strays * _STRAY + signs * _SIGN + max(_said(language, letters, plain, common) for language in _PAGES[page])


def _said(language: str, letters: Mapping[str, int], plain: int, words: Mapping[str, int]) -> float:
    shares, share, common = _profile(language)
    found = plain * math.log1p(-share)
    found += sum(count * math.log(shares.get(letter, _FOREIGN) / 10_000) for letter, count in letters.items())
    return found + _WORD * sum(words.get(word, 0) for word in common)


@cache
def _profile(language: str) -> tuple[Mapping[str, int], float, frozenset[str]]:
    """How often each letter beyond ASCII comes among 10,000 letters, their share, and frequent words."""
    letters, *words = _LANGUAGES[language].split()
    shares = {letter: int(share) for letter, share in re.findall(r"(\D)(\d+)", letters)}
    return shares, sum(shares.values()) / 10_000 or 0.002, frozenset(words)
