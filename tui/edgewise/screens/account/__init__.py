"""The account door."""

from edgewise.screens.account.screen import AccountScreen

__all__ = ["AccountScreen"]
