"""Each transcript's language is found by its words, and a model that does not know it is no secret."""

import pytest

from index.doctor import check
from index.embedding.languages import knows
from index.language import code_of, detected
from index.readers import Source, read_transcript
from tests.index.double import CountingEmbedder, Library

# The same few sentences of a council's meeting, as somebody would say them.
SAID = {
    "en": "We have to talk about the harbour, because the bridge is closed and nobody knows for how long.",
    "de": "Wir müssen über den Hafen reden, weil die Brücke gesperrt ist und niemand weiß, wie lange noch.",
    "nl": "We moeten het over de haven hebben, omdat de brug dicht is en niemand weet voor hoe lang.",
    "sv": "Vi måste prata om hamnen, för bron är stängd och det är ingen som vet hur länge den är det.",
    "da": "Vi skal tale om havnen, for broen er lukket, og der er ikke nogen, der ved, hvad det koster af penge.",
    "fr": "Il faut que nous parlions du port, parce que le pont est fermé et que personne ne sait pour combien.",
    "es": "Tenemos que hablar del puerto, porque el puente está cerrado y no se sabe por cuánto tiempo.",
    "pt": "Temos de falar do porto, porque a ponte está fechada e não se sabe por quanto tempo isso vai ser.",
    "it": "Dobbiamo parlare del porto, perché il ponte è chiuso e non si sa per quanto tempo sono i lavori.",
    "ro": "Trebuie să vorbim despre port, pentru că podul este închis și nu se știe pentru cât timp sunt lucrări.",
    "pl": "Musimy porozmawiać o porcie, bo most jest zamknięty i nie wiadomo, na jak długo to się skończy.",
    "cs": "Musíme si promluvit o přístavu, protože most je zavřený a nikdo neví, na jak dlouho to bude, ale je to tak.",
    "fi": "Meidän on puhuttava satamasta, koska silta on kiinni ja kukaan ei tiedä, kuinka kauan se on niin.",
    "tr": "Limanı konuşmak için bu akşam bir araya geldik, çünkü köprü kapalı ve ne kadar olduğu belli değil.",
    "vi": "Chào buổi tối. Chúng ta phải nói về bến cảng, vì cây cầu đã đóng và không ai biết là trong bao lâu.",
    "id": "Kita harus bicara tentang pelabuhan, karena jembatan itu ditutup dan tidak ada yang tahu untuk berapa lama.",
    "ru": "Добрый вечер. Мы должны поговорить о порте, потому что мост закрыт, и никто не знает, как долго это будет.",
    "uk": "Ми маємо поговорити про порт, бо міст закрито, і ніхто не знає, як довго це буде, але я не про це.",
    "ar": "مساء الخير. يجب أن نتحدث عن الميناء لأن الجسر مغلق ولا أحد يعرف إلى متى.",
    "fa": "شب بخیر. باید در مورد بندر صحبت کنیم، چون پل بسته است و هیچ کس نمی داند که این تا کی است.",
    "hi": "शुभ संध्या। हमें बंदरगाह के बारे में बात करनी है क्योंकि पुल बंद है और किसी को नहीं पता कि कब तक।",
    "el": "Καλησπέρα. Πρέπει να μιλήσουμε για το λιμάνι, γιατί η γέφυρα είναι κλειστή.",
    "he": "ערב טוב. אנחנו צריכים לדבר על הנמל, כי הגשר סגור ואף אחד לא יודע עד מתי.",
    "zh": "晚上好。我们得谈谈港口的事，因为桥关闭了，没有人知道要关多久。",
    "ja": "こんばんは。橋が閉鎖されていて、いつまでか誰も知らないので、港について話し合わなければなりません。",
    "ko": "안녕하세요. 다리가 폐쇄되어 있고 얼마나 오래 걸릴지 아무도 모르기 때문에 항구에 대해 이야기해야 합니다.",
    "th": "สวัสดีครับ เราต้องคุยกันเรื่องท่าเรือ เพราะสะพานปิด และไม่มีใครรู้ว่านานแค่ไหน",
}
SPANISH = f"ANA: {SAID['es']}\n\nBEN: ¿Y qué dice la ministra de todo esto?\n"


