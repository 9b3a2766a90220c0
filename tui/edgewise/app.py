"""The app: four modes, the commands that work everywhere, themes and what is shared."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterable
from importlib import import_module
from pathlib import Path
from typing import Any, ClassVar

from textual import events
from textual.app import App, SystemCommand
from textual.binding import Binding
from textual.color import Color
from textual.content import Content
from textual.screen import Screen

from edgewise.commands import Command, Commanding
from edgewise.services import Services
from edgewise.store import content
from edgewise.themes import THEMES

LEAST_WIDTH, LEAST_HEIGHT = 60, 20
TOO_SMALL = "too-small"


def _lazy(module: str, name: str) -> Callable[[], Screen[Any]]:
    """A mode's screen, imported when the mode is first entered."""

    def make() -> Screen[Any]:
        screen: Screen[Any] = getattr(import_module(module), name)()
        return screen

    return make


def _collect_garbage_again() -> None:
    """End what ``cli.tui`` began: while the program starts, nothing it makes is garbage."""
    gc.freeze()
    gc.enable()


_home = _lazy("edgewise.screens.home", "HomeScreen")


class EdgewiseApp(Commanding, App[int], inherit_bindings=False):
    """edgewise in a terminal."""

    TITLE = "edgewise"
    # Home's styles are here because loading a screen's own makes Textual parse everything again.
    CSS_PATH = [str(content("assets", "styles", name)) for name in ("app.tcss", "home.tcss")]
    ENABLE_COMMAND_PALETTE = True
    PAUSE_GC_ON_SCROLL = True
    MODES: ClassVar[dict[str, str | Callable[[], Screen[Any]]]] = {
        "learn": _lazy("edgewise.screens.learn", "LearnScreen"),
        "account": _lazy("edgewise.screens.account", "AccountScreen"),
        "migrate": _lazy("edgewise.screens.migrate", "MigrateScreen"),
    }
    # Home is a mode too. It is added once the app runs: a mode that is the app's own default screen is
    # styled and painted once, one that is listed here twice.
    VERBS = (
        Command("app.home", "f2", "Home", "Go to the first screen.", "door('home')", footer=False),
        Command("app.learn", "f3", "Learn", "Go to the course.", "door('learn')", footer=False),
        Command("app.account", "f4", "Account", "Go to the account.", "door('account')", footer=False),
        Command("app.migrate", "f5", "Migrate", "Go to the migration.", "door('migrate')", footer=False),
        Command("app.help", "question_mark,f1", "Help", "Explain this screen and its keys.", "help", display="?"),
        Command("app.palette", "ctrl+p", "Commands", "Find any command by name.", "command_palette", footer=False),
        Command("app.theme", "f8", "Theme", "Choose the colours.", "change_theme", footer=False),
        Command("app.quit", "q,ctrl+q", "Quit", "Leave edgewise.", "quit", display="q"),
    )
    BINDINGS: ClassVar[list[Any]] = [
        Binding("ctrl+c", "help_quit", show=False, system=True),
        Binding("tab", "app.focus_next", "Focus next", show=False),
        Binding("shift+tab", "app.focus_previous", "Focus previous", show=False),
    ]

    def __init__(
        self,
        services: Services | None = None,
        *,
        door: str = "home",
        theme: str | None = None,
        lesson: str | None = None,
    ) -> None:
        # The first screen is the door's own: switching to it would paint an empty one before.
        self.DEFAULT_MODE = door  # type: ignore[misc]
        super().__init__()
        self._lesson = lesson
        self._touched = time.monotonic()
        self.services = services or Services.load()
        self.services.notice = self.warn
        self._session_theme = theme
        for each in THEMES:
            self.register_theme(each)
        self._choose_theme()
        self.set_keymap(dict(self.services.settings.keymap))

    def on_mount(self) -> None:
        """Say what is wrong once there is a screen to say it on."""
        self.add_mode("home", _home)
        self.theme_changed_signal.subscribe(self, lambda theme: self._keep_theme(theme.name))
        self._end_when_asked()
        self.call_after_refresh(_collect_garbage_again)
        self.call_after_refresh(self._say_problems)
        if self._lesson is not None:
            self.call_after_refresh(self.open_lesson, self._lesson)

    def _choose_theme(self) -> None:
        """Take the user's theme before anything is styled: changing it later styles everything twice."""
        wanted = self._session_theme or self.services.settings.theme
        if wanted in self.available_themes:
            self.set_reactive(App.theme, wanted)
        else:
            self.set_reactive(App.theme, "edgewise-dark")
            self.services.problems.append(f'There is no theme called "{wanted}". Press f8 to choose one.')
        self.stylesheet.set_variables(self.get_css_variables())

    def get_default_screen(self) -> Screen[Any]:
        """Home, when the app opens there."""
        return _home()

    def _end_when_asked(self) -> None:
        """A terminate or hang-up signal ends the app as q does: terminal restored, servers stopped."""
        if self.is_headless:
            return
        import asyncio
        import signal
        from functools import partial

        loop = asyncio.get_running_loop()
        for each in (signal.SIGTERM, signal.SIGHUP):
            loop.add_signal_handler(each, partial(self._leave, 128 + each))

    def _say_problems(self) -> None:
        for problem in self.services.problems:
            self.warn(problem)
        self.services.problems.clear()

    def _keep_theme(self, name: str) -> None:
        if name not in (self.services.settings.theme, self._session_theme):
            self.services.remember(theme=name)

    def get_css_variables(self) -> dict[str, str]:
        """Theme variables, with the muted text colours made concrete.

        Textual defines them as a share of "auto", which a style sheet understands and styled
        content does not: there it would draw muted text at full strength.
        """
        variables = super().get_css_variables()
        for name, share in (("text-muted", 0.62), ("text-disabled", 0.4)):
            if variables[name].startswith("auto"):
                back = Color.parse(variables["background"])
                variables[name] = back.blend(Color.parse(variables["foreground"]), share, alpha=1).hex
        self.theme_variables = variables
        return variables

    # ------------------------------------------------------------------ whether somebody is there

    @property
    def idle(self) -> float:
        """Seconds since the last key or movement of the mouse."""
        return time.monotonic() - self._touched

    async def on_event(self, event: events.Event) -> None:
        """Note when somebody does something."""
        if isinstance(event, events.InputEvent):
            self._touched = time.monotonic()
        await super().on_event(event)

    # ------------------------------------------------------------------ saying things

    def say(self, text: str) -> None:
        """Show a short message that goes away by itself."""
        self.notify(text, markup=False)

    def warn(self, text: str) -> None:
        """Show a message about something that did not work."""
        self.notify(text, severity="warning", timeout=10, markup=False)

    # ------------------------------------------------------------------ going places

    def action_door(self, name: str) -> None:
        """Go to a door. A dialog that is open stays where it is."""
        if self.current_mode != name:
            self.switch_mode(name)

    async def open_lesson(self, lesson_id: str, step: str | None = None) -> None:
        """Go to the course, at this lesson, where the learner was in it or at ``step``."""
        await self.switch_mode("learn")
        opener = getattr(self.screen_stack[0], "open_lesson", None)
        if opener is not None:
            opener(lesson_id, step)

    async def open_project(self, root: Path) -> None:
        """Go to the migration, at this folder."""
        await self.switch_mode("migrate")
        opener = getattr(self.screen_stack[0], "open_folder", None)
        if opener is not None:
            opener(root)

    async def open_account(self, kind: str | None = None) -> None:
        """Go to the account, at this kind of resource."""
        await self.switch_mode("account")
        opener = getattr(self.screen_stack[0], "open_kind", None)
        if kind is not None and opener is not None:
            opener(kind)

    def action_help(self) -> None:
        """Explain the screen below."""
        from edgewise.screens.help import HelpScreen

        if not isinstance(self.screen, HelpScreen):
            self.push_screen(HelpScreen(self.screen))

    async def action_quit(self) -> None:
        """Leave edgewise; ask first while something is under way that should come to its end."""
        from edgewise.screens.dialogs import ConfirmDialog

        sentence = self._under_way()
        if not sentence:
            self.exit()
        elif not isinstance(self.screen, ConfirmDialog):
            dialog = ConfirmDialog("Leave in the middle of it?", Content(sentence), yes="Leave")
            self.push_screen(dialog, lambda yes: self._leave() if yes else None)

    def _leave(self, code: int = 0) -> None:
        """End the program, and say what was cut off once the terminal is given back."""
        sentence = self._under_way()
        self.services.parting += [sentence] if sentence else []
        self.exit(return_code=code)

    def _under_way(self) -> str:
        from edgewise.screens.base import EdgewiseScreen

        screens = [each for stack in self._screen_stacks.values() for each in stack]
        return next((each.under_way for each in screens if isinstance(each, EdgewiseScreen) and each.under_way), "")

    def action_help_quit(self) -> None:
        """Ctrl+C copies in a terminal's mind and quits in a shell's: say how to leave instead."""
        self.say("Press q to leave edgewise.")

    def get_system_commands(self, screen: Screen[Any]) -> Iterable[SystemCommand]:
        """Palette rows: what this screen can do, then what works everywhere."""
        from edgewise.widgets.chrome import commands_here

        nodes = {active.binding.id: active for active in screen.active_bindings.values() if active.binding.id}
        for command in commands_here(screen):
            active = nodes.get(command.id)
            if active is None or not active.enabled or command.id == "app.palette":
                continue

            def run(action: str = active.binding.action, node: Any = active.node) -> None:
                self.call_later(self.run_action, action, node)

            yield SystemCommand(command.title, command.help, run)

    # ------------------------------------------------------------------ room to work in

    def on_resize(self, event: events.Resize) -> None:
        """Cover everything with a plain request for room when there is too little."""
        small = event.size.width < LEAST_WIDTH or event.size.height < LEAST_HEIGHT
        covered = self.screen.id == TOO_SMALL
        if small and not covered:
            from edgewise.screens.too_small import TooSmallScreen

            self.push_screen(TooSmallScreen(LEAST_WIDTH, LEAST_HEIGHT, id=TOO_SMALL))
        elif covered and not small:
            self.pop_screen()
