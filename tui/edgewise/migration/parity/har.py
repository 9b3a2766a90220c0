"""Requests from a browser's recording: an HTTP Archive (HAR 1.2), as developer tools save it.

Only requests to the site itself are taken. Cookies, authorization and other headers of the site's own
making are sent along and shown nowhere, because they may be credentials. Whatever the browser adds by
itself is left out.
"""

from __future__ import annotations

import base64
import binascii
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from edgewise.errors import InputError
from edgewise.migration.parity.derivation.shape import encode
from edgewise.migration.parity.model import Request
from edgewise.text import clean

SHOWN = ("accept", "accept-language", "content-type", "origin", "range", "x-requested-with")
"""Headers that are sent as recorded and may be shown; ``sec-fetch-*`` are too."""

SECRET = ("cookie", "authorization")
"""Headers that are sent as recorded and never shown; so are all headers that begin with ``x-``."""

_NOT_SENT = ("x-forwarded", "x-real-ip", "x-client-data", "x-envoy", "x-amzn")
_REFUSED = ("CONNECT", "TRACE")


@dataclass(frozen=True)
class Recording:
    """What a recording holds for this site.

    Attributes:
        notes: how many requests were not taken, and why.
    """

    requests: tuple[Request, ...]
    notes: tuple[str, ...] = ()


def is_recording(document: object) -> bool:
    """Whether a JSON document is an HTTP Archive."""
    return isinstance(document, dict) and isinstance(document.get("log"), dict) and "entries" in document["log"]


def parse_recording(document: Mapping[str, Any], name: str, sites: Collection[str] = ()) -> Recording:
    """The requests of a recording that went to the site.

    Args:
        document: the parsed archive.
        name: the file's name, for messages.
        sites: hosts, with their port if it is unusual, that are this site. Without any, the site is what the
            recorded page was opened from.

    Raises:
        InputError: ``recording-syntax`` when it is not made as an archive is.
    """
    entries = document["log"]["entries"]
    if not isinstance(entries, list):
        raise _syntax(name, "log.entries is not a list")
    hosts = {each.lower() for each in sites} or _recorded_sites(document["log"], entries)
    found: dict[tuple[object, ...], Request] = {}
    skipped: Counter[str] = Counter()
    for number, entry in enumerate(entries, 1):
        request = entry.get("request") if isinstance(entry, dict) else None
        if not isinstance(request, dict) or not isinstance(request.get("url"), str):
            raise _syntax(name, f"entry {number} has no request with a url")
        reason = _other(request, entry, hosts)
        if reason:
            skipped[reason] += 1
            continue
        made = _request(request, f"{clean(name)} entry {number}")
        found.setdefault(made.key, made)
    notes = [f"{count:,} of {len(entries):,} recorded requests {reason}." for reason, count in skipped.most_common()]
    return Recording(tuple(found.values()), tuple(notes))


def _syntax(name: str, what: str) -> InputError:
    return InputError(
        f"{clean(name)} is not a recording that can be read: {what}.",
        code="recording-syntax",
        where=clean(name),
        fix="Save it again from the browser's developer tools: Network, export as HAR.",
    )


def _recorded_sites(log: Mapping[str, Any], entries: list[Any]) -> set[str]:
    """The hosts of the pages that were opened, with and without ``www.``."""
    titles = [page.get("title") for page in _objects(log.get("pages"))]
    opened = [_host(title) for title in titles if isinstance(title, str) and _http(title)]
    if not any(opened):
        urls = (entry["request"]["url"] for entry in entries if isinstance(entry, dict) and _plain(entry))
        opened = [_host(url) for url in urls][:1]
    plain = {host.removeprefix("www.") for host in opened if host}
    return plain | {f"www.{host}" for host in plain}


def _plain(entry: Mapping[str, Any]) -> bool:
    request = entry.get("request")
    return isinstance(request, dict) and isinstance(request.get("url"), str) and _http(request["url"])


def _http(url: str) -> bool:
    return url.startswith(("http://", "https://"))


def _host(url: str) -> str:
    try:
        return urlsplit(url).netloc.lower()
    except ValueError:
        return ""


def _other(request: Mapping[str, Any], entry: Mapping[str, Any], hosts: Collection[str]) -> str:
    """Why a request is not for the site, or an empty string."""
    url = request["url"]
    if not _http(url) or entry.get("_resourceType") == "websocket":
        return "are no plain HTTP requests"
    if _host(url) not in hosts:
        return "went to other hosts"
    method = str(request.get("method", ""))
    if not method.isascii() or not method.isalpha() or method.upper() in _REFUSED:
        return "use a method that is not sent"
    return ""


def _request(recorded: Mapping[str, Any], why: str) -> Request:
    shown: dict[str, str] = {}
    secret: dict[str, str] = {}
    for name, value in _headers(recorded):
        if name in SHOWN or name.startswith("sec-fetch-"):
            shown[name] = value
        elif name in SECRET or (name.startswith("x-") and not name.startswith(_NOT_SENT)):
            secret[name] = value
    body = _body(recorded.get("postData"))
    if not body:
        shown.pop("content-type", None)
    method = str(recorded["method"]).upper()
    return Request(method, _target(recorded["url"]), tuple(shown.items()), body, why, secret=tuple(secret.items()))


def _target(url: str) -> str:
    parts = urlsplit(url)
    query = f"?{parts.query}" if parts.query else ""
    return _visible(parts.path or "/") + _visible(query)


def _visible(text: str) -> str:
    """``text`` with everything escaped that has no place in a request line."""
    return "".join(each if "!" <= each <= "~" else encode(each) for each in text)


def _headers(recorded: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for header in _objects(recorded.get("headers")):
        name, value = str(header.get("name", "")).lower(), str(header.get("value", ""))
        if name.isascii() and name.replace("-", "").replace("_", "").isalnum() and _printable(value):
            yield name, value.strip()


def _printable(value: str) -> bool:
    return all(" " <= each <= "~" for each in value)


def _body(posted: object) -> bytes:
    if not isinstance(posted, dict):
        return b""
    text = posted.get("text")
    if isinstance(text, str) and text:
        if posted.get("encoding") == "base64":
            try:
                return base64.b64decode(text, validate=True)
            except binascii.Error:
                return b""
        return text.encode("utf-8", "replace")
    params = [(str(each.get("name", "")), str(each.get("value", ""))) for each in _objects(posted.get("params"))]
    return urlencode(params, quote_via=quote, errors="replace").encode()


def _objects(value: object) -> list[dict[str, Any]]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []
