"""Which keys of a wrangler file mean something to Pages, and which belong to a Worker."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from edgewise.project.config import place_of
from edgewise.project.model import Config, UnusedSetting
from edgewise.project.shell import Word, words

PAGES_KEYS = frozenset(
    """
    pages_build_output_dir name compatibility_date compatibility_flags send_metrics no_bundle limits placement vars
    durable_objects kv_namespaces queues r2_buckets d1_databases vectorize hyperdrive services
    analytics_engine_datasets ai version_metadata dev mtls_certificates browser upload_source_maps env $schema
    """.split()  # noqa: SIM905
)
"""What a Pages project's wrangler file may hold (wrangler's own list)."""
SERVING_KEYS = frozenset(
    """
    main assets site build rules base_dir find_additional_modules preserve_file_names minify
    route routes workers_dev preview_urls zone_id type webpack_config usage_model tsconfig jsx_factory jsx_fragment
    define alias first_party_worker legacy_env miniflare
    """.split()  # noqa: SIM905
)
"""Keys that say how a Worker is built, and where it answers. Pages acts on none of them; a Worker would."""
HANDLER_KEYS = frozenset("triggers migrations workflows tail_consumers streaming_tail_consumers containers".split())  # noqa: SIM905
"""Keys that need code which no Pages project can hold: a schedule, a class, a consumer."""
FOREIGN = SERVING_KEYS | HANDLER_KEYS
_PROGRAM = re.compile(r"(?:^|[\\/])wrangler(?:@\S*)?$")


def pages_settings(config: Config) -> tuple[dict[str, Any], tuple[UnusedSetting, ...]]:
    """What of the file Pages acts on, and what it does not act on and a Worker would.

    Keys of neither kind (``account_id``, ``observability``) stay: they change no answer.
    """
    unused: list[UnusedSetting] = []
    kept: dict[str, Any] = {}
    for key, value in config.document.items():
        if key in FOREIGN:
            unused.append(UnusedSetting(key, place_of(config, [key]), key in SERVING_KEYS))
        else:
            kept[key] = value
    queues = kept.get("queues")
    if isinstance(queues, Mapping) and queues.get("consumers"):
        unused.append(UnusedSetting("queues.consumers", place_of(config, ["queues", "consumers"]), False))
    environments = kept.get("env")
    if isinstance(environments, Mapping):
        kept["env"] = {
            name: _settings(each) if isinstance(each, Mapping) else each for name, each in environments.items()
        }
    return _without_consumers(kept), tuple(unused)


def _settings(document: Mapping[str, Any]) -> dict[str, Any]:
    return _without_consumers({key: value for key, value in document.items() if key not in FOREIGN})


def _without_consumers(document: dict[str, Any]) -> dict[str, Any]:
    queues = document.get("queues")
    if not isinstance(queues, Mapping) or "consumers" not in queues:
        return document
    rest = {key: value for key, value in queues.items() if key != "consumers"}
    return {key: rest if key == "queues" else value for key, value in document.items() if key != "queues" or rest}


def deploys_a_worker(scripts: Iterable[str]) -> bool:
    """Whether one of the commands starts or deploys a Worker from the folder's own wrangler file."""
    return any(_is_worker_call(simple) for script in scripts for simple in words(script))


def _is_worker_call(simple: list[Word]) -> bool:
    texts = [word.text for word in simple if not word.redirection]
    for index, text in enumerate(texts[:-1]):
        if _PROGRAM.search(text):
            named = any(each.partition("=")[0] in ("-c", "--config") for each in texts[index:])
            return texts[index + 1] in ("deploy", "publish", "dev") and not named
    return False
