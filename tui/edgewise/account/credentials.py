"""Who is asking: credentials from the environment, or from wrangler's own login.

The order and the places are wrangler's: ``CLOUDFLARE_API_KEY`` with ``CLOUDFLARE_EMAIL``, then
``CLOUDFLARE_API_TOKEN``, then what ``wrangler login`` stored. The older ``CF_*`` names still count.
Wrangler's login is read and never refreshed: its refresh tokens work once, so only wrangler may
use them.
"""

from __future__ import annotations

import secrets
import tomllib
from collections.abc import Mapping
from datetime import UTC, datetime
from hashlib import blake2b
from pathlib import Path
from typing import Any, NoReturn

from edgewise.account.login import config_file, keyring_file
from edgewise.errors import AuthError, InputError
from edgewise.text import clean

HIDDEN = "•••"
_SALT = secrets.token_bytes(16)

_LABELS = {
    "token": "API token",
    "key": "global API key",
    "login": "wrangler login",
    "legacy": "API token kept by wrangler",
    "demo": "demo account",
}


class Credential:
    """A secret that can sign requests and never shows itself.

    ``repr``, ``str`` and error messages hold the kind and the source only, and it cannot be pickled
    or copied into a document.

    Attributes:
        kind: ``token``, ``key``, ``login``, ``legacy`` (a token in wrangler's file) or ``demo``.
        source: where it came from, such as ``CLOUDFLARE_API_TOKEN`` or a file name. Safe to show.
        scopes: what wrangler's login was given, cleaned; empty for everything else, and where its file does not say.
        expires: when wrangler's login runs out, where its file says so.
    """

    __slots__ = ("__email", "__secret", "expires", "kind", "scopes", "source")

    def __init__(
        self,
        kind: str,
        secret: str,
        *,
        source: str,
        email: str | None = None,
        scopes: tuple[str, ...] = (),
        expires: datetime | None = None,
    ) -> None:
        """Take ``secret``.

        Raises:
            AuthError: when it is empty or holds what no HTTP header can carry. Never quotes it.
        """
        secret = secret.strip()
        for value in (secret, email):
            if value is not None and not (value and value.isascii() and value.isprintable() and " " not in value):
                raise AuthError(
                    f"The value of {source} cannot be a credential: it is empty, or holds spaces or other "
                    "characters that no token has.",
                    code="credential-malformed",
                    where=source,
                    fix="Copy it again from the dashboard, whole and without quotes.",
                )
        self.kind = kind
        self.source = source
        self.scopes = scopes
        self.expires = expires
        self.__secret = secret
        self.__email = email

    @property
    def label(self) -> str:
        """The kind in words, such as ``API token``."""
        return _LABELS.get(self.kind, self.kind)

    def describe(self) -> str:
        """The kind and where it is from, as part of a sentence: ``an API token (CLOUDFLARE_API_TOKEN)``."""
        article = "" if self.kind == "login" else "an " if self.kind == "token" else "a "
        owner = "wrangler's login" if self.kind == "login" else self.label
        return f"{article}{owner} ({self.source})"

    def sign(self, headers: Any) -> None:
        """Put the authentication headers into ``headers``, any mutable mapping of strings."""
        if self.__email is not None:
            headers["X-Auth-Email"] = self.__email
            headers["X-Auth-Key"] = self.__secret
        else:
            headers["Authorization"] = f"Bearer {self.__secret}"

    def scrub(self, data: bytes) -> bytes:
        """``data`` with every copy of the secret blotted out, should a server send it back.

        A word as short as ``demo`` is no secret and stays.
        """
        return data.replace(self.__secret.encode(), HIDDEN.encode()) if len(self.__secret) >= 8 else data

    def mark(self) -> bytes:
        """The same for the same secret within this process, and of no use anywhere else."""
        return blake2b(self.__secret.encode(), key=_SALT, digest_size=16).digest()

    def __repr__(self) -> str:
        return f"<Credential {self.kind} from {self.source}>"

    def __reduce__(self) -> NoReturn:
        raise TypeError("A credential is not to be stored.")


