"""Collecting a list that comes in pages, without losing a row in silence and without going on for ever.

Two styles: numbered pages with totals (``page``), and a token for the next part (``cursor``). Where
the totals are known the remaining pages are fetched side by side. A server that ignores ``page``
sends the same rows again and again: that is noticed, and said.
"""

from __future__ import annotations

import asyncio
import json
from collections import deque
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

from edgewise.account.envelope import Answer
from edgewise.account.failures import bad_answer
from edgewise.together import abandoned

MOST_PAGES = 200
"""Pages of one list. At 10 rows a page that is 2,000 Pages projects."""

AHEAD = 8
"""Pages that are asked for before the first of them has been looked at."""

Fetch = Callable[[Mapping[str, str]], Awaitable[Answer]]
"""Gets one part of the list, given the query parameters."""


@dataclass(frozen=True)
class Plan:
    """How a list is paginated.

    Attributes:
        style: ``single``, ``page`` or ``cursor``.
        items: where the rows stand in ``result``, as a dotted path of keys and indexes; empty when ``result`` is
            the list itself.
        per_page: rows to ask for in one part; 0 leaves it to the server.
        most: rows after which to stop on purpose; 0 for all.
    """

    style: str = "single"
    items: str = ""
    per_page: int = 0
    most: int = 0


SINGLE = Plan()
"""A list that comes whole."""


@dataclass(frozen=True)
class Collected:
    """The rows of a list.

    Attributes:
        items: as the API sent them, in its order. Any JSON value may be among them.
        problems: sentences about what was odd, such as rows that were announced and never came.
        total: how many there are by the server's word; ``None`` when it does not say.
        more: whether there are more than were asked for.
        next: the query parameters of the part that comes next; ``None`` when nothing does, or it cannot be told.
    """

    items: tuple[Any, ...]
    problems: tuple[str, ...] = ()
    total: int | None = None
    more: bool = False
    next: Mapping[str, str] | None = None


async def collect(fetch: Fetch, plan: Plan, where: str, start: Mapping[str, str] | None = None) -> Collected:
    """All rows of a list, by its plan.

    Args:
        start: the ``next`` of what was collected before, to go on there.

    Raises:
        NetworkError: ``bad-answer`` when an answer holds no list where the plan says.
        EdgewiseError: whatever ``fetch`` raises.
    """
    gathering = _Gathering(fetch, plan, where, start or {})
    if plan.style == "page" and start:
        await gathering.onwards()
    elif plan.style == "page":
        await gathering.by_page()
    elif plan.style == "cursor":
        await gathering.by_cursor()
    else:
        await gathering.part({})
    return gathering.result()


