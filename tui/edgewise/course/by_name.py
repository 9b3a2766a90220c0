"""Things of the course that are a module each, found by their id: ``start-up-times`` is in ``start_up_times.py``."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType

from edgewise.errors import InputError


def ids_in(path: Iterable[str], but: Collection[str] = ()) -> tuple[str, ...]:
    """The ids of the modules in a package's ``__path__``, without importing any.

    Modules that begin with ``_``, and those named in ``but``, are helpers.
    """
    return tuple(
        module.name.replace("_", "-")
        for module in iter_modules(path)
        if module.name not in but and not module.name.startswith("_")
    )


def module_of(package: str, wanted: str, known: Collection[str], kind: str) -> ModuleType:
    """The module of ``package`` for the id ``wanted``, one of ``known``.

    Raises:
        InputError: ``<kind>-unknown``, when there is none.
    """
    if wanted not in known:
        raise InputError(
            f"There is no {kind} called {wanted!r}.",
            code=f"{kind}-unknown",
            fix=f"Use one of: {', '.join(known) or 'none yet'}.",
        )
    return import_module(f"{package}.{wanted.replace('-', '_')}")
