"""Colours of speakers: steady, apart, and readable on every ground of the page."""

import re
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import rag.ui
from rag.ui.speaker_colours import VOICES, colours, stylesheet, voice

CSS = (Path(rag.ui.__file__).parent / "page.css").read_text("utf-8")
GROUNDS = ("paper", "sheet", "tint")
READABLE = 4.5  # WCAG 2.2, 1.4.3 Contrast (Minimum), level AA

names = st.text(alphabet=st.characters(exclude_categories=["Cs"]), min_size=1, max_size=6)


def colour_of(speaker: str, changed: dict[str, int]) -> int:
    found = re.match(r"voice-(\d+)", voice(speaker))
    assert found is not None
    return changed.get(speaker, int(found[1]))


@given(st.lists(st.lists(names, max_size=VOICES, unique=True), max_size=1))
def test_speakers_of_a_transcript_have_each_a_colour_of_their_own(transcripts: list[list[str]]) -> None:
    changed = dict(colours(transcripts))
    for speakers in transcripts:
        for one, other in combinations(speakers, 2):
            assert colour_of(one, changed) != colour_of(other, changed)


@given(st.lists(st.lists(names, max_size=6), max_size=4))
def test_the_same_library_gives_the_same_colours_and_knows_no_others(transcripts: list[list[str]]) -> None:
    assert colours(transcripts) == colours(transcripts)
    assert set(colours(transcripts).values()) <= set(range(VOICES))


def test_a_speaker_met_again_elsewhere_keeps_the_colour() -> None:
    people = [f"Person {number}" for number in range(9)]
    changed = dict(colours([people, people[3:], people[:2]]))
    assert len({colour_of(person, changed) for person in people}) == 9
    assert all(f".{voice(person).split()[1]}{{" in stylesheet(changed) for person in changed)


def test_a_hostile_name_is_no_part_of_the_stylesheet() -> None:
    assert "script" not in stylesheet({"</style><script>": 3})


@pytest.mark.parametrize("mode", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("number", range(VOICES))
def test_every_colour_can_be_read_on_every_ground(number: int, mode: int) -> None:
    for ground in GROUNDS:
        assert contrast(shade(f"voice-{number}", mode), shade(ground, mode)) >= READABLE


def shade(name: str, mode: int) -> str:
    found = re.search(rf"--{name}: light-dark\((#[0-9a-f]{{6}}), (#[0-9a-f]{{6}})\)", CSS)
    assert found is not None, name
    return found[mode + 1]


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours as WCAG defines it."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
