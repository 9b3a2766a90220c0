"""The company that the demo account shows: our own, or that of a course pack that was added."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from edgewise.account.demo.company import NOTHING, Company
from edgewise.account.demo.faults import NONE, Faults
from edgewise.store import folders
from edgewise.store.packs import Kept, kept
from edgewise.text import clean

VARIABLE = "EDGEWISE_DEMO_COMPANY"
"""The variable that chooses: the id of a pack, or any other word for our own company."""
FOLDER = "demo-account"
"""The folder of a pack that describes a company."""
FILES = frozenset(f"{name}.json" for name in ("account", "usage", *NOTHING))
_MOST = {"objects": 10_000, "kept": 10_000, "count": 1e9, "vectors": 1e9}
_LEAST = {"every": 1, "grows_every": 1}
_WRONG = (ArithmeticError, AttributeError, LookupError, OSError, RecursionError, TypeError, ValueError)


def pack_with_company() -> Kept | None:
    """The pack whose company is shown: the one that the variable names, else the first by id that brings one."""
    wanted = os.environ.get(VARIABLE, "")
    for pack in kept(folders()):
        if isinstance(pack, Kept) and wanted in ("", pack.id) and (pack.root / FOLDER / "account.json").is_file():
            return pack
    return None


def company(clock: Callable[[], datetime], faults: Faults | None = None) -> Company:
    """A new company. One of a pack that cannot be read is left out; our own is always there."""
    pack = pack_with_company()
    if pack is not None:
        folder = pack.root / FOLDER
        try:
            if next(file_problems(folder), None) is None:
                return Company(clock, faults or NONE, fixtures=folder, strict=False)
        except _WRONG:
            pass  # edgewise lessons check says what is wrong with it
    return Company(clock, faults or NONE)


def company_problems(folder: Path) -> Iterator[tuple[str, str]]:
    """What is wrong with the company in ``folder``, as pairs of a file name and one sentence."""
    found = list(file_problems(folder))
    yield from found
    if found:
        return
    from concurrent.futures import ThreadPoolExecutor

    # Whoever asks may be in an event loop already; a thread has one of its own.
    with ThreadPoolExecutor(1) as thread:
        wrong = thread.submit(lambda: asyncio.run(_asked(folder))).result()
    if wrong:
        yield "account.json", wrong


def file_problems(folder: Path) -> Iterator[tuple[str, str]]:
    """What is wrong with the files alone."""
    if not (folder / "account.json").is_file():
        yield "account.json", "A demo company needs a file account.json."
    for path in sorted(folder.iterdir()):
        if path.name not in FILES:
            yield path.name, f"A demo company has no such file. Known: {', '.join(sorted(FILES))}."
            continue
        try:
            document = json.loads(path.read_text(encoding="utf-8"))
            wrong = next(_numbers(document), "")
        except (OSError, ValueError, RecursionError):
            wrong = "This is not valid JSON."
        if wrong:
            yield path.name, wrong


def _numbers(document: Any) -> Iterator[str]:
    """A sentence for each number that would keep the demo account busy for too long."""
    waiting = [document]
    while waiting:
        each = waiting.pop()
        if isinstance(each, list):
            waiting += each
        elif isinstance(each, dict):
            waiting += each.values()
            for key in _MOST.keys() & each.keys():
                if isinstance(each[key], int | float) and not 0 <= each[key] <= _MOST[key]:
                    yield f'"{key}" lies between 0 and {_MOST[key]:,.0f}.'
            for key in _LEAST.keys() & each.keys():
                if isinstance(each[key], int | float) and each[key] != 0 and not each[key] >= _LEAST[key]:
                    yield f'"{key}" is 0, or at least {_LEAST[key]}.'


async def _asked(folder: Path) -> str:
    """Ask for everything that edgewise shows. Returns what went wrong; empty for nothing."""
    from edgewise.account import snapshot
    from edgewise.account.client import Client
    from edgewise.account.credentials import Credential
    from edgewise.account.demo import BASE_URL
    from edgewise.account.demo.inprocess import DemoTransport
    from edgewise.errors import EdgewiseError

    def clock() -> datetime:
        return datetime.now(UTC)

    try:
        carrier = DemoTransport(Company(clock, fixtures=folder))
        who = Credential("demo", "demo", source="edgewise")
        account = carrier.company.account["id"]
        async with Client(
            who, base_url=BASE_URL, transport=carrier, account_id=account, demo=True, now=clock
        ) as client:
            document = await snapshot(client)
    except EdgewiseError as error:
        return error.message
    except _WRONG as error:
        return f"The demo account cannot tell of this company: {clean(repr(error), 200)}."
    return next((str(each["message"]) for each in document["problems"]), "")
