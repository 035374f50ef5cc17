"""What an answer and its sources look like, from the values alone."""

import re
from dataclasses import replace

import pytest

from index.filter import Filter
from rag.answer import Answer, Coverage, Done, Reading, Sentence, SentenceChecked, Sources, Token
from rag.language.names import Naming
from rag.question.question import Question
from rag.question.spelling import Slip
from rag.retrieval.answerability import NO_ANSWER
from rag.ui.ask.conversation import Beyond, Exchange, history
from rag.ui.ask.html import render_answer, render_exchange, render_sources, render_welcome
from rag.ui.frame import render_head
from rag.ui.i18n import ENGLISH, LANGUAGES
from tests.rag.ui.double import HEARING, HOSTILE, Info, WordAssistant, library, tell

QUESTION = "Is the bridge safe to drive on with cracked bearings?"


def finished(question: str = QUESTION) -> Exchange:
    exchange = Exchange(question)
    for event in WordAssistant(library(HEARING, HOSTILE)).stream(question):
        exchange = exchange.after(event)
    return exchange


def answered(**changes: object) -> Answer:
    answer = finished().answer
    assert answer is not None
    return replace(answer, **changes)  # type: ignore[arg-type]  # a test names the fields it changes


def text_of(html: str) -> str:
    return re.sub(r"<[^>]*>", " ", html)


def test_every_sentence_is_followed_by_its_numbered_citations_and_its_badge() -> None:
    shown = render_answer(answered(), ENGLISH)
    first, second = re.findall(r'<p class="sentence">.*?</p>', shown)
    assert re.search(r"Is the bridge safe.*<a class=\"cite\".*>1<.*verbatim", first)
    assert re.search(r"<a class=\"cite\".*>2<.*weak", second)


def test_a_sentence_that_is_a_whole_quote_says_whose() -> None:
    first = re.search(r'<p class="sentence">(.*?)<a', render_answer(answered(), ENGLISH))
    assert first is not None
    assert "Councillor Bright" in first[1]
    assert "<q>Is the bridge safe to drive on tonight&#63;</q>" in first[1]
    own_words = (Sentence("The bridge is safe for cars.", "supported", (1,)),)
    assert '<p class="sentence">The bridge is safe for cars&#46; <span' in render_answer(
        answered(sentences=own_words), ENGLISH
    )


def test_a_citation_links_to_its_turn_and_tells_speaker_time_and_quote() -> None:
    link = re.search(r'<a class="cite".*?</a>', render_answer(answered(), ENGLISH))
    assert link is not None
    assert "hearings&#37;2Fbridge&#37;20hearing&#46;vtt&#37;234" in link[0]
    assert "Councillor Bright" in text_of(link[0])
    assert "1&#58;20" in text_of(link[0])
    assert "<q>Is the bridge safe to drive on tonight" in link[0]


def test_a_marker_without_a_citation_is_shown_as_lost() -> None:
    shown = render_answer(answered(sentences=(Sentence("They agreed.", "supported", (9,)),)), ENGLISH)
    assert re.search(r'<span class="cite lost" title="[^"]*no longer in the library[^"]*">9\?</span>', shown)


def test_sentences_left_out_stand_behind_a_disclosure() -> None:
    shown = render_answer(answered(), ENGLISH)
    hidden = re.search(r"<details.*?</details>", shown)
    assert hidden is not None
    assert "1 sentence left out" in hidden[0]
    assert "Everybody agreed at once" in hidden[0]


def test_an_abstention_says_so_and_what_was_searched() -> None:
    shown = text_of(render_answer(finished("What about climate?").answer or answered(), ENGLISH))
    assert "The transcripts do not answer this" in shown
    assert "No turn shares a word" in shown
    assert "Searched 2 transcripts" in shown


def test_the_footer_tells_filters_and_model() -> None:
    coverage = Coverage(1, 1200, ("speaker: Ana Reyes",))
    shown = text_of(render_answer(answered(coverage=coverage, model="qwen"), ENGLISH))
    assert "Searched 1 transcript&#44; 1&#44;200 turns &#40;speaker&#58; Ana Reyes&#41;" in shown
    assert "answered by qwen" in shown


