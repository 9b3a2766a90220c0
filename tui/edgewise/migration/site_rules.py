"""What a site has that is rare and that only its own files tell, as an argument for the module ``pages-assets``."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from edgewise.migration.asset_headers import DEFAULTS
from edgewise.migration.settings import nested_404_only
from edgewise.project.model import HeaderRule, PagesProject

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
    removed = [(rule, names) for rule in project.headers if (names := _removed(rule))]
    if removed:
        rows = ", ".join(f"[{_regexp(rule.pattern)}, {json.dumps(names)}]" for rule, names in removed)
        yield f"removed: [{rows}]"
    typed = [rule.pattern for rule in project.headers if "content-type" in rule.set]
    if typed:
        yield f"typed: [{', '.join(map(_regexp, typed))}]"
    if any(rule.status == 307 for rule in project.redirects):
        yield "temporary: true"


def _named_index(project: PagesProject) -> Iterator[str]:
    for name in project.assets:
        path = f"/{name}"
        if path.endswith("/index"):
            yield path
        elif path.endswith("/index/index.html"):
            yield path.removesuffix("index.html")


def _removed(rule: HeaderRule) -> list[str]:
    return sorted({name.strip().lower() for name in rule.unset} & set(DEFAULTS) - set(rule.set))


def _regexp(pattern: str) -> str:
    """A path pattern of ``_headers`` as a regular expression literal."""
    parts = _PART.split(_HOST.sub("", pattern) or "/")
    body = "".join(
        ".*" if part == "*" else r"[^\/]+" if part.startswith(":") and index % 2 else _SPECIAL.sub(r"\\\g<0>", part)
        for index, part in enumerate(parts)
    )
    return f"/^{body}$/"
