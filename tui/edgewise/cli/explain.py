"""``edgewise assess --explain``."""

from __future__ import annotations

from edgewise.cli.output import Output
from edgewise.cli.project import SYMBOLS
from edgewise.errors import ExitCode, InputError
from edgewise.migration.catalogue import FINDINGS, CatalogueEntry
from edgewise.migration.catalogue.pages import page
from edgewise.migration.model import Severity
from edgewise.text import clean


def explain(identity: str, out: Output) -> int:
    """Print the page of one finding, or all ids when ``identity`` is empty.

    Raises:
        InputError: ``finding-unknown``.
    """
    if not identity:
        return _list(out)
    entry = FINDINGS.get(identity)
    if entry is None:
        raise InputError(
            f"There is no finding called {clean(identity, 60)}.",
            code="finding-unknown",
            where="--explain",
            fix="`edgewise assess --explain` lists all of them; `edgewise assess` shows those of a project.",
        )
    if out.as_json:
        out.document("finding", finding_document(entry))
    else:
        _print(entry, out)
    return int(ExitCode.OK)


def finding_document(entry: CatalogueEntry) -> dict[str, str | None]:
    """What is known of one kind of finding, as JSON."""
    found = page(entry.id)
    return {
        "id": entry.id,
        "severity": str(entry.severity),
        "title": entry.title,
        "why": entry.why,
        "remedy": entry.remedy,
        "lesson": entry.lesson,
        "explains": entry.explains or None,
        "page": None if found is None else found.markdown,
    }


def _list(out: Output) -> int:
    entries = sorted(FINDINGS.values(), key=lambda each: (list(Severity).index(each.severity), each.id))
    if out.as_json:
        rows = [{"id": each.id, "severity": str(each.severity), "title": each.title} for each in entries]
        out.document("findings", {"findings": rows})
        return int(ExitCode.OK)
    width = max(len(each.id) for each in entries)
    for severity in Severity:
        out.line(f"{severity}")
        for each in entries:
            if each.severity is severity:
                out.line(f"  {SYMBOLS[severity]} {each.id:<{width}}  {each.title}")
        out.line()
    out.line("`edgewise assess --explain ID` explains one of them.")
    return int(ExitCode.OK)


def _print(entry: CatalogueEntry, out: Output) -> None:
    from edgewise.cli.wrapping import wrapped

    out.line(f"{SYMBOLS[entry.severity]} {entry.severity}  {entry.id}")
    out.line(entry.title)
    for name, text in {"why": entry.why, "remedy": entry.remedy, "declares": entry.explains}.items():
        if text:
            out.line()
            out.line(wrapped(f"{name + ':':<9} ", text))
    if entry.lesson:
        out.line()
        out.line(f"lesson:   edgewise learn {entry.lesson}")
    found = page(entry.id)
    for heading, text in found.sections if found else ():
        out.line()
        out.line(heading)
        for line in text.split("\n"):
            out.line(f"  {line}".rstrip())
