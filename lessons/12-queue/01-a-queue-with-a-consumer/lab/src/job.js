import { DurableObject } from "cloudflare:workers";

/**
 * What is known about one job. There is one such object for each job id, and whoever asks for
 * that id reaches the same object, so a status that was written is the status that is read.
 *
 * You need not change this file.
 */
export class Job extends DurableObject {
  /** Remember `state`, for example { status: "queued" }. */
  async write(state) {
    await this.ctx.storage.put("state", state);
  }

  /** The state that was written last, or null for an id that nobody ever used. */
  async read() {
    return (await this.ctx.storage.get("state")) ?? null;
  }
}
