"""``timeline``: the milestones from renting a machine to deploying a function, at their true distances."""

from __future__ import annotations

from dataclasses import dataclass

from edgewise.course.figures.base import Drawing
from edgewise.course.figures.canvas import Canvas
from edgewise.course.model import Line

FIRST, LAST = 2006, 2027


@dataclass(frozen=True)
class Milestone:
    """One dated event.

    Attributes:
        year, month: when; the day is left out where sources name different ones.
        brief: what happened, short enough for the narrowest drawing.
        text: what it meant, in a few words.
        rent: what could be had from then on.
        left: what of it was left to you.
        source: key.
    """

    year: int
    month: int
    brief: str
    text: str
    rent: str
    left: str
    source: str

    @property
    def date(self) -> str:
        """Month and year."""
        names = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
        return f"{names[self.month - 1]} {self.year}"


MILESTONES = (
    Milestone(
        2006, 8, "EC2 beta", "virtual machines for rent",
        "a machine; you buy none", "all above the machine", "AWSB",
    ),
    Milestone(
        2008, 4, "App Engine preview", "Google runs it, no machine in sight",
        "a place for Python code", "code for their runtime", "GAE",
    ),
    Milestone(
        2013, 3, "Docker", "containers you can pass around",
        "nothing; it packs programs", "all but the kernel", "DOCK",
    ),
    Milestone(
        2014, 11, "Lambda preview", "billed while it runs",
        "a call, in steps of 100 ms", "your code", "LAMH",
    ),
    Milestone(
        2017, 9, "first Workers", "functions in isolates, announced",
        "calls that boot nothing", "your code", "WINT",
    ),
    Milestone(
        2018, 3, "Workers for all", "generally available",
        "the same, for everybody", "your code", "WGA",
    ),
    Milestone(
        2021, 11, "Pages Functions beta", "Pages sites can run code",
        "a site with code in it", "the site and its code", "PAGH",
    ),
    Milestone(
        2023, 1, "Functions send to queues", "and not receive",
        "a way to hand work over", "finding somebody to do it", "PAGH",
    ),
    Milestone(
        2024, 9, "Workers: static files", "a Worker can be a site (beta)",
        "site and consumer in one", "the site and its code", "WASS",
    ),
    Milestone(
        2025, 4, "“Start with Workers”", "new work goes to Workers",
        "Pages still, and Workers", "to choose: stay or move", "FULL",
    ),
)  # fmt: skip


def _draw(width: int, state: int) -> list[Line]:
    """One row an event: its dot at its date, its name beside it; below, what the current one brought."""
    current = MILESTONES[state - 1] if state else None
    canvas = Canvas(width)
    for year in (2006, 2011, 2016, 2021):
        canvas.put(_column(year, 1, width), 0, f"╷{year}", "muted")
    for row, event in enumerate(MILESTONES, start=1):
        _event(canvas, row, event, current)
    if current:
        row = len(MILESTONES) + 1
        canvas.spans(0, row, ("You can rent  ", "muted"), (current.rent, "accent"))
        canvas.spans(0, row + 1, ("Left to you   ", "muted"), (current.left, ""))
    return canvas.lines()


def _event(canvas: Canvas, row: int, event: Milestone, current: Milestone | None) -> None:
    """A mark at its date; beside it the date and the name, and what it meant where there is room."""
    here = event is current
    lit = current is None or MILESTONES.index(event) <= MILESTONES.index(current)
    column = _column(event.year, event.month, canvas.width)
    date = f"{event.date}  " if canvas.width >= 60 else f"{event.year} "
    canvas.put(column, row, "▶" if here else "●" if lit else "○", "accent" if lit else "muted")
    right = canvas.width - column - 2
    size = len(date) + len(event.brief)
    on_right = size <= right
    room = right if on_right else column - 1
    remark = f": {event.text}" if size + 2 + len(event.text) <= room else ""
    x = column + 2 if on_right else column - 1 - size - len(remark)
    canvas.spans(
        x,
        row,
        (date, "strong" if lit else "muted"),
        (event.brief, "accent" if here else "" if lit else "muted"),
        (remark, "muted"),
    )


def _column(year: int, month: int, width: int) -> int:
    """The column of a month."""
    return round((year - FIRST + (month - 1) / 12) / (LAST - FIRST) * (width - 1))


def _describe() -> str:
    """Every event in words, in order."""
    return "\n".join(
        f"{event.date}: {event.brief}: {event.text}. You can rent: {event.rent}. Left to you: {event.left}."
        for event in MILESTONES
    )


DRAWING = Drawing(
    id="timeline",
    title="From renting a machine to deploying a function",
    states=("All of it", *(event.brief for event in MILESTONES)),
    draw=_draw,
    describe=_describe,
    sources=tuple(sorted({event.source for event in MILESTONES})),
)
