"""What is done to ship a Worker: a pure function of what the account says and the wrangler file."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from edgewise.account.failures import Permission
from edgewise.account.resources.actions import QUEUES_WRITE
from edgewise.migration.operations.model import Operation, Request, Row
from edgewise.migration.shipping.bindings import check_bindings, rows
from edgewise.migration.shipping.model import Check, Shipment, State
from edgewise.text import clean

R2_WRITE = Permission("Workers R2 Storage Write", "Account · Workers R2 Storage · Edit")

_QUEUES = "/accounts/{account_id}/queues"
_BUCKETS = "/accounts/{account_id}/r2/buckets"


def shipment(state: State, document: Mapping[str, Any], tag: str, used: Collection[str] = ()) -> Shipment:
    """What is done, and what was looked at before.

    Args:
        used: names that the code reads from ``env``.
        document: the wrangler file that counts.
        tag: names the version that is uploaded; not used before.
    """
    checks = (*_checks(state, document), *check_bindings(document, state.dashboard, state.resources, used))
    return Shipment(state, document, tuple(checks), tuple(_operations(state, document, tag)))


def _checks(state: State, document: Mapping[str, Any]) -> Iterator[Check]:
    if "pages_build_output_dir" in document or not (document.get("main") or document.get("assets")):
        yield Check(
            "not-migrated",
            "stop",
            "The wrangler file in this folder describes no Worker.",
            "Move the project first: edgewise migrate",
        )
    elif document.get("name") not in (None, state.worker):
        yield Check(
            "other-name",
            "stop",
            f"The wrangler file says {clean(str(document['name']), 60)}, and {clean(state.worker, 60)} was asked for.",
            "Leave --worker out, or change the name in the wrangler file.",
        )
    for problem in state.problems:
        yield Check("not-read", "unknown", problem)


def _operations(state: State, document: Mapping[str, Any], tag: str) -> Iterator[Operation]:
    yield from _resources(state, document)
    upload = _first(state, tag) if not state.there else _version(state, tag)
    # A Worker has to be there before it can have secrets; a later version takes over what is there when it comes.
    yield from (upload, *_secrets(state)) if not state.there else (*_secrets(state), upload)
    yield Operation(
        "prove",
        "Compare it with the live site",
        f"The same requests go to {clean(state.host, 120)} and to the uploaded version, a few a second, only reading.",
        way_back="Nothing was changed.",
        command=f"edgewise verify --against https://{clean(state.host, 120)} --new https://ADDRESS-OF-THE-VERSION",
        kind="prove",
        details={"tag": tag, "host": state.host},
    )


def _resources(state: State, document: Mapping[str, Any]) -> Iterator[Operation]:
    wanted = [str(each.get("queue") or "") for each in rows(document, "queues.producers")]
    for each in rows(document, "queues.consumers"):
        wanted += [str(each.get("queue") or ""), str(each.get("dead_letter_queue") or "")]
    for name in dict.fromkeys(filter(None, wanted)):
        if state.resources.has("queues.producers", name) is False:
            row = Row(_QUEUES, {"queue_name": name}, None, {"queue_name": name}, "pages")
            yield Operation(
                f"queue-{name}",
                f"Make the queue {clean(name, 60)}",
                "The Worker sends to it, or reads from it, and wrangler refuses what is not there.",
                (Request("POST", _QUEUES, {"queue_name": name}, row, QUEUES_WRITE),),
                (Request("DELETE", f"{_QUEUES}/{{queue}}", None, row.reversed, QUEUES_WRITE),),
                "The queue is deleted, with what waits in it.",
                command=f"wrangler queues create {clean(name, 60)}",
            )
    for each in rows(document, "r2_buckets"):
        name = str(each.get("bucket_name") or "")
        if name and state.resources.has("r2_buckets", name) is False:
            row = Row(_BUCKETS, {"name": name}, None, {"name": name}, "once", "buckets")
            yield Operation(
                f"bucket-{name}",
                f"Make the R2 bucket {clean(name, 60)}",
                "The Worker binds it.",
                (Request("POST", _BUCKETS, {"name": name}, row, R2_WRITE),),
                (Request("DELETE", f"{_BUCKETS}/{{bucket}}", None, row.reversed, R2_WRITE),),
                "The bucket is deleted, as long as nothing lies in it.",
                command=f"wrangler r2 bucket create {clean(name, 60)}",
            )


def _first(state: State, tag: str) -> Operation:
    return Operation(
        "upload",
        f"Upload {clean(state.worker, 60)} for the first time",
        "wrangler deploys it without its routes, crons and queue consumers: no visitor and no message comes to it.",
        way_back="Nobody is sent to it. To be rid of it: wrangler delete",
        command="wrangler deploy",
        kind="upload",
        details={"first": True, "tag": tag},
    )


def _version(state: State, tag: str) -> Operation:
    return Operation(
        "upload",
        f"Upload a version of {clean(state.worker, 60)}",
        "It gets an address of its own and no traffic.",
        way_back="Nobody is sent to it, and a version cannot be deleted.",
        command=f"wrangler versions upload --tag {tag}",
        kind="upload",
        details={"first": False, "tag": tag},
    )


def _secrets(state: State) -> tuple[Operation, ...]:
    if not state.missing:
        return ()
    names = ", ".join(clean(each, 60) for each in state.missing)
    return (
        Operation(
            "secrets",
            f"Set {len(state.missing)} secret{'' if len(state.missing) == 1 else 's'}",
            f"Production has them, and nobody can read them back: {names}.",
            way_back="They stay with the Worker, where nobody uses them. To be rid of one: wrangler secret delete NAME",
            command="edgewise secrets --set",
            kind="secrets",
            details={"names": list(state.missing), "deployed": not state.there},
        ),
    )
