"""A card to print before the first step: what to run by hand to go back, should edgewise not be at hand."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence

from edgewise.migration.cutover.model import Cutover
from edgewise.migration.operations.journal import DOMAIN
from edgewise.migration.operations.model import Operation, Request
from edgewise.text import clean

API = "https://api.cloudflare.com/client/v4"


def card(cutover: Cutover) -> str:
    """The card as text. It holds no credential: commands take it from the environment."""
    return "\n".join(_lines(cutover)) + "\n"


def _lines(cutover: Cutover) -> Iterator[str]:
    yield f"THE WAY BACK: {clean(cutover.project, 60)} from the Worker {clean(cutover.worker, 60)} to Pages"
    yield ""
    yield "Set CLOUDFLARE_API_TOKEN and CLOUDFLARE_ACCOUNT_ID first. From the last step that was done to the first:"
    groups = [("", cutover.rest), *((host.name, host.operations) for host in cutover.hosts), ("", cutover.first)]
    for title, operations in groups:
        if any(each.undo for each in operations):
            yield ""
            yield clean(title, 120) or "The Worker"
            yield from _group(operations)
    yield ""
    yield "A version of the Worker that fails, and nothing else: wrangler rollback"
    yield "What was written meanwhile does not come back: rows, keys, files, messages."


def _group(operations: Sequence[Operation]) -> Iterator[str]:
    for operation in reversed(operations):
        if not operation.undo:
            continue
        yield f"  Undo “{clean(operation.title, 120)}”. {operation.way_back}"
        for request in operation.undo:
            yield from _curl(request, operation)
        if operation.id == DOMAIN:
            yield from _by_hand(operation)


def _by_hand(operation: Operation) -> Iterator[str]:
    """What is done where only the first of the two requests was: the name has no record then."""
    record = operation.undo[-1].body
    told = [f"{key} {clean(str(record[key]), 253)}" for key in ("type", "name", "content") if key in record]
    yield "    # After the first of these two the name has no DNS record, and answers nobody. If it stopped there, send"
    yield "    # the second one alone, or do the same in the dashboard: the zone of the name → DNS → Records →"
    yield f"    # Add record: {', '.join(told)}, {'proxied' if record.get('proxied') else 'not proxied'}"


def _curl(request: Request, operation: Operation) -> Iterator[str]:
    # Ids come from outside, and the card is pasted into a shell.
    path = _shell(request.path)
    for name in re.findall(r"\{\w+\}", path):
        where = path.partition(f"/{name}")[0]
        yield f"    # {name[1:-1].upper()}_ID is in the answer to"
        yield f'    #   curl -H "Authorization: Bearer $CLOUDFLARE_API_TOKEN" "{API}{where}"'
        path = path.replace(name, f"${name[1:-1].upper()}_ID")
    if request.wait is not None:
        said = ", ".join(f"{name} is {value}" for name, value in (request.wait.row.after or {}).items())
        yield f"    # Wait until {clean(said, 80)} in the answer to"
        yield f'    #   curl -H "Authorization: Bearer $CLOUDFLARE_API_TOKEN" "{API}{_shell(request.wait.row.path)}"'
    body = f" --json '{_quoted(request.body)}'" if request.body is not None else ""
    yield f'    curl -X {request.method} -H "Authorization: Bearer $CLOUDFLARE_API_TOKEN"{body} "{API}{path}"'


def _shell(path: str) -> str:
    return re.sub(r"[^\w/{}.-]", "", path).replace("{account_id}", "$CLOUDFLARE_ACCOUNT_ID")


def _quoted(body: object) -> str:
    return clean(json.dumps(body, ensure_ascii=True), 2000).replace("'", "'\\''")