def find(environ: Mapping[str, str], *, now: datetime | None = None) -> Credential | None:
    """The credential to use, or ``None`` where there is none.

    Raises:
        AuthError: when there is one that cannot work: ``credential-malformed``, ``login-expired``
            (the token of wrangler's login is too old) or ``login-in-keyring`` (only wrangler can
            read it). Says what to do.
        InputError: when wrangler's login file is not TOML.
    """
    key, email = _value(environ, "API_KEY"), _value(environ, "EMAIL")
    if key and email:
        return Credential("key", key[1], source=key[0], email=email[1].strip())
    token = _value(environ, "API_TOKEN")
    if token:
        return Credential("token", token[1], source=token[0])
    return _wrangler(environ, now or datetime.now(UTC))


def _value(environ: Mapping[str, str], name: str) -> tuple[str, str] | None:
    """The variable's name and value, under its present name or its older one."""
    for full in (f"CLOUDFLARE_{name}", f"CF_{name}"):
        if environ.get(full, "").strip():
            return full, environ[full]
    return None


def _wrangler(environ: Mapping[str, str], now: datetime) -> Credential | None:
    file = config_file(environ)
    shown = clean(str(file))
    document = _read(file, shown)
    if document is None:
        keyring = keyring_file(file)
        if keyring.is_file():
            raise AuthError(
                "Wrangler keeps its login in the system keyring, which only wrangler can read.",
                code="login-in-keyring",
                where=clean(str(keyring)),
                fix="Set CLOUDFLARE_API_TOKEN (`wrangler auth token` prints the one of the login), "
                "or log in again with `wrangler login --no-use-keyring`.",
            )
        return None
    legacy = document.get("api_token")
    if isinstance(legacy, str) and legacy.strip():
        return Credential("legacy", legacy, source=shown)
    token = document.get("oauth_token")
    if not isinstance(token, str) or not token.strip():
        return None
    expires = _moment(document.get("expiration_time"))
    if expires is not None and expires <= now:
        raise AuthError(
            f"Wrangler's login has run out ({expires.astimezone(UTC):%Y-%m-%d %H:%M} UTC), and only wrangler can renew "
            "it.",
            code="login-expired",
            where=shown,
            fix="Run `wrangler whoami`: it renews the login. Then try again. If this computer's clock is wrong "
            f"({now.astimezone(UTC):%Y-%m-%d %H:%M} UTC), set it first.",
        )
    listed = document.get("scopes")
    scopes = tuple(clean(each, 80) for each in listed if isinstance(each, str)) if isinstance(listed, list) else ()
    return Credential("login", token, source=shown, scopes=scopes, expires=expires)


def _read(file: Path, shown: str) -> dict[str, Any] | None:
    try:
        return tomllib.loads(file.read_bytes().decode())
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        return None
    except OSError as error:
        raise InputError(
            f"Wrangler's login file cannot be read ({error.strerror}).",
            code="login-unreadable",
            where=shown,
            fix="Check the file's permissions, or set CLOUDFLARE_API_TOKEN.",
        ) from None
    except (UnicodeDecodeError, tomllib.TOMLDecodeError):
        # The parser's own words could quote a piece of the token.
        raise InputError(
            "Wrangler's login file is not valid TOML.",
            code="login-syntax",
            where=shown,
            fix="Run `wrangler login` again, or set CLOUDFLARE_API_TOKEN.",
        ) from None


def _moment(value: Any) -> datetime | None:
    """An ISO time or a TOML date-time as an aware one; ``None`` when it is neither."""
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value)
        except ValueError:
            return None
    if not isinstance(value, datetime):
        return None
    return value if value.tzinfo else value.replace(tzinfo=UTC)
