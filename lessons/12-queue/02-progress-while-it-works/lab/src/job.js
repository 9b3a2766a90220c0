import { DurableObject } from "cloudflare:workers";

// One of these exists for each job.
export class Job extends DurableObject {
  async read() {
    return (await this.ctx.storage.get("state")) ?? null;
  }

  async write(state) {
    await this.ctx.storage.put("state", state);
    // Here: tell everybody who listens.
  }

  // Somebody wants to listen.
  async fetch(request) {
    return new Response("Nobody can listen yet.", { status: 501 });
  }
}

// The object of a job: the same one, whoever asks.
export function job(env, id) {
  return env.JOB.get(env.JOB.idFromName(id));
}
