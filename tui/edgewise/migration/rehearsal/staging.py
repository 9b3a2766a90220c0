"""A version that was uploaded, as a folder that ``wrangler dev`` runs as it is."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

from edgewise.account.demo.uploads import File, Upload

SUPPORTED = (
    "assets", "plain_text", "json", "kv_namespace", "d1", "r2_bucket", "queue", "durable_object_namespace",
    "analytics_engine", "version_metadata", "workflow", "secret_text",
)  # fmt: skip
"""Types of bindings that the local runtime has."""


@dataclass(frozen=True)
class Staged:
    """A folder that is ready to be run.

    Attributes:
        environment: secrets by name, for the runtime's environment. They are in no file.
        missing: bindings that are left out, because nothing here stands for them.
    """

    folder: Path
    arguments: tuple[str, ...]
    environment: Mapping[str, str] = field(default_factory=dict, repr=False)
    missing: tuple[str, ...] = ()


def stage(
    name: str,
    upload: Upload,
    values: Mapping[str, str],
    read: Callable[[str], tuple[str, bytes] | None],
    consumes: Sequence[Mapping[str, Any]],
    folder: Path,
) -> Staged:
    """Write a version into ``folder``, which must be empty.

    Args:
        values: of secrets, by name, as far as they are known.
        read: content type and bytes of a file by its hash.
        consumes: consumers of queues that are this Worker, with ``queue_name``, ``settings`` and
            ``dead_letter_queue``.
    """
    told = [each for each in upload.metadata.get("bindings", ()) if each.get("type") in SUPPORTED]
    left = [str(each.get("name")) for each in upload.metadata.get("bindings", ()) if each.get("type") not in SUPPORTED]
    config: dict[str, Any] = {
        "name": name,
        "compatibility_date": upload.metadata.get("compatibility_date") or "2026-10-01",
        "compatibility_flags": list(upload.metadata.get("compatibility_flags") or ()),
        **_bindings(told),
        **_objects(told),
        "queues": {"producers": _producers(told), "consumers": [_consumer(each) for each in consumes]},
    }
    if upload.main:
        config["main"] = f"worker/{upload.main}"
        # What was uploaded is bundled already: every module stays the file that it was.
        config["no_bundle"] = True
        config["rules"] = [{"type": "ESModule", "globs": ["**/*.js", "**/*.mjs"], "fallthrough": True}]
        config["find_additional_modules"] = True
        for module, (_, data) in upload.modules.items():
            _write(folder / "worker", module, data)
    assets = upload.metadata.get("assets")
    if isinstance(assets, Mapping):
        config["assets"] = _assets(upload.files, assets, read, told, folder)
    named = [each["name"] for each in told if each["type"] == "secret_text"]
    secrets = {each: values[each] for each in named if each in values}
    if secrets:
        config["secrets"] = {"required": sorted(secrets)}
    (folder / "wrangler.json").write_text(json.dumps(config, indent=2))
    environment = {**secrets, "CLOUDFLARE_INCLUDE_PROCESS_ENV": "true"} if secrets else {}
    return Staged(folder, (), environment, tuple(left))


def _assets(
    files: Mapping[str, File],
    assets: Mapping[str, Any],
    read: Callable[[str], tuple[str, bytes] | None],
    bindings: Iterable[Mapping[str, Any]],
    folder: Path,
) -> dict[str, Any]:
    settings = assets.get("config")
    settings = settings if isinstance(settings, Mapping) else {}
    root = folder / "assets"
    root.mkdir()
    for path, file in files.items():
        found = read(file.hash)
        if found is not None:
            _write(root, path.lstrip("/"), found[1])
    for name in ("_headers", "_redirects"):
        if isinstance(settings.get(name), str):
            (root / name).write_text(settings[name])
    known = ("html_handling", "not_found_handling", "run_worker_first")
    bound = next((each["name"] for each in bindings if each["type"] == "assets"), None)
    return {
        "directory": "assets",
        **({"binding": bound} if bound else {}),
        **{key: settings[key] for key in known if settings.get(key) is not None},
    }


def _write(root: Path, name: str, data: bytes) -> None:
    """A file below ``root``. Names that lead out of it are left out: they come from outside."""
    parts = PurePosixPath(name).parts
    if not parts or name.startswith("/") or ".." in parts or "\0" in name or "\\" in name:
        return
    target = root.joinpath(*parts)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(data)


def _bindings(told: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {"vars": {}}
    lists: dict[str, tuple[str, Callable[[Mapping[str, Any]], dict[str, Any]]]] = {
        "kv_namespace": ("kv_namespaces", lambda each: {"id": each.get("namespace_id", each["name"])}),
        "d1": (
            "d1_databases",
            lambda each: {"database_id": each.get("id", each["name"]), "database_name": each["name"]},
        ),
        "r2_bucket": ("r2_buckets", lambda each: {"bucket_name": each.get("bucket_name", each["name"])}),
        "analytics_engine": ("analytics_engine_datasets", lambda each: {"dataset": each.get("dataset", each["name"])}),
        "workflow": (
            "workflows",
            lambda each: {"name": each.get("workflow_name"), "class_name": each.get("class_name")},
        ),
    }
    for each in told:
        if each["type"] in ("plain_text", "json"):
            found["vars"][each["name"]] = each.get("text", each.get("json"))
        elif each["type"] == "version_metadata":
            found["version_metadata"] = {"binding": each["name"]}
        elif each["type"] in lists:
            key, make = lists[each["type"]]
            found.setdefault(key, []).append({"binding": each["name"], **make(each)})
    return found


def _objects(told: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Durable Objects of the Worker's own classes; those of another Worker's are not here."""
    own = [each for each in told if each["type"] == "durable_object_namespace" and not each.get("script_name")]
    if not own:
        return {}
    return {
        "durable_objects": {"bindings": [{"name": each["name"], "class_name": each["class_name"]} for each in own]},
        "migrations": [{"tag": "v1", "new_sqlite_classes": sorted({each["class_name"] for each in own})}],
    }


def _producers(told: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    return [{"binding": each["name"], "queue": each["queue_name"]} for each in told if each["type"] == "queue"]


def _consumer(told: Mapping[str, Any]) -> dict[str, Any]:
    settings = told.get("settings")
    settings = settings if isinstance(settings, Mapping) else {}
    names = {"batch_size": "max_batch_size", "max_retries": "max_retries", "max_concurrency": "max_concurrency"}
    found = {ours: settings[theirs] for theirs, ours in names.items() if settings.get(theirs) is not None}
    if settings.get("max_wait_time_ms") is not None:
        found["max_batch_timeout"] = settings["max_wait_time_ms"] / 1000
    dead = {"dead_letter_queue": told["dead_letter_queue"]} if told.get("dead_letter_queue") else {}
    return {"queue": told["queue_name"], **found, **dead}
