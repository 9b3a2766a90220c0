"""One side of the proof as HTTP: requests go out exactly as written, answers come back untouched.

Nothing is normalised, followed, decompressed or remembered: the path is sent byte for byte, a redirect
is an answer, a cookie is a header, and both sides are asked for the same host.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import re
import time
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from edgewise.errors import NetworkError
from edgewise.migration.parity.http import Answer, Client, DroppedError
from edgewise.migration.parity.model import NO_ANSWER, OWN_ETAG, Request, Response
from edgewise.text import clean

NEUTRAL_HOST = "www.example.com"
"""The host that local sides are asked for: neither ``localhost`` nor a name of Cloudflare's."""

ORIGIN = b"{origin}"
"""What stands in answers for the side's own address."""

FRAMES = b" at {code}"
"""What stands in answers for the frames of a stack trace."""

CONCURRENCY = 8
HANGS = 8
"""After this many requests in a row without an answer, the start page is asked for too."""

_START_PAGE = Request("GET", "/", why="is it alive")
_TIMEOUT = 15.0
_BODY_SECONDS = 5.0
_TRIES = 3
_LOST_INSIDE = b"Error: Network connection lost."
_FRAMED = ("POST", "PUT", "PATCH")


class Side:
    """A server that answers requests: ``async with Side("old", url) as side: await side.send(request)``.

    Args:
        name: what to call this side in errors, such as ``old side``.
        url: where it listens, such as ``http://127.0.0.1:8788``.
        host: the ``Host`` header; ``None`` for the one of ``url``.
        concurrency: at most this many requests under way at once.
        pause: seconds that pass at least between the starts of two requests.
    """

    def __init__(
        self,
        name: str,
        url: str,
        *,
        host: str | None = NEUTRAL_HOST,
        concurrency: int = CONCURRENCY,
        pause: float = 0.0,
    ) -> None:
        self.name = name
        self.url = url.rstrip("/")
        self.authority = urlsplit(self.url).netloc
        self.host = host or self.authority
        self.aliases: tuple[bytes, ...] = (self.url.encode(),)
        self.frames: re.Pattern[bytes] | None = None
        self._slots = asyncio.Semaphore(concurrency)
        self._pause = pause
        self._next_start = 0.0
        self._silent = 0
        self._etags: dict[tuple[str, str], str] = {}
        self._client: Client | None = None

    async def __aenter__(self) -> Side:
        self._client = Client(self.url, head_seconds=_TIMEOUT, body_seconds=_BODY_SECONDS)
        return self

    async def __aexit__(self, *_exception: object) -> None:
        if self._client is not None:
            await self._client.close()
            self._client = None

    async def send(self, request: Request) -> Response:
        """The answer to ``request``; one with the status ``NO_ANSWER`` when none begins in time.

        Raises:
            NetworkError: ``no-answer`` when there is none, after two more tries; ``side-hangs``.
        """
        headers = dict((*request.headers, *request.secret))
        if OWN_ETAG in headers.get("if-none-match", ""):
            headers["if-none-match"] = headers["if-none-match"].replace(OWN_ETAG, await self._own_etag(request))
        async with self._slots:
            for _ in range(_TRIES - 1):
                await self._keep_pace()
                # A keep-alive connection may be closed by the server just as the request goes out.
                with contextlib.suppress(DroppedError):
                    answer = await self._exchange(request, headers)
                    if not _lost_inside(answer):
                        return await self._heard(answer)
            return await self._heard(await self._last_try(request, headers))

    async def _heard(self, answer: Response) -> Response:
        """``answer``, unless this side has fallen silent altogether.

        Raises:
            NetworkError: ``side-hangs``.
        """
        if answer.status != NO_ANSWER:
            self._silent = 0
            return answer
        self._silent += 1
        if self._silent >= HANGS and (await self._exchange(_START_PAGE, {})).status == NO_ANSWER:
            raise NetworkError(
                f"The {self.name} hangs: it answered none of the last {self._silent} requests within "
                f"{_TIMEOUT:g} seconds, nor one for its start page.",
                code="side-hangs",
                where=self.url,
                fix="Open its start page by hand: the code behind it may wait for something that is not there.",
            )
        return answer

    def code_lies_in(self, folder: Path) -> None:
        """Say where the code of this side lies, so that stack traces in its answers are known as such.

        They name files and lines of whatever was built, which no two builds have in common.
        """
        places = b"|".join(re.escape(os.fsencode(each)) for each in {folder, folder.resolve()})
        frame = rb"(?:\\n|\n)?[ \t]*at (?:(?!\\n)[^\n\"<])*?file://(?:" + places + rb")(?:(?!\\n)[^\n\"<])*"
        self.frames = re.compile(rb"(?:" + frame + rb")+")

    def _without_frames(self, body: bytes) -> bytes:
        if self.frames is None or b"file://" not in body:
            return body
        return self.frames.sub(FRAMES, body)

    async def _last_try(self, request: Request, headers: Mapping[str, str]) -> Response:
        try:
            return await self._exchange(request, headers)
        except DroppedError as error:
            raise NetworkError(
                f"The {self.name} did not answer {clean(request.label(), 200)}: {error}.",
                code="no-answer",
                where=self.url,
                fix="Run the proof again. If it fails at the same request, open that address by hand.",
            ) from None

    async def _keep_pace(self) -> None:
        if not self._pause:
            return
        now = time.monotonic()
        start = max(now, self._next_start)
        self._next_start = start + self._pause
        await asyncio.sleep(start - now)

    async def _own_etag(self, request: Request) -> str:
        host = request.header("host") or self.host
        key = (host, request.target)
        if key not in self._etags:
            plain = Request("GET", request.target, (("host", host),))
            answer = await self.send(plain)
            self._etags[key] = answer.headers.get("etag", '"no-etag"')
        return self._etags[key]

    async def _exchange(self, request: Request, headers: Mapping[str, str]) -> Response:
        assert self._client is not None, "Side is used outside `async with`"
        sent = {"host": self.host, "accept": "*/*", "accept-encoding": "identity", "user-agent": "edgewise", **headers}
        if request.body or request.method in _FRAMED:
            sent["content-length"] = str(len(request.body))
        raw = [(name.encode("latin-1"), value.encode("latin-1", "replace")) for name, value in sent.items()]
        started = time.perf_counter()
        try:
            answer = await self._client.exchange(request.method, request.target, raw, request.body)
        except TimeoutError:
            return Response(NO_ANSWER, {}, b"", time.perf_counter() - started)
        return Response(
            answer.status,
            _headers(answer, self.aliases),
            self._without_frames(_neutral(answer.body, self.aliases)),
            time.perf_counter() - started,
            endless=answer.endless,
        )


def _lost_inside(answer: Response) -> bool:
    """Whether the local tools lost the connection between their own processes, which says nothing of the site."""
    return answer.status == 500 and answer.body == _LOST_INSIDE


def _headers(answer: Answer, aliases: tuple[bytes, ...]) -> dict[str, str]:
    joined: dict[str, str] = {}
    for raw_name, raw_value in answer.headers:
        name = raw_name.decode("latin-1")
        value = clean(_neutral(raw_value, aliases).decode("latin-1"))
        joined[name] = f"{joined[name]}, {value}" if name in joined else value
    return joined


def _neutral(value: bytes, aliases: tuple[bytes, ...]) -> bytes:
    """``value`` with the side's own address replaced, so that ports and schemes are no difference."""
    for alias in aliases:
        if alias in value:
            value = value.replace(alias, ORIGIN)
    return value
