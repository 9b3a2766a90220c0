"""The keys and values in the company's KV namespaces. What is put or deleted stays so for the session."""

from __future__ import annotations

import hashlib
import json
import struct
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from edgewise.account.demo.company import Company
from edgewise.account.demo.deployments import identity

DAY = 86400


@dataclass(frozen=True)
class Pair:
    """A value and what belongs to it.

    Attributes:
        make: gives the value's bytes.
        expiration: seconds since 1970; ``None`` for never.
    """

    make: Callable[[], bytes]
    expiration: int | None = None
    metadata: Any = None


class Pairs:
    """Keys with values, by namespace. They are made up at their first use, the same each time."""

    def __init__(self, company: Company) -> None:
        self.company = company
        self._stores: dict[str, dict[str, Pair]] = {}

    def keys(self, namespace: str, prefix: str = "") -> list[dict[str, Any]]:
        """The keys in a namespace in the order of their bytes, without those that have expired."""
        now = self.company.clock().timestamp()
        found = sorted(
            (
                (name.encode(), name, pair)
                for name, pair in self._store(namespace).items()
                if name.startswith(prefix) and (pair.expiration is None or pair.expiration > now)
            ),
            key=lambda each: each[0],
        )
        return [
            {
                "name": name,
                **({"expiration": pair.expiration} if pair.expiration is not None else {}),
                **({"metadata": pair.metadata} if pair.metadata is not None else {}),
            }
            for _, name, pair in found
        ]

    def get(self, namespace: str, name: str) -> Pair | None:
        """What stands under a key; ``None`` when nothing does, or not any more."""
        found = self._store(namespace).get(name)
        expired = found and found.expiration is not None and found.expiration <= self.company.clock().timestamp()
        return None if expired else found

    def put(self, namespace: str, name: str, value: bytes, expiration: int | None, metadata: Any) -> None:
        """Write a value."""
        self._store(namespace)[name] = Pair(lambda: value, expiration, metadata)

    def delete(self, namespace: str, name: str) -> None:
        """Delete a key. It is no mistake when there is none."""
        self._store(namespace).pop(name, None)

    def _store(self, namespace: str) -> dict[str, Pair]:
        if namespace not in self._stores:
            from edgewise.account.demo.storage import Storage

            title = next((each["title"] for each in self.company.part(Storage).kv if each["id"] == namespace), "")
            makers = {"shop-carts": self._carts, "shop-carts-preview": self._preview, "portal-sessions": self._sessions}
            self._stores[namespace] = dict(makers[title]()) if title in makers else {}
        return self._stores[namespace]

    def _carts(self) -> Iterator[tuple[str, Pair]]:
        now = int(self.company.anchor.timestamp())
        for number in range(4200):
            dice = zlib.crc32(b"cart %d" % number)
            items = 1 + dice % 5
            yield (
                f"cart:{identity('cart', number)}",
                Pair(partial(_cart, number), now + 600 + dice % (14 * DAY), {"items": items}),
            )
        yield "banner/summer.png", Pair(_picture, None, {"type": "image/png"})
        yield (
            "config/shipping.json",
            Pair(_SHIPPING.encode, None, {"by": "maren", "reason": "prices of 2026"}),
        )
        yield "export/orders-2026-02.csv", Pair(_orders, now + 30 * DAY, {"rows": 60000})
        yield "greeting/日本語", Pair("ノースゲート・コーヒーへようこそ\n".encode)
        yield "notice/ürün & tarif? 100%", Pair(lambda: b"Filter: 60 g/l, 94 \xc2\xb0C\n")
        yield "search/index.bin", Pair(lambda: _noise("search", 48_000), None, {"format": "fst", "version": 7})
        yield "stock/huila", Pair(lambda: b"412")
        yield "tombstone", Pair(lambda: b"")

    def _preview(self) -> Iterator[tuple[str, Pair]]:
        yield "cart:test-one", Pair(lambda: _cart(1))
        yield "cart:test-two", Pair(lambda: _cart(2), None, {"items": 2})
        yield "config/shipping.json", Pair(_SHIPPING.encode)

    def _sessions(self) -> Iterator[tuple[str, Pair]]:
        now = int(self.company.anchor.timestamp())
        for number in range(186):
            dice = zlib.crc32(b"session %d" % number)
            value = json.dumps({"customer": 1000 + dice % 61, "role": "buyer", "csrf": identity("csrf", number)})
            yield f"session:{identity('session', number)}", Pair(partial(str.encode, value), now + dice % DAY)


_SHIPPING = """{
  "currency": "EUR",
  "free_from": 39,
  "zones": { "DE": 3.9, "AT": 6.5, "CH": 12, "else": null }
}
"""


def _cart(number: int) -> bytes:
    dice = zlib.crc32(b"cart %d" % number)
    names = ("Huila", "Yirgacheffe", "Sidama", "Northgate Blend", "Decaf", "Filter papers")
    lines = [
        {"article": names[(dice >> shift) % 6], "bags": 1 + (dice >> shift) % 3, "price": 11.5 + (dice >> shift) % 9}
        for shift in range(1 + dice % 5)
    ]
    return json.dumps({"id": identity("cart", number), "lines": lines, "coupon": None}).encode()


def _orders() -> bytes:
    lines = ["order,customer,bags,total"]
    lines += [
        f"NG-{number},{1000 + number % 61},{1 + number % 4},{11.5 * (1 + number % 4):.2f}" for number in range(60000)
    ]
    return "\n".join(lines).encode()


def _noise(seed: str, size: int) -> bytes:
    """Bytes that look like nothing."""
    return b"".join(hashlib.sha256(f"{seed}{number}".encode()).digest() for number in range(-(-size // 32)))[:size]


def _picture() -> bytes:
    """A picture of 8 by 8 brown points."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    rows = b"".join(b"\0" + bytes((111, 78, 55)) * 8 for _ in range(8))
    head = struct.pack(">IIBBBBB", 8, 8, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
