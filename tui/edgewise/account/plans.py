"""What Cloudflare's plans allow, include and charge: one table, each number with its source and the date of it.

Prices change. Whatever is computed from this table says how old it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

PlanId = Literal["free", "paid"]
Period = Literal["day", "month", "held"]

BASE = 5.0
"""Dollars a month that Workers Paid costs at least [workers/platform/pricing, 2025/26]."""

MILLION = 1e6
GB = 1e9
"""Bytes in the gigabyte of these prices. Cloudflare's text does not say which one it means; this is the smaller."""

PRICING = "workers/platform/pricing"
PRICED = "2025/26"
"""The date of the page that most prices are from."""


@dataclass(frozen=True)
class Allowance:
    """One thing that is limited or billed, for a whole account.

    Attributes:
        product: what the dashboard calls it.
        unit: what is counted, in the plural; ``GB`` for what is stored.
        free: how much the free plan allows; ``None`` when it has no such limit.
        period: what ``free`` is for: a day from 00:00 UTC, a month, or held at any time.
        included: how much Workers Paid includes in a month.
        price: dollars for each further ``per``.
        charged_on_free: whether what is beyond is billed on the free plan, too, rather than refused.
        source: Cloudflare's page or changelog entry, and its date.
    """

    id: str
    product: str
    title: str
    unit: str
    free: float | None
    included: float
    price: float
    per: float = MILLION
    period: Period = "day"
    charged_on_free: bool = False
    source: str = PRICING
    date: str = PRICED

    @property
    def stored(self) -> bool:
        """Whether it is something kept over time rather than counted."""
        return self.unit == "GB"


ALLOWANCES: tuple[Allowance, ...] = (
    Allowance("workers-requests", "Workers", "Requests", "requests", 100_000, 10 * MILLION, 0.30),
    Allowance("workers-cpu", "Workers", "CPU time", "CPU ms", None, 30 * MILLION, 0.02),
    Allowance("kv-reads", "KV", "Reads", "reads", 100_000, 10 * MILLION, 0.50),
    Allowance("kv-writes", "KV", "Writes", "writes", 1_000, MILLION, 5.00),
    Allowance("kv-deletes", "KV", "Deletes", "deletes", 1_000, MILLION, 5.00),
    Allowance("kv-lists", "KV", "Lists", "lists", 1_000, MILLION, 5.00),
    Allowance("kv-storage", "KV", "Stored", "GB", 1, 1, 0.50, 1, "held"),
    Allowance("d1-rows-read", "D1", "Rows read", "rows", 5 * MILLION, 25_000 * MILLION, 0.001),
    Allowance("d1-rows-written", "D1", "Rows written", "rows", 100_000, 50 * MILLION, 1.00),
    Allowance("d1-storage", "D1", "Stored", "GB", 5, 5, 0.75, 1, "held"),
    Allowance("objects-requests", "Durable Objects", "Requests", "requests", 100_000, MILLION, 0.15),
    Allowance("objects-duration", "Durable Objects", "Duration", "GB-s", 13_000, 400_000, 12.50),
    Allowance("objects-rows-read", "Durable Objects", "Rows read", "rows", 5 * MILLION, 25_000 * MILLION, 0.001),
    Allowance("objects-rows-written", "Durable Objects", "Rows written", "rows", 100_000, 50 * MILLION, 1.00),
    Allowance("objects-storage", "Durable Objects", "Stored", "GB", 5, 5, 0.20, 1, "held"),
    Allowance(
        "queues-operations", "Queues", "Operations", "operations", 10_000, MILLION, 0.40,
        source="changelog: Queues on the free plan; queues/platform/limits", date="2026-02-05",
    ),
    Allowance(
        "workflows-steps", "Workflows", "Steps", "steps", 3_000, 500_000, 0.80, 100_000,
        source="changelog: Workflows billing updates; billed from 2026-08-10 at the earliest", date="2026-07-07",
    ),
    Allowance("r2-class-a", "R2", "Class A operations", "operations", 1e6, 1e6, 4.50, MILLION, "month", True),
    Allowance("r2-class-b", "R2", "Class B operations", "operations", 10e6, 10e6, 0.36, MILLION, "month", True),
    Allowance("r2-storage", "R2", "Stored", "GB", 10, 10, 0.015, 1, "month", True),
)  # fmt: skip
"""Everything that edgewise can measure and knows a price of."""

BY_ID: Mapping[str, Allowance] = MappingProxyType({each.id: each for each in ALLOWANCES})

UNMEASURED: tuple[str, ...] = (
    "CPU time of Pages Functions (the analytics do not have it)",
    "Workers Logs and Logpush",
    "Workers Builds beyond the included minutes",
    "Workflows storage, and steps that wait for an event",
    "Workers AI, Vectorize, Hyperdrive, Containers, Images, Stream",
    "R2 Infrequent Access and Durable Objects that store keys and values without SQLite",
    "plans of zones, taxes, and anything agreed on in a contract",
)
"""What a bill may hold besides. Nothing of it is in an estimate."""

CPU_PER_REQUEST_FREE = 10_000
"""Microseconds of CPU that one request may take on the free plan [workers/platform/limits, 2026]."""
