"""Scripts for gradual deployments, beside the one that deploys."""

from __future__ import annotations

import re
from collections.abc import Mapping

from edgewise.errors import Refused
from edgewise.migration.additions.situation import Situation
from edgewise.migration.model import FileEdit, Step
from edgewise.migration.steps.planning import command_of
from edgewise.project import jsonc
from edgewise.project.boundary import read_reachable
from edgewise.project.jsonc_parse import JsoncError
from edgewise.text import clean

FILE = "package.json"
UPLOAD, RELEASE = "wrangler versions upload", "wrangler versions deploy"
_DEPLOY = re.compile(r"\bwrangler deploy\b")


def gradual(here: Situation) -> tuple[list[Step], list[str], list[str]]:
    """The step that adds the scripts, if there is one that deploys; commands to run; notes.

    Raises:
        Refused: ``already-added``, when scripts for it are there.
    """
    note = "A version that adds or renames a Durable Object class cannot be uploaded: deploy that one as before."
    found = deploying(here)
    if found is None:
        return [], [f"npx {UPLOAD}", f"npx {RELEASE}"], ["No script of package.json deploys with wrangler.", note]
    name, script, text, scripts = found
    if any("wrangler versions" in str(each) for each in scripts.values()):
        raise Refused(
            "There are scripts for gradual deployments already.",
            code="already-added",
            where=FILE,
            fix="Nothing is to do. `edgewise add` lists what else there is.",
        )
    # What is built before the deployment is built before the upload, too.
    new = {f"{name}:upload": _DEPLOY.sub(UPLOAD, script), f"{name}:gradual": RELEASE}
    if set(new) & set(scripts):
        return [], [f"npx {UPLOAD}", f"npx {RELEASE}"], [f"The names {clean(', '.join(new))} are taken.", note]
    after = text
    for key, value in reversed(new.items()):
        after = jsonc.insert_after(after, ["scripts", name], key, value)
    edit = FileEdit(FILE, text.encode("utf-8", "surrogateescape"), after.encode("utf-8", "surrogateescape"))
    step = Step(
        "gradual-scripts",
        "Add scripts for gradual deployments",
        "The first uploads a version that nobody gets yet; the second asks which share of the visitors gets it.",
        (edit,),
        commands=(command_of(edit),),
    )
    return [step], [], [note]


def deploying(here: Situation) -> tuple[str, str, str, Mapping[str, object]] | None:
    """The script that deploys: its name, its text, the whole file, and all scripts."""
    data = read_reachable(here.root, FILE)
    text = (data or b"").decode("utf-8", "surrogateescape")
    try:
        document = jsonc.loads(text) if text.strip() else None
    except JsoncError:
        return None
    scripts = document.get("scripts") if isinstance(document, dict) else None
    if not isinstance(scripts, dict):
        return None
    for name, script in scripts.items():
        if isinstance(script, str) and _DEPLOY.search(script):
            return name, script, text, scripts
    return None
