"""What every screen of a running app shares."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from edgewise.account.changes import pending
from edgewise.errors import EdgewiseError
from edgewise.store import settings as settings_store
from edgewise.store.folders import Folders, folders
from edgewise.store.settings import Settings

if TYPE_CHECKING:
    from edgewise.account.overview import Glimpse


@dataclass
class Services:
    """The state of one run.

    Attributes:
        folders: where things are kept.
        settings: the user's choices, as loaded or last changed.
        project: the folder that the Migrate door looks at; the current one unless told otherwise.
        demo: use the demo account whatever credentials exist.
        problems: sentences to show once the app is up, such as a broken settings file.
        parting: sentences to print once the terminal is given back, such as what was left under way.
        glimpse: what was last seen of the account; ``None`` until somebody has looked.
        notice: shows a sentence to the user; set by the app.
    """

    folders: Folders
    settings: Settings
    project: Path
    demo: bool = False
    problems: list[str] = field(default_factory=list)
    parting: list[str] = field(default_factory=list)
    glimpse: Glimpse | None = None
    notice: Callable[[str], None] = lambda text: None

    @classmethod
    def load(cls, *, project: Path | None = None, demo: bool = False) -> Services:
        """Read the settings and find the folders. Never fails: what is wrong becomes a problem to show."""
        found = folders()
        problems: list[str] = []
        unwritable = found.ensure()
        if unwritable:
            problems.append(unwritable)
        loaded = settings_store.load(found)
        if loaded.problem:
            problems.append(loaded.problem)
        problems += pending.left_behind(found.state)
        return cls(found, loaded.settings, (project or Path.cwd()).absolute(), demo, problems)

    def remember(self, **changes: object) -> None:
        """Change settings and save them. When they cannot be saved they hold for this run, with a notice."""
        from dataclasses import replace

        try:
            self.settings = settings_store.change(self.folders, **changes)
        except (OSError, EdgewiseError) as error:
            self.settings = replace(self.settings, **changes)  # type: ignore[arg-type]
            self.notice(f"Kept for this session only: {error}")
