/** A router in the manner of the small ones: a stand-in that needs no package. */
export interface Context<Env> {
  request: Request;
  env: Env;
  params: Record<string, string>;
  json(value: unknown, status?: number): Response;
  text(value: string, status?: number): Response;
}

type Next = () => Promise<Response>;
type Handle<Env> = (c: Context<Env>, next: Next) => Response | Promise<Response>;

export class Router<Env> {
  private rows: { method: string; pattern: RegExp; handle: Handle<Env> }[] = [];
  private failed: (error: Error, c: Context<Env>) => Response = (error, c) => c.text(error.message, 500);

  constructor(private base = "") {}

  on(method: string, path: string, handle: Handle<Env>): this {
    const source = `${this.base}${path}`.replace(/:(\w+)/g, "(?<$1>[^/]+)").replace(/\*/g, ".*");
    this.rows.push({ method, pattern: new RegExp(`^${source}$`), handle });
    return this;
  }

  get(path: string, handle: Handle<Env>): this {
    return this.on("GET", path, handle);
  }

  use(path: string, handle: Handle<Env>): this {
    return this.on("*", path, handle);
  }

  onError(failed: (error: Error, c: Context<Env>) => Response): this {
    this.failed = failed;
    return this;
  }

  async fetch(request: Request, env: Env): Promise<Response> {
    const { pathname } = new URL(request.url);
    const c: Context<Env> = {
      request,
      env,
      params: {},
      json: (value, status = 200) => Response.json(value, { status }),
      text: (value, status = 200) => new Response(value, { status }),
    };
    const found = this.rows.flatMap((row) => {
      const match = row.method === "*" || row.method === request.method ? row.pattern.exec(pathname) : null;
      return match ? [{ ...row, params: { ...match.groups } }] : [];
    });
    const run = async (index: number): Promise<Response> => {
      const row = found[index];
      if (!row) return c.json({ error: `nothing at ${pathname}` }, 404);
      c.params = row.params;
      return row.handle(c, () => run(index + 1));
    };
    try {
      return await run(0);
    } catch (error) {
      return this.failed(error as Error, c);
    }
  }
}

/** The handler for Pages. */
export const handle =
  <Env>(router: Router<Env>) =>
  ({ request, env }: { request: Request; env: Env }): Promise<Response> =>
    router.fetch(request, env);
