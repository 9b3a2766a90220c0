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

  // Messages: the orders, some time after they were accepted.
  async queue(batch, env) {
    for (const message of batch.messages) {
      await note(env, "order", message.body.item);
    }
  },

  // The clock: event.cron says which of the two lines fired.
  async scheduled(event, env) {
    await note(env, "clock", event.cron);
  },

  // An e-mail: who wrote, and about what.
  async email(message, env) {
    await note(env, "mail", `${message.from}: ${message.headers.get("subject")}`);
  },
};
