"""R2: buckets and their objects. Paths and fields as of the API in 2026.

Buckets of a jurisdiction live apart: the API lists and finds them only with the header
``cf-r2-jurisdiction``. That of the EU is asked for as well; that of FedRAMP needs an account of its own.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from edgewise.account.failures import Permission
from edgewise.account.pagination import Plan
from edgewise.account.resources.bound import bound_by, unread, used_by
from edgewise.account.resources.formats import Cell, span
from edgewise.account.resources.model import Column, Drill, Follow, Insight, Item, Kind, Row, Scope, Section
from edgewise.account.resources.usage import USAGE
from edgewise.account.resources.values import at, mappings, number, text, texts

R2_READ = Permission("Workers R2 Storage Read", "Account · Workers R2 Storage · Read")

LISTED_FOR = 3600
"""Seconds after which a list that is looked at is read again by itself: it may have been extended."""

PART = 1000
"""Objects in one answer of the API, at most."""

_JURISDICTION = "cf-r2-jurisdiction"
_used = used_by("r2_bucket", "name")
_bound = bound_by("r2_bucket", "name")


def _fed(row: Row, scope: Scope) -> list[str]:
    """The queues that hear of changes in a bucket, by their producers."""
    name = text(at(row.raw, "name"))
    return [
        text(at(queue.raw, "queue_name")) or queue.key
        for queue in scope.rows.get("queues", ())
        if any(text(each.get("bucket_name")) == name for each in mappings(at(queue.raw, "producers")))
    ]


NONE = "none"


def _managed_lines(row: Row, scope: Scope) -> list[tuple[str, Cell]]:
    if at(row.extra, "managed.enabled") is not True:
        return [("r2.dev", Cell("off", "muted"))]
    return [("r2.dev", Cell(f"▲ public at {text(at(row.extra, 'managed.domain')) or 'r2.dev'}", "warning"))]


def _domain_lines(row: Row, scope: Scope) -> list[tuple[str, Cell]]:
    lines = []
    for domain in mappings(at(row.extra, "custom.domains")):
        name, state = text(domain.get("domain")) or "?", text(at(domain, "status.ownership")) or "unknown"
        if domain.get("enabled") is not True:
            lines.append((name, Cell("○ off", "muted")))
        elif state == "active" and text(at(domain, "status.ssl")) in (None, "active"):
            lines.append((name, Cell("✓ public", "good")))
        else:
            lines.append((name, Cell(f"▲ {state}, certificate {text(at(domain, 'status.ssl')) or '?'}", "warning")))
    return lines or [("Domains", Cell(NONE, "muted"))]


def _cors_lines(row: Row, scope: Scope) -> list[tuple[str, Cell]]:
    lines = []
    for rule in mappings(at(row.extra, "cors.rules")):
        methods = ", ".join(texts(at(rule, "allowed.methods"))) or "no method"
        origins = ", ".join(texts(at(rule, "allowed.origins"))) or "no origin"
        lines.append((text(rule.get("id")) or "Rule", Cell(f"{methods} from {origins}")))
    return lines or [("Rules", Cell("none: browsers on other sites may not read it", "muted"))]


def _after(condition: Any) -> str:
    seconds = number(at(condition, "maxAge"))
    if seconds is not None:
        return f"after {span(timedelta(seconds=min(max(float(seconds), 0.0), 1e10)))}"
    return f"on {text(at(condition, 'date')) or '?'}"


def _lifecycle_lines(row: Row, scope: Scope) -> list[tuple[str, Cell]]:
    lines = []
    for rule in mappings(at(row.extra, "lifecycle.rules")):
        words = []
        if rule.get("abortMultipartUploadsTransition"):
            words.append(f"give up uploads {_after(at(rule, 'abortMultipartUploadsTransition.condition'))}")
        if rule.get("deleteObjectsTransition"):
            words.append(f"delete {_after(at(rule, 'deleteObjectsTransition.condition'))}")
        for each in mappings(rule.get("storageClassTransitions")):
            words.append(f"to {text(each.get('storageClass')) or '?'} {_after(each.get('condition'))}")
        prefix = text(at(rule, "conditions.prefix"))
        where = f"{prefix}…: " if prefix else ""
        off = "" if rule.get("enabled") is True else " (off)"
        lines.append((text(rule.get("id")) or "Rule", Cell(f"{where}{'; '.join(words) or 'nothing'}{off}")))
    return lines or [("Rules", Cell("none: objects stay until somebody deletes them", "muted"))]


def _event_lines(row: Row, scope: Scope) -> list[tuple[str, Cell]]:
    lines = []
    for queue in mappings(at(row.extra, "events.queues")):
        for rule in mappings(queue.get("rules")):
            actions = ", ".join(texts(rule.get("actions"))) or "?"
            place = "".join(
                f" {word} {text(rule.get(key))}"
                for key, word in (("prefix", "below"), ("suffix", "ending in"))
                if text(rule.get(key))
            )
            lines.append((text(queue.get("queueName")) or "Queue", Cell(f"{actions}{place}")))
    return lines or [("Queues", Cell(NONE, "muted"))]


def _public(row: Row) -> list[str]:
    """The names at which anybody can read a bucket, as far as they have been asked for."""
    found = [text(at(row.extra, "managed.domain")) or "r2.dev"] if at(row.extra, "managed.enabled") is True else []
    for domain in mappings(at(row.extra, "custom.domains")):
        if domain.get("enabled") is True:
            found.append(text(domain.get("domain")) or "?")
    return found


def _by_r2_dev(row: Row, scope: Scope) -> bool:
    return at(row.extra, "managed.enabled") is True


def _detail(name: str, path: str, *, absent: Any = None, surveyed: bool = False) -> Follow:
    return Follow(
        name,
        path,
        {"bucket": "name", "jurisdiction": "jurisdiction"},
        R2_READ,
        headers={_JURISDICTION: "{jurisdiction}"},
        optional=True,
        absent=absent,
        surveyed=surveyed,
    )


_BUCKET = "/accounts/{account_id}/r2/buckets/{bucket}"

BUCKETS = Kind(
    id="r2_buckets",
    title="R2",
    singular="R2 bucket",
    group="Storage",
    path="/accounts/{account_id}/r2/buckets",
    plan=Plan("cursor", items="buckets", per_page=100),
    also=({_JURISDICTION: "eu"},),
    permission=R2_READ,
    key="name",
    about="An R2 bucket holds objects of any size and costs nothing for what is read out of it. Buckets of the EU's "
    "jurisdiction are listed too; those of FedRAMP are not. Press enter on one to see its objects.",
    columns=(
        Column("name", "Bucket", "name"),
        Column("jurisdiction", "Jurisdiction", "jurisdiction", width=12),
        Column("location", "Location", "location", width=9),
        Column("class", "Class", "storage_class", priority=2, width=16),
        Column("used", "Bound by", _bound),
        Column("queues", "Tells", _fed, "list", priority=2),
        Column("created", "Created", "creation_date", "age", priority=3),
    ),
    sections=(
        Section(
            "",
            (
                Item("used", "Bound by", _bound),
                Item("unread", "Workers", unread),
                Item("queues", "Tells queues", _fed, "list"),
                Item("class", "Storage class", "storage_class"),
                Item("location", "Location", "location"),
                Item("jurisdiction", "Jurisdiction", "jurisdiction"),
                Item("created", "Created", "creation_date", "moment"),
            ),
        ),
        Section("Public access", lines=_managed_lines, needs="managed"),
        Section("Domains", lines=_domain_lines, needs="custom"),
        Section("CORS", lines=_cors_lines, needs="cors"),
        Section("Lifecycle", lines=_lifecycle_lines, needs="lifecycle"),
        Section("Event notifications", lines=_event_lines, needs="events"),
    ),
    summary=(
        Item("name", "", "name"),
        Item("jurisdiction", "jurisdiction", "jurisdiction"),
        Item("location", "", "location"),
        Item("storage_class", "", "storage_class"),
        Item("used_by", "bound by", _used),
        Item("public_at", "public at", lambda row, scope: _public(row)),
        Item("creation_date", "", "creation_date"),
    ),
    insights=(
        Insight(
            "bucket-public-at-r2-dev",
            "public at r2.dev",
            why=lambda row, scope: (
                "Anybody who knows the address can read every object by its name. The address below r2.dev is for "
                "trying things out: it is rate-limited and not cached. A domain of your own is neither."
            ),
            when=_by_r2_dev,
        ),
    ),
    details=(
        _detail("managed", f"{_BUCKET}/domains/managed", surveyed=True),
        _detail("custom", f"{_BUCKET}/domains/custom", surveyed=True),
        _detail("cors", f"{_BUCKET}/cors", absent={"rules": []}),
        _detail("lifecycle", f"{_BUCKET}/lifecycle"),
        _detail(
            "events", "/accounts/{account_id}/event_notifications/r2/{bucket}/configuration", absent={"queues": []}
        ),
    ),
    views=(USAGE,),
    drills=(Drill("r2_objects", "Objects", {"bucket": "name", "jurisdiction": "jurisdiction"}),),
    related=("pages_projects", "workers", "queues"),
    command="wrangler r2 bucket list",
    row_command="wrangler r2 bucket info {name} [--jurisdiction {jurisdiction}]",
    dashboard="https://dash.cloudflare.com/{account_id}/r2/overview",
    row_dashboard="https://dash.cloudflare.com/{account_id}/r2/default/buckets/{name}",
)


def _custom_lines(row: Row, scope: Scope) -> list[tuple[str, Cell]]:
    found = at(row.raw, "custom_metadata")
    pairs = found.items() if isinstance(found, dict) else ()
    return [(text(str(name)) or "?", Cell(text(value) or "?")) for name, value in pairs]


OBJECTS = Kind(
    id="r2_objects",
    every=LISTED_FOR,
    title="Objects",
    singular="object",
    path=f"{_BUCKET}/objects",
    plan=Plan("cursor", per_page=PART, most=PART),
    query={"prefix": "{prefix}"},
    headers={_JURISDICTION: "{jurisdiction}"},
    prefix="prefix",
    permission=R2_READ,
    parent="r2_buckets",
    key="key",
    name="key",
    about="An object is bytes with a name, and what was said about them when they were put there. Objects are listed "
    "by name, a thousand at a time; a list is billed as one class A operation.",
    columns=(
        Column("key", "Object", "key"),
        Column("size", "Size", "size", "bytes", width=10, right=True),
        Column("modified", "Changed", "last_modified", "age"),
        Column("type", "Type", "http_metadata.contentType", priority=2, width=20),
        Column("class", "Class", "storage_class", priority=3, width=16),
        Column("etag", "ETag", "etag", priority=3, width=32),
    ),
    sections=(
        Section(
            "",
            (
                Item("size", "Size", "size", "bytes"),
                Item("bytes", "In bytes", "size", "count"),
                Item("modified", "Changed", "last_modified", "moment"),
                Item("type", "Type", "http_metadata.contentType"),
                Item("class", "Storage class", "storage_class"),
                Item("etag", "ETag", "etag"),
                Item("ssec", "Own key", "ssec", "yes"),
            ),
        ),
        Section(
            "HTTP",
            (
                Item("cache", "Cache-Control", "http_metadata.cacheControl"),
                Item("disposition", "Disposition", "http_metadata.contentDisposition"),
                Item("encoding", "Encoding", "http_metadata.contentEncoding"),
                Item("language", "Language", "http_metadata.contentLanguage"),
                Item("expiry", "Expires", "http_metadata.cacheExpiry", "moment"),
            ),
        ),
        Section("Own metadata", lines=_custom_lines),
    ),
    row_command="wrangler r2 object get {bucket}/{key} --remote [--jurisdiction {jurisdiction}]",
    dashboard="https://dash.cloudflare.com/{account_id}/r2/default/buckets/{bucket}",
    row_dashboard="https://dash.cloudflare.com/{account_id}/r2/default/buckets/{bucket}",
)

KINDS = (BUCKETS, OBJECTS)
