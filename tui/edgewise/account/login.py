"""Where wrangler keeps its login on this system."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path


def config_folder(environ: Mapping[str, str]) -> Path:
    """Wrangler's folder: ``~/.wrangler`` where that exists already, else the system's place for settings."""
    home = Path(environ.get("HOME") or environ.get("USERPROFILE") or Path.home())
    old = home / ".wrangler"
    if old.is_dir():
        return old
    if environ.get("XDG_CONFIG_HOME"):
        return Path(environ["XDG_CONFIG_HOME"]) / ".wrangler"
    if sys.platform == "darwin":
        return home / "Library" / "Preferences" / ".wrangler"
    if sys.platform == "win32":
        return Path(environ.get("APPDATA") or home / "AppData" / "Roaming") / "xdg.config" / ".wrangler"
    return home / ".config" / ".wrangler"


def config_file(environ: Mapping[str, str]) -> Path:
    """The file that ``wrangler login`` writes."""
    staging = environ.get("WRANGLER_API_ENVIRONMENT") == "staging"
    return config_folder(environ) / "config" / ("staging.toml" if staging else "default.toml")


def keyring_file(file: Path) -> Path:
    """What stands beside ``file`` when wrangler keeps the login encrypted, its key in the keyring."""
    return file.with_suffix(".enc")
