"""The demo server's own address: what it tells, and faults that begin and end while it runs."""

from __future__ import annotations

import httpx
import pytest

from edgewise.account.demo import serve
from edgewise.account.demo.control import LONGEST
from tests.account.support import NOW

SIGNED = {"authorization": "Bearer demo"}


async def test_faults_are_replaced_while_it_runs() -> None:
    async with await serve(0, lambda: NOW) as server, httpx.AsyncClient(trust_env=False) as http:
        at = f"http://127.0.0.1:{server.port}/edgewise/demo"
        assert (await http.get(at)).json() == {"serving": None, "faults": ""}
        assert (await http.get(f"{server.url}/user", headers=SIGNED)).status_code == 200
        told = await http.put(f"{at}/faults", content="403@/user, seed=3\n")
        assert told.json() == (await http.get(at)).json() == {"serving": None, "faults": "403 at /user"}
        refused = await http.get(f"{server.url}/user", headers=SIGNED)
        assert (refused.status_code, refused.headers["x-edgewise-demo"]) == (403, "403 at /user")
        assert (await http.put(f"{at}/faults")).json()["faults"] == ""
        assert (await http.get(f"{server.url}/user", headers=SIGNED)).status_code == 200


@pytest.mark.parametrize("body", [b"storm", b"\xff\xfe", b"429@0.1 nonsense", b"429 " * LONGEST])
async def test_what_is_no_fault_changes_nothing(body: bytes) -> None:
    async with await serve(0, lambda: NOW) as server, httpx.AsyncClient(trust_env=False) as http:
        at = f"http://127.0.0.1:{server.port}/edgewise/demo"
        await http.put(f"{at}/faults", content="500@/queues")
        found = await http.put(f"{at}/faults", content=body)
        assert found.status_code in (400, 413) and found.json()["error"] and found.json()["fix"]
        assert (await http.get(at)).json()["faults"] == "500 at /queues"


async def test_only_what_there_is_and_only_from_here() -> None:
    async with await serve(0, lambda: NOW) as server, httpx.AsyncClient(trust_env=False) as http:
        at = f"http://127.0.0.1:{server.port}/edgewise/demo"
        assert (await http.put(at, content="429")).status_code == 405
        assert (await http.get(f"{at}/faults")).headers["allow"] == "PUT"
        for headers in ({"host": "demo.example"}, {"origin": "https://evil.example"}):
            assert (await http.put(f"{at}/faults", content="429", headers=headers)).status_code == 421
        assert (await http.get(at)).json()["faults"] == ""
