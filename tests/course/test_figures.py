"""The drawings: they fit every width, say the same in words, and draw their numbers to scale."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from rich.cells import cell_len

from edgewise.course.figures import Drawing, drawing, drawing_ids
from edgewise.course.figures.canvas import Canvas
from edgewise.course.figures.queue_backlog import lost, waiting
from edgewise.course.figures.start_up_times import STARTS, spoken
from edgewise.course.figures.timeline import MILESTONES
from edgewise.course.figures.two_clocks import JOBS
from edgewise.course.figures.units_of_computing import LAYERS, UNITS
from edgewise.course.model import Line, Span
from edgewise.errors import InputError

DRAWINGS = {each: drawing(each) for each in drawing_ids()}
STYLES = {"", "strong", "muted", "accent", "good", "warning", "bad", "code"}

every = pytest.mark.parametrize("figure", DRAWINGS.values(), ids=list(DRAWINGS))


def text(lines: list[Line]) -> list[str]:
    """The lines without styles."""
    return ["".join(span.text for span in line) for line in lines]


@every
def test_fits_every_width_in_every_state(figure: Drawing) -> None:
    for state in range(len(figure.states)):
        for width in range(40, 121):
            lines = figure.lines(width, state)
            assert lines, (width, state)
            for line in text(lines):
                assert cell_len(line) <= width, (width, state, line)
                assert cell_len(line) == len(line), f"a wide or joining character in {line!r}"
                assert line == line.rstrip()
                assert "\t" not in line and "\n" not in line


@every
def test_is_at_most_sixteen_lines_tall_at_76(figure: Drawing) -> None:
    for state in range(len(figure.states)):
        assert len(figure.lines(76, state)) <= 16


@every
def test_uses_only_known_styles(figure: Drawing) -> None:
    for state in range(len(figure.states)):
        styles = {span.style for line in figure.lines(76, state) for span in line}
        assert styles <= STYLES


@every
def test_each_state_looks_different_even_without_colour(figure: Drawing) -> None:
    pictures = ["\n".join(text(figure.lines(76, state))) for state in range(len(figure.states))]
    assert len(set(pictures)) == len(pictures)


@every
def test_words_name_every_state_or_thing(figure: Drawing) -> None:
    words = figure.plain()
    assert words.startswith(figure.title)
    assert len(words) > 200
    assert not re.search(r"[─-▟●○▶✗✓▲▼]", words), "the words must not lean on drawing characters"


@every
def test_numbers_in_the_picture_are_in_the_words(figure: Drawing) -> None:
    """Whoever hears the figure hears each amount that is drawn (axis marks and dates aside)."""
    words = figure.plain()
    for state in range(len(figure.states)):
        for line in figure.lines(100, state):
            for span in line:
                if span.style != "strong":
                    continue
                for amount in re.findall(r"\$?\d[\d,.–]*\d|\d", span.text):
                    assert amount in words, (amount, span.text)


@every
def test_a_state_that_is_not_there_raises(figure: Drawing) -> None:
    with pytest.raises(IndexError):
        figure.lines(76, len(figure.states))
    with pytest.raises(IndexError):
        figure.lines(76, -1)


@every
def test_ids_and_labels(figure: Drawing) -> None:
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", figure.id)
    assert DRAWINGS[figure.id] is figure
    assert figure.states
    assert len(set(figure.states)) == len(figure.states)
    assert figure.sources or "invented" in figure.describe(), "made-up numbers say that they are"


def test_unknown_figure_says_what_there_is() -> None:
    with pytest.raises(InputError) as caught:
        drawing("no-such-figure")
    assert caught.value.code == "figure-unknown"
    assert "request-life" in (caught.value.fix or "")


def test_canvas_refuses_to_draw_over_the_edge() -> None:
    canvas = Canvas(10)
    canvas.put(4, 0, "sixsix", "strong")
    assert canvas.lines() == [(Span("    "), Span("sixsix", "strong"))]
    with pytest.raises(ValueError, match="does not fit"):
        canvas.put(5, 1, "sixsix")
    with pytest.raises(ValueError, match="does not fit"):
        canvas.put(-1, 1, "x")


def test_canvas_near_moves_left_until_it_fits() -> None:
    canvas = Canvas(10)
    canvas.near(8, 0, "four")
    assert text(canvas.lines()) == ["      four"]


def test_backlog_stops_growing_because_messages_are_deleted() -> None:
    assert [waiting(day, 4) for day in (1, 4, 5, 10)] == [100, 400, 400, 400]
    assert [lost(day, 4) for day in (1, 4, 5, 10)] == [0, 0, 100, 600]
    assert all(waiting(day, 4) + lost(day, 4) == 100 * day for day in range(1, 11))


@pytest.mark.parametrize(("state", "retention"), [(0, 4), (1, 14), (2, 1)])
def test_backlog_columns_are_to_scale(state: int, retention: int) -> None:
    """One row stands for one day's messages: count blocks in the last column."""
    lines = text(drawing("queue-backlog").lines(76, state))[1:11]
    column = [line[-1] for line in lines]
    assert column.count("█") == waiting(10, retention) // 100
    assert column.count("░") == lost(10, retention) // 100


