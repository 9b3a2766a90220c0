"""The folders that edgewise owns on this machine."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Folders:
    """Where things are kept. None of them need exist yet."""

    config: Path
    """Settings that a person may edit."""
    data: Path
    """The learner's own copies of lab files, and course packs."""
    state: Path
    """Progress, and the index of migration journals."""
    cache: Path
    """What can be fetched again: the Node toolchain."""

    def ensure(self) -> str | None:
        """Make the folders, private to the user.

        Returns:
            ``None``, or one sentence that says which folder cannot be written and why. The program
            goes on without saving then.
        """
        for folder in (self.config, self.data, self.state, self.cache):
            try:
                folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            except OSError as error:
                return f"Nothing will be saved: {folder} cannot be made ({error.strerror})."
            if not os.access(folder, os.W_OK):
                return f"Nothing will be saved: {folder} is read-only."
        return None


def folders() -> Folders:
    """The folders in use: below ``EDGEWISE_HOME`` when that is set, else the system's own places.

    ``EDGEWISE_CACHE`` moves the cache alone, so that several homes can share one toolchain.
    """
    home = os.environ.get("EDGEWISE_HOME")
    cache = os.environ.get("EDGEWISE_CACHE")
    if home:
        root = Path(home).expanduser().absolute()
        found = Folders(root / "config", root / "data", root / "state", root / "cache")
    else:
        from platformdirs import PlatformDirs

        dirs = PlatformDirs("edgewise", appauthor=False)
        found = Folders(dirs.user_config_path, dirs.user_data_path, dirs.user_state_path, dirs.user_cache_path)
    if cache:
        return Folders(found.config, found.data, found.state, Path(cache).expanduser().absolute())
    return found
