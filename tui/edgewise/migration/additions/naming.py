"""Names in code and in the wrangler file, made from what a queue or a Workflow is called."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from edgewise.errors import Refused
from edgewise.text import clean

STATUS_BINDING, STATUS_CLASS = "JOB_STATUS", "JobStatus"


def class_name(name: str) -> str:
    """``build-report`` as ``BuildReport``."""
    return "".join(word[:1].upper() + word[1:] for word in re.split(r"[-_]+", name) if word)


def binding_name(name: str) -> str:
    """``build-report`` as ``BUILD_REPORT``."""
    return re.sub(r"[-_]+", "_", name).upper()


def bindings(document: Mapping[str, Any]) -> set[str]:
    """The names under which the code finds its variables and bindings at the top level of a wrangler file."""
    variables = document.get("vars")
    held = {str(key) for key in variables} if isinstance(variables, Mapping) else set()
    plain = {key: value for key, value in document.items() if key not in ("vars", "env")}
    return held | set(_bindings(plain))


def check_free(document: Mapping[str, Any], name: str, where: str) -> None:
    """Make sure that no binding or variable is called ``name``.

    Raises:
        Refused: ``name-taken``.
    """
    if name in bindings(document):
        raise Refused(
            f"There is a binding or a variable {clean(name)} already.",
            code="name-taken",
            where=where,
            fix="Choose another name, or rename the one that is there.",
        )


def _bindings(value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        for key in ("binding", "name"):
            if isinstance(value.get(key), str) and (key == "binding" or "class_name" in value):
                yield value[key]
        for inner in value.values():
            yield from _bindings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _bindings(inner)
