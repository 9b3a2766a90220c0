"""The files in which the user's own work goes. They are written once and never touched again."""

from __future__ import annotations

from edgewise.migration.additions.model import CONSUMER, CRON, WORKFLOW, Module, Wanted
from edgewise.migration.additions.naming import class_name

_YOURS = "This file is yours: edgewise does not touch it again."


def own_file(module: Module, wanted: Wanted) -> tuple[str, str] | None:
    """The path and the text of the file for one addition; ``None`` when it needs none."""
    if wanted.kind == CONSUMER:
        return f"{module.folder}/consumers/{wanted.queue}.{module.extension}", _consumer(module, wanted)
    if wanted.kind == CRON:
        return f"{module.folder}/scheduled.{module.extension}", _scheduled(module)
    if wanted.kind == WORKFLOW:
        return f"{module.folder}/workflows/{wanted.name}.{module.extension}", _workflow(module, wanted)
    return None


def _consumer(module: Module, wanted: Wanted) -> str:
    typed = module.typescript
    queue = wanted.queue
    message, any_ = ("message: Message", ": any") if typed else ("message", "")
    lines = [f"// The work for each message of the queue {queue}. {_YOURS}", ""]
    if typed:
        lines += ['import type { Message } from "../queue-consumer.js";', ""]
    lines += [
        "/** Does the work. When it throws, the message comes again later. */",
        f"export async function handle({message}, env{any_}){': Promise<void>' if typed else ''} {{",
        f"  console.log(`{queue} took ${{message.id}}, attempt ${{message.attempts}}:`, JSON.stringify(message.body));",
        "}",
    ]
    if wanted.status:
        lines += [
            "",
            f"/** The id of a job, under which {module.status}{queue}/ID tells its state. */",
            f"export function jobId({message}){': string' if typed else ''} {{",
            "  const id = message.body?.id;",
            '  return typeof id === "string" || typeof id === "number" ? String(id) : message.id;',
            "}",
        ]
    return "\n".join(lines) + "\n"


def _scheduled(module: Module) -> str:
    if module.typescript:
        given, result = "controller: { cron: string; scheduledTime: number }, env: any, context: any", ": Promise<void>"
    else:
        given, result = "controller, env, context", ""
    return "\n".join(
        [
            f"// What is done at the times of the cron triggers. {_YOURS}",
            "",
            "/** Called once for each trigger, which `controller.cron` names. Times are in UTC. */",
            f"export async function scheduled({given}){result} {{",
            "  console.log(`The cron trigger ${controller.cron} ran, due at`, new Date(controller.scheduledTime));",
            "}",
            "",
        ]
    )


def _workflow(module: Module, wanted: Wanted) -> str:
    typed = module.typescript
    name = wanted.name
    types = """
interface Event {
  payload: any;
  instanceId: string;
}

interface Step {
  do(name: string, work: () => Promise<any>): Promise<any>;
  do(name: string, options: object, work: () => Promise<any>): Promise<any>;
}
"""
    ignored = "// @ts-ignore: the runtime has it\n" if typed else ""
    signature = "event: Event, step: Step" if typed else "event, step"
    return f"""\
// The Workflow {name}. {_YOURS}

{ignored}import {{ WorkflowEntrypoint }} from "cloudflare:workers";
{types if typed else ""}
/** A long job in steps. A step that was done is not done again, whatever happens to those after it. */
export class {class_name(name)} extends WorkflowEntrypoint {{
  async run({signature}){": Promise<unknown>" if typed else ""} {{
    const order = await step.do("read the order", async () => event.payload ?? null);
    const result = await step.do(
      "do the work",
      {{ retries: {{ limit: 5, delay: "10 seconds", backoff: "exponential" }}, timeout: "10 minutes" }},
      async () => {{
        console.log(`{name} works on ${{event.instanceId}}:`, JSON.stringify(order));
        return {{ order }};
      }},
    );
    await step.do("tell the end", async () => {{
      console.log(`{name} is done with ${{event.instanceId}}`);
    }});
    return result;
  }}
}}
"""
