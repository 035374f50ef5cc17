"""Counts by day as bars without gaps."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from rag.ui.mentions.timeline import MOST_DAYS, MOST_MONTHS, timeline

DAYS = st.lists(
    st.tuples(st.dates(date(1950, 1, 1), date(2060, 1, 1)).map(date.isoformat) | st.none(), st.integers(1, 99)),
    max_size=8,
)


def test_a_few_weeks_are_days_months_are_months_and_many_of_them_years() -> None:
    assert [bar.label for bar in timeline([("2026-02-27", 1), ("2026-03-01", 2)]).bars] == [
        "2026-02-27", "2026-02-28", "2026-03-01",
    ]  # fmt: skip
    months = timeline([("2025-11-30", 1), ("2026-02-01", 2)])
    assert [(bar.first, bar.last, bar.turns) for bar in months.bars] == [
        ("2025-11-01", "2025-11-30", 1), ("2025-12-01", "2025-12-31", 0),
        ("2026-01-01", "2026-01-31", 0), ("2026-02-01", "2026-02-28", 2),
    ]  # fmt: skip
    assert [bar.label for bar in timeline([("1999-05-05", 1), ("2006-01-01", 2)]).bars] == [
        str(year) for year in range(1999, 2007)
    ]


def test_what_has_no_date_or_an_odd_one_is_counted_apart() -> None:
    line = timeline([(None, 3), ("spring", 2), ("2026-01-01", 1)])
    assert (line.undated, [bar.turns for bar in line.bars]) == (5, [1])
    assert timeline([]).bars == ()


def test_a_date_mistyped_does_not_make_thousands_of_bars() -> None:
    assert [bar.label for bar in timeline([("0202-03-01", 1), ("2026-03-01", 2), ("9999-12-31", 3)]).bars] == [
        "0202", "2026", "9999",
    ]  # fmt: skip


@given(by_day=DAYS)
def test_every_turn_is_in_one_bar_and_the_bars_follow_one_another(by_day: list[tuple[str | None, int]]) -> None:
    line = timeline(by_day)
    assert sum(bar.turns for bar in line.bars) + line.undated == sum(turns for _, turns in by_day)
    for bar, following in zip(line.bars, line.bars[1:], strict=False):
        assert date.fromisoformat(bar.last) + timedelta(days=1) == date.fromisoformat(following.first)
    for day, _ in by_day:
        assert day is None or any(bar.first <= day <= bar.last for bar in line.bars)
    assert line.unit == "year" or len(line.bars) <= max(MOST_DAYS, MOST_MONTHS)
