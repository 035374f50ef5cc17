"""Answers and sources as HTML. Pure: values in, HTML out."""

from collections.abc import Iterable, Sequence

from rag.answer import Answer, Citation, Coverage, Passage, Sentence, Sources
from rag.export import FORMATS
from rag.feedback.store import LONGEST_NOTE, VERDICTS
from rag.ui.ask.conversation import NOTHING_BEYOND, Beyond, Exchange, Opinion
from rag.ui.i18n import Words
from rag.ui.i18n.translate import limit, rephrase, unreadable
from rag.ui.markup import excerpt, name, plain, source_line, when, where
from rag.ui.permalink import Place, place_of
from rag.ui.protocol import TranscriptInfo
from rag.ui.voices import voice


def render_exchanges(conversation: Iterable[Exchange], say: Words) -> str:
    """Questions with their answers, oldest first."""
    return "".join(render_exchange(exchange, say, place=place) for place, exchange in enumerate(conversation))


def render_exchange(exchange: Exchange, say: Words, *, place: int = 0, latest: bool = False) -> str:
    """A question with its answer, how far that has come, or why there is none, and what can be done with it.

    `place` is its place in the conversation; the latest can be asked again, and without what was read from it.
    """
    read = _read(exchange.sources.read, say, removable=latest) if exchange.sources is not None else ""
    return (
        f'<article class="exchange" data-exchange="{place}"><div class="asked">'
        f'<h2 class="question">{plain(exchange.question)}</h2>{_edit(exchange, say)}</div>'
        f'{read}<div class="answer">{_reply(exchange, say)}</div>{_after(exchange, say, latest=latest)}</article>'
    )


def render_bar(say: Words) -> str:
    """What stands above the chat: a new conversation, those the browser has kept, their export.

    ask.js fills the list of conversations: only the browser knows them.
    """
    talks = _menu(
        say("talks"),
        f"<ul></ul>{_fine(say('talks.where'))}",
        f' id="talks" data-delete="{plain(say("talks.delete"))}" data-sure="{plain(say("talks.sure"))}"',
    )
    chat = plain(say("ask.conversation"))
    return f'<div class="bar" data-chat="{chat}">{_button("clear", say("ask.new"))}{talks}{_exports(say)}</div>'


def render_record(record: str) -> str:
    """A conversation for the browser to keep; ask.js reads it."""
    return f'<data class="record" value="{plain(record)}"></data>'


def render_file(name: str, text: str, *, once: str) -> str:
    """A file for the browser to save; ask.js does so, once for each `once`."""
    return f'<data class="file" data-name="{plain(name)}" data-once="{plain(once)}" value="{plain(text)}"></data>'


def render_welcome(library: Sequence[TranscriptInfo], examples: Sequence[str], say: Words) -> str:
    """What stands in an empty chat: what there is to ask about, questions to begin with, files that were not read."""
    ready = [info for info in library if info.state == "ready"]
    turns = sum(info.turns for info in ready)
    counts = (say("count.transcripts", n=len(ready)), say("count.turns", n=turns))
    size = " · ".join(counts) if ready else say("ask.empty")
    buttons = "".join(
        f'<li><button type="button" class="example" data-act="ask">{plain(question)}</button></li>'
        for question in examples
    )
    return (
        f'<div class="welcome"><h2>{plain(say("ask.welcome"))}</h2><p class="fine">{plain(size)}</p><ul>{buttons}</ul>'
        f"{_unread([info for info in library if info.state != 'ready'], say)}</div>"
    )


def render_answer(answer: Answer, say: Words, beyond: Beyond = NOTHING_BEYOND) -> str:
    """The checked answer: sentences with their citations, what was left out, what was searched, by which model."""
    by_marker = {citation.marker: citation for citation in answer.citations}
    if answer.abstained:
        body = _abstention(answer, say)
    else:
        body = "".join(_sentence(sentence, by_marker, say) for sentence in answer.sentences)
    return f"{body}{_dropped(answer.dropped, say)}{_footer(answer, beyond, say)}"


