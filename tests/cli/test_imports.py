"""What the program imports before it has shown anything. Each check runs in a fresh interpreter."""

from __future__ import annotations

import subprocess
import sys

import pytest

_REPORT = "import sys; print('\\n'.join(sorted(sys.modules)))"


def modules_after(code: str) -> set[str]:
    """The modules that are loaded once ``code`` has run."""
    done = subprocess.run(
        [sys.executable, "-c", f"{code}\n{_REPORT}"], capture_output=True, text=True, check=True, timeout=60
    )
    return set(done.stdout.split())


def test_version_answers_without_argparse_or_textual() -> None:
    loaded = modules_after(
        "import sys; sys.argv = ['edgewise', '--version']\nfrom edgewise.__main__ import main; main()"
    )
    assert not {"argparse", "textual", "httpx", "json"} & loaded


def test_help_answers_without_textual_or_http() -> None:
    loaded = modules_after("from edgewise.cli.parser import build_parser; build_parser().format_help()")
    assert not {"textual", "rich", "httpx", "markdown_it", "asyncio"} & loaded


@pytest.mark.parametrize(
    "package", ["store", "project", "account", "runtime", "course", "migration", "migration.parity"]
)
def test_logic_does_not_import_the_terminal_interface(package: str) -> None:
    loaded = modules_after(f"import edgewise.{package}")
    assert not {"textual", "rich"} & loaded


def test_home_is_painted_without_http_markdown_or_highlighting() -> None:
    loaded = modules_after("import edgewise.app, edgewise.screens.home, edgewise.cli.tui")
    assert not {"httpx", "markdown_it", "pygments", "tomlkit", "pathspec", "edgewise.migration.parity"} & loaded


def test_migrate_is_painted_without_what_speaks_to_an_account() -> None:
    loaded = modules_after("import edgewise.app, edgewise.screens.migrate")
    assert not {"httpx", "tomlkit", "edgewise.account.client", "edgewise.account.resources"} & loaded
