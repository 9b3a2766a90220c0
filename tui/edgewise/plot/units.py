"""Numbers with their units, short enough for an axis."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType


def count(value: float) -> str:
    """``940``, ``12.3k``, ``4.1M``."""
    return _scaled(value, ((1e9, "G"), (1e6, "M"), (1e3, "k")), "")


def microseconds(value: float) -> str:
    """``450 µs``, ``6.4 ms``, ``1.2 s``."""
    return _scaled(value, ((3.6e9, " h"), (6e7, " min"), (1e6, " s"), (1e3, " ms")), " µs")


def milliseconds(value: float) -> str:
    """The same, from milliseconds."""
    return microseconds(value * 1000)


def size(value: float) -> str:
    """``940 B``, ``1.4 MiB``."""
    return _scaled(value, ((2.0**40, " TiB"), (2.0**30, " GiB"), (2.0**20, " MiB"), (2.0**10, " KiB")), " B")


def gigabyte_seconds(value: float) -> str:
    """``12.3k GB-s``."""
    return f"{count(value)} GB-s"


def dollars(value: float) -> str:
    """``$5.27``; four digits below a cent, so that something is never nothing."""
    return f"${value:,.4f}" if 0 < value < 0.005 else f"${value:,.2f}"


def _scaled(value: float, sizes: tuple[tuple[float, str], ...], smallest: str) -> str:
    for limit, unit in sizes:
        if value >= limit * 0.99995:
            return f"{_short(value / limit)}{unit}"
    return f"{_short(value)}{smallest}"


def _short(value: float) -> str:
    """Three digits that matter; nothing but zero is written as zero."""
    if value == int(value) and value < 1000:
        return f"{value:.0f}"
    if value < 9.995:
        return f"{value:.2f}".rstrip("0").rstrip(".") if value >= 0.005 else f"{value:.1g}"
    return f"{value:.1f}" if value < 99.95 else f"{value:,.0f}"


UNITS: Mapping[str, Callable[[float], str]] = MappingProxyType(
    {
        "count": count,
        "us": microseconds,
        "ms": milliseconds,
        "bytes": size,
        "gbs": gigabyte_seconds,
        "usd": dollars,
    }
)
"""By the name of a unit."""
