"""Names of files that hold secrets."""

from __future__ import annotations

import pytest

from edgewise.project.secret_names import looks_secret


@pytest.mark.parametrize(
    "path",
    [".dev.vars", ".dev.vars.production", ".env", ".env.local", "apps/web/.ENV", "production.env", "tls/server.pem",
     "server.KEY", ".npmrc", "id_rsa", "id_ed25519.pub", "deploy/terraform.tfstate", "credentials.json", "secrets.yaml",
     "config/secrets.prod.json", "credentials",
     ".aws/config", ".ssh/known_hosts", ".envrc"],
)  # fmt: skip
def test_secret(path: str) -> None:
    assert looks_secret(path)


@pytest.mark.parametrize(
    "path",
    ["wrangler.toml", "package.json", "public/_headers", "environment.ts", "src/keys.ts", "keyboard.js", "README.md",
     ".assetsignore", ".github/workflows/deploy.yml", "env.d.ts", "worker/index.js", "monkey.txt",
     "docs/secrets.md", "functions/secrets.ts", "credentials.tsx", ""],
)  # fmt: skip
def test_not_secret(path: str) -> None:
    assert not looks_secret(path)
