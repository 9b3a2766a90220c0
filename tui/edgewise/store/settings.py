"""The user's settings: one small JSON file that a person may edit by hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from edgewise.errors import InputError
from edgewise.store.favourites import Favourites, document_of
from edgewise.store.favourites import parse as parse_favourites
from edgewise.store.files import read_json, write_json
from edgewise.store.folders import Folders

SCHEMA = "edgewise/settings/1"


@dataclass(frozen=True)
class Settings:
    """What the user chose. Every field has a default, so an absent file is a valid one."""

    theme: str = "edgewise-dark"
    """A Textual theme name."""
    keymap: Mapping[str, str] = field(default_factory=dict)
    """Command id to keys, comma-separated, such as ``{"app.help": "f1,question_mark"}``."""
    editor: str = ""
    """The command that opens a file; empty means ``$VISUAL``, then ``$EDITOR``."""
    favourites: Favourites = field(default_factory=dict)
    """Resources that the user keeps at hand, by account id."""
    unknown: Mapping[str, Any] = field(default_factory=dict)
    """Fields this version does not know; written back as they were."""


@dataclass(frozen=True)
class Loaded:
    """Settings, and what was odd about the file they came from."""

    settings: Settings
    problem: str | None = None


def path(folders: Folders) -> Path:
    """The settings file."""
    return folders.config / "settings.json"


def load(folders: Folders) -> Loaded:
    """Read the settings. A broken file is left alone, reported, and the defaults are used."""
    file = path(folders)
    try:
        document = read_json(file)
    except FileNotFoundError:
        return Loaded(Settings())
    except InputError as error:
        return Loaded(Settings(), f"{error.message} ({error.where}) The defaults are in use.")
    except OSError as error:
        return Loaded(Settings(), f"{file} cannot be read ({error.strerror}). The defaults are in use.")
    if not isinstance(document, dict):
        return Loaded(Settings(), f"{file} must hold a JSON object. The defaults are in use.")
    problems: list[str] = []
    known: dict[str, Any] = {}
    unknown: dict[str, Any] = {}
    for key, value in document.items():
        if key == "schema":
            continue
        if key in ("theme", "editor"):
            if isinstance(value, str):
                known[key] = value
            else:
                problems.append(f'"{key}" must be a string')
        elif key == "keymap":
            if isinstance(value, dict) and all(isinstance(keys, str) for keys in value.values()):
                known[key] = value
            else:
                problems.append('"keymap" must map command ids to keys')
        elif key == "favourites":
            kept = parse_favourites(value)
            if kept is not None:
                known[key] = kept
            else:
                problems.append('"favourites" must map account ids to lists')
        else:
            unknown[key] = value
    settings = Settings(**known, unknown=unknown)
    return Loaded(settings, f"{file}: {'; '.join(problems)}. Defaults stand in." if problems else None)


def save(folders: Folders, settings: Settings) -> None:
    """Write ``settings``, keeping fields that this version does not know.

    Raises:
        OSError: when the folder cannot be written.
    """
    document: dict[str, Any] = {"schema": SCHEMA, "theme": settings.theme}
    if settings.editor:
        document["editor"] = settings.editor
    if settings.keymap:
        document["keymap"] = dict(settings.keymap)
    if settings.favourites:
        document["favourites"] = document_of(settings.favourites)
    document.update(settings.unknown)
    write_json(path(folders), document, mode=0o600)


def change(folders: Folders, **changes: Any) -> Settings:
    """Load, change the named fields and save.

    A settings file that does not parse is never overwritten.

    Raises:
        OSError: when the folder cannot be written.
        InputError: when the file that stands there is broken.
    """
    loaded = load(folders)
    if loaded.problem:
        raise InputError(
            loaded.problem, code="settings-broken", where=str(path(folders)), fix="Correct the file, or delete it."
        )
    settings = replace(loaded.settings, **changes)
    save(folders, settings)
    return settings
