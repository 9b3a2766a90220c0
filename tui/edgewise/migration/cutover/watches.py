"""Recording and watching a host, as operations."""

from __future__ import annotations

from edgewise.migration.operations.model import Operation


def record_answers(name: str, source: str = "") -> Operation:
    """Recording what a host answers before anything is changed.

    Args:
        source: the host that is asked in its stead, where ``name`` answers nobody yet.
    """
    return Operation(
        "record",
        f"Record what {source or name} answers now",
        "What comes later is compared with these answers.",
        way_back="Nothing was changed.",
        host=name,
        kind="watch",
        details={"from": source} if source else {},
    )


def watch(name: str, after: str, version: str = "") -> Operation:
    """Looking at a host after a step.

    Args:
        version: the version of the Worker to look at; empty for whichever answers.
    """
    return Operation(
        f"watch-{after}",
        f"Watch {name}",
        "Its answers are compared with the recorded ones, and the Worker's errors are counted.",
        way_back="Nothing was changed.",
        command=f"edgewise verify --against https://YOUR-PROJECT.pages.dev --new https://{name}",
        host=name,
        kind="watch",
        details={"version": version} if version else {},
    )
