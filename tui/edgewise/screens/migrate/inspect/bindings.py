"""The bindings and variables of a project, by kind: their names, never what they hold."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

_NAMES = ("binding", "name", "queue")
"""Keys that name an entry of a list, in the order in which they are looked for."""
_NOT_BINDINGS = ("env", "previews", "placement", "limits", "observability")


def bindings(settings: Mapping[str, Any]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Kind and names of everything that the code can reach through ``env``, as a wrangler file spells the kinds."""
    found = ((str(kind), tuple(_names(value))) for kind, value in settings.items() if kind not in _NOT_BINDINGS)
    return tuple((kind, names) for kind, names in found if names)


def _names(value: object) -> Iterator[str]:
    if isinstance(value, Mapping):
        inner = [each for each in value.values() if isinstance(each, list)]
        if inner:  # such as durable_objects.bindings and queues.producers
            for each in inner:
                yield from _names(each)
        elif isinstance(value.get("binding"), str):  # such as ai and assets, of which there is one
            yield str(value["binding"])
        else:
            yield from (str(key) for key in value)
    elif isinstance(value, list):
        for each in value:
            if isinstance(each, Mapping):
                name = next((each[key] for key in _NAMES if isinstance(each.get(key), str)), None)
                yield from (name,) if name else ()