class _Gathering:
    """One list while it is being collected."""

    def __init__(self, fetch: Fetch, plan: Plan, where: str, start: Mapping[str, str]) -> None:
        self.fetch, self.plan, self.where, self.start = fetch, plan, where, start
        self.next: Mapping[str, str] | None = None
        self.items: list[Any] = []
        self.problems: list[str] = []
        self.total: int | None = None
        self.stopped = False

    async def part(self, parameters: Mapping[str, str]) -> tuple[list[Any], Mapping[str, Any]]:
        """Fetch one part and keep its rows."""
        rows, info = await self.read(parameters)
        self.items += rows
        return rows, info

    async def read(self, parameters: Mapping[str, str]) -> tuple[list[Any], Mapping[str, Any]]:
        asked = {**parameters, **({"per_page": str(self.plan.per_page)} if self.plan.per_page else {})}
        answer = await self.fetch(asked)
        rows = self.rows(answer)
        total = _count(answer.info.get("total_count"))
        if total is not None:
            self.total = total
        return rows, answer.info

    def rows(self, answer: Answer) -> list[Any]:
        """The rows in an answer. ``null`` instead of a list is no rows, which the totals must bear out."""
        found = answer.result
        for part in self.plan.items.split(".") if self.plan.items else ():
            if isinstance(found, list) and part.isdigit() and int(part) < len(found):
                found = found[int(part)]
            elif isinstance(found, dict) and part in found:
                found = found[part]
            else:
                raise bad_answer(self.where, f'has no "{self.plan.items}" in its result')
        if found is None:
            if _count(answer.info.get("total_count")) != 0:
                self.problems.append("The API answered null instead of a list; it is shown as empty.")
            return []
        if not isinstance(found, list):
            raise bad_answer(self.where, "holds something other than a list")
        return found

    # ------------------------------------------------------------------ numbered pages

    async def by_page(self) -> None:
        """Page 1, then the rest: side by side when their number is known, else one after the other."""
        first, info = await self.part({"page": "1"})
        if not first:
            return
        pages = self.pages(first, info)
        if pages is None:
            await self.probe(first)
        elif pages > 1:
            await self.rest(first, pages)

    def pages(self, first: list[Any], info: Mapping[str, Any]) -> int | None:
        """How many pages there are, as far as page 1 tells."""
        # By the rows that came rather than by "per_page", which some servers echo and do not keep to.
        total = _count(info.get("total_count"))
        if total is not None:
            return -(-total // len(first))
        return _count(info.get("total_pages"))

    async def rest(self, first: list[Any], pages: int) -> None:
        """Pages 2 to ``pages`` at the same time; the client bounds how many are in flight."""
        last = min(pages, MOST_PAGES)
        if self.plan.most:
            last = min(last, -(-self.plan.most // len(first)))
        self.stopped = last < pages
        self.next = {"page": str(last + 1)} if self.stopped else None
        if last == MOST_PAGES < pages:
            self.problems.append(f"The API announced {pages:,} pages; the first {last:,} are shown.")
        seen = {_print(first)}
        pending: deque[asyncio.Future[tuple[list[Any], Mapping[str, Any]]]] = deque()
        following = iter(range(2, last + 1))
        async with abandoned(pending):
            while True:
                # A window, not all at once: a total that is absurd must not cost a request a page.
                for page in islice(following, AHEAD - len(pending)):
                    pending.append(asyncio.ensure_future(self.read({"page": str(page)})))
                if not pending:
                    return
                rows, _ = await pending.popleft()
                if not rows:
                    return
                if _print(rows) in seen:
                    self.problems.append("The API sent the same page twice; other rows may be missing.")
                    return
                seen.add(_print(rows))
                self.items += rows

    async def probe(self, first: list[Any]) -> None:
        """Ask on until a page is empty or comes again, for a server that gives no totals."""
        seen = {_print(first)}
        for page in range(2, MOST_PAGES + 1):
            if self.plan.most and len(self.items) >= self.plan.most:
                self.stopped, self.next = True, {"page": str(page)}
                return
            rows, _ = await self.read({"page": str(page)})
            if not rows:
                return
            if _print(rows) in seen:
                # A first page that comes again is a list without pages, unless it is as full as asked.
                if page > 2 or len(first) >= (self.plan.per_page or len(first) + 1):
                    self.problems.append("The API repeats its pages; there may be rows that it does not show.")
                return
            seen.add(_print(rows))
            self.items += rows
        self.stopped = True
        self.problems.append(f"The API goes on after {MOST_PAGES} pages; those are shown.")

    async def onwards(self) -> None:
        """The pages from ``start`` on, one after the other, until there are enough."""
        first = _count(self.start.get("page")) or 1
        for page in range(first, first + MOST_PAGES):
            rows, info = await self.part({"page": str(page)})
            pages = _count(info.get("total_pages"))
            if not rows or (pages is not None and page >= pages):
                return
            if self.plan.most and len(self.items) >= self.plan.most:
                self.stopped, self.next = True, {"page": str(page + 1)}
                return
        self.stopped = True
        self.problems.append(f"The API goes on after {MOST_PAGES} pages; those are shown.")

    # ------------------------------------------------------------------ cursors

    async def by_cursor(self) -> None:
        """Follow the cursor until it is empty or comes again."""
        parameters: Mapping[str, str] = self.start
        seen: set[str] = set(self.start.values())
        for _ in range(MOST_PAGES):
            _, info = await self.part(parameters)
            cursor = _cursor(info)
            if not cursor:
                return
            if cursor in seen:
                self.problems.append("The API repeats its cursor; there may be rows that it does not show.")
                return
            if self.plan.most and len(self.items) >= self.plan.most:
                self.stopped, self.next = True, {"cursor": cursor}
                return
            seen.add(cursor)
            parameters = {"cursor": cursor}
        self.stopped = True
        self.problems.append(f"The API goes on after {MOST_PAGES} parts; those are shown.")

    def result(self) -> Collected:
        """What was found, with a sentence when rows were announced that did not come."""
        items = self.items[: self.plan.most] if self.plan.most else self.items
        cut = len(items) < len(self.items)
        more = self.stopped or cut
        if self.total is not None and not more and not self.start and len(items) != self.total and not self.problems:
            self.problems.append(f"The API announced {self.total:,} and sent {len(items):,}.")
        # What was cut off stands before the next part: going on there would lose it.
        following = None if cut else self.next
        return Collected(tuple(items), tuple(dict.fromkeys(self.problems)), self.total, more, following)


def _count(value: Any) -> int | None:
    """A number that counts something, also when it came as a string; ``None`` when it does not."""
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 12:
        value = int(value)
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 10**12:
        return value
    return None


def _cursor(info: Mapping[str, Any]) -> str:
    cursor = info.get("cursor")
    cursors = info.get("cursors")
    if not cursor and isinstance(cursors, dict):
        cursor = cursors.get("after")
    return cursor if isinstance(cursor, str) else ""


def _print(rows: list[Any]) -> str:
    """A fingerprint of a page."""
    return json.dumps(rows, sort_keys=True)
