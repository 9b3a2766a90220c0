"""From a folder to a project: where each value comes from, and what is refused."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from edgewise.errors import InputError
from edgewise.project import discover
from edgewise.project.model import Kind, Origin, Place, Value

Write = Callable[[Mapping[str, str | bytes]], Path]
Sample = Callable[[str], Path]
PAGE = "<h1>hi</h1>"


@pytest.mark.parametrize(
    ("name", "kind", "output", "origin", "date"),
    [
        ("static-404", Kind.STATIC, "public", Origin.CONFIG, "2025-06-02"),
        ("spa", Kind.SPA, "dist", Origin.CONFIG, "2025-03-10"),
        ("functions-blog", Kind.FUNCTIONS, "public", Origin.CONFIG, "2025-04-14"),
        ("redirects-headers", Kind.STATIC, "public", Origin.CONFIG, "2024-11-11"),
        ("ts-functions-monorepo", Kind.FUNCTIONS, "static", Origin.CONFIG, "2025-05-05"),
        ("nextjs-story", Kind.FUNCTIONS, "out", Origin.CONFIG, "2025-07-01"),
        ("no-config", Kind.FUNCTIONS, "site", Origin.SCRIPT, "2024-09-02"),
        ("root-output", Kind.FUNCTIONS, ".", Origin.CONFIG, "2025-02-03"),
        ("api-only", Kind.FUNCTIONS, "static", Origin.CONFIG, "2025-08-04"),
    ],
)
def test_samples(sample: Sample, name: str, kind: Kind, output: str, origin: Origin, date: str) -> None:
    project = discover(sample(name))
    assert project.kind is kind
    assert project.output is not None
    assert (project.output.value, project.output.origin) == (output, origin)
    assert project.compatibility_date is not None
    assert project.compatibility_date.value == date
    assert project.assets_complete
    assert project.assets
    assert not any(name.startswith(("functions/", "_", ".edgewise")) and "_next" not in name for name in project.assets)


def test_values_know_their_lines(sample: Sample) -> None:
    project = discover(sample("ts-functions-monorepo"))
    assert project.name == Value("corner-exchange", Origin.CONFIG, Place("wrangler.jsonc", 4))
    assert project.output is not None
    assert project.output.place == Place("wrangler.jsonc", 5)
    blog = discover(sample("functions-blog"))
    assert blog.name.place == Place("wrangler.toml", 3)
    assert blog.compatibility_flags == ("nodejs_compat",)
    bakery = discover(sample("no-config"))
    assert bakery.name == Value("crumb-and-co", Origin.SCRIPT, Place("package.json", 6))


def test_overrides_win(sample: Sample) -> None:
    project = discover(
        sample("static-404"),
        {"name": "other", "output": "./public/visit/", "build": "make", "compatibility_date": "2020-01-01"},
    )
    assert project.name == Value("other", Origin.OPTION)
    assert project.output == Value("public/visit", Origin.OPTION)
    assert project.build_command == Value("make", Origin.OPTION)
    assert project.compatibility_date == Value("2020-01-01", Origin.OPTION)
    assert "index.html" in project.assets


@pytest.mark.parametrize(
    ("overrides", "code"),
    [
        ({"port": "1"}, "setting-unknown"),
        ({"compatibility_date": "yesterday"}, "setting-invalid"),
        ({"name": " "}, "setting-invalid"),
    ],
)
def test_overrides_that_are_wrong(write: Write, overrides: dict[str, str], code: str) -> None:
    with pytest.raises(InputError) as caught:
        discover(write({"index.html": PAGE}), overrides)
    assert caught.value.code == code
    assert caught.value.fix


@pytest.mark.parametrize(
    ("name", "text", "line"),
    [
        ("wrangler.toml", 'name = "x"\nbroken =\n', "wrangler.toml:2"),
        ("wrangler.jsonc", '{\n  "name": "x"\n  "main": 1\n}', "wrangler.jsonc:3"),
        ("wrangler.json", "[]", "wrangler.json:1"),
        ("package.json", '{"scripts": {}\n', "package.json:1"),
        ("wrangler.toml", "a = " + "[" * 5000, "wrangler.toml"),
        ("wrangler.jsonc", "[" * 5000, "wrangler.jsonc:1"),
    ],
)
def test_configuration_that_does_not_parse(write: Write, name: str, text: str, line: str) -> None:
    with pytest.raises(InputError) as caught:
        discover(write({name: text, "public/index.html": PAGE}))
    assert caught.value.where is not None
    assert caught.value.where.startswith(line.split(":")[0])
    assert caught.value.exit_code == 2


def test_configuration_that_is_not_text(write: Write) -> None:
    with pytest.raises(InputError) as caught:
        discover(write({"wrangler.toml": b'name = "x"\nvars = "\xff"\n'}))
    assert caught.value.where == "wrangler.toml:2"


@pytest.mark.parametrize("name", ["missing", "file"])
def test_a_folder_that_is_none(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(InputError) as caught:
        discover(tmp_path / name)
    assert caught.value.code == "folder-missing"


def test_the_output_directory_is_found_in_workflows(write: Write) -> None:
    root = write(
        {
            "site-out/index.html": PAGE,
            ".github/workflows/a.yml": "jobs:\n  x:\n    steps:\n      - name: Deploy\n"
            "        uses: cloudflare/pages-action@v1\n        with:\n"
            "          projectName: my-site # live\n          directory: './site-out'\n      - run: echo\n",
        }
    )
    project = discover(root)
    assert project.output == Value("site-out", Origin.CI, Place(".github/workflows/a.yml", 5))
    assert project.name.value == "my-site"


@pytest.mark.parametrize(
    "line",
    [
        "run: npx wrangler pages deploy site-out --project-name my-site",
        "command: pages deploy site-out --project-name=my-site",
        "- pnpm exec wrangler@4 pages publish --project-name my-site site-out",
    ],
)
def test_commands_in_workflows(write: Write, line: str) -> None:
    project = discover(write({"site-out/index.html": PAGE, ".gitlab-ci.yml": f"deploy:\n  {line}\n"}))
    assert project.output == Value("site-out", Origin.CI, Place(".gitlab-ci.yml", 2))
    assert project.name.value == "my-site"


def test_the_output_directory_of_a_framework(write: Write) -> None:
    root = write({"package.json": '{"dependencies": {"astro": "^5.1.0"}}', "dist/index.html": PAGE, "public/x": "x"})
    project = discover(root)
    assert project.output == Value("dist", Origin.FRAMEWORK)
    assert project.framework is not None
    assert (project.framework.id, project.framework.version) == ("astro", "5.1.0")
    assert (project.build_product, project.static_source) == (True, "public")


def test_the_output_directory_is_guessed_last(write: Write) -> None:
    assert discover(write({"www/index.html": PAGE})).output == Value("www", Origin.INFERRED)


def test_nothing_says_which_folder_it_is(write: Write) -> None:
    project = discover(write({"src/main.js": "1"}))
    assert project.output is None
    assert not project.assets_complete


def test_wrangler_takes_json_before_jsonc_before_toml(write: Write) -> None:
    files = dict.fromkeys(("wrangler.json", "wrangler.jsonc"), '{"name": "j"}')
    project = discover(write({**files, "wrangler.toml": 'name = "t"\npages_build_output_dir = "o"'}))
    assert project.configs == ("wrangler.json", "wrangler.jsonc", "wrangler.toml")
    assert project.config is not None
    assert project.config.path == "wrangler.toml", "the one that describes a Pages project"


def test_kinds(write: Write) -> None:
    config = 'pages_build_output_dir = "o"\n'
    root = write({"wrangler.toml": config, "o/index.html": PAGE, "o/blog/404.html": PAGE})
    assert discover(root).kind is Kind.STATIC
    (root / "o/blog/404.html").unlink()
    assert discover(root).kind is Kind.SPA
    write({"functions/x.js": "export const help = 1"})
    assert discover(root).kind is Kind.SPA
    write({"functions/y.js": "export const onRequest = 1"})
    assert discover(root).kind is Kind.FUNCTIONS
    write({"o/_worker.js/index.js": "export default {}"})
    project = discover(root)
    assert (project.kind, project.advanced_worker) == (Kind.ADVANCED, "o/_worker.js")


def test_a_build_product_is_one_that_git_ignores(write: Write) -> None:
    config = 'pages_build_output_dir = "web/live"\n'
    root = write({"wrangler.toml": config, "web/live/index.html": PAGE, ".gitignore": "node_modules\n"})
    assert not discover(root).build_product
    write({".gitignore": "live/\n"})
    assert discover(root).build_product


def test_assets_leave_out_what_pages_leaves_out(write: Write, tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("not of this project")
    root = write(
        {
            "o/index.html": PAGE,
            "o/_headers": "",
            "o/_redirects": "",
            "o/_routes.json": "",
            "o/functions/a.js": "",
            "o/node_modules/a/b.js": "",
            "o/sub/node_modules/c.js": "",
            "o/sub/.git/config": "",
            "o/sub/.DS_Store": "",
            "o/sub/functions/kept.js": "",
            "o/sub/_headers": "",
            "o/.well-known/kept.txt": "",
            "o/.wrangler/x": "",
            "o/.edgewise/journal.jsonl": "",
            "elsewhere/in-project.txt": "",
        }
    )
    (root / "o/out.txt").symlink_to(tmp_path / "secret.txt")
    (root / "o/in.txt").symlink_to(root / "elsewhere/in-project.txt")
    (root / "o/linked").symlink_to(root / "elsewhere")
    (root / "o/circle").symlink_to(root / "o")
    project = discover(root, {"output": "o"})
    assert project.assets == (
        ".well-known/kept.txt",
        "in.txt",
        "index.html",
        "linked/in-project.txt",
        "sub/_headers",
        "sub/functions/kept.js",
    )
    assert project.assets_outside == ("out.txt",)


def test_very_deep_folders_are_walked(tmp_path: Path) -> None:
    depth = 1200  # beyond Python's stack
    path = tmp_path / "o"
    path.mkdir()
    for _ in range(depth):
        path /= "d"
        path.mkdir()
    (path / "deep.txt").touch()
    try:
        assert discover(tmp_path, {"output": "o"}).assets == ("d/" * depth + "deep.txt",)
    finally:
        subprocess.run(["rm", "-rf", str(tmp_path / "o")], check=True)


def test_ten_thousand_files_are_listed_quickly(tmp_path: Path) -> None:
    for folder in range(100):
        (tmp_path / f"o/{folder}").mkdir(parents=True)
        for number in range(100):
            (tmp_path / f"o/{folder}/{number}.html").touch()
    best = min(_seconds(tmp_path) for _ in range(3))
    assert best < 2, "generous: it takes a twentieth of a second where nothing else runs"


def _seconds(root: Path) -> float:
    start = time.perf_counter()
    assert len(discover(root, {"output": "o"}).assets) == 10_000
    return time.perf_counter() - start


def test_odd_names_are_kept(write: Write) -> None:
    project = discover(write({"o/été à Paris.html": PAGE, "o/100%.txt": "", "o/a b/c#d?.txt": ""}), {"output": "o"})
    assert project.assets == ("100%.txt", "a b/c#d?.txt", "été à Paris.html")
