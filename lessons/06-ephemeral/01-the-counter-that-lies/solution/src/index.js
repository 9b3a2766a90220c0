import { counter } from "./counter.js";
export { Counter } from "./counter.js";

export default {
  async fetch(request, env) {
    const page = new URL(request.url).pathname;
    const kept = counter(env, page);
    const hits = request.method === "POST" ? await kept.add() : await kept.read();
    return Response.json({ page, hits });
  },
};
