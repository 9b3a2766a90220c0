"""What is in the company's databases at the beginning: ``assets/demo-account/*.sql``, and rows by the thousand."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import datetime, timedelta

from edgewise.store import content

Seed = Callable[[sqlite3.Connection, datetime], None]


def _begin(connection: sqlite3.Connection, name: str, *migrations: str) -> None:
    connection.executescript(content("assets", "demo-account", f"{name}.sql").read_text(encoding="utf-8"))
    rows = [(each, f"202{3 + number}-03-04 08:1{number}:00") for number, each in enumerate(migrations)]
    connection.executemany("INSERT INTO d1_migrations (name, applied_at) VALUES (?, ?)", rows)


def _stock(movements: int) -> Seed:
    def seed(connection: sqlite3.Connection, anchor: datetime) -> None:
        _begin(connection, "stock", "0001_begin.sql", "0002_movements_by_bean.sql")
        start = anchor - timedelta(days=600)
        reasons = ("delivery", "sold", "sold", "sold", "roasted", "counted")
        rows = (
            (
                1 + number % 6,
                "graz" if number % 11 == 0 else "bremen",
                24 if number // 6 % 6 == 0 else -(1 + number % 5),
                reasons[number // 6 % 6],
                f"{start + timedelta(minutes=71 * number):%Y-%m-%d %H:%M}",
            )
            for number in range(movements)
        )
        connection.executemany("INSERT INTO movements (bean, warehouse, bags, reason, at) VALUES (?, ?, ?, ?, ?)", rows)

    return seed


def _catalogue(connection: sqlite3.Connection, anchor: datetime) -> None:
    _begin(connection, "catalogue", "0001_begin.sql", "0002_prices_per_country.sql", "0003_reviews.sql")


SEEDS: dict[str, Seed] = {"catalogue": _catalogue, "stock": _stock(12_100), "stock-preview": _stock(40)}
