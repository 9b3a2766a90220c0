"""What can be done with a build's log, and what its help says."""

from __future__ import annotations

from edgewise.commands import Command

HELP = (
    "What a build said, line by line. Each stage is a heading with the time that it took; lines that tell of an error "
    "are marked by their words, so that a harmless line may be marked and a strange error may not.\n\n"
    "While the build runs, the log is read again every few seconds and the end stays in sight, until you move up. "
    "Slash looks for words and n goes from one to the next; without words, n goes from error to error.\n\n"
    "t watches the live log of what this deployment does."
)
VERBS = (
    Command("build.filter", "slash", "Find", "Look for words.", "filter"),
    Command("build.next", "n", "Next", "Go to the next match; without words, to the next error.", "hop(1)"),
    Command("build.wrap", "w", "Wrap", "Wrap long lines, or cut them.", "wrap"),
    Command("build.copy-all", "C", "Copy all", "Copy the whole log.", "copy_all"),
    Command("build.save", "e", "Save", "Write the log to a file.", "save"),
    Command("build.tail", "t", "Live log", "Watch what this deployment does.", "tail"),
    Command("build.previous", "N", "Previous", "Go to the match before.", "hop(-1)", footer=False),
    Command("build.copy", "c", "Copy", "Copy the line.", "copy", footer=False),
    Command("build.open", "enter", "Unfold", "Show the whole line.", "open", footer=False),
    Command("build.again", "r", "Refresh", "Read it again.", "again", footer=False),
    Command("build.back", "escape", "Back", "Forget the words, or go back.", "back", footer=False),
)
