"""What a wrangler file says about queues."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def producers(document: Mapping[str, Any]) -> dict[str, str]:
    """The queues that the code sends to, each with its binding."""
    return {
        str(each["queue"]): str(each["binding"])
        for each in _rows(document, "producers")
        if isinstance(each.get("queue"), str) and isinstance(each.get("binding"), str)
    }


def consumers(document: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """The queues that the Worker takes messages from, each with its settings."""
    return {str(each["queue"]): each for each in _rows(document, "consumers") if isinstance(each.get("queue"), str)}


def consumer_of(document: Mapping[str, Any], queue: str) -> Mapping[str, Any] | None:
    """The settings of the consumer of ``queue``."""
    return consumers(document).get(queue)


def _rows(document: Mapping[str, Any], role: str) -> list[Mapping[str, Any]]:
    queues = document.get("queues")
    found = queues.get(role) if isinstance(queues, Mapping) else None
    return [each for each in found if isinstance(each, Mapping)] if isinstance(found, list) else []
