"""Words as SQLite's FTS5 indexes and finds them: stemmed Latin words, and pairs of characters where no spaces are.

FTS5's own tokenizer takes a run of Chinese for one word. Such runs are written as overlapping pairs of characters (the
usual bigram index for Chinese and Japanese), in what is indexed and in what is asked alike.
"""

import re

_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]+")
_WORD = re.compile(r"[^\W_]+", re.UNICODE)
_QUOTED = re.compile(r'"([^"]+)"|“([^”]+)”|「([^」]+)」')

# Function words and question words: they match everywhere and cost most of the time of a query.
STOP_WORDS = frozenset(
    "a about all also am an and any are as at be been being but by can could did do does doing for from had has "
    "have having he her here hers him his how i if in into is it its just me more most my no nor not of on once "
    "only or other our ours out over own s said same say says she should so some such t than that the their theirs "
    "them then there these they this those to too under until up us very was we were what when where which while "
    "who whom whose why will with would you your yours 的 了 是 在 和 有 吗 呢 什么 怎么 谁 哪".split()
)


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


def any_word(query: str) -> str:
    """An FTS5 expression for texts with any of the words that matter; "" where there is none.

    >>> any_word("What did the minister say about bridges?")
    '"minister" OR "bridges"'
    """
    words = _words(query)
    chosen = [word for word in words if word.casefold() not in STOP_WORDS] or words
    return " OR ".join(dict.fromkeys(_quoted(word) for word in chosen))


def all_words(query: str) -> str:
    """An FTS5 expression for texts with every word, quoted parts as phrases; "" where there is none.

    >>> all_words('"sea wall" cost')
    '"sea wall" AND "cost"'
    """
    phrases = [" ".join(_words(next(filter(None, match.groups())))) for match in _QUOTED.finditer(query)]
    rest = _words(_QUOTED.sub(" ", query))
    words = [word for word in rest if word.casefold() not in STOP_WORDS] or ([] if phrases else rest)
    return " AND ".join(dict.fromkeys(_quoted(part) for part in (*phrases, *words) if part))


def _words(text: str) -> list[str]:
    return _WORD.findall(indexed(text))


def _quoted(word: str) -> str:
    return f'"{word}"'  # a word holds no quotation mark: FTS5 operators in a question are only words


def _pairs(run: str) -> list[str]:
    return [run[i : i + 2] for i in range(len(run) - 1)] or [run]
