"""Names that are parts of longer ones are said with these."""

import time

from rag.overview.mentioned import _places_by_whole_name
from rag.overview.values import Place


def said(*names: str, times: int = 2) -> dict[str, list[Place]]:
    return {name: [Place(at, 0, len(name)) for at in range(times)] for name in names}


def counts(found: dict[str, list[Place]]) -> dict[str, int]:
    return {name: len(places) for name, places in found.items()}


def test_the_end_of_just_one_longer_name_that_is_said_again_is_that_name() -> None:
    assert counts(_places_by_whole_name(said("Psaki", "Jen Psaki"))) == {"Jen Psaki": 4}
    assert counts(_places_by_whole_name(said("Amgen", "Amgen Inc"))) == {"Amgen": 2, "Amgen Inc": 2}
    assert counts(_places_by_whole_name(said("Reyes", "Ana Reyes", "Ben Reyes"))) == {
        "Reyes": 2,
        "Ana Reyes": 2,
        "Ben Reyes": 2,
    }
    assert counts(_places_by_whole_name(said("Reyes") | said("Ana Reyes", times=1))) == {"Reyes": 2, "Ana Reyes": 1}
    assert counts(_places_by_whole_name(said("Reyes", "DelReyes"))) == {"Reyes": 2, "DelReyes": 2}


def test_thousands_of_names_take_no_longer_each_than_few() -> None:
    found = said(*(f"Ana Reyes{number}" for number in range(5_000)))
    begun = time.process_time()
    assert len(_places_by_whole_name(found)) == 5_000
    assert time.process_time() - begun < 1, "every name compared with every other takes many times as long"
