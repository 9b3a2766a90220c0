"""Live logs of Workers and of Pages deployments. The address that is named leads to this very server."""

from __future__ import annotations

from urllib.parse import urlsplit

from edgewise.account.demo.company import Company
from edgewise.account.demo.exchange import Call, Refusal, Result, route
from edgewise.account.demo.happening import Script
from edgewise.account.demo.tails import Tails
from edgewise.account.demo.times import stamp
from edgewise.account.demo.traffic import Traffic

PATH = "/tails/"
"""Where a tail is listened to, below the server's root."""

_NO_SCRIPT = Refusal(404, 10007, "This Worker does not exist on your account.")
_NO_DEPLOYMENT = Refusal(404, 8000009, "There is no deployment with this id.")
_NO_TAIL = Refusal(404, 10057, "There is no tail with this id.")
_WORKER = "/accounts/{account}/workers/scripts/{worker}/tails"
_DEPLOYMENT = "/accounts/{account}/pages/projects/{project}/deployments/{deployment}/tails"


def _make(company: Company, call: Call, script: Script) -> Result:
    tail = company.part(Tails).make(script, call.json())
    host = call.headers.get("host", "")
    # Over loopback the server is reached as the request reached it; in process nobody dials the address.
    here = (urlsplit(f"//{host}").hostname or "") in ("127.0.0.1", "localhost", "::1")
    origin = f"ws://{host}" if here else "wss://demo.invalid"
    return Result({"id": tail.identity, "url": f"{origin}{PATH}{tail.identity}", "expires_at": stamp(tail.expires)})


@route(_WORKER, "POST")
def make_worker_tail(company: Company, call: Call) -> Result | Refusal:
    """Begin to watch a Worker."""
    script = company.part(Traffic).worker(call.values["worker"])
    return _make(company, call, script) if script is not None else _NO_SCRIPT


@route(_DEPLOYMENT, "POST")
def make_deployment_tail(company: Company, call: Call) -> Result | Refusal:
    """Begin to watch a Pages deployment."""
    script = company.part(Traffic).deployment(call.values["project"], call.values["deployment"])
    return _make(company, call, script) if script is not None else _NO_DEPLOYMENT


@route(_WORKER)
def worker_tails(company: Company, call: Call) -> Result | Refusal:
    """Who watches a Worker."""
    name = call.values["worker"]
    if company.part(Traffic).worker(name) is None:
        return _NO_SCRIPT
    found = [each for each in company.part(Tails).tails.values() if each.script.name == name]
    return Result([{"id": each.identity, "expires_at": stamp(each.expires)} for each in found])


@route(_WORKER + "/{tail}", "DELETE")
def delete_worker_tail(company: Company, call: Call) -> Result | Refusal:
    """End watching a Worker."""
    return Result(None) if company.part(Tails).delete(call.values["tail"]) else _NO_TAIL


@route(_DEPLOYMENT + "/{tail}", "DELETE")
def delete_deployment_tail(company: Company, call: Call) -> Result | Refusal:
    """End watching a Pages deployment."""
    return Result(None) if company.part(Tails).delete(call.values["tail"]) else _NO_TAIL
