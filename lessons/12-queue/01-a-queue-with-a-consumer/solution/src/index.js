// A Worker that takes long jobs. A client sends a text, gets an id at once,
// and asks later what became of it:
//
//   POST /jobs        {"text": "one two three"}
//     202             {"id": "…", "status": "queued"}
//   GET /jobs/<id>
//     200             {"id": "…", "status": "done", "words": 3}

export { Job } from "./job.js";

export default {
  /** One call for each HTTP request. */
  async fetch(request, env) {
    const { pathname } = new URL(request.url);

    if (request.method === "POST" && pathname === "/jobs") {
      const { text } = await request.json();
      const id = crypto.randomUUID();
      await job(env, id).write({ status: "queued" });
      await env.QUEUE.send({ id, text });
      return Response.json({ id, status: "queued" }, { status: 202 });
    }

    if (request.method === "GET" && pathname.startsWith("/jobs/")) {
      const id = pathname.slice("/jobs/".length);
      const state = await job(env, id).read();
      if (state === null) {
        return Response.json({ error: "No such job" }, { status: 404 });
      }
      return Response.json({ id, ...state });
    }

    return Response.json({ error: "Try POST /jobs" }, { status: 404 });
  },

  /** One call for each batch of messages, from either queue. */
  async queue(batch, env) {
    for (const message of batch.messages) {
      const { id, text } = message.body;

      if (batch.queue === "reports-dead") {
        await job(env, id).write({ status: "failed" });
        message.ack();
        continue;
      }

      try {
        const words = countWords(text);
        await job(env, id).write({ status: "done", words });
        message.ack();
      } catch (error) {
        // Only this message comes back; the others are acknowledged.
        console.error(`Attempt ${message.attempts}: ${error.message}`);
        message.retry();
      }
    }
  },
};

/** The Durable Object that remembers the job: write(state), read(). */
function job(env, id) {
  return env.JOBS.getByName(id);
}

/** The long job. Throws for anything that is not a text. */
function countWords(text) {
  return text.split(/\s+/).filter((word) => word !== "").length;
}
