"""Answers and sources as HTML. Pure: values in, HTML out."""

from collections.abc import Iterable, Sequence

from rag.answer import Answer, Citation, Coverage, Passage, Sentence, Sources, Support
from rag.ui.conversation import Exchange
from rag.ui.markup import excerpt, name, plain, source_line, voice, when
from rag.ui.place import Place, place_of
from rag.ui.protocol import TranscriptInfo

BADGES: dict[Support, tuple[str, str]] = {
    "verbatim": ("verbatim", "These are the speaker's own words."),
    "supported": ("supported", "The cited turns say this in other words."),
    "computed": ("computed", "Worked out from the cited turns."),
    "weak": ("weak", "The cited turns say this only in part. Check them."),
    "unsupported": ("unsupported", "No turn supports this."),
}


def render_exchanges(conversation: Iterable[Exchange]) -> str:
    """Questions with their answers, oldest first."""
    return "".join(render_exchange(exchange) for exchange in conversation)


def render_exchange(exchange: Exchange, *, latest: bool = False) -> str:
    """A question with its answer, how far that has come, or why there is none; the latest can be asked again."""
    again = '<button type="button" class="quiet" data-act="retry">Ask again</button>'
    return (
        f'<article class="exchange"><h2 class="question">{plain(exchange.question)}</h2>'
        f'<div class="answer">{_reply(exchange)}</div>{again if latest and not exchange.pending else ""}</article>'
    )


def render_head(model_name: str | None, model_note: str | None, status: str) -> str:
    """The page's title, which model answers, what to know about it, and what is going on (empty: nothing)."""
    model = f'<span class="fine">Answers by {plain(model_name)}</span>' if model_name else ""
    note = f'<p class="note">{plain(model_note)}</p>' if model_note else ""
    line = f'<p class="status" role="status">{plain(status)}</p>' if status else ""
    return (
        '<div class="head"><h1>On the Record</h1><p class="fine">Every sentence points at the turn that says it.</p>'
        f'{model}<button type="button" class="quiet" data-act="clear">New conversation</button></div>{note}{line}'
    )


def render_welcome(library: Sequence[TranscriptInfo], examples: Sequence[str]) -> str:
    """What stands in an empty chat: what there is to ask about, questions to begin with, files that were not read."""
    ready = [info for info in library if info.state == "ready"]
    turns = sum(info.turns for info in ready)
    size = f"{_count(len(ready), 'transcript')} · {_count(turns, 'turn')}" if ready else "No transcripts yet"
    buttons = "".join(
        f'<li><button type="button" class="example" data-act="ask">{plain(question)}</button></li>'
        for question in examples
    )
    return (
        f'<div class="welcome"><h2>Ask your transcripts</h2><p class="fine">{size}</p><ul>{buttons}</ul>'
        f"{_unread([info for info in library if info.state != 'ready'])}</div>"
    )


def render_answer(answer: Answer) -> str:
    """The checked answer: sentences with their citations, what was left out, what was searched, by which model."""
    by_marker = {citation.marker: citation for citation in answer.citations}
    if answer.abstained:
        body = _abstention(answer)
    else:
        body = "".join(_sentence(sentence, by_marker) for sentence in answer.sentences)
    return f"{body}{_dropped(answer.dropped)}{_footer(answer)}"


def render_sources(exchange: Exchange | None) -> str:
    """The panel beside the chat: what the answer cites first, then what else was found."""
    if exchange is None:
        return _panel('<p class="fine">What the transcripts say will stand here, before the answer is written.</p>')
    if exchange.sources is None:
        return _panel('<p class="fine">Searching…</p>' if exchange.pending else "")
    found, answer = exchange.sources, exchange.answer
    cited = answer.citations if answer is not None else ()
    others = _others(found, {citation.turn_id for citation in cited})
    texts = {passage.turn.id: passage.turn.text for passage in found.passages}
    groups = _group("Cited in the answer", _cited_cards(cited, texts)) + _group(_rest_title(answer), others)
    nothing = '<p class="fine">Nothing in the transcripts fits this question.</p>'
    return _panel(_read(found.read) + (groups or nothing), found.coverage)


