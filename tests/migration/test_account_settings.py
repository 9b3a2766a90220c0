"""Settings of a Pages project in the account: as a wrangler file, merged with what files say, asked for and kept."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from edgewise.account import demo
from edgewise.account.client import Client
from edgewise.account.credentials import Credential
from edgewise.cli import main
from edgewise.errors import AuthError, InputError
from edgewise.migration import apply, asked_account, assess, make_plan, ready, undo
from edgewise.migration.account_kept import keep, kept
from edgewise.migration.account_reading import client_for, read_dashboard
from edgewise.migration.account_settings import account_settings, differences, durable_objects
from edgewise.project import discover, jsonc
from edgewise.project.dashboard import Dashboard
from edgewise.project.model import Origin, Value
from edgewise.runtime.process import run
from edgewise.runtime.toolchain import ensure
from edgewise.store.folders import folders

Write = Callable[[Mapping[str, str | bytes]], Path]
HANDLER = "export const onRequest = ({ env }) => new Response(env.A);"
SECRET = "s3cr3t-value"

PRODUCTION: dict[str, Any] = {
    "compatibility_date": "2025-03-01",
    "compatibility_flags": ["nodejs_compat"],
    "always_use_latest_compatibility_date": False,
    "env_vars": {
        "A": {"type": "plain_text", "value": "live"},
        "OLD": {"value": "no type"},
        "TOKEN": {"type": "secret_text", "value": SECRET},
    },
    "kv_namespaces": {"KV": {"namespace_id": "kv1"}},
    "d1_databases": {"DB": {"id": "db1"}},
    "durable_object_namespaces": {
        "ROOM": {"namespace_id": "ns1"},
        "NAMED": {"namespace_id": "ns2", "class_name": "Named", "service": "rooms"},
        "LOST": {"namespace_id": "ns3"},
    },
    "r2_buckets": {"FILES": {"name": "files", "jurisdiction": "eu"}, "MORE": {"name": "more", "jurisdiction": None}},
    "queue_producers": {"JOBS": {"name": "jobs"}},
    "services": {
        "AUTH": {"service": "auth", "environment": "production", "entrypoint": None},
        "OTHER": {"service": "other", "environment": "staging", "entrypoint": "Api"},
    },
    "hyperdrive_bindings": {"SQL": {"id": "hd1"}},
    "vectorize_bindings": {"VEC": {"index_name": "words"}},
    "ai_bindings": {"AI": {"project_id": ""}},
    "analytics_engine_datasets": {"STATS": {"dataset": "stats"}},
    "browsers": {"BROWSER": {}},
    "mtls_certificates": {"CERT": {"certificate_id": "c1"}},
    "placement": {"mode": "smart"},
    "limits": {"cpu_ms": 50},
    "fail_open": True,
    "usage_model": "standard",
    "build_image_major_version": 3,
    "teapots": {"POT": {"id": "1"}},
}
PREVIEW: dict[str, Any] = {
    "compatibility_date": "2025-03-01",
    "compatibility_flags": [],
    "env_vars": {"A": {"type": "plain_text", "value": "try"}, "SIDE": {"type": "secret_text", "value": SECRET}},
    "kv_namespaces": {"KV": {"namespace_id": "kv2"}},
}
PROJECT: dict[str, Any] = {
    "name": "ferry",
    "source": {"type": "github", "config": {"owner": "acme", "repo_name": "ferry"}},
    "build_config": {"build_command": "make site", "destination_dir": "/site/", "root_dir": "/apps/web"},
    "deployment_configs": {"production": PRODUCTION, "preview": PREVIEW},
}
NAMESPACES = {"ns1": {"id": "ns1", "class": "Room", "script": "rooms"}}


def test_every_kind_of_setting() -> None:
    told = account_settings(PROJECT, NAMESPACES)
    assert told.document == {
        "name": "ferry",
        "pages_build_output_dir": "site",
        "compatibility_date": "2025-03-01",
        "compatibility_flags": ["nodejs_compat"],
        "vars": {"A": "live", "OLD": "no type"},
        "kv_namespaces": [{"binding": "KV", "id": "kv1"}],
        "d1_databases": [{"binding": "DB", "database_id": "db1", "database_name": "DB"}],
        "durable_objects": {
            "bindings": [
                {"name": "ROOM", "class_name": "Room", "script_name": "rooms"},
                {"name": "NAMED", "class_name": "Named", "script_name": "rooms"},
            ]
        },
        "r2_buckets": [
            {"binding": "FILES", "bucket_name": "files", "jurisdiction": "eu"},
            {"binding": "MORE", "bucket_name": "more"},
        ],
        "queues": {"producers": [{"binding": "JOBS", "queue": "jobs"}]},
        "services": [
            {"binding": "AUTH", "service": "auth"},
            {"binding": "OTHER", "service": "other", "environment": "staging", "entrypoint": "Api"},
        ],
        "hyperdrive": [{"binding": "SQL", "id": "hd1"}],
        "vectorize": [{"binding": "VEC", "index_name": "words"}],
        "ai": {"binding": "AI"},
        "analytics_engine_datasets": [{"binding": "STATS", "dataset": "stats"}],
        "browser": {"binding": "BROWSER"},
        "mtls_certificates": [{"binding": "CERT", "certificate_id": "c1"}],
        "placement": {"mode": "smart"},
        "limits": {"cpu_ms": 50},
        "env": {
            "preview": {
                "compatibility_flags": [],
                "placement": {"mode": "off"},
                "vars": {"A": "try"},
                "kv_namespaces": [{"binding": "KV", "id": "kv2"}],
            }
        },
    }
    assert (told.secrets, told.preview_secrets) == (("TOKEN",), ("SIDE",))
    assert (told.build, told.folder, told.from_git, told.reads_file) == ("make site", "apps/web", True, False)
    assert set(told.untold) == {"durable_objects.LOST", "teapots"}
    assert durable_objects(PROJECT) == ("ns1", "ns2", "ns3")
    assert SECRET not in repr(told)


LEAF = st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=4))
JSON = st.one_of(LEAF, st.lists(LEAF, max_size=2), st.dictionaries(st.text(max_size=4), LEAF, max_size=2))
BOUND = st.one_of(JSON, st.dictionaries(st.text(max_size=4), JSON, max_size=2))
CONFIG = st.dictionaries(st.sampled_from([*PRODUCTION, "more"]), BOUND, max_size=6)


@given(JSON, st.fixed_dictionaries({"production": CONFIG, "preview": CONFIG}), JSON)
def test_whatever_the_account_says_is_no_accident(build: Any, configs: Any, name: Any) -> None:
    project = {"name": name, "build_config": build, "source": build, "deployment_configs": configs}
    told = account_settings(project, {})
    json.dumps(told.document)
    durable_objects(project)
    assert list(differences(told.document, told.document)) == []


def test_previews_that_are_like_production_get_only_what_is_not_taken_over() -> None:
    same = {**PROJECT, "deployment_configs": {"production": PRODUCTION, "preview": PRODUCTION}}
    document = account_settings(same, NAMESPACES).document
    assert "compatibility_date" not in document["env"]["preview"]
    assert document["env"]["preview"]["vars"] == document["vars"]
    alone = {**PROJECT, "deployment_configs": {"production": PRODUCTION}}
    assert "env" not in account_settings(alone, NAMESPACES).document


def dashboard(**more: Any) -> Dashboard:
    return account_settings({**PROJECT, **more}, NAMESPACES)


def test_files_are_silent_and_the_account_speaks(write: Write) -> None:
    root = write({"site/index.html": "x", "functions/a.js": HANDLER, "package.json": '{"name": "other"}'})
    project = discover(root, {}, dashboard())
    assert project.name == Value("ferry", Origin.DASHBOARD)
    assert project.output == Value("site", Origin.DASHBOARD)
    assert project.compatibility_date == Value("2025-03-01", Origin.DASHBOARD)
    assert project.compatibility_flags == ("nodejs_compat",)
    assert project.build_command == Value("make site", Origin.DASHBOARD)
    assert project.assets == ("index.html",)
    findings = assess(project)
    ids = [each.id for each in findings]
    assert ready(findings)
    assert {"account-settings", "account-secret", "account-preview-secrets", "account-untold"} <= set(ids)
    assert "dashboard-settings" not in ids
    assert "compatibility-date-unknown" not in ids
    plan = make_plan(project, findings)
    assert "npx wrangler secret put TOKEN" in plan.next
    apply(project, plan)
    assert asked_account(root)
    text = (root / "wrangler.jsonc").read_text()
    written = jsonc.loads(text)
    assert written["vars"] == {"A": "live", "OLD": "no type"}
    assert written["env"]["preview"]["vars"] == {"A": "try"}
    assert "pages_build_output_dir" not in written
    assert SECRET not in text + (root / ".edgewise/journal.jsonl").read_text()
    undo(root)
    assert not asked_account(root)


def test_the_file_wins_where_pages_reads_it(write: Write) -> None:
    toml = (
        'name = "ferry"\npages_build_output_dir = "o"\ncompatibility_date = "2024-09-09"\n[vars]\nA = "file"\nB = "2"\n'
    )
    root = write({"o/index.html": "x", "functions/a.js": HANDLER, "wrangler.toml": toml})
    project = discover(root, {}, dashboard())
    assert project.settings["vars"] == {"A": "file", "B": "2"}
    assert "kv_namespaces" not in project.settings
    assert project.compatibility_date is not None
    assert project.compatibility_date.origin is Origin.CONFIG
    (differs,) = (each for each in assess(project) if each.id == "account-differs")
    for name in ("vars.A", "vars.OLD", "kv_namespaces.KV", "compatibility_date"):
        assert name in differs.title
    assert not any(each.id == "account-settings" for each in assess(project))


def test_the_account_wins_where_pages_does_not_read_the_file(write: Write) -> None:
    toml = '# ours\nname = "ferry"\naccount_id = "a1"\n[vars]\nA = "file"\nB = "2"\n[dev]\nport = 9000\n'
    files = {"site/index.html": "x", "functions/a.js": HANDLER, "wrangler.toml": toml}
    project = discover(write(files), {}, dashboard())
    assert project.settings["vars"] == {"A": "live", "OLD": "no type"}
    assert project.settings["account_id"] == "a1"
    assert project.settings["dev"] == {"port": 9000}
    findings = assess(project)
    assert any(each.id == "account-replaces-file" and "vars.A" in each.title for each in findings)
    apply(project, make_plan(project, findings))
    text = (project.root / "wrangler.toml").read_text()
    assert text.startswith("# ours\n")
    assert "live" in text
    assert '"2"' not in text


# ---------------------------------------------------------------------- asking


async def test_the_demo_account_is_read(write: Write) -> None:
    root = write({"out/index.html": "x", "functions/a.js": HANDLER})
    async with demo.client() as client:
        told = await read_dashboard(client, discover(root, {"name": "report-desk"}))
    assert told.name == "report-desk"
    assert told.secrets == ("SESSION_SECRET",)
    assert told.document["queues"] == {"producers": [{"binding": "JOBS", "queue": "report-jobs"}]}
    assert told.document["env"]["preview"]["vars"] == {"REPORT_KINDS": "sales"}
    async with demo.client() as client:
        with pytest.raises(InputError) as caught:
            await read_dashboard(client, discover(root, {"name": "nowhere"}))
    assert caught.value.code == "project-not-in-account"
    assert "report-desk" in caught.value.message


def account(rows: list[dict[str, Any]]) -> Client:
    """A client that looks at an account with these Pages projects and one Durable Object namespace."""

    def answer(request: httpx.Request) -> httpx.Response:
        path = request.url.path.removeprefix("/client/v4/accounts/acc").removeprefix("/")
        if path in ("", "client/v4/accounts"):
            accounts = [{"id": "acc", "name": "Acme"}]
            return httpx.Response(200, json={"success": True, "result": accounts if path else accounts[0]})
        if path == "pages/projects":
            page = int(request.url.params.get("page", "1"))
            return httpx.Response(200, json={"success": True, "result": rows if page == 1 else []})
        if path == "workers/durable_objects/namespaces/ns1":
            return httpx.Response(200, json={"success": True, "result": NAMESPACES["ns1"]})
        found = next((row for row in rows if path == f"pages/projects/{row['name']}"), None)
        if found:
            return httpx.Response(200, json={"success": True, "result": found})
        errors = [{"code": 8000007, "message": "Project not found"}]
        return httpx.Response(404, json={"success": False, "result": None, "errors": errors})

    return Client(
        Credential("token", "x" * 20, source="test"),
        base_url="https://api.invalid/client/v4",
        transport=httpx.MockTransport(answer),
        account_id="acc",
    )


async def test_a_project_is_found_by_its_repository_and_folder(write: Write) -> None:
    root = write(
        {
            ".git/config": '[remote "origin"]\n\turl = git@github.com:Acme/Ferry.git\n',
            "apps/web/index.html": "x",
            "apps/web/package.json": '{"name": "decoy"}',
        }
    )
    decoy = {"name": "decoy", "source": {"config": {"owner": "else", "repo_name": "where"}}}
    async with account([decoy, PROJECT]) as client:
        told = await read_dashboard(client, discover(root / "apps/web"))
        assert told.name == "ferry"
        bindings = told.document["durable_objects"]["bindings"]
        assert {"name": "ROOM", "class_name": "Room", "script_name": "rooms"} in bindings


def test_the_demo_account_is_no_stand_in_for_a_credential() -> None:
    with pytest.raises(AuthError) as caught:
        client_for({}, demo=False)
    assert caught.value.code == "credential-missing"
    assert client_for({}, demo=True).demo


def test_what_was_said_is_kept_for_the_user_alone(tmp_path: Path) -> None:
    told = dashboard()
    keep(folders(), tmp_path, told)
    assert kept(folders(), tmp_path) == told
    assert kept(folders(), tmp_path / "other") is None
    (file,) = (folders().state / "dashboard").iterdir()
    assert file.stat().st_mode & 0o777 == 0o600
    assert SECRET not in file.read_text()
    file.write_text("{")
    assert kept(folders(), tmp_path) is None


def test_the_command_line_asks(write: Write, capsys: pytest.CaptureFixture[str]) -> None:
    root = write({"out/index.html": "x", "functions/a.js": HANDLER})
    asked = ["--from-account", "--demo", "--set", "name=report-desk", "--json"]
    assert main(["assess", str(root), *asked]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["project"]["origins"]["compatibility_date"]["origin"] == "dashboard"
    assert main(["assess", str(root), "--demo", "--json"]) == 2
    assert json.loads(capsys.readouterr().out)["code"] == "option-alone"
    assert main(["assess", str(root), "--from-account", "--json"]) == 4
    assert json.loads(capsys.readouterr().out)["code"] == "credential-missing"
    assert main(["migrate", str(root), "--yes", *asked]) == 0
    document = json.loads(capsys.readouterr().out)
    assert "npx wrangler secret put SESSION_SECRET" in document["next"]
    assert main(["assess", str(root), "--json"]) == 0
    looking_back = json.loads(capsys.readouterr().out)
    assert looking_back["project"]["origins"]["compatibility_date"]["origin"] == "dashboard"


@pytest.mark.wrangler
async def test_the_real_wrangler_takes_every_kind(write: Write, tmp_path: Path) -> None:
    root = write({"site/index.html": "x", "functions/a.js": HANDLER})
    project = discover(root, {"output": "site"}, dashboard())
    apply(project, make_plan(project, assess(project)))
    toolchain = await ensure()
    for environment in ("", "preview"):
        argv = toolchain.wrangler("deploy", "--dry-run", f"--outdir={tmp_path / 'bundle'}", f"--env={environment}")
        done = await run(argv, cwd=root, env=toolchain.environment(), timeout=90)
        text = done.stdout + done.stderr
        assert done.returncode == 0, text
        if not environment:
            assert all("Smart Placement" in line for line in text.splitlines() if "WARNING" in line), text
        assert "env.A" in text
        assert ("live" in text) is not bool(environment)
