from __future__ import annotations

import pytest

from tests.benchmarks.figures import Line, Target, most_in_a_second, percentile, ratio, side_by_side, told
from tests.benchmarks.page import page


def test_a_percentile_is_a_value_that_occurred():
    values = list(range(1, 101))
    assert percentile(values, 99) == 99
    assert percentile(values, 50) == 50
    assert percentile(values, 100) == 100
    assert percentile([7.0], 99) == 7.0
    assert percentile([3, 1, 2], 50) == 2


def test_counting_the_busiest_second_is_exact():
    assert most_in_a_second([0, 0.5, 0.999, 1.0, 1.4]) == 4
    assert most_in_a_second([0, 1, 2]) == 1


def test_a_ratio_is_taken_round_by_round():
    assert ratio([10, 20, 1000], [5, 10, 1000]) == 2
    with pytest.raises(ValueError, match="shorter"):
        ratio([1, 2], [1])


@pytest.mark.parametrize(
    ("target", "figure", "is_met"),
    [
        (Target("≥", 2.5), 2.5, True),
        (Target("≥", 2.5), 2.49, False),
        (Target("≤", 1, " ms"), 1.0, True),
        (Target("≤", 1, " ms"), 1.01, False),
        (Target("≤", 1, " ms"), float("nan"), False),
    ],
)
def test_the_bound_itself_keeps_the_promise(target, figure, is_met):
    assert target.is_met(figure) is is_met


def test_a_line_is_judged_by_its_ratio_and_by_its_own_figure_without_one():
    assert Line("a", ours=1, unit="", other=10, ratio=0.1, target=Target("≥", 0.75)).is_met is False
    assert Line("a", ours=1, unit="", target=Target("≥", 0.75)).is_met is True
    assert Line("a", ours=1, unit="").is_met is None


def test_two_bots_are_told_by_the_middle_of_their_rounds():
    figures = {"Ebb": [100, 300, 200], "other": [50, 100, 100]}
    line = side_by_side("Taps a second", "", figures, other="other", target=Target("≥", 2))
    assert (line.what, line.ours, line.other, line.ratio) == ("Taps a second: other", 200, 100, 2)


@pytest.mark.parametrize(
    ("figure", "text"),
    [(0, "0"), (0.0514, "0.051"), (1.0, "1"), (2.634, "2.63"), (12.34, "12.3"), (972.6, "973"), (85_690, "85,690")],
)
def test_a_figure_has_as_many_digits_as_mean_something(figure, text):
    assert told(figure) == text


def test_the_page_tells_how_many_targets_are_met_and_marks_the_others():
    lines = [
        Line("Quick", 1, "ms", target=Target("≤", 2, " ms")),
        Line("Slow", 3, "ms", target=Target("≤", 2, " ms")),
        Line("Beside", 200, "", 100, 2.0),
    ]
    text = page({"Speed": lines, "Nothing": []}, ["one core"], note="Quiet.")
    assert "1 of 2 targets are met. Quiet." in text
    assert "| Slow | 3 ms |  |  | ≤ 2 ms | **no** |" in text
    assert "| Beside | 200 | 100 | 2 × |  |  |" in text
    assert "## Nothing" not in text
