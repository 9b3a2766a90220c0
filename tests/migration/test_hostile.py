"""Projects that somebody or something has broken: read, or refused with a place, and never a traceback."""

from __future__ import annotations

import os
import random
import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.conftest import PROJECTS, SAMPLES

from edgewise.errors import EdgewiseError
from edgewise.migration import assess, make_plan, ready
from edgewise.migration.choices import Choices
from edgewise.project import discover

EXTRA = {
    "package.json": '{"name": "p", "scripts": {"build": "vite build --outDir x", "deploy": "npm run up -- dist", '
    '"up": "cross-env A=b wrangler pages deploy"}, "workspaces": ["apps/*"], "devDependencies": {"vite": "^5"}}',
    "wrangler.json": '{"name": "p", "pages_build_output_dir": "dist", "env": {"production": {"vars": {"A": "1"}}}, '
    '"queues": {"consumers": [{"queue": "q"}]}, "main": "x.js", "compatibility_flags": ["a"]}',
    "wrangler.toml": 'name = "p"\npages_build_output_dir = "dist"\n[[kv_namespaces]]\nbinding = "A"\nid = "1"\n',
    "pnpm-workspace.yaml": "packages: [apps/*]\n",
    ".github/workflows/d.yml": "env: {A: &a dist}\njobs:\n  x:\n    steps:\n      - uses: a/wrangler-action@v3\n"
    "        with: {command: pages deploy dist}\n      - run: |\n          cd x\n          npm run deploy\n",
    "infra/x.tf": 'resource "cloudflare_pages_project" "x" {\n build_config { destination_dir = "dist" }\n}\n',
    "Makefile": "OUT = dist\nd:\n\tnpx wrangler pages deploy \\\n $(OUT)\n",
    "deploy.sh": "X=dist\nwrangler pages deploy $X <<EOF\nEOF\n",
    "vite.config.ts": "export default defineConfig(({ mode }) => ({ build: { outDir: resolve(__dirname, 'dist') } }))",
    ".gitignore": "dist\n!dist/x\n",
    ".gitattributes": "*.png filter=lfs\n",
    ".wrangler/deploy/config.json": '{"configPath": "../../wrangler.json"}',
    "dist/_redirects": "/a /b 301\n/* /index.html 200\n/:x/* /y/:splat\n",
    "dist/_headers": "/*\n  X-A: b\n! Y\n",
    "dist/_routes.json": '{"version": 1, "include": ["/api/*"], "exclude": []}',
    "functions/_middleware.ts": "export const onRequest: any[] = [a, b]; export { onRequestGet } from './x'",
    "functions/api/[[path]].js": "import x from '../../lib/x.js'; export async function onRequest({ env }) { env.KV }",
    "lib/x.js": "export * from './y'; export default env => env.X",
    "tsconfig.json": '{"compilerOptions": {"paths": {"@/*": ["lib/*"]}}}',
    ".dev.vars": "A=1\n",
    "README.md": "Cloudflare Pages. Build output directory: `dist`\n",
    "dist/index.html": "<a href='https://x.pages.dev'>",
    "dist/a.png": "version https://git-lfs.github.com/spec/v1\noid sha256:" + "0" * 64 + "\nsize 12345\n",
}
NOISE = [
    b"",
    b"\x00",
    b"\xff\xfe",
    b"\xef\xbb\xbf",
    b"{",
    b"}",
    b"[[",
    b'"',
    b"\r\n",
    b"#",
    b"=",
    b": ",
    b"\\",
    b"*" * 50,
]
NOISE += [b"${{", b"`", b"\xf0\x9f\x98\x80", b"null", b"1e999", b"[" * 300, b"&a [*a, *a]", b"\xed\xa0\x80", b"- " * 60]


def mutate(root: Path, chance: random.Random) -> None:
    """A few accidents: bytes gone or added, files swapped, made folders or links."""
    files = sorted(path for path in root.rglob("*") if path.is_file() and not path.is_symlink())
    for _ in range(chance.randint(1, 5)):
        path = chance.choice(files)
        if not path.is_file() or path.is_symlink():
            continue
        data = path.read_bytes()
        place = chance.randint(0, len(data))
        match chance.randint(0, 7):
            case 0 | 1 | 2:
                path.write_bytes(data[:place] + chance.choice(NOISE) + data[place:])
            case 3:
                path.write_bytes(data[:place])
            case 4:
                path.write_bytes(data[:place] + data[place + chance.randint(1, 20) :])
            case 5:
                other = chance.choice(files)
                path.write_bytes(other.read_bytes() if other.is_file() else b"")
            case 6:
                path.unlink()
                path.mkdir()
            case 7:
                path.unlink()
                path.symlink_to(chance.choice([".", "..", "/etc/passwd", "gone", path.name, str(root)]))


