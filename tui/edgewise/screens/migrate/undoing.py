"""The question before an undo."""

from __future__ import annotations

from textual.content import Content

from edgewise.screens.migrate.look import Look
from edgewise.text import clean

_SHOWN = 12


def question(look: Look) -> Content:
    """Which files go back to what they were."""
    if not look.edits:
        return Content("The journal knows which files were changed. All of them go back to what they were.")
    text = Content("These files go back to what they were before the migration:\n")
    for edit in look.edits[:_SHOWN]:
        fate = "goes away" if edit.before is None else "comes back" if edit.after is None else "as before"
        text += (
            Content.styled("\n↶ ", "$primary")
            + Content(clean(edit.path, 56))
            + Content.styled(f"  {fate}", "$text-muted")
        )
    if len(look.edits) > _SHOWN:
        text += Content.styled(f"\n  and {len(look.edits) - _SHOWN} more", "$text-muted")
    return text + Content.styled("\n\nA file that you changed since is left alone and named.", "$text-muted")


def resume_question() -> Content:
    """What finishing an interrupted migration means."""
    return Content(
        "The files that were not changed yet are changed now, as the plan said when it was begun. "
        "A file that you changed meanwhile stops it."
    )
