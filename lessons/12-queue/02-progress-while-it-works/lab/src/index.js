import { job } from "./job.js";
export { Job } from "./job.js";

export default {
  async fetch(request, env) {
    if (request.method === "POST") {
      const id = crypto.randomUUID();
      await job(env, id).write({ done: 0, of: 3 });
      await env.QUEUE.send({ id });
      return Response.json({ id }, { status: 202 });
    }
    // GET /<id> tells the state, GET /<id>/live listens.
    const [, id, live] = new URL(request.url).pathname.split("/");
    if (live === "live") return job(env, id).fetch(request);
    return Response.json(await job(env, id).read());
  },

  // The work: three parts, each written down when it is done.
  async queue(batch, env) {
    for (const message of batch.messages) {
      for (let part = 1; part <= 3; part++) {
        await scheduler.wait(200);
        await job(env, message.body.id).write({ done: part, of: 3 });
      }
    }
  },
};
