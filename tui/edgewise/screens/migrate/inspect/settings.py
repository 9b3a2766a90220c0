"""The settings that the user may say, and how each is asked for."""

from __future__ import annotations

from dataclasses import dataclass

from textual.content import Content

from edgewise.project.discovery import OVERRIDES
from edgewise.project.model import Origin, PagesProject, Value
from edgewise.screens.migrate.looking import Look
from edgewise.text import clean

ORIGINS = {
    Origin.CONFIG: "the wrangler file",
    Origin.SCRIPT: "package.json",
    Origin.CI: "a CI workflow",
    Origin.SHELL: "a script",
    Origin.TERRAFORM: "Terraform",
    Origin.README: "the README",
    Origin.FRAMEWORK: "the framework's convention",
    Origin.DASHBOARD: "the dashboard",
    Origin.OPTION: "you said so",
    Origin.INFERRED: "a guess",
}


_MOST = 4
"""Other folders that are named."""


@dataclass(frozen=True)
class Setting:
    """One value that ``--set`` takes.

    Attributes:
        key: as on the command line.
        label: one word for the list.
        question: what is asked.
        hint: what a good answer looks like.
        field: the field of :class:`PagesProject` that holds it.
        missing: what holds while it is not known.
    """

    key: str
    label: str
    question: str
    hint: str
    field: str = ""
    missing: str = "not known"


_KNOWN = (
    Setting("name", "Name", "What is the Worker to be called?", "Lower-case letters, digits and hyphens.", "name"),
    Setting(
        "output",
        "Output",
        "Which folder is served?",
        "The folder that your build writes, such as dist or public. A dot is the project itself.",
        "output",
    ),
    Setting(
        "compatibility_date",
        "Compatibility",
        "Which compatibility date does the Pages project have?",
        "As YYYY-MM-DD. In the dashboard it stands under Settings, Runtime.",
        "compatibility_date",
        "not known, so today's",
    ),
    Setting(
        "build",
        "Build",
        "Which command builds the site?",
        "As on your own command line, such as npm run build.",
        "build_command",
        "none",
    ),
)


def _other(key: str) -> Setting:
    label = key.replace("_", " ").capitalize()
    return Setting(key, label, f"{label}?", "Whatever --set takes for it.", key)


SETTINGS: tuple[Setting, ...] = (
    *(each for each in _KNOWN if each.key in OVERRIDES),
    *(_other(key) for key in OVERRIDES if key not in {each.key for each in _KNOWN}),
)
"""All of them, in the order in which they are shown."""


def value_of(setting: Setting, project: PagesProject | None) -> Value[str] | None:
    """What is known of a setting."""
    found = getattr(project, setting.field, None)
    return found if isinstance(found, Value) else None


def origin_of(value: Value[str]) -> str:
    """Where a value comes from, in words."""
    return clean(str(value.place)) if value.place else ORIGINS.get(value.origin, str(value.origin))


def suggestion(setting: Setting, look: Look) -> str:
    """What the input starts with: what was said or found."""
    said = look.asked.overrides.get(setting.key)
    if said is not None:
        return said
    found = value_of(setting, look.project)
    return clean(found.value) if found is not None else ""


def hint(setting: Setting, look: Look) -> Content:
    """The text above the input: what a good answer is, what was found, and how to take an answer back."""
    text = Content(setting.hint)
    found = value_of(setting, look.project)
    if found is not None and found.origin is not Origin.OPTION:
        text += Content(f"\nFound: {clean(found.value, 80)}, from {origin_of(found)}.")
    others = look.project.output_candidates if look.project is not None and setting.key == "output" else ()
    if others:
        named = ", ".join(f"{clean(each.value, 40)} ({origin_of(each)})" for each in others[:_MOST])
        text += Content(f"\nIt could also be: {named}.")
    if setting.key in look.asked.overrides:
        text += Content("\nEmpty it to go back to what the files say.")
    return text.stylize_before("$text-muted")
