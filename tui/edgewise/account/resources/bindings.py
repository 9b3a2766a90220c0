"""Bindings: what a Pages project or a Worker may reach by name. Types and fields as of the API in 2026."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from edgewise.account.resources.formats import Cell
from edgewise.account.resources.model import Scope
from edgewise.account.resources.values import at, mappings, text


@dataclass(frozen=True)
class BindingType:
    """A type of binding.

    Attributes:
        type: as a Worker's settings call it.
        word: for people.
        pages: the field of a Pages project's ``deployment_configs``; empty where Pages has no such binding.
        targets: fields of a binding that say what it leads to, in the order of trust.
        kind: id of the kind that it leads to, with the fields to find it by and to name it by.
        keeps: whether what it leads to keeps data that an environment may share with another.
        known: whether the type is one of those below. Another keeps the name that the API gives it.
    """

    type: str
    word: str
    pages: str = ""
    targets: tuple[str, ...] = ()
    kind: tuple[str, str, str] | None = None
    keeps: bool = False
    known: bool = True


TYPES = (
    BindingType("kv_namespace", "KV", "kv_namespaces", ("namespace_id",), ("kv_namespaces", "id", "title"), keeps=True),
    BindingType("d1", "D1", "d1_databases", ("id", "database_id"), ("d1_databases", "uuid", "name"), keeps=True),
    BindingType("r2_bucket", "R2", "r2_buckets", ("bucket_name", "name"), ("r2_buckets", "name", "name"), keeps=True),
    BindingType(
        "durable_object_namespace",
        "Durable Object",
        "durable_object_namespaces",
        ("namespace_id",),
        ("durable_object_namespaces", "id", "name"),
        keeps=True,
    ),
    BindingType(
        "queue", "queue producer", "queue_producers", ("queue_name", "name"), ("queues", "queue_name", "queue_name")
    ),
    BindingType("service", "service", "services", ("service",), ("workers", "id", "id")),
    BindingType("workflow", "Workflow", "", ("workflow_name",), ("workflows", "name", "name")),
    BindingType("hyperdrive", "Hyperdrive", "hyperdrive_bindings", ("id",), ("hyperdrive_configs", "id", "name")),
    BindingType("vectorize", "Vectorize", "vectorize_bindings", ("index_name",), ("vectorize_indexes", "name", "name")),
    BindingType("ai", "Workers AI", "ai_bindings", ("project_id",)),
    BindingType("analytics_engine", "Analytics Engine", "analytics_engine_datasets", ("dataset",)),
    BindingType("browser", "browser", "browsers"),
    BindingType("mtls_certificate", "client certificate", "mtls_certificates", ("certificate_id",)),
    BindingType("plain_text", "variable"),
    BindingType("json", "variable (JSON)"),
    BindingType("secret_text", "secret"),
    BindingType("secret_key", "secret key"),
    BindingType("secrets_store_secret", "Secrets Store", "", ("secret_name",)),
    BindingType("assets", "static assets"),
    BindingType("images", "Images"),
    BindingType("ratelimit", "rate limit", "", ("namespace_id",)),
    BindingType("send_email", "send email", "", ("destination_address",)),
    BindingType("version_metadata", "version's own data"),
    BindingType("dispatch_namespace", "dispatch namespace", "", ("namespace",)),
    BindingType("pipelines", "Pipeline", "", ("pipeline",)),
    BindingType("tail_consumer", "tail consumer", "", ("service",), ("workers", "id", "id")),
    BindingType("wasm_module", "WebAssembly"),
    BindingType("inherit", "as in the version before"),
)

UNLISTED = "(not among those listed)"
"""Said of a target that is not in the listing of its kind."""

_BY_TYPE = {each.type: each for each in TYPES} | {"browser_rendering": BindingType("browser_rendering", "browser")}
_BY_FIELD = {each.pages: each for each in TYPES if each.pages}

_NO_BINDINGS = frozenset({"env_vars", "placement", "limits"})
"""Objects in a Pages configuration that hold no bindings of their own shape."""


def binding_type(name: str) -> BindingType:
    """The type that a Worker's settings name; one that is not known here keeps its own name."""
    return _BY_TYPE.get(name) or BindingType(name, name or "?", known=False)


def pages_bindings(configuration: Any) -> Iterator[tuple[str, BindingType, Mapping[str, Any]]]:
    """Name, type and document of each variable and binding of one environment of a Pages project.

    A type that is not known here is named by its field. The value of a secret is left out, whatever
    the API sends.
    """
    if not isinstance(configuration, Mapping):
        return
    for field, word in configuration.items():
        if field in _NO_BINDINGS or not isinstance(word, Mapping):
            continue
        of = _BY_FIELD.get(field) or binding_type(text(str(field)) or "?")
        for name, binding in word.items():
            yield str(name), of, binding if isinstance(binding, Mapping) else {}
    variables = configuration.get("env_vars")
    for name, value in variables.items() if isinstance(variables, Mapping) else ():
        kind = text(at(value, "type")) or "plain_text"
        shown = {"type": kind} | ({} if kind == "secret_text" else {"value": at(value, "value")})
        yield str(name), binding_type(kind), shown


def target_of(of: BindingType, binding: Mapping[str, Any]) -> str | None:
    """What a binding leads to, as it says so itself: a name or an id."""
    return next((found for field in of.targets if (found := text(binding.get(field)))), None)


def target_name(of: BindingType, binding: Mapping[str, Any], scope: Scope) -> tuple[str | None, bool | None]:
    """What a binding leads to by the name that people know, and whether it is there.

    The second is ``None`` where that cannot be told, as when the kind it belongs to is not loaded; ``False`` when
    it is not among those that are listed, which a credential with few permissions may be shown in part.
    """
    target = target_of(of, binding)
    if target is None and of.type == "durable_object_namespace":
        # Before the first deployment there is a class, and no namespace yet.
        return text(binding.get("class_name")), None
    if target is None or of.kind is None or of.kind[0] not in scope.rows:
        return target, None
    identity, key, name = of.kind
    found = next((row for row in scope.rows[identity] if text(at(row.raw, key)) == target), None)
    return (target, False) if found is None else (text(at(found.raw, name)) or target, True)


def binding_lines(bindings: Any, scope: Scope) -> list[tuple[str, Cell]]:
    """Name, type and target of each binding of a Worker, for a detail. Of secrets there is the name only."""
    lines = []
    for each in mappings(bindings):
        of = binding_type(text(each.get("type")) or "")
        name, there = target_name(of, each, scope)
        words = f"{of.word} → {name}" if name else of.word
        shown = Cell(f"▲ {words} {UNLISTED}", "warning") if there is False else Cell(words)
        lines.append((text(each.get("name")) or "?", shown))
    return lines or [("Bindings", Cell("none", "muted"))]
