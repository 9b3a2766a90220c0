"""What the project commands share: reading ``DIR`` and ``--set``, and showing findings."""

from __future__ import annotations

import argparse
import asyncio
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from edgewise.errors import InputError
from edgewise.migration.choices import Choices, choices_from
from edgewise.migration.model import Severity
from edgewise.project.dashboard import Dashboard
from edgewise.project.model import PagesProject, Place
from edgewise.text import clean

SYMBOLS = {
    Severity.BLOCKER: "✗",
    Severity.DECISION: "▲",
    Severity.MANUAL: "▲",
    Severity.AUTOMATIC: "✓",
    Severity.NOTE: "○",
}
"""One sign a severity, always beside its word."""


def overrides(arguments: argparse.Namespace) -> dict[str, str]:
    """The values of ``--set KEY=VALUE``.

    Raises:
        InputError: when one is not written so.
    """
    found: dict[str, str] = {}
    for pair in arguments.set:
        key, equals, value = pair.partition("=")
        if not equals or not key:
            raise InputError(
                f"{clean(pair)} is not KEY=VALUE.",
                code="setting-invalid",
                where="--set",
                fix="Write it as --set output=dist.",
            )
        found[key] = value
    return found


def choices(arguments: argparse.Namespace) -> Choices:
    """How the project is to be moved, as the options say."""
    return choices_from(vars(arguments))


def name_in(folder: Path) -> str:
    """What the project in ``folder`` is called.

    Raises:
        InputError: when the folder is not there, or its configuration does not parse.
    """
    from edgewise.project import discover

    return discover(folder).name.value


def open_project(arguments: argparse.Namespace) -> PagesProject:
    """The project in ``DIR``, with the values of ``--set``, and with ``--from-account`` those of the account.

    Raises:
        InputError: when the folder is not there, a configuration does not parse, or the account has no such project.
        AuthError, NetworkError: when the account cannot be asked.
    """
    from edgewise.project import discover

    project = discover(Path(arguments.dir), overrides(arguments))
    dashboard = ask_account(arguments, project)
    return project if dashboard is None else discover(project.root, overrides(arguments), dashboard)


def ask_account(arguments: argparse.Namespace, project: PagesProject) -> Dashboard | None:
    """What the account says about ``project``; ``None`` unless ``--from-account`` asks for it. Remembered for a proof.

    Raises:
        InputError, AuthError, NetworkError: see :func:`edgewise.migration.account_reading.read_dashboard`.
    """
    if not getattr(arguments, "from_account", False):
        if getattr(arguments, "demo", False):
            raise InputError(
                "--demo alone means nothing here.",
                code="option-alone",
                where="--demo",
                fix="Add --from-account to read the demo account.",
            )
        return None
    from edgewise.migration.account_kept import keep
    from edgewise.migration.account_reading import client_for, read_dashboard
    from edgewise.store import folders

    async def ask() -> Dashboard:
        async with client_for(os.environ, demo=arguments.demo) as client:
            return await read_dashboard(client, project)

    dashboard = asyncio.run(ask())
    keep(folders(), project.root, dashboard)
    return dashboard


def place_document(place: Place | None) -> dict[str, Any] | None:
    """A place as JSON."""
    return None if place is None else {"file": clean(place.file), "line": place.line}


def project_document(project: PagesProject) -> dict[str, Any]:
    """What is known of a project, each value with its origin, as JSON."""
    values: Mapping[str, Any] = {
        "name": project.name,
        "output": project.output,
        "compatibility_date": project.compatibility_date,
        "build": project.build_command,
    }
    return {
        "root": clean(str(project.root)),
        "name": clean(project.name.value),
        "output": clean(project.output.value) if project.output else None,
        "kind": str(project.kind),
        "config": project.config.path if project.config else None,
        "framework": project.framework.id if project.framework else None,
        "compatibility_date": project.compatibility_date.value if project.compatibility_date else None,
        "functions": len(project.functions),
        "assets": len(project.assets),
        "redirects": len(project.redirects),
        "header_rules": len(project.headers),
        "origins": {
            key: {"origin": str(value.origin), "where": place_document(value.place)}
            for key, value in values.items()
            if value is not None
        },
    }
