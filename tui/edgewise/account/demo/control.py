"""What the demo server says about itself, beside the API, and the faults that it is given while it runs.

The server answers only what comes from this machine, so neither does this.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from edgewise.account.demo.company import Company
from edgewise.account.demo.exchange import Reply, Request
from edgewise.account.demo.faults import parse
from edgewise.errors import InputError

ADDRESS = "/edgewise/demo"
FAULTS = f"{ADDRESS}/faults"

LONGEST = 4_000
"""Bytes of a line of faults."""


def control(company: Company, request: Request) -> Reply | None:
    """The answer to a request for the server itself; ``None`` for one that is the API's.

    ``GET /edgewise/demo`` tells ``serving``, the port at which the account's hosts are answered for or null, and
    ``faults``. ``PUT /edgewise/demo/faults`` replaces the faults by the line that is its body, as
    :func:`edgewise.account.demo.faults.parse` reads it; an empty one ends them all. It answers the same, or 400 with
    (or 413) with ``error`` and ``fix``, and then nothing was changed.
    """
    path = request.target.partition("?")[0]
    if path == ADDRESS:
        return _state(company) if request.method in ("GET", "HEAD") else _unknown("GET, HEAD")
    if path != FAULTS:
        return None
    if request.method != "PUT":
        return _unknown("PUT")
    if len(request.body) > LONGEST:
        return _said(413, {"error": f"A line of faults has at most {LONGEST:,} bytes.", "fix": "Write a shorter one."})
    try:
        company.suffer(parse(request.body.decode(errors="replace")))
    except InputError as error:
        return _said(400, {"error": error.message, "fix": error.fix})
    return _state(company)


def _state(company: Company) -> Reply:
    return _said(200, {"serving": company.serving, "faults": company.faults.describe()})


def _unknown(allowed: str) -> Reply:
    return Reply(405, b"", {"allow": allowed})


def _said(status: int, document: Mapping[str, Any]) -> Reply:
    return Reply(status, json.dumps(document).encode(), {"content-type": "application/json"})
