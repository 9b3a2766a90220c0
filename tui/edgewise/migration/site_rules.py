"""What a site has that is rare and that only its own files tell, as an argument for the module ``pages-assets``."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from edgewise.migration.asset_headers import DEFAULTS
from edgewise.migration.settings import nested_404_only
from edgewise.project.headers import effective
from edgewise.project.model import HeaderRule, PagesProject

REVALIDATE = "public, max-age=0, must-revalidate"
"""What both products say about caching a file when no rule does."""

NATURAL = {
    "": "application/octet-stream",
    "atom": "application/atom+xml",
    "css": "text/css; charset=utf-8",
    "html": "text/html; charset=utf-8",
    "ico": "image/vnd.microsoft.icon",
    "js": "application/javascript",
    "json": "application/json",
    "md": "text/markdown; charset=utf-8",
    "mjs": "application/javascript",
    "pdf": "application/pdf",
    "png": "image/png",
    "rss": "application/rss+xml",
    "svg": "image/svg+xml",
    "txt": "text/plain; charset=utf-8",
    "wasm": "application/wasm",
    "webmanifest": "application/manifest+json",
    "xml": "application/xml",
}
"""What Pages says about files with these extensions when no rule does."""

_HOST = re.compile(r"^https://[^/]*")
_PART = re.compile(r"(\*|:[A-Za-z]\w*)")
_SPECIAL = re.compile(r"[-/\\^$*+?.()|\[\]{}]")


def site_rules(project: PagesProject) -> str:
    """``const site = {…};`` in JavaScript, or nothing for most sites."""
    fields = list(_fields(project))
    return "const site = {\n" + "".join(f"  {field},\n" for field in fields) + "};" if fields else ""


def _fields(project: PagesProject) -> Iterator[str]:
    if nested_404_only(project) and "index.html" in project.assets:
        yield "home: true"
    files = sorted(_named_index(project))
    if files:
        yield f"files: {json.dumps(files, ensure_ascii=False)}"
    rules = [text for rule in effective(project.headers) if (text := _rule(rule))]
    if rules:
        yield "rules: [\n" + "".join(f"    {rule},\n" for rule in rules) + "  ]"
    for field, status in (("temporary", 307), ("rewritten", 200)):
        paths = [_regexp(rule.source) for rule in project.redirects if rule.status == status]
        if paths:
            yield f"{field}: [{', '.join(paths)}]"


def _named_index(project: PagesProject) -> Iterator[str]:
    for name in project.assets:
        path = f"/{name}"
        if path.endswith("/index"):
            yield path
        elif path.endswith("/index/index.html"):
            yield path.removesuffix("index.html")


def _rule(rule: HeaderRule) -> str:
    """A rule as the module wants it; nothing for the many that change nothing about how Pages answers."""
    sets = ["content-type"] if "content-type" in rule.set else []
    if rule.set.get("cache-control") == REVALIDATE:
        sets.append("cache-control")
    removes = sorted({name.strip().lower() for name in rule.unset} & set(DEFAULTS) - set(rule.set))
    parts = [f"{key}: {json.dumps(names)}" for key, names in (("sets", sets), ("removes", removes)) if names]
    stem, dot, extension = rule.pattern.rpartition("/")[2].rpartition(".")
    if "content-type" in sets and (type_ := NATURAL.get(extension.lower() if dot and stem else "")):
        parts.append(f"type: {json.dumps(type_)}")
    return f"{{ path: {_regexp(rule.pattern)}, {', '.join(parts)} }}" if parts else ""


def _regexp(pattern: str) -> str:
    """A path pattern of ``_headers`` or ``_redirects`` as a regular expression literal."""
    parts = _PART.split(_HOST.sub("", pattern) or "/")
    body = "".join(
        ".*" if part == "*" else r"[^\/]+" if part.startswith(":") and index % 2 else _SPECIAL.sub(r"\\\g<0>", part)
        for index, part in enumerate(parts)
    )
    return f"/^{body}$/"
