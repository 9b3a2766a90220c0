"""What the company's builds say: each line at its time, so that a build that runs is told as far as it has got."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from edgewise.account.demo.times import stamp
from edgewise.account.resources.values import moment

Document = dict[str, Any]
Said = list[tuple[float, str]]
"""Seconds after the beginning, and a line. A negative number counts from the end."""

_FAILURE = [
    (-3.0, ""),
    (-3.0, "src/routes/+page.server.js:14:9 - error TS2532: 'platform' is possibly undefined."),
    (-2.5, "14   const rows = await platform.env.STOCK.prepare(QUERY).all();"),
    (-2.5, "                        ~~~~~~~~"),
    (-1.5, "Found 1 error."),
    (-1.0, "npm error Lifecycle script `build` failed with error:"),
    (-1.0, "npm error code 1"),
    (-0.1, "Failed: build command exited with code: 1"),
]


def pages_build_log(document: Document, now: datetime) -> Document:
    """The log of a Pages deployment, as ``…/history/logs`` has it."""
    data = []
    for stage in document["stages"]:
        start, end = moment(stage["started_on"]), moment(stage["ended_on"])
        if start is None:
            continue
        for seconds, line in _stage_says(stage, document):
            if seconds >= 0:
                when = start + timedelta(seconds=seconds)
                when = min(when, end) if end is not None else when
            elif end is None:
                continue
            else:
                when = max(start, end + timedelta(seconds=seconds))
            if when <= now:
                data.append({"ts": stamp(when), "line": line})
    return {"total": len(data), "includes_container_logs": True, "data": data}


def _stage_says(stage: Document, document: Document) -> Said:
    match stage["name"]:
        case "initialize":
            return [
                (0, "Initializing build environment..."),
                (-0.2, "Success: Finished initializing build environment"),
            ]
        case "clone_repo":
            return _clone(document)
        case "build":
            return _build(stage, document)
        case "deploy" if stage["status"] != "failure":
            return _deploy(document)
        case "deploy":
            return [
                (0, "Deploying your site to Cloudflare's global network..."),
                (-0.1, "Failed to publish your Function."),
            ]
        case _:
            return []


def _clone(document: Document) -> Said:
    trigger = document["deployment_trigger"]["metadata"]
    short = str(trigger["commit_hash"])[:7]
    return [
        (0, "Cloning repository..."),
        (0.4, f"From https://github.com/northgate-coffee/{document['project_name']}"),
        (0.4, f" * branch            {trigger['commit_hash']} -> FETCH_HEAD"),
        (0.8, f"HEAD is now at {short} {trigger['commit_message']}"),
        (-0.1, "Success: Finished cloning repository files"),
    ]


def _build(stage: Document, document: Document) -> Said:
    if document["build_config"].get("build_command") is None:
        return []
    command = document["build_config"]["build_command"]
    output = document["build_config"].get("destination_dir") or "dist"
    begin: Said = [
        (0, "Detected the following tools from environment: nodejs@22.16.0, npm@10.9.2"),
        (0.6, "Installing project dependencies: npm clean-install --progress=false"),
        (3, "npm warn deprecated inflight@1.0.6: This module is not supported, and leaks memory."),
        (11, "added 412 packages, and audited 413 packages in 10s"),
        (11, "found 0 vulnerabilities"),
        (11.5, f"Executing user command: {command}"),
        (14, f"> {document['project_name']}@1.4.0 build"),
        (14, f"> {command}"),
        (19, "transforming..."),
        (26, "✓ 1184 modules transformed."),
    ]
    if stage["status"] == "failure":
        return begin + _FAILURE
    functions = (
        [(-1.6, "Found Functions directory at /functions. Uploading."), (-1.2, "✨ Compiled Worker successfully")]
        if document["uses_functions"]
        else [(-1.6, "Note: No functions dir at /functions found. Skipping.")]
    )
    end: Said = [
        (-2.5, f"✓ built in {output}"),
        (-2, "Finished"),
        *functions,
        (-0.5, "Validating asset output directory"),
    ]
    return begin + end


def _deploy(document: Document) -> Said:
    count = 40 + int(str(document["id"])[:4], 16) % 300
    return [
        (0, "Deploying your site to Cloudflare's global network..."),
        (0.3, "Parsed 2 valid header rules."),
        (0.8, f"Uploading... (0/{count})"),
        (1.4, f"Uploading... ({count}/{count})"),
        (-0.8, f"✨ Success! Uploaded {count // 9} files ({count - count // 9} already uploaded)"),
        (-0.4, "Success: Assets published!"),
        (-0.1, "Success: Your site was deployed!"),
    ]


def worker_build_log(build: Document, now: datetime) -> list[list[Any]]:
    """The lines of a build of Workers Builds: ``[milliseconds, text]`` each."""
    meta = build["build_trigger_metadata"]
    start, end = moment(build["running_on"]), moment(build["stopped_on"])
    if start is None:
        return []
    said: Said = [
        (0, "Initializing build environment..."),
        (1, f"Cloning git repository {meta['provider_account_name']}/{meta['repo_name']}"),
        (2.5, f"HEAD is now at {meta['commit_hash'][:7]} {meta['commit_message']}"),
        (3, "Installing project dependencies: npm clean-install --progress=false"),
        (12, "added 96 packages, and audited 97 packages in 8s"),
        (13, f"Executing user build command: {meta['build_command']}"),
        (20, "✓ bundled src/index.ts"),
    ]
    if build["build_outcome"] == "fail":
        said += [
            (-2, "✘ [ERROR] Test failed: rounds half to even (src/round.test.ts:22)"),
            (-0.2, "Failed: error occurred while running build command"),
        ]
    elif build["build_outcome"] == "cancelled":
        said += [(-0.1, "The build was cancelled.")]
    else:
        said += [
            (-14, f"Executing user deploy command: {meta['deploy_command']}"),
            (-6, f"Uploaded {meta['repo_name']} (3.42 sec)"),
            (-0.5, "Success: Build command completed"),
        ]
    lines = []
    for seconds, line in said:
        base = start if seconds >= 0 else end
        if base is None:
            continue
        when = base + timedelta(seconds=seconds)
        when = min(when, end) if end is not None else when
        if when <= now:
            lines.append([int(when.timestamp() * 1000), line])
    return lines
