"""What a host answered before a cutover, kept beside the journal, and compared with what it answers later."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import os
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import zip_longest
from pathlib import Path
from typing import Any

from edgewise.errors import InputError
from edgewise.migration.choices import Choices
from edgewise.migration.journal import FOLDER
from edgewise.migration.parity.asking import allowed, wanted
from edgewise.migration.parity.declared import Facts
from edgewise.migration.parity.model import Kind, Request, Response
from edgewise.migration.parity.run import temporary_folder
from edgewise.migration.parity.staging.plan import plan_of
from edgewise.migration.parity.staging.sides import Stager
from edgewise.migration.parity.starting import Addresses
from edgewise.migration.parity.wire import Side
from edgewise.runtime.toolchain import Toolchain
from edgewise.store import anchored
from edgewise.store.files import read_json, write_json

ANSWERS = "answers"
SCHEMA = "edgewise/answers/1"

MOST = 48
"""Requests that are recorded for a host and asked again after each step."""

LARGEST = 512 * 1024
"""Bytes of an answer that is kept. A request with a larger one is left out."""

TIMES = 2
"""How often each request is asked for the recording: what differs between the two changes by itself."""

_NEVER_KEPT = ("set-cookie",)


@dataclass(frozen=True)
class Basis:
    """What is asked of a site, and what its migration declared.

    Attributes:
        requests: those that only read, a few of each kind.
    """

    requests: tuple[Request, ...]
    findings: frozenset[str]
    facts: Facts
    output: Path | None = None


async def basis_of(root: Path, toolchain: Toolchain) -> Basis:
    """What to ask of the project's site, from the project as it was before it was moved.

    Raises:
        InputError, Refused: as a proof does, see :func:`edgewise.migration.parity.staging.plan.plan_of`.
    """
    async with temporary_folder() as folder:
        planned = await plan_of(Stager(root, folder, toolchain), choices=Choices(), local_new=False)
        derived = await asyncio.to_thread(wanted, planned.project, None, (), everything=False)
    requests, _ = allowed(derived.requests, Addresses(old="https://site.invalid"), all_methods=False)
    return Basis(sample([each for each in requests if not each.secret], MOST), planned.findings, planned.facts)


def sample(requests: Sequence[Request], most: int) -> tuple[Request, ...]:
    """At most so many requests, of each kind in turn, plain ones and functions first; in their own order."""
    kinds: dict[Kind, list[Request]] = {Kind.FUNCTION: [], Kind.ASSET: []}
    for request in requests:
        kinds.setdefault(request.kind, []).append(request)
    turns = (each for turn in zip_longest(*kinds.values()) for each in turn if each is not None)
    chosen = {each.key for _, each in zip(range(most), turns, strict=False)}
    return tuple(each for each in requests if each.key in chosen)


async def record(side: Side, requests: Sequence[Request]) -> dict[tuple[object, ...], tuple[Response, ...]]:
    """What a running side answers to each request, asked some times.

    Raises:
        NetworkError: it does not answer.
    """
    found: dict[tuple[object, ...], tuple[Response, ...]] = {}
    for _ in range(TIMES):
        answers = await asyncio.gather(*(side.send(each) for each in requests))
        for request, answer in zip(requests, answers, strict=True):
            found[request.key] = (*found.get(request.key, ()), without_cookies(answer))
    return {key: each for key, each in found.items() if all(len(one.body) <= LARGEST for one in each)}


def without_cookies(answer: Response) -> Response:
    """The answer without what names a visitor."""
    return replace(answer, headers={name: each for name, each in answer.headers.items() if name not in _NEVER_KEPT})


class Remembered(Side):
    """A side as it was recorded. What was not recorded, and what is asked for more often, is asked of ``behind``.

    Args:
        behind: an address at which the old side still answers.
    """

    def __init__(self, answers: Mapping[tuple[object, ...], tuple[Response, ...]], behind: Side) -> None:
        super().__init__("old side", behind.url)
        self._answers = answers
        self._behind = behind
        self._asked: Counter[tuple[object, ...]] = Counter()

    async def send(self, request: Request) -> Response:
        """The recorded answers, in their order, then what the old side answers now."""
        kept = self._answers.get(request.key, ())
        turn = self._asked[request.key]
        self._asked[request.key] += 1
        return kept[turn] if turn < len(kept) else without_cookies(await self._behind.send(request))


class Plain(Side):
    """A side whose cookies are left out, since those of the other were not kept.

    Attributes:
        more: headers that go along with each request, such as those that choose a version.
    """

    more: tuple[tuple[str, str], ...] = ()

    async def send(self, request: Request) -> Response:
        """The answer to ``request``, without cookies."""
        return without_cookies(await super().send(replace(request, headers=(*request.headers, *self.more))))


# ---------------------------------------------------------------------- on disk


@dataclass(frozen=True)
class Recording:
    """What was recorded for a host."""

    host: str
    requests: tuple[Request, ...]
    answers: Mapping[tuple[object, ...], tuple[Response, ...]] = field(repr=False)


def keep(root: Path, recording: Recording) -> Path:
    """Write a recording below ``.edgewise/``, for this user only."""
    path = _path(root, recording.host)
    with anchored.folder(root, f"{FOLDER}/{ANSWERS}", make=True):
        pass  # made without following a link
    rows = [
        {
            "method": each.method,
            "target": each.target,
            "headers": [list(pair) for pair in each.headers],
            "why": each.why,
            "kind": str(each.kind),
            "answers": [_answer(one) for one in recording.answers[each.key]],
        }
        for each in recording.requests
        if each.key in recording.answers
    ]
    write_json(path, {"schema": SCHEMA, "host": recording.host, "requests": rows}, mode=0o600)
    return path


def kept(root: Path, host: str) -> Recording | None:
    """What was recorded for a host; ``None`` when nothing was, or not by this version.

    Raises:
        InputError: ``answers-broken``.
    """
    path = _path(root, host)
    if not path.is_file():
        return None
    document = read_json(path)
    try:
        if document["schema"] != SCHEMA or document["host"] != host:
            return None
        rows = [(_request(row), tuple(_response(one) for one in row["answers"])) for row in document["requests"]]
    except (KeyError, TypeError, ValueError, AttributeError):
        raise InputError(
            f"The recorded answers of {host} are damaged.",
            code="answers-broken",
            where=os.fspath(path),
            fix="Delete the file: what Pages answers at its own address is compared instead.",
        ) from None
    return Recording(host, tuple(request for request, _ in rows), {request.key: each for request, each in rows})


def _path(root: Path, host: str) -> Path:
    # Hosts come from outside: the file's name is made of nothing else than letters and digits.
    return root / FOLDER / ANSWERS / f"{hashlib.sha256(host.encode()).hexdigest()[:24]}.json"


def _answer(answer: Response) -> dict[str, Any]:
    return {
        "status": answer.status,
        "headers": dict(answer.headers),
        "body": base64.b64encode(answer.body).decode(),
        "endless": answer.endless,
    }


def _request(row: Mapping[str, Any]) -> Request:
    headers = tuple((str(name), str(value)) for name, value in row["headers"])
    return Request(str(row["method"]), str(row["target"]), headers, why=str(row["why"]), kind=Kind(row["kind"]))


def _response(row: Mapping[str, Any]) -> Response:
    headers = {str(name): str(value) for name, value in row["headers"].items()}
    return Response(int(row["status"]), headers, base64.b64decode(row["body"]), endless=bool(row["endless"]))
