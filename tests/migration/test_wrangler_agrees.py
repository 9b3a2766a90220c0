"""What is claimed about wrangler's options and variables, asked of the real one."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Mapping
from pathlib import Path

import httpx
import pytest

from edgewise.migration import Choices, apply, assess, make_plan
from edgewise.migration.scripts import deploy, dev, others
from edgewise.project import discover
from edgewise.runtime.devserver import DevServer
from edgewise.runtime.process import run
from edgewise.runtime.toolchain import Toolchain, ensure

pytestmark = pytest.mark.wrangler
Write = Callable[[Mapping[str, str | bytes]], Path]
GLOBAL = {"help", "version", "install-skills", "env-file", "profile"}
TRANSLATED = {"compatibility-date", "compatibility-flags", "compatibility-flag", "binding", "proxy", "cwd"}
LEFT = {"script-path", "no-bundle"}
"""Options of ``pages dev`` and ``pages deploy`` that keep a script as it is."""


@pytest.fixture(scope="module")
def toolchain() -> Toolchain:
    return asyncio.run(ensure())


async def options(toolchain: Toolchain, tmp_path: Path, *command: str) -> set[str]:
    """The options that a command's help names."""
    argv = toolchain.wrangler(*command, "--help")
    done = await run(argv, cwd=tmp_path, env=toolchain.environment({"NO_COLOR": "1"}), timeout=90)
    text = re.sub(r"\x1b\[[0-9;]*m", "", done.stdout)
    rows = re.findall(r"^ +(?:-\w, )? *((?:--[\w-]+(?:, )?)+)", text, re.MULTILINE)
    return {name.lstrip("-") for row in rows for name in re.split(r", ", row.strip(", "))}


async def test_every_option_of_the_local_server_is_known(toolchain: Toolchain, tmp_path: Path) -> None:
    old = await options(toolchain, tmp_path, "pages", "dev")
    assert {"port", "kv", "persist-to", "binding"} <= old
    unknown = old - dev.KEPT - dev.DROPPED - dev.BINDINGS - TRANSLATED - LEFT - GLOBAL
    assert not unknown
    new = await options(toolchain, tmp_path, "dev")
    gone = {"no-live-reload", "no-show-interactive-dev-session"}  # yargs' negations
    assert dev.KEPT - gone <= new
    assert {"var", "assets", "cwd", "compatibility-flag"} <= new


async def test_every_option_of_the_deployment_is_known(toolchain: Toolchain, tmp_path: Path) -> None:
    old = await options(toolchain, tmp_path, "pages", "deploy")
    assert {"branch", "project-name"} <= old
    assert not old - deploy.KEPT - deploy.DROPPED - LEFT - GLOBAL - {"branch", "cwd"}
    assert await options(toolchain, tmp_path, "deploy") >= deploy.KEPT
    assert deploy.KEPT | {"preview-alias"} <= await options(toolchain, tmp_path, "versions", "upload")
    tail = await options(toolchain, tmp_path, "pages", "deployment", "tail")
    assert tail - GLOBAL - {"cwd", "project-name", "environment"} == others.SAME["deployment tail"][1]
    assert others.SAME["deployment tail"][1] <= await options(toolchain, tmp_path, "tail")


TOML = 'name = "stamp"\npages_build_output_dir = "o"\ncompatibility_date = "2025-01-01"\n'
ECHO = """export const onRequest = ({ env }) => {
  const { CF_PAGES, CF_PAGES_BRANCH, CF_PAGES_COMMIT_SHA, CF_PAGES_URL, ...rest } = env;
  const values = Object.values(rest).filter((value) => typeof value === "string").sort();
  return Response.json({ CF_PAGES, CF_PAGES_BRANCH, CF_PAGES_COMMIT_SHA, CF_PAGES_URL, values });
};
"""


async def test_variables_reach_the_code_as_before(toolchain: Toolchain, write: Write) -> None:
    root = write(
        {
            "wrangler.toml": TOML,
            "o/index.html": "<p>",
            "functions/env.js": ECHO,
            ".dev.vars": "A=from-dev-vars\n",
            ".dev.vars.production": "B=1\n",
            ".env": "C=1\n",
        }
    )

    async def answer(kind: str, *arguments: str) -> dict[str, object]:
        server = DevServer(toolchain, "pages" if kind == "pages" else "worker", root, arguments)
        async with server, httpx.AsyncClient(base_url=server.url) as client:
            found = (await client.get("/env")).json()
            assert isinstance(found, dict)
            return found

    old = await answer("pages", "o")
    assert (old["CF_PAGES"], old["CF_PAGES_URL"]) == ("1", "https://00000000.stamp.pages.dev")
    assert old["values"] == ["from-dev-vars"], ".dev.vars alone, and nothing for an environment"
    project = discover(root)
    apply(project, make_plan(project, assess(project)))
    new = await answer("worker")
    assert new == old | {"CF_PAGES_BRANCH": "main", "CF_PAGES_URL": "https://stamp.pages.dev"}
    other = await answer("worker", "--env-file", ".env")
    assert other["values"] == ["1"], "a named file takes the place of .dev.vars"


async def test_a_server_in_front_of_another_serves_files_afterwards(toolchain: Toolchain, write: Write) -> None:
    """Why ``dev-proxy`` is left to people: the command still starts, and answers with something else."""
    root = write({"wrangler.toml": TOML, "o/index.html": "<p>built", "functions/a.js": "export const onRequest = 1"})

    async def hello(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close\r\n\r\nother")
        writer.close()

    (root / "functions/a.js").write_text("export const onRequest = () => new Response('code')")
    project = discover(root)
    choices = Choices(mode="idiomatic")
    apply(project, make_plan(project, assess(project, choices), choices))
    other = await asyncio.start_server(hello, "127.0.0.1", 0)
    async with other:
        port = other.sockets[0].getsockname()[1]
        server = DevServer(toolchain, "pages", root, ("--proxy", str(port)))
        async with server, httpx.AsyncClient(base_url=server.url) as client:
            assert "built" in (await client.get("/")).text
