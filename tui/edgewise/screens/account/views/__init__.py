"""Screens that open on top of the account's tables: logs, values, charts. A module each, loaded when it is opened."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from edgewise.account.resources.model import View
from edgewise.screens.account.views.looking import Looking

if TYPE_CHECKING:
    from textual.screen import Screen

VIEWS: dict[str, str] = {
    "permissions": "edgewise.screens.account.credential.screen:PermissionsScreen",
    "build": "edgewise.screens.account.building.screen:BuildScreen",
    "stored": "edgewise.screens.account.tail.stored:StoredScreen",
    "tail": "edgewise.screens.account.tail.screen:TailScreen",
    "timeline": "edgewise.screens.account.data.timeline:TimelineScreen",
    "value": "edgewise.screens.account.data.value:ValueScreen",
    "sql": "edgewise.screens.account.data.sql:SqlScreen",
    "rows": "edgewise.screens.account.data.sql:RowsScreen",
    "change": "edgewise.screens.account.changing.menu:ChangeScreen",
    "changes": "edgewise.screens.account.changing.history:ChangesScreen",
    "account-usage": "edgewise.screens.account.usage.account:AccountUsageScreen",
    "usage": "edgewise.screens.account.usage.screen:UsageScreen",
}
"""``View.id`` -> ``module:Class`` of a screen that is made with one :class:`Looking`."""

STANDING: tuple[View, ...] = (
    View("permissions", "Permissions", "p", "What this credential may do, and what it may not.", listing=True),
    View("account-usage", "Limits and cost", "U", "The account against its plan, and its cost.", listing=True),
    View("changes", "Changes made", "X", "What was changed in this session, and what the API answered.", listing=True),
)
"""Views of the whole account, offered everywhere as soon as they are registered in ``VIEWS``."""

__all__ = ["STANDING", "VIEWS", "Looking", "view_screen"]


def view_screen(view_id: str, looking: Looking) -> Screen[None]:
    """The screen of a view, ready to be pushed."""
    module, _, name = VIEWS[view_id].partition(":")
    screen: Screen[None] = getattr(import_module(module), name)(looking)
    return screen
