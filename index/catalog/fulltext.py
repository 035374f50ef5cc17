"""Words as SQLite's FTS5 indexes and finds them: stemmed Latin words, and pairs of characters where no spaces are.

FTS5's own tokenizer takes a run of Chinese for one word, and ends one at each vowel mark of Thai. Such runs are written
as overlapping pairs of characters, each with its marks (the usual bigram index for Chinese and Japanese; Thai, Lao,
Burmese and Khmer by the same means), in what is indexed and in what is asked alike.
"""

import re
import sqlite3
import unicodedata
from collections.abc import Sequence
from contextlib import closing
from itertools import pairwise

Spans = tuple[tuple[int, int], ...]  # (start, end) of characters, in order, apart from each other

_IDEOGRAPHS = r"\u3005\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff"
_LETTERS = r"\u0e01-\u0e30\u0e32\u0e33\u0e40-\u0e46\u0e81-\u0eb0\u0eb2\u0eb3\u0ec0-\u0ec6\u1000-\u102a\u1780-\u17b3"
_MARKS = "".join(mark for mark in map(chr, range(0x300, 0x1E00)) if unicodedata.category(mark)[0] == "M")
UNSPACED = f"{_IDEOGRAPHS}{_LETTERS}"  # letters of scripts without spaces, as they stand in a class of characters
WITHOUT_MARKS = f"{_LETTERS}{_MARKS}"  # of those that mark no end of a sentence either
_CLUSTER = re.compile(f"[{UNSPACED}][{_MARKS}]*")
_MARKED = re.compile(f"[{_MARKS}]*")
_UNSPACED = re.compile(f"(?:{_CLUSTER.pattern})+")
_WORD = re.compile(f"[^\\W_](?:[^\\W_]|[{_MARKS}])*")
_QUOTED = re.compile(r'"([^"]+)"|“([^”]+)”|「([^」]+)」')

# Function words and question words: they match everywhere and cost most of the time of a query.
STOP_WORDS = frozenset(
    "a about all also am an and any are as at be been being but by can could did do does doing for from had has "
    "have having he her here hers him his how i if in into is it its just me more most my no nor not of on once "
    "only or other our ours out over own s said same say says she should so some such t than that the their theirs "
    "them then there these they this those to too under until up us very was we were what when where which while "
    "who whom whose why will with would you your yours 的 了 是 在 和 有 吗 呢 什么 怎么 谁 哪".split()
)


# `head` is date and title, which all of a transcript's rows have alike. It counts for their length and is not searched:
# a title that says what is asked would lift every turn under it, and none of a later hearing whose title does not.
SEARCHED = {"turn_words": ("label", "words"), "chunk_words": ("words",)}


def create_table(name: str, *columns: str) -> str:
    """The statement that makes a full text table: Porter stemming over Unicode words, diacritics folded."""
    return (
        f"CREATE VIRTUAL TABLE {name} USING fts5("
        f'{", ".join(columns)}, tokenize = "porter unicode61 remove_diacritics 2")'
    )


def indexed(text: str) -> str:
    """The text as it is given to FTS5.

    >>> indexed("北京大学 2026")
    ' 北京 京大 大学  2026'
    """
    return _UNSPACED.sub(lambda match: f" {' '.join(_pairs(match.group()))} ", text)


def any_word(query: str, columns: Sequence[str] = ()) -> str:
    """An FTS5 expression for rows with any of the words that matter, in these columns; "" where there is none.

    >>> any_word("What did the minister say about bridges?", ["words"])
    '{words} : ("minister" OR "bridges")'
    """
    expression = " OR ".join(map(_quoted, any_words(query)))
    return f"{{{' '.join(columns)}}} : ({expression})" if columns and expression else expression


def any_words(query: str) -> list[str]:
    """The words that `any_word` looks for, each once.

    >>> any_words("What did the minister say about bridges?")
    ['minister', 'bridges']
    """
    words = _words(query)
    return list(dict.fromkeys([word for word in words if word.casefold() not in STOP_WORDS] or words))


def all_words(query: str) -> str:
    """An FTS5 expression for texts with every word, quoted parts as phrases; "" where there is none.

    >>> all_words('"sea wall" cost')
    '"sea wall" AND "cost"'
    """
    return " AND ".join(map(_quoted, every_phrase(query)))


