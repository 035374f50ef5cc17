"""The page's own words, in every language it speaks. A language is one file here: a gettext catalog, CODE.po."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from gettext import c2py
from pathlib import Path
from string import Formatter
from typing import Any

from babel import Locale
from babel.messages.pofile import read_po
from babel.numbers import get_decimal_symbol, get_group_symbol

KEPT = "otr_language"  # the cookie that keeps the language chosen on the page


@dataclass(frozen=True)
class Words:
    """One language: `say(key, name=value…)` is its text, the values filled in; text, not HTML."""

    code: str  # as in the page's `lang`
    name: str  # in the language itself
    texts: Mapping[str, tuple[str, ...]]  # the forms of each text: one, or as many as `form` tells apart
    form: Callable[[int], int]  # the place of the form for a number
    signs: Mapping[int, str]  # what stands for the comma and the point of an English number

    def __call__(self, key: str, **values: object) -> str:
        """The text for a key; where it has forms, the one for `n`. KeyError where there is no such text.

        >>> ENGLISH("count.turns", n=1), ENGLISH("count.turns", n=1200)
        ('1 turn', '1,200 turns')
        """
        forms, number = self.texts[key], values.get("n")
        place = self.form(number) if len(forms) > 1 and isinstance(number, int) else -1
        return _Filled(self).format(forms[place], **values)

    @property
    def label(self) -> str:
        """The name for a list of languages: in English first, since a computer may lack the language's own letters."""
        return self.english if self.english == self.name else f"{self.english} · {self.name}"

    @property
    def english(self) -> str:
        """The name in English."""
        return Locale.parse(self.code).english_name or self.code

    def number(self, number: float, spec: str = ",") -> str:
        """A number as Python's `format` writes it, with the language's own signs.

        >>> ENGLISH.number(1200), LANGUAGES["de"].number(1200), LANGUAGES["de"].number(0.75, ".1f")
        ('1,200', '1.200', '0,8')
        """
        return format(number, spec).translate(self.signs)


@dataclass(frozen=True)
class _Filled(Formatter):
    """As str.format, but the numbers of `{n:,}` and the like get the language's own signs."""

    say: Words

    def format_field(self, value: Any, format_spec: str) -> str:
        return self.say.number(value, format_spec) if isinstance(value, int | float) else format(value, format_spec)


def read_words(file: Path) -> Words:
    """A language from its catalog, which is named for its code. Raises babel's PoFileError where it is none."""
    with file.open("rb") as lines:
        catalog = read_po(lines, locale=file.stem, abort_invalid=True)
    return Words(
        code=file.stem,
        name=Locale.parse(file.stem).get_display_name() or file.stem,
        texts={_forms(message.id)[0]: _forms(message.string) for message in catalog if message.id},
        form=c2py(catalog.plural_expr),
        signs=str.maketrans({",": get_group_symbol(file.stem), ".": get_decimal_symbol(file.stem)}),
    )


def _forms(text: str | Sequence[str] | None) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text or ())


LANGUAGES: Mapping[str, Words] = {file.stem: read_words(file) for file in sorted(Path(__file__).parent.glob("*.po"))}
ENGLISH = LANGUAGES["en"]


def choose(*, kept: str | None, accepted: str) -> Words:
    """The language kept in the browser, else the first that its Accept-Language names and we speak, else English.

    >>> choose(kept=None, accepted="de;q=0.9, zh-CN").name, choose(kept="en", accepted="zh").name
    ('中文', 'English')
    >>> choose(kept=None, accepted="nl, de-AT;q=0.9, en;q=0.8").label
    'German · Deutsch'
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