def render_sources(exchange: Exchange | None, say: Words) -> str:
    """The panel beside the chat: what the answer cites first, then what else was found."""
    if exchange is None:
        return _panel(_fine(say("sources.waiting")), say)
    if exchange.sources is None:
        return _panel(_fine(say("sources.searching")) if exchange.pending else "", say)
    found, answer = exchange.sources, exchange.answer
    cited = answer.citations if answer is not None else ()
    others = _others(found, {citation.turn_id for citation in cited}, say)
    texts = {passage.turn.id: passage.turn.text for passage in found.passages}
    groups = _group(say("sources.cited"), _cited_cards(cited, texts, say)) + _group(_rest_title(answer, say), others)
    line = coverage_line(found.coverage, say, exchange.beyond)
    return _panel(groups or _fine(say("sources.nothing")), say, line)


def coverage_line(coverage: Coverage, say: Words, beyond: Beyond = NOTHING_BEYOND) -> str:
    """What was searched and what was not, as HTML."""
    counts = (say("count.transcripts", n=coverage.transcripts), say("count.turns", n=coverage.turns))
    searched = say("answer.searched", transcripts=counts[0], turns=counts[1])
    limits = f" ({'; '.join(limit(one, say) for one in coverage.filters)})" if coverage.filters else ""
    parts = [
        *([say("count.transcripts", n=beyond.transcripts)] if beyond.transcripts else []),
        *([say("answer.unread", n=beyond.files)] if beyond.files else []),
    ]
    rest = say("answer.unsearched", what=", ".join(parts)) if parts else ""
    return plain("; ".join(filter(None, (searched + limits, rest))))


def _fine(text: str) -> str:
    return f'<p class="fine">{plain(text)}</p>'


def _reply(exchange: Exchange, say: Words) -> str:
    if exchange.answer is not None:
        return render_answer(exchange.answer, say, exchange.beyond)
    if exchange.problem is not None:
        return f'<p class="problem">{plain(exchange.problem)}</p>'
    if exchange.stopped:
        return _draft(exchange, say) + _fine(say("ask.stopped"))
    return _draft(exchange, say) or _progress(exchange, say)


def _draft(exchange: Exchange, say: Words) -> str:
    # A screen reader would read the growing draft over and over; it gets the checked answer.
    if not exchange.draft:
        return ""
    checked = "".join(_sentence(e.sentence, {c.marker: c for c in e.citations}, say) for e in exchange.checked)
    draft = f'<p class="draft">{plain(exchange.unchecked)}</p>' if exchange.unchecked else ""
    return f'<div aria-live="off">{checked}{draft}</div>'


def _unread(failed: Sequence[TranscriptInfo], say: Words) -> str:
    if not failed:
        return ""
    lines = "".join(f"<li>{plain(info.id)}: {plain(unreadable('; '.join(info.warnings), say))}</li>" for info in failed)
    summary = plain(say("ask.unread", n=len(failed)))
    return f'<details class="unread"><summary>{summary}</summary><ul>{lines}</ul></details>'


def _progress(exchange: Exchange, say: Words) -> str:
    found = exchange.sources
    line = say("ask.searching") if found is None else say("ask.reading", n=len(found.passages))
    return f'<p class="draft waiting">{plain(line)}</p>'


def _sentence(sentence: Sentence, by_marker: dict[int, Citation], say: Words) -> str:
    label, meaning = say(f"support.{sentence.support}"), say(f"support.{sentence.support}.meaning")
    # A marker without a citation is shown as what it is: hiding it would hide a fault.
    *markers, last = [""] + [
        _marker(by_marker[marker], say)
        if marker in by_marker
        else f'<span class="cite lost" title="{plain(say("answer.lost"))}">{marker}?</span>'
        for marker in sentence.citations
    ]
    meaning = " ".join(filter(None, (meaning, sentence.why)))
    badge = f'<span class="badge {sentence.support}" title="{plain(meaning)}">{plain(label)}</span>'
    marks = f'{"".join(markers)}<span class="together">{last}{badge}</span>'
    return f'<p class="sentence">{_words(sentence, by_marker, say)} {marks}</p>'


