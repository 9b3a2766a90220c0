import { DurableObject } from "cloudflare:workers";

// One of these exists for each article. It does one thing after the other.
export class Shelf extends DurableObject {
  async fill(count) {
    await this.ctx.storage.put("left", count);
    return count;
  }

  async left() {
    return (await this.ctx.storage.get("left")) ?? 0;
  }

  // One less, and how many are left then; null when there is nothing to take.
  async take() {
    const left = await this.left();
    if (left === 0) return null;
    return this.fill(left - 1);
  }
}

// The shelf of an article: the same object, whoever asks.
export function shelf(env, article) {
  return env.SHELF.get(env.SHELF.idFromName(article));
}
