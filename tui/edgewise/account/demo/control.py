"""What the demo server says about itself, beside the API: whether it answers for the account's hosts, and how badly."""

from __future__ import annotations

import json

from edgewise.account.demo.company import Company
from edgewise.account.demo.exchange import Reply, Request

ADDRESS = "/edgewise/demo"


def control(company: Company, request: Request) -> Reply | None:
    """The answer to a request for the server itself; ``None`` for one that is the API's."""
    if request.target.partition("?")[0] != ADDRESS or request.method not in ("GET", "HEAD"):
        return None
    document = {"serving": company.serving, "faults": company.faults.describe()}
    return Reply(200, json.dumps(document).encode(), {"content-type": "application/json"})
