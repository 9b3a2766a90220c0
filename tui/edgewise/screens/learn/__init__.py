"""The Learn door: the contents, a lesson step by step, and the lab."""

from edgewise.screens.learn.screen import LearnScreen

__all__ = ["LearnScreen"]
