"""What the account says about a Pages project, for a reading of the project to take in.

This package never asks the account itself: whoever does hands the values over.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Dashboard:
    """The settings of one Pages project. No secret values.

    Attributes:
        name: what the project is called.
        document: a Pages wrangler file that says the same: production's values at the top level, those of previews
            under ``env.preview``.
        output, build: as the build settings have them; ``None`` when the site is uploaded ready-made.
        folder: the folder of the repository that the build starts in, ``""`` for the top.
        from_git: whether Pages builds the site from a repository.
        reads_file: whether the live deployment took its settings from a wrangler file.
        secrets, preview_secrets: names only.
        latest_date: whether production follows the newest compatibility date.
        untold: settings that no wrangler file can say, or that are not known, in words.
    """

    name: str
    document: Mapping[str, Any] = field(default_factory=dict)
    output: str | None = None
    build: str | None = None
    folder: str = ""
    from_git: bool = False
    reads_file: bool = False
    secrets: tuple[str, ...] = ()
    preview_secrets: tuple[str, ...] = ()
    latest_date: bool = False
    untold: tuple[str, ...] = ()
