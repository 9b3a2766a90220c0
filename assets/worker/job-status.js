// Keeps the state of each job in a Durable Object of its own, and tells it to whoever asks or watches.

/** Milliseconds that a state is kept after its last change. */
const KEPT = 7 * 24 * 60 * 60 * 1000;
const INSIDE = "https://job-status/";
const OPEN = 1;

/** The state of one job, and the sockets that watch it. */
export class JobStatus {
  state;

  constructor(state) {
    this.state = state;
  }

  async fetch(request) {
    if (request.method === "PUT") {
      const status = await request.json();
      await this.state.storage.put("status", status);
      await this.state.storage.setAlarm(status.at + KEPT);
      for (const socket of this.state.getWebSockets()) {
        if (socket.readyState === OPEN) socket.send(JSON.stringify(status));
      }
      return new Response(null, { status: 204 });
    }
    const status = await this.state.storage.get("status");
    if (request.headers.get("upgrade")?.toLowerCase() === "websocket") {
      const { 0: client, 1: server } = new WebSocketPair();
      this.state.acceptWebSocket(server);
      if (status) server.send(JSON.stringify(status));
      return new Response(null, { status: 101, webSocket: client });
    }
    const headers = { "cache-control": "no-store" };
    return status
      ? Response.json(status, { headers })
      : Response.json({ state: "unknown", detail: "", at: 0 }, { status: 404, headers });
  }

  /** Nothing is expected from those who watch. */
  webSocketMessage() {}

  webSocketClose(socket) {
    socket.close(1000, "");
  }

  async alarm() {
    await this.state.storage.deleteAll();
  }
}

/** Keeps a new state of a job and sends it to those who watch. */
export async function tellStatus(jobs, queue, id, state, detail) {
  const status = { state, detail, at: Date.now() };
  await jobOf(jobs, queue, id).fetch(INSIDE, { method: "PUT", body: JSON.stringify(status) });
}

/** The answer for `prefix` + queue + "/" + id: JSON, or a WebSocket that sends each new state. Else `undefined`. */
export function statusAnswer(request, jobs, prefix, queues) {
  const { pathname } = new URL(request.url);
  if (!jobs || request.method !== "GET" || !pathname.startsWith(prefix)) return undefined;
  const [queue = "", id = "", ...more] = pathname.slice(prefix.length).split("/");
  if (!queues.includes(queue) || !id || more.length > 0) return undefined;
  const upgrade = request.headers.get("upgrade");
  return jobOf(jobs, queue, decoded(id)).fetch(INSIDE, { headers: upgrade ? { upgrade } : {} });
}

function jobOf(jobs, queue, id) {
  return jobs.get(jobs.idFromName(`${queue}/${id}`));
}

function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