def test_hostile_words_in_question_answer_and_turn_start_no_tag() -> None:
    exchange = finished("<script>zebra</script>")
    for shown in (render_exchange(exchange, ENGLISH, latest=True), render_sources(exchange, ENGLISH)):
        tags = set(re.findall(r"<(\w+)", shown))
        assert tags <= set("article h2 h3 h4 div p a b q span button details summary ul ol li section mark".split())
        assert not re.search(r"<[^>]*\bon\w+=", shown)
        assert "{{" not in shown
        assert "${" not in shown


def test_sources_stand_before_the_first_word() -> None:
    exchange = Exchange(QUESTION).after(next(iter(WordAssistant(library(HEARING)).stream(QUESTION))))
    assert render_sources(exchange, ENGLISH).count('class="card"') == len(
        exchange.sources.passages if exchange.sources else ()
    )
    assert "Reading the" in render_exchange(exchange, ENGLISH)


def test_cited_turns_come_first_and_are_not_repeated_among_the_others() -> None:
    shown = render_sources(finished(), ENGLISH)
    cited, found = shown.split("<h3>Also found</h3>")
    links = [re.findall(r'href="([^"]*)"', part) for part in (cited, found)]
    assert len(links[0]) == 2
    assert links[1]
    assert not set(links[0]) & set(links[1])


def test_turns_stand_under_the_title_and_day_of_their_transcript_which_is_told_once() -> None:
    said = "Ana: The bridge is old.\nBo: The bridge is new.\n"
    told = library(tell("a.vtt", "First", said), tell("b.vtt", "Second", said, date=None))
    exchange = Exchange("bridge").after(next(iter(WordAssistant(told).stream("The old bridge or the new bridge?"))))
    shown = render_sources(exchange, ENGLISH)
    assert [text_of(head).split() for head in re.findall(r"<h4>.*?</h4>", shown)] == [
        ["First", "2026&#45;03&#45;12"],
        ["Second"],
    ]
    assert [part.count('class="card"') for part in shown.split("<h4>")] == [0, 2, 2]


def test_quotes_of_one_turn_share_a_card_and_keep_their_numbers_and_links() -> None:
    answer = answered()
    first = answer.citations[0]
    twice = replace(first, marker=2, quote=first.quote[:6], quote_end=first.quote_start + 6)
    shown = render_sources(replace(finished(), answer=replace(answer, citations=(first, twice))), ENGLISH)
    (cited, _) = shown.split("<h3>Also found</h3>")
    assert cited.count('class="card"') == 1
    assert len(set(re.findall(r'href="([^"]*)"', cited))) == 2


def test_turns_found_by_an_abstaining_answer_are_said_not_to_answer() -> None:
    exchange = finished()
    assert "Nearest turns" in render_sources(replace(exchange, answer=answered(abstained=True, citations=())), ENGLISH)


def test_nothing_found_is_said_beside_what_was_searched() -> None:
    exchange = Exchange("x", sources=Sources((), Coverage(3, 40)))
    assert "Nothing in the transcripts fits" in render_sources(exchange, ENGLISH)
    assert "Searched 3 transcripts" in render_sources(exchange, ENGLISH)


def test_a_draft_is_marked_and_a_stopped_one_says_it_was_not_checked() -> None:
    exchange = Exchange("x").after(Token("Half a ")).after(Token("sentence"))
    assert re.search(r'<p class="draft"[^>]*>Half a sentence</p>', render_exchange(exchange, ENGLISH))
    assert "not checked" in render_exchange(replace(exchange, stopped=True), ENGLISH)


def test_the_part_that_is_read_is_said_under_what_holds_already() -> None:
    exchange = Exchange("x").after(Sources((), Coverage(3, 40))).after(Reading(3, 9))
    assert re.search(r'<p class="draft waiting">Reading 3 of 9 parts</p>', render_exchange(exchange, ENGLISH))
    found = exchange.after(SentenceChecked(Sentence("The bridge is safe.", "supported")))
    assert re.search(r"The bridge is safe.*Reading 3 of 9 parts", render_exchange(found, ENGLISH))
    stopped = render_exchange(replace(found, stopped=True), ENGLISH)
    assert "The bridge is safe" in stopped
    assert "Reading" not in stopped


