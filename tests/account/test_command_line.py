"""``edgewise snapshot`` and ``edgewise demo-account`` as programs."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from tests.account.support import CANARY


def edgewise(*arguments: str, **environ: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "edgewise", *arguments]
    return subprocess.run(
        command, check=False, env={**os.environ, **environ}, capture_output=True, text=True, timeout=60
    )


def test_the_snapshot_as_json() -> None:
    done = edgewise("snapshot", "--demo", "--json")
    assert done.returncode == 0 and done.stderr == ""
    document = json.loads(done.stdout)
    assert document["schema"] == "edgewise/snapshot/1" and document["demo"] is True
    assert len(document["resources"]["pages_projects"]) == 13


def test_the_snapshot_to_read() -> None:
    done = edgewise("snapshot", "--demo")
    assert done.returncode == 0
    assert "demo account" in done.stdout.splitlines()[0]
    lonely = next(line for line in done.stdout.splitlines() if "report-jobs" in line and "report-desk (Pages)" in line)
    assert lonely.startswith("▲")
    assert "Cost of " in done.stdout.splitlines()[1] and "not the bill" in done.stdout.splitlines()[1]
    assert max(map(len, done.stdout.splitlines()[2:])) < 130


def test_the_sanitised_snapshot_to_read_and_as_json() -> None:
    done = edgewise("snapshot", "--demo", "--sanitised")
    assert done.returncode == 0 and "report-jobs" not in done.stdout and "Northgate" not in done.stdout
    assert "▲ name-" in done.stdout
    document = json.loads(edgewise("snapshot", "--demo", "--sanitised", "--json").stdout)
    assert document["sanitised"] is True and document["account"]["name"].startswith("name-")


def test_without_a_credential_it_is_the_demo() -> None:
    assert json.loads(edgewise("snapshot", "--json").stdout)["demo"] is True


@pytest.mark.parametrize(("token", "code"), [("invalid", 4), (f"{CANARY} {CANARY}", 4)])
def test_a_credential_that_does_not_work(token: str, code: int) -> None:
    with Demo() as demo:
        done = edgewise("snapshot", "--json", CLOUDFLARE_API_BASE_URL=demo.url, CLOUDFLARE_API_TOKEN=token)
    assert done.returncode == code
    assert json.loads(done.stdout)["schema"] == "edgewise/error/1"
    assert CANARY not in done.stdout + done.stderr


def test_nobody_there() -> None:
    environ = {"CLOUDFLARE_API_BASE_URL": "http://127.0.0.1:9/client/v4", "CLOUDFLARE_API_TOKEN": CANARY}
    done = edgewise("snapshot", **environ)
    assert done.returncode == 3
    assert "do:" in done.stderr and CANARY not in done.stderr


class Demo:
    """``edgewise demo-account`` as a process, on a free port."""

    def __init__(self, *arguments: str) -> None:
        self.arguments = arguments

    def __enter__(self) -> Demo:
        command = [sys.executable, "-m", "edgewise", "demo-account", "--port", "0", *self.arguments]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        assert self.process.stdout is not None
        self.url = self.process.stdout.readline().strip()
        return self

    def __exit__(self, *error: object) -> None:
        self.end(signal.SIGTERM)

    def end(self, number: int) -> tuple[int, str]:
        if self.process.poll() is None:
            self.process.send_signal(number)
        _, narration = self.process.communicate(timeout=20)
        return self.process.returncode, narration


def test_the_demo_account_serves_and_ends_when_interrupted() -> None:
    with Demo() as demo:
        answer = httpx.get(f"{demo.url}/user", headers={"Authorization": "Bearer demo"}, trust_env=False)
        assert answer.json()["result"]["email"] == "maren@northgate.example"
        code, narration = demo.end(signal.SIGINT)
    assert code == 130
    assert "Traceback" not in narration
    assert f"CLOUDFLARE_API_BASE_URL={demo.url} CLOUDFLARE_API_TOKEN=demo" in narration


def test_the_demo_account_ends_when_told_to() -> None:
    with Demo() as demo:
        assert demo.end(signal.SIGTERM)[0] == 0


def test_the_same_through_the_real_client(isolated: Path) -> None:
    with Demo() as demo:
        done = edgewise("snapshot", "--json", CLOUDFLARE_API_BASE_URL=demo.url, CLOUDFLARE_API_TOKEN=CANARY)
    there, here = json.loads(done.stdout), json.loads(edgewise("snapshot", "--demo", "--json").stdout)
    assert there["demo"] is True and there["account"] == here["account"]
    assert [each["name"] for each in there["resources"]["queues"]] == [
        each["name"] for each in here["resources"]["queues"]
    ]
    assert CANARY not in done.stdout + done.stderr


def test_a_taken_port_is_said() -> None:
    with Demo() as demo:
        port = demo.url.split(":")[2].split("/")[0]
        done = edgewise("demo-account", "--port", port)
    assert done.returncode == 2 and "--port" in done.stderr


def test_the_demo_account_has_the_faults_that_are_asked_for() -> None:
    with Demo("--fault", "503@/user@0.5", "--latency", "10ms", "--cut", "0", "--limit", "90", "--seed", "3") as demo:
        signed = {"Authorization": "Bearer demo"}
        with httpx.Client(trust_env=False, headers=signed) as http:
            answers = [http.get(f"{demo.url}/user?n={n}") for n in range(20)]
        _, narration = demo.end(signal.SIGTERM)
    assert {each.status_code for each in answers} == {200, 503}
    assert min(each.elapsed.total_seconds() for each in answers) >= 0.01
    assert answers[0].headers["ratelimit-policy"] == '"default";q=90;w=300'
    assert "with faults: 503 at /user for 50 %, 10 ms slower, 90 requests in five minutes" in narration
    done = edgewise("demo-account", "--port", "0", "--fault", "storm")
    assert done.returncode == 2 and "429@0.1" in done.stderr
