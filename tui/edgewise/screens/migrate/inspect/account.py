"""Asking the account what it says about the project."""

from __future__ import annotations

import os

from edgewise.migration.account_kept import keep
from edgewise.migration.account_reading import client_for, read_dashboard
from edgewise.project.dashboard import Dashboard
from edgewise.project.model import PagesProject
from edgewise.services import Services


async def dashboard_of(project: PagesProject, services: Services) -> Dashboard:
    """The account's settings of ``project``, remembered for a proof.

    Raises:
        InputError, AuthError, NetworkError: see :func:`edgewise.migration.account_reading.read_dashboard`.
    """
    async with client_for(os.environ, demo=services.demo) as client:
        found = await read_dashboard(client, project)
    keep(services.folders, project.root, found)
    return found
