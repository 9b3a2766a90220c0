"""The local resources of one side, filled before its code runs for the first time."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from edgewise.errors import ToolchainError
from edgewise.migration.parity.state.explorer import Explorer
from edgewise.migration.parity.state.resources import Resources, resources_of
from edgewise.migration.parity.state.seed import Seed, Statement
from edgewise.text import clean

MIGRATIONS = "migrations"
"""Where wrangler looks for D1 migrations when the configuration does not say."""

_NUMBERED = re.compile(r"(\d+)")


@dataclass(frozen=True)
class Migration:
    """One file of a D1 migration."""

    name: str
    sql: str


@dataclass(frozen=True)
class Content:
    """What both sides are to hold.

    Attributes:
        migrations: binding to the files that make its schema, in their order.
    """

    seed: Seed = field(default_factory=Seed)
    migrations: Mapping[str, tuple[Migration, ...]] = field(default_factory=dict)


@dataclass
class Filled:
    """A side's resources after filling.

    Attributes:
        problems: what could not be stored, in sentences.
    """

    explorer: Explorer
    resources: Resources
    problems: list[str] = field(default_factory=list)


async def fill(explorer: Explorer, document: Mapping[str, Any], content: Content) -> Filled:
    """Apply migrations and store the seed in a running server.

    Args:
        document: the wrangler configuration that the server runs with.

    Raises:
        ToolchainError: ``local-resources`` when the server does not answer at all.
    """
    filled = Filled(explorer, await resources_of(explorer, document))
    resources, seed = filled.resources, content.seed
    for binding, database in resources.d1.items():
        await _attempt(filled, f"D1 {binding}", _migrate(explorer, database, content.migrations.get(binding, ())))
    for kind, binding in seed.bindings():
        if not resources.has(kind, binding):
            filled.problems.append(f"The {explorer.name} has no {kind.upper()} binding called {clean(binding, 60)}.")
        elif kind == "kv":
            work = explorer.put_values(resources.kv[binding], seed.kv[binding])
            await _attempt(filled, f"KV {binding}", work)
        elif kind == "d1":
            await _attempt(filled, f"D1 {binding}", explorer.execute(resources.d1[binding], seed.d1[binding]))
        else:
            await _attempt(filled, f"R2 {binding}", explorer.put_objects(resources.r2[binding], seed.r2[binding]))
    return filled


async def _attempt(filled: Filled, what: str, work: Any) -> None:
    try:
        await work
    except ToolchainError as error:
        filled.problems.append(f"{clean(what, 80)}: {error.message}")


async def _migrate(explorer: Explorer, database: str, migrations: Sequence[Migration]) -> None:
    if not migrations:
        return
    applied = await _applied(explorer, database)
    if applied is None:
        return
    table = "CREATE TABLE IF NOT EXISTS d1_migrations(id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT UNIQUE, "
    await explorer.execute(database, [Statement(f"{table}applied_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP NOT NULL)")])
    for migration in migrations:
        if migration.name not in applied:
            note = Statement("INSERT INTO d1_migrations (name) VALUES (?)", (migration.name,))
            await explorer.execute(database, [Statement(migration.sql), note])


async def _applied(explorer: Explorer, database: str) -> set[str] | None:
    """The migrations that the database already has; ``None`` when its schema came in another way."""
    _, rows = await explorer.rows(database, Statement("SELECT name FROM sqlite_master WHERE type = 'table'"))
    tables = {str(row[0]) for row in rows}
    if "d1_migrations" in tables:
        _, names = await explorer.rows(database, Statement("SELECT name FROM d1_migrations"))
        return {str(row[0]) for row in names}
    return None if any(not name.startswith(("_cf_", "sqlite_")) for name in tables) else set()


def find_migrations(root: Path, document: Mapping[str, Any]) -> dict[str, tuple[Migration, ...]]:
    """The migrations of each D1 binding of a configuration in ``root``."""
    found: dict[str, tuple[Migration, ...]] = {}
    databases = document.get("d1_databases")
    for entry in databases if isinstance(databases, list) else ():
        if isinstance(entry, dict) and isinstance(entry.get("binding"), str):
            folder = entry.get("migrations_dir")
            place = root / (folder if isinstance(folder, str) else MIGRATIONS)
            pattern = entry.get("migrations_pattern")
            files = _files(root, place, pattern if isinstance(pattern, str) else None)
            if files:
                found[entry["binding"]] = files
    return found


def _files(root: Path, folder: Path, pattern: str | None) -> tuple[Migration, ...]:
    try:
        paths = list(root.glob(pattern)) if pattern else list(folder.glob("*.sql"))
    except (ValueError, NotImplementedError):
        return ()
    files = [(path.relative_to(folder).as_posix(), path) for path in paths if path.is_relative_to(folder)]
    return tuple(
        Migration(name, path.read_text("utf-8", "replace"))
        for name, path in sorted(files, key=lambda each: _order(each[0]))
        if path.is_file()
    )


def _order(name: str) -> list[tuple[bool, int, str]]:
    """As wrangler sorts them: by the number that a name begins with, those without one last."""
    return [(not (number := _NUMBERED.match(part)), int(number[1]) if number else 0, part) for part in name.split("/")]
