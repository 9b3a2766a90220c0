"""Answers that only the local tools give, and that say nothing about Pages or Workers.

`wrangler pages dev` serves its folder as it stands. Production never holds the files that
`wrangler pages deploy` leaves out, and has no file system that could fail.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from edgewise.migration.parity.declared.case import collapsed, decoded
from edgewise.migration.parity.derivation.shape import MADE_UP
from edgewise.migration.parity.model import Request, Response

NEVER_UPLOADED = ("_worker.js", "_redirects", "_headers", "_routes.json", "functions", ".wrangler")
"""Names at the top of the output directory that `wrangler pages deploy` leaves out."""

NEVER_UPLOADED_ANYWHERE = (".DS_Store", "node_modules", ".git")
"""Names that it leaves out at any depth."""

_COULD_NOT_SERVE = b"[wrangler] Could not serve static asset"
_ERROR_PAGE = (b"<title>An error has occurred</title>", b"dumper-dump")


def artefact(request: Request, answer: Response, output: Path | None) -> str | None:
    """Why ``answer`` of `wrangler pages dev` is not what Pages would answer, or ``None``.

    Args:
        output: the folder that it serves.
    """
    if answer.status == 502 and answer.body.startswith(_COULD_NOT_SERVE):
        return "`wrangler pages dev` fails on this path; Pages finds no file there"
    if answer.status == 200 and request.method == "GET" and output is not None:
        hidden = never_uploaded(request.path)
        if hidden and _is_file_content(output, request.path, answer.body):
            return f"`wrangler pages dev` serves {hidden} from the folder; Pages never uploads it"
    return None


def never_uploaded(path: str) -> str | None:
    """The part of a request path that `wrangler pages deploy` leaves out, or ``None``."""
    parts = decoded(path).decode("utf-8", "replace").strip("/").split("/")
    if parts[0] in NEVER_UPLOADED:
        return parts[0]
    return next((part for part in parts if part in NEVER_UPLOADED_ANYWHERE), None)


def _is_file_content(output: Path, path: str, body: bytes) -> bool:
    relative = decoded(path).decode("utf-8", "surrogateescape").strip("/")
    for name in (relative, f"{relative}.html", f"{relative}/index.html"):
        try:
            if (output / name).read_bytes() == body:
                return True
        except (OSError, ValueError):
            continue
    return False


def stand_in(request: Request) -> Request:
    """A request for nothing, in the place where ``request`` would find nothing in production."""
    hidden = never_uploaded(request.path)
    head = request.path.split(f"/{hidden}", 1)[0] if hidden else request.path.rstrip("/").rpartition("/")[0]
    return replace(request, target=f"{head}/{MADE_UP}-file", why=f"stands in for {request.target}")


def miss_beside(request: Request) -> str:
    """A path that is not there, in the folder of ``request``."""
    folder = collapsed(request.path).rstrip("/").rpartition("/")[0]
    return f"{folder}/{MADE_UP}-file"


def error_page(answer: Response) -> bool:
    """Whether this is the page with which the local tools show an exception: production has another."""
    return answer.status == 500 and all(mark in answer.body for mark in _ERROR_PAGE)
