"""A chart in words, for those who do not look at it."""

from __future__ import annotations

from edgewise.plot.model import Chart, Curve


def describe(chart: Chart) -> list[str]:
    """The chart in sentences: what it shows, how much, when most and least, what was marked."""
    lines = [f"{chart.title}. {chart.remark}".rstrip(". ") + "."]
    if not chart.count or not any(curve.known for curve in chart.curves):
        return [*lines, "  Nothing was reported."]
    lines += [f"  {_curve(chart, each)}" for each in chart.curves]
    if chart.final < chart.count:
        lines.append(f"  From {chart.named(chart.final)} on the numbers may still grow.")
    lines += [
        f"  Marked at {chart.named(int(each.at))}: {each.text}." for each in chart.marks if 0 <= each.at < chart.count
    ]
    return lines


def _curve(chart: Chart, curve: Curve) -> str:
    """One curve, of its final values."""
    final = [(place, value) for place, value in enumerate(curve.values[: chart.final]) if value is not None]
    name = f"{curve.label}: " if curve.label else ""
    if not final:
        return f"{name}nothing that is final yet."
    most = max(final, key=lambda each: each[1])
    least = min(final, key=lambda each: each[1])
    missing = chart.final - len(final)
    gaps = f" Not reported for {missing} of {chart.final}." if missing else ""
    if most[1] == least[1]:
        return f"{name}{chart.written(most[1])} throughout.{gaps}"
    return (
        f"{name}most {chart.written(most[1])} at {chart.named(most[0])}, "
        f"least {chart.written(least[1])} at {chart.named(least[0])}, "
        f"last {chart.written(final[-1][1])}.{gaps}"
    )
