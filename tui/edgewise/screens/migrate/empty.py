"""The screen when there is no project to migrate, or the folder cannot be read."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from textual.content import Content

from edgewise.errors import EdgewiseError
from edgewise.migration.index import Known
from edgewise.text import clean

_SHOWN = 5
_SIGNS = (
    ("wrangler.toml, .json or .jsonc", "with pages_build_output_dir"),
    ("functions/", "with the routes of Pages Functions"),
    ("package.json or a CI workflow", "that calls `wrangler pages`"),
    ("dist, build, out, public …", "where frameworks put the built site"),
)


def no_project(root: Path, migrated: Sequence[Known] = ()) -> Content:
    """What makes a folder a Pages project, what to do now, and which folders were migrated before."""
    text = Content.styled("No Pages project here", "bold") + Content("\n")
    text += Content.styled(clean(str(root), 200), "$text-muted")
    text += Content("\n\nedgewise looks for any of these, and found none:\n")
    for what, detail in _SIGNS:
        text += Content("\n  ") + Content.styled("○ ", "$text-muted") + Content(what.ljust(32))
        text += Content.styled(detail, "$text-muted")
    text += Content("\n\n") + _key("o", "Open another folder")
    text += Content("\n") + _key("s", "Say which folder in here holds the built site")
    text += Content("\n") + _key("f3", "Learn first what Pages and Workers are")
    if migrated:
        text += Content("\n\nMigrated from this computer:\n")
    for each in migrated[:_SHOWN]:
        text += Content.styled("\n  ✓ ", "$success") + Content(clean(str(each.root), 70))
        text += Content.styled(f"  {each.when:%Y-%m-%d}", "$text-muted")
    return text


def cannot_read(error: EdgewiseError) -> Content:
    """A project that cannot be read as it is."""
    text = Content.styled("✗ The project cannot be read", "bold $error") + Content(f"\n\n{error.message}")
    if error.where:
        text += Content("\n\n") + Content.styled(error.where, "$text-muted")
    if error.fix:
        text += Content("\n\n") + Content.styled("▶ ", "$primary") + Content(error.fix)
    return text + Content("\n\n") + _key("g", "Look again") + Content("\n") + _key("o", "Open another folder")


def _key(key: str, what: str) -> Content:
    return Content.styled(f" {key} ".ljust(4), "bold $primary on $panel") + Content(f"  {what}")