def _words(sentence: Sentence, by_marker: dict[int, Citation], say: Words) -> str:
    """The sentence; where it is a whole quote, as one, with who said it."""
    quoted = by_marker.get(sentence.citations[0]) if sentence.citations else None
    if quoted is None or quoted.quote != sentence.text:
        return plain(sentence.text)
    speaker = f'<span class="speaker {voice(quoted.speaker)}">{name(quoted.speaker, say)}</span>'
    return f"{speaker} <q>{plain(sentence.text)}</q>"


def _marker(citation: Citation, say: Words) -> str:
    tip = (
        f'<span class="tip"><b>{name(citation.speaker, say)}</b> <span class="fine">{source_line(citation)}</span>'
        f"<q>{plain(citation.quote)}</q></span>"
    )
    speaker = citation.speaker or say("speaker.unnamed")
    spoken = plain(say("answer.source", n=citation.marker, speaker=speaker, where=where(citation)))
    href = plain(place_of(citation).href())
    return f'<a class="cite" href="{href}" aria-label="{spoken}">{citation.marker}{tip}</a>'


def _abstention(answer: Answer, say: Words) -> str:
    head = f'<p class="abstained">{plain(say("answer.abstained"))}</p>'
    return f"{head}<p>{plain(rephrase(answer.reason or answer.text, say))}</p>"


def _dropped(dropped: Sequence[Sentence], say: Words) -> str:
    if not dropped:
        return ""
    lines = "".join(f"<li>{plain(' – '.join(filter(None, (one.text, one.why))))}</li>" for one in dropped)
    summary = plain(say("answer.dropped", n=len(dropped)))
    return f'<details class="dropped"><summary>{summary}</summary><ul>{lines}</ul></details>'


def _footer(answer: Answer, beyond: Beyond, say: Words) -> str:
    parts = [coverage_line(answer.coverage, say, beyond), plain(say("answer.model", model=answer.model))]
    if answer.timings_ms.total is not None:
        parts.append(f"{answer.timings_ms.total / 1000:.1f} s")
    return f'<p class="fine footer">{" · ".join(parts)}</p>'


def _panel(body: str, say: Words, coverage: str = "") -> str:
    line = f'<p class="fine">{coverage}</p>' if coverage else ""
    title = plain(say("sources"))
    return f'<section class="panel" aria-label="{title}"><h2>{title}</h2>{line}{body}</section>'


def _read(limits: Sequence[str], say: Words, *, removable: bool) -> str:
    """What was read from the question, each with a button that asks again without it."""
    if not limits:
        return ""
    chips = "".join(f"<li>{_chip(one, say) if removable else plain(limit(one, say))}</li>" for one in limits)
    return f'<div class="read">{_fine(say("sources.read"))}<ul class="chips">{chips}</ul></div>'


def _chip(name: str, say: Words) -> str:
    shown = limit(name, say)
    return (
        f'<button type="button" class="chip" data-act="without" data-limit="{plain(name)}" '
        f'aria-label="{plain(say("sources.without", limit=shown))}">{plain(shown)} '
        '<span aria-hidden="true">×</span></button>'
    )


def _edit(exchange: Exchange, say: Words) -> str:
    if exchange.pending:
        return ""
    words = {"ask": say("ask.button"), "cancel": say("edit.cancel"), "label": say("edit.question")}
    data = "".join(f' data-{name}="{plain(text)}"' for name, text in words.items())
    return f'<button type="button" class="quiet" data-act="edit"{data}>{plain(say("edit"))}</button>'


def _after(exchange: Exchange, say: Words, *, latest: bool) -> str:
    """What can be done with an exchange that is over."""
    if exchange.pending:
        return ""
    again = _button("retry", say("ask.again")) if latest else ""
    if exchange.answer is None:
        return f'<div class="after">{again}</div>'
    chosen = exchange.opinion.verdict if exchange.opinion is not None else None
    verdicts = "".join(
        f'<button type="button" class="quiet" data-act="judge" data-verdict="{verdict}" '
        f'aria-pressed="{str(verdict == chosen).lower()}">{plain(say(f"judge.{verdict}"))}</button>'
        for verdict in VERDICTS
    )
    group = f'<div class="verdicts" role="group" aria-label="{plain(say("judge"))}">{verdicts}</div>'
    note = _note(exchange.opinion, exchange.answer, say) if exchange.opinion is not None else ""
    return f'<div class="after">{again}{_exports(say)}{group}</div>{note}'


