// A Worker that takes long jobs. A client sends a text, gets an id at once,
// and asks later what became of it:
//
//   POST /jobs        {"text": "one two three"}
//     202             {"id": "…", "status": "queued"}
//   GET /jobs/<id>
//     200             {"id": "…", "status": "done", "words": 3}
//
// Counting words stands in for work that takes minutes. The first half is
// here: jobs are accepted and sent to the queue. Nobody takes them out again.
// That half is yours.

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
      // TODO: answer what the job's object holds, and 404 for an id that
      // nobody ever used.
      return Response.json({ id, status: "queued" });
    }

    return Response.json({ error: "Try POST /jobs" }, { status: 404 });
  },

  // TODO: async queue(batch, env) is called with messages from the queue.
};

/** The Durable Object that remembers the job: write(state), read(). */
function job(env, id) {
  return env.JOBS.getByName(id);
}

/** The long job. Throws for anything that is not a text. */
function countWords(text) {
  return text.split(/\s+/).filter((word) => word !== "").length;
}
