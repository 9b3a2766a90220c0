"""The long explanation of each finding: a Markdown page that ships with the program, one file for each id.

A page is ``assets/findings/<id>.md``: front matter with the id and the severity, the catalogue's title as its heading,
and the sections of :data:`HEADINGS` in that order. The text is written to be read as it stands, in a terminal too.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from edgewise.store.content import content

HEADINGS = ("What it is", "How to recognise it", "What edgewise does", "By hand", "Check afterwards", "Sources")
_FRONT = re.compile(r"\A---\nid: (?P<id>[a-z0-9-]+)\nseverity: (?P<severity>[a-z]+)\n---\n+# (?P<title>[^\n]+)\n")
_SECTION = re.compile(r"^## (.+)\n", re.MULTILINE)


@dataclass(frozen=True)
class Page:
    """One page.

    Attributes:
        sections: heading and Markdown text of each.
    """

    id: str
    severity: str
    title: str
    sections: tuple[tuple[str, str], ...]

    @property
    def markdown(self) -> str:
        """The page without its front matter."""
        parts = [f"# {self.title}", *(f"## {heading}\n\n{text}" for heading, text in self.sections)]
        return "\n\n".join(parts) + "\n"


def folder() -> Path:
    """Where the pages lie."""
    return content("assets", "findings")


def page(identity: str) -> Page | None:
    """The page of a finding; ``None`` when there is none.

    Args:
        identity: an id of the catalogue. It becomes a file name, so do not pass what a user typed.
    """
    try:
        text = (folder() / f"{identity}.md").read_text("utf-8")
    except OSError:
        return None
    return parse(text)


def parse(text: str) -> Page:
    """A page from its file.

    Raises:
        ValueError: when it does not begin with front matter and a heading.
    """
    front = _FRONT.match(text)
    if front is None:
        raise ValueError("a page begins with id and severity between --- lines, then a # heading")
    _, *rest = _SECTION.split(text[front.end() :])
    sections = tuple((rest[at], rest[at + 1].strip()) for at in range(0, len(rest), 2))
    return Page(front["id"], front["severity"], front["title"], sections)
