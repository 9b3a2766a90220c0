"""From the API's document of a Pages project to a wrangler file that says the same.

Shapes as of the API in 2026 (``GET /accounts/{account_id}/pages/projects/{name}``). Production comes to the top level
and previews under ``env.preview``, never the other way round. Nothing of it is trusted: what has another shape than
expected is told, not guessed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from edgewise.migration.worker_document import NOT_INHERITED
from edgewise.project.dashboard import Dashboard
from edgewise.text import clean

Row = dict[str, Any]
Namespaces = Mapping[str, Mapping[str, Any]]
"""Durable Object namespaces by id: ``class`` and ``script`` as the API names them."""


@dataclass
class _Environment:
    """One of the two environments, while it is being read."""

    document: dict[str, Any] = field(default_factory=dict)
    secrets: list[str] = field(default_factory=list)
    untold: list[str] = field(default_factory=list)


def account_settings(project: Mapping[str, Any], namespaces: Namespaces) -> Dashboard:
    """The settings in a Pages project's document.

    Args:
        project: the ``result`` of the API's answer.
        namespaces: the Durable Object namespaces that it binds, as far as they could be read.
    """
    configs = _mapping(project.get("deployment_configs"))
    production = _environment(_mapping(configs.get("production")), namespaces)
    preview = _environment(_mapping(configs.get("preview")), namespaces)
    build = _mapping(project.get("build_config"))
    name = clean(str(project.get("name") or ""), 100)
    document: dict[str, Any] = {"name": name}
    from_git = bool(_mapping(project.get("source")))
    named = _text(build.get("destination_dir"))
    output = (named.strip("/") or ".") if named else "." if from_git and build else None
    if output:
        document["pages_build_output_dir"] = output
    document |= production.document
    if configs.get("preview") and (apart := _apart(production.document, preview.document)):
        document["env"] = {"preview": apart}
    live = _mapping(configs.get("production"))
    return Dashboard(
        name=name,
        document=document,
        output=output,
        build=_text(build.get("build_command")),
        folder=(_text(build.get("root_dir")) or "").strip("/"),
        from_git=from_git,
        reads_file=bool(_text(live.get("wrangler_config_hash"))),
        secrets=tuple(production.secrets),
        preview_secrets=tuple(preview.secrets),
        latest_date=live.get("always_use_latest_compatibility_date") is True,
        untold=tuple(dict.fromkeys([*production.untold, *(f"{each} (previews)" for each in preview.untold)])),
    )


def durable_objects(project: Mapping[str, Any]) -> tuple[str, ...]:
    """Ids of the Durable Object namespaces that the project binds, in either environment."""
    found: dict[str, None] = {}
    for environment in _mapping(project.get("deployment_configs")).values():
        for bound in _mapping(_mapping(environment).get("durable_object_namespaces")).values():
            if identity := _text(_mapping(bound).get("namespace_id")):
                found[identity] = None
    return tuple(found)


def _apart(production: Mapping[str, Any], preview: Mapping[str, Any]) -> dict[str, Any]:
    """What ``env.preview`` must say: everything that it does not take over, and of the rest what differs."""
    found = {key: value for key, value in preview.items() if key in NOT_INHERITED}
    for key in (*production, *preview):
        if key in NOT_INHERITED or preview.get(key) == production.get(key):
            continue
        if key in preview:
            found[key] = preview[key]
        elif key == "compatibility_flags":
            found[key] = []
        elif key == "placement":
            found[key] = {"mode": "off"}
    return found


def _environment(config: Mapping[str, Any], namespaces: Namespaces) -> _Environment:
    found = _Environment()
    for key in ("compatibility_date", "compatibility_flags"):
        if value := config.get(key):
            found.document[key] = value
    _variables(config, found)
    for key, value in config.items():
        if key in _TABLES and isinstance(value, Mapping):
            _TABLES[key](value, found, namespaces)
        elif key not in _KNOWN and value not in (None, {}, [], "", False):
            found.untold.append(clean(str(key), 60))
    if mode := _text(_mapping(config.get("placement")).get("mode")):
        found.document["placement"] = {"mode": mode}
    if limits := {key: each for key, each in _mapping(config.get("limits")).items() if isinstance(each, int)}:
        found.document["limits"] = limits
    return found


def _variables(config: Mapping[str, Any], found: _Environment) -> None:
    values: dict[str, str] = {}
    for name, variable in _mapping(config.get("env_vars")).items():
        kind = _mapping(variable).get("type")
        value = _mapping(variable).get("value")
        if kind == "secret_text":
            found.secrets.append(clean(str(name), 100))
        elif isinstance(value, str):
            values[str(name)] = value
    if values:
        found.document["vars"] = values


# ---------------------------------------------------------------------- bindings, kind by kind

Table = Callable[[Mapping[str, Any], _Environment, Namespaces], None]


def _rows(into: str, *fields: tuple[str, str], required: str) -> Table:
    """A kind that is a list of tables: each field by its name in the API and in the file.

    Args:
        required: the field without which the binding means nothing.
    """

    def read(bound: Mapping[str, Any], found: _Environment, namespaces: Namespaces) -> None:
        rows: list[Row] = []
        for name, value in bound.items():
            given = _mapping(value)
            if not _text(given.get(required)):
                found.untold.append(f"{into}.{clean(str(name), 60)}")
                continue
            row: Row = {"binding": str(name)}
            row |= {theirs: text for ours, theirs in fields if (text := _text(given.get(ours)))}
            rows.append(row)
        if rows:
            found.document[into] = rows

    return read


def _databases(bound: Mapping[str, Any], found: _Environment, namespaces: Namespaces) -> None:
    """D1. The API does not give the name, which only commands use; wrangler's own download writes the binding's."""
    _rows("d1_databases", ("id", "database_id"), required="id")(bound, found, namespaces)
    rows = found.document.get("d1_databases", [])
    found.document |= {"d1_databases": [{**row, "database_name": row["binding"]} for row in rows]} if rows else {}


def _services(bound: Mapping[str, Any], found: _Environment, namespaces: Namespaces) -> None:
    fields = (("service", "service"), ("environment", "environment"), ("entrypoint", "entrypoint"))
    _rows("services", *fields, required="service")(bound, found, namespaces)
    for row in found.document.get("services", []):
        if row.get("environment") == "production":
            del row["environment"]


def _producers(bound: Mapping[str, Any], found: _Environment, namespaces: Namespaces) -> None:
    inner = _Environment()
    _rows("queues", ("name", "queue"), required="name")(bound, inner, namespaces)
    found.untold += inner.untold
    if rows := inner.document.get("queues"):
        found.document["queues"] = {"producers": rows}


def _objects(bound: Mapping[str, Any], found: _Environment, namespaces: Namespaces) -> None:
    rows: list[Row] = []
    for name, value in bound.items():
        given = _mapping(value)
        known = namespaces.get(_text(given.get("namespace_id")) or "", {})
        class_name = _text(given.get("class_name")) or _text(known.get("class"))
        script = _text(given.get("service")) or _text(known.get("script"))
        if class_name and script:
            rows.append({"name": str(name), "class_name": class_name, "script_name": script})
        else:
            found.untold.append(f"durable_objects.{clean(str(name), 60)}")
    if rows:
        found.document["durable_objects"] = {"bindings": rows}


def _single(into: str) -> Table:
    """A kind of which there is one binding at most in a wrangler file."""

    def read(bound: Mapping[str, Any], found: _Environment, namespaces: Namespaces) -> None:
        names = [str(name) for name in bound]
        if names:
            found.document[into] = {"binding": names[0]}
        found.untold += [f"{into}.{clean(name, 60)}" for name in names[1:]]

    return read


_TABLES: Mapping[str, Table] = {
    "kv_namespaces": _rows("kv_namespaces", ("namespace_id", "id"), required="namespace_id"),
    "d1_databases": _databases,
    "r2_buckets": _rows("r2_buckets", ("name", "bucket_name"), ("jurisdiction", "jurisdiction"), required="name"),
    "durable_object_namespaces": _objects,
    "queue_producers": _producers,
    "services": _services,
    "hyperdrive_bindings": _rows("hyperdrive", ("id", "id"), required="id"),
    "vectorize_bindings": _rows("vectorize", ("index_name", "index_name"), required="index_name"),
    "analytics_engine_datasets": _rows("analytics_engine_datasets", ("dataset", "dataset"), required="dataset"),
    "mtls_certificates": _rows("mtls_certificates", ("certificate_id", "certificate_id"), required="certificate_id"),
    "ai_bindings": _single("ai"),
    "browsers": _single("browser"),
}
"""The API's name of each kind of binding, and what reads it."""
_KNOWN = {
    *_TABLES,
    *("compatibility_date", "compatibility_flags", "always_use_latest_compatibility_date", "env_vars", "placement"),
    *("limits", "fail_open", "usage_model", "build_image_major_version", "wrangler_config_hash"),
}


