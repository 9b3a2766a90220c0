"""A page that says what somebody has learned here, and what not: as SVG, or as HTML that needs nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from html import escape

from edgewise.course.model import Course
from edgewise.course.progress import Progress
from edgewise.course.summary import Summary, summaries
from edgewise.text import clean

WIDTH, MARGIN, LINE = 860, 60, 26
LONGEST_NAME = 60
_TOP = 200


def certificate_svg(course: Course, progress: Progress, name: str, now: datetime) -> str:
    """The page as SVG. ``name`` may be empty, and is shown as text whatever it holds."""
    found = summaries(course, progress)
    height = _TOP + LINE * len(found) + 110
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}" viewBox="0 0 {WIDTH} {height}" '
        f'role="img" aria-label="{escape(_said(found, name), quote=True)}">',
        f'<rect width="{WIDTH}" height="{height}" fill="#fffdf8"/>',
        f'<rect x="20" y="20" width="{WIDTH - 40}" height="{height - 40}" fill="none" stroke="#c2703d" '
        'stroke-width="2"/>',
        _text(MARGIN, 90, clean(course.title, 80), 28, weight=700),
        _text(MARGIN, 130, _said(found, name), 17),
        _text(MARGIN, 158, _whole(found), 15, colour="#6b6257"),
    ]
    for number, each in enumerate(found):
        y = _TOP + LINE * number
        mark = "✓" if each.whole else "○"
        colour = "#2f6d3a" if each.whole else "#8a8176"
        parts.append(_text(MARGIN, y, f"{mark} {clean(each.chapter.title, 60)}", 16, colour=colour))
        parts.append(_text(MARGIN + 470, y, _row(each), 14, colour="#6b6257"))
    parts.append(_text(MARGIN, height - 60, f"edgewise, {now:%Y-%m-%d}. {_FINE_PRINT}", 13, colour="#6b6257"))
    return "\n".join([*parts, "</svg>"]) + "\n"


def certificate_html(course: Course, progress: Progress, name: str, now: datetime) -> str:
    """The page as HTML, with the same in a table below the picture for those who cannot see it."""
    found = summaries(course, progress)
    rows = "\n".join(
        f"<tr><td>{escape(clean(each.chapter.title, 80))}</td><td>{escape(_row(each))}</td></tr>" for each in found
    )
    return f"""<!DOCTYPE html>
<html lang="en">
<meta charset="utf-8">
<title>{escape(clean(course.title, 80))}</title>
<style>
body {{ font: 16px/1.5 system-ui, sans-serif; max-width: {WIDTH}px; margin: 2em auto; padding: 0 1em; color: #2b2620; }}
svg {{ width: 100%; height: auto; }}
details {{ margin-top: 1em; }}
td {{ padding: .2em 1.5em .2em 0; vertical-align: top; }}
@media print {{ details {{ display: none; }} }}
</style>
{certificate_svg(course, progress, name, now)}
<details><summary>As a table</summary>
<p>{escape(_said(found, name))} {escape(_whole(found))}</p>
<table>
{rows}
</table>
</details>
</html>
"""


_FINE_PRINT = "Kept by the learner's own program; nobody has examined it."


def _said(found: Sequence[Summary], name: str) -> str:
    who = clean(name, LONGEST_NAME).strip() or "The holder of this page"
    whole = sum(each.whole for each in found)
    if whole == len(found):
        return f"{who} has finished all {len(found)} chapters."
    return f"{who} has finished {whole} of {len(found)} chapters."


def _whole(found: Sequence[Summary]) -> str:
    done, lessons = sum(each.done for each in found), sum(each.lessons for each in found)
    passed, labs = sum(each.passed for each in found), sum(each.labs for each in found)
    return f"{done} of {lessons} lessons, {passed} of {labs} labs in the real Workers runtime."


def _row(each: Summary) -> str:
    return ", ".join(_parts(each))


def _parts(each: Summary) -> Iterator[str]:
    yield each.finished or f"{each.done} of {each.lessons} lessons"
    if each.labs:
        yield f"{each.passed} of {each.labs} {'lab' if each.labs == 1 else 'labs'}"
    if each.answered:
        yield f"{each.right} of {each.answered} right at once"


def _text(x: int, y: int, text: str, size: int, *, weight: int = 400, colour: str = "#2b2620") -> str:
    font = f'font-family="Georgia, serif" font-size="{size}" font-weight="{weight}" fill="{colour}"'
    return f'<text x="{x}" y="{y}" {font}>{escape(text)}</text>'
