"""The commands of the Migrate screen, and what it says about itself."""

from __future__ import annotations

from collections.abc import Mapping

from edgewise.commands import Command
from edgewise.screens.migrate.stages import Stage

HELP = (
    "This screen takes a Cloudflare Pages project to Workers in stages, each with a digit: the files in your folder "
    "first, then what happens in your account. Looking, planning and proving change nothing. Whatever changes "
    "something asks before, and is in a journal before it is done; what cannot simply be taken back says so first. "
    "Each stage has a command that does the same: c shows it. History lists what was migrated on this computer."
)

STAGES: Mapping[Stage, str] = {
    Stage.INSPECT: (
        "What edgewise knows about the project, and where it found it. enter on a value says another one; d asks the "
        "account."
    ),
    Stage.ASSESS: (
        "How to move, and what matters for the move. enter on a question changes the answer, and everything is looked "
        "at anew; enter on a finding explains it."
    ),
    Stage.PLAN: "Every file that would change, as a diff. Nothing is written yet.",
    Stage.APPLY: (
        "The files are written after you have said yes. Before each change the old bytes go into a journal, and u "
        "gives them back."
    ),
    Stage.PROVE: (
        "The project runs as Pages and as a Worker on this computer. The same requests go to both, and what differs "
        "is shown. t compares with a live site instead."
    ),
    Stage.ADD: (
        "What Pages could not have, such as a queue's consumer, a cron trigger or a Workflow, for a project whose "
        "files are moved. Each is shown as a diff. r runs it on this computer in a working copy, until the thing "
        "happens; a adds it; u takes the last one back."
    ),
    Stage.SHIP: (
        "The real wrangler uploads the Worker, and nobody is sent to it. Before that its bindings are compared with "
        "production's; what is missing is made, and secrets are asked for without being shown. Then the live site and "
        "the Worker are asked the same. What ✗ names has to be mended first. Without a credential all of this goes to "
        "a demo account, which is gone when you leave."
    ),
    Stage.CUT_OVER: (
        "Visitors go to the Worker host by host: a route in front first, which is gone in seconds, then the domain. "
        "Before the first step the host's answers are recorded; after each step it is asked the same, and the "
        "Worker's errors are counted. When answers differ you are asked whether to take the step back. u takes "
        "everything back at any time, the last step first, and looks whether the host answers as before. Read the way "
        "back (w) before you begin: it works without edgewise. What somebody else has changed meanwhile is shown, and "
        "never overwritten."
    ),
    Stage.FINISH: (
        "What comes after the cutover. Pages stops deploying, its address leads on, and the project is kept as the "
        "way back for as long as s says. What no request can do is listed with its exact values: it is yours. Later, "
        "d deletes old deployments, never one that serves; that cannot be taken back."
    ),
    Stage.HISTORY: "What was migrated on this computer. enter opens a folder; u undoes the migration of this one.",
}
"""What each stage is, for its help."""

VERBS = (
    Command("migrate.apply", "a", "Apply", "Write the plan's files, after asking once more.", "apply"),
    Command("migrate.prove", "r", "Run the proof", "Send the same requests to both sides and compare.", "prove"),
    Command("migrate.stop", "x", "Stop", "Stop the proof, or writing between two files.", "stop"),
    Command("migrate.against", "t", "Against", "Compare with a live site instead.", "against", footer=False),
    Command("migrate.next", "n", "Go on", "Open the next stage.", "next"),
    Command("migrate.undo", "u", "Undo", "Give back every byte that the migration changed.", "undo"),
    Command("migrate.keep-mine", "m", "Keep mine", "Keep your versions and finish the undo.", "keep_mine"),
    Command("migrate.report", "w", "Web page", "Write the report as one web page.", "report"),
    Command("migrate.output", "s", "Set output", "Say which folder holds the built site.", "output", footer=False),
    Command("migrate.account", "d", "Ask account", "Read the account's settings too.", "account", footer=False),
    Command("migrate.command", "c", "Command", "Show and copy the same as a command line.", "command"),
    Command("migrate.open", "o", "Open", "Look at another folder.", "open"),
    Command("migrate.history", "h", "History", "What was migrated on this computer.", "history"),
    Command("migrate.back", "p", "Back", "Open the stage before.", "back", footer=False),
    Command("migrate.again", "g", "Look again", "Read the folder anew.", "again", footer=False),
    Command("migrate.escape", "escape", "Out", "Stop what runs, or go back.", "escape", footer=False),
    Command("migrate.inspect", "1", "Inspect", "Open the first stage.", "go('inspect')", footer=False),
    Command("migrate.assess", "2", "Assess", "Open the findings.", "go('assess')", footer=False),
    Command("migrate.plan", "3", "Plan", "Open the plan.", "go('plan')", footer=False),
    Command("migrate.apply-stage", "4", "Apply stage", "Open the stage that applies.", "go('apply')", footer=False),
    Command("migrate.prove-stage", "5", "Prove stage", "Open the proof.", "go('prove')", footer=False),
    Command("migrate.add-stage", "6", "Add stage", "Open what Pages could not have.", "go('add')", footer=False),
    Command("migrate.ship-stage", "7", "Ship stage", "Open the upload.", "go('ship')", footer=False),
    Command("migrate.cutover-stage", "8", "Cut over stage", "Open the hosts.", "go('cut-over')", footer=False),
    Command("migrate.finish-stage", "9", "Finish stage", "Open what comes last.", "go('finish')", footer=False),
)
