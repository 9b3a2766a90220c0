"""The commands of the Migrate screen, and what it says about itself."""

from __future__ import annotations

from edgewise.commands import Command

HELP = (
    "This screen takes a Cloudflare Pages project to Workers in stages. Inspect shows what edgewise knows and where "
    "it found it; enter on a value says another one. Assess asks how to move and lists what matters for the move; "
    "enter on a question changes the answer, and everything is looked at anew. Plan shows every file that would "
    "change, as a diff. Apply writes the files after you have said yes; before each change the old bytes go into a "
    "journal, and undo gives them back. Prove runs the project as Pages and as a Worker on this computer, sends the "
    "same requests to both, and shows what differs. Looking, planning and proving change nothing in your folder. The "
    "stages after that are for a project whose files are moved. Add gives it what Pages could not have, such as a "
    "queue's consumer, and tries it on this computer. Ship uploads the Worker with the real wrangler, sends nobody to "
    "it, and compares it with the live site. Cut over sends visitors to it host by host: a route in front first, "
    "which is gone in seconds, then the domain. After each step the host is asked the same as before; when answers "
    "differ you are asked whether to take the step back, and u takes everything back at any time. Finish stops Pages' "
    "deployments, leads its address on, and lists what is yours to do. Every operation is shown with its request and "
    "its way back, and is in a journal before it is carried out: an interrupted run is gone on with, and nothing that "
    "somebody else has changed is overwritten. History lists what was migrated on this computer. Each stage has a "
    "command that does the same: c shows it."
)

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
