"""One run of a script, as the event that a tail of it gets."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from edgewise.account.demo import story

Document = dict[str, Any]

_COUNTRIES = (
    ("DE", "FRA", "Europe/Berlin"),
    ("AT", "VIE", "Europe/Vienna"),
    ("NL", "AMS", "Europe/Amsterdam"),
    ("FR", "CDG", "Europe/Paris"),
    ("DK", "CPH", "Europe/Copenhagen"),
    ("JP", "NRT", "Asia/Tokyo"),
)
_COFFEES = ("sidamo", "yirgacheffe", "huila", "cerrado", "antigua", "mandheling", "house-blend", "decaf")
_CAFES = ("bremen", "kiel", "luebeck")
_AGENTS = (
    "Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Safari/604.1",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36",
)


@dataclass(frozen=True)
class Script:
    """A script that can be watched.

    Attributes:
        name: as in an event's ``scriptName``.
        host: where its requests go.
        versions: ids of its newest versions, newest first.
        written: what it does; ``None`` for a script that nobody calls.
    """

    name: str
    host: str
    versions: Sequence[str]
    written: Document | None


def happening(script: Script, at: datetime, dice: random.Random, anchor: datetime) -> Document:
    """The event of a run that begins at ``at``. What it is follows from the dice alone."""
    assert script.written is not None
    runs = script.written["runs"]
    run = dice.choices(runs, [each["weight"] for each in runs])[0]
    newest, fails = _fate(script, at, dice, anchor)
    if fails and "error" in script.written:
        run = script.written["error"]
    country = dice.choice(_COUNTRIES)
    words = _words(run, country[0], at, dice)
    cpu, wall = (round(run.get(name, 3) * dice.uniform(0.6, 1.9)) for name in ("cpu", "wall"))
    thrown = _thrown(script, run, at, newest, anchor)
    return {
        "outcome": run.get("outcome") or ("exception" if thrown else "ok"),
        "scriptName": script.name,
        "scriptVersion": {"id": script.versions[0 if newest else -1]} if script.versions else None,
        "exceptions": thrown,
        "logs": [
            {"message": [text.format_map(words)], "level": level, "timestamp": _milliseconds(at) + 1 + step}
            for step, (level, text) in enumerate(run.get("logs", ()))
        ],
        "diagnosticsChannelEvents": [],
        "eventTimestamp": _milliseconds(at),
        "event": _event(script, run, words, country, at, dice, failed=bool(thrown)),
        "executionModel": "stateless",
        "truncated": False,
        "cpuTime": cpu,
        "wallTime": max(cpu, wall),
        **({"entrypoint": str(run["rpc"]).partition(".")[0]} if "rpc" in run else {}),
    }


def _fate(script: Script, at: datetime, dice: random.Random, anchor: datetime) -> tuple[bool, bool]:
    """Whether the newest version runs, and whether it fails. Which version fails is the story's to say."""
    share = story.error_share(script.name, at, anchor)
    if not story.spiking(script.name, at, anchor):
        return True, dice.random() < share
    newest = dice.random() < story.SPIKE.traffic
    usual = share - story.SPIKE.traffic * story.SPIKE.failing
    return newest, dice.random() < (story.SPIKE.failing if newest else usual)


def _thrown(script: Script, run: Document, at: datetime, newest: bool, anchor: datetime) -> list[Document]:
    name, message = run.get("name"), run.get("message")
    if not name:
        return []
    if newest and story.spiking(script.name, at, anchor):
        name, message = story.SPIKE.name, story.SPIKE.message
    stack = "\n".join(f"    at {place}" for place in run["at"])
    return [{"name": name, "message": message, "stack": stack, "timestamp": _milliseconds(at) + 3}]


def _words(run: Document, country: str, at: datetime, dice: random.Random) -> dict[str, str]:
    """What the placeholders in a run's texts stand for."""
    return {
        "order": f"{10_000 + dice.randrange(90_000)}",
        "bags": str(2 + dice.randrange(11)),
        "bytes": str(200 + dice.randrange(40_000)),
        "sku": dice.choice(_COFFEES),
        "cafe": dice.choice(_CAFES),
        "country": country,
        "epoch": str(int(at.timestamp())),
        "batch": str(run.get("batch", 0)),
        "hex": f"{dice.getrandbits(96):024x}",
    }


def _event(
    script: Script,
    run: Document,
    words: dict[str, str],
    country: tuple[str, str, str],
    at: datetime,
    dice: random.Random,
    *,
    failed: bool,
) -> Document:
    if "queue" in run:
        return {"queue": run["queue"], "batchSize": run["batch"]}
    if "cron" in run:
        return {"cron": run["cron"], "scheduledTime": _milliseconds(at.replace(microsecond=0))}
    if "rpc" in run:
        return {"rpcMethod": str(run["rpc"]).partition(".")[2]}
    method, path = str(run["request"]).format_map(words).split(" ", 1)
    headers = {name: value.format_map(words) for name, value in run.get("headers", {}).items()}
    request = {
        "url": f"https://{script.host}{path}",
        "method": method,
        "headers": {
            "accept": "*/*",
            "cf-connecting-ip": f"2001:db8:{dice.getrandbits(16):x}::{dice.getrandbits(8):x}",
            "cf-ipcountry": country[0],
            "cf-ray": f"{dice.getrandbits(64):016x}",
            "host": script.host,
            "user-agent": dice.choice(_AGENTS),
            **headers,
        },
        "cf": {
            "asn": 64496 + dice.randrange(15),
            "clientTcpRtt": 8 + dice.randrange(60),
            "colo": country[1],
            "country": country[0],
            "httpProtocol": "HTTP/3" if dice.random() < 0.4 else "HTTP/2",
            "timezone": country[2],
            "tlsVersion": "TLSv1.3",
        },
    }
    broken = failed or run.get("outcome") == "exceededMemory"
    return {"request": request, **({} if broken else {"response": {"status": run.get("status", 200)}})}


def _milliseconds(at: datetime) -> int:
    return int(at.timestamp() * 1000)
