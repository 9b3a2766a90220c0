"""What one resource says about another: who puts messages into a queue, and who takes them out."""

from __future__ import annotations

from typing import Any

from edgewise.account.resources.model import Row, Scope
from edgewise.account.resources.values import at, mappings, number, text


def pages_script(name: str, scope: Scope) -> str | None:
    """The Pages project behind a script name.

    A project's Functions run as a script of their own, called something like
    ``pages-worker--1234567-production``; the project says which.
    """
    return scope.once("pages_script", lambda: _pages_scripts(scope)).get(name)


def _pages_scripts(scope: Scope) -> dict[str, str]:
    """The names of Pages projects by the names of their scripts."""
    found: dict[str, str] = {}
    for project in scope.rows.get("pages_projects", ()):
        name = text(at(project.raw, "name"))
        for field in ("production_script_name", "preview_script_name"):
            script = text(at(project.raw, field))
            if script and name:
                found.setdefault(script, name)
    return found


def producers_of(queue: Row, scope: Scope) -> list[str]:
    """Who sends to a queue, by names that people know: Workers, Pages projects, R2 buckets."""
    found = []
    for producer in mappings(at(queue.raw, "producers")):
        script = _script(producer)
        project = pages_script(script, scope) if script else None
        bucket = text(producer.get("bucket_name"))
        if project:
            found.append(f"{project} (Pages)")
        elif script:
            found.append(script)
        else:
            found.append(f"{bucket} (R2)" if bucket else text(producer.get("type")) or "?")
    return list(dict.fromkeys(found))


def pages_producers_of(queue: Row, scope: Scope) -> list[str]:
    """The Pages projects among a queue's producers."""
    scripts = [script for producer in mappings(at(queue.raw, "producers")) if (script := _script(producer))]
    return [project for script in scripts if (project := pages_script(script, scope))]


def consumers_of(queue: Row, scope: Scope) -> list[str]:
    """Who takes messages out of a queue: Workers, or pull consumers over HTTP."""
    found = []
    for consumer in mappings(at(queue.raw, "consumers")):
        if consumer.get("type") == "http_pull":
            found.append("HTTP pull")
        else:
            found.append(_script(consumer) or text(consumer.get("type")) or "?")
    return found


def has_consumer(queue: Row) -> bool | None:
    """Whether anything consumes; ``None`` when the document does not say."""
    listed, total = at(queue.raw, "consumers"), number(at(queue.raw, "consumers_total_count"))
    if isinstance(listed, list) and listed:
        return True
    if total is not None:
        return total > 0
    return False if isinstance(listed, list) else None


def has_producer(queue: Row) -> bool:
    """Whether anything sends to a queue."""
    listed = at(queue.raw, "producers")
    return bool(listed) if isinstance(listed, list) else bool(number(at(queue.raw, "producers_total_count")))


def dead_letters_of(queue: Row, scope: Scope) -> list[str]:
    """The queues whose failed messages end up in this one."""
    name = text(at(queue.raw, "queue_name"))
    found = []
    for other in scope.rows.get("queues", ()):
        targets = [text(consumer.get("dead_letter_queue")) for consumer in mappings(at(other.raw, "consumers"))]
        if name and name in targets:
            found.append(text(at(other.raw, "queue_name")) or other.key)
    return found


def dead_ends_of(project: Row, scope: Scope) -> list[str]:
    """The queues that a Pages project sends to and that nothing consumes."""
    bound = at(project.raw, "deployment_configs.production.queue_producers")
    wanted = {text(at(value, "name")) for value in bound.values()} if isinstance(bound, dict) else set[Any]()
    # Most projects send to none; an account may have thousands of both.
    return [
        name
        for queue in (scope.rows.get("queues", ()) if wanted else ())
        if (name := text(at(queue.raw, "queue_name"))) in wanted and name and has_consumer(queue) is False
    ]


def queues_consumed_by(script: str, scope: Scope) -> list[str]:
    """The queues that a Worker takes messages from."""
    return [
        text(at(queue.raw, "queue_name")) or queue.key
        for queue in scope.rows.get("queues", ())
        if script in consumers_of(queue, scope)
    ]


def queues_fed_by(script: str, scope: Scope) -> list[str]:
    """The queues that a Worker sends to."""
    return [
        text(at(queue.raw, "queue_name")) or queue.key
        for queue in scope.rows.get("queues", ())
        if script in producers_of(queue, scope)
    ]


def _script(document: Any) -> str | None:
    """A script's name in a producer or consumer; the API has called it all three."""
    return next((found for key in ("script_name", "script", "service") if (found := text(document.get(key)))), None)


# ---------------------------------------------------------------------- names on the network


def zone_names(scope: Scope) -> tuple[str, ...]:
    """The names of the zones that are loaded."""
    return tuple(found for zone in scope.rows.get("zones", ()) if (found := text(at(zone.raw, "name"))))


def zone_of(hostname: str, scope: Scope) -> str | None:
    """The zone of the account that a host name belongs to, the most exact one; ``None`` when none is loaded."""
    fitting = [name for name in zone_names(scope) if hostname == name or hostname.endswith(f".{name}")]
    return max(fitting, key=len, default=None)


def served_by(record: Row, scope: Scope) -> str | None:
    """What a DNS record leads to, where that is a Pages project or a Worker of the account."""
    content = (text(at(record.raw, "content")) or "").rstrip(".").casefold()
    if text(at(record.raw, "type")) == "CNAME" and content.endswith(".pages.dev"):
        return _project_at(content, scope)
    if text(at(record.raw, "type")) == "CNAME" and content.endswith(".workers.dev"):
        return f"{content.partition('.')[0]} (Worker)"
    tag = text(at(record.raw, "meta.origin_worker_id"))
    if tag is None:
        return None
    workers = scope.rows.get("workers", ())
    name = next((text(at(each.raw, "id")) for each in workers if text(at(each.raw, "tag")) == tag), None)
    return f"{name} (Worker)" if name else "a Worker"


def _project_at(host: str, scope: Scope) -> str:
    """The Pages project that has an address on pages.dev, or one of its branches."""
    for project in scope.rows.get("pages_projects", ()):
        subdomain = text(at(project.raw, "subdomain"))
        name = text(at(project.raw, "name"))
        if subdomain and name and host == subdomain:
            return f"{name} (Pages)"
        if subdomain and name and host.endswith(f".{subdomain}"):
            return f"{name} (Pages, {host.removesuffix(f'.{subdomain}')})"
    return "a Pages project" if "pages_projects" not in scope.rows else "▲ a Pages project that is not here"
