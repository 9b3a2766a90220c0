"""The command line as a whole: exit codes, channels, errors."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from edgewise import __version__
from edgewise.cli import main
from edgewise.cli.parser import build_parser


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the program with nothing on standard input."""
    return subprocess.run(
        [sys.executable, "-m", "edgewise", *arguments],
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        timeout=60,
        check=False,
    )


def test_version() -> None:
    done = run("--version")
    assert (done.returncode, done.stdout) == (0, f"edgewise {__version__}\n")


def test_the_interface_says_what_to_run_where_there_is_no_terminal() -> None:
    done = run()
    assert done.returncode == 2
    assert done.stdout == ""
    assert "edgewise --help" in done.stderr


def test_an_unknown_command_is_a_usage_error() -> None:
    done = run("migrat")
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def test_paths_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["paths", "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["schema"] == "edgewise/paths/1"
    assert document["settings"].endswith("settings.json")


def test_an_error_is_a_document_when_json_is_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    code = main(["assess", "/no/such/folder", "--json"])
    document = json.loads(capsys.readouterr().out)
    assert code == 2
    assert document["schema"] == "edgewise/error/1"
    assert set(document) >= {"code", "message", "where", "fix"}


def test_every_handler_exists() -> None:
    from importlib import import_module

    def handlers(parser: object) -> list[str]:
        found = []
        for action in parser._actions:  # type: ignore[attr-defined]
            if hasattr(action, "choices") and isinstance(action.choices, dict):
                for child in action.choices.values():
                    if "handler" in child._defaults:
                        found.append(child._defaults["handler"])
                    found += handlers(child)
        return found

    names = handlers(build_parser())
    assert len(names) > 10
    for name in names:
        module, function = name.split(":")
        assert callable(getattr(import_module(module), function))


def test_a_reader_that_goes_away_is_not_an_error() -> None:
    # Enough output to fill the pipe after the reader has gone.
    with subprocess.Popen(
        [sys.executable, "-m", "edgewise", "lessons", "show", "the-request-that-would-not-finish", "--plain"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        said = process.stderr.read()
        process.wait(timeout=60)
    assert "Traceback" not in said
    assert "BrokenPipe" not in said


def test_a_mistake_of_ours_is_a_document_too(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(arguments: object, out: object) -> int:
        raise ZeroDivisionError

    monkeypatch.setattr("edgewise.cli.paths.run", fail)
    with pytest.raises(ZeroDivisionError):
        main(["paths", "--json"])
    found = json.loads(capsys.readouterr().out)
    assert (found["schema"], found["code"]) == ("edgewise/error/1", "internal-error")
