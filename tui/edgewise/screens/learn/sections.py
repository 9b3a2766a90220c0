"""A step as widgets: one for each stretch of text, one for each thing to do."""

from __future__ import annotations

from collections.abc import Iterator

from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from edgewise.course import Progress
from edgewise.course.figures import drawing
from edgewise.course.matrix import load_matrix
from edgewise.course.model import (
    Block,
    Checkpoint,
    Figure,
    Lab,
    Lesson,
    Matrix,
    Panel,
    Project,
    Quiz,
    Simulator,
    Step,
    Usage,
)
from edgewise.course.plain import render_step
from edgewise.course.simulators import simulation
from edgewise.errors import InputError
from edgewise.screens.learn.checkpoint import CheckpointView
from edgewise.screens.learn.lab_card import LabCard
from edgewise.screens.learn.project_card import ProjectCard
from edgewise.store import folders
from edgewise.widgets.figure import FigureView
from edgewise.widgets.matrix import MatrixView
from edgewise.widgets.panel import PanelView
from edgewise.widgets.prose import PROSE, Prose
from edgewise.widgets.quiz_typed import view_of
from edgewise.widgets.simulator import SimulatorView

PLAIN_WIDTH = 72
"""Cells that fit beside the margins on a screen of 80 columns."""


def sections(step: Step, lesson: Lesson, progress: Progress, *, demo: bool) -> Iterator[Widget]:
    """The widgets of a step, in order."""
    text: list[Block] = []
    for block in step.blocks:
        if isinstance(block, PROSE):
            text.append(block)
            continue
        if text:
            yield Prose(text)
            text = []
        yield _interactive(block, lesson, progress, demo)
    if text:
        yield Prose(text)


def _interactive(block: Block, lesson: Lesson, progress: Progress, demo: bool) -> Widget:
    try:
        return _view(block, lesson, progress, demo)
    except InputError as error:
        return Static(Content.styled("✗ ", "$error") + Content(error.message))


def _view(block: Block, lesson: Lesson, progress: Progress, demo: bool) -> Widget:
    """The widget of a block.

    Raises:
        InputError: for a figure or a simulation that there is not.
    """
    match block:
        case Quiz():
            answer = progress.answer(lesson.id, block.id)
            picked, last = (answer.choices, answer.last) if answer is not None else ((), None)
            return view_of(block, picked=picked, answered=last)
        case Figure():
            return FigureView(drawing(block.id), block.caption)
        case Simulator():
            met = frozenset(each for sim, each in progress.challenges(lesson.id) if sim == block.id)
            return SimulatorView(simulation(block.id), preset=block.preset, caption=block.caption, met=met)
        case Checkpoint():
            return CheckpointView(block, progress)
        case Panel() | Usage():
            return PanelView(block, demo=demo)
        case Matrix():
            return MatrixView(load_matrix(block.path), block.caption)
        case Project():
            return ProjectCard(block, folders())
        case Lab():
            return LabCard(block, passed=progress.passed(lesson.id, block.id))
        case _:
            # Whatever has no widget of its own is at least read: the same text that --plain prints.
            return Static(Content("\n".join(render_step(Step("", "", (block,)), PLAIN_WIDTH))))