def differences(document: Mapping[str, Any], file: Mapping[str, Any]) -> Iterator[str]:
    """What the account has and a wrangler file does not say, or says otherwise: dotted names, production's only.

    Args:
        document: of a :class:`Dashboard`.
        file: what Pages acts on of the wrangler file, production's values at the top level.
    """
    theirs, ours = dict(_flat(document)), dict(_flat(file))
    yield from (key for key in theirs if ours.get(key) != theirs[key])
    yield from (key for key in ours if key not in theirs and key.split(".", 1)[0] in NOT_INHERITED)


def _flat(document: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Settings as dotted names: variables by name, bindings by kind and name."""
    for key in ("compatibility_date", "compatibility_flags", "placement"):
        if document.get(key):
            yield key, document[key]
    for key in NOT_INHERITED:
        value = document.get(key)
        if key == "vars":
            yield from ((f"vars.{name}", str(each)) for name, each in _mapping(value).items())
            continue
        if isinstance(value, Mapping) and "binding" not in value:
            value = value.get("bindings", value.get("producers"))
        rows = value if isinstance(value, list) else [value]
        for row in rows:
            if isinstance(row, Mapping) and (name := row.get("binding") or row.get("name")):
                target = next((row[field] for field in _TARGETS if field in row), None)
                yield f"{key}.{name}", target


_TARGETS = (
    *("id", "database_id", "bucket_name", "queue", "service", "class_name", "index_name", "dataset", "certificate_id"),
)


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) and value else None
