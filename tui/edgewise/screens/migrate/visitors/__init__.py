"""The account's half on the screen: ship the Worker, send visitors to it, take them back."""

from edgewise.screens.migrate.visitors.screen import VisitorsScreen

__all__ = ["VisitorsScreen"]
