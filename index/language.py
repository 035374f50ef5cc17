"""Which language a text is in: by its script, where one language alone is written in it, else by py3langid. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from functools import cache

# Scripts that one language is written in, as far as people transcribe it.
_SCRIPTS = {
    "ja": r"\u3040-\u30ff", "ko": r"\u1100-\u11ff\uac00-\ud7af", "zh": r"\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff",
    "th": r"\u0e00-\u0e7f", "lo": r"\u0e80-\u0eff", "my": r"\u1000-\u109f", "km": r"\u1780-\u17ff",
    "el": r"\u0370-\u03ff\u1f00-\u1fff", "he": r"\u0590-\u05ff", "hy": r"\u0530-\u058f", "ka": r"\u10a0-\u10ff",
    "am": r"\u1200-\u137f", "bn": r"\u0980-\u09ff", "pa": r"\u0a00-\u0a7f", "gu": r"\u0a80-\u0aff",
    "ta": r"\u0b80-\u0bff", "te": r"\u0c00-\u0c7f", "kn": r"\u0c80-\u0cff", "ml": r"\u0d00-\u0d7f",
    "si": r"\u0d80-\u0dff",
}  # fmt: skip
CJK = r"\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"  # for a character class: Chinese, Japanese and Korean
IN_CJK = re.compile(f"[{CJK}]")
_OWN = {code: re.compile(f"[{characters}]") for code, characters in _SCRIPTS.items()}
_NONE = frozenset(("und", "mul", "mis", "zxx", "root"))  # codes that say that it is no single known language
_WORD = re.compile(r"[^\W\d_]+")
_CODE = re.compile(r"([a-z]{2,3})(?:[-_][a-z0-9]+)*", re.IGNORECASE)

_MOST = 60  # turns that are looked at, from beginning to end
_LENGTH = 300  # characters of each
_LEAST = 12  # letters of a script, or words
_SAME = {"nb": "no", "nn": "no"}  # what its lists call more narrowly than people do
_JAPANESE = 0.1  # of the characters of Chinese and Japanese: so much kana no Chinese text has


def detected(texts: Iterable[str]) -> str | None:
    """The language that most of these texts are in, as a code of two letters; None where too little tells.

    >>> detected(["Quand ouvre le port ?", "Le port est fermé, et nous ne savons pas pour combien de jours."])
    'fr'
    >>> detected(["港口什么时候开放？下个星期一上午九点开放。"]), detected(["Hello."])
    ('zh', None)
    """
    all_texts = list(texts)
    chosen = all_texts[:: -(-len(all_texts) // _MOST) or 1]
    text = " ".join(one[:_LENGTH] for one in chosen)
    return _by_script(text) or (_by_words(text) if len(_WORD.findall(text)) >= _LEAST else None)


def code_of(said: str) -> str | None:
    """The code of a language as files name it; None for what is no language's name.

    >>> code_of("en_US"), code_of("German"), code_of("spa"), code_of("yes, please")
    ('en', 'de', 'es', None)
    """
    name = " ".join(said.split()).casefold()
    if found := _names().get(name):
        return found
    match = _CODE.fullmatch(name)
    return _names().get(match[1]) if match else None


def name_of(code: str) -> str:
    """What a language is called in English; its code where nobody knows it.

    >>> name_of("zh"), name_of("qqq")
    ('Chinese', 'qqq')
    """
    from babel import Locale

    return str(Locale("en").languages.get(code, code))


def _by_script(text: str) -> str | None:
    found = Counter({code: len(pattern.findall(text)) for code, pattern in _OWN.items()})
    code, letters = found.most_common(1)[0]
    if code in ("ja", "zh"):
        letters = found["ja"] + found["zh"]
        code = "ja" if found["ja"] >= _JAPANESE * letters else "zh"
    # A letter of these scripts says as much as two of another: there are English words in much Chinese.
    return code if letters >= _LEAST and 3 * letters > sum(map(str.isalpha, text)) else None


def _by_words(text: str) -> str:
    """The most likely of some hundred languages (Lui and Baldwin 2012)."""
    from py3langid import classify  # loads its model

    code = str(classify(text)[0])
    return _SAME.get(code, code)


@cache
def _names() -> dict[str, str]:
    """Codes, and the names of languages in English, all with the shortest code."""
    from babel import Locale
    from babel.core import get_global

    languages = Locale("en").languages
    names = {name.casefold(): code for code, name in languages.items()} | {code: code for code in languages}
    aliases = {old: new for old, new in get_global("language_aliases").items() if new in names}
    found = {name: aliases.get(code, code) for name, code in names.items()} | aliases
    return {name: code for name, code in found.items() if code not in _NONE}
