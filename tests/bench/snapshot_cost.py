"""Reading a big account over a slow network, against what the network alone would take with all slots full."""

from __future__ import annotations

import asyncio
import math
import subprocess
import sys
import time

from edgewise.account.budget import Budget
from edgewise.account.client import Client
from edgewise.account.credentials import Credential
from edgewise.account.survey import survey
from edgewise.account.wire import IN_FLIGHT
from tests.account.big import LATENCY, PROJECTS, WORKERS
from tests.bench.measure import Comparison

MOST_ROUNDS = 5
"""Each round takes seconds."""


def snapshot(rounds: int) -> Comparison:
    """Wall time of a snapshot over loopback HTTP, by the latency bound for as many requests as it made."""
    command = [sys.executable, "-m", "tests.bench.slow_account", str(LATENCY)]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert server.stdout is not None
        url = server.stdout.readline().strip()
        if not url:
            raise RuntimeError("the slow account did not start")
        asyncio.run(_once(url))  # The server works out its answers, and Python loads what it needs.
        taken, bounds = zip(*(asyncio.run(_once(url)) for _ in range(min(rounds, MOST_ROUNDS))), strict=True)
    finally:
        server.kill()
        server.wait()
    requests = round(bounds[0] / 1000 / LATENCY * IN_FLIGHT)
    return Comparison(
        f"snapshot of {PROJECTS} Pages projects and {WORKERS} Workers at {LATENCY * 1000:.0f} ms",
        taken,
        bounds,
        "ms",
        1.2,
        ("snapshot", "latency bound"),
        f"The bound: about {requests} requests, {IN_FLIGHT} at a time.",
    )


async def _once(url: str) -> tuple[float, float]:
    """Milliseconds that one snapshot took, and that its requests take at least."""
    budget = Budget()
    credential = Credential("token", "bench-token", source="bench")
    async with Client(credential, base_url=url, budget=budget) as client:
        begin = time.perf_counter()
        document = await survey(client)
        seconds = time.perf_counter() - begin
    assert len(document["resources"]["workers"]) == WORKERS
    return seconds * 1000, math.ceil(budget.used / IN_FLIGHT) * LATENCY * 1000
