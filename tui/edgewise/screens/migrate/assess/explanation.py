"""What a finding means: beside the list in short, on a page of its own in full."""

from __future__ import annotations

from pathlib import Path

from textual.content import Content

from edgewise.migration.model import Finding
from edgewise.screens.migrate.assess.rows import SIGNS
from edgewise.screens.migrate.excerpt import excerpt
from edgewise.screens.migrate.words import labelled, prose, title
from edgewise.text import clean, clean_lines
from edgewise.widgets.flow import EMPTY, wrap


def explanation(finding: Finding, root: Path, width: int, *, around: int = 1) -> list[Content]:
    """Why it matters, what happens, and the lines where it was found."""
    lines = [*wrap(title(finding.title), width), *wrap(_kind(finding), width)]
    if finding.where is not None and finding.where.line is not None:
        shown = excerpt(root, finding.where, width, around)
        lines += [EMPTY, *shown] if shown else []
    lines += [EMPTY, *prose(clean_lines(finding.why), width)]
    lines += [EMPTY, *labelled("What happens", clean_lines(finding.remedy), width)]
    if finding.lesson:
        lines += [EMPTY, Content.styled("There is a lesson on this: press l.", "$text-muted")]
    return lines


def _kind(finding: Finding) -> Content:
    sign, style, name, _ = SIGNS[finding.severity]
    text = Content.styled(f"{sign} {name}", style) + Content.styled(f"   {clean(finding.id, 60)}", "$text-muted")
    if finding.where is not None:
        text += Content.styled(f"   {clean(str(finding.where), 120)}", "$text-muted")
    return text
