"""What is asked while something is done in the account: a yes, whether to go back, values of secrets."""

from __future__ import annotations

from collections.abc import Mapping

from textual.app import App
from textual.content import Content

from edgewise.errors import EdgewiseError, Refused
from edgewise.migration.operations.model import Operation
from edgewise.screens.dialogs import AskDialog, ConfirmDialog
from edgewise.text import clean, clean_lines


class Asking:
    """Asks by dialogs, from within a worker."""

    def __init__(self, app: App[object]) -> None:
        self._app = app

    async def consent(self, operation: Operation) -> bool:
        """Whether something may be done that is not simply taken back."""
        word = clean(str(operation.details.get("typed") or operation.host or operation.id), 80)
        body = Content(clean_lines(f"{operation.title}.\n\n{operation.way_back}"))
        dialog = ConfirmDialog("This is not simply taken back", body, yes="Do it", typed=word)
        return await self._app.push_screen_wait(dialog) is True

    async def take_back(self, operation: Operation, error: EdgewiseError) -> bool:
        """Whether a host goes back to Pages, whose answers differ at the Worker."""
        body = Content(
            clean_lines(f"{error.message}\n\ny brings Pages' answers back for {clean(operation.host, 120)} at once. ")
            + "escape leaves it as it is, and stops here."
        )
        dialog = ConfirmDialog("Answers differ. Take it back?", body, yes="Take it back")
        return await self._app.push_screen_wait(dialog) is True

    async def secrets(self, names: tuple[str, ...]) -> Mapping[str, str]:
        """Values that nobody can read back, typed without being shown.

        Raises:
            Refused: ``secrets-missing``, when one is not given.
        """
        found: dict[str, str] = {}
        for name in names:
            hint = Content.styled(
                "Production has it, and nobody can read it back. It goes to wrangler and is kept nowhere.",
                "$text-muted",
            )
            value = await self._app.push_screen_wait(AskDialog(clean(name, 60), hint, hidden=True))
            if not value:
                raise Refused(
                    f"No value was given for {clean(name, 60)}.",
                    code="secrets-missing",
                    where="Ship",
                    fix="Press a again when you have it.",
                )
            found[name] = value
        return found
