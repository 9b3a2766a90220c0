"""Writing options and words of a new command."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable

from edgewise.project.commands import Option

_DYNAMIC = re.compile(r"[$`{]")


def dynamic(value: str) -> bool:
    """Whether a word holds a variable, a substitution or a placeholder, so that its value is not known here."""
    return _DYNAMIC.search(value) is not None


def quoted(value: str, quote: str = "'") -> str:
    """``value`` as one word of a command, in quotes of the given kind when it needs any.

    A value with variables keeps them working: it is put in double quotes, and only if it has blanks.
    """
    if dynamic(value):
        return f'"{value}"' if re.search(r"[\s;&|<>()]", value) and "{{" not in value else value
    plain = shlex.quote(value)
    if plain == value or quote == "'":
        return plain
    return '"' + re.sub(r'(["\\$`])', r"\\\1", value) + '"'


def written(option: Option, quote: str = "'") -> str:
    """An option as it is written in a new command."""
    return f"--{option.name}" if option.value is None else f"--{option.name} {quoted(option.value, quote)}"


def joined(words: Iterable[str]) -> str:
    """Words with one blank between them; empty ones are left out."""
    return " ".join(word for word in words if word)
