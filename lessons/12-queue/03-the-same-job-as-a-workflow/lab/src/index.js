import { WorkflowEntrypoint } from "cloudflare:workers";
import { collect, compute, known, store } from "./stages.js";

// Try again after a second, three times at most.
const RETRY = { retries: { limit: 3, delay: "1 second", backoff: "constant" } };

export class Report extends WorkflowEntrypoint {
  async run(event, step) {
    const { id } = event.payload;
    await step.do("everything", RETRY, async () => {
      const rows = await collect(this.env, id);
      const total = await compute(this.env, id, rows);
      await store(this.env, id, total);
    });
  }
}

export default {
  async fetch(request, env) {
    if (request.method === "POST") {
      const id = crypto.randomUUID();
      await env.REPORT.create({ id, params: { id } });
      return Response.json({ id }, { status: 202 });
    }
    const id = new URL(request.url).pathname.slice(1);
    return Response.json(await known(env, id));
  },
};
