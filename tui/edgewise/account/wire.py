"""The wire below the client: one signed request over a bounded number of connections, and nothing decided yet."""

from __future__ import annotations

import asyncio
import os
import re
from collections.abc import Awaitable, Callable, Generator, Mapping
from dataclasses import dataclass, field
from urllib.parse import quote, urlsplit

import httpx

from edgewise.account import failures, silence
from edgewise.account.credentials import Credential
from edgewise.account.envelope import Shape
from edgewise.account.failures import Permission
from edgewise.account.patience import DOCUMENT
from edgewise.account.sockets import LOOPBACK, Socket, dial
from edgewise.errors import InputError
from edgewise.text import clean

BASE_URL = "https://api.cloudflare.com/client/v4"
IN_FLIGHT = 8
LARGEST_BODY = 32 * 1024 * 1024
CONNECT = 10.0
"""Seconds in which a connection must stand."""

_ERRNO = re.compile(r"\[Errno -?\d+\] ")
_UNSENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError, httpx.InvalidURL)
"""Failures before a connection stood, so that nothing of the request has left."""


@dataclass(frozen=True)
class Asking:
    """One request to the API.

    Attributes:
        where: the path below the base URL, filled and quoted.
        repeatable: whether sending it twice does what sending it once does.
        seconds: what one attempt may take, however slowly its body drips.
        shape: how the answer comes.
    """

    where: str
    method: str = "GET"
    query: Mapping[str, str] = field(default_factory=dict)
    content: bytes | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    permission: Permission | None = None
    repeatable: bool = True
    seconds: float = DOCUMENT
    shape: Shape = "envelope"


class Wire:
    """Connections to one base URL, kept alive, over HTTP/1.1.

    Raises:
        InputError: when the base URL is not one, would send the credential unencrypted, or the
            environment names a proxy that cannot be used.
    """

    def __init__(self, credential: Credential, base_url: str, transport: httpx.AsyncBaseTransport | None) -> None:
        self.base_url = _checked(base_url)
        self._elsewhere = None
        if self.base_url != BASE_URL:
            proxied = urlsplit(self.base_url).hostname not in LOOPBACK
            self._elsewhere = silence.elsewhere(self.base_url, os.environ, proxied=proxied)
        self._credential = credential
        self._transport = transport
        self._flight = asyncio.Semaphore(IN_FLIGHT)
        self._http = _http(self.base_url, transport, _Signature(credential))

    async def close(self) -> None:
        """Close the connections."""
        await self._http.aclose()

    async def socket(self, address: str, subprotocol: str, where: str) -> Socket:
        """Open a WebSocket, through the transport where that can (an ``open_socket`` of its own), else by the network.

        Raises:
            NetworkError, InputError: see :func:`edgewise.account.sockets.dial`.
        """
        opened: Callable[[str, str, str], Awaitable[Socket]] = getattr(self._transport, "open_socket", dial)
        return await opened(address, subprotocol, where)

    async def send(self, asking: Asking) -> tuple[int, Mapping[str, str], bytes]:
        """Send one request and read the whole body.

        Raises:
            NoAnswer: timeout, unreachable.
            NetworkError: bad-answer when the body is too large, or does not unpack.
        """
        where = asking.where
        try:
            async with (
                self._flight,
                asyncio.timeout(asking.seconds),
                self._http.stream(
                    asking.method,
                    self.base_url + where,
                    params=dict(asking.query),
                    content=asking.content,
                    headers={name: _header(value) for name, value in asking.headers.items()},
                    timeout=httpx.Timeout(asking.seconds, connect=CONNECT),
                ) as response,
            ):
                body = bytearray()
                async for chunk in response.aiter_bytes():
                    body += chunk
                    if len(body) > LARGEST_BODY:
                        raise failures.bad_answer(where, f"is longer than {LARGEST_BODY // 2**20} MiB")
                headers = {name.lower(): value for name, value in response.headers.items()}
                return response.status_code, headers, self._credential.scrub(bytes(body))
        except RuntimeError:
            # httpx says so of a client that was closed while this request waited for its turn.
            raise silence.unreachable(where, "the connection was closed", at=self._elsewhere) from None
        except (TimeoutError, httpx.TimeoutException) as error:
            sent = not isinstance(error, _UNSENT)
            raise silence.timed_out(where, sent=sent, at=self._elsewhere) from None
        except httpx.DecodingError:
            raise failures.bad_answer(where, "is compressed in a way that does not unpack") from None
        except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
            # Not chained: the library's error holds the request, and the request holds the credential.
            sent = not isinstance(error, _UNSENT)
            raise silence.unreachable(where, _reason(error), sent=sent, at=self._elsewhere) from None


