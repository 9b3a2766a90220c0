"""Whether a workflow in which one step got another action says what it should, and nothing else changed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from edgewise.project import yaml_text
from edgewise.project.yaml_text import YamlError, YamlValue

ACTION = "cloudflare/wrangler-action@v3"


def as_meant(before: str, after: str, step: YamlValue, inputs: Mapping[str, str | None]) -> bool:
    """Whether two texts hold the same but for a step, and the step hands ``inputs`` to the new action.

    Args:
        step: as it is read from ``before``.
    """
    try:
        old, new = yaml_text.parse(before), yaml_text.parse(after)
    except YamlError:
        return False
    identity = step.string("id") or ""
    wanted = [_wanted(document.plain(), step.plain(), inputs, identity) for document in old]
    return wanted == [_in_any_order(document.plain()) for document in new]


def renamed_outputs(text: str, identity: str) -> str:
    """``text`` with the output ``url`` of the step ``identity`` under the name that the new action gives it."""
    if not identity:
        return text
    return re.sub(rf"(steps\.{re.escape(identity)}\.outputs\.)url(?![\w-])", r"\1deployment-url", text)


def _wanted(value: Any, step: Any, inputs: Mapping[str, str | None], identity: str) -> Any:
    """A document, as plain values, with the step changed."""
    if value == step:
        value = [(key, _new(key, each, inputs)) for key, each in value]
    if isinstance(value, str):
        return renamed_outputs(value, identity)
    if not isinstance(value, list):
        return value
    return _in_any_order([_wanted_item(item, step, inputs, identity) for item in value])


def _wanted_item(item: Any, step: Any, inputs: Mapping[str, str | None], identity: str) -> Any:
    if isinstance(item, tuple):
        return item[0], _wanted(item[1], step, inputs, identity)
    return _wanted(item, step, inputs, identity)


def _new(key: str, value: Any, inputs: Mapping[str, str | None]) -> Any:
    """The value of a key of the step."""
    if key == "uses":
        return ACTION
    return list(inputs.items()) if key == "with" else value


def _in_any_order(value: Any) -> Any:
    """``value`` with the inputs of steps sorted: their order does not matter."""
    if not isinstance(value, list):
        return value
    return [_item_in_any_order(item) for item in value]


def _item_in_any_order(item: Any) -> Any:
    if not isinstance(item, tuple):
        return _in_any_order(item)
    key, value = item
    return key, sorted(value, key=repr) if key == "with" and isinstance(value, list) else _in_any_order(value)
