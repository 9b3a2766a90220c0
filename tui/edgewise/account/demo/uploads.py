"""What is uploaded to the company's Workers: modules, files and what a version is made of. Kept in memory only.

The order of things is wrangler's: a session for the files, the files that are missing, then the script with the
session's last token. Values of secrets that come along stay here; nothing of the API tells them.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from email.parser import BytesParser
from email.policy import HTTP
from typing import Any

from edgewise.account.demo.company import Company
from edgewise.account.demo.deployments import identity
from edgewise.account.demo.fate import Fate
from edgewise.account.demo.faults import Faults

BUCKET = 50
"""Files that are asked for at once."""

MOST_FILES = 20_000
MOST_MODULES = 1_000
SECRETS = ("secret_text", "secret_key")


@dataclass(frozen=True)
class Part:
    """One part of a form."""

    name: str
    filename: str
    content_type: str
    data: bytes


@dataclass(frozen=True)
class File:
    """A static file: its hash, as the client made it, and its size in bytes."""

    hash: str
    size: int


@dataclass(frozen=True)
class Upload:
    """What a version is made of.

    Attributes:
        metadata: as it came, with the texts of secrets taken out.
        main: name of the main module; empty for files only.
        modules: name to content type and bytes.
        files: static files by path.
        secrets: values by name. Never shown.
    """

    metadata: Mapping[str, Any]
    main: str = ""
    modules: Mapping[str, tuple[str, bytes]] = field(default_factory=dict)
    files: Mapping[str, File] = field(default_factory=dict)
    secrets: Mapping[str, str] = field(default_factory=dict, repr=False)

    @property
    def code(self) -> str:
        """The main module as text; empty when there is none, or it is no JavaScript."""
        kind, data = self.modules.get(self.main, ("", b""))
        return data.decode(errors="replace") if "javascript" in kind else ""


class Broken(Exception):
    """What came makes no sense; one sentence."""


class Halted(Exception):
    """The upload of files breaks here, as the faults say."""


@dataclass
class Session:
    """Files of a version that are being uploaded.

    Attributes:
        most: files after which the upload breaks, while the account has these ``faults``.
        arrived: hashes that came in this session.
    """

    files: Mapping[str, File]
    most: float
    faults: Faults
    arrived: set[str] = field(default_factory=set)


class Uploads:
    """Everything that was uploaded while the company lives."""

    def __init__(self, company: Company) -> None:
        self.company = company
        self._bytes: dict[str, tuple[str, bytes]] = {}
        self._sessions: dict[str, Session] = {}
        self._versions: dict[str, Upload] = {}
        self._secrets: dict[str, dict[str, str]] = {}

    # ------------------------------------------------------------------ files

    def begin(self, script: str, manifest: Any) -> tuple[str, list[list[str]]]:
        """Begin to upload the files of a version: a token, and the hashes that are missing, in buckets.

        Raises:
            Broken: the manifest is none.
        """
        if not isinstance(manifest, Mapping) or len(manifest) > MOST_FILES:
            raise Broken("The manifest must name files with their hash and size.")
        files: dict[str, File] = {}
        for path, each in manifest.items():
            found = each if isinstance(each, Mapping) else {}
            digest, size = found.get("hash"), found.get("size")
            if not str(path).startswith("/") or not isinstance(digest, str) or not isinstance(size, int):
                raise Broken("The manifest must name files with their hash and size.")
            files[str(path)] = File(digest, size)
        token = _token(identity(script, "assets", len(self._sessions)))
        missing = sorted({each.hash for each in files.values()} - set(self._bytes))
        share = self.company.part(Fate).arrives(f"/workers/scripts/{script}/assets-upload-session")
        # Rounded first, so that 80 % of ten are eight in spite of binary fractions.
        most = int(round(share * len(missing), 6)) if share <= 1 and missing else float("inf")
        self._sessions[token] = Session(files, most, self.company.faults)
        return token, [missing[at : at + BUCKET] for at in range(0, len(missing), BUCKET)]

    def add(self, token: str, parts: Sequence[Part], *, encoded: bool) -> bool:
        """Take files in; whether the session has all of its files now.

        Raises:
            Broken: there is no such session, or a part is no file of it.
            Halted: the upload breaks. What came before stays, and a new session does not ask for it.
        """
        session = self._sessions.get(token)
        if session is None:
            raise Broken("The upload session is not known, or it is over.")
        wanted = {each.hash: each.size for each in session.files.values()}
        breaks = session.faults is self.company.faults
        for part in parts:
            if breaks and len(session.arrived) >= session.most:
                raise Halted
            if part.name not in wanted:
                raise Broken("A file was sent that the manifest does not name.")
            try:
                data = base64.b64decode(part.data, validate=True) if encoded else part.data
            except (binascii.Error, ValueError):
                raise Broken("A file is not encoded as base64.") from None
            if len(data) != wanted[part.name]:
                raise Broken("A file has another size than the manifest says.")
            self._bytes[part.name] = (part.content_type, data)
            session.arrived.add(part.name)
        if breaks and len(session.arrived) >= session.most:
            raise Halted
        return set(wanted) <= set(self._bytes)

    def file(self, digest: str) -> tuple[str, bytes] | None:
        """Content type and bytes of a file that was uploaded."""
        return self._bytes.get(digest)

    # ------------------------------------------------------------------ versions

    def read(self, content_type: str, body: bytes) -> Upload:
        """What a form with a script holds.

        Raises:
            Broken: it is none, its main module is missing, or its files were never uploaded.
        """
        parts = form(content_type, body)
        told = next((part for part in parts if part.name == "metadata"), None)
        metadata = _document(told.data) if told is not None else None
        if metadata is None:
            raise Broken("The form has no metadata.")
        modules = {
            part.filename or part.name: (part.content_type, part.data) for part in parts if part.name != "metadata"
        }
        main = metadata.get("main_module", "")
        if len(modules) > MOST_MODULES or not isinstance(main, str) or (main and main not in modules):
            raise Broken("The main module is not among the modules.")
        secrets, bindings = {}, []
        for each in metadata.get("bindings") or ():
            if not isinstance(each, Mapping) or not isinstance(each.get("name"), str):
                raise Broken("A binding has no name.")
            if each.get("type") in SECRETS and isinstance(each.get("text"), str):
                secrets[each["name"]] = each["text"]
            bindings.append({key: value for key, value in each.items() if key != "text" or each["type"] not in SECRETS})
        metadata["bindings"] = bindings
        return Upload(metadata, main, modules, self._files(metadata.get("assets")), secrets)

    def _files(self, assets: Any) -> Mapping[str, File]:
        if not isinstance(assets, Mapping) or "jwt" not in assets:
            return {}
        session = self._sessions.get(str(assets["jwt"]))
        if session is None or any(each.hash not in self._bytes for each in session.files.values()):
            raise Broken("Not all files of the version were uploaded.")
        return session.files

    def keep(self, script: str, version_id: str, upload: Upload, bindings: Sequence[Mapping[str, Any]]) -> None:
        """Keep what a version is made of, with the bindings that it has in the end: told or inherited."""
        self.remember(script, upload.secrets)
        self._versions[version_id] = replace(upload, metadata={**upload.metadata, "bindings": list(bindings)})

    def remember(self, script: str, secrets: Mapping[str, str]) -> None:
        """Keep values of a Worker's secrets for what runs it. They are told to nobody."""
        self._secrets.setdefault(script, {}).update(secrets)

    def secrets(self, script: str) -> Mapping[str, str]:
        """The values of a Worker's secrets that are known, by name."""
        return self._secrets.get(script, {})

    def version(self, version_id: str) -> Upload | None:
        """What a version is made of; ``None`` for one that was there from the beginning."""
        return self._versions.get(version_id)


def form(content_type: str, body: bytes) -> list[Part]:
    """The parts of a ``multipart/form-data`` body.

    Raises:
        Broken: it is none.
    """
    if not re.match(r"multipart/form-data;", content_type, re.IGNORECASE):
        raise Broken("A form was expected.")
    header = re.sub(r"[\r\n]", "", content_type).encode("latin-1", "replace")
    message = BytesParser(policy=HTTP).parsebytes(b"content-type: " + header + b"\r\n\r\n" + body)
    if not message.is_multipart():
        raise Broken("A form was expected.")
    found = []
    for part in message.iter_parts():
        data = part.get_payload(decode=True)
        name = part.get_param("name", header="content-disposition")
        if isinstance(data, bytes) and isinstance(name, str):
            found.append(Part(name, part.get_filename() or "", part.get_content_type(), data))
    return found


def _document(data: bytes) -> dict[str, Any] | None:
    try:
        found = json.loads(data)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _token(session: str) -> str:
    """Shaped as a JSON Web Token, for clients that look into it; signed by nobody."""
    parts = ({"alg": "none"}, {"session": session, "exp": 4102444800})
    return ".".join(
        [*(base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in parts), "demo"]
    )
