"""One run of a Workflow in the demo account: what it has done at any moment follows from its plan and its fate."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from edgewise.account.demo.company import Document
from edgewise.account.demo.deployments import identity
from edgewise.account.demo.times import stamp
from edgewise.account.timeline import length

QUEUED = timedelta(seconds=0.4)
"""How long an instance waits before it begins."""


@dataclass
class _State:
    """A run as it is being told."""

    at: datetime
    steps: list[Document]
    status: str = "running"
    error: Document | None = None
    over: bool = False


class Run:
    """A run.

    Args:
        workflow: its Workflow as written down.
        fate: what is particular to it: ``fails`` (step -> attempts that fail), ``error`` (name and message),
            ``terminated`` or ``paused`` (seconds after its beginning), ``unanswered`` (no event comes).
    """

    def __init__(self, workflow: Document, fate: Document, created: datetime) -> None:
        self.workflow, self.fate, self.created = workflow, fate, created
        self.id: str = fate["id"]

    def status(self, now: datetime) -> str:
        """The API's word for its status."""
        return self._tell(now).status

    def summary(self, now: datetime) -> Document:
        """As the list of instances has it."""
        state = self._tell(now)
        began = now >= self.created + QUEUED
        changed = state.at if state.over else min(now, state.at)
        return {
            "id": self.id,
            "workflow_id": identity(self.workflow["name"]),
            "version_id": identity(self.workflow["name"], "version"),
            "status": state.status,
            "created_on": stamp(self.created),
            "modified_on": stamp(max(self.created, changed)),
            "started_on": stamp(self.created + QUEUED) if began else None,
            "ended_on": stamp(state.at) if state.over else None,
        }

    def document(self, now: datetime) -> Document:
        """Everything about it."""
        state = self._tell(now)
        began = now >= self.created + QUEUED
        done = state.status == "complete"
        return {
            "status": state.status,
            "params": self._filled(self.workflow["params"]),
            "trigger": {"source": self.workflow["trigger"]},
            "versionId": identity(self.workflow["name"], "version"),
            "queued": stamp(self.created),
            "start": stamp(self.created + QUEUED) if began else None,
            "end": stamp(state.at) if state.over else None,
            "success": done if state.over else None,
            "steps": state.steps,
            "error": state.error,
            "rollback": None,
            "output": self.workflow["plan"][-1].get("output") if done else None,
            "step_count": len(state.steps),
        }

    def _tell(self, now: datetime) -> _State:
        state = _State(self.created + QUEUED, [])
        if now < state.at:
            state.status = "queued"
            return state
        stopped = self._stops()
        until = min(now, stopped) if stopped else now
        for step in self.workflow["plan"]:
            if state.at > until or state.over or state.status != "running":
                break
            name = f"{step['name']}-1"
            tell = {"step": self._work, "sleep": self._sleep, "waitForEvent": self._wait}[step["type"]]
            tell(state, step, name, until)
        else:
            if state.at <= until and state.status == "running":
                state.status, state.over = "complete", True
        if stopped and now >= stopped and not state.over:
            self._stop(state, stopped)
        return state

    def _stops(self) -> datetime | None:
        seconds = self.fate.get("terminated", self.fate.get("paused"))
        return self.created + timedelta(seconds=seconds) if seconds is not None else None

    def _stop(self, state: _State, at: datetime) -> None:
        if "paused" in self.fate:
            state.status, state.at = "paused", at
            return
        state.steps.append({"type": "termination", "trigger": {"source": self.fate.get("by", "user")}})
        state.status, state.over, state.at = "terminated", True, at

    def _work(self, state: _State, step: Document, name: str, until: datetime) -> None:
        retries = step.get("retries", {"limit": 5, "delay": "10 seconds", "backoff": "exponential"})
        pause = length(retries["delay"]) or timedelta(seconds=10)
        failing = self.fate.get("fails", {}).get(step["name"], 0)
        attempts: list[Document] = []
        began, ended, success = state.at, None, None
        for count in range(retries["limit"] + 1):
            if state.at > until:
                break
            good = count >= failing
            end = state.at + timedelta(seconds=step["seconds"] * self._dice(step["name"], count))
            known = end <= until
            error = self._error() if known and not good else None
            attempts.append(
                {
                    "start": stamp(state.at),
                    "end": stamp(end) if known else None,
                    "success": good if known else None,
                    "error": error,
                }
            )
            if known and good:
                ended, success = end, True
            if not known or good:
                state.at = end
                break
            state.at = end + _grown(pause, retries["backoff"], count)
            if count == retries["limit"]:
                state.at, ended, success = end, end, False
                state.status, state.over, state.error = "errored", True, error
        state.steps.append(
            {
                "type": "step",
                "name": name,
                "start": stamp(began),
                "end": stamp(ended) if ended else None,
                "success": success,
                "output": self._filled(step.get("output")) if success else None,
                "config": {"retries": retries, "timeout": step.get("timeout", "10 minutes")},
                "attempts": attempts,
            }
        )

    def _sleep(self, state: _State, step: Document, name: str, until: datetime) -> None:
        end = state.at + timedelta(seconds=step["seconds"])
        over = end <= until
        times = {"start": stamp(state.at), "end": stamp(end)}
        state.steps.append({"type": "sleep", "name": name, **times, "finished": over, "error": None})
        state.at = end
        if not over:
            state.status = "waiting"

    def _wait(self, state: _State, step: Document, name: str, until: datetime) -> None:
        missing = self.fate.get("unanswered", False)
        limit = state.at + timedelta(seconds=step["timeout"])
        came = state.at + timedelta(seconds=step["seconds"] * self._dice(step["name"], 0))
        end = limit if missing else came
        over = end <= until
        error = {"name": "WorkflowTimeoutError", "message": "Execution timed out after 8 hours"}
        state.steps.append(
            {
                "type": "waitForEvent",
                "name": name,
                "start": stamp(state.at),
                "end": stamp(end if over else limit),
                "finished": over,
                "error": error if over and missing else None,
                "output": step.get("output") if over and not missing else None,
            }
        )
        state.at = end
        if over and missing:
            state.status, state.over, state.error = "errored", True, error
        elif not over:
            state.status = "waiting"

    def _error(self) -> Document:
        name, message = self.fate["error"]
        return {"name": name, "message": message}

    def _dice(self, *parts: object) -> float:
        """A factor between 0.6 and 1.6 that is always the same for the same parts of the same run."""
        return 0.6 + zlib.crc32("/".join(map(str, (self.id, *parts))).encode()) % 1000 / 1000

    def _filled(self, value: Any) -> Any:
        if isinstance(value, str):
            return value.replace("{number}", str(self.fate["number"]))
        if isinstance(value, dict):
            return {key: self._filled(each) for key, each in value.items()}
        return value


def _grown(pause: timedelta, backoff: str, failures: int) -> timedelta:
    if backoff == "constant":
        return pause
    return pause * (failures + 1) if backoff == "linear" else pause * 2**failures
