"""``which-store``: describe what you keep, and see which of four stores can hold it, and what each charges."""

from __future__ import annotations

from dataclasses import dataclass

from edgewise.account.plans import BY_ID
from edgewise.course.simulators.base import (
    Challenge,
    Measure,
    Number,
    Outcome,
    Pick,
    Preset,
    Simulation,
    Tone,
    Values,
)
from edgewise.plot.units import count, dollars

KB = 1e3
MB = 1024 * 1024
GB = 1e9

KV_VALUE = 25 * MB
"""Bytes of a KV value at most [KVLIM]."""

ROW = 2e6
"""Bytes of a row of D1, and of a key and value in a Durable Object, at most [D1LIM, DOLIM]."""

DATABASE = 10 * GB
"""Bytes of one D1 database, and of one Durable Object, at most [D1LIM, DOLIM]."""

FITS, CARE, NO = "yes", "with care", "no"
_TONES: dict[str, Tone] = {FITS: "good", CARE: "warning", NO: "bad"}


@dataclass(frozen=True)
class Verdict:
    """Whether a store can hold it, and why not, or what to take care of; and dollars a month."""

    store: str
    fits: str
    why: str
    bill: float


def _charge(allowance: str, used: float) -> float:
    row = BY_ID[allowance]
    return max(0.0, used - row.included) / row.per * row.price


def verdicts(values: Values) -> tuple[Verdict, ...]:
    """The four stores for what ``values`` describe."""
    size = float(values["size"])
    held = size * float(values["things"]) / GB
    reads, writes = float(values["reads"]), float(values["writes"])
    rows = reads * (float(values["rows"]) if values["found"] == "query" else 1)
    by_query, many, newest = values["found"] == "query", values["writers"] == "many", values["age"] == "newest"
    kv = [
        (size > KV_VALUE, NO, "25 MiB a value at most"),
        (by_query, NO, "found by key only"),
        (many, NO, "loses updates"),
        (newest, NO, "a read may be old"),
    ]
    d1 = [
        (size > ROW, NO, "2 MB a row at most"),
        (held * GB > DATABASE, CARE, "10 GB each: several"),
        (many, CARE, "in one statement"),
    ]
    r2 = [
        (by_query, NO, "found by name only"),
        (many, CARE, "write on a condition"),
        (size < 10 * KB and writes > 10e6, CARE, "made for files"),
    ]
    objects = [
        (size > ROW, NO, "2 MB a value at most"),
        (by_query, CARE, "each has its own tables"),
        (held * GB > DATABASE, CARE, "10 GB each: several"),
    ]
    return (
        _verdict("KV", kv, _charge("kv-reads", reads) + _charge("kv-writes", writes) + _charge("kv-storage", held)),
        _verdict(
            "D1",
            d1,
            _charge("d1-rows-read", rows) + _charge("d1-rows-written", writes) + _charge("d1-storage", held),
        ),
        _verdict("R2", r2, _charge("r2-class-b", reads) + _charge("r2-class-a", writes) + _charge("r2-storage", held)),
        _verdict(
            "Durable Object",
            objects,
            _charge("objects-requests", reads + writes)
            + _charge("objects-rows-read", rows)
            + _charge("objects-rows-written", writes)
            + _charge("objects-storage", held),
        ),
    )


def _verdict(store: str, doubts: list[tuple[bool, str, str]], bill: float) -> Verdict:
    """The first doubt that applies; a "no" comes before a "with care"."""
    found = sorted((doubt for doubt in doubts if doubt[0]), key=lambda doubt: doubt[1] != NO)
    return Verdict(store, found[0][1], found[0][2], bill) if found else Verdict(store, FITS, "", bill)


def _run(values: Values) -> Outcome:
    found = verdicts(values)
    able = [each for each in found if each.fits != NO]
    cheapest = min(able, key=lambda each: each.bill) if able else None
    rows = tuple(
        (
            Measure("", each.store),
            Measure("can", each.fits, _TONES[each.fits]),
            Measure("because", each.why or "nothing against it", "" if each.why else "muted"),
            Measure("a month", dollars(each.bill), "muted" if each.fits == NO else ""),
        )
        for each in found
    )
    measures = (
        Measure("Can keep it", f"{len(able)} of 4", "good" if able else "bad"),
        Measure(
            "Cheapest of them",
            f"{cheapest.store}, {dollars(cheapest.bill)}" if cheapest else "none",
            "accent" if cheapest else "muted",
            "a month, above what the paid plan includes",
        ),
        Measure("Stored", _bytes(float(values["size"]) * float(values["things"]))),
    )
    return Outcome(measures, head=("", "can", "because", "a month"), rows=rows, remark=_remark(able, values))