def every_phrase(query: str) -> list[str]:
    """The words and quoted parts that `all_words` looks for, each once.

    >>> every_phrase('"sea wall" cost')
    ['sea wall', 'cost']
    """
    phrases = [" ".join(_words(next(filter(None, match.groups())))) for match in _QUOTED.finditer(query)]
    rest = _words(_QUOTED.sub(" ", query))
    words = [word for word in rest if word.casefold() not in STOP_WORDS] or ([] if phrases else rest)
    return list(dict.fromkeys(part for part in (*phrases, *words) if part))


def left_out(query: str) -> tuple[str, ...]:
    """The words of a query that `all_words` does not look for, because they are everywhere.

    >>> left_out('the cost of "the sea wall"')
    ('the', 'of')
    """
    rest = _words(_QUOTED.sub(" ", query))
    stopped = tuple(dict.fromkeys(word for word in rest if word.casefold() in STOP_WORDS))
    return stopped if len(stopped) < len(set(rest)) or _QUOTED.search(query) else ()


def matches(query: str, texts: Sequence[str]) -> list[Spans]:
    """Where each text says what `all_words` looks for; nothing for a text that lacks any of it.

    SQLite itself says where, so that what is marked is what was found: by stems, accents aside.

    >>> matches("bridge", ["Two bridges.", "A wall."])
    [((4, 11),), ()]
    """
    expression = all_words(query)
    if not expression:
        return [()] * len(texts)
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute(create_table("said", "words"))
        connection.executemany(
            "INSERT INTO said (rowid, words) VALUES (?, ?)",
            ((place, indexed(_unmarked(text))) for place, text in enumerate(texts)),
        )
        rows = connection.execute(
            "SELECT rowid, highlight(said, 0, ?, ?) FROM said WHERE said MATCH ?", (_BEGIN, _END, expression)
        ).fetchall()
    found = {place: _spans(texts[place], shown) for place, shown in rows}
    return [found.get(place, ()) for place in range(len(texts))]


_BEGIN, _END = "\x02", "\x03"
_NO_MARKS = str.maketrans({_BEGIN: " ", _END: " "})


def _unmarked(text: str) -> str:
    return text.translate(_NO_MARKS)


def _spans(text: str, shown: str) -> Spans:
    """The characters of the text that stand between the marks in its indexed form."""
    places = _places(text)
    inside, at = False, 0
    said: list[tuple[int, int]] = []
    for char in shown:
        if char in (_BEGIN, _END):
            inside = char == _BEGIN
            continue
        start, end = places[at]
        at += 1
        if inside and end > start:
            if said and start <= said[-1][1]:
                said[-1] = (said[-1][0], max(said[-1][1], end))
            else:
                said.append((start, end))
    # SQLite leaves out the marks of the last letter.
    return tuple((start, found.end() if (found := _MARKED.match(text, end)) else end) for start, end in said)


def _places(text: str) -> list[tuple[int, int]]:
    """For each character of `indexed(text)` the characters of the text that it stands for."""
    places: list[tuple[int, int]] = []
    done = 0
    for match in _UNSPACED.finditer(text):
        places += [(n, n + 1) for n in range(done, match.start())]
        start, run = match.start(), match.group()
        places.append((start, start))
        begins = [start + cluster.start() for cluster in _CLUSTER.finditer(run)]
        for number, (first, pair) in enumerate(zip(begins, _pairs(run), strict=False)):
            places += [(start, start)] * (number > 0)
            places += [(first + n, first + n + 1) for n in range(len(pair))]
        done = match.end()
        places.append((done, done))
    return places + [(n, n + 1) for n in range(done, len(text))]


def _words(text: str) -> list[str]:
    return _WORD.findall(indexed(text))


def _quoted(word: str) -> str:
    return f'"{word}"'  # a word holds no quotation mark: FTS5 operators in a question are only words


def _pairs(run: str) -> list[str]:
    """Every two characters that stand side by side, each with its marks.

    >>> _pairs("ท่าน")
    ['ท่า', 'าน']
    """
    found = _CLUSTER.findall(run)
    return [first + second for first, second in pairwise(found)] or found
