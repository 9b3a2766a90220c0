"""What may be changed of a Pages project by ``PATCH``, and what the API says where it may not.

[developers.cloudflare.com/api/resources/pages/subresources/projects/methods/edit, 2026]
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from edgewise.account.demo.exchange import Refusal

ALLOWED = ("build_config", "deployment_configs", "production_branch", "source")

NOT_JSON = Refusal(400, 8000002, "The request body is not valid JSON.")

NO_SOURCE = Refusal(400, 8000069, "You cannot update the `source` object in a Direct Uploads project.")
"""[github.com/noontide-co/mainbranch issue 98, asked of the live API in 2026-04]"""

PREVIEWS = ("all", "none", "custom")
_ENVIRONMENTS = ("preview", "production")


def _true_or_false(value: Any) -> bool:
    return isinstance(value, bool)


def _names(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(each, str) for each in value)


_SOURCE: Mapping[str, Callable[[Any], bool]] = {
    **dict.fromkeys(("deployments_enabled", "production_deployments_enabled", "pr_comments_enabled"), _true_or_false),
    **dict.fromkeys(("preview_branch_includes", "preview_branch_excludes", "path_includes", "path_excludes"), _names),
    "preview_deployment_setting": lambda value: value in PREVIEWS,
    "production_branch": lambda value: isinstance(value, str),
}


def wrong(fields: Any, *, uploaded: bool) -> Refusal | None:
    """Why a change is refused; ``None`` when it is not.

    Args:
        fields: the body of the request.
        uploaded: whether the project was made by Direct Upload, and so has no source.
    """
    if not isinstance(fields, Mapping):
        return NOT_JSON
    if uploaded and fields.get("source") is not None:
        return NO_SOURCE
    checks = {"build_config": _build, "deployment_configs": _configs, "production_branch": _branch}
    if not uploaded:
        checks["source"] = _source
    bad = next((name for name, fits in checks.items() if name in fields and not fits(fields[name])), None)
    return Refusal(400, 8000002, f"The value of {bad} is not one that it can have.") if bad else None


def _source(value: Any) -> bool:
    config = value.get("config", {}) if isinstance(value, Mapping) else None
    return isinstance(config, Mapping) and all(fits(config[name]) for name, fits in _SOURCE.items() if name in config)


def _build(value: Any) -> bool:
    return isinstance(value, Mapping)


def _configs(value: Any) -> bool:
    """Each environment has settings; what they hold by name is taken out by ``null``."""
    return isinstance(value, Mapping) and all(
        each in _ENVIRONMENTS and isinstance(config, Mapping) for each, config in value.items()
    )


def _branch(value: Any) -> bool:
    return isinstance(value, str) and bool(value)
