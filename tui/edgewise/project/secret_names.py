"""Files whose names say that they hold secrets. Their content is never edited, copied, logged or journalled."""

from __future__ import annotations

from fnmatch import fnmatchcase
from pathlib import PurePosixPath

PATTERNS = tuple(
    """
    .dev.vars* .env .env.* .envrc *.env .npmrc .yarnrc .pypirc .netrc _netrc .git-credentials .htpasswd .pgpass
    .dockercfg *.pem *.key *.p12 *.pfx *.p8 *.jks *.keystore *.kdbx *.gpg *.asc *.ppk *.crt.key
    id_rsa* id_dsa* id_ecdsa* id_ed25519* *.tfstate *.tfstate.* *.tfvars *.tfvars.json
    credentials service-account*.json *serviceaccount*.json *.secrets *.secret
    """.split()  # noqa: SIM905
)
"""Shell patterns, matched against the last part of a path in lower case."""

WORDS = frozenset({"credentials", "secret", "secrets"})
DATA = frozenset({"json", "jsonc", "yaml", "yml", "toml", "ini", "txt", "csv", "conf", "cfg", "properties", "xml"})
"""Files called by one of the words hold secrets when they are data: ``secrets.yaml``, and not ``secrets.ts``."""

FOLDERS = frozenset({".ssh", ".aws", ".gnupg", ".docker", ".kube"})
"""Folders all of whose files count."""


def looks_secret(path: str) -> bool:
    """Whether the file at ``path`` (forward slashes) looks like one that holds secrets, by its name alone."""
    parts = PurePosixPath(path.lower()).parts
    if not parts:
        return False
    stem, _, ending = parts[-1].partition(".")
    return (
        (stem in WORDS and ending.rpartition(".")[2] in DATA)
        or any(fnmatchcase(parts[-1], pattern) for pattern in PATTERNS)
        or any(part in FOLDERS for part in parts[:-1])
    )
