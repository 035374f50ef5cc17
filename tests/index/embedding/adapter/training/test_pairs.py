"""What is asked of a transcript in training, and what may count as found."""

from itertools import chain
from pathlib import Path
from random import Random

import pytest

from index.embedding.adapter.training.batches import BatchMaker, BatchRule
from index.embedding.adapter.training.data import Material, TrainingDataError, read_material
from index.embedding.adapter.training.pairs import PairMaker, words
from index.embedding.adapter.training.renditions import rendered
from tests.index.double import CountingEmbedder
from tests.index.embedding.adapter.talk import write_training_data

count = CountingEmbedder(limit=256).count_tokens


@pytest.fixture
def material(tmp_path: Path) -> Material:
    [read] = read_material(write_training_data(tmp_path / "data"), "train")
    return read


def test_labelled_questions_and_transcripts_are_read(material: Material) -> None:
    assert len(material.transcript.turns) == 40
    assert len(material.questions) > 3
    assert any("Sorrel Bridge" in question.text for question in material.questions)


def test_transcripts_without_questions_will_do(tmp_path: Path) -> None:
    folder = write_training_data(tmp_path / "data")
    (folder / "questions.train.jsonl").unlink()
    [material] = read_material(folder, "train")

    assert PairMaker(material).pairs(Random(0), most=6)


@pytest.mark.parametrize(
    ("name", "line", "said"),
    [
        ("questions", '{"transcript_id": "nowhere", "question": "?", "gold_turns": [1]}', "no transcript 'nowhere'"),
        ("questions", "{", "not JSON"),
        ("transcripts", '{"transcript_id": "a", "turns": [{"i": 1, "text": "Hi."}]}', "without a gap"),
        ("transcripts", '{"transcript_id": "a"}', "`turns` is missing"),
    ],
)
def test_a_fault_is_named_with_file_and_line(tmp_path: Path, name: str, line: str, said: str) -> None:
    folder = write_training_data(tmp_path / "data")
    (folder / f"{name}.train.jsonl").write_text(f"\n{line}\n", encoding="utf-8")

    with pytest.raises(TrainingDataError, match=rf"{name}\.train\.jsonl:2: .*{said}"):
        read_material(folder, "train")


def test_the_same_dice_give_the_same_pairs(material: Material) -> None:
    maker = PairMaker(material)
    assert maker.pairs(Random(3), most=8) == maker.pairs(Random(3), most=8) != maker.pairs(Random(4), most=8)


def test_half_are_labelled_and_what_looks_right_is_not_right(material: Material) -> None:
    asked = {question.text for question in material.questions}
    many = [PairMaker(material).pairs(Random(seed), most=8) for seed in range(20)]
    assert all(sum(pair.query in asked for pair in pairs) == min(4, len(asked)) for pairs in many)
    for pair in chain.from_iterable(many):
        assert pair.right
        assert not pair.right & pair.unclear
        assert not set(pair.wrong) & (pair.right | pair.unclear)


def test_a_sentence_asked_with_is_cut_out_of_its_turn(material: Material) -> None:
    maker = PairMaker(material)
    cut = [pair for seed in range(30) for pair in maker.pairs(Random(seed), most=8) if pair.cut]
    assert cut
    for pair in cut:
        made = rendered(material.transcript, [pair], Random(0), count=count)
        [(turn, _)] = pair.cut
        texts = [entry.text for view in made.entries.values() for entry in view if entry.first <= turn <= entry.last]
        assert texts
        assert not any(pair.query in text for text in texts)


def test_names_change_together_in_texts_and_questions(material: Material) -> None:
    pair = next(
        pair for seed in range(50) for pair in PairMaker(material).pairs(Random(seed), most=8)
        if "Ashdown" in pair.query and "Ashdown" in (material.transcript.turns[min(pair.right)].speaker or "")
    )  # fmt: skip
    for seed in range(20):
        made = rendered(material.transcript, [pair], Random(seed), count=count)
        right = next(entry for entry in made.entries["turn"] if entry.first in pair.right)
        label = right.text.split(":")[0].split("\n")[-1]
        if label not in ("Rhodri Ashdown", ""):
            assert "Rhodri Ashdown" not in made.pairs[0].query
            return
    pytest.fail("no rendition changed the names")


def test_what_is_also_right_or_unclear_does_not_count(material: Material) -> None:
    maker = BatchMaker([material], count=count, seed=0, rule=BatchRule(transcripts=1, pairs=10, chunks=1.0))
    for step in range(5):
        batch = maker.batch(step)
        assert {view.name for view in batch.views} == {"turn", "chunk"}
        for view in batch.views:
            assert view.left_out.shape == (len(view.queries), len(view.texts))
            assert len(set(view.texts)) == len(view.texts)
            for row, right in enumerate(view.right):
                assert not view.left_out[row, right]
                assert not view.left_out[row].all()


def test_a_step_has_its_batch_whatever_came_before(material: Material) -> None:
    one, other = (BatchMaker([material] * 4, count=count, seed=7) for _ in range(2))
    one.batch(0)
    assert one.batch(3).queries == other.batch(3).queries


def test_words_that_mean_nothing_by_themselves_are_left_out() -> None:
    assert words("What did the Mayor say of the bridge?") == {"mayor", "bridge"}
