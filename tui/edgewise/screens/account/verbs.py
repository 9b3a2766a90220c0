"""What can be done on the account screen, and what its help says."""

from __future__ import annotations

from edgewise.account.resources import ROOTS
from edgewise.account.resources.model import View
from edgewise.commands import Command
from edgewise.screens.account.offers import all_views
from edgewise.screens.account.views import STANDING

HELP = (
    "What is in a Cloudflare account. It is read-only until you turn the lock off with ctrl+l.\n\n"
    "The overview comes first: what fails, what has no consumer, what could move, what runs. Enter goes to what a "
    "line is about, 0 comes back to it.\n\n"
    "Numbers, or the arrows left and right, choose a kind of resource. Up and down, or j and k, move in the "
    "table. Enter goes down into a row, from a project to its deployments; escape comes back. Slash finds as you "
    "type, in this table; a colon finds anything in the account. f keeps a row at hand, marked ★.\n\n"
    "d marks a row and, on another one of its kind, shows what differs; a Pages project can be compared with a "
    "Worker. e writes what is shown to a file.\n\n"
    "A row marked ▲ has something to tell: w opens the lesson that explains it, and m goes to Migrate where "
    "moving to Workers would settle it. What else a row has is listed below: its log, its usage, its value.\n\n"
    "What you look at is read again by itself, as often as its kind deserves, and never while you look elsewhere. The "
    "screen says how old it is. r reads at once, R stops and starts the reading by itself. It takes at most a "
    "quarter of the requests that Cloudflare allows; when few are left, it waits and says so.\n\n"
    "A kind marked ○ is closed to your credential: go there to read what to tick, or press p for all of it.\n\n"
    "x offers what can be changed in a row, such as a rollback or a purge. You see the request first, and type a word "
    "to say yes. X lists what you changed and what the API answered. The lock turns on by itself after ten minutes "
    "without a change.\n\n"
    "Without a credential you see the demo account of a small company that does not exist. Set "
    "CLOUDFLARE_API_TOKEN, or log in with wrangler, to see your own."
)


def _view_command(view: View) -> Command:
    """A view as a command. Where a row has none, the key is free for what comes after it in ``VERBS``."""
    shown = view not in STANDING
    return Command(f"account.view-{view.id}", view.key, view.title, view.help, f"look('{view.id}')", footer=shown)


VERBS = (
    *(_view_command(view) for view in all_views() if view.key == "enter"),
    Command("account.open", "enter", "Open", "Go down into the row under the cursor.", "open"),
    Command("account.filter", "slash", "Find", "Show only rows that hold the words you type.", "filter"),
    Command("account.why", "w", "Why?", "Open the lesson that explains what is marked.", "why"),
    Command("account.migrate", "m", "Migrate", "Go to Migrate: a move to Workers would settle it.", "migrate"),
    *(_view_command(view) for view in all_views() if view.key != "enter"),
    Command("account.change", "x", "Change…", "What may be changed here, with the lock off.", "change"),
    Command("account.more", "M", "More", "List the part that comes next, below what is listed.", "more"),
    Command("account.begins", "P", "Begins…", "Ask the API for names with this beginning.", "begins", footer=False),
    Command("account.sort", "s", "Sort", "Sort by the next column.", "sort"),
    Command("account.raw", "y", "JSON", "Show the document as the API sent it.", "raw"),
    Command("account.copy", "c", "Copy", "Copy the wrangler command that shows the same.", "copy"),
    Command("account.browse", "o", "Dashboard", "Open the row in Cloudflare's dashboard.", "browse"),
    Command("account.refresh", "r", "Refresh", "Read it again.", "refresh"),
    Command("account.auto", "R", "Auto-refresh", "Read again by itself, or stop that.", "auto", footer=False),
    Command("account.demo", "T", "Demo", "Look at the demo account instead.", "demo"),
    Command("account.back", "escape", "Back", "Show all rows again, or go back one step.", "back", footer=False),
    Command("account.detail", "i", "Details", "Show everything about the row.", "detail", footer=False),
    Command("account.view", "v", "Next view", "Another listing of the same resource.", "view", footer=False),
    Command("account.reverse", "S", "Reverse", "Turn the order around.", "reverse", footer=False),
    Command("account.previous", "left", "Previous kind", "Go to the kind before.", "step(-1)", footer=False),
    Command("account.next", "right", "Next kind", "Go to the next kind.", "step(1)", footer=False),
    Command("account.switch", "a", "Accounts", "Choose another account.", "switch", footer=False),
    Command("account.jump", "colon", "Go to…", "Find anything in the account by its name.", "jump", footer=False),
    Command("account.favourite", "f", "Favourite", "Keep the row at hand, or no longer.", "favourite", footer=False),
    Command("account.diff", "d", "Compare", "Mark the row, or compare it with the marked one.", "diff", footer=False),
    Command("account.export", "e", "Export", "Write what is shown to a CSV or JSON file.", "export", footer=False),
    Command("account.overview", "0", "Overview", "Show the account on one screen.", "overview", footer=False),
    Command("account.lock", "ctrl+l", "Lock", "Allow changes for a while, or forbid them again.", "lock", footer=False),
    *(
        Command(f"account.kind-{key}", str(key), each.title, f"Go to {each.title}.", f"kind('{each.id}')", False)
        for key, each in enumerate(ROOTS[:9], 1)
    ),
)  # fmt: skip