def test_only_a_finished_latest_exchange_can_be_asked_again() -> None:
    assert "Ask again" in render_exchange(finished(), ENGLISH, latest=True)
    assert "Ask again" not in render_exchange(finished(), ENGLISH)
    assert "Ask again" not in render_exchange(Exchange("x"), ENGLISH, latest=True)


def test_history_is_what_was_asked_and_answered() -> None:
    done = finished()
    assert history((done, Exchange("unanswered", stopped=True))) == ((QUESTION, answered().text),)


@pytest.mark.parametrize("event", [Token("x"), Sources((), Coverage(0, 0)), Done(answered())])
def test_an_event_leaves_the_earlier_value_as_it_was(event: Token | Sources | Done) -> None:
    before = Exchange("x")
    assert before.after(event) != before
    assert before == Exchange("x")


def test_the_head_names_the_model_and_warns_of_a_fallback() -> None:
    shown = render_head("extractive", "No language model is installed.", "Starting", (), ENGLISH)
    assert "Answers by extractive" in shown
    assert re.search(r'class="note">No language model', shown)
    assert re.search(r'class="status".*Starting', shown)
    assert 'class="note"' not in render_head("qwen", None, "", (), ENGLISH)


def test_the_welcome_tells_what_there_is_and_which_files_were_not_read() -> None:
    failed = Info("bad.vtt", "bad", None, (), 0, "failed", ("bad.vtt:3: cue has no end time",))
    shown = render_welcome([HEARING.info, failed], ["Who spoke?"], ENGLISH)
    assert "1 transcript &#183; 26 turns" in shown
    assert "1 file could not be read" in shown
    assert "cue has no end time" in shown
    assert "Who spoke&#63;</button>" in shown


def test_a_drafts_checked_sentences_stand_with_their_verdicts_before_the_rest() -> None:
    checked = SentenceChecked(Sentence("The bridge is safe.", "weak"), ())
    html = render_exchange(Exchange("Is it?", draft="The bridge is safe. The fer", checked=(checked,)), ENGLISH)
    assert re.search(r'The bridge is safe.*weak.*<p class="draft">The fer</p>', html, re.DOTALL)


def test_a_chinese_page_says_in_chinese_why_there_is_no_answer_and_what_was_searched() -> None:
    asked = Question(people=(Naming("Ana", ("Ana Reyes",), "part"),))
    coverage = Coverage(2, 9, (*Filter(after="2026-01-01").describe(), *asked.describe()))
    none = answered(abstained=True, reason=NO_ANSWER, sentences=(), dropped=(), coverage=coverage)
    shown = text_of(render_answer(none, LANGUAGES["zh"]))
    assert not re.findall("[A-Za-z]{2,}", shown.replace("Ana Reyes", "").replace(none.model, ""))
    chip = render_exchange(
        replace(finished(), sources=Sources((), coverage, (), asked.limits())), LANGUAGES["zh"], latest=True
    )
    assert 'data-limit="speaker&#58; Ana Reyes"' in chip
    assert "发言人&#65306;Ana Reyes" in chip
    mended = replace(finished(), sources=Sources((), coverage, (), (Slip("ballon", "balloon").limit,)))
    shown = render_exchange(mended, ENGLISH, latest=True)
    assert 'data-limit="spelling&#58; ballon &#8594; balloon"' in shown
    assert "Ask again without spelling&#58; ballon &#8594; balloon" in shown
    assert "拼写&#65306;ballon &#8594; balloon" in render_exchange(mended, LANGUAGES["zh"], latest=True)


def test_the_coverage_line_says_what_was_not_searched() -> None:
    done = replace(finished(), beyond=Beyond(transcripts=1, files=2))
    for shown in (render_exchange(done, ENGLISH), render_sources(done, ENGLISH)):
        assert "not searched&#58; 1 transcript&#44; 2 files that could not be read" in shown
    assert "not searched" not in render_exchange(finished(), ENGLISH)
