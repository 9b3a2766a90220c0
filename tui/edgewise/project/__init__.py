"""What a Pages project on disk is. Reads only; never runs or changes anything of the project."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from edgewise.project.discovery import discover
    from edgewise.project.headers import parse_headers
    from edgewise.project.redirects import parse_redirects
    from edgewise.project.routes import parse_routes

__all__ = ["discover", "parse_headers", "parse_redirects", "parse_routes"]

_HOMES = {
    "discover": "discovery",
    "parse_headers": "headers",
    "parse_redirects": "redirects",
    "parse_routes": "routes",
}


def __getattr__(name: str) -> Any:
    """Import an exported function when it is first asked for: the models alone must stay cheap to import."""
    if name not in _HOMES:
        raise AttributeError(name)
    from importlib import import_module

    return getattr(import_module(f"edgewise.project.{_HOMES[name]}"), name)