@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.sampled_from(["", *PROJECTS]), st.integers(0, 2**32))
def test_mutated_projects(tmp_path_factory: pytest.TempPathFactory, name: str, seed: int) -> None:
    chance = random.Random(seed)
    root = tmp_path_factory.mktemp("hostile") / "project"
    if name:
        shutil.copytree(SAMPLES / name, root, symlinks=True)
    for path, text in EXTRA.items():
        if not name or chance.random() < 0.15:
            place = root / path
            place.parent.mkdir(parents=True, exist_ok=True)
            if not place.exists():
                place.write_text(text)
    mutate(root, chance)
    try:
        project = discover(root, {"output": "dist"} if chance.random() < 0.2 else {})
        for choices in (Choices(), Choices("idiomatic"), Choices(functions="native")):
            findings = assess(project, choices)
            if ready(findings):
                make_plan(project, findings, choices)
    except EdgewiseError as error:
        assert error.code
        assert error.message
    finally:
        shutil.rmtree(root, ignore_errors=True)


@pytest.mark.parametrize(
    ("name", "text", "where"),
    [
        ("wrangler.toml", 'a = 1\nb = [\n"x"\n', "wrangler.toml"),
        ("wrangler.toml", "a = 1\r\n= 2\r\n", "wrangler.toml:2"),
        ("wrangler.jsonc", '// c\n{\n  "a": 1\n  "b": 2\n}', "wrangler.jsonc:4"),
        ("wrangler.json", "\ufeff[1]", "wrangler.json:1"),
        ("package.json", '{\n"scripts": {\n"a": }', "package.json:3"),
        ("package.json", "[]", "package.json:1"),
    ],
)
def test_broken_files_are_named_with_their_line(tmp_path: Path, name: str, text: str, where: str) -> None:
    (tmp_path / name).write_text(text, newline="")
    with pytest.raises(EdgewiseError) as caught:
        discover(tmp_path)
    assert caught.value.where is not None
    assert caught.value.where.startswith(where)


def test_byte_order_marks_and_line_ends(tmp_path: Path) -> None:
    toml = b'\xef\xbb\xbfname = "x"\r\npages_build_output_dir = "o"\r\n'
    (tmp_path / "wrangler.toml").write_bytes(toml)
    (tmp_path / "package.json").write_bytes(b'\xef\xbb\xbf{"scripts": {"build": "x"}}\r\n')
    (tmp_path / "o").mkdir()
    (tmp_path / "o/_redirects").write_bytes(b"\xef\xbb\xbf/a /b\r\n/c /d 301\r\n")
    (tmp_path / "o/index.html").write_bytes(b"x")
    project = discover(tmp_path)
    assert project.output is not None
    assert str(project.output.place) == "wrangler.toml:2"
    assert project.build_command is not None
    assert [rule.status for rule in project.redirects] == [302, 301]


def test_names_of_every_kind(tmp_path: Path) -> None:
    (tmp_path / "wrangler.toml").write_text('name = "x"\npages_build_output_dir = "o"\n')
    names = [
        "ü.html",
        "u\u0308.html",
        "a b.html",
        "a%20b.html",
        "%.html",
        "😀.html",
        "quo'te\".html",
        "a\nb.html",
        "-x",
    ]
    (tmp_path / "o").mkdir()
    for name in names:
        (tmp_path / "o" / name).write_text("x")
    with open(os.fsencode(tmp_path / "o") + b"/\xff\xfe.html", "wb") as file:  # noqa: PTH123
        file.write(b"x")
    project = discover(tmp_path)
    assert set(names) <= set(project.assets)
    assert len(project.assets) == len(names) + 1
    findings = assess(project)
    assert ready(findings)
    make_plan(project, findings)
    for each in findings:
        str(each.where).encode()
        each.title.encode()