def _note(opinion: Opinion, answer: Answer, say: Words) -> str:
    """What else can be said of an answer that was judged: which citation is wrong, and why."""
    which = ""
    if opinion.verdict == "citation" and answer.citations:
        boxes = "".join(
            f'<label><input type="checkbox" name="wrong" value="{citation.marker}"'
            f"{' checked' if citation.marker in opinion.wrong else ''}> {citation.marker}</label>"
            for citation in answer.citations
        )
        which = f"<fieldset><legend>{plain(say('judge.which'))}</legend>{boxes}</fieldset>"
    return (
        f'<form class="opinion" data-verdict="{opinion.verdict}">{which}'
        f'<label class="remark"><span>{plain(say("judge.note"))}</span>'
        f'<input type="text" name="note" maxlength="{LONGEST_NOTE}" value="{plain(opinion.note)}"></label>'
        f'<button type="submit" class="quiet">{plain(say("judge.save"))}</button>'
        f'<span class="fine" role="status">{plain(say("judge.kept"))}</span></form>'
    )


def _exports(say: Words) -> str:
    forms = "".join(
        f'<li><button type="button" data-act="export" data-form="{form}">{plain(say(f"export.{form}"))}</button></li>'
        for form in FORMATS
    )
    return _menu(say("export"), f"<ul>{forms}</ul>")


def _menu(title: str, body: str, attributes: str = "") -> str:
    return (
        f'<details class="menu"{attributes}><summary>{plain(title)}</summary><div class="sheet">{body}</div></details>'
    )


def _button(act: str, text: str) -> str:
    return f'<button type="button" class="quiet" data-act="{act}">{plain(text)}</button>'


def _group(title: str, cards: Sequence[str]) -> str:
    if not cards:
        return ""
    items = "".join(f'<li class="card">{card}</li>' for card in cards)
    return f'<h3>{plain(title)}</h3><ol class="cards">{items}</ol>'


def _others(found: Sources, cited: set[str], say: Words) -> list[str]:
    """Cards of the turns found and not cited, best first."""
    quotes = {citation.turn_id: citation for citation in found.citations}
    return [
        _found_card(passage, quotes.get(passage.turn.id), say)
        for passage in found.passages
        if passage.turn.id not in cited
    ]


def _rest_title(answer: Answer | None, say: Words) -> str:
    if answer is None:
        return say("sources.found")
    return say("sources.nearest") if answer.abstained else say("sources.others")


def _cited_cards(cited: Sequence[Citation], texts: dict[str, str], say: Words) -> list[str]:
    """A card for each cited turn, in order of first citation, with a link for each of its quotes."""
    turns: dict[str, list[Citation]] = {}
    for citation in cited:
        turns.setdefault(citation.turn_id, []).append(citation)
    return [
        _card(
            quotes[0].speaker,
            source_line(quotes[0]),
            "".join(_quote_link(quote, texts, alone=len(quotes) == 1) for quote in quotes),
            say,
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


def _found_card(passage: Passage, quote: Citation | None, say: Words) -> str:
    turn = passage.turn
    if quote is not None:
        words = excerpt(turn.text, quote.quote_start, quote.quote_end)
        return _card(turn.speaker, source_line(quote), _link(place_of(quote), words), say)
    parts = (passage.title, passage.date or "", when(turn))
    line = " · ".join(plain(part) for part in parts if part)
    return _card(turn.speaker, line, _link(Place(turn.id), excerpt(turn.text, 0, 0)), say)


def _card(speaker: str | None, line: str, links: str, say: Words) -> str:
    head = f'<span class="speaker {voice(speaker)}">{name(speaker, say)}</span> <span class="fine">{line}</span>'
    return f'<p class="head">{head}</p>{links}'


def _link(place: Place, words: str) -> str:
    return f'<a class="words" href="{plain(place.href())}">{words}</a>'
