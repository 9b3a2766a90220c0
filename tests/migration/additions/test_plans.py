"""What each addition writes, for each kind of entry, and what it refuses."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.migration.additions.support import CONSUMER, CRON, GRADUAL, LOGS, STRATEGIES, WORKFLOW, add, move, words

from edgewise.errors import EdgewiseError, InputError, Refused
from edgewise.migration import Choices, undo
from edgewise.migration.additions import Wanted, offers, plan_addition
from edgewise.migration.additions.checking import check_cron, check_wanted
from edgewise.migration.additions.entry import default_is_class
from edgewise.migration.additions.extended import extended
from edgewise.migration.additions.model import Module, wanted_from
from edgewise.migration.additions.naming import binding_name, class_name
from edgewise.migration.code_edits import tree_of
from edgewise.project.config import effective_document

Sample = Callable[[str], Path]
Write = Callable[[Mapping[str, str | bytes]], Path]
IDIOMATIC = Choices(mode="idiomatic")
STORY = "nextjs-story"


def refusal(root: Path, wanted: Wanted) -> str:
    with pytest.raises(EdgewiseError) as caught:
        plan_addition(root, wanted)
    assert caught.value.fix
    return caught.value.code


def changed(root: Path, wanted: Wanted) -> dict[str, str]:
    return {edit.path: (edit.after or b"").decode() for edit in plan_addition(root, wanted).plan.edits}


def test_before_the_migration_it_is_refused(sample: Sample) -> None:
    root = sample(STORY)
    assert refusal(root, CONSUMER) == "not-moved"
    with pytest.raises(Refused) as caught:
        offers(root)
    assert "Move it first" in str(caught.value.fix)


def test_a_consumer_of_the_story(sample: Sample) -> None:
    root = move(sample(STORY))
    found = plan_addition(root, CONSUMER)
    add(root, CONSUMER)
    document = effective_document(root)
    assert document["main"] == "worker/extended.ts"
    assert document["queues"]["consumers"] == [
        {"queue": "report-jobs", "max_batch_size": 10, "max_retries": 3, "dead_letter_queue": "report-jobs-dead"}
    ]
    assert document["durable_objects"] == {"bindings": [{"name": "JOB_STATUS", "class_name": "JobStatus"}]}
    assert document["migrations"] == [{"tag": "job-status", "new_sqlite_classes": ["JobStatus"]}]
    assert document["assets"]["run_worker_first"] is True
    assert found.plan.next[0] == "npx wrangler queues create report-jobs-dead"
    assert any("/job-status/report-jobs/ID" in note for note in found.notes)
    assert refusal(root, CONSUMER) == "already-added"
    assert refusal(root, Wanted("consumer", queue="report-jobs")) == "already-added"


@pytest.mark.parametrize("choices", STRATEGIES, ids=words)
def test_the_entry_is_taken_over_and_not_edited(sample: Sample, choices: Choices) -> None:
    root = move(sample(STORY), choices)
    main = str(effective_document(root)["main"])
    before = (root / main).read_bytes() if (root / main).exists() else None
    files = changed(root, CRON)
    assert main not in files
    text = files["worker/extended.ts"]
    imported = "./index.js" if main.startswith("worker/") else f"../{main}"
    assert f'import entry from "{imported}";' in text
    assert f'export * from "{imported}";' in text
    assert tree_of(text, ".ts") is not None
    add(root, CRON)
    assert effective_document(root)["main"] == "worker/extended.ts"
    assert ((root / main).read_bytes() if (root / main).exists() else None) == before


def test_a_path_for_states_runs_the_worker(sample: Sample) -> None:
    root = move(sample(STORY), IDIOMATIC)
    add(root, CONSUMER)
    first = effective_document(root)["assets"]["run_worker_first"]
    assert first == ["/api/jobs", "/api/jobs/*", "/job-status/*"]


def test_a_path_that_the_site_uses_is_not_taken(sample: Sample) -> None:
    root = move(sample(STORY), IDIOMATIC)
    (root / "out/job-status.html").write_text("x")
    (root / "out/_redirects").write_text("/queue-status/* /x 301\n")
    found = plan_addition(root, CONSUMER)
    assert found.module is not None
    assert found.module.status == "/status-of-jobs/"
    (root / "out/status-of-jobs").mkdir()
    assert refusal(root, CONSUMER) == "status-path"


def test_files_alone_stay_free(sample: Sample) -> None:
    root = move(sample("static-404"), IDIOMATIC)
    add(root, CRON)
    document = effective_document(root)
    assert document["main"] == "worker/extended.js"
    assert "run_worker_first" not in document["assets"]
    text = (root / "worker/extended.js").read_text()
    assert f"env.{document['assets']['binding']}.fetch(request)" in text
    assert "import entry" not in text
    assert "# Harbour museum" in (root / "wrangler.toml").read_text()


def test_states_of_jobs_of_a_worker_without_code(sample: Sample) -> None:
    root = move(sample("static-404"), IDIOMATIC)
    add(root, CONSUMER)
    assert effective_document(root)["assets"]["run_worker_first"] == ["/job-status/*"]


def test_a_single_module_is_taken_over(sample: Sample) -> None:
    root = move(sample("advanced-worker"), IDIOMATIC)
    files = changed(root, CONSUMER)
    assert 'import entry from "../public/_worker.js";' in files["worker/extended.js"]
    assert tomllib.loads(files["wrangler.toml"])["main"] == "worker/extended.js"
    assert "# Pages finds 404.html by itself." in files["wrangler.toml"]
    assert not any(path.endswith(".ts") for path in files)


def test_modules_as_they_are_of_which_nobody_says_which(sample: Sample) -> None:
    root = move(sample("advanced-modules"))
    config = root / "wrangler.jsonc"
    config.write_text(config.read_text().replace('"find_additional_modules": true,', ""))
    assert refusal(root, CRON) == "entry-unbundled"


@pytest.mark.parametrize("mode", ["faithful", "idiomatic"])
def test_modules_as_they_are_get_an_entry_at_the_top(sample: Sample, mode: str) -> None:
    root = move(sample("advanced-modules"), Choices(mode=mode))
    before = effective_document(root)
    add(root, CRON, CONSUMER)
    document = effective_document(root)
    assert document["main"] == "extended.js"
    assert document["base_dir"] == "."
    folder = "worker" if mode == "idiomatic" else "pages-worker"
    assert f'export {{ default }} from "./{folder}/extended.js";' in (root / "extended.js").read_text()
    assert f'import entry from "../{before["main"]}";' in (root / folder / "extended.js").read_text()
    globs = document["rules"][0]["globs"]
    assert f"{folder}/**/*.js" in globs
    assert "dist/_worker.js/**/*.js" in globs
    assert ("worker.js" in globs) is (mode == "faithful"), "the old entry is a module like others now"
    assert document["rules"][2]["globs"][0] == "dist/_worker.js/**/*.txt"
    assert [{**each, "globs": 0} for each in document["rules"]] == [{**each, "globs": 0} for each in before["rules"]]


def test_rules_in_toml(write: Write) -> None:
    files = {
        "wrangler.toml": 'name = "x"\npages_build_output_dir = "dist"\ncompatibility_date = "2025-06-01"\n',
        "dist/_worker.js/index.js": "export default { fetch: () => new Response('x') };\n",
        "dist/index.html": "<p>",
    }
    root = move(write(files), IDIOMATIC)
    before = (root / "wrangler.toml").read_bytes()
    add(root, CRON)
    globs = tomllib.loads((root / "wrangler.toml").read_text())["rules"][0]["globs"]
    assert globs == ["worker/**/*.js", "dist/_worker.js/**/*.js", "dist/_worker.js/**/*.mjs"]
    undo(root, last=True)
    assert (root / "wrangler.toml").read_bytes() == before


@pytest.mark.parametrize(
    ("code", "is_class"),
    [
        ("export default { fetch() {} };", False),
        ("export default class extends WorkerEntrypoint { fetch() {} }", True),
        ("export default class Site extends WorkerEntrypoint {}", True),
        ("class Site extends WorkerEntrypoint {}\nexport default Site;", True),
        ("class Site {}\nexport { Site as default };", True),
        ("const Site = class extends WorkerEntrypoint {};\nexport default Site;", True),
        ("export class Site {}\nexport default { fetch() {} };", False),
        ("class Site {}\nexport default new Site();", False),
        ("const app = make();\nexport { app as default, Other };", False),
    ],
)
def test_classes_are_told_from_objects(code: str, is_class: bool) -> None:
    assert default_is_class(code, ".js") is is_class
    assert default_is_class(code, ".ts") is is_class


@pytest.mark.parametrize(
    ("code", "answer"),
    [
        (
            "import { WorkerEntrypoint } from 'cloudflare:workers';\nexport default class extends WorkerEntrypoint {}",
            "entry-class",
        ),
        ("addEventListener('fetch', () => {});", "entry-no-default"),
    ],
)
def test_an_entry_that_cannot_be_taken_over(sample: Sample, code: str, answer: str) -> None:
    root = sample("advanced-worker")
    (root / "public/_worker.js").write_text(code)
    move(root, IDIOMATIC)
    assert refusal(root, CRON) == answer


def test_a_second_addition_writes_the_module_anew(sample: Sample) -> None:
    root = move(sample(STORY))
    add(root, CONSUMER, CRON, WORKFLOW)
    text = (root / "worker/extended.ts").read_text()
    for part in ("consume(", "await scheduled(", 'startsWorkflow("BUILD_REPORT")', "export { BuildReport }"):
        assert part in text
    document = effective_document(root)
    assert document["workflows"] == [{"name": "build-report", "binding": "BUILD_REPORT", "class_name": "BuildReport"}]
    assert len(document["queues"]["consumers"]) == 1
    add(root, Wanted("cron", cron="*/5 * * * *"))
    assert effective_document(root)["triggers"]["crons"] == ["0 6 * * *", "*/5 * * * *"]
    assert refusal(root, Wanted("cron", cron="*/5 * * * *")) == "already-added"


def test_edits_of_the_module_are_merged_or_refused(sample: Sample) -> None:
    root = move(sample(STORY))
    add(root, CONSUMER)
    path = root / "worker/extended.ts"
    written = path.read_text()
    path.write_text(written.replace("    retries: 3,", "    retries: 5, // mine"))
    add(root, CRON)
    assert "retries: 5, // mine" in path.read_text()
    assert "await scheduled(" in path.read_text()
    merged = path.read_text()
    path.write_text(merged.replace("handles: [handleReportJobs],", "handles: [handleReportJobs, mine],"))
    assert refusal(root, WORKFLOW) == "module-edited"
    path.write_text(merged)
    add(root, Wanted("workflow", name="other"))
    assert "retries: 5, // mine" in path.read_text(), "edits that were merged once stay, too"
    assert "export { Other }" in path.read_text()


def test_a_file_of_the_same_name_is_not_replaced(sample: Sample) -> None:
    root = move(sample(STORY))
    (root / "worker/extended.ts").write_text("// somebody's\n")
    assert "worker/extended-worker.ts" in changed(root, CRON)
    (root / "worker/queue-consumer.ts").write_text("// somebody's\n")
    assert refusal(root, CONSUMER) == "name-taken"


def test_a_main_that_was_changed_since_is_refused(sample: Sample) -> None:
    root = move(sample(STORY))
    add(root, CRON)
    config = root / "wrangler.json"
    config.write_text(config.read_text().replace("worker/extended.ts", "worker/index.ts"))
    assert refusal(root, CONSUMER) == "main-changed"


def test_a_wrangler_file_that_a_build_writes(sample: Sample) -> None:
    root = move(sample(STORY))
    (root / ".wrangler/deploy").mkdir(parents=True)
    (root / ".wrangler/deploy/config.json").write_text('{"configPath": "../../dist/wrangler.json"}')
    (root / "dist").mkdir()
    (root / "dist/wrangler.json").write_text('{"main": "index.js"}')
    assert refusal(root, CRON) == "config-generated"
    assert changed(root, LOGS)


def test_names_that_are_taken(sample: Sample) -> None:
    root = sample(STORY)
    config = root / "wrangler.json"
    config.write_text(
        config.read_text().replace('"REPORT_KINDS"', '"JOB_STATUS": "x", "BUILD_REPORT": "x", "REPORT_KINDS"')
    )
    move(root)
    assert refusal(root, CONSUMER) == "name-taken"
    assert refusal(root, WORKFLOW) == "name-taken"


def test_a_queue_that_only_a_workflow_takes(sample: Sample) -> None:
    root = move(sample(STORY))
    add(root, WORKFLOW)
    text = (root / "worker/extended.ts").read_text()
    assert 'handles: [startsWorkflow("BUILD_REPORT")]' in text
    assert not (root / "worker/consumers").exists()
    assert effective_document(root)["queues"]["consumers"][0]["queue"] == "report-jobs"
    assert refusal(root, Wanted("consumer", queue="report-jobs")) == "already-added"


def test_a_queue_that_nobody_here_sends_to(sample: Sample) -> None:
    root = move(sample("static-404"))
    found = plan_addition(root, Wanted("consumer", queue="orders", dead_letter="none"))
    assert found.plan.next[0] == "npx wrangler queues create orders"
    assert any("another Worker" in note for note in found.notes)
    add(root, Wanted("consumer", queue="orders", dead_letter="none"))
    assert "dead_letter_queue" not in effective_document(root)["queues"]["consumers"][0]


def test_environments_are_told(sample: Sample) -> None:
    root = move(sample("advanced-worker"))
    assert any("environments" in note for note in plan_addition(root, CRON).notes)


@pytest.mark.parametrize(("sampling", "rate"), [(1.0, 1), (0.25, 0.25), (0.0, 0)])
def test_logs(sample: Sample, sampling: float, rate: float) -> None:
    root = move(sample(STORY))
    add(root, Wanted("logs", sampling=sampling))
    assert effective_document(root)["observability"] == {"enabled": True, "head_sampling_rate": rate}
    assert refusal(root, LOGS) == "already-added"
    assert not (root / "worker/extended.ts").exists()


def test_logs_that_were_off(sample: Sample) -> None:
    root = move(sample("static-404"))
    config = root / "wrangler.toml"
    config.write_text(config.read_text() + "\n[observability]\nenabled = false # too dear\n")
    add(root, LOGS)
    assert effective_document(root)["observability"] == {"enabled": True, "head_sampling_rate": 1}
    assert "# too dear" in config.read_text()


def test_gradual_deployments(sample: Sample) -> None:
    root = move(sample(STORY))
    before = (root / "package.json").read_text()
    add(root, GRADUAL)
    after = (root / "package.json").read_text()
    scripts = json.loads(after)["scripts"]
    assert scripts["pages:deploy:upload"] == "npm run build && wrangler versions upload"
    assert scripts["pages:deploy:gradual"] == "wrangler versions deploy"
    assert len(after.splitlines()) == len(before.splitlines()) + 2
    assert refusal(root, GRADUAL) == "already-added"


def test_gradual_deployments_without_scripts(sample: Sample) -> None:
    found = plan_addition(move(sample("static-404")), GRADUAL)
    assert found.plan.edits == ()
    assert found.plan.next == ("npx wrangler versions upload", "npx wrangler versions deploy")


def test_code_is_kept_out_of_a_folder_that_is_served(sample: Sample) -> None:
    root = move(sample("root-output"), IDIOMATIC)
    assert "/worker" not in (root / ".assetsignore").read_text().splitlines()
    add(root, CRON)
    assert "/worker" in (root / ".assetsignore").read_text().splitlines()


def test_what_makes_sense_comes_first(sample: Sample) -> None:
    root = move(sample(STORY))
    found = offers(root)
    assert found[0].kind == "consumer"
    assert "report-jobs" in found[0].why
    assert [each.sense for each in found] == sorted((each.sense for each in found), reverse=True)
    add(root, CONSUMER, LOGS, GRADUAL)
    later = {each.kind: each.sense for each in offers(root)}
    assert later == {"consumer": False, "workflow": True, "cron": False, "logs": False, "gradual": False}
    add(root, WORKFLOW)
    assert not any(each.sense for each in offers(root))


def test_lessons_are_there(sample: Sample) -> None:
    from edgewise.course import load_course
    from edgewise.migration.additions.model import KINDS, STATUS_LESSON

    ids = {lesson.id for chapter in load_course().chapters for lesson in chapter.lessons}
    assert {STATUS_LESSON, *(row.lesson for row in KINDS.values())} <= ids


@pytest.mark.parametrize(
    "text",
    ["* * * * *", "0 6 * * *", "*/5 9-17 1,15 JAN-MAR mon-fri", "59 23 L 12 6L", "0 0 15W * 2#1", "0 0 * * 1"],
)
def test_cron_expressions(text: str) -> None:
    check_cron(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "* * * *",
        "* * * * * *",
        "60 * * * *",
        "* 24 * * *",
        "* * 0 * *",
        "* * * 13 *",
        "* * * * 8",
        "*/0 * * * *",
        "5-1 * * * *",
        "a * * * *",
        "*  * * * *",
        "* * * * *; rm",
        "1,, * * * *",
        "* * * * 0",
        "١ * * * *",
    ],
)
def test_no_cron_expressions(text: str) -> None:
    with pytest.raises(InputError) as caught:
        check_cron(text)
    assert caught.value.code == "cron-syntax"


@given(st.text(max_size=30))
def test_any_text_is_a_cron_expression_or_not(text: str) -> None:
    try:
        check_cron(text)
    except InputError as error:
        assert error.code == "cron-syntax"
    else:
        assert len(text.split(" ")) == 5


@pytest.mark.parametrize(
    ("wanted", "code"),
    [
        (Wanted("consumer"), "queue-name"),
        (Wanted("consumer", queue='x"; y'), "queue-name"),
        (Wanted("consumer", queue="../x"), "queue-name"),
        (Wanted("consumer", queue="x", dead_letter="x"), "queue-name"),
        (Wanted("consumer", queue="x", dead_letter="a b"), "queue-name"),
        (Wanted("consumer", queue="x", retries=101), "number-range"),
        (Wanted("consumer", queue="x", batch=0), "number-range"),
        (Wanted("workflow", name="1x"), "workflow-name"),
        (Wanted("workflow", name="a/b"), "workflow-name"),
        (Wanted("workflow", name="ok", queue="`"), "queue-name"),
        (Wanted("logs", sampling=1.5), "number-range"),
        (Wanted("logs", sampling=float("nan")), "number-range"),
    ],
)
def test_values_that_make_no_sense(wanted: Wanted, code: str) -> None:
    with pytest.raises(InputError) as caught:
        check_wanted(wanted)
    assert caught.value.code == code


QUEUES = st.from_regex(r"[a-z0-9]([a-z0-9_-]{0,8}[a-z0-9])?", fullmatch=True)
WANTED = st.one_of(
    st.builds(Wanted, st.just("consumer"), queue=QUEUES, status=st.booleans(), retries=st.integers(0, 100)),
    st.builds(Wanted, st.just("cron"), cron=st.sampled_from(["* * * * *", "0 6 * * *"])),
    st.builds(
        Wanted, st.just("workflow"), name=st.from_regex(r"[a-z][a-z0-9-]{0,6}[a-z]", fullmatch=True), queue=QUEUES
    ),
    st.just(LOGS),
)


@given(st.lists(WANTED, max_size=5), st.booleans(), st.booleans())
def test_any_pile_of_additions_is_code(added: list[Wanted], typed: bool, entry: bool) -> None:
    extension = "ts" if typed else "js"
    module = Module(f"worker/extended.{extension}", f"worker/index.{extension}" if entry else None, "/job-status/")
    text = extended(module, added, "ASSETS")
    assert tree_of(text, f".{extension}") is not None
    assert extended(module, added, "ASSETS") == text
    assert [wanted_from(each.document()) for each in added] == added
    assert (": any" in text) is typed


@given(QUEUES)
def test_names_are_names(queue: str) -> None:
    name = f"handle{class_name(queue)}"
    assert name.isidentifier()
    assert binding_name(queue).replace("_", "a").isalnum()


@pytest.mark.parametrize("document", [None, {}, {"kind": "x"}, {"kind": "cron", "cron": 7}, {"kind": "cron", "x": "y"}])
def test_journals_of_others_are_not_believed(document: object) -> None:
    with pytest.raises(InputError) as caught:
        wanted_from(document)
    assert caught.value.code == "journal-broken"