def _remark(able: list[Verdict], values: Values) -> str:
    if not able:
        return "Split it: the file in one store, what you search or count in another."
    if values["found"] == "query" and float(values["rows"]) >= 1000:
        return "D1 charges rows that are read, not answers. An index would read fewer."
    if values["writers"] == "many":
        return "The new value depends on the old one: whoever keeps it must do both in one go."
    if [each.store for each in able] == ["R2"]:
        return "A whole file, asked for by its name: that is what an object store is for."
    return "More than one can: then age, price and habit decide."


def _bytes(value: float) -> str:
    """``5MB``: powers of ten, as the limits of rows are."""
    return f"{count(value)}B"


SIMULATION = Simulation(
    id="which-store",
    title="Which store for what",
    parameters=(
        Pick("found", "You ask for it", "key", (("key", "by its name"), ("query", "by what is in it"))),
        Pick("age", "A read may be", "minute", (("minute", "a minute old"), ("newest", "only the newest"))),
        Pick(
            "writers",
            "A new value",
            "one",
            (("one", "replaces the old one"), ("many", "is made from the old one")),
            "The second one, by several requests at once.",
        ),
        Number("size", "One of them has", 2e3, (100, 2e3, 2e4, 2e5, 1e6, 5e6, 5e7, 1e9), 1, 5e12, _bytes),
        Number("things", "You keep", 1e5, (1, 100, 1e4, 1e5, 1e6, 1e7), 1, 1e12, count),
        Number("reads", "Reads a month", 2e7, (1e4, 1e6, 5e6, 2e7, 1e8, 1e9), 0, 1e12, count),
        Number("writes", "Writes a month", 1e5, (100, 1e4, 1e5, 1e6, 1e7, 1e8), 0, 1e12, count),
        Number("rows", "Rows a query reads", 10.0, (1, 10, 100, 1000, 10000, 1e5), 1, 1e9, count,
               "When you ask by what is in it."),
    ),
    run=_run,
    presets=(
        Preset("opening-hours", "Pages of a shop, read by everybody", {"reads": 1e8, "writes": 1e4},
               "Everything can. Compare the bills."),
        Preset("stock", "How many are left", {"writers": "many", "age": "newest", "size": 100.0},
               "One store falls out, and two want care."),
        Preset("photos", "Photographs", {"size": 5e6, "things": 1e6}, "Only a store for files takes them."),
        Preset("orders", "Orders, searched by day", {"found": "query", "age": "newest", "rows": 1e4, "reads": 1e7},
               "Now lower the rows that a query reads."),
    ),
    challenges=(
        Challenge(
            "only-object",
            "Describe something where nothing speaks against a Durable Object, and something against each other store.",
            lambda _, outcome: [row[1].text == FITS for row in outcome.rows] == [False, False, False, True],
            "One value, changed by many at once, asked for by its name: a place in line is what you need.",
            "What made twelve buyers lose eleven sales?",
            {"writers": "many", "age": "newest"},
        ),
        Challenge(
            "scan",
            "Let D1 cost more than 100 dollars a month, without a single write more.",
            lambda values, outcome: (
                float(values["writes"]) <= 1e5 and outcome.rows[1][1].text != NO
                and _charge("d1-rows-read", float(values["reads"]) * float(values["rows"])) > 100
                and values["found"] == "query"
            ),
            "Each query that has no index reads the whole table, and each row that is read is on the bill.",
            "Ask by what is in it, and let a query read many rows.",
            {"found": "query", "rows": 1e4},
        ),
    ),
    sources=("WPRI", "KVLIM", "D1LIM", "DOLIM", "R2LIM", "R2CON", "KVHOW"),
)  # fmt: skip
