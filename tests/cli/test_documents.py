"""The JSON documents have exactly the fields that ``assets/documents.md`` describes."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.conftest import SAMPLES
from tests.course.writing import LESSON, MANIFEST, write_course

from edgewise.cli import main
from edgewise.course import Progress
from edgewise.migration.additions import Trial
from edgewise.migration.bundle import BundleSize
from edgewise.migration.parity.document import report_document
from edgewise.migration.parity.model import (
    Difference,
    Exchange,
    ParityReport,
    Request,
    Response,
    StateDifference,
)
from edgewise.store import content, folders

Sample = Callable[[str], Path]
Capture = pytest.CaptureFixture[str]
TEXT = content("assets", "documents.md").read_text("utf-8")


def described(name: str) -> set[str]:
    """The fields of a document as the description has them."""
    section = re.search(rf"^## {name}\n.*?^```\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL)
    assert section is not None, name
    lines = section.group(1).splitlines()
    assert all(re.match(r"\S+( {2,}\S|$)", line) for line in lines)
    return {line.split()[0] for line in lines}


def fields(value: Any, path: str = "") -> Iterator[tuple[str, bool]]:
    """Every path in a document, and whether its value is null. Empty lists and objects have no fields."""
    if isinstance(value, dict):
        for key, each in value.items():
            yield from fields(each, f"{path}.{key}" if path else key)
    elif isinstance(value, list):
        for each in value:
            yield from fields(each, f"{path}[]")
    else:
        yield path, value is None


def pattern(field: str) -> str:
    """A regular expression for the paths that a described field stands for."""
    plain = re.escape(field).replace(r"\?", "").replace(r"\*", r"(?:[^\[]+)")
    return f"{plain}$"


def check(name: str, *documents: dict[str, Any]) -> None:
    """Every field of every document is described, every described field occurs, and null only where it may be."""
    wanted = described(name)
    seen: set[str] = set()
    for document in documents:
        assert document["schema"] == f"edgewise/{name}/1"
        for path, null in fields(document):
            above = {field for field in wanted if null and any(_ends(part, path) for part in _prefixes(field))}
            matches = {field for field in wanted if re.match(pattern(field), path)} | above
            assert matches, f"{path} is not described"
            seen |= matches - above
            if null:
                assert above or any(field.endswith("?") for field in matches), f"{path} may not be null"
    assert wanted == seen, wanted - seen


def _prefixes(field: str) -> list[str]:
    """The beginnings of a field that end with a question mark: objects that can be null as a whole."""
    return [field[: match.start()] for match in re.finditer(r"\?(?=\.)", field)]


def _ends(prefix: str, path: str) -> bool:
    return re.match(pattern(prefix), path) is not None


def call(capsys: Capture, *arguments: str) -> dict[str, Any]:
    capsys.readouterr()
    main([*arguments, "--json"])
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def test_the_checks_can_fail() -> None:
    with pytest.raises(AssertionError):
        check("findings", {"schema": "edgewise/findings/1", "findings": [{"id": "x", "severity": "y"}]})
    with pytest.raises(AssertionError):
        check("findings", {"schema": "edgewise/findings/1", "findings": [dict.fromkeys(("id", "severity", "title"))]})
    with pytest.raises(AssertionError):
        check("error", {"schema": "edgewise/error/1", "code": "x", "message": "x", "where": "x", "fix": "x", "new": 1})


def test_errors(tmp_path: Path, capsys: Capture) -> None:
    check(
        "error",
        call(capsys, "assess", str(tmp_path / "nowhere")),
        call(capsys, "plan", str(tmp_path)),
        call(capsys, "undo", str(tmp_path)),
    )


def test_assessments(sample: Sample, tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    async def measured(*_: object, **__: object) -> BundleSize:
        return BundleSize(2048, 1024)

    monkeypatch.setattr("edgewise.runtime.toolchain.ensure", measured)
    monkeypatch.setattr("edgewise.migration.bundle.measure_bundle", measured)
    names = ("functions-blog", "nextjs-story", "no-config")
    check(
        "assess",
        *(call(capsys, "assess", str(sample(name))) for name in names),
        call(capsys, "assess", str(tmp_path)),
        call(capsys, "assess", str(sample("static-404")), "--bundle"),
    )


def test_explanations(capsys: Capture) -> None:
    check(
        "finding",
        *(call(capsys, "assess", "--explain", name) for name in ("etag-value", "functions-compile")),
    )
    check("findings", call(capsys, "assess", "--explain"))


def test_migrations(sample: Sample, capsys: Capture) -> None:
    blog, pages = sample("functions-blog"), sample("static-404")
    (blog / ".dev.vars").write_text("A=1\n")
    for command in (["init", "-q"], ["add", "."], ["-c", "user.name=x", "-c", "user.email=x", "commit", "-qm", "x"]):
        subprocess.run(["git", *command], cwd=pages, check=True)
    check("plan", call(capsys, "plan", str(blog)), call(capsys, "plan", str(pages)))
    check(
        "migrate",
        call(capsys, "migrate", str(blog), "--yes"),
        call(capsys, "migrate", str(pages), "--yes", "--branch", "moving"),
    )
    call(capsys, "add", "logs", str(pages), "--yes")
    applied = call(capsys, "history")
    (blog / "package.json").write_text((blog / "package.json").read_text().replace("{\n", '{\n  "x": 1,\n', 1))
    (blog / "wrangler.toml").write_text("mine")
    first = call(capsys, "undo", str(blog))
    second = call(capsys, "undo", str(blog), "--keep-mine")
    check("undo", first, {**second, "cut_off": ["reports.northgate.example"]})
    call(capsys, "undo", str(pages))
    check("history", applied, call(capsys, "history"), call(capsys, "undo", "--list"))


def test_additions(sample: Sample, capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    root = str(sample("nextjs-story"))

    async def tried(*_: object, **__: object) -> Trial:
        return Trial(True, ("It happened.",), ("a line",))

    monkeypatch.setattr("edgewise.runtime.toolchain.ensure", tried)
    monkeypatch.setattr("edgewise.migration.additions.trial.try_addition", tried)
    call(capsys, "migrate", root, "--yes")
    check("add-list", call(capsys, "add", "--in", root))
    queue = ("--queue", "report-jobs")
    settings = ("--status", "--dead-letter", "none", "--retries", "1", "--batch", "2")
    check(
        "add",
        call(capsys, "add", "consumer", root, *queue, "--dry-run"),
        call(capsys, "add", "consumer", root, *queue, *settings, "--try", "--yes"),
        call(capsys, "add", "workflow", "build-report", root, *queue, "--yes"),
        call(capsys, "add", "cron", "0 6 * * *", root, "--yes"),
        call(capsys, "add", "logs", root, "--sampling", "0.5"),
        call(capsys, "add", "cron", "0 6 * * *", root, "--try"),
    )
    call(capsys, "undo", root)


def test_proofs() -> None:
    found = Exchange(
        Request("GET", "/", why="x"),
        Response(200, {}, b""),
        Response(404, {}, b""),
        (Difference("status", 1, "200", "404"), Difference("header:etag", 4, '"a"', '"b"', "etag-value")),
    )
    report = ParityReport(
        (found,),
        "old",
        "new",
        {"old_start": 1.0},
        ((Request("GET", "/x"), "why"),),
        ("note",),
        warnings=("warning",),
        state=(StateDifference("place", "old", "new"),),
    )
    empty = ParityReport((), "old", "new")
    check("verify", *({"schema": "edgewise/verify/1", **report_document(each)} for each in (report, empty)))


async def test_snapshots() -> None:
    from tests.account.support import refusal
    from tests.account.test_snapshot import demo_client, refusing

    from edgewise.account import snapshot

    whole, hidden = await snapshot(demo_client()), await snapshot(demo_client(), sanitised=True)
    refused = await snapshot(refusing("/queues", refusal(403)))
    odd = await snapshot(refusing("/graphql", refusal(403)))
    check("snapshot", *({"schema": "edgewise/snapshot/1", **each} for each in (whole, hidden, refused, odd)))


async def test_overviews() -> None:
    from tests.account.test_overview import demo_seen

    from edgewise.account.overview import costs_block, make_overview
    from edgewise.screens.account.exporting import overview_document

    seen, scope, money = await demo_seen()
    document = overview_document(make_overview(seen, scope, costs=costs_block(money)))
    check("overview", json.loads(json.dumps(document)))


def test_exports() -> None:
    from edgewise.account.export import json_text
    from edgewise.account.resources import kind
    from edgewise.account.resources.model import Row, Scope

    rows = [Row("a", {"queue_name": "a"}, {"metrics": {"backlog_count": 1}}), Row("b", None)]
    text = json_text(kind("queues"), rows, Scope(), account="x", parameters={"project": "y"})
    check("export", json.loads(text))


def test_rows_of_a_database() -> None:
    from edgewise.account.sql.console import Result
    from edgewise.screens.account.data.answers import json_of

    meta = {"duration": 0.2, "rows_read": 1, "served_by": None}
    check("rows", json.loads(json_of(Result("SELECT 1", ("a", "a", "b"), ((1, None, [0, 255]),), meta))))


async def test_permissions() -> None:
    from edgewise.account import demo
    from edgewise.account.permissions.report import know, report

    found = []
    for token in ("demo-told", "demo-pages-only", "demo-wrangler", "demo-account-owned"):
        api = demo.client(token=token)
        found.append((await report(api, await know(api))).document())
    found[0]["credential"] |= {"not_before": "2026-01-01T00:00:00+00:00", "ip": {"in": ["x"], "not_in": ["y"]}}
    check("permissions", *({"schema": "edgewise/permissions/1", **each} for each in found))


def test_changes() -> None:
    from tests.account.support import ACCOUNT, NOW
    from tests.account.test_changes import ROWS, of, purge

    from edgewise.account.changes.log import Changes
    from edgewise.account.changes.outcome import Outcome
    from edgewise.account.resources.actions import KV_DELETE

    log = Changes()
    changes = (purge(), of(KV_DELETE, ROWS["kv_keys"]), purge())
    entries = [log.begin(each, account=ACCOUNT, name="x", demo=False, now=NOW) for each in changes]
    log.end(entries[0], Outcome("done", "Done.", words=("x",), result={"queue_id": "q"}), NOW)
    log.end(entries[1], Outcome("refused", "No.", code="api-refused"), NOW)
    check("changes", {"schema": "edgewise/changes/1", **log.document()})


def test_comparisons() -> None:
    from edgewise.account.comparing import compare
    from edgewise.screens.account.diff_lines import comparison_document

    secret = {"type": "secret_text", "value": "x"}
    found = compare(
        {"id": "1", "a": 1, "b": {"c": 1}, "s": secret},
        {"id": "2", "a": 2, "d": {"e": 2, "k": secret}, "s": secret},
        remarks=["x"],
    )
    check("comparison", comparison_document(found, "one", "two"))


def test_checks_of_a_course(tmp_path: Path, capsys: Capture) -> None:
    good = write_course(tmp_path / "good", MANIFEST, LESSON)
    titled = write_course(tmp_path / "titled", MANIFEST, LESSON.replace('title = "Lesson one"', 'title = "Other"', 1))
    unread = write_course(tmp_path / "unread", MANIFEST, LESSON.replace("[@FACT]", "[@NOPE]"))
    (unread / "ids.toml").write_text("[lessons")
    check(
        "lessons-check",
        call(capsys, "lessons", "check", str(good), "--write-ids"),
        call(capsys, "lessons", "check", str(titled)),
        call(capsys, "lessons", "check", str(unread)),
    )


def test_progress_and_reviews(tmp_path: Path, capsys: Capture) -> None:
    progress = Progress.load(folders())
    progress.answer_quiz("two-writers", "how-many-lost", (0,), False)
    progress.answer_quiz("two-writers", "which-store", (0, 2), True)
    progress.lab_passed("two-writers", "two-writers/lab")
    document = json.loads(progress.path.read_text())
    row = document["lessons"]["two-writers"]["quizzes"]["how-many-lost"]["review"]
    row |= {"last": "2026-01-01T00:00:00Z", "due": "2026-01-02T00:00:00Z"}
    progress.path.write_text(json.dumps(document))
    check("lessons-progress", call(capsys, "lessons", "progress"))
    check("lessons-review", call(capsys, "lessons", "review"))
    check("lessons-search", call(capsys, "lessons", "search", "round", "trip"))
    check("lessons-certificate", call(capsys, "lessons", "certificate", str(tmp_path / "page.html")))


def test_course_packs(tmp_path: Path, sample: Sample, capsys: Capture) -> None:
    check("lessons-new", call(capsys, "lessons", "new", str(tmp_path / "new")))
    pack = sample("course-pack")
    for arguments in (("init", "-q", "-b", "main"), ("add", "."), ("commit", "-q", "-m", "x")):
        who = ("-c", "user.name=Ada", "-c", "user.email=ada@example.com")
        subprocess.run(["git", *who, *arguments], cwd=pack, check=True, capture_output=True)
    link = pack / "link"
    link.symlink_to(pack)
    refused = call(capsys, "lessons", "add", str(pack))
    link.unlink()
    documents = [
        refused,
        call(capsys, "lessons", "add", pack.as_uri(), "--ref", "main"),
        call(capsys, "lessons", "add", str(tmp_path / "new")),
        call(capsys, "lessons", "update", "new"),
    ]
    (folders().data / "packs" / "odd.json").write_text("{")
    check("lessons-packs", call(capsys, "lessons", "packs"))
    check("lessons-pack", *documents, call(capsys, "lessons", "remove", "new"))


def test_cutover(capsys: Capture) -> None:
    projects = ("report-desk", "shop", "careers", "status")
    found = [call(capsys, "cutover", "--demo", "--project", each) for each in projects]
    assert {host["standing"] for each in found for host in each["hosts"]} >= {"ready"}
    blocked = {"text": "x", "fixes": ["x"]}
    found[0]["hosts"].append(
        {"name": "x", "standing": "blocked", "facts": [], "obstacles": [blocked], "operations": []}
    )
    planned = found[0]["hosts"][0]["operations"]
    error = {"code": "x", "message": "x", "where": None, "fix": None}
    done = {
        "state": "failed",
        "stopped_at": "front:x",
        "error": error,
        "run": planned,
        "proof": "x",
        "rest": planned,
        "first": planned,
    }
    lacking = [{"host": "x", "text": "x", "request": "POST /x"}]
    check("cutover", *found, {**found[0], "worker_there": None}, {**found[0], **done, "no_record": lacking})
    ship = call(capsys, "ship", str(SAMPLES / "nextjs-story"), "--demo")
    ship["operations"] += planned
    check("ship", ship, {**ship, **{key: each for key, each in done.items() if key not in ("proof", "rest", "first")}})
    back = call(capsys, "rollback", str(SAMPLES / "nextjs-story"), "--demo")
    run = {"stage": "cutover", "at": "x", "closed": False, "operations": planned}
    check("rollback", back, {**back, "error": error, "stopped_at": "front:x", "runs": [run], "no_record": lacking})


def test_finish(capsys: Capture) -> None:
    projects = ("report-desk", "northgate-www", "stock-board")
    plans = [call(capsys, "finish", str(SAMPLES / "nextjs-story"), "--demo", "--project", each) for each in projects]
    assert {each["id"] for plan in plans for each in plan["plan"]["tasks"]} >= {"builds", "beacon"}
    cleaning = call(capsys, "finish", "--demo", "--project", "report-desk", "--clean-up")
    done = {**cleaning["clean_up"], "deleted": 1, "left": 2}
    failed = {
        "state": "failed",
        "stopped_at": "keep-until",
        "error": {"code": "x", "message": "x", "where": None, "fix": None},
        "run": plans[0]["plan"]["operations"],
    }
    unread = {**plans[0]["plan"], "worker_there": None}
    check("finish", *plans, cleaning, {**cleaning, "clean_up": done}, {**plans[0], **failed, "plan": unread})


def test_secrets(capsys: Capture) -> None:
    found = call(capsys, "secrets", "--demo", "--project", "report-desk")
    check("secrets", {**found, "previews": ["x"], "set": ["x"]})


def test_every_document_of_these_commands_is_described() -> None:
    assert re.findall(r"^## (\S+)$", TEXT, re.MULTILINE) == [
        "error", "assess", "finding", "findings", "plan", "migrate", "add", "add-list", "undo", "history", "verify",
        "snapshot", "usage", "usage-of", "permissions", "changes", "overview", "export", "rows", "log-entry",
        "comparison", "lessons-check", "lessons-progress", "lessons-review", "lessons-certificate",
        "lessons-search", "lessons-new", "lessons-pack", "lessons-packs", "cutover", "ship", "finish", "rollback",
        "secrets",
    ]  # fmt: skip
