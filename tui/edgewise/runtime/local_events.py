"""What a local server does besides answering requests: calling ``scheduled()``, and telling what queues delivered."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote_plus


@dataclass(frozen=True)
class Delivered:
    """A batch that a local queue delivered: how many messages were done with, of how many."""

    done: int
    total: int


def cron_path(expression: str) -> str:
    """Where the dev server calls ``scheduled()``. Source: miniflare, as wrangler 4.156 has it."""
    return f"/cdn-cgi/handler/scheduled?cron={quote_plus(expression)}"


def delivered(line: str, queue: str) -> Delivered | None:
    """What a line of the server's log tells of a queue; ``None`` for any other line."""
    found = re.search(rf"QUEUE {re.escape(queue)} (\d{{1,6}})/(\d{{1,6}})", line)
    return None if found is None else Delivered(int(found[1]), int(found[2]))
