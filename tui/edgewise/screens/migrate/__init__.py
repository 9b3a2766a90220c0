"""The Migrate door."""

from __future__ import annotations

from edgewise.screens.migrate.screen import MigrateScreen

__all__ = ["MigrateScreen"]
