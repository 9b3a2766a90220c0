"""From what is asked for to a plan: the steps that add it, each a few file changes with a reason."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from edgewise.errors import Refused
from edgewise.migration.additions.built import missing, not_built
from edgewise.migration.additions.changes import Change
from edgewise.migration.additions.checking import check_wanted
from edgewise.migration.additions.entry import module_of
from edgewise.migration.additions.gradual import gradual
from edgewise.migration.additions.model import (
    CONSUMER,
    CRON,
    GRADUAL,
    LOGS,
    STATUS_LESSON,
    WORKFLOW,
    Addition,
    Module,
    Wanted,
)
from edgewise.migration.additions.naming import (
    STATUS_BINDING,
    STATUS_CLASS,
    binding_name,
    bindings,
    check_free,
    class_name,
)
from edgewise.migration.additions.placing import runs_first, status_path
from edgewise.migration.additions.queues import consumer_of, producers
from edgewise.migration.additions.situation import Situation, situation
from edgewise.migration.additions.unbundled import NOTE, leading_changes
from edgewise.migration.additions.writing import config_edit, hiding_edits, module_edits, own_edits
from edgewise.migration.journal import recorded_choices
from edgewise.migration.model import FileEdit, Plan, Step
from edgewise.migration.steps.planning import command_of
from edgewise.text import clean

_MIGRATION_TAG = "job-status"
_ENTRY = "What Pages could not have, around the entry."
Made = tuple[list[Change], list[str], list[str]]
"""Changes of the wrangler file, commands to run first, and notes."""


def plan_addition(root: Path, wanted: Wanted) -> Addition:
    """A plan that adds ``wanted`` to the moved project in ``root``. Reads files, changes none.

    Raises:
        InputError: a value makes no sense (see ``checking.check_wanted``), or a file does not parse.
        Refused: ``not-moved``, ``already-added`` and what else keeps it from being added.
        EdgewiseError: ``config-edit``.
    """
    check_wanted(wanted)
    here = situation(root)
    if wanted in here.added:
        raise _already(here, f"{wanted.title} is added already")
    if wanted.kind == GRADUAL:
        steps, commands, notes = gradual(here)
        return _addition(here, wanted, steps, commands, notes, here.module)
    if wanted.kind == LOGS:
        step = _config_step(here, "logs-config", _logs(here, wanted), "Workers Logs keeps what the Worker logs.")
        return _addition(here, wanted, [step], [], [], here.module)
    module = module_of(here)
    if wanted.kind == CONSUMER and wanted.status and not module.status:
        module = replace(module, status=status_path(here))
    changes, commands, notes = _KINDS[wanted.kind](here, wanted, module)
    assets = None
    if here.module is None:
        leading = leading_changes(here.document, module) if module.top else []
        changes = [Change(("main",), module.main, comment=_ENTRY), *leading, *changes]
        notes += [NOTE] if module.top else []
    if module.entry is None:
        assets, binding = _assets(here)
        changes = [*binding, *changes]
        if here.module is None and not module.status:
            notes.append("Files stay free. Paths without a file run the Worker now, which answers as before.")
    if (absent := missing(here, module.entry)) is not None:
        notes.append(f"{clean(absent)} is not there yet. {not_built(here, absent).fix}")
    why = f"The entry is not edited: {module.path} takes it over and adds what is new."
    files = list(own_edits(here, module, wanted))
    code = list(module_edits(here, module, (*here.added, wanted), assets))
    steps = [
        *_step(f"{wanted.kind}-yours", "Make a place for your code", _YOURS[wanted.kind], files),
        *_step(f"{wanted.kind}-module", "Extend the Worker", why, code),
        *_step("assets-ignore", "Keep the code out of what is published", _HIDDEN, list(hiding_edits(here, module))),
        _config_step(here, f"{wanted.kind}-config", changes, _WHY[wanted.kind]),
    ]
    return _addition(here, wanted, steps, commands, notes, module)


_HIDDEN = "The project folder itself is served, and Workers publishes whatever this file does not name."
_YOURS = {
    CONSUMER: "It gets each message, logs it, and is yours to fill in. Once it is there, edgewise leaves it alone.",
    CRON: "It is called at each of the times, logs that, and is yours to fill in.",
    WORKFLOW: "The steps of the job, already working, are yours to fill in.",
}
_WHY = {
    CONSUMER: "The queue delivers to this Worker. What fails comes again, and goes to the dead letters in the end.",
    CRON: "The Worker runs at these times, in UTC.",
    WORKFLOW: "The Worker gets a binding to start the Workflow and to ask how an instance stands.",
}


def _addition(
    here: Situation,
    wanted: Wanted,
    steps: Sequence[Step],
    commands: Sequence[str],
    notes: Sequence[str],
    module: Module | None,
) -> Addition:
    after = [each for each in here.next if "secret put" not in each] if steps else []
    plan = Plan(tuple(steps), recorded_choices(here.root), (*commands, *after))
    more = list(notes)
    if "env" in here.document and wanted.kind != GRADUAL:
        more.append("It is added to the top level of the wrangler file, so to production, and not to its environments.")
    return Addition(wanted, plan, module, tuple(more))


def _consumer(here: Situation, wanted: Wanted, module: Module) -> Made:
    changes = [Change(("queues", "consumers"), _settings(here, wanted), append=True)]
    dead = wanted.dead_letters
    commands = [f"npx wrangler queues create {dead}"] if dead else []
    notes = []
    if wanted.queue not in producers(here.document):
        commands.insert(0, f"npx wrangler queues create {wanted.queue}")
        notes.append(f"Nothing in the wrangler file sends to {wanted.queue}: another Worker has to.")
    if wanted.status:
        notes.append(f"Whoever knows the id of a job can read its state at {module.status}{wanted.queue}/ID.")
        notes.append(f"The lesson {STATUS_LESSON} explains how a state is told.")
        changes += _status(here, module)
    return changes, commands, notes


def _settings(here: Situation, wanted: Wanted) -> dict[str, Any]:
    """The entry of ``queues.consumers``."""
    if consumer_of(here.document, wanted.queue) is not None:
        raise _already(here, f"The queue {wanted.queue} has a consumer already")
    found: dict[str, Any] = {
        "queue": wanted.queue,
        "max_batch_size": wanted.batch,
        "max_retries": wanted.retries,
    }
    return found if wanted.dead_letters is None else {**found, "dead_letter_queue": wanted.dead_letters}


def _status(here: Situation, module: Module) -> Iterator[Change]:
    if any(each.status for each in here.added):
        return
    check_free(here.document, STATUS_BINDING, here.config.path)
    tags = [each.get("tag") for each in _rows(here.document.get("migrations"))]
    tag = next(name for name in _numbered(_MIGRATION_TAG) if name not in tags)
    binding = {"name": STATUS_BINDING, "class_name": STATUS_CLASS}
    yield Change(("durable_objects", "bindings"), binding, append=True)
    yield Change(("migrations",), {"tag": tag, "new_sqlite_classes": [STATUS_CLASS]}, append=True)
    yield from runs_first(here, module.status, without_entry=module.entry is None)


def _cron(here: Situation, wanted: Wanted, module: Module) -> Made:
    triggers = here.document.get("triggers")
    known = triggers.get("crons") if isinstance(triggers, Mapping) else None
    if isinstance(known, list) and wanted.cron in known:
        raise _already(here, f"The cron trigger {wanted.cron} is there already")
    return [Change(("triggers", "crons"), wanted.cron, append=True)], [], []


def _workflow(here: Situation, wanted: Wanted, module: Module) -> Made:
    binding = binding_name(wanted.name)
    check_free(here.document, binding, here.config.path)
    row = {"name": wanted.name, "binding": binding, "class_name": class_name(wanted.name)}
    taken = [each for each in _rows(here.document.get("workflows")) if each.get("name") == wanted.name]
    classes = {class_name(each.name) for each in here.added if each.kind == WORKFLOW} | {STATUS_CLASS}
    if taken or row["class_name"] in classes:
        raise _already(here, f"There is a Workflow or a class {row['class_name']} already")
    changes = [Change(("workflows",), row, append=True)]
    notes = [f"Start an instance in your code with env.{binding}.create(), and ask how it stands with get()."]
    if not wanted.queue:
        return changes, [], notes
    if any(each.kind == CONSUMER and each.queue == wanted.queue for each in here.added):
        return changes, [], [f"Your consumer of {wanted.queue} runs first; then the instance is started."]
    if any(each.kind == WORKFLOW and each.queue == wanted.queue for each in here.added):
        return changes, [], []
    more, commands, said = _consumer(here, replace(wanted, kind=CONSUMER, status=False), module)
    return [*changes, *more], commands, [f"Each message of {wanted.queue} starts an instance.", *said]


def _logs(here: Situation, wanted: Wanted) -> list[Change]:
    known = here.document.get("observability")
    if isinstance(known, Mapping) and known.get("enabled") is True:
        raise _already(here, "Workers Logs is on already")
    rate = int(wanted.sampling) if wanted.sampling in (0, 1) else wanted.sampling
    if not isinstance(known, Mapping):
        return [Change(("observability",), {"enabled": True, "head_sampling_rate": rate})]
    return [Change(("observability", "enabled"), True), Change(("observability", "head_sampling_rate"), rate)]


def _assets(here: Situation) -> tuple[str, list[Change]]:
    """The binding of the files for a Worker that had no code, and what makes it."""
    assets = here.document.get("assets")
    known = assets.get("binding") if isinstance(assets, Mapping) else None
    if isinstance(known, str):
        return known, []
    name = next(each for each in _numbered("ASSETS", "_") if each not in bindings(here.document))
    return name, [Change(("assets", "binding"), name)]


_KINDS: Mapping[str, Callable[[Situation, Wanted, Module], Made]] = {
    CONSUMER: _consumer,
    CRON: _cron,
    WORKFLOW: _workflow,
}


def _config_step(here: Situation, identity: str, changes: Sequence[Change], why: str) -> Step:
    return _step(identity, "Say so in the wrangler file", why, [config_edit(here, changes)])[0]


def _step(identity: str, title: str, why: str, edits: Sequence[FileEdit]) -> list[Step]:
    commands = tuple(map(command_of, edits))
    return [Step(identity, title, why, tuple(edits), commands=commands)] if edits else []


def _rows(value: Any) -> list[Mapping[str, Any]]:
    return [each for each in value if isinstance(each, Mapping)] if isinstance(value, list) else []


def _numbered(name: str, between: str = "-") -> Iterator[str]:
    yield name
    number = 2
    while True:
        yield f"{name}{between}{number}"
        number += 1


def _already(here: Situation, text: str) -> Refused:
    return Refused(
        f"{clean(text)}.",
        code="already-added",
        where=clean(here.config.path),
        fix="Nothing is to do. `edgewise add` lists what else there is.",
    )
