"""What stands around the charts: the span, what is missing and why, what was deployed. No widgets in here."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content

from edgewise.account.analytics.drawn import Drawn, Event, instead
from edgewise.account.analytics.window import RANGES, Window
from edgewise.account.resources.formats import ago
from edgewise.errors import EdgewiseError
from edgewise.plot.words import describe
from edgewise.screens.account.usage.timing import Timing
from edgewise.text import clean

MOST_EVENTS = 5
SIGNS = {"✗": "$error", "▲": "$warning", "○": "$text-muted"}


def span_line(timing: Timing) -> Content:
    """All spans, with the one that is looked at, and its step."""
    parts = [
        Content.styled(f" {each.title} ", "bold $block-cursor-foreground on $block-cursor-background")
        if each == timing.span
        else Content.styled(f" {each.title} ", "$text-muted")
        for each in RANGES
    ]
    keys = Content.styled("[ ", "bold $primary") + Content(" ").join(parts) + Content.styled(" ]", "bold $primary")
    step = (
        Content.styled("   { ", "bold $primary")
        + Content(f"by {timing.step.title}")
        + Content.styled(" }", "bold $primary")
    )
    return keys + step


def note(found: Drawn, span: str) -> Content | None:
    """What stands in place of a chart; ``None`` for the chart."""
    words = instead(found, span)
    if words is None:
        return None
    return Content.styled(words[:1], SIGNS.get(words[:1], "")) + Content(words[1:])


def notes(
    found: Sequence[Drawn], events: Sequence[Event], missing: EdgewiseError | None, window: Window
) -> list[Content]:
    """The lines below the charts."""
    lines = [_event(each, window) for each in events if window.start <= each.when <= window.asked][:MOST_EVENTS]
    if missing is not None:
        lines.append(Content.styled("○ Deployments are not marked: ", "$text-muted") + Content(missing.message))
    lines += [Content.styled("▲ ", "$warning") + Content(each) for each in dict.fromkeys(_problems(found))]
    if any(each.picture.dataset.sampled for each in found):
        words = "Numbers are estimates from a sample of events. The newest, drawn ░ and ╌, are still arriving."
        lines.append(Content.styled(words, "$text-muted"))
    return lines


def _problems(found: Sequence[Drawn]) -> list[str]:
    return [problem for each in found for problem in each.problems]


def _event(event: Event, window: Window) -> Content:
    when = f"{event.when:%a %H:%M}Z, {ago(event.when, window.asked)}"
    return (
        Content.styled("▲ ", "$warning") + Content.styled(f"{when}  ", "$text-muted") + Content(clean(event.text, 100))
    )


def in_words(found: Sequence[Drawn], span: str) -> list[str]:
    """All charts in sentences, for those who do not look at them."""
    lines: list[str] = []
    for each in found:
        words = instead(each, span)
        if words is not None:
            lines += [f"{each.picture.title}.", f"  {words}", ""]
        elif each.chart is not None:
            lines += [*describe(each.chart), ""]
    return lines