def coverage_line(coverage: Coverage) -> str:
    """What was searched, in words."""
    searched = f"{_count(coverage.transcripts, 'transcript')}, {_count(coverage.turns, 'turn')}"
    limits = f" ({'; '.join(coverage.filters)})" if coverage.filters else ""
    return plain(f"Searched {searched}{limits}")


def _reply(exchange: Exchange) -> str:
    if exchange.answer is not None:
        return render_answer(exchange.answer)
    if exchange.problem is not None:
        return f'<p class="problem">{plain(exchange.problem)}</p>'
    if exchange.stopped:
        return f'{_draft(exchange)}<p class="fine">Stopped: this was not checked.</p>'
    return _draft(exchange) or _progress(exchange)


def _draft(exchange: Exchange) -> str:
    # A screen reader would read the growing draft over and over; it gets the checked answer.
    if not exchange.draft:
        return ""
    checked = "".join(_sentence(e.sentence, {c.marker: c for c in e.citations}) for e in exchange.checked)
    draft = f'<p class="draft">{plain(exchange.unchecked)}</p>' if exchange.unchecked else ""
    return f'<div aria-live="off">{checked}{draft}</div>'


def _unread(failed: Sequence[TranscriptInfo]) -> str:
    if not failed:
        return ""
    lines = "".join(f"<li>{plain(info.id)}: {plain('; '.join(info.warnings))}</li>" for info in failed)
    summary = f"{_count(len(failed), 'file')} could not be read"
    return f'<details class="unread"><summary>{summary}</summary><ul>{lines}</ul></details>'


def _progress(exchange: Exchange) -> str:
    if exchange.sources is None:
        return '<p class="draft waiting">Searching the transcripts</p>'
    found = _count(len(exchange.sources.passages), "turn")
    return f'<p class="draft waiting">Reading the {found} found</p>'


def _sentence(sentence: Sentence, by_marker: dict[int, Citation]) -> str:
    label, meaning = BADGES[sentence.support]
    # A marker without a citation is shown as what it is: hiding it would hide a fault.
    *markers, last = [""] + [
        _marker(by_marker[marker]) if marker in by_marker else f'<span class="cite lost">{marker}?</span>'
        for marker in sentence.citations
    ]
    badge = f'<span class="badge {sentence.support}" title="{plain(meaning)}">{label}</span>'
    marks = f'{"".join(markers)}<span class="together">{last}{badge}</span>'
    return f'<p class="sentence">{_words(sentence, by_marker)} {marks}</p>'


def _words(sentence: Sentence, by_marker: dict[int, Citation]) -> str:
    """The sentence; where it is a whole quote, as one, with who said it."""
    quoted = by_marker.get(sentence.citations[0]) if sentence.citations else None
    if quoted is None or quoted.quote != sentence.text:
        return plain(sentence.text)
    speaker = f'<span class="speaker {voice(quoted.speaker)}">{name(quoted.speaker)}</span>'
    return f"{speaker} <q>{plain(sentence.text)}</q>"


def _marker(citation: Citation) -> str:
    tip = (
        f'<span class="tip"><b>{name(citation.speaker)}</b> <span class="fine">{source_line(citation)}</span>'
        f"<q>{plain(citation.quote)}</q></span>"
    )
    spoken = f"Source {citation.marker}: {name(citation.speaker)}, {source_line(citation)}"
    href = plain(place_of(citation).href())
    return f'<a class="cite" href="{href}" aria-label="{spoken}">{citation.marker}{tip}</a>'


def _abstention(answer: Answer) -> str:
    return f'<p class="abstained">The transcripts do not answer this.</p><p>{plain(answer.reason or answer.text)}</p>'


