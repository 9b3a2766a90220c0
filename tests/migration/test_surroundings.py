"""What stands around the code: findings with exact places, and what the plan does about each."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from edgewise.migration import Choices, assess, make_plan
from edgewise.migration.branches import production_branch
from edgewise.migration.build_variables import variable_files
from edgewise.migration.build_variables.files import rewrite_package
from edgewise.migration.ci import workflow_files
from edgewise.migration.command_files import command_files
from edgewise.migration.mentions import Kind, find_mentions, host_of, mentions_in
from edgewise.migration.scripts import rewrite_scripts
from edgewise.migration.scripts.bindings import dev_arguments, dev_bindings
from edgewise.migration.surroundings import Surroundings
from edgewise.project import discover, jsonc

Write = Callable[[Mapping[str, str | bytes]], Path]
Sample = Callable[[str], Path]
TOML = 'name = "x"\npages_build_output_dir = "o"\ncompatibility_date = "2025-01-01"\n'
SITE = {"wrangler.toml": TOML, "o/index.html": "<p>"}
REWRITE = Choices(ci="rewrite")


def places(root: Path, choices: Choices | None = None) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for each in assess(discover(root), choices or Choices()):
        found.setdefault(each.id, []).append(str(each.where))
    return found


def texts(root: Path, choices: Choices | None = None) -> dict[str, str]:
    project = discover(root)
    plan = make_plan(project, assess(project, choices or Choices()), choices or Choices())
    return {edit.path: (edit.after or b"").decode() for edit in plan.edits}


def test_deployed_from_everywhere(sample: Sample) -> None:
    root = sample("deployed-from-everywhere")
    found = places(root)
    assert found["ci-deploys-pages"] == [
        ".gitlab-ci.yml:5",
        ".github/workflows/nightly.yml:13",
        ".github/workflows/publish.yml:16",
    ]
    assert found["ci-wrangler-version"] == [".github/workflows/nightly.yml:10"]
    assert found["ci-runs-script"] == [".github/workflows/release.yml:10"]
    assert found["command-files"] == ["Makefile"]
    assert found["readme-commands"] == ["README.md"]
    assert found["docs-mention-pages"] == ["README.md:14"]
    assert found["other-pages-project"] == ["package.json:9"]
    assert found["deploy-preview-branch"] == ["package.json:8"]
    assert found["dev-port-kept"] == ["package.json:5"]
    assert found["deploy-hooks"] == ["scripts/tides.sh:7"]
    assert found["terraform-pages"] == ["infra/pages.tf:1"]
    assert found["pages-dev-links"] == ["public/index.html:4"]
    assert found["pages-dev-alias"] == ["public/index.html:5"]
    assert found["pages-dev-others"] == ["public/index.html:6"]
    assert found["pages-dev-origin"] == ["public/_headers:2"]
    new = texts(root)
    assert not any(path.startswith(".git") for path in new), "workflows wait for a decision"
    scripts = json.loads(new["package.json"])["scripts"]
    assert scripts["dev"] == 'concurrently "npm:lint" "wrangler dev --live-reload --port 8788"'
    assert scripts["release"] == "npm run lint && npx wrangler@4 deploy"
    assert scripts["handbook"] == "wrangler pages deploy handbook --project-name lighthouse-handbook"
    assert "\t@npx wrangler dev --ip 0.0.0.0 --port 8788\n" in new["Makefile"]
    assert "  npx wrangler deploy > deploy.log 2>&1\n" in new["scripts/tides.sh"]
    assert "    command: npx wrangler dev --ip 0.0.0.0 --port 8788 # for the whole house\n" in new["compose.yaml"]
    assert "      - cmd: npx wrangler deploy\n" in new["Taskfile.yml"]
    assert "\nnpx wrangler deploy\n" in new["README.md"]


def test_workflows_on_request(sample: Sample) -> None:
    root = sample("deployed-from-everywhere")
    found = places(root, REWRITE)
    assert "ci-deploys-pages" not in found
    assert found["ci-rewritten"] == [".gitlab-ci.yml:5"]
    new = texts(root, REWRITE)
    assert ".github/workflows/release.yml" not in new
    assert (
        "command: ${{ github.ref == 'refs/heads/main' && 'deploy' || 'versions upload' }}"
        in (new[".github/workflows/publish.yml"])
    )
    assert 'command: deploy\n          wranglerVersion: "4"\n' in new[".github/workflows/nightly.yml"]


def test_a_workflow_that_stays_comes_with_a_patch(sample: Sample) -> None:
    root = sample("deployed-from-everywhere")
    patches = [each.patch for each in assess(discover(root)) if each.patch]
    assert len(patches) == 3
    wanted = texts(root, REWRITE)
    subprocess.run(["git", "init", "-q", "."], cwd=root, check=True)
    subprocess.run(["git", "apply"], cwd=root, input="".join(patches).encode(), check=True)
    for path in (".github/workflows/publish.yml", ".github/workflows/nightly.yml", ".gitlab-ci.yml"):
        assert (root / path).read_text() == wanted[path]


def test_a_workflow_with_a_secret_in_it_is_not_touched(write: Write) -> None:
    step = "      - run: npx wrangler pages deploy o --branch main\n        env:\n          CLOUDFLARE_API_TOKEN: {}\n"
    head = "on: [push]\njobs:\n  a:\n    steps:\n      - uses: actions/checkout@v4\n"
    written = head + step.format("v1.0-0123456789abcdef")
    root = write({**SITE, ".github/workflows/a.yml": written})
    (finding,) = [each for each in assess(discover(root), REWRITE) if each.id == "ci-deploys-pages"]
    assert "looks like a secret" in finding.title
    assert not finding.patch
    assert ".github/workflows/a.yml" not in texts(root, REWRITE)
    (root / ".github/workflows/a.yml").write_text(head + step.format("${{ secrets.CLOUDFLARE_API_TOKEN }}"))
    assert ".github/workflows/a.yml" in texts(root, REWRITE)


def test_a_monorepo_s_workflow(write: Write) -> None:
    step = "      - run: npx wrangler pages deploy apps/web/o --project-name=x\n"
    workflow = f"on: [push]\njobs:\n  a:\n    steps:\n      - uses: actions/checkout@v4\n{step}"
    root = write(
        {
            ".git/HEAD": "ref: refs/heads/main\n",
            ".github/workflows/a.yml": workflow,
            **{f"apps/web/{name}": text for name, text in SITE.items()},
            "infra/a.tf": 'resource "cloudflare_pages_project" "x" {\n  name = "x"\n}\n',
        }
    )
    project = root / "apps/web"
    found = places(project)
    assert found["ci-deploys-pages"] == ["../../.github/workflows/a.yml:6"]
    assert found["terraform-pages"] == ["../../infra/a.tf:2"]
    assert "'versions upload' }} --cwd apps/web\n" in texts(project, REWRITE)["../../.github/workflows/a.yml"]
    (patch,) = [each.patch for each in assess(discover(project)) if each.id == "ci-deploys-pages"]
    assert patch.startswith("diff --git a/.github/workflows/a.yml")


def test_dev_server_in_front(sample: Sample) -> None:
    root = sample("dev-server-in-front")
    found = places(root)
    assert found["dev-proxy"] == ["package.json:5"]
    assert found["dev-bindings"] == ["package.json:5"]
    assert found["script-keeps-pages"] == ["package.json:9"]
    assert found["env-file-per-environment"] == [".dev.vars.staging"]
    assert found["tool-files-ignored"] == [".dockerignore"]
    new = texts(root)
    scripts = json.loads(new["package.json"])["scripts"]
    assert scripts["start"] == "wrangler pages dev --proxy 5173 --kv TIMES -- npm run vite"
    assert scripts["preview"] == "vite build && wrangler dev --var PIER:north --port 8788"
    assert '"npx wrangler dev --port 8788", // the built site' in new["playwright.config.ts"]
    config = jsonc.loads(new["wrangler.jsonc"])
    assert config["kv_namespaces"] == [{"binding": "TIMES", "id": "TIMES"}]
    assert config["d1_databases"] == [
        {"binding": "BOOKINGS", "database_name": "local-BOOKINGS", "database_id": "BOOKINGS"}
    ]
    assert ".dev.vars" not in " ".join(new)
    assert new[".dockerignore"].endswith("\n.wrangler\n")


def test_bindings_of_a_dev_script(write: Write) -> None:
    line = (
        "wrangler pages dev o --kv A B=b1 --d1 C --r2 FILES=the-files R -o ROOM=Room@rooms LOCAL=Class"
        " --service AUTH=auth#Entry --ai MODEL --version-metadata V --kv KNOWN"
    )
    root = write(
        {
            **SITE,
            "wrangler.toml": TOML + '[[kv_namespaces]]\nbinding = "KNOWN"\nid = "0a1b"\n',
            "functions/a.js": "export const onRequest = () => new Response()",
            "package.json": json.dumps({"scripts": {"dev": line}}),
        }
    )
    project = discover(root)
    assert dev_bindings(project) == {
        "kv_namespaces": [{"binding": "A", "id": "A"}, {"binding": "B", "id": "b1"}],
        "d1_databases": [{"binding": "C", "database_name": "local-C", "database_id": "C"}],
        "r2_buckets": [{"binding": "FILES", "bucket_name": "the-files"}, {"binding": "R", "bucket_name": "r-bucket"}],
        "durable_objects": {"bindings": [{"name": "ROOM", "class_name": "Room", "script_name": "rooms"}]},
        "services": [{"binding": "AUTH", "service": "auth", "entrypoint": "Entry"}],
        "ai": {"binding": "MODEL"},
        "version_metadata": {"binding": "V"},
    }
    assert dev_arguments(project)[:4] == ("--kv", "A", "--kv", "B=b1")
    assert "KNOWN" not in dev_arguments(project)
    import tomllib

    document = tomllib.loads(texts(root)["wrangler.toml"])
    assert [each["binding"] for each in document["kv_namespaces"]] == ["KNOWN", "A", "B"]


@pytest.mark.parametrize(
    ("files", "branch"),
    [
        ({}, "main"),
        ({".git/HEAD": "ref: refs/heads/master\n"}, "master"),
        ({"package.json": '{"scripts": {"up": "wrangler pages deploy o --branch production"}}'}, "production"),
        ({"package.json": '{"scripts": {"up": "wrangler pages deploy o --branch staging"}}'}, "main"),
        ({"a.tf": 'resource "cloudflare_pages_project" "x" {\n  production_branch = "live"\n}\n'}, "live"),
        (
            {
                ".git/HEAD": "ref: refs/heads/master\n",
                ".github/workflows/a.yml": "# pages\na:\n  branch: main\nb: pages deploy --branch=dev\n",
            },
            "main",
        ),
        ({".git/HEAD": "ref: refs/heads/feature/x\n"}, "main"),
        ({".git/HEAD": "0a1b\n", ".git/refs/remotes/origin/HEAD": "ref: refs/remotes/origin/trunk\n"}, "trunk"),
    ],
)
def test_the_branch_of_production(write: Write, files: dict[str, str], branch: str) -> None:
    assert production_branch(discover(write({**SITE, **files}))).value == branch


@pytest.mark.parametrize(
    ("line", "kind", "word"),
    [
        ("a = env.CF_PAGES_URL", Kind.VARIABLE, "CF_PAGES_URL"),
        ("https://x-1.pages.dev/a", Kind.ADDRESS, "x-1.pages.dev"),
        ("https://a.b.pages.dev", Kind.ADDRESS, "a.b.pages.dev"),
        (r"/^https:\/\/[a-z]+\.pages\.dev$/", Kind.ADDRESS, r".pages\.dev"),
        ("host.endsWith('.pages.dev')", Kind.ADDRESS, ".pages.dev"),
        ("http://localhost:8788/", Kind.PORT, "t:8788"),
        ("port: 8788,", Kind.PORT, "port: 8788"),
        ("['wrangler', 'pages', 'deploy']", Kind.COMMAND, "wrangler', 'pages', 'deploy"),
        ("npx wrangler@3 pages dev", Kind.COMMAND, "wrangler@3 pages dev"),
        ("/pages/webhooks/deploy_hooks/0a", Kind.HOOK, "pages/webhooks/deploy_hooks/"),
        ('resource "cloudflare_pages_domain" "d" {', Kind.INFRASTRUCTURE, '"cloudflare_pages_domain"'),
        ("new cloudflare.PagesProject('x')", Kind.INFRASTRUCTURE, "cloudflare.PagesProject("),
    ],
)
def test_mentions(line: str, kind: Kind, word: str) -> None:
    (found,) = mentions_in(b"\n\n" + line.encode(), "f")
    assert (found.kind, found.word, found.place.line) == (kind, word, 3)


@pytest.mark.parametrize(
    "line", ["NCF_PAGES_X1", "pages.dev", "id 18788", "wrangler dev pages", "x.pages.developer", ""]
)
def test_no_mentions(line: str) -> None:
    assert list(mentions_in(line.encode(), "f")) == []


def test_hosts() -> None:
    assert host_of("x.pages.dev") == ("", "x")
    assert host_of("a.b.x.pages.dev") == ("a.b", "x")
    assert host_of("*.x.pages.dev") == ("", "x")
    assert host_of(r"\.pages\.dev") == ("", "")


def test_a_long_line_takes_no_time() -> None:
    assert list(mentions_in(b"a." * 200_000 + b"pages", "f")) == []


def test_secret_files_are_never_looked_into(write: Write) -> None:
    root = write({**SITE, ".env": "A=https://x.pages.dev\n", ".dev.vars": "B=CF_PAGES\n"})
    assert find_mentions(discover(root)) == []


def test_names_like_the_project_s_are_its_own(write: Write) -> None:
    root = write({**SITE, "a.md": "x-4f2.pages.dev\nxy.pages.dev\nx.pages.dev\n"})
    found = places(root)
    assert found["pages-dev-links"] == ["a.md:1", "a.md:3"]
    assert found["pages-dev-others"] == ["a.md:2"]


def test_scripts_at_the_top_of_a_monorepo(write: Write) -> None:
    scripts = {
        "web": "wrangler pages dev apps/web/o",
        "up": "npm run build -w web && wrangler pages deploy apps/web/o --project-name x --branch main",
        "docs": "wrangler pages deploy apps/docs/o --project-name docs",
        "bare": "wrangler pages dev",
    }
    root = write(
        {
            ".git/HEAD": "ref: refs/heads/main\n",
            "package.json": json.dumps({"workspaces": ["apps/*"], "scripts": scripts}, indent=1),
            "Makefile": "web:\n\twrangler pages dev apps/web/o\ndocs:\n\twrangler pages dev apps/docs/o\n",
            "scripts/up.sh": "wrangler pages deploy apps/docs/o\n",
            **{f"apps/web/{name}": text for name, text in SITE.items()},
        }
    )
    found = places(root / "apps/web")
    assert found["package-scripts"] == ["../../package.json:6"]
    new = json.loads(texts(root / "apps/web")["../../package.json"])["scripts"]
    assert texts(root / "apps/web")["../../Makefile"] == (
        "web:\n\twrangler dev --cwd apps/web\ndocs:\n\twrangler pages dev apps/docs/o\n"
    )
    assert found["command-files"] == ["../../Makefile"]
    assert "command-elsewhere" not in found
    assert new == {
        **scripts,
        "web": "wrangler dev --cwd apps/web",
        "up": "npm run build -w web && wrangler deploy --cwd apps/web",
    }


def test_another_project_s_workflow_is_left(write: Write) -> None:
    step = "    - run: npx wrangler pages deploy\n      working-directory: apps/docs\n"
    workflow = f"on: [push]\njobs:\n  a:\n    steps:\n    - uses: actions/checkout@v4\n{step}"
    root = write(
        {
            ".git/HEAD": "ref: refs/heads/main\n",
            ".github/workflows/a.yml": workflow,
            **{f"apps/web/{name}": text for name, text in SITE.items()},
        }
    )
    assert "ci-deploys-pages" not in places(root / "apps/web", REWRITE)
    assert "../../.github/workflows/a.yml" not in texts(root / "apps/web", REWRITE)


@pytest.mark.parametrize("name", ["deployed-from-everywhere", "build-stamp", "dev-server-in-front"])
def test_a_second_time_changes_nothing(sample: Sample, name: str) -> None:
    root = sample(name)
    project = discover(root)
    plan = make_plan(project, assess(project, REWRITE), REWRITE)
    around = Surroundings(project, REWRITE)
    target = around.target
    assert plan.edits
    for edit in plan.edits:
        (root / edit.path).parent.mkdir(parents=True, exist_ok=True)
        (root / edit.path).write_bytes(edit.after or b"")
    text = (root / "package.json").read_text()
    assert rewrite_scripts(text, target).text == rewrite_package(text) == text
    again = find_mentions(project)
    assert all(file.before == file.after for file in command_files(project, again, target))
    assert all(file.before == file.after for file in workflow_files(project, target))
    assert all(file.before == file.after for file in variable_files(project, again))


def test_endings_and_odd_bytes_stay(write: Write) -> None:
    package = b'\xef\xbb\xbf{\r\n "scripts": { "dev": "wrangler pages dev o" }, "\\u00e9": "caf\xe9" }\r\n'
    makefile = b"# caf\xe9\r\ndev:\r\n\twrangler pages dev o\r\n"
    root = write({**SITE, "package.json": package, "Makefile": makefile})
    edits = {edit.path: edit.after for edit in make_plan(discover(root), assess(discover(root))).edits}
    assert edits["package.json"] == package.replace(b"pages dev o", b"dev")
    assert edits["Makefile"] == makefile.replace(b"pages dev o", b"dev")
