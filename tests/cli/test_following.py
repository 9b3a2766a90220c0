"""The command that comes next, as the account's half says it: for the same folder and the same account."""

from __future__ import annotations

import argparse
import shlex
from typing import Literal

import pytest

from edgewise.cli.account_side import conclude, following
from edgewise.cli.output import Output
from edgewise.cli.parser import build_parser
from edgewise.errors import Refused
from edgewise.migration.operations.carrying import Result
from edgewise.migration.operations.model import Operation

OPERATION = Operation("domain", "Give www.example.com to the Worker", "Why.", (), (), "It is put back.", restores=False)
ERROR = Refused("Somebody changed it.", code="drift", where="x", fix="Look at it.")


def asked(*words: str) -> argparse.Namespace:
    return build_parser().parse_args(words)


@pytest.mark.parametrize(
    "said",
    [
        (),
        ("--demo", "8780"),
        ("--demo",),
        ("a folder/it's", "--project", "old-site", "--worker", "new", "--demo", "9"),
    ],
)
@pytest.mark.parametrize("words", ["cutover --yes --accept domain", "rollback --yes", "finish", "finish --clean-up"])
def test_the_next_command_means_the_same_project_and_account(said: tuple[str, ...], words: str) -> None:
    before = asked("ship", *said)
    _, *next_words = shlex.split(following(before, words))
    after = asked(*next_words)
    for name in ("dir", "project", "worker", "demo"):
        assert getattr(after, name) == getattr(before, name), name
    assert next_words[0] == words.split()[0]
    assert [each for each in words.split() if each in next_words] == words.split()


@pytest.mark.parametrize(
    ("state", "stage", "error", "said"),
    [
        ("waits", "cutover", None, ("--accept domain", "`edgewise rollback --demo 8780 --yes`", "It is put back.")),
        ("failed", "cutover", ERROR, ("Look at it.", "`edgewise cutover --demo 8780 --yes`", "Or go back with")),
        ("failed", "ship", ERROR, ("`edgewise ship --demo 8780 --yes`",)),
    ],
)
def test_an_end_that_is_none_says_how_to_go_on(
    state: Literal["waits", "failed"],
    stage: str,
    error: Refused | None,
    said: tuple[str, ...],
    capsys: pytest.CaptureFixture[str],
) -> None:
    result = Result(state, OPERATION, error)
    assert conclude(asked(stage, "--demo", "8780"), result, Output(), done="", stage=stage) != 0
    told = capsys.readouterr().out
    assert all(each in told for each in said)
    assert ("go back" in told) == (stage == "cutover")
    assert "edgewise rollback --yes" not in told
