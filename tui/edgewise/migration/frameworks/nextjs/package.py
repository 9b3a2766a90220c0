"""``package.json`` for OpenNext: scripts and packages. Everything else stays as it is, byte for byte."""

from __future__ import annotations

from edgewise.migration.frameworks.nextjs.routes import NEXT_ON_PAGES
from edgewise.migration.frameworks.nextjs.triage import OPEN_NEXT, raised_version
from edgewise.project import jsonc
from edgewise.project.commands import Word, pages_calls, words
from edgewise.project.jsonc_parse import JsoncError
from edgewise.project.model import PagesProject

VERSIONS = {OPEN_NEXT: "^1.20.17", "wrangler": "^4.148.0"}
"""What OpenNext 1.20.17 and its wrangler need."""
GONE = (NEXT_ON_PAGES, "eslint-plugin-next-on-pages", "vercel")
"""Packages that only next-on-pages needs."""
ADDED = {
    "preview": "opennextjs-cloudflare build && opennextjs-cloudflare preview",
    "deploy": "opennextjs-cloudflare build && opennextjs-cloudflare deploy",
    "upload": "opennextjs-cloudflare build && opennextjs-cloudflare upload",
    "cf-typegen": "wrangler types --env-interface CloudflareEnv cloudflare-env.d.ts",
}
"""Scripts that OpenNext's own tool adds."""
_RUNNERS = (["npx"], ["bunx"], ["pnpm", "dlx"], ["pnpm", "exec"], ["yarn", "dlx"], ["bun", "x"], ["yarn"], ["pnpm"])
_GROUPS = ("dependencies", "devDependencies", "optionalDependencies")


def edit_package(project: PagesProject, text: str) -> str:
    """The text of ``package.json`` for OpenNext; one that does not parse comes back as it is."""
    try:
        document = jsonc.loads(text) if text.strip() else None
    except JsoncError:
        return text
    if not isinstance(document, dict):
        return text
    scripts = document.get("scripts", {})
    if not isinstance(scripts, dict):
        return text
    for name, script in scripts.items():
        if isinstance(script, str) and (new := rewrite_script(script)) != script:
            text = jsonc.set_string(text, ["scripts", name], new)
    for name, script in ADDED.items():
        if name not in scripts:
            text = jsonc.set_value(text, ["scripts", name], script)
    return _packages(project, text, document)


def _packages(project: PagesProject, text: str, document: dict[str, object]) -> str:
    held = {group: names for group in _GROUPS if isinstance(names := document.get(group), dict)}
    for group, names in held.items():
        for name in GONE:
            if name in names and not (name == "vercel" and _uses_vercel(document)):
                text = jsonc.delete(text, [group, name])
        if "next" in names and (raised := raised_version(project)):
            text = jsonc.set_value(text, [group, "next"], raised)
    group = "dependencies" if "next" in held.get("dependencies", {}) else "devDependencies"
    if not any(OPEN_NEXT in names for names in held.values()):
        text = jsonc.set_value(text, [group, OPEN_NEXT], VERSIONS[OPEN_NEXT])
    holder = next((each for each, names in held.items() if "wrangler" in names), "devDependencies")
    if _older(str(held.get(holder, {}).get("wrangler", ""))):
        text = jsonc.set_value(text, [holder, "wrangler"], VERSIONS["wrangler"])
    return text


def _uses_vercel(document: dict[str, object]) -> bool:
    scripts = document.get("scripts")
    found = scripts.values() if isinstance(scripts, dict) else ()
    return any("vercel " in f"{script} " for script in found if isinstance(script, str))


def _older(wanted: str) -> bool:
    """Whether a range may give a wrangler that is too old; ranges that are no numbers are left alone."""
    parts = wanted.lstrip("^~>=v ").split(".")
    if not parts[0].isdigit():
        return not wanted
    if wanted.startswith("^") and parts[0] == "4":
        return False
    return (int(parts[0]), int(parts[1]) if len(parts) > 1 and parts[1].isdigit() else 0) < (4, 148)


def rewrite_script(script: str) -> str:
    """One command line: next-on-pages becomes OpenNext's build, and ``wrangler pages`` its preview and deploy."""
    patches = [(call.start, call.end, call.verb) for call in pages_calls(script)]
    for start, end, verb in reversed(patches):
        begin = _program_start(script, start)
        script = f"{script[:begin]}opennextjs-cloudflare {'preview' if verb == 'dev' else 'deploy'}{script[end:]}"
    for simple in reversed(list(words(script))):
        found = _build_call(simple)
        if found is not None:
            start, end = found
            script = f"{script[:start]}opennextjs-cloudflare build{script[end:]}"
    return script


def _program_start(script: str, at: int) -> int:
    """Where the program begins whose argument starts ``at``: ``wrangler``, with what runs it."""
    for simple in words(script):
        for index, word in enumerate(simple):
            if word.start == at and index:
                return simple[index - 1 - _runner(simple[: index - 1])].start
    return at


def _build_call(simple: list[Word]) -> tuple[int, int] | None:
    for index, word in enumerate(simple):
        name = word.text.partition("@1")[0] if word.text.startswith("@") else word.text
        if name in (NEXT_ON_PAGES, "next-on-pages", f"{NEXT_ON_PAGES}@latest"):
            watching = any(each.text in ("--watch", "-w", "--help", "--version") for each in simple[index:])
            return None if watching else (simple[index - _runner(simple[:index])].start, simple[-1].end)
    return None


def _runner(before: list[Word]) -> int:
    """How many words at the end of ``before`` run the package that follows."""
    texts = [word.text for word in before]
    count = 0
    while texts and texts[-1].startswith("-"):
        texts.pop()
        count += 1
    for runner in _RUNNERS:
        if texts[-len(runner) :] == runner:
            return count + len(runner)
    return 0
