"""Queues: who sends, who consumes, and what piles up. Paths and fields as of the API in 2026."""

from __future__ import annotations

from datetime import timedelta

from edgewise.account.pagination import Plan
from edgewise.account.reading import QUEUES_READ
from edgewise.account.resources.actions import QUEUE_ACTIONS
from edgewise.account.resources.formats import EMPTY, Cell, as_count, as_seconds, span
from edgewise.account.resources.model import Column, Follow, Insight, Item, Kind, Row, Scope, Section, fill_command
from edgewise.account.resources.relations import (
    consumers_of,
    dead_letters_of,
    has_consumer,
    has_producer,
    pages_producers_of,
    producers_of,
)
from edgewise.account.resources.usage import USAGE, line
from edgewise.account.resources.values import at, mappings, number, text


def _consumers(row: Row, scope: Scope) -> Cell:
    known = has_consumer(row)
    if known is None:
        return EMPTY
    if known:
        names = ", ".join(consumers_of(row, scope)) or text(at(row.raw, "consumers_total_count")) or "?"
        return Cell(f"✓ {names}", "good", (2, 0.0, names.casefold()))
    if dead_letters_of(row, scope):
        return Cell("○ dead letters", "muted", (1, 0.0, ""))
    if not has_producer(row):
        return Cell("○ unused", "muted", (3, 0.0, ""))
    return Cell("▲ no consumer", "warning", (0, 0.0, ""))


def _backlog(row: Row, scope: Scope) -> Cell:
    if "metrics" not in row.extra:
        return Cell("…", "muted")
    count = number(at(row.extra, "metrics.backlog_count"))
    if count is None:
        return Cell("unknown", "muted")
    cell = as_count(count, scope.now)
    return Cell(cell.text, "warning" if count and has_consumer(row) is False else cell.tone, (0, -float(count), ""))


def _backlog_bytes(row: Row, scope: Scope) -> object:
    return at(row.extra, "metrics.backlog_bytes")


def _oldest(row: Row, scope: Scope) -> object:
    """When the oldest message was sent. An empty queue has none; the API then says 0."""
    return at(row.extra, "metrics.oldest_message_timestamp_ms") or None


def _delivery(row: Row, scope: Scope) -> Cell:
    paused = at(row.raw, "settings.delivery_paused")
    if paused is True:
        return Cell("○ paused", "warning", (0, 0.0, ""))
    return Cell("▶ on", "", (1, 0.0, "")) if paused is False else EMPTY


def _consumer_lines(row: Row, scope: Scope) -> list[tuple[str, Cell]]:
    lines: list[tuple[str, Cell]] = []
    names = consumers_of(row, scope)
    for name, consumer in zip(names, mappings(at(row.raw, "consumers")), strict=True):
        lines.append(("Consumer", Cell(name)))
        settings = (
            ("Batch size", "settings.batch_size", ""),
            ("Waits at most", "settings.max_wait_time_ms", "ms"),
            ("Retries", "settings.max_retries", ""),
            ("Concurrency", "settings.max_concurrency", ""),
            ("Visible after", "settings.visibility_timeout_ms", "ms"),
            ("Tries again", "settings.retry_delay", "s"),
        )
        for title, path, unit in settings:
            value = number(at(consumer, path))
            if value is not None:
                seconds = value / 1000 if unit == "ms" else value
                shown = as_seconds(seconds, scope.now) if unit else as_count(value, scope.now)
                lines.append((title, Cell(shown.text)))
        dead = text(consumer.get("dead_letter_queue"))
        lines.append(("Dead letters", Cell(f"to {dead}") if dead else Cell("deleted", "muted")))
    return lines


def _dead(row: Row, scope: Scope) -> Cell:
    """Where messages go that fail too often: to another queue, or away for good."""
    consumers = mappings(at(row.raw, "consumers"))
    if not consumers:
        return EMPTY
    names = [found for each in consumers if (found := text(each.get("dead_letter_queue")))]
    return Cell(", ".join(names), sort=(1, 0.0, "")) if names else Cell("deleted", "muted", (0, 0.0, ""))


def _waiting(row: Row) -> int | float | None:
    return number(at(row.extra, "metrics.backlog_count"))


def _paused(row: Row, scope: Scope) -> bool:
    return at(row.raw, "settings.delivery_paused") is True


def _why_paused(row: Row, scope: Scope) -> str:
    waiting = _waiting(row)
    heap = f"{waiting:,.0f} messages wait. " if waiting else ""
    command = fill_command("wrangler queues resume-delivery {queue_name}", row.value)
    return (
        f"Nothing is delivered until somebody resumes it: {command}. {heap}Each one is deleted {_retention(row)} after "
        "it was sent, delivered or not."
    )


def _holds_dead_letters(row: Row, scope: Scope) -> bool:
    return bool(_waiting(row)) and has_consumer(row) is False and bool(dead_letters_of(row, scope))


