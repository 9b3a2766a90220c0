"""A D1 database, asked in SQL: one statement at a time, its rows in a table, what it cost beside them."""

from __future__ import annotations

import asyncio
from typing import Any

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from edgewise.account.export import file_name
from edgewise.account.resources.d1 import quoted
from edgewise.account.resources.values import number
from edgewise.account.sql.cells import row_document
from edgewise.account.sql.changing import change_for, wrangler_command
from edgewise.account.sql.console import NotARead, Result, ask, result_of
from edgewise.account.sql.statements import classify
from edgewise.commands import Command
from edgewise.errors import EdgewiseError
from edgewise.screens.account import states
from edgewise.screens.account.data.answers import Laid, csv_of, json_of, laid_out
from edgewise.screens.account.data.editor import SqlEditor
from edgewise.screens.account.data.frame import DataScreen
from edgewise.screens.account.exporting import Export, export_to_file
from edgewise.screens.account.states import StateView
from edgewise.screens.account.views import Looking
from edgewise.text import clean
from edgewise.widgets.columns import GridRow
from edgewise.widgets.grid import Grid

FIRST = 100
"""Rows of a table that are read when it is opened."""

KEPT = 100
"""Statements of a database that are remembered, for as long as the program runs."""

HELP = (
    "Asks a D1 database in SQL, one statement at a time. Enter asks, up and down bring back what was asked before, tab "
    "goes to the rows.\n\n"
    "While the account is locked only what surely reads is sent: the statement is taken apart first, then D1 is asked "
    "for its plan with EXPLAIN, which runs nothing. With the lock off a statement that writes is shown as a request, "
    "and wants a typed word.\n\n"
    "D1 bills the rows that a query looks at, not those that it gives: the line above the rows says how many those "
    "were. LIMIT saves little where an ORDER BY or a condition has no index."
)

_ASKED: dict[str, list[str]] = {}
"""What was asked, by database. It is written nowhere."""