@pytest.mark.parametrize("code", SAID)
def test_a_language_is_known_by_its_little_words_or_its_script(code: str) -> None:
    assert detected([SAID[code]]) == code


def test_most_of_what_is_said_counts_and_too_little_says_nothing() -> None:
    assert detected([SAID["es"], *[SAID["en"]] * 5]) == "en"
    assert detected([*[SAID["zh"]] * 5, SAID["en"]]) == "zh"
    assert [detected(texts) for texts in ([], [""], ["Shall we begin?", "Please."], ["1234 " * 90])] == [None] * 4
    assert [code_of(name) for name in ("pt_BR", "Spanish", "zh-Hans-CN", "und", "the usual")] == [
        "pt", "es", "zh", None, None,
    ]  # fmt: skip


def test_words_count_more_than_what_the_file_says_beside_them_and_a_person_more_than_words(library: Library) -> None:
    translated = f'{{"language": "es", "segments": [{{"start": 0, "end": 9, "text": "{SAID["en"]}"}}]}}'
    assert read_transcript([Source("w.json", translated.encode())]).language == "en"
    assert read_transcript([Source("a.md", f"---\nlanguage: pt\n---\n{SPANISH}".encode())]).language == "pt"
    library.write("a.txt", SPANISH)
    library.index.sync()
    assert library.index.info("a.txt").language == "es"
    library.write("a.yaml", "language: Galician\n")
    assert library.index.sync().embedded == 0
    assert library.index.info("a.txt").language == "gl"
    library.write("a.yaml", "language: the usual\n")
    library.index.sync()
    assert library.index.info("a.txt").language == "es"
    assert "is no language" in library.index.info("a.txt").warnings[0]


def test_an_index_made_before_languages_were_found_finds_them_with_the_next_sync(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    library.write("a.txt", SPANISH)
    with monkeypatch.context() as before:
        before.setattr("index.readers.build.detected", lambda _: None)
        before.setattr("index.catalog.serialization.VERSION", 3)
        library.index.sync()
    assert library.index.info("a.txt").language is None
    assert library.index.sync().embedded == 0
    assert library.index.info("a.txt").language == "es"


@pytest.mark.slow
def test_a_library_in_a_language_that_the_model_does_not_know_is_told_so(library: Library) -> None:
    library.write("a.txt", SPANISH)
    library.write("b.txt", f"ANA: {SAID['en']}\n")
    with library.opened(embedder=CountingEmbedder(name="all-MiniLM-L6-v2")) as index:
        [told] = index.sync().warnings
        assert told.startswith(
            "the embedding model all-MiniLM-L6-v2 does not know the language of 1 transcripts, Spanish (es) 1:"
        )
        assert "OTR_EMBEDDER" in told
        assert index.warnings() == (told,)
        assert [len(info.warnings) for info in index.transcripts()] == [1, 0]
        [found] = [one for one in check(index) if one.name == "languages"]
        assert (found.ok, found.detail.partition(";")[0]) == (False, "English 1, Spanish 1")
        assert "OTR_EMBEDDER" in found.fix
        library.write("a.yaml", "language: en\n")
        assert index.sync().warnings == ()
    assert library.index.sync().warnings == (), "nobody can tell what a model of another name knows"


@pytest.mark.parametrize(
    ("model", "languages"),
    [
        ("sentence-transformers/all-mpnet-base-v2", "en"),
        ("BAAI/bge-small-zh-v1.5", "en zh"),
        ("intfloat/e5-small", "en"),
    ]
    + [(name, "en es zh sw") for name in ("intfloat/multilingual-e5-small", "BAAI/bge-m3", "./mine")],
)
def test_what_a_model_knows_is_told_by_its_name(model: str, languages: str) -> None:
    assert [code for code in ("en", "es", "zh", "sw") if knows(model, code)] == languages.split()
