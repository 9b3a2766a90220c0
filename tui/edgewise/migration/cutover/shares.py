"""Sending the visitors of a Worker to a new version of it little by little."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from edgewise.account.resources.actions import WORKERS_WRITE
from edgewise.migration.cutover.watches import watch
from edgewise.migration.operations.model import Operation, Request, Row
from edgewise.text import clean

STEPS = (10.0, 50.0, 100.0)
"""Per cent of the visitors, step by step."""


def shares(
    worker: str, now: Mapping[str, float], new: str, hosts: tuple[str, ...], steps: tuple[float, ...] = STEPS
) -> Iterator[Operation]:
    """The steps to a new version, each watched on every host.

    Args:
        now: the versions that answer, with their shares in per cent.
        new: id of the version that is to answer.
    """
    path = f"/accounts/{{account_id}}/workers/scripts/{worker}/deployments"
    before = _versions(now)
    for step in steps:
        kept = max(now, key=lambda each: now[each])
        after = _versions({new: step, kept: 100 - step} if step < 100 else {new: 100.0})
        row = Row(path, {}, {"versions": before}, {"versions": after}, "once", "deployments")
        yield Operation(
            f"share-{step:g}",
            f"Send {step:g} % of the visitors to version {clean(new, 8)}",
            "A version that fails then fails for few." if step < 100 else "It has shown what it can.",
            (Request("POST", path, _body(after), row, WORKERS_WRITE),),
            (Request("POST", path, _body(before), row.reversed, WORKERS_WRITE),),
            "The shares are as before within seconds.",
            command=f"wrangler versions deploy {clean(new, 40)}@{step:g}%",
        )
        for host in hosts:
            yield watch(host, f"share-{step:g}", new)
        before = after


def _versions(found: Mapping[str, float]) -> list[dict[str, Any]]:
    return [{"version_id": each, "percentage": share} for each, share in found.items()]


def _body(versions: list[dict[str, Any]]) -> dict[str, Any]:
    return {"strategy": "percentage", "versions": versions}
