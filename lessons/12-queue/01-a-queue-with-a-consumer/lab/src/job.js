import { DurableObject } from "cloudflare:workers";

/**
 * What is known about one job. There is one such object for each job id, and
 * whoever asks for that id reaches the same object: the status that was
 * written last is the status that is read.
 *
 * You need not change this file.
 */
export class Job extends DurableObject {
  /** Remember a state, for example { status: "queued" }. */
  async write(state) {
    await this.ctx.storage.put("state", state);
  }

  /** The state that was written last; null for an id nobody ever used. */
  async read() {
    return (await this.ctx.storage.get("state")) ?? null;
  }
}
