"""Who is one and who is two: short names, titles, offices, misprints."""

import pytest

from index.readers import Source, read_transcript


def _speakers(*labels: str) -> list[str | None]:
    text = "\n\n".join(f"{label}: Words number {number}." for number, label in enumerate(labels))
    return [turn.speaker for turn in read_transcript([Source("talk.txt", text.encode())]).turns]


@pytest.mark.parametrize(
    "labels",
    [
        ("Chair", "Vice Chair", "Chair"),
        ("Ana", "Ana Maria", "Ana", "Ana Maria"),
        ("MS. TEY", "QMS. TEY", "MR. ODE", "MS. TEY"),
        ("MR. LEE", "MS. LEE", "Grace Lee", "MR. LEE"),
        ("Speaker", "Deputy Speaker", "Speaker"),
    ],
)
def test_labels_that_only_look_alike_stay_apart(labels: tuple[str, ...]) -> None:
    assert _speakers(*labels) == list(labels)


@pytest.mark.parametrize(
    ("labels", "one"),
    [
        (("John Kirby", "MR. KIRBY", "Q", "KIRBY"), "John Kirby"),
        (("MR. KIRBY", "Q", "KIRBY", "Q", "Mr. KIRBY"), "MR. KIRBY"),
        (("MS. TEY", "Q", "MS TEY"), "MS. TEY"),
        (("Rosa Tey", "Q", "Rosa"), "Rosa Tey"),
    ],
)
def test_one_person_in_several_prints_is_one(labels: tuple[str, ...], one: str) -> None:
    assert {name for name in _speakers(*labels) if name != "Q"} == {one}
