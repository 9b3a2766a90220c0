import { DurableObject } from "cloudflare:workers";

// One of these exists for each page. What it stores is written to disk.
export class Counter extends DurableObject {
  async add() {
    const hits = (await this.read()) + 1;
    await this.ctx.storage.put("hits", hits);
    return hits;
  }

  async read() {
    return (await this.ctx.storage.get("hits")) ?? 0;
  }
}

// The object of a page: the same one, whoever asks.
export function counter(env, page) {
  return env.COUNTER.get(env.COUNTER.idFromName(page));
}
