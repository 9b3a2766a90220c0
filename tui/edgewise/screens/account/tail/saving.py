"""A live log as files: text to read, and a document a line for programs."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime

from edgewise.account.export import file_name
from edgewise.account.tail.events import Entry
from edgewise.account.tail.lines import as_document, as_text
from edgewise.screens.account.exporting import Export


def export_of(name: str, entries: Sequence[Entry], now: datetime) -> Export:
    """What is shown of a log, ready to be written."""
    stem = file_name(name, "log", f"{now:%Y%m%d-%H%M%S}", ending="x")[:-2]
    title = f"{len(entries):,} {'entry' if len(entries) == 1 else 'entries'} of the log"
    return Export(title, stem, {"txt": lambda: text_of(entries), "ndjson": lambda: ndjson_of(entries)})


def text_of(entries: Sequence[Entry]) -> str:
    """The entries as they are read."""
    return "".join(f"{as_text(entry)}\n" for entry in entries)


def ndjson_of(entries: Sequence[Entry]) -> str:
    """The entries as ``edgewise/log-entry/1`` documents, one a line."""
    documents = ({"schema": "edgewise/log-entry/1", **as_document(entry)} for entry in entries)
    return "".join(json.dumps(document, ensure_ascii=False) + "\n" for document in documents)
