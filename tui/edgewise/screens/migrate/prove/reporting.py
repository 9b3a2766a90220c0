"""Keeping the report."""

from __future__ import annotations

import re

from edgewise.migration.parity import report_html
from edgewise.migration.parity.model import ParityReport
from edgewise.screens.migrate.looking import Look
from edgewise.store import Folders, write_atomic
from edgewise.text import clean


def write_report(report: ParityReport, look: Look, folders: Folders) -> str:
    """Write the web page into edgewise's own data folder, never into the project; say where it is."""
    name = re.sub(r"[^A-Za-z0-9._-]+", "-", look.name).strip("-.") or "project"
    path = folders.data / "reports" / f"{name}.html"
    try:
        write_atomic(path, report_html(report, title=look.name))
    except OSError as error:
        return f"The report could not be written: {clean(error.strerror or str(error))}."
    return f"Report: {clean(str(path))}"