def test_start_up_bars_are_to_scale() -> None:
    lines = text(drawing("start-up-times").lines(76, 0))
    fargate, machine = lines[0].count("▆"), lines[2].count("▆")
    assert lines[0].count("░") == fargate, "30 to 60 seconds: the light half is as long as the full one"
    assert machine / fargate == pytest.approx(25.8 / 30, abs=0.03)
    assert lines[10].count("▏") == 1


def test_start_up_points_are_at_their_powers_of_ten() -> None:
    lines = text(drawing("start-up-times").lines(100, 1))
    axis = lines[12]
    milliseconds = {label: axis.index(f"╵{label}") for label in ("1 ms", "10 ms", "100 ms", "1 s", "10 s")}
    columns = list(milliseconds.values())
    assert {b - a for a, b in pairwise(columns)} == {14}
    container = lines[4]
    assert container.index("●") == milliseconds["100 ms"]
    assert milliseconds["1 s"] < container.rindex("●") < milliseconds["10 s"]


def test_slow_motion_makes_an_isolate_last_a_second() -> None:
    assert spoken(STARTS[-1].low * 200) == "1 s"
    assert "1 s" in text(drawing("start-up-times").lines(76, 2))[10]


def test_spoken_times() -> None:
    assert [spoken(value) for value in (5, 242, 1_000, 25_800, 99_000, 600_000)] == [
        "5 ms",
        "242 ms",
        "1 s",
        "25.8 s",
        "99 s",
        "10 min",
    ]


def test_request_life_is_cut_at_thirty_seconds() -> None:
    """One minute of the axis is twice as long as what waitUntil allows."""
    lines = text(drawing("request-life").lines(100, 1))
    minute = lines[0].index("╷1 min") - lines[0].index("╷0")
    assert lines[2].count("▆") == pytest.approx(minute / 2, abs=1)
    assert "✗" in lines[2]


def test_request_life_ends_well_only_with_a_consumer() -> None:
    figure = drawing("request-life")
    last = [text(figure.lines(76, state))[-1] for state in range(4)]
    assert [line.split()[0] for line in last] == ["✗", "✗", "✗", "✓"]


def test_two_clocks_counts_only_the_bursts() -> None:
    assert [job.cpu for job in JOBS] == [3, 30, 240]
    assert [job.cpu <= job.limit for job in JOBS] == [True, True, True]
    assert [job.good for job in JOBS] == [True, False, True]


def test_units_hand_over_layer_by_layer() -> None:
    """Each unit leaves you with no more layers than the one before."""
    yours = [unit.layers.count("yours") for unit in UNITS]
    assert yours == sorted(yours, reverse=True)
    assert yours[0] == len(LAYERS) and yours[-1] == 1
    assert all(unit.layers[0] == "yours" for unit in UNITS)


@pytest.mark.parametrize("width", [40, 71, 72, 100])
def test_units_say_whose_each_layer_is(width: int) -> None:
    for state, unit in enumerate(UNITS):
        lines = text(drawing("units-of-computing").lines(width, state))
        for row, whose in enumerate(unit.layers, start=1):
            assert whose in lines[row]


def test_milestones_are_in_order_and_at_their_distance() -> None:
    dates = [(event.year, event.month) for event in MILESTONES]
    assert dates == sorted(dates)
    for width in (40, 76, 100):
        lines = text(drawing("timeline").lines(width, 0))[1:]
        columns = [line.index("●") for line in lines]
        assert columns == sorted(columns)
        assert columns[-1] < width
        share = (columns[2] - columns[0]) / (columns[-1] - columns[0])
        assert share == pytest.approx((2013 + 2 / 12 - 2006 - 7 / 12) / (2025 + 3 / 12 - 2006 - 7 / 12), abs=0.04)


def test_queue_flow_marks_where_the_message_is() -> None:
    figure = drawing("queue-flow")
    pictures = ["\n".join(text(figure.lines(76, state))[:8]) for state in range(len(figure.states))]
    assert [picture.count("●") for picture in pictures] == [1, 3, 1, 0, 1, 0]
    assert "✓ deleted" in pictures[3] and "○ deleted" in pictures[4]
    assert "✗ dead letters" in pictures[5] and "○ dead letters" in pictures[4]


def test_queue_flow_counts_one_read_for_each_delivery() -> None:
    words = drawing("queue-flow").plain()
    assert "1 write, 1 read, 1 delete" in words
    assert "2 writes, 4 reads" in words, "four deliveries are four reads; the dead letter is a second write"
