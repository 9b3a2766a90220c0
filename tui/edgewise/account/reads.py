"""The requests other than GET that only look: everything else asks the lock first.

Cloudflare's API uses POST for some questions, such as queries, and to begin watching a log. They
are listed here one by one, with what their body must be; a request that is not in the list counts
as a change.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from edgewise.account.sql import only_reads


@dataclass(frozen=True)
class Read:
    """A request that is no GET and changes nothing.

    Attributes:
        path: below the base URL, with ``{names}`` that stand for one segment each.
        about: what it is for.
        body: whether a body, as JSON or ``None``, is one that only reads.
    """

    method: str
    path: str
    about: str
    body: Callable[[Any], bool] = lambda body: True

    def fits(self, method: str, where: str) -> bool:
        """Whether a request is of this kind, by its method and its filled path."""
        pattern = re.sub(r"\\{\w+\\}", "[^/]+", re.escape(self.path))
        return method == self.method and re.fullmatch(pattern, where) is not None


def _asks_in_sql(body: Any) -> bool:
    """A D1 query, or a batch of them, that only reads."""
    if not isinstance(body, dict):
        return False
    batch = body.get("batch", [])
    queries: list[Any] = [body] if "sql" in body else []
    queries += batch if isinstance(batch, list) else [None]
    return bool(queries) and all(
        isinstance(each, dict) and isinstance(each.get("sql"), str) and only_reads(each["sql"]) for each in queries
    )


def _asks_in_graphql(body: Any) -> bool:
    """A GraphQL query. The analytics API knows nothing else; the word for the other kind is refused all the same."""
    query = body.get("query") if isinstance(body, dict) else None
    return isinstance(query, str) and re.search(r"\b(mutation|subscription)\b", query) is None


_SCRIPT = "/accounts/{account}/workers/scripts/{script}"
_DEPLOYMENT = "/accounts/{account}/pages/projects/{project}/deployments/{deployment}"
_TELEMETRY = "/accounts/{account}/workers/observability/telemetry"
_D1 = "/accounts/{account}/d1/database/{database}"

READS: tuple[Read, ...] = (
    Read("POST", "/graphql", "analytics", _asks_in_graphql),
    Read("POST", f"{_SCRIPT}/tails", "begin to watch a Worker's log"),
    Read("DELETE", f"{_SCRIPT}/tails/{{tail}}", "end watching it"),
    Read("POST", f"{_DEPLOYMENT}/tails", "begin to watch a Pages deployment's log"),
    Read("DELETE", f"{_DEPLOYMENT}/tails/{{tail}}", "end watching it"),
    Read("POST", f"{_D1}/query", "read with SQL", _asks_in_sql),
    Read("POST", f"{_D1}/raw", "read with SQL, rows as arrays", _asks_in_sql),
    Read("POST", f"{_TELEMETRY}/query", "search stored logs"),
    Read("POST", f"{_TELEMETRY}/keys", "which fields stored logs have"),
    Read("POST", f"{_TELEMETRY}/values", "which values a field has"),
    Read("POST", f"{_TELEMETRY}/live-tail", "begin to watch stored logs"),
    Read("POST", f"{_TELEMETRY}/live-tail/heartbeat", "go on watching them"),
)


def only_looks(method: str, where: str, content: bytes | None = None) -> bool:
    """Whether a request changes nothing in the account.

    Args:
        where: the path below the base URL, filled and quoted.
        content: the body as it is sent.
    """
    if method in ("GET", "HEAD"):
        return True
    found = next((each for each in READS if each.fits(method, where)), None)
    if found is None:
        return False
    try:
        return found.body(json.loads(content) if content else None)
    except (ValueError, RecursionError):
        return False
