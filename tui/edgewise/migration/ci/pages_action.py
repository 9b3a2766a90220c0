"""``cloudflare/pages-action`` as ``cloudflare/wrangler-action``.

The two take the same credentials. The first uploads a folder to a Pages project; the second runs wrangler, which finds
folder and name in the wrangler file. What the first gives to later steps is not all known to the second.
"""

from __future__ import annotations

import re
import shlex

from edgewise.migration.ci.block_lines import line_for, one_line, removed, replaced
from edgewise.migration.ci.meant import ACTION, as_meant, renamed_outputs
from edgewise.migration.ci.place import CiPlace, CiRewrite
from edgewise.migration.ci.wrangler_action import VERSION
from edgewise.migration.scripts import Target, rewrite
from edgewise.migration.scripts.options import dynamic
from edgewise.project import yaml_text
from edgewise.project.yaml_text import YamlError, YamlValue

_VERSION_COMMENT = re.compile(r"[ \t]*#[ \t]*v?\d[\w.-]*[ \t]*(?=\r?$)", re.MULTILINE)
KEPT = frozenset({"apiToken", "accountId", "gitHubToken"})
GONE = frozenset({"projectName", "directory", "branch", "environmentName"})
OTHER = frozenset({"workingDirectory", "wranglerVersion"})


def rewrite_pages_action(text: str, step: YamlValue, target: Target, *, checked_out: bool) -> CiRewrite:
    """A workflow with one step of the action changed.

    Args:
        step: the step, as it is read from ``text``.
        target: seen from the folder that the step runs in.
        checked_out: whether the job has the repository, on the branch that was pushed.
    """
    uses = step.get("uses")
    line = uses.line if uses is not None else step.line
    command, why = _command(step, target)
    if command is None:
        return CiRewrite(text, (CiPlace(line, why=why),) if why else ())
    wanted = f"uses: {ACTION} with command: {command}"
    why = _obstacle(text, step, checked_out)
    if why:
        return CiRewrite(text, (CiPlace(line, why=f"{why}; else {wanted}"),))
    result = _outputs(_changed(text, step, command, target), step)
    if not as_meant(text, result, step, new_inputs(step, command, target)):
        return CiRewrite(text, (CiPlace(line, why=f"write it as {wanted}"),))
    return CiRewrite(result, (CiPlace(line, new=f"uses: {ACTION}, command: {command}"),))


def _command(step: YamlValue, target: Target) -> tuple[str | None, str]:
    """The command for wrangler, or ``None`` and why there is none; no reason when it is another project's."""
    inputs = step.get("with")
    parts = ["pages", "deploy"]
    directory = (inputs.string("directory") if inputs is not None else None) or ""
    if directory:
        parts.append(directory if dynamic(directory) else shlex.quote(directory))
    for option, key in (("--project-name", "projectName"), ("--branch", "branch")):
        value = (inputs.string(key) if inputs is not None else None) or ""
        if value:
            parts.append(f"{option}={value if dynamic(value) else shlex.quote(value)}")
    written = " ".join(parts)
    found = rewrite(written, target, bare=True)
    if found.text != written:
        return re.sub(r" --cwd \S+", "", found.text), ""
    foreign = any(remark.id == "other-pages-project" for remark in found.remarks)
    return None, "" if foreign else next((remark.detail for remark in found.remarks), "it is not understood")


def _obstacle(text: str, step: YamlValue, checked_out: bool) -> str:
    """Why the step cannot be changed by itself; empty when it can."""
    inputs = step.get("with")
    if not checked_out:
        return "the job does not check out the repository, which the Worker's configuration is in"
    if inputs is None or inputs.flow or not inputs.pairs:
        return "its inputs are not written one a line"
    names = [name.text or "" for name, _ in inputs.pairs]
    unknown = [name for name in names if name not in KEPT | GONE | OTHER]
    if unknown or len(set(names)) != len(names):
        return f"it has an input that is not known ({', '.join(unknown)})" if unknown else "an input is given twice"
    if not all(one_line(text, name, value) for name, value in inputs.pairs if name.text in GONE | OTHER):
        return "its inputs are not written one a line"
    identity = step.string("id")
    used = set(re.findall(rf"steps\.{re.escape(identity)}\.outputs\.([\w-]+)", text)) if identity else set()
    if used - {"url"}:
        return f"later steps use its outputs {', '.join(sorted(used - {'url'}))}, which the other action does not give"
    return ""


def _changed(text: str, step: YamlValue, command: str, target: Target) -> str:
    inputs = step.get("with")
    assert inputs is not None and inputs.pairs is not None
    names = {name.text: name for name, _ in inputs.pairs}
    anchor = next(name for name, _ in inputs.pairs if name.text in GONE)
    uses = step.get("uses")
    assert uses is not None
    if uses.start > inputs.start:  # from the end to the beginning, so that places stay what they are
        text = _renamed(text, uses)
    for name, value in sorted(inputs.pairs, key=lambda pair: pair[0].start, reverse=True):
        if name is anchor:
            new = line_for(text, name, "command", command)
            if "wranglerVersion" not in names:
                new += line_for(text, name, "wranglerVersion", VERSION)
            if "workingDirectory" not in names and target.cwd != ".":
                new += line_for(text, name, "workingDirectory", target.project)
            text = replaced(text, name, new)
        elif name.text in GONE:
            text = removed(text, name)
        elif name.text == "wranglerVersion":
            text = text[: value.start] + VERSION + text[value.end :]
        elif name.text == "workingDirectory" and target.cwd != ".":
            text = text[: value.start] + target.project + text[value.end :]
    return _renamed(text, uses) if uses.start < inputs.start else text


def _renamed(text: str, uses: YamlValue) -> str:
    """``text`` with the other action in place of this one, and without a comment that says this one's version."""
    end = _VERSION_COMMENT.match(text, uses.end)
    raw = text[uses.start : uses.end]
    quote = raw[0] if raw[:1] in "\"'" else ""
    return text[: uses.start] + quote + ACTION + quote + text[end.end() if end else uses.end :]


def new_inputs(step: YamlValue, command: str, target: Target) -> dict[str, str | None]:
    """What the step hands to the other action."""
    inputs = step.get("with")
    given = {name.text or "": value.text for name, value in (inputs.pairs if inputs is not None else None) or ()}
    kept = {key: value for key, value in given.items() if key in KEPT or key == "workingDirectory"}
    moved = {"workingDirectory": target.project} if target.cwd != "." else {}
    return {**kept, "command": command, "wranglerVersion": "4", **moved}


def _outputs(text: str, step: YamlValue) -> str:
    """``text`` with the address that the step gives under its new name."""
    identity = step.string("id") or ""
    if f"steps.{identity}.outputs.url" not in text:
        return text
    try:
        return yaml_text.replace_scalars(text, lambda _, value: renamed_outputs(value.text or "", identity)).text
    except YamlError:
        return text
