"""What can be done with a live log, and what its help says."""

from __future__ import annotations

from edgewise.commands import Command

HELP = (
    "What a Worker or a Pages deployment does, as it happens. Nothing of it is stored: the log shows what runs while "
    "you look.\n\n"
    "A line is one run: when it began, how it ended, the CPU time and the wall time it took, the method and the "
    "address, or the queue, the cron, the call. What it logged and what it threw stands below. Enter shows everything "
    "about it: headers, stack, what Cloudflare knows of the visitor.\n\n"
    "Status and method are cycled with s and m, the level of what was logged with l; slash finds words anywhere. "
    "Filters change what is shown, not what is held. A busy Worker has more events than anybody can read, and then "
    "Cloudflare sends a sample by itself: f asks it for less, by status, method, header, address of the client, text, "
    "or a share of everything. Space lets it stand still while new events are still taken in.\n\n"
    "The newest 10,000 entries are held. When the connection is lost it is made again, and a line says how long was "
    "missed. Values of authorization, cookies and whatever else is called like a secret are masked before they are "
    "kept.\n\n"
    "Watching changes nothing in the account, so it works while the account is locked."
)
VERBS = (
    Command("tail.again", "r", "Again", "Try again now.", "again"),
    Command("tail.open", "enter", "Open", "Show everything about the event, or its lines only.", "open"),
    Command("tail.pause", "space", "Pause", "Let it stand still, or go on.", "pause"),
    Command("tail.filter", "slash", "Find", "Show only events that hold the words you type.", "filter"),
    Command("tail.status", "s", "Status", "Show only runs that ended well, failed, …", "status"),
    Command("tail.method", "m", "Method", "Show only requests with this method.", "method"),
    Command("tail.save", "e", "Save", "Write what is shown to a file.", "save"),
    Command("tail.raw", "y", "JSON", "Show the event as Cloudflare sent it.", "raw", footer=False),
    Command("tail.level", "l", "Level", "Show only events that logged at this level.", "level", footer=False),
    Command("tail.ask", "f", "Ask less", "Let Cloudflare send a part only, such as a sample.", "ask", footer=False),
    Command("tail.wrap", "w", "Wrap", "Wrap long lines, or cut them.", "wrap", footer=False),
    Command("tail.copy", "c", "Copy", "Copy the event.", "copy", footer=False),
    Command("tail.copy-all", "C", "Copy all", "Copy everything that is shown.", "copy_all", footer=False),
    Command("tail.clear", "x", "Clear", "Throw away what came so far.", "clear", footer=False),
    Command("tail.back", "escape", "Back", "Show all events again, or go back.", "back", footer=False),
)
