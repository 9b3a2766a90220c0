"""Documents that remember which of their fields somebody looked at."""

from __future__ import annotations

from typing import Any

Path = tuple[str, ...]


class Log:
    """The paths that were read."""

    def __init__(self) -> None:
        self.paths: set[Path] = set()


def tracked(value: Any, log: Log, path: Path = ()) -> Any:
    """``value``, whose parts note in ``log`` that they were asked for. Items of lists have ``*`` in their path."""
    if isinstance(value, dict):
        return _Object(value, log, path)
    if isinstance(value, list):
        return _List([tracked(each, log, (*path, "*")) for each in value])
    return value


class _List(list[Any]):
    pass


class _Object(dict[str, Any]):
    def __init__(self, value: dict[str, Any], log: Log, path: Path) -> None:
        super().__init__({key: tracked(each, log, (*path, str(key))) for key, each in value.items()})
        self.log, self.path = log, path

    def __getitem__(self, key: str) -> Any:
        self.log.paths.add((*self.path, key))
        return super().__getitem__(key)

    def get(self, key: str, default: Any = None) -> Any:
        self.log.paths.add((*self.path, key))
        return super().get(key, default)
