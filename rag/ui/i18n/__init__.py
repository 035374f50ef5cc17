"""The page's own words, in every language it speaks. A language is one file here and one line in `LANGUAGES`."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from rag.ui.i18n import en, zh

KEPT = "otr_language"  # the cookie that keeps the language chosen on the page


@dataclass(frozen=True)
class Words:
    """One language: `say(key, name=value…)` is its text, the values filled in; text, not HTML."""

    code: str  # as in the page's `lang`
    name: str  # in the language itself
    texts: Mapping[str, str]

    def __call__(self, key: str, **values: object) -> str:
        """The text for a key. Of "one|many", the first where `n` is 1. KeyError where there is no such text.

        >>> ENGLISH("count.turns", n=1), ENGLISH("count.turns", n=1200)
        ('1 turn', '1,200 turns')
        """
        one, bar, many = self.texts[key].partition("|")
        return (many if bar and values.get("n") != 1 else one).format(**values)


ENGLISH = Words("en", "English", en.TEXTS)
LANGUAGES: Mapping[str, Words] = {
    "en": ENGLISH,
    "zh": Words("zh", "中文", zh.TEXTS),
}


def choose(*, kept: str | None, accepted: str) -> Words:
    """The language kept in the browser, else the first that its Accept-Language names and we speak, else English.

    >>> choose(kept=None, accepted="de;q=0.9, zh-CN").name, choose(kept="en", accepted="zh").name
    ('中文', 'English')
    """
    wanted = [kept or "", *_by_quality(accepted)]
    codes = (tag.partition("-")[0].casefold() for tag in wanted)
    return next((LANGUAGES[code] for code in codes if code in LANGUAGES), ENGLISH)


def _by_quality(accepted: str) -> Iterable[str]:
    """The tags of an Accept-Language header, best first.

    >>> list(_by_quality("fr;q=0.2, zh-CN, en;q=0.8, *;q=0"))
    ['zh-CN', 'en', 'fr']
    """
    found = []
    for part in accepted[:1000].split(","):
        tag, _, quality = part.partition(";")
        weight = re.fullmatch(r"\s*q\s*=\s*([01](?:\.\d{0,3})?)\s*", quality)
        found.append((tag.strip(), float(weight[1]) if weight else 1.0))
    return (tag for tag, weight in sorted(found, key=lambda one: -one[1]) if weight)
