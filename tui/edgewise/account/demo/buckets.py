"""The objects in the company's R2 buckets, made up the same each time."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from edgewise.account.demo.company import Company, Document
from edgewise.account.demo.storage import Storage
from edgewise.account.demo.times import stamp


class Buckets:
    """Objects by bucket, and the settings that buckets have."""

    def __init__(self, company: Company) -> None:
        self.company = company
        self._objects: dict[str, list[Document]] = {}

    def bucket(self, name: str, jurisdiction: str) -> Document | None:
        """A bucket of a jurisdiction; those of others are not to be found."""
        return next((each for each in self.buckets(jurisdiction) if each["name"] == name), None)

    def buckets(self, jurisdiction: str) -> list[Document]:
        """The buckets of a jurisdiction, by name."""
        found = [each for each in self.company.part(Storage).r2 if each["jurisdiction"] == (jurisdiction or "default")]
        return sorted(found, key=lambda each: str(each["name"]))

    def objects(self, name: str, prefix: str = "") -> list[Document]:
        """The objects of a bucket, by key."""
        if name not in self._objects:
            makers = {"invoices": self._invoices, "photographs": self._photographs, "roast-logs": self._logs}
            found = makers[name]() if name in makers else iter(())
            self._objects[name] = sorted(found, key=lambda each: str(each["key"]))
        return [each for each in self._objects[name] if str(each["key"]).startswith(prefix)]

    def body(self, found: Document) -> bytes:
        """The bytes of an object: the beginning that its type has, then bytes that mean nothing."""
        start = {
            "application/pdf": b"%PDF-1.7\n",
            "image/webp": b"RIFF\x00\x00\x00\x00WEBPVP8 ",
            "image/jpeg": b"\xff\xd8\xff\xe0",
        }
        head = start.get(found["http_metadata"]["contentType"], b"\x1f\x8b\x08\x00")
        size, seed = int(found["size"]), hashlib.sha256(str(found["key"]).encode()).digest()
        return (head + seed * (size // len(seed) + 1))[:size]

    def settings(self, name: str) -> Document:
        """What is set for a bucket: ``managed``, ``custom``, ``cors``, ``lifecycle``, ``events``."""
        return self.company.part(Storage).settings.get(name, {})

    def _object(self, key: str, size: int, days: float, content_type: str, **more: Any) -> Document:
        return {
            "key": key,
            "size": size,
            "etag": hashlib.md5(key.encode(), usedforsecurity=False).hexdigest(),
            "last_modified": stamp(self.company.anchor - timedelta(days=days)),
            "storage_class": more.pop("storage_class", "Standard"),
            "ssec": False,
            "http_metadata": {"contentType": content_type, **more.pop("http", {})},
            "custom_metadata": more.pop("custom", {}),
        }

    def _invoices(self) -> Iterator[Document]:
        for number in range(430):
            days = number * 0.97 + 0.2
            when = self.company.anchor - timedelta(days=days)
            key = f"{when:%Y/%m}/NG-{20400 - number}.pdf"
            rare = "InfrequentAccess" if days > 90 else "Standard"
            size = 38_000 + zlib.crc32(key.encode()) % 9_000
            yield self._object(
                key, size, days, "application/pdf", storage_class=rare, custom={"customer": str(1000 + number % 61)}
            )

    def _photographs(self) -> Iterator[Document]:
        cache = {"cacheControl": "public, max-age=31536000, immutable"}
        for bean in ("decaf", "huila", "northgate-blend", "sidama", "yirgacheffe"):
            for number in range(1, 281):
                key = f"beans/{bean}/{number:04}.webp"
                # As large as they are printed: what the shop shows is made of them by photo-resizer.
                size = 8_000_000 + zlib.crc32(key.encode()) % 4_000_000
                yield self._object(key, size, 900 - number * 3, "image/webp", http=cache)
        for number in range(58):
            yield self._object(f"uploads/IMG_{4410 + number}.jpg", 3_100_000 + number * 7919, 0.13, "image/jpeg")

    def _logs(self) -> Iterator[Document]:
        for number in range(250):
            day = self.company.anchor - timedelta(days=number)
            key = f"{day:%Y-%m-%d}.ndjson.gz"
            http = {"contentEncoding": "gzip"}
            yield self._object(
                key, 410_000 + number * 331, number, "application/x-ndjson", http=http,
                storage_class="InfrequentAccess",
            )  # fmt: skip