class SqlScreen(DataScreen):
    """One database."""

    WHAT = "SQL"
    AUTO_FOCUS = "SqlEditor"
    HELP = HELP
    AT_ONCE = False
    """Whether the first rows are asked for as it opens."""

    VERBS = (
        Command("sql.open", "enter", "Row", "Show the whole row, column by column.", "row"),
        Command("sql.left", "left", "Columns", "Show the columns further left.", "shift(-1)", footer=False),
        Command("sql.right", "right", "Columns", "Show the columns further right.", "shift(1)"),
        Command("sql.edit", "tab,slash,i", "SQL", "Go back to the statement.", "edit", display="tab"),
        Command("sql.raw", "y", "JSON", "Show the answer as D1 sent it.", "raw"),
        Command("sql.copy", "c", "Copy", "Copy the wrangler command that asks the same.", "copy"),
        Command("sql.export", "e", "Export", "Write the rows to a CSV or JSON file.", "export"),
        Command("sql.close", "escape", "Back", "Stop asking, or go back.", "back"),
    )

    def __init__(self, looking: Looking) -> None:
        super().__init__(looking)
        row = looking.row
        value = row.value if row is not None else looking.parameters.get
        table = looking.kind.id == "d1_tables"
        self.database = value("database" if table else "uuid") or ""
        self.database_name = value("database_name" if table else "name") or self.database
        name = row.value("name") if table and row is not None else None
        self._begin = f"SELECT * FROM {quoted(name)} LIMIT {FIRST}" if name is not None else ""
        self.result: Result | None = None
        self.error: EdgewiseError | None = None
        self._asking = ""
        self._shown = Laid()
        self._asked = _ASKED.setdefault(self.database, [])
        self._at = len(self._asked)

    def compose_body(self) -> ComposeResult:
        """The statement, what the answer cost, its rows, or why there are none."""
        with Vertical(id="data"):
            yield SqlEditor(self._begin, id="statement")
            yield Static(id="facts")
            yield Grid(id="answer")
            yield StateView(id="state")

    def on_mount(self) -> None:
        """Show where things are; ask at once for a table's first rows."""
        self.show()
        if self.AT_ONCE and self._begin:
            self._ask(self._begin)
            self.query_one(Grid).focus()

    # ------------------------------------------------------------------ asking

    @on(SqlEditor.Asked)
    def _run(self) -> None:
        sql = self.query_one(SqlEditor).text.strip()
        if not sql or self._asking:
            return
        if not self._asked or self._asked[-1] != sql:
            self._asked.append(sql)
            del self._asked[:-KEPT]
        self._at = len(self._asked)
        if classify(sql).kind != "read" and not self.looking.board.lock.on:
            self._change(sql)
        else:
            self._ask(sql)

    @work(group="sql", exclusive=True, exit_on_error=False)
    async def _ask(self, sql: str) -> None:
        self._asking, self.error = sql, None
        self.show()
        try:
            result = await ask(self.looking.client, self.database, sql)
            # In a thread: an answer may have a hundred thousand rows.
            shown = await asyncio.to_thread(laid_out, result)
            self.result, self._shown = result, shown
        except EdgewiseError as error:
            self.error = error
        finally:
            self._asking = ""
        self.show(fresh=True)

    @work(group="ask", exclusive=True, exit_on_error=False)
    async def _change(self, sql: str) -> None:
        """Send a statement that may write, through the dialog that every change goes through."""
        from edgewise.screens.account.changing.confirm import ConfirmChange

        looking, account = self.looking, self.looking.board.account
        if account is None:
            return
        change = change_for(
            classify(sql),
            self.database,
            self.database_name,
            account_id=account.id,
            base_url=looking.client.base_url,
        )
        dialog = ConfirmChange(looking.board, looking.client, change)
        await self.app.push_screen_wait(dialog)
        outcome = dialog.entry.outcome if dialog.entry is not None else None
        if outcome is not None and outcome.state == "done":
            from edgewise.account.envelope import Answer

            try:
                self.result, self.error = result_of(Answer(outcome.result), sql), None
                self._shown = laid_out(self.result)
            except EdgewiseError as error:
                self.error = error
        self.show(fresh=True)

    @on(SqlEditor.Older)
    def _remember(self, event: SqlEditor.Older) -> None:
        to = self._at + (1 if event.newer else -1)
        if not 0 <= to <= len(self._asked):
            return
        self._at = to
        self.query_one(SqlEditor).put(self._asked[to] if to < len(self._asked) else "")

    @on(SqlEditor.Left)
    def _left(self) -> None:
        if self.result is not None and self.result.rows:
            self.query_one(Grid).focus()

    # ------------------------------------------------------------------ showing

    def show(self, *, fresh: bool = False) -> None:
        """Everything, as it now is."""
        grid, state = self.query_one(Grid), self.query_one(StateView)
        looked, result = self._shown, self.result
        first = min(looked.first, max(0, len(looked.columns) - 1))
        rows = tuple(GridRow(row.key, row.cells[first:]) for row in looked.rows)
        grid.show(looked.columns[first:], rows if self.error is None else (), fresh=fresh)
        nothing = self.error is not None or result is None or not result.rows
        # An empty table takes no room, and stays, so that it knows how wide it is.
        grid.set_class(nothing, "-empty")
        state.display = nothing
        state.show(*self._state())
        if nothing and self.focused is grid:
            self.query_one(SqlEditor).focus()
        self.reframe()

    def _state(self) -> tuple[Content, ...]:
        if isinstance(self.error, NotARead):
            paragraphs = [Content.styled("○ Only reads are sent from here", "bold"), Content(self.error.message)]
            return (*paragraphs, Content(self.error.fix or ""))
        if self.error is not None:
            return states.failed(self.error, demo_offered=False)[:-1]
        if self._asking:
            return ()
        if self.result is None:
            return (
                Content.styled("Write a statement above, then press enter", "bold"),
                Content("SELECT name, sql FROM sqlite_schema\nPRAGMA table_list\nEXPLAIN QUERY PLAN SELECT …"),
                Content.styled("Rows that a query looks at are billed, whether it gives them or not.", "$text-muted"),
            )
        return (Content("○ No rows."),) if not self.result.columns or not self.result.rows else ()

    def _facts(self) -> Content:
        """What the answer cost, by D1's own word."""
        if self._asking:
            return Content.styled("▶ ", "$primary") + Content.styled("Asking … escape stops waiting.", "$text-muted")
        result = self.result
        if result is None or self.error is not None:
            return Content("")
        meta = result.meta
        words = [f"{len(result.rows):,} row{'' if len(result.rows) == 1 else 's'}"]
        duration, read, written = (number(meta.get(name)) for name in ("duration", "rows_read", "rows_written"))
        words.append(f"{duration:,.2f} ms" if duration is not None else "time unknown")
        words.append(f"{read:,.0f} row{'' if read == 1 else 's'} read" if read is not None else "rows read: unknown")
        line = Content.styled("   ".join(words), "$text-muted")
        if result.wrote:
            line += Content.styled(f"   ▲ {written or 0:,.0f} rows written", "$warning")
        shown = len(self.query_one(Grid).shown)
        if shown < len(self._shown.columns):
            first = self._shown.first
            where = f"   columns {first + 1}–{first + shown} of {len(self._shown.columns)}, ← → for the others"
            line += Content.styled(where, "$text-muted")
        return line

    def reframe(self) -> None:
        """Write everything around anew."""
        editing = isinstance(self.focused, SqlEditor)
        if self._asking:
            step = "One moment: the database is being asked. Escape stops waiting."
        elif editing:
            step = "Enter asks, up brings back what was asked, tab goes to the rows."
        else:
            step = "Press enter for the whole row, tab to change the statement, escape to go back."
        self.frame(step)
        # How many columns have room is known when the table has been laid out.
        self.call_after_refresh(lambda: self.query_one("#facts", Static).update(self._facts()))

    def on_descendant_focus(self) -> None:
        """What the keys do depends on where the focus is."""
        self.reframe()

    # ------------------------------------------------------------------ keys

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What needs rows is offered in the rows."""
        in_rows = isinstance(self.focused, Grid)
        if action in ("row", "shift", "edit"):
            return in_rows and (action != "shift" or len(self._shown.columns) > 1)
        if action in ("raw", "export", "copy"):
            return in_rows and self.result is not None
        return super().check_action(action, parameters)

    def action_edit(self) -> None:
        """Back to the statement."""
        self.query_one(SqlEditor).focus()

    def action_shift(self, by: int) -> None:
        """Show other columns."""
        self._shown.first = max(0, min(self._shown.first + by, len(self._shown.columns) - 1))
        self.show()

    @on(Grid.Chosen)
    def _chosen(self) -> None:
        self.action_row()

    def action_row(self) -> None:
        """The row under the cursor, whole."""
        from edgewise.screens.account.raw import RawScreen

        cursor, result = self.query_one(Grid).cursor, self.result
        if cursor is not None and result is not None:
            document = row_document(result.columns, result.rows[int(cursor)])
            self.app.push_screen(RawScreen(f"Row {int(cursor) + 1:,} of {self.database_name}", document))

    def action_raw(self) -> None:
        """The answer as it came."""
        from edgewise.screens.account.raw import RawScreen

        result = self.result
        if result is not None:
            document = {"columns": result.columns, "rows": result.rows, "meta": dict(result.meta)}
            self.app.push_screen(RawScreen(clean(result.sql, 80), document))

    def action_copy(self) -> None:
        """The command that asks the same."""
        if self.result is not None:
            command = wrangler_command(self.database_name, self.result.sql)
            self.app.copy_to_clipboard(command)
            self.app.say(f"Copied: {clean(command, 200)}")

    @work(group="ask", exit_on_error=False)
    async def action_export(self) -> None:
        """Write the rows to a file."""
        result = self.result
        if result is None:
            return
        texts: dict[str, Any] = {"csv": lambda: csv_of(result), "json": lambda: json_of(result)}
        about = f"The rows of the answer, all {len(result.rows):,} of them, values whole."
        stem = file_name(self.database_name, "rows", ending="x")[:-2]
        await export_to_file(self.app, Export(f"{len(result.rows):,} rows", stem, texts, about))

    def action_back(self) -> None:
        """Stop waiting for an answer; else go back to the table."""
        if self._asking:
            self.workers.cancel_group(self, "sql")
            self.app.say("Stopped waiting. D1 may finish the query all the same; it only reads.")
            self.show()
        else:
            self.dismiss(None)


class RowsScreen(SqlScreen):
    """The first rows of a table, with the statement that asked for them above."""

    WHAT = "Rows"
    AT_ONCE = True
