"""``edgewise paths``."""

from __future__ import annotations

import argparse

from edgewise.cli.output import Output
from edgewise.store import content, folders
from edgewise.store.settings import path as settings_path


def run(arguments: argparse.Namespace, out: Output) -> int:
    """Print the folders that edgewise reads and writes."""
    found = folders()
    rows = {
        "settings": settings_path(found),
        "config": found.config,
        "data": found.data,
        "state": found.state,
        "cache": found.cache,
        "lessons": content("lessons"),
        "assets": content("assets"),
    }
    if out.as_json:
        out.document("paths", {name: str(place) for name, place in rows.items()})
    else:
        for name, place in rows.items():
            out.line(f"{name:<9} {place}")
    return 0
