"""What Cloudflare's parsers of ``_redirects`` and ``_headers`` share: lines, blanks, URLs.

They are written in JavaScript, and the corners matter: what counts as blank, how long a string is, and how a URL is
rewritten when it is parsed.
"""

from __future__ import annotations

import re

MAX_LINE = 2000
"""UTF-16 code units. A longer line is dropped."""

BLANK = "\t\n\x0b\x0c\r \xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"
"""JavaScript's white space, as the inside of a character class."""
_STRIP = re.compile(f"^[{BLANK}]+|[{BLANK}]+$")
_BLANKS = re.compile(f"[{BLANK}]+")
_ABSOLUTE = re.compile(r"https:///*(?P<host>[^/\r\n\u2028\u2029]+)/?(?P<path>[^\r\n\u2028\u2029]*)")
_PORT = re.compile(r".*:\d+$", re.ASCII)


def trim(line: str) -> str:
    """``line`` without white space at either end."""
    return _STRIP.sub("", line)


def split(line: str) -> list[str]:
    """``line`` cut at white space; blanks at the ends give empty strings, as in JavaScript."""
    return _BLANKS.split(line)


def too_long(line: str) -> bool:
    """Whether the parsers drop the line for its length."""
    return len(line) > MAX_LINE // 2 and len(line.encode("utf-16-le", "surrogatepass")) // 2 > MAX_LINE


def has_host(url: str) -> bool:
    """Whether a parsed URL is absolute."""
    return _ABSOLUTE.match(url) is not None


def parse_url(
    token: str, *, relative_only: bool = False, no_port: bool = False, search: bool = False, fragment: bool = False
) -> tuple[str | None, str]:
    """A path or ``https://`` URL in the form that the rules are matched in, or ``None`` and why not.

    Args:
        relative_only: refuse absolute URLs, and add a leading slash that is missing.
        no_port: refuse a port.
        search: keep the query.
        fragment: keep what follows ``#``.
    """
    if found := _ABSOLUTE.match(token):
        if relative_only:
            return None, "only paths of this site may stand here, not a whole URL"
        if no_port and _PORT.match(found["host"]):
            return None, "a port is not supported"
        return f"https://{found['host']}{_pathname(found['path'], search, fragment)}", ""
    if relative_only and not token.startswith("/"):
        token = f"/{token}"
    if token.startswith("/"):
        return _pathname(token, search, fragment), ""
    return None, "it must be a path that starts with a slash, or an https:// URL"


def _pathname(path: str, search: bool, fragment: bool) -> str:
    """``path`` as the WHATWG URL parser writes it under a scheme that it does not know."""
    path = re.sub(r"[\t\n\r]", "", path)
    if not path.startswith("/"):
        path = f"/{path}"
    path, hash_mark, rest = path.partition("#")
    path, mark, query = path.partition("?")
    result = _segments(_encode(path, ' "<>`{}^'))
    if search and mark and query:
        result += "?" + _encode(query, ' "<>')
    if fragment and hash_mark and rest:
        result += "#" + _encode(rest, ' "<>`')
    return result


def _segments(path: str) -> str:
    """``path`` with its ``.`` and ``..`` segments resolved."""
    kept: list[str] = []
    parts = path[1:].split("/")
    for index, part in enumerate(parts):
        last = index == len(parts) - 1
        plain = re.sub("%2e", ".", part, flags=re.IGNORECASE)
        if plain == "..":
            if kept:
                kept.pop()
            if last:
                kept.append("")
        elif plain == ".":
            if last:
                kept.append("")
        else:
            kept.append(part)
    return "/" + "/".join(kept)


def _encode(text: str, marks: str) -> str:
    def one(match: re.Match[str]) -> str:
        return "".join(f"%{byte:02X}" for byte in match.group().encode("utf-8", "replace"))

    return re.sub(f"[\\x00-\\x1f\\x7f-\\U0010ffff{re.escape(marks)}]", one, text)
