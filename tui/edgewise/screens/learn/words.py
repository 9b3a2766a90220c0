"""What words mean, as texts for a dialog."""

from __future__ import annotations

from collections.abc import Mapping

from textual.content import Content

from edgewise.course.glossary import Term
from edgewise.course.model import Course
from edgewise.widgets.spans import content_of


def word_text(term: Term, course: Course) -> Content:
    """What one word means, and where it is taught."""
    text = content_of(term.text)
    entry = course.find(term.lesson) if term.lesson else None
    return text + Content.styled(f"\n\nTaught in “{entry.title}”.", "$text-muted") if entry is not None else text


def glossary_text(glossary: Mapping[str, Term], course: Course) -> Content:
    """Every word."""
    text = Content("")
    for term in glossary.values():
        text += Content.styled(f"{term.name}\n", "bold $primary") + word_text(term, course) + Content("\n\n")
    return text.rstrip() if glossary else Content("No word is explained yet.")
