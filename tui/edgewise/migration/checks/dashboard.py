"""What the account says about the project: taken over, different from the file, or left to a person."""

from __future__ import annotations

from collections.abc import Iterator

from edgewise.migration.account_settings import differences
from edgewise.migration.catalogue import finding
from edgewise.migration.model import Finding
from edgewise.migration.worker_document import with_production_on_top
from edgewise.project.model import PagesProject, Place
from edgewise.project.pages_keys import pages_settings
from edgewise.text import clean

_SHOWN = 8


def check_dashboard(project: PagesProject) -> Iterator[Finding]:
    """Settings, differences and secrets of the project in the account, when it was asked."""
    told = project.dashboard
    if told is None:
        return
    file = pages_settings(project.config)[0] if project.config else {}
    counts = project.config is not None and "pages_build_output_dir" in project.config.document
    if project.config is None or not counts:
        kinds = [key for key in told.document if key not in ("name", "pages_build_output_dir")]
        yield finding("account-settings", None, clean(", ".join(kinds), 200))
    if project.config is not None:
        other = list(differences(told.document, with_production_on_top(file)))
        if other:
            named = ", ".join(other[:_SHOWN]) + (" …" if len(other) > _SHOWN else "")
            identity = "account-differs" if counts else "account-replaces-file"
            yield finding(identity, Place(project.config.path), clean(named, 300))
    for name in told.secrets:
        yield finding("account-secret", None, name)
    if previews := [name for name in told.preview_secrets if name not in told.secrets]:
        yield finding("account-preview-secrets", None, clean(", ".join(previews), 200))
    if told.untold:
        yield finding("account-untold", None, clean(", ".join(told.untold), 200))
    if told.latest_date:
        date = project.compatibility_date.value if project.compatibility_date else ""
        yield finding("account-latest-date", None, date)
