"""Lines of the course as Textual content: which style each kind of span has."""

from __future__ import annotations

from urllib.parse import quote

from textual.content import Content

from edgewise.course.model import Line, Span

STYLES = {
    "": "",
    "strong": "bold",
    "emphasis": "italic",
    "code": "$secondary",
    "muted": "$text-muted",
    "accent": "bold $primary",
    "good": "$success",
    "warning": "$warning",
    "bad": "$error",
}


def style_of(span: Span) -> str:
    """The Textual style of a span."""
    if span.style.startswith("link:"):
        # The target becomes part of an action in quotation marks: whatever could end it is escaped.
        target = quote(span.style.removeprefix("link:"), safe=":/?#&=%.-_~+,;@!$*")
        return f"underline $primary @click=screen.follow('{target}')"
    if span.style.startswith("source:"):
        return "$text-disabled"
    return STYLES.get(span.style, "")


def content_of(line: Line, base: str = "") -> Content:
    """``line`` as content; ``base`` is the style of what has none of its own."""
    return Content.assemble(*((span.text, style_of(span) or base) for span in line))


def links_in(line: Line) -> list[tuple[str, str]]:
    """Text and target of each link."""
    return [(span.text, span.style.removeprefix("link:")) for span in line if span.style.startswith("link:")]
