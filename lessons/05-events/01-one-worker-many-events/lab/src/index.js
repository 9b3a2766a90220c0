import { entries, note } from "./diary.js";

export default {
  // A request: an order comes in, or somebody reads the diary.
  async fetch(request, env) {
    if (request.method === "POST") {
      const order = await request.json();
      await env.ORDERS.send(order);
      return Response.json({ accepted: true }, { status: 202 });
    }
    return Response.json({ entries: await entries(env) });
  },

  // Here three handlers are missing: queue, scheduled, email.
};
