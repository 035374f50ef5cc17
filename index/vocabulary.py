"""Words and marks that reading files and answering questions both need, once: months, marks, yes and no, verbs of
saying. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable

VERSION = 1  # changes whenever files are read otherwise for a change here

MONTHS = "january february march april may june july august september october november december".split()
# A month in full or cut short, to be read without regard to letter case.
MONTH = f"(?:{'|'.join(f'{m[:3]}(?:{m[3:]})?' if m[3:] else m for m in MONTHS)})".replace("sep(?:t", "sept?(?:")

# The months of languages whose dates are written as 4 März 2024 and 4 de marzo de 2024, in order.
MONTHS_OF = {
    "de": "januar februar märz april mai juni juli august september oktober november dezember",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "pt": "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
    "it": "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "nl": "januari februari maart april mei juni juli augustus september oktober november december",
    "sv": "januari februari mars april maj juni juli augusti september oktober november december",
    "da": "januar februar marts april maj juni juli august september oktober november december",
    "nb": "januar februar mars april mai juni juli august september oktober november desember",
    "pl": "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia",
    "cs": "ledna února března dubna května června července srpna září října listopadu prosince",
    "ru": "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
}


def months_of(*languages: str) -> dict[str, int]:
    """The numbers of months, by their names in these languages.

    >>> months_of("de", "es")["mayo"]
    5
    """
    return {name: number for code in languages for number, name in enumerate(MONTHS_OF[code].split(), start=1)}


MONTHS_ELSEWHERE = months_of(*MONTHS_OF)
WEEKDAYS = "monday tuesday wednesday thursday friday saturday sunday".split()

# The question marks of all scripts. The Armenian one stands inside the word that asks, not at the end of the sentence.
_INSIDE = "\u055e"
QUESTION_MARKS = f"?？﹖︖؟\u037e⁇⁈⁉‽⸮፧᥅⳺꘏꛷{_INSIDE}"
UNSPACED_ENDS = "。！？"  # after these no white space is needed to end a sentence
SPACED_ENDS = "".join(mark for mark in f".!…։۔।॥{QUESTION_MARKS}" if mark not in f"{UNSPACED_ENDS}{_INSIDE}")
CLOSERS = "\"'”’)\\]»」』"  # as they stand in a class of characters
SENTENCE_END = re.compile(rf"[{SPACED_ENDS}{UNSPACED_ENDS}][{CLOSERS}]*\Z")

YES = ("yes", "yeah", "yep", "yup")
NO = ("no", "nope", "nah")

# Verbs that say of somebody what they said, thought or wanted, each with its past where it is not regular. A star: the
# bare form is as often no verb, "a note", "the name".
_REPORTING = """
say:said, tell*:told, ask, mention, add*, note*, name*, think:thought, explain, describe, state, answer, reply*, argue,
suggest, propose, promise, announce, claim, warn, confirm, believe, want, recommend, complain, admit:admitted, demand*,
insist, point out, report, estimate*, acknowledge, concede, recall, remark, stress*, emphasize, emphasise, declare,
agree, disagree, decide*, refuse, apologize*, apologise*, correct*
"""
# Verbs of speech that need not say what was said: "Ana spoke of the bridge".
_OTHERS = """
speak:spoke, talk, discuss, write:wrote, mean:meant, read:read, bring up:brought up, refer:referred, raise, inquire,
wonder, want to know:wanted to know, continue, advise, feel:felt, offer
"""


def month_number(name: str) -> int | None:
    """1 to 12 for the name of a month, in full or cut short; None for any other word.

    >>> month_number("Sept"), month_number("MARCH"), month_number("Marble")
    (9, 3, None)
    """
    if re.fullmatch(MONTH, name, re.IGNORECASE) is None:
        return None
    return next(number for number, month in enumerate(MONTHS, start=1) if month.startswith(name.lower()[:3]))


def is_question(sentence: str) -> bool:
    """Whether a sentence ends with a question mark of any script.

    >>> is_question("Why?"), is_question("为什么？"), is_question("Ինչո՞ւ։"), is_question("Because.")
    (True, True, True, False)
    """
    return sentence.endswith(tuple(QUESTION_MARKS)) or (
        _INSIDE in sentence and SENTENCE_END.search(sentence) is not None
    )


def has_question(text: str) -> bool:
    """Whether there is a question mark of any script in a text."""
    return any(mark in text for mark in QUESTION_MARKS)


def finite(*verbs: str) -> tuple[str, ...]:
    """The forms of verbs of saying that are hardly anything else: "says", "said".

    >>> finite("say", "reply")
    ('says', 'said', 'replies', 'replied')
    """
    return tuple(form for verb in verbs for form in _FORMS[verb][1:])


def forms(*verbs: str) -> tuple[str, ...]:
    """All forms of verbs of saying, the bare one first: "say", "says", "said"."""
    return tuple(form for verb in verbs for form in _FORMS[verb])


def _read(entries: Iterable[str]) -> tuple[dict[str, tuple[str, str, str]], frozenset[str]]:
    """The forms of each verb, and the verbs whose bare form is as often a noun."""
    found, nouns = {}, set()
    for entry in entries:
        verb, _, past = entry.strip().partition(":")
        bare = verb.rstrip("*")
        first, space, rest = bare.partition(" ")
        stem = re.sub(r"(?<=[^aeiou])y$", "i", first)
        third = f"{first[:-1]}ies" if stem != first else f"{first}es" if first.endswith("ss") else f"{first}s"
        regular = f"{stem}d" if stem.endswith("e") else f"{stem}ed"
        found[bare] = (bare, f"{third}{space}{rest}", past or f"{regular}{space}{rest}")
        nouns |= {bare} if verb.endswith("*") else set()
    return found, frozenset(nouns)


REPORTED, NOUNS = _read(_REPORTING.split(","))
_FORMS = REPORTED | _read(_OTHERS.split(","))[0]
