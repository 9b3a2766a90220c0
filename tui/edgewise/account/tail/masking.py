"""Taking secrets out of an event before anything else sees it.

Cloudflare redacts much of this itself; nothing here relies on that. Names decide: a header or a parameter of an
address that is called like a secret loses its value.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

MASK = "•••"

_SECRET = re.compile(
    r"authorization|cookie|token|secret|passw|api[-_]?key|auth[-_]?key|access[-_]?key|signature|jwt|session"
    r"|credential|csrf|xsrf|assertion|^key$|^sig$|^code$",
    re.IGNORECASE,
)
_HARMLESS = re.compile(r"^access-control-", re.IGNORECASE)
_PARAMETER = re.compile(r"([?&;#])([^=&;#?]+)=([^&;#]*)")
_USER = re.compile(r"(?<=//)[^/@?#]*@")
_PAIR = re.compile(r'("(?:[^"\\]|\\.){1,60}")(\s*:\s*)"(?:[^"\\]|\\.)*"?')
_FIELDS = frozenset({"tlsExportedAuthenticator"})
"""Fields of a request's ``cf`` whose values are key material."""


def secret_name(name: str) -> bool:
    """Whether what is called so is kept to oneself."""
    return bool(_SECRET.search(name)) and not _HARMLESS.match(name)


def masked_address(address: str) -> str:
    """An address without user names, and with the values of parameters that are called like secrets blotted out."""

    def blot(found: re.Match[str]) -> str:
        value = MASK if found[3] and secret_name(found[2]) else found[3]
        return f"{found[1]}{found[2]}={value}"

    return _PARAMETER.sub(blot, _USER.sub(f"{MASK}@", address))


def masked_text(text: str) -> str:
    """A piece of JSON that does not parse, with the values of such names blotted out."""
    return _PAIR.sub(lambda found: f'{found[1]}{found[2]}"{MASK}"' if secret_name(found[1][1:-1]) else found[0], text)


def masked(document: Any, name: str = "") -> Any:
    """A copy of any JSON document with headers and addresses masked, however deep they are."""
    if isinstance(document, Mapping):
        if name in _FIELDS:
            return dict.fromkeys(document, MASK)
        if name.lower() == "headers":
            return {key: _value(str(key), each) for key, each in document.items()}
        return {key: masked(each, str(key)) for key, each in document.items()}
    if isinstance(document, list):
        if name.lower() == "headers":
            return [_pair(each) for each in document]
        return [masked(each, name) for each in document]
    if isinstance(document, str) and name == "url":
        return masked_address(document)
    return document


def _value(name: str, value: Any) -> Any:
    if secret_name(name) and value not in (None, ""):
        return MASK
    # The address that one comes from may hold as much as the address that one goes to.
    return masked_address(value) if isinstance(value, str) and "://" in value else value


def _pair(each: Any) -> Any:
    """A header that comes as ``[name, value]`` or as ``{"name", "value"}``."""
    if isinstance(each, list) and len(each) == 2 and isinstance(each[0], str):
        return [each[0], _value(each[0], each[1])]
    if isinstance(each, Mapping) and isinstance(each.get("name"), str):
        return {**each, "value": _value(each["name"], each.get("value"))}
    return masked(each)
