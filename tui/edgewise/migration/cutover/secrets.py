"""The secrets of a Pages project that its Worker needs: names from the account, values from whoever knows them.

Values go to wrangler by its standard input. They are in no argument, no file and no message.
"""

from __future__ import annotations

import json
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from edgewise.account.client import Client
from edgewise.errors import EdgewiseError, InputError, Refused, ToolchainError
from edgewise.migration.cutover.reading import pages_project
from edgewise.migration.operations.model import Operation
from edgewise.runtime.process import run
from edgewise.runtime.toolchain import Toolchain
from edgewise.text import clean

_SECRETS = "/accounts/{account_id}/workers/scripts/{worker}/secrets"
NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


@dataclass(frozen=True)
class Inventory:
    """Names only.

    Attributes:
        wanted: secrets of the project in production.
        previews: secrets that only its previews have.
        there: secrets that the Worker has; ``None`` when there is no such Worker yet.
    """

    project: str
    worker: str
    wanted: tuple[str, ...]
    previews: tuple[str, ...]
    there: tuple[str, ...] | None

    @property
    def missing(self) -> tuple[str, ...]:
        """What the Worker lacks."""
        return tuple(name for name in self.wanted if name not in (self.there or ()))


async def inventory(client: Client, project: str, worker: str) -> Inventory:
    """What the account says.

    Raises:
        InputError: ``project-not-in-account``.
        AuthError, NetworkError: as the client raises them.
    """
    found = await pages_project(client, project)
    production, previews = (_names(found, environment) for environment in ("production", "preview"))
    there: tuple[str, ...] | None = None
    try:
        rows = (await client.get(_SECRETS, {"worker": worker})).result
        there = tuple(sorted(str(row["name"]) for row in rows or () if isinstance(row, Mapping) and "name" in row))
    except EdgewiseError as error:
        if error.code != "not-found":
            raise
    return Inventory(project, worker, production, tuple(each for each in previews if each not in production), there)


def _names(project: object, environment: str) -> tuple[str, ...]:
    configs = project.get("deployment_configs") if isinstance(project, Mapping) else None
    config = configs.get(environment) if isinstance(configs, Mapping) else None
    variables = config.get("env_vars") if isinstance(config, Mapping) else None
    if not isinstance(variables, Mapping):
        return ()
    told = (name for name, each in variables.items() if isinstance(each, Mapping) and each.get("type") == "secret_text")
    return tuple(sorted(str(name) for name in told if NAME.fullmatch(str(name))))


def read_values(text: str, where: str) -> dict[str, str]:
    """Values from a JSON object, or from lines ``NAME=value`` as in ``.dev.vars``.

    Raises:
        InputError: ``secrets-file``, with the line and without what stands in it.
    """
    if text.lstrip().startswith("{"):
        try:
            found = json.loads(text)
        except ValueError:
            raise _bad(where, "It begins like JSON and is none.") from None
        if not all(isinstance(each, str) for each in found.values()):
            raise _bad(where, "Each value must be a text.")
        return {str(name): value for name, value in found.items()}
    values = {}
    for number, line in enumerate(text.splitlines(), 1):
        stripped = line.strip()
        if not stripped or stripped.startswith("#"):
            continue
        name, equals, value = stripped.removeprefix("export ").partition("=")
        if not equals or not NAME.fullmatch(name.strip()):
            raise _bad(f"{where}:{number}", "The line is not NAME=value.")
        value = value.strip()
        quoted = len(value) > 1 and value[0] == value[-1] and value[0] in "\"'"
        values[name.strip()] = value[1:-1] if quoted else value
    return values


def _bad(where: str, message: str) -> InputError:
    return InputError(
        message, code="secrets-file", where=where, fix='Write {"NAME": "value"}, or one NAME=value a line.'
    )


async def put_secrets(
    toolchain: Toolchain,
    environment: Mapping[str, str],
    worker: str,
    values: Mapping[str, str],
    *,
    deployed: bool = True,
) -> None:
    """Hand values to wrangler by its standard input.

    Args:
        environment: what wrangler finds its credential in.
        deployed: whether they take effect at once; else with the next version that is uploaded and deployed.

    Raises:
        ToolchainError: ``secrets-refused``.
    """
    words = ("secret", "bulk") if deployed else ("versions", "secret", "bulk")
    done = await run(
        toolchain.wrangler(*words, "--name", worker),
        cwd=Path.cwd(),
        env=toolchain.environment(environment),
        timeout=120,
        input=json.dumps(dict(values)),
    )
    if done.returncode:
        raise refused(done.returncode, values, done.stdout + done.stderr)


@dataclass(frozen=True)
class Secrets:
    """Sets secrets for one run. Call it with an operation of the kind ``secrets``.

    Attributes:
        ask: gives the values of these names, as far as somebody knows them; kept nowhere.
    """

    toolchain: Toolchain
    environment: Mapping[str, str]
    worker: str
    ask: Callable[[tuple[str, ...]], Awaitable[Mapping[str, str]]]

    async def __call__(self, operation: Operation) -> Mapping[str, Any]:
        """Ask for the values and set them.

        Raises:
            Refused: ``secrets-missing``, when not all are known.
            ToolchainError: ``secrets-refused``.
        """
        names = tuple(str(each) for each in operation.details["names"])
        values = {name: value for name, value in (await self.ask(names)).items() if name in names and value}
        missing = [clean(name, 60) for name in names if name not in values]
        if missing:
            raise Refused(
                f"No value is known for {', '.join(missing)}.",
                code="secrets-missing",
                where=clean(self.worker, 60),
                fix="Say --secrets-from-env or --secrets-file FILE, or answer when you are asked.",
            )
        await put_secrets(
            self.toolchain, self.environment, self.worker, values, deployed=operation.details["deployed"] is True
        )
        return {"text": f"{len(values)} set"}


def refused(status: int, values: Mapping[str, str], log: str) -> ToolchainError:
    """Wrangler did not set them. Whatever of the values its log might hold is taken out."""
    for value in values.values():
        if value:
            log = log.replace(value, "(hidden)")
    lines = [clean(line, 200) for line in log.splitlines() if line.strip()][-8:]
    return ToolchainError(
        f"wrangler ended with status {status} and set nothing, or not all. The end of its log:\n  "
        + "\n  ".join(lines),
        code="secrets-refused",
        where="wrangler secret bulk",
        fix="Correct what the log names; `edgewise secrets` says what is missing.",
    )
