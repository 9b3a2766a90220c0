"""SQL for D1: what a statement would do, before it is sent, and asking a database."""

from __future__ import annotations

from edgewise.account.sql.statements import Statement, classify, only_reads, split

__all__ = ["Statement", "classify", "only_reads", "split"]
