"""Numbers of other languages than English as figures: "doscientos mil", "4.200,50", "一百八十万". Pure."""

from __future__ import annotations

import re
from functools import lru_cache

from rag.language.tongues import TONGUES, tongue_of

_DIGITS = {**{digit: value for value, digit in enumerate("〇一二三四五六七八九")}, "零": 0, "两": 2, "兩": 2}
_WITHIN = {"十": 10, "百": 100, "千": 1_000}
_SCALES = {"万": 10_000, "萬": 10_000, "亿": 100_000_000, "億": 100_000_000}
_HAN = re.compile(rf"(?:[\d.]+|[{''.join(_DIGITS)}{''.join(_WITHIN)}])[{''.join((*_DIGITS, *_WITHIN, *_SCALES))}]*")
_THOUSANDS = re.compile(r"(?<![\d.,])\d{1,3}(?:\.\d{3})+(?![\d.]|,\d{3}\b)")
_SPACED = re.compile(r"(?<![\d.,])\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?!\d)")
_DECIMAL = re.compile(r"(?<=\d),(?=\d)")
_SCALED = re.compile(r"(\d+(?:\.\d+)?) (?:(mil)|(?:mill(?:ón|on|ones|ion|ionen|ions)))\b", re.IGNORECASE)


@lru_cache(maxsize=8192)
def in_figures(text: str) -> str:
    """The text with its numbers in figures, a dot before decimals; English, which is read elsewhere, as it is.

    >>> in_figures("Die 61.500 Euro sind für zweihundertzwölf Mitglieder, und 2,4 Millionen für das Bad.")
    'Die 61500 Euro sind für 212 Mitglieder, und 2400000 für das Bad.'
    >>> in_figures("改造需要一百八十万元，六楼每户出两万三千元。"), in_figures("Two of 4.200")
    ('改造需要1800000元，6楼每户出23000元。', 'Two of 4.200')
    """
    code = tongue_of(text)
    if code is None:
        return text
    if code == "zh":
        return _HAN.sub(lambda match: _han(match[0]), text)
    from text_to_num import alpha2digit

    if TONGUES[code].grouped:
        text = _DECIMAL.sub(".", _THOUSANDS.sub(lambda match: match[0].replace(".", ""), text))
    else:
        text = _DECIMAL.sub(".", _SPACED.sub(lambda match: re.sub(r"\s", "", match[0]), text))
    return str(alpha2digit(_SCALED.sub(_scaled, text), code))


def _scaled(match: re.Match[str]) -> str:
    return f"{float(match[1]) * (1_000 if match[2] else 1_000_000):.0f}"


def _han(written: str) -> str:
    """A number in Chinese characters, or with them behind figures, in figures."""
    total = section = current = 0.0
    figures = re.match(r"[\d.]+", written)
    if figures:
        if figures[0].count(".") > 1 or not figures[0][0].isdigit():
            return written
        current = float(figures[0])
    rest = written[figures.end() if figures else 0 :]
    if not figures and not any(c in _WITHIN or c in _SCALES for c in rest):
        return "".join(str(_DIGITS[c]) for c in rest)  # "二〇二五": digit by digit
    for character in rest:
        if character in _DIGITS:
            current = _DIGITS[character]
        elif character in _WITHIN:
            section, current = section + (current or 1) * _WITHIN[character], 0
        else:
            total, section, current = total + (section + current or 1) * _SCALES[character], 0, 0
    value = total + section + current
    return figures[0] if figures and not rest else f"{value:.15g}"
