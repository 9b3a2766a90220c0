"""Do the Worker's bindings exist, and are they those of production? A binding to other data fails in silence."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from edgewise.migration.shipping.model import Check, Resources
from edgewise.project.dashboard import Dashboard
from edgewise.text import clean

_UNREAD = "Nothing was found that reads it. If something does, add it to the wrangler file."


@dataclass(frozen=True)
class Bound:
    """A kind of binding in a wrangler file.

    Attributes:
        key: where the list stands, as dotted names.
        name: the field with the binding's name, ``target`` the one with what it is bound to.
        title: what it is bound to, in words.
        made: whether a missing one is made when the Worker is shipped.
        how: how to make a missing one by hand.
    """

    key: str
    name: str
    target: str
    title: str
    made: bool = False
    how: str = ""


BOUND = (
    Bound("kv_namespaces", "binding", "id", "KV namespace", how="wrangler kv namespace create"),
    Bound("d1_databases", "binding", "database_id", "D1 database", how="wrangler d1 create"),
    Bound("r2_buckets", "binding", "bucket_name", "R2 bucket", made=True),
    Bound("queues.producers", "binding", "queue", "queue", made=True),
    Bound("services", "binding", "service", "Worker", how="deploy that Worker first"),
    Bound("hyperdrive", "binding", "id", "Hyperdrive configuration", how="wrangler hyperdrive create"),
    Bound("vectorize", "binding", "index_name", "Vectorize index", how="wrangler vectorize create"),
)


def rows(document: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    """The objects of a list in a wrangler file; none when it is not there."""
    found: Any = document
    for part in key.split("."):
        found = found.get(part) if isinstance(found, Mapping) else None
    return [each for each in found if isinstance(each, Mapping)] if isinstance(found, list) else []


def targets(document: Mapping[str, Any], bound: Bound) -> dict[str, str]:
    """What is bound, by the bindings' names."""
    return {
        str(each.get(bound.name)): str(each.get(bound.target) or "")
        for each in rows(document, bound.key)
        if each.get(bound.name)
    }


def check_bindings(
    document: Mapping[str, Any], dashboard: Dashboard, resources: Resources, used: Collection[str]
) -> Iterator[Check]:
    """What is to be said of each binding of the Worker, and of those that it lacks.

    Args:
        used: names that the code reads from ``env``.
    """
    preview = _mapping(_mapping(dashboard.document.get("env")).get("preview"))
    for bound in BOUND:
        own = targets(document, bound)
        live, previews = targets(dashboard.document, bound), targets(preview, bound)
        for name, target in own.items():
            yield _one(bound, name, target, live.get(name), previews.get(name), resources)
        for name, target in live.items():
            if name not in own:
                reads = name in used
                yield Check(
                    "binding-lacking",
                    "stop" if reads else "note",
                    f"Production binds {clean(name, 60)} ({bound.title} {clean(target, 60)}); the Worker does not"
                    f"{', and its code reads it' if reads else ''}.",
                    "Add it to the wrangler file." if reads else _UNREAD,
                )
    lacking = sorted(set(_mapping(dashboard.document.get("vars"))) - set(_mapping(document.get("vars"))))
    for name in lacking:
        reads = name in used
        yield Check(
            "variable-lacking",
            "stop" if reads else "note",
            f"Production has the variable {clean(name, 60)}; the Worker does not"
            f"{', and its code reads it' if reads else ''}.",
            "Add it to vars in the wrangler file."
            if reads
            else "What only the build reads belongs to the settings of the build.",
        )


def _mapping(found: Any) -> Mapping[str, Any]:
    return found if isinstance(found, Mapping) else {}


def _one(bound: Bound, name: str, target: str, live: str | None, preview: str | None, resources: Resources) -> Check:
    what = f"{clean(name, 60)}: {bound.title} {clean(target, 60)}"
    if not target:
        return Check("binding-new", "note", f"{clean(name, 60)} names no {bound.title}; wrangler makes one.")
    if live is not None and target != live:
        if target == preview:
            return Check(
                "binding-preview",
                "stop",
                f"{what} is what previews use. Production has {clean(live, 60)}.",
                "Put production's into the wrangler file.",
            )
        return Check(
            "binding-other",
            "stop",
            f"{what}, and production has {clean(live, 60)}.",
            "Put production's into the wrangler file, or move the data first.",
        )
    there = resources.has(bound.key, target)
    if there is None:
        return Check("binding-unknown", "unknown", f"{what}: whether it is there could not be read.")
    if not there and bound.made:
        return Check("binding-made", "note", f"{what} is not there yet, and is made.")
    if not there:
        return Check("binding-missing", "stop", f"{what} is not in this account.", f"Make it: {bound.how}")
    return Check("binding", "ok", f"{what}{'' if live is None else ', as in production'}.")