def _dropped(dropped: Sequence[Sentence]) -> str:
    if not dropped:
        return ""
    lines = "".join(f"<li>{plain(sentence.text)}</li>" for sentence in dropped)
    summary = f"{_count(len(dropped), 'sentence')} left out: no turn supports {'it' if len(dropped) == 1 else 'them'}"
    return f'<details class="dropped"><summary>{summary}</summary><ul>{lines}</ul></details>'


def _footer(answer: Answer) -> str:
    parts = [coverage_line(answer.coverage), f"answered by {plain(answer.model)}"]
    if answer.timings_ms.total is not None:
        parts.append(f"{answer.timings_ms.total / 1000:.1f} s")
    return f'<p class="fine footer">{" · ".join(parts)}</p>'


def _panel(body: str, coverage: Coverage | None = None) -> str:
    line = f'<p class="fine">{coverage_line(coverage)}</p>' if coverage else ""
    return f'<section class="panel" aria-label="Sources"><h2>Sources</h2>{line}{body}</section>'


def _read(limits: Sequence[str]) -> str:
    """What was read from the question, each with a button that asks again without it."""
    if not limits:
        return ""
    chips = "".join(
        f'<li><button type="button" class="chip" data-act="without" data-limit="{plain(limit)}" '
        f'aria-label="Ask again without {plain(limit)}">{plain(limit)} <span aria-hidden="true">×</span></button></li>'
        for limit in limits
    )
    return f'<p class="fine read">Read from your question:</p><ul class="chips">{chips}</ul>'


def _group(title: str, cards: Sequence[str]) -> str:
    if not cards:
        return ""
    items = "".join(f'<li class="card">{card}</li>' for card in cards)
    return f'<h3>{title}</h3><ol class="cards">{items}</ol>'


def _others(found: Sources, cited: set[str]) -> list[str]:
    """Cards of the turns found and not cited, best first."""
    quotes = {citation.turn_id: citation for citation in found.citations}
    return [
        _found_card(passage, quotes.get(passage.turn.id)) for passage in found.passages if passage.turn.id not in cited
    ]


def _rest_title(answer: Answer | None) -> str:
    if answer is None:
        return "Found"
    return "Nearest turns, which do not answer it" if answer.abstained else "Also found"


def _cited_cards(cited: Sequence[Citation], texts: dict[str, str]) -> list[str]:
    """A card for each cited turn, in order of first citation, with a link for each of its quotes."""
    turns: dict[str, list[Citation]] = {}
    for citation in cited:
        turns.setdefault(citation.turn_id, []).append(citation)
    return [
        _card(
            quotes[0].speaker,
            source_line(quotes[0]),
            "".join(_quote_link(quote, texts, alone=len(quotes) == 1) for quote in quotes),
        )
        for quotes in turns.values()
    ]


def _quote_link(citation: Citation, texts: dict[str, str], *, alone: bool) -> str:
    text = texts.get(citation.turn_id)
    if text is None or not alone:  # among several quotes of a turn, each stands for itself
        words = excerpt(citation.quote, 0, len(citation.quote))
    else:
        words = excerpt(text, citation.quote_start, citation.quote_end)
    return _link(place_of(citation), f'<span class="number">{citation.marker}</span> {words}')


def _found_card(passage: Passage, quote: Citation | None) -> str:
    turn = passage.turn
    if quote is not None:
        words = excerpt(turn.text, quote.quote_start, quote.quote_end)
        return _card(turn.speaker, source_line(quote), _link(place_of(quote), words))
    parts = (passage.title, passage.date or "", when(turn))
    line = " · ".join(plain(part) for part in parts if part)
    return _card(turn.speaker, line, _link(Place(turn.id), excerpt(turn.text, 0, 0)))


def _card(speaker: str | None, line: str, links: str) -> str:
    head = f'<span class="speaker {voice(speaker)}">{name(speaker)}</span> <span class="fine">{line}</span>'
    return f'<p class="head">{head}</p>{links}'


def _link(place: Place, words: str) -> str:
    return f'<a class="words" href="{plain(place.href())}">{words}</a>'


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