def segment(value: str) -> str:
    """``value`` as one segment of a path, whatever it holds: an API's name may be ``..`` or half a character."""
    quoted = quote(value, safe="", errors="replace")
    return quoted if quoted.strip(".") else quoted.replace(".", "%2E") or "-"


def _header(value: str) -> str:
    """``value`` as a header can carry it, whatever it holds: it may be a word that the API sent."""
    return clean(value).encode("ascii", errors="replace").decode("ascii")


class _Signature(httpx.Auth):
    """Signs requests at the last moment, so that no header mapping with the secret lies about."""

    def __init__(self, credential: Credential) -> None:
        self._credential = credential

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        self._credential.sign(request.headers)
        yield request


def _http(base_url: str, transport: httpx.AsyncBaseTransport | None, auth: httpx.Auth) -> httpx.AsyncClient:
    from edgewise import __version__

    host = urlsplit(base_url).hostname or ""
    try:
        return httpx.AsyncClient(
            auth=auth,
            transport=transport,
            # A proxy is for the internet; the demo account on this machine is not reached through one.
            trust_env=host not in LOOPBACK,
            follow_redirects=False,
            limits=httpx.Limits(max_connections=IN_FLIGHT, max_keepalive_connections=IN_FLIGHT),
            headers={"User-Agent": f"edgewise/{__version__}", "Accept": "application/json"},
        )
    except (ValueError, ImportError, httpx.HTTPError, httpx.InvalidURL):
        raise InputError(
            "The proxy that the environment names cannot be used.",
            code="proxy",
            where="HTTPS_PROXY, HTTP_PROXY, ALL_PROXY",
            fix="Give an address such as http://proxy.example:3128, or unset the variable.",
        ) from None


def _checked(url: str) -> str:
    """``url`` without a trailing slash, once it is fit to receive a credential."""
    try:
        parts = urlsplit(url.strip())
        host, _ = parts.hostname, parts.port
    except ValueError:
        parts, host = urlsplit(""), None
    if parts.scheme not in ("http", "https") or not host or parts.query or parts.fragment or parts.username:
        raise InputError(
            f"The API base URL is not an address: {clean(url, 120)}",
            code="base-url",
            where="CLOUDFLARE_API_BASE_URL",
            fix=f"Unset it, or give one such as {BASE_URL}",
        )
    if parts.scheme == "http" and host not in LOOPBACK:
        raise InputError(
            f"{clean(url, 120)} would send your credential over the network unencrypted.",
            code="base-url-insecure",
            where="CLOUDFLARE_API_BASE_URL",
            fix="Use https. Plain http is for this machine alone (127.0.0.1).",
        )
    return url.strip().rstrip("/")


def _reason(error: Exception) -> str:
    """The library's words for a failed connection, without anything from the request."""
    if isinstance(error, httpx.RemoteProtocolError):
        return "the connection broke before the answer was complete"
    if isinstance(error, httpx.ProxyError):
        return f"the proxy refused: {error}"
    words = str(error) if isinstance(error, httpx.NetworkError | OSError) else type(error).__name__
    return _ERRNO.sub("", words)
