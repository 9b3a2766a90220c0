import { counter } from "./counter.js";
export { Counter } from "./counter.js";

// How often each page was visited.
const hits = new Map();

export default {
  async fetch(request, env) {
    const page = new URL(request.url).pathname;
    if (request.method === "POST") {
      hits.set(page, (hits.get(page) ?? 0) + 1);
    }
    return Response.json({ page, hits: hits.get(page) ?? 0 });
  },
};
