"""Seconds that one attempt may take, by what is asked for: from the connection to the last byte."""

from __future__ import annotations

DOCUMENT = 30.0
"""One document, or one page of a list."""

LOG = 180.0
"""A build log: 10 MB over half a megabit a second."""

QUERY = 45.0
"""A D1 query, which the database itself gives up after 30 (D1 limits, 2026), or a question to the analytics API."""

VALUE = 180.0
"""The value of a KV key: 25 MiB at most, over a megabit a second."""

WRITE = 60.0
"""A change. Whoever gives up early does not know whether it was made."""