def _why_dead(row: Row, scope: Scope) -> str:
    origin = " and ".join(dead_letters_of(row, scope)[:3])
    return (
        f"{_waiting(row):,.0f} messages of {origin} failed as often as they may and ended here. Nothing takes them "
        f"out: each one is deleted after {_retention(row)}. Find out why they fail before that."
    )


def _retention(row: Row) -> str:
    seconds = number(at(row.raw, "settings.message_retention_period"))
    if not seconds or seconds <= 0:
        return "a while"
    days = min(seconds, 1e9) / 86400
    return f"{days:.0f} days" if days >= 2 else span(timedelta(days=days))


def _no_consumer(row: Row, scope: Scope) -> bool:
    return has_consumer(row) is False and has_producer(row) and not dead_letters_of(row, scope)


def _why(row: Row, scope: Scope) -> str:
    senders = " and ".join(producers_of(row, scope)[:3]) or "Something"
    waiting = _waiting(row)
    heap = f" {waiting:,.0f} are waiting now." if waiting else ""
    tail = ""
    if pages_producers_of(row, scope):
        tail = " A Pages project can only send: to consume, the code has to be a Worker."
    return (
        f"{senders} puts messages in and nothing takes them out.{heap} "
        f"Each one is deleted after {_retention(row)}, and whoever waits for it waits for ever.{tail}"
    )


QUEUES = Kind(
    id="queues",
    title="Queues",
    singular="queue",
    group="Compute",
    path="/accounts/{account_id}/queues",
    plan=Plan("page"),
    permission=QUEUES_READ,
    key="queue_id",
    name="queue_name",
    about="A queue holds messages until a consumer takes them. Producers are Workers, Pages projects and R2 buckets; "
    "a consumer is a Worker, or anything that pulls over HTTP.",
    columns=(
        Column("name", "Queue", "queue_name"),
        Column("backlog", "Backlog", _backlog, width=9, right=True),
        Column("consumers", "Consumers", _consumers, width=28),
        Column("producers", "Producers", producers_of, "list"),
        line("queues", "messages", "Over 24 h", silence="no data"),
        Column("oldest", "Oldest", _oldest, "age", priority=2),
        Column("delivery", "Delivery", _delivery, priority=2, width=9),
        Column("dead", "Dead letters", _dead, priority=3, width=16),
        Column("created", "Created", "created_on", "age", priority=3),
    ),
    sections=(
        Section(
            "",
            (
                Item("backlog", "Backlog", _backlog),
                Item("bytes", "Backlog size", _backlog_bytes, "bytes"),
                Item("oldest", "Oldest", _oldest, "moment"),
                Item("delivery", "Delivery", _delivery),
            ),
        ),
        Section(
            "Who",
            (
                Item("producers", "Producers", producers_of, "list"),
                Item("state", "Consumers", _consumers),
                Item("dead", "Letters of", dead_letters_of, "list"),
            ),
            lines=_consumer_lines,
        ),
        Section(
            "Settings",
            (
                Item("delay", "Delay", "settings.delivery_delay", "seconds"),
                Item("retention", "Kept for", "settings.message_retention_period", "seconds"),
                Item("created", "Created", "created_on", "moment"),
                Item("modified", "Changed", "modified_on", "moment"),
                Item("id", "Id", "queue_id"),
            ),
        ),
    ),
    summary=(
        Item("id", "", "queue_id"),
        Item("name", "", "queue_name"),
        Item("producers", "producers", producers_of),
        Item("consumers", "consumers", consumers_of),
        Item("backlog", "backlog", lambda row, scope: number(at(row.extra, "metrics.backlog_count"))),
        Item("backlog_bytes", "", lambda row, scope: number(at(row.extra, "metrics.backlog_bytes"))),
        Item("oldest_message_ms", "", lambda row, scope: number(_oldest(row, scope))),
        Item("paused", "paused", "settings.delivery_paused"),
        Item("dead_letters_of", "", dead_letters_of),
        Item("created_on", "", "created_on"),
    ),
    views=(USAGE,),
    follows=(
        Follow("metrics", "/accounts/{account_id}/queues/{queue_id}/metrics", {"queue_id": "queue_id"}, QUEUES_READ),
    ),
    insights=(
        Insight(
            "queue-without-consumer",
            "no consumer",
            why=_why,
            when=_no_consumer,
            lesson="a-queue-with-a-consumer",
            migrate=True,
        ),
        Insight("queue-paused", "delivery is paused", why=_why_paused, when=_paused),
        Insight("dead-letters-wait", "dead letters wait", why=_why_dead, when=_holds_dead_letters),
    ),
    related=("pages_projects",),
    actions=QUEUE_ACTIONS,
    command="wrangler queues list",
    row_command="wrangler queues info {queue_name}",
    dashboard="https://dash.cloudflare.com/{account_id}/workers/queues",
    row_dashboard="https://dash.cloudflare.com/{account_id}/workers/queues/view/{queue_id}",
)

KINDS = (QUEUES,)
