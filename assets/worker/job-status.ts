// Keeps the state of each job in a Durable Object of its own, and tells it to whoever asks or watches.

/** A state as it is kept and sent. */
export interface Status {
  state: string;
  detail: string;
  /** Milliseconds since 1970. */
  at: number;
}

interface Socket {
  readonly readyState: number;
  send(text: string): void;
  close(code?: number, reason?: string): void;
}

interface State {
  storage: {
    get(key: string): Promise<Status | undefined>;
    put(key: string, value: Status): Promise<void>;
    setAlarm(time: number): Promise<void>;
    deleteAll(): Promise<void>;
  };
  acceptWebSocket(socket: Socket): void;
  getWebSockets(): Socket[];
}

interface Jobs {
  idFromName(name: string): unknown;
  get(id: any): { fetch(url: string, init?: RequestInit): Promise<Response> };
}

declare const WebSocketPair: new () => { 0: Socket; 1: Socket };

/** Milliseconds that a state is kept after its last change. */
const KEPT = 7 * 24 * 60 * 60 * 1000;
const INSIDE = "https://job-status/";
const OPEN = 1;

/** The state of one job, and the sockets that watch it. */
export class JobStatus {
  private readonly state: State;

  constructor(state: State) {
    this.state = state;
  }

  async fetch(request: Request): Promise<Response> {
    if (request.method === "PUT") {
      const status: Status = await request.json();
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
      return new Response(null, { status: 101, webSocket: client } as ResponseInit);
    }
    const headers = { "cache-control": "no-store" };
    return status
      ? Response.json(status, { headers })
      : Response.json({ state: "unknown", detail: "", at: 0 }, { status: 404, headers });
  }

  /** Nothing is expected from those who watch. */
  webSocketMessage(): void {}

  webSocketClose(socket: Socket): void {
    socket.close(1000, "");
  }

  async alarm(): Promise<void> {
    await this.state.storage.deleteAll();
  }
}

/** Keeps a new state of a job and sends it to those who watch. */
export async function tellStatus(jobs: Jobs, queue: string, id: string, state: string, detail: string): Promise<void> {
  const status: Status = { state, detail, at: Date.now() };
  await jobOf(jobs, queue, id).fetch(INSIDE, { method: "PUT", body: JSON.stringify(status) });
}

/** The answer for `prefix` + queue + "/" + id: JSON, or a WebSocket that sends each new state. Else `undefined`. */
export function statusAnswer(
  request: Request,
  jobs: Jobs | undefined,
  prefix: string,
  queues: readonly string[],
): Promise<Response> | undefined {
  const { pathname } = new URL(request.url);
  if (!jobs || request.method !== "GET" || !pathname.startsWith(prefix)) return undefined;
  const [queue = "", id = "", ...more] = pathname.slice(prefix.length).split("/");
  if (!queues.includes(queue) || !id || more.length > 0) return undefined;
  const upgrade = request.headers.get("upgrade");
  return jobOf(jobs, queue, decoded(id)).fetch(INSIDE, { headers: upgrade ? { upgrade } : {} });
}

function jobOf(jobs: Jobs, queue: string, id: string) {
  return jobs.get(jobs.idFromName(`${queue}/${id}`));
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
