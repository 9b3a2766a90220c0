import { DurableObject } from "cloudflare:workers";

// One of these exists for each job.
export class Job extends DurableObject {
  async read() {
    return (await this.ctx.storage.get("state")) ?? null;
  }

  async write(state) {
    await this.ctx.storage.put("state", state);
    for (const socket of this.ctx.getWebSockets()) {
      socket.send(JSON.stringify(state));
    }
  }

  // Somebody wants to listen.
  async fetch(request) {
    const [client, server] = Object.values(new WebSocketPair());
    this.ctx.acceptWebSocket(server);
    server.send(JSON.stringify(await this.read()));
    return new Response(null, { status: 101, webSocket: client });
  }
}

// The object of a job: the same one, whoever asks.
export function job(env, id) {
  return env.JOB.get(env.JOB.idFromName(id));
}
