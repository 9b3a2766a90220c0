"""The local resources of one running server, through the API that every local server of wrangler has.

It is shaped like Cloudflare's own API and lies under ``/cdn-cgi/local/explorer/api``; asking it never runs
the user's code.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote, urlsplit

from edgewise.errors import ToolchainError
from edgewise.migration.parity.http import Answer, Client, DroppedError
from edgewise.migration.parity.state.seed import Statement, Stored
from edgewise.text import clean

_API = "/cdn-cgi/local/explorer/api"
_SECONDS = 60.0
_BATCH = 500
PAGE = 1000


class Explorer:
    """``async with Explorer("old side", url) as explorer``.

    Every method raises :class:`ToolchainError` (``local-resources``) when the server refuses.
    """

    def __init__(self, name: str, url: str) -> None:
        self.name = name
        self._host = urlsplit(url).netloc
        self._client = Client(url, head_seconds=_SECONDS, body_seconds=_SECONDS)

    async def __aenter__(self) -> Explorer:
        return self

    async def __aexit__(self, *_exception: object) -> None:
        await self._client.close()

    async def namespaces(self) -> Mapping[str, str]:
        """Binding to id of each KV namespace."""
        found = await self._json("GET", "/storage/kv/namespaces?per_page=1000")
        return {str(each["title"]): str(each["id"]) for each in found["result"]}

    async def databases(self) -> Mapping[str, str]:
        """Binding to id of each D1 database."""
        found = await self._json("GET", "/d1/database?per_page=1000")
        return {str(each["name"]): str(each["uuid"]) for each in found["result"]}

    async def buckets(self) -> tuple[str, ...]:
        """The names of the R2 buckets."""
        found = await self._json("GET", "/r2/buckets?per_page=1000")
        return tuple(str(each["name"]) for each in found["result"]["buckets"])

    async def put_values(self, namespace: str, values: Mapping[str, Stored]) -> None:
        """Store values in a KV namespace."""
        items = [_kv_item(key, stored) for key, stored in values.items()]
        for start in range(0, len(items), _BATCH):
            body = json.dumps(items[start : start + _BATCH]).encode()
            await self._json("PUT", f"/storage/kv/namespaces/{_part(namespace)}/bulk", body)

    async def keys(self, namespace: str, most: int) -> list[dict[str, Any]]:
        """Up to ``most`` keys of a KV namespace: ``name`` and ``metadata``."""
        found: list[dict[str, Any]] = []
        cursor = ""
        while len(found) < most:
            page = await self._json(
                "GET", f"/storage/kv/namespaces/{_part(namespace)}/keys?limit={PAGE}&cursor={_part(cursor)}"
            )
            found.extend(page["result"])
            cursor = str((page.get("result_info") or {}).get("cursor") or "")
            if not cursor:
                break
        return found[:most]

    async def value(self, namespace: str, key: str) -> bytes:
        """One value of a KV namespace."""
        path = f"/storage/kv/namespaces/{_part(namespace)}/values/{_part(key)}"
        return (await self._ask("GET", path)).body

    async def execute(self, database: str, statements: Sequence[Statement]) -> None:
        """Run SQL on a D1 database, in order."""
        for statement in statements:
            await self.rows(database, statement)

    async def rows(self, database: str, statement: Statement) -> tuple[list[str], list[list[Any]]]:
        """The columns and rows that the last statement gives."""
        question: dict[str, Any] = {"sql": statement.sql}
        if statement.values:
            question["params"] = list(statement.values)
        found = await self._json("POST", f"/d1/database/{_part(database)}/raw", json.dumps(question).encode())
        results = [each.get("results") or {} for each in found["result"]]
        last = results[-1] if results else {}
        return [str(each) for each in last.get("columns", [])], last.get("rows", [])

    async def put_objects(self, bucket: str, objects: Mapping[str, Stored]) -> None:
        """Store objects in an R2 bucket."""
        for key, stored in objects.items():
            headers = [
                (b"content-type", (stored.content_type or "application/octet-stream").encode("latin-1", "replace"))
            ]
            if stored.metadata is not None:
                headers.append((b"cf-r2-custom-metadata", json.dumps(stored.metadata).encode()))
            await self._ask("PUT", f"/r2/buckets/{_part(bucket)}/objects/{_part(key)}", stored.value, headers)

    async def objects(self, bucket: str, most: int) -> list[dict[str, Any]]:
        """Up to ``most`` objects of an R2 bucket: ``key``, ``etag``, ``size`` and both kinds of metadata."""
        found: list[dict[str, Any]] = []
        cursor = ""
        while len(found) < most:
            more = f"&cursor={_part(cursor)}" if cursor else ""
            page = await self._json("GET", f"/r2/buckets/{_part(bucket)}/objects?per_page={PAGE}{more}")
            found.extend(page["result"])
            cursor = str((page.get("result_info") or {}).get("cursor") or "")
            if not cursor:
                break
        return found[:most]

    async def _json(self, method: str, path: str, body: bytes = b"") -> dict[str, Any]:
        answer = await self._ask(method, path, body, [(b"content-type", b"application/json")] if body else [])
        try:
            document = json.loads(answer.body)
        except ValueError:
            document = None
        if not isinstance(document, dict):
            raise self._error("its answer is no JSON")
        return document

    async def _ask(
        self, method: str, path: str, body: bytes = b"", headers: Sequence[tuple[bytes, bytes]] = ()
    ) -> Answer:
        fields = [(b"host", self._host.encode()), (b"content-length", str(len(body)).encode()), *headers]
        try:
            answer = await self._client.exchange(method, _API + path, fields, body)
        except (DroppedError, TimeoutError) as error:
            raise self._error(str(error) or "it does not answer") from None
        if answer.status >= 400:
            raise self._error(_message(answer))
        return answer

    def _error(self, what: str) -> ToolchainError:
        return ToolchainError(
            f"The local resources of the {self.name} cannot be used: {clean(what, 300)}.",
            code="local-resources",
            where=self.name,
            fix="Run the proof again; if it fails there once more, leave out the seed.",
        )


def _kv_item(key: str, stored: Stored) -> dict[str, Any]:
    item: dict[str, Any] = {"key": key, "value": base64.b64encode(stored.value).decode(), "base64": True}
    if stored.metadata is not None:
        item["metadata"] = stored.metadata
    if stored.expiration_ttl is not None:
        item["expiration_ttl"] = stored.expiration_ttl
    return item


def _part(text: str) -> str:
    return quote(text, safe="")


def _message(answer: Answer) -> str:
    try:
        errors = json.loads(answer.body)["errors"]
        return str(errors[0]["message"])
    except (ValueError, KeyError, IndexError, TypeError):
        return f"status {answer.status}"
